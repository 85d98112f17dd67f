//! Tumor size over time.

use crate::derived::{derive, derive_patient};
use crate::reference::{self, Agreement};

const ITEMS: [&str; 7] = [
    "dateOfDiagnosis",
    "primarySite",
    "histologicTypeIcdO3",
    "behaviorCodeIcdO3",
    "eodTumorSize",
    "csTumorSize",
    "tumorSizeSummary",
];

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    const FILE: &str = "cases/tumor_size_over_time.csv";
    let Some(rows) = reference::rows(FILE) else { return Vec::new() };
    let column = |name| rows.iter().map(|row| row.get(name)).collect::<Vec<_>>();
    let columns = ["dxYear", "site", "hist", "behavior", "eodTumorSize", "csTumorSize", "tumorSizeSummary"].map(column);
    let (algorithm, found) = derive("tumor_size_over_time", ITEMS.into_iter().zip(columns), []);
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
fn codes_of_each_time_become_one() {
    // Date, site, histology, behavior and the size as coded in that year.
    for (date, site, histology, behavior, size, expected) in [
        // Not applicable, in any year.
        ("", "C509", "9140", "3", "", "XX1"),
        ("20200101", "C421", "8000", "3", "010", "XX1"),
        ("20200101", "C449", "8720", "3", "010", "XX1"),
        // No item, or nothing in it.
        ("19871231", "C509", "8500", "3", "010", ""),
        ("2020", "C509", "8500", "3", "   ", ""),
        // Sizes, as long as they are plausible.
        ("1990", "C509", "8500", "3", "025", "025"),
        ("2020", "C509", "8500", "3", "150", "150"),
        ("2020", "C509", "8500", "3", "151", "999"),
        ("2020", "C509", "8500", "3", "500", "999"),
        ("2020", "", "8500", "3", "010", "999"),
        ("2020", "C399", "8500", "3", "350", "350"),
        ("2020", "C509", "8500", "3", "x10", "999"),
        // Microscopic was 001 first, when 990 was the largest.
        ("2003", "C509", "8500", "3", "001", "990"),
        ("2003", "C509", "8500", "3", "990", "999"),
        ("2020", "C509", "8500", "3", "990", "990"),
        // Mammography and bronchoscopy only.
        ("2003", "C509", "8500", "3", "002", "999"),
        ("2003", "C619", "8500", "3", "002", "002"),
        // Less than so many cm, by site.
        ("2004", "C619", "8140", "3", "992", "015"),
        ("2015", "C619", "8140", "3", "996", "055"),
        ("2015", "C649", "8312", "3", "998", "105"),
        ("2015", "C649", "8312", "3", "997", "075"),
        ("2015", "C400", "9180", "3", "997", "085"),
        ("2010", "C169", "8936", "3", "997", "105"),
        ("2009", "C169", "8936", "3", "997", "999"),
        ("2016", "C619", "8140", "3", "996", "999"),
        // Diffuse.
        ("2010", "C340", "8140", "3", "997", "998"),
        ("2020", "C509", "8500", "3", "998", "998"),
        ("2020", "C189", "8220", "3", "998", "998"),
        ("2020", "C189", "8220", "2", "998", "999"),
        ("2020", "C619", "8140", "3", "998", "999"),
    ] {
        let sized = match date.get(..4).map_or(0, |year| year.parse().unwrap()) {
            2004..=2015 => ["000", size, "000"],
            2016.. => ["000", "000", size],
            _ => [size, "000", "000"],
        };
        let tumor = [&[date, site, histology, behavior], &sized[..]].concat();
        assert_eq!(derive_patient("tumor_size_over_time", &ITEMS, &[&tumor])[0], [expected], "{tumor:?}");
    }
}

proptest::proptest! {
    #[test]
    fn junk_has_an_answer(
        date in "(19[89]|20[012])[0-9]|.{0,8}",
        codes in ("C[0-9]{3}|.{0,5}", "[89][0-9]{3}|.{0,5}", ".?"),
        sizes in proptest::array::uniform3("[0-9]{3}|99[0-9]|.{0,4}"),
    ) {
        let tumor = [&date, &codes.0, &codes.1, &codes.2, &sizes[0], &sizes[1], &sizes[2]].map(String::as_str);
        let size = &derive_patient("tumor_size_over_time", &ITEMS, &[&tumor])[0][0];
        let is_code = ["", "XX1", "989", "990", "998", "999"].contains(&size.as_str());
        let is_less_than_so_many_cm = size.as_str() <= "105";
        proptest::prop_assert!(is_code || is_less_than_so_many_cm || sizes.contains(size), "{size}");
    }
}
