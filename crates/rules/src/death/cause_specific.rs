//! SEER cause-specific and other-cause death classification.
//!
//! Death certificates often name, instead of the tumor that was registered, a metastasis, an ill-defined neoplasm or a
//! disease of the same organ. For cause-specific survival such deaths count as deaths from the tumor: by the ICD code of the
//! cause, by whether the tumor is the patient's only one, and by its site recode.
//!
//! Derives `cause_specific_death_*` (1 dead of this cancer) and `cause_other_death_*` (1 dead of another cause), which
//! are 0/0 for who is alive or died after the study, 8/8 where the cause of death is missing (or 7777 or 7797), and 9/9 where
//! the sequence number is not 00 to 59: tumors that federal programmes do not collect. Reads items 380, 400, 522, 1750, 1910
//! and 1920, and for the site recode of 2023 also 390 and 523. A cause in a revision of the ICD other than 8, 9 and 10 counts as
//! another cause. Codes are compared as texts: D48.91 lies behind D48.9, the last of the neoplasms.
//!
//! Agreement: all 52 cases, and all 7,053 rows of the reference for each version.
//!
//! Source: SEER Cause-specific Death Classification, <https://seer.cancer.gov/causespecific/>: the version of 2008
//! (by SEER site recode ICD-O-3/WHO 2008), before and after the correction of one row of its table, and that of 2023 (by site
//! recode 2023 revision). Howlader et al., J Natl Cancer Inst 2010;102(20):1584-98.

use std::sync::LazyLock;

use super::causes::{CauseTable, Revision};
use crate::icd::IcdCode;
use crate::recode::{SITE_RECODE_TABLE_2008, SITE_RECODE_TABLE_2023};
use crate::{
    Algorithm, AlgorithmId, Context, DateTexts, Input, Labels, Output, Records, Table, TumorCodes, Values,
    site_recode_2008, site_recode_2023,
};

static TABLE: Table = Table::new("cause_specific_death", include_str!("../../data/cause_specific_death.csv"));

/// A version of the classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CauseSpecificVersion {
    /// Of 2008, before its table was corrected.
    Of2008Uncorrected,
    /// Of 2008.
    Of2008,
    /// Of 2023.
    Of2023,
}

impl CauseSpecificVersion {
    /// Whose rows of the table make the version.
    pub(super) const fn table_names(self) -> &'static [&'static str] {
        match self {
            Self::Of2008Uncorrected => &["2008", "2008-uncorrected"],
            Self::Of2008 => &["2008"],
            Self::Of2023 => &["2023"],
        }
    }

    fn site_recode(self, tumor: &TumorCodes<'_>) -> &'static str {
        match self {
            Self::Of2008 | Self::Of2008Uncorrected => site_recode_2008(tumor),
            Self::Of2023 => site_recode_2023(tumor),
        }
    }

    fn table(self) -> &'static CauseTable {
        static TABLES: LazyLock<[CauseTable; 3]> = LazyLock::new(|| {
            [CauseSpecificVersion::Of2008Uncorrected, CauseSpecificVersion::Of2008, CauseSpecificVersion::Of2023]
                .map(|version| CauseTable::read(&TABLE, version))
        });
        let [uncorrected, of_2008, of_2023] = &*TABLES;
        match self {
            Self::Of2008Uncorrected => uncorrected,
            Self::Of2008 => of_2008,
            Self::Of2023 => of_2023,
        }
    }
}

/// What the classification needs to know of a tumor and its patient, as submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Death<'a> {
    /// Its codes and year of diagnosis; that of 2008 reads site and histology alone.
    pub tumor: TumorCodes<'a>,
    /// Item 380, `sequenceNumberCentral`.
    pub sequence_number_central: &'a str,
    /// Item 1920, `icdRevisionNumber`: 0 alive, 8 and 9 the revision, 1 the tenth.
    pub icd_revision_number: &'a str,
    /// Item 1910, `causeOfDeath`.
    pub cause_of_death: &'a str,
    /// The year of item 1750, `dateOfLastContact`.
    pub last_contact_year: &'a str,
}

/// What a patient died of, as seen from one tumor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeathClass {
    /// 0/0: alive at the end of the study.
    Alive,
    /// 1/0: dead of this cancer.
    ThisCancer,
    /// 0/1: dead of another cause.
    OtherCause,
    /// 8/8: dead of a missing or unknown cause.
    UnknownCause,
    /// 9/9: not a tumor that is classified.
    NotApplicable,
}

