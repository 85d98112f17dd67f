//! Multiple primaries by the international rules: which of a patient's tumors count as cancers of their own.
//!
//! Inputs, of every tumor of the patient: site, histology and behavior; date of diagnosis and central sequence number,
//! which say the order the tumors arose in and nothing else, since the rules know no time.
//!
//! Outputs:
//! - `iarc_multiple_primary`: 1 primary; 0 duplicate of an earlier primary; 9 not considered (not malignant; tumors of
//!   the bladder, C67, always are considered);
//! - `iarc_site_group`: the site that the tumor counts for, as three characters; blank where the site has fewer;
//! - `iarc_histology_group`: 1 to 17, of the histology below; blank where it is in no group;
//! - `iarc_histology`: the histology; that of a primary may be taken over from a duplicate, which says it more exactly.
//!
//! The groups of a patient's only tumor are blank: nothing is compared.
//!
//! A later tumor is a duplicate if both are Kaposi sarcomas, or both haematological and of one group or one of them
//! unspecified, wherever they are; otherwise if they are of one site and of one histology group, or one of them is
//! unspecified and the other a specific kind of it.
//!
//! Source: International Rules for Multiple Primary Cancers (ICD-O Third Edition), IARC, IACR and ENCR, Lyon 2004
//! (internal report 2004/02), <http://www.iacr.com.fr/images/doc/MPrules_july2004.pdf>; histology groups with the codes of
//! later revisions of ICD-O-3, and the order of tumors of unknown dates, as in the SEER programme's own library.
//!
//! Agreement: all 6,068 tumors of that library's random patients, 16 of its 22 unit cases. In the other six a mode of
//! the library calls a primary with duplicates a duplicate too; the rules do not, and it stays a primary here.

mod groups;
mod order;

use std::borrow::Cow;

use crate::icd_o_3::number;
use crate::padded::Padded;
use crate::seer_survival::{DateTexts, Parts, sequence_key};
use crate::{Algorithm, AlgorithmId, Context, Input, Labels, Output, PATIENT_ID, Records, Values};
use groups::{HISTOLOGY_TABLE, HistologyGroup, SITE_TABLE, site_group};

/// Multiple primaries by the international rules of 2004.
pub(crate) static IARC_MULTIPLE_PRIMARY: Algorithm = Algorithm {
    id: AlgorithmId { id: "iarc-multiple-primary", version: "2004" },
    title: "Multiple primaries by the international rules",
    source: "International Rules for Multiple Primary Cancers (ICD-O Third Edition), IARC/IACR/ENCR 2004",
    inputs: &[
        Input::required(&["primarySite"]),
        Input::required(&["histologicTypeIcdO3"]),
        Input::required(&["behaviorCodeIcdO3"]),
        Input::optional(&["dateOfDiagnosis"]),
        Input::optional(&["sequenceNumberCentral"]),
        Input::optional(&[PATIENT_ID]),
    ],
    outputs: &[
        Output::labeled("iarc_multiple_primary", "primary by the international rules, or duplicate of one", &LABELS),
        Output::code("iarc_site_group", "site counted for; blank for an only tumor"),
        Output::code("iarc_histology_group", "group of histologies, 1 to 17; blank for an only tumor"),
        Output::code("iarc_histology", "histology; a primary's as exact as its duplicates'"),
    ],
    tables: &[&SITE_TABLE, &HISTOLOGY_TABLE],
    run,
};

