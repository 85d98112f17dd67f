//! Derived summary grade.

use crate::derived::{derive, derive_patient};
use crate::reference::{self, Agreement};

const ITEMS: [&str; 4] = ["schemaId", "behaviorCodeIcdO3", "gradeClinical", "gradePathological"];

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    const FILE: &str = "cases/derived_summary_grade_2018.csv";
    let Some(rows) = reference::rows(FILE) else { return Vec::new() };
    let column = |name| rows.iter().map(|row| row.get(name)).collect::<Vec<_>>();
    let columns = ["schemaId", "behavior", "gradeClinical", "gradePathological"].map(column);
    let (algorithm, found) = derive("derived_summary_grade_2018", ITEMS.into_iter().zip(columns), []);
    let mut agreement = Agreement::new(algorithm, FILE);
    for (row, found) in rows.iter().zip(&found) {
        agreement.compare(row.get("case"), &found[0].as_str(), &row.get("expected"));
    }
    vec![agreement]
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

#[test]
fn the_higher_grade_counts_as_the_schema_ranks_them() {
    for (tumor, grade) in [
        (["00001", "3", "1", "3"], "3"),
        (["", "", "E", "1"], "1"),
        (["00001", "3", "A", "H"], "A"),
        (["00001", "3", "L", "9"], "L"),
        (["00001", "3", "8", ""], ""),
        (["00001", "3", "s", "9"], "9"),
        (["00480", "2", "3", "L"], "L"),
        (["00480", "3", "L", "1"], "1"),
        (["00480", "3", "4", "9"], "9"),
        (["00480", "0", "1", "2"], ""),
        (["00830", "3", "9", "8"], "8"),
        (["00830", "3", "9", ""], ""),
    ] {
        assert_eq!(derive_patient("derived_summary_grade_2018", &ITEMS, &[&tumor])[0], [grade], "{tumor:?}");
    }
}

proptest::proptest! {
    #[test]
    fn the_grade_is_one_of_both(schema in "00(480|830|001)|.{0,5}", behavior in ".?", one in ".?", other in "[0-9A-Z]?") {
        let found = derive_patient("derived_summary_grade_2018", &ITEMS, &[&[&schema, &behavior, &one, &other]]);
        let grade = &found[0][0];
        proptest::prop_assert!(grade.is_empty() || *grade == one || *grade == other);
    }
}
