//! Derived summary grade 2018: one grade of the clinical and the pathological one.
//!
//! Inputs: schema, behavior, clinical and pathological grade. The year is not looked at: the grades exist from 2018 on.
//!
//! Output: `derived_summary_grade_2018`, the higher of the two grades as the schema ranks them; 9 unknown, which any other
//! grade goes before. Blank where neither is a grade of the schema: a blank is never made unknown.
//!
//! | schema | behavior | grades, highest first |
//! | --- | --- | --- |
//! | breast (00480) | 2 | H M L 3 2 1 D C B A 9 |
//! | breast (00480) | 3 | 3 2 1 H M L D C B A 9 |
//! | breast (00480) | any other | none |
//! | lymphoma (00790), CLL/SLL (00795), cutaneous lymphomas (00811, 00812), plasma cell (00821, 00822), HemeRetic (00830) | any | 8 |
//! | any other, or blank | any | S 5 4 3 2 1 E D C B A H M L 9 |
//!
//! Source: SEER, NAACCR item 1975, derived summary grade 2018, <https://staging.seer.cancer.gov/naaccr/item/eod_public/3.1/1975/>.
//!
//! Agreement: all 23 unit cases of the reference implementation.

use std::borrow::Cow;

use crate::{Algorithm, AlgorithmId, Context, Input, Output, Records, Values};

/// The grade of item 1975.
pub(crate) static DERIVED_SUMMARY_GRADE: Algorithm = Algorithm {
    id: AlgorithmId { id: "derived-summary-grade", version: "2018" },
    title: "Derived summary grade 2018",
    source: "SEER, NAACCR item 1975",
    inputs: &[
        Input::required(&["schemaId"]),
        Input::required(&["gradeClinical"]),
        Input::required(&["gradePathological"]),
        Input::optional(&["behaviorCodeIcdO3"]),
    ],
    outputs: &[Output::code("derived_summary_grade_2018", "the higher of clinical and pathological grade; 9 unknown")],
    tables: &[],
    run,
};

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let [schema, behavior, clinical, pathological] =
        ["schemaId", "behaviorCodeIcdO3", "gradeClinical", "gradePathological"].map(|item| records.column(item));
    let grade = |row| {
        let ranking = ranking(schema.get(row), behavior.get(row));
        let ranks = [clinical.get(row), pathological.get(row)].map(|grade| rank(ranking, grade));
        let highest = ranks.into_iter().flatten().min()?;
        ranking.get(highest..=highest).map(Cow::Borrowed)
    };
    vec![Values::Codes((0..records.rows()).map(grade).collect())]
}

const BREAST_IN_SITU: &str = "HML321DCBA9";
const BREAST_MALIGNANT: &str = "321HMLDCBA9";
const HAEMATOLOGICAL: &str = "8";
const OTHER: &str = "S54321EDCBAHML9";

/// The grades of a schema, the highest first.
fn ranking(schema: &str, behavior: &str) -> &'static str {
    match (schema, behavior) {
        ("00480", "2") => BREAST_IN_SITU,
        ("00480", "3") => BREAST_MALIGNANT,
        ("00480", _) => "",
        ("00790" | "00795" | "00811" | "00812" | "00821" | "00822" | "00830", _) => HAEMATOLOGICAL,
        _ => OTHER,
    }
}

fn rank(ranking: &str, grade: &str) -> Option<usize> {
    let &[grade] = grade.as_bytes() else { return None };
    ranking.bytes().position(|other| other == grade)
}