static LABELS: Labels =
    Labels::of_pairs(&[("1", "Primary"), ("0", "Duplicate"), ("9", "Not considered: not malignant")]);

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let [site, histology, behavior, date, sequence] =
        ["primarySite", "histologicTypeIcdO3", "behaviorCodeIcdO3", "dateOfDiagnosis", "sequenceNumberCentral"]
            .map(|item| records.column(item));
    let rows = records.rows();
    let mut answers = [const { Vec::new() }; 4];
    answers.iter_mut().for_each(|column| column.reserve_exact(rows));
    let [statuses, site_groups, histology_groups, histologies] = &mut answers;
    let mut tumors = Vec::new();
    for patient in records.patients() {
        if patient.len() == 1 {
            let row = patient.start;
            let status =
                if is_considered(site.get(row), behavior.get(row)) { Status::Primary } else { Status::Ignored };
            statuses.push(Some(Cow::Borrowed(status.code())));
            site_groups.push(None);
            histology_groups.push(None);
            histologies.push(text(histology.get(row)));
            continue;
        }
        tumors.clear();
        tumors.extend(patient.map(|row| Tumor {
            date: Parts::of_diagnosis(DateTexts::of(date.get(row))),
            sequence: sequence_key(sequence.get(row)),
            site: site_group(site.get(row)),
            histology: Histology::of(row, histology.get(row)),
            status: if is_considered(site.get(row), behavior.get(row)) { Status::Primary } else { Status::Ignored },
        }));
        judge(&mut tumors);
        for tumor in tumors.drain(..) {
            statuses.push(Some(Cow::Borrowed(tumor.status.code())));
            site_groups.push(tumor.site);
            histology_groups.push(tumor.histology.group.map(|group| Cow::Borrowed(group.code())));
            histologies.push(text(histology.get(tumor.histology.row)));
        }
    }
    answers.into_iter().map(Values::Codes).collect()
}

static HISTOLOGIES: Padded<4> = Padded::new();

/// A histology as it was written.
fn text(histology: &str) -> Option<Cow<'static, str>> {
    match number::<4>(histology) {
        Some(code) => Some(HISTOLOGIES.text(code.into())),
        None => (!histology.is_empty()).then(|| Cow::Owned(histology.to_owned())),
    }
}

/// What a tumor counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Primary,
    Duplicate,
    Ignored,
}

impl Status {
    const fn code(self) -> &'static str {
        match self {
            Self::Primary => "1",
            Self::Duplicate => "0",
            Self::Ignored => "9",
        }
    }
}

fn is_considered(site: &str, behavior: &str) -> bool {
    behavior == "3" || site.get(..3).is_some_and(|site| site.eq_ignore_ascii_case("C67"))
}

#[derive(Debug, Clone)]
struct Tumor {
    date: Parts,
    sequence: i64,
    site: Option<Cow<'static, str>>,
    histology: Histology,
    status: Status,
}

/// A histology, and the row it was read from.
#[derive(Debug, Clone, Copy)]
struct Histology {
    row: usize,
    code: u16,
    group: Option<HistologyGroup>,
}

impl Histology {
    fn of(row: usize, text: &str) -> Self {
        let code = number::<4>(text).unwrap_or(0);
        Self { row, code, group: HistologyGroup::of(code) }
    }

    /// Whether `other`, of the same cancer, says more exactly what it is. Of one group the highest code is kept.
    fn yields_to(self, other: Self) -> bool {
        let (Some(group), Some(other_group)) = (self.group, other.group) else { return false };
        group.is_less_specific_than(other_group) || (group == other_group && self.code < other.code)
    }
}

impl Tumor {
    fn is_same_cancer(&self, other: &Self) -> bool {
        let (Some(site), Some(other_site)) = (&self.site, &other.site) else { return false };
        let (Some(group), Some(other_group)) = (self.histology.group, other.histology.group) else { return false };
        group.is_same_wherever(other_group) || (site == other_site && group.is_same_at_one_site(other_group))
    }
}

/// Finds the duplicates among the tumors of a patient. A duplicate has none of its own, but is compared with later
/// primaries too.
fn judge(tumors: &mut [Tumor]) {
    let order = order::sort(tumors, |tumor| (tumor.date, tumor.sequence));
    for (place, &index) in order.iter().enumerate() {
        let Some(mut primary) = tumors.get(index).filter(|tumor| tumor.status == Status::Primary).cloned() else {
            continue;
        };
        for &later in order.iter().skip(place + 1) {
            let Some(other) = tumors.get_mut(later).filter(|other| other.status != Status::Ignored) else { continue };
            if primary.is_same_cancer(other) {
                other.status = Status::Duplicate;
                if primary.histology.yields_to(other.histology) {
                    primary.histology = other.histology;
                }
            }
        }
        if let Some(tumor) = tumors.get_mut(index) {
            tumor.histology = primary.histology;
        }
    }
}
