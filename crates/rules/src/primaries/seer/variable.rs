//! SEER's multiple primary rules as variables of each tumor.

use std::borrow::Cow;

use super::trace::{deciding, in_order_of_diagnosis};
use super::{
    SeerDecision, SeerTumor, SeerTumorTexts, SeerVerdict, decide_seer_primaries, general, hematopoietic, mph_2007,
    solid_2018,
};
use crate::{Algorithm, AlgorithmId, Context, DateTexts, Input, Labels, Output, PATIENT_ID, Records, Table, Values};

/// The rules to the Solid Tumor Rules' updates of 2024.
pub const SEER_MULTIPLE_PRIMARIES: AlgorithmId = AlgorithmId { id: "seer-multiple-primaries", version: "2024" };

/// A verdict for each of a patient's tumors, in order of diagnosis.
pub(crate) static SEER_MULTIPLE_PRIMARY: Algorithm = Algorithm {
    id: SEER_MULTIPLE_PRIMARIES,
    title: "Multiple primaries by the rules of the SEER program",
    source: "SEER: Solid Tumor Rules 2018-2024; Multiple Primary and Histology Coding Rules 2007; Program Coding and \
             Staging Manual 2004; hematopoietic rules of 1998, 2001 and 2010",
    inputs: &[
        Input::required(&["primarySite"]),
        Input::required(&["histologicTypeIcdO3"]),
        Input::required(&["behaviorCodeIcdO3"]),
        Input::required(&["dateOfDiagnosis"]),
        Input::optional(&["laterality"]),
        Input::optional(&["histologyIcdO2"]),
        Input::optional(&["behaviorIcdO2"]),
        Input::optional(&[PATIENT_ID]),
    ],
    outputs: &[
        Output::labeled(
            "seer_multiple_primary",
            "primary by SEER's rules, beside the tumors diagnosed before",
            &LABELS,
        ),
        Output::code(
            "seer_multiple_primary_rule",
            "what decided: number of the tumor before in order of diagnosis, group of rules and rule",
        ),
    ],
    tables: TABLES,
    run,
};

static LABELS: Labels = Labels::of_pairs(&[
    ("first", "The patient's first tumor"),
    ("multiple", "A primary of its own beside all tumors before"),
    ("single", "One primary with a tumor before"),
    ("questionable", "To be looked at: something is missing, or no rule fits"),
    ("invalid", "Not to be decided: a site, histology, behavior or year is none that the rules know"),
]);

const TABLES: &[&Table] = &[
    &general::TABLE,
    &hematopoietic::until_2000::TABLE,
    &hematopoietic::from_2001::TABLE,
    &hematopoietic::from_2010::TABLE,
    &hematopoietic::transformation::SAME_PRIMARY_TABLE,
    &hematopoietic::transformation::TRANSFORMS_FROM_TABLE,
    &hematopoietic::transformation::TRANSFORMS_TO_TABLE,
    &mph_2007::BRAIN_TABLE,
    &solid_2018::breast::TABLE,
    &solid_2018::colon::TABLE,
    &solid_2018::head_and_neck::TABLE,
    &solid_2018::kidney::TABLE,
    &solid_2018::lung::TABLE,
    &solid_2018::malignant_cns::TABLE,
    &solid_2018::melanoma::TABLE,
    &solid_2018::non_malignant_cns::TABLE,
    &solid_2018::other_sites::TABLE,
    &solid_2018::urinary::TABLE,
];

fn run(records: &Records<'_>, context: &Context) -> Vec<Values> {
    let [site, histology, behavior, date, laterality, histology_icdo2, behavior_icdo2] = [
        "primarySite",
        "histologicTypeIcdO3",
        "behaviorCodeIcdO3",
        "dateOfDiagnosis",
        "laterality",
        "histologyIcdO2",
        "behaviorIcdO2",
    ]
    .map(|item| records.column(item));
    let mut verdicts = vec![Some(Cow::Borrowed("first")); records.rows()];
    let mut rules = vec![None; records.rows()];
    let mut tumors = Vec::new();
    for patient in records.patients().filter(|patient| patient.len() > 1) {
        tumors.clear();
        tumors.extend(patient.clone().map(|row| {
            SeerTumor::new(&SeerTumorTexts {
                site: site.get(row),
                histology: histology.get(row),
                behavior: behavior.get(row),
                histology_icdo2: histology_icdo2.get(row),
                behavior_icdo2: behavior_icdo2.get(row),
                laterality: laterality.get(row),
                diagnosis: DateTexts::of(date.get(row)),
            })
        }));
        let in_order = in_order_of_diagnosis(&tumors);
        for (before, (tumor, later)) in in_order.iter().enumerate() {
            let earlier = in_order.iter().take(before).map(|(_, tumor)| tumor);
            let decided = deciding(earlier.map(|earlier| decide_seer_primaries(earlier, later, context.today.year())));
            let row = patient.start + tumor;
            if let (Some((number, decision)), Some(verdict), Some(rule)) =
                (decided, verdicts.get_mut(row), rules.get_mut(row))
            {
                *verdict = Some(Cow::Borrowed(code(decision.verdict)));
                *rule = decided_by(number, &decision).map(Cow::Owned);
            }
        }
    }
    vec![Values::Codes(verdicts), Values::Codes(rules)]
}

const fn code(verdict: SeerVerdict) -> &'static str {
    match verdict {
        SeerVerdict::SinglePrimary => "single",
        SeerVerdict::MultiplePrimaries => "multiple",
        SeerVerdict::Questionable => "questionable",
        SeerVerdict::InvalidInput => "invalid",
    }
}

/// `1 str_2018_and_later_breast M7`; nothing where no group was asked.
fn decided_by(number: usize, decision: &SeerDecision) -> Option<String> {
    let group = decision.group?.id;
    Some(format!("{number} {group} {}", decision.step()).trim_end().to_owned())
}