impl DeathClass {
    /// The code of the cause-specific classification.
    #[must_use]
    pub const fn specific_code(self) -> &'static str {
        match self {
            Self::Alive | Self::OtherCause => "0",
            Self::ThisCancer => "1",
            Self::UnknownCause => "8",
            Self::NotApplicable => "9",
        }
    }

    /// The code of the other-cause classification.
    #[must_use]
    pub const fn other_code(self) -> &'static str {
        match self {
            Self::Alive | Self::ThisCancer => "0",
            Self::OtherCause => "1",
            Self::UnknownCause => "8",
            Self::NotApplicable => "9",
        }
    }
}

/// What the patient died of by the end of `cutoff_year`.
#[must_use]
pub fn cause_specific_death(version: CauseSpecificVersion, death: &Death<'_>, cutoff_year: i32) -> DeathClass {
    let Some(sequence @ 0..=59) = number(death.sequence_number_central) else { return DeathClass::NotApplicable };
    let last_year =
        number(death.last_contact_year).filter(|year| *year != 9999).and_then(|year| i32::try_from(year).ok());
    if death.icd_revision_number == "0" || last_year.is_some_and(|year| year > cutoff_year) {
        return DeathClass::Alive;
    }
    if death.cause_of_death.chars().nth(2).is_none() || matches!(death.cause_of_death, "7777" | "7797") {
        return DeathClass::UnknownCause;
    }
    let revision = match death.icd_revision_number {
        "8" => Revision::Eighth,
        "9" => Revision::Ninth,
        "1" => Revision::Tenth,
        _ => return DeathClass::OtherCause,
    };
    let (cause, is_only) = (IcdCode::new(death.cause_of_death), sequence == 0);
    let is_neoplasm = if is_only {
        is_any_neoplasm(revision, cause)
    } else {
        is_unspecific(revision, cause) || is_melanoma(death.tumor.histology) && is_of_skin(revision, cause)
    };
    if is_neoplasm {
        return DeathClass::ThisCancer;
    }
    let site_recode = version.site_recode(&death.tumor);
    let is_after_blood = !is_only
        && version != CauseSpecificVersion::Of2023
        && revision == Revision::Tenth
        && is_of_blood(cause, death.tumor.histology, site_recode);
    let is_listed = || number(site_recode).is_some_and(|site| version.table().contains(revision, is_only, site, cause));
    if is_after_blood || is_listed() { DeathClass::ThisCancer } else { DeathClass::OtherCause }
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Any neoplasm, where there is one tumor only; and Kaposi sarcoma and others in AIDS.
fn is_any_neoplasm(revision: Revision, cause: IcdCode) -> bool {
    let of_three_digits = cause.category().is_within("140", "239");
    match revision {
        Revision::Eighth => of_three_digits,
        Revision::Ninth => of_three_digits || cause.is_any(&["0422"]),
        Revision::Tenth => is_of_neoplasm_chapter(cause) || cause.category().is_any(&["B21"]),
    }
}

/// C00 to D489 of ICD-10. The end is the whole code, so that D4891 is behind it.
fn is_of_neoplasm_chapter(cause: IcdCode) -> bool {
    cause.is_within("C00", "D489")
}

/// Neoplasms of no certain site, or of several.
fn is_unspecific(revision: Revision, cause: IcdCode) -> bool {
    match revision {
        Revision::Eighth | Revision::Ninth => cause.category().is_any(&["199"]),
        Revision::Tenth => cause.category().is_any(&["C80", "C97"]) || cause.is_any(&["C798", "D489"]),
    }
}

fn is_melanoma(histology: &str) -> bool {
    matches!(number(histology), Some(8720..=8799))
}

/// Neoplasms of the skin, of which melanoma anywhere counts.
fn is_of_skin(revision: Revision, cause: IcdCode) -> bool {
    match revision {
        Revision::Eighth => cause.category().is_any(&["172"]) || cause.is_any(&["2169", "2322"]),
        Revision::Ninth => cause.category().is_any(&["172", "216", "232"]),
        Revision::Tenth => cause.category().is_any(&["C43", "D03", "D22"]),
    }
}

/// Neoplasms of blood and lymph nodes after myeloproliferative ones and myelodysplastic syndromes; any neoplasm after
/// what the site recode calls miscellaneous.
fn is_of_blood(cause: IcdCode, histology: &str, site_recode: &str) -> bool {
    match number(histology) {
        Some(9950 | 9960..=9964 | 9980..=9989) => {
            let category = cause.category();
            category.is_any(&["C77", "D36"]) || category.is_within("C81", "C96") || category.is_within("D45", "D47")
        }
        _ => site_recode == "37000" && (is_of_neoplasm_chapter(cause) || cause.is_any(&["D619"])),
    }
}

/// The classification of 2008, before its table was corrected.
pub(super) static CAUSE_SPECIFIC_DEATH_2008_UNCORRECTED: Algorithm = Algorithm {
    id: AlgorithmId { id: ID, version: "2008-uncorrected" },
    run: |records, context| run(CauseSpecificVersion::Of2008Uncorrected, records, context),
    ..CAUSE_SPECIFIC_DEATH_2008
};

/// The classification of 2008.
pub(super) static CAUSE_SPECIFIC_DEATH_2008: Algorithm = Algorithm {
    id: AlgorithmId { id: ID, version: "2008" },
    title: TITLE,
    source: "SEER Cause-specific Death Classification, 2008, https://seer.cancer.gov/causespecific/",
    inputs: &[
        Input::required(&["sequenceNumberCentral"]),
        Input::required(&["icdRevisionNumber"]),
        Input::required(&["causeOfDeath"]),
        Input::required(&["dateOfLastContact"]),
        Input::required(&["primarySite"]),
        Input::required(&["histologicTypeIcdO3"]),
    ],
    outputs: &[
        Output::labeled("cause_specific_death_2008", "death from this cancer", &SPECIFIC),
        Output::labeled("cause_other_death_2008", "death from another cause", &OTHER),
    ],
    tables: &[&TABLE, &SITE_RECODE_TABLE_2008],
    run: |records, context| run(CauseSpecificVersion::Of2008, records, context),
};

/// The classification of 2023.
pub(super) static CAUSE_SPECIFIC_DEATH_2023: Algorithm = Algorithm {
    id: AlgorithmId { id: ID, version: "2023" },
    title: TITLE,
    source: "SEER Cause-specific Death Classification, 2023, https://seer.cancer.gov/causespecific/",
    inputs: &[
        Input::required(&["sequenceNumberCentral"]),
        Input::required(&["icdRevisionNumber"]),
        Input::required(&["causeOfDeath"]),
        Input::required(&["dateOfLastContact"]),
        Input::required(&["primarySite"]),
        Input::required(&["histologicTypeIcdO3"]),
        Input::required(&["behaviorCodeIcdO3"]),
        Input::required(&["dateOfDiagnosis"]),
    ],
    outputs: &[
        Output::labeled("cause_specific_death_2023", "death from this cancer", &SPECIFIC),
        Output::labeled("cause_other_death_2023", "death from another cause", &OTHER),
    ],
    tables: &[&TABLE, &SITE_RECODE_TABLE_2023],
    run: |records, context| run(CauseSpecificVersion::Of2023, records, context),
};

const ID: &str = "seer-cause-specific-death";
const TITLE: &str = "SEER cause-specific and other-cause death classification";

static SPECIFIC: Labels = Labels::of_pairs(&[
    ("0", "Alive or dead of other cause"),
    ("1", "Dead (attributable to this cancer dx)"),
    ("8", "Dead (missing/unknown COD)"),
    ("9", "N/A not first tumor"),
]);
static OTHER: Labels = Labels::of_pairs(&[
    ("0", "Alive or dead due to cancer"),
    ("1", "Dead (attributable to causes other than this cancer dx)"),
    ("8", "Dead (missing/unknown COD)"),
    ("9", "N/A not first tumor"),
]);

fn run(version: CauseSpecificVersion, records: &Records<'_>, context: &Context) -> Vec<Values> {
    let site = records.column("primarySite");
    let histology = records.column("histologicTypeIcdO3");
    let behavior = records.column("behaviorCodeIcdO3");
    let diagnosis = records.column("dateOfDiagnosis");
    let sequence = records.column("sequenceNumberCentral");
    let revision = records.column("icdRevisionNumber");
    let cause = records.column("causeOfDeath");
    let last_contact = records.column("dateOfLastContact");
    let classes = (0..records.rows()).map(|row| {
        let tumor = TumorCodes {
            primary_site: site.get(row),
            histology: histology.get(row),
            behavior: behavior.get(row),
            diagnosis_year: DateTexts::of(diagnosis.get(row)).year,
        };
        let death = Death {
            tumor,
            sequence_number_central: sequence.get(row),
            icd_revision_number: revision.get(row),
            cause_of_death: cause.get(row),
            last_contact_year: DateTexts::of(last_contact.get(row)).year,
        };
        cause_specific_death(version, &death, context.cutoff_year)
    });
    let classes: Vec<_> = classes.collect();
    vec![
        Values::codes(classes.iter().map(|class| class.specific_code())),
        Values::codes(classes.iter().map(|class| class.other_code())),
    ]
}
