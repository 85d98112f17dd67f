//! The International Classification of Childhood Cancer, as SEER recodes it.
//!
//! | variable | codes |
//! | --- | --- |
//! | `iccc_3` | third edition: 001 to 114, whatever the behavior |
//! | `iccc_2008`, `iccc_2008_extended` | with the hematopoietic histologies of WHO 2008: main classification 011 to 122, extended 001 to 114 |
//! | `iccc_2017`, `iccc_2017_extended` | IARC 2017: main classification 011 to 122, extended 001 to 115 |
//! | `iccc_2017_major` | the main classification in 15 groups, 01 to 15, carcinomas and melanomas in four of them; 99 unknown |
//!
//! 999 is what no group covers (such as in situ tumors) and every tumor with an item that is no code. They are defined for
//! every age, though meant for children.
//!
//! Sources: Steliarova-Foucher, Stiller, Lacour and Kaatsch, Cancer 2005;103:1457-67; National Cancer Institute, SEER Program,
//! <https://seer.cancer.gov/iccc/>. SEER's table of 2008 writes one range of sites C000-069, which is C00.0 to C06.9.
//!
//! Agreement: all 45 cases of the reference, and all 15,410 rows for each variable. The reference also takes what has other
//! than three digits behind the `C` for a topography and reads it as a number, so that C50 is C05.0 there. Here it is unknown.

use std::sync::LazyLock;

use super::criterion::CodeRanges;
use super::rule_table::RuleTable;
use super::tumor_codes::{BEHAVIOR, Codes, HISTOLOGY, SITE, TumorCodes, recoded, tumors};
use crate::{Algorithm, AlgorithmId, Labels, Output, Table, Values};

const SOURCE: &str = "National Cancer Institute, SEER Program, https://seer.cancer.gov/iccc/";

/// A tumor's place in the classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Iccc {
    /// The main classification; 999 where unclassified.
    pub code: &'static str,
    /// The extended classification; 999 where unclassified, or where there is one classification alone.
    pub extended: &'static str,
}

impl Iccc {
    const UNCLASSIFIED: Self = Self { code: "999", extended: "999" };

    fn of(rules: &'static RuleTable, codes: Codes) -> Self {
        rules.first_match(codes).map_or(Self::UNCLASSIFIED, |answer| match answer.extended.as_str() {
            "" => Self { code: &answer.code, ..Self::UNCLASSIFIED },
            extended => Self { code: &answer.code, extended },
        })
    }
}

static TABLE_3: Table = Table::new("iccc_3", include_str!("../../data/recode/iccc_3.csv"));
static LABELS_3: Labels = Labels::of_table(&TABLE_3, "code");
pub(super) static RULES_3: RuleTable = RuleTable::new(&TABLE_3);

/// The third edition.
pub(super) static ICCC_3: Algorithm = Algorithm {
    id: AlgorithmId { id: "iccc", version: "3" },
    title: "International Classification of Childhood Cancer, third edition",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY],
    outputs: &[Output::labeled("iccc_3", "ICCC site recode, third edition", &LABELS_3)],
    tables: &[&TABLE_3],
    run: |records, _| vec![recoded(records, |tumor| iccc_3(tumor).code)],
};

/// The third edition, whose one classification is as fine as the extended ones of later versions.
#[must_use]
pub fn iccc_3(tumor: &TumorCodes<'_>) -> Iccc {
    let codes = tumor.codes();
    let is_coded = codes.site.is_some() && codes.histology.is_some();
    if is_coded { Iccc::of(&RULES_3, codes) } else { Iccc::UNCLASSIFIED }
}

static TABLE_2008: Table = Table::new("iccc_2008", include_str!("../../data/recode/iccc_2008.csv"));
static LABELS_2008: Labels = Labels::of_table(&TABLE_2008, "code");
static LABELS_2008_EXTENDED: Labels = Labels::of_table(&TABLE_2008, "extended");
pub(super) static RULES_2008: RuleTable = RuleTable::new(&TABLE_2008);

/// The classification with the hematopoietic neoplasms of WHO 2008.
pub(super) static ICCC_2008: Algorithm = Algorithm {
    id: AlgorithmId { id: "iccc", version: "2008" },
    title: "International Classification of Childhood Cancer, ICD-O-3/WHO 2008",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY, BEHAVIOR],
    outputs: &[
        Output::labeled("iccc_2008", "ICCC site recode ICD-O-3/WHO 2008", &LABELS_2008),
        Output::labeled(
            "iccc_2008_extended",
            "ICCC site recode ICD-O-3/WHO 2008, extended classification",
            &LABELS_2008_EXTENDED,
        ),
    ],
    tables: &[&TABLE_2008],
    run: |records, _| {
        let places: Vec<_> = tumors(records).map(|tumor| iccc_2008(&tumor)).collect();
        vec![
            Values::codes(places.iter().map(|place| place.code)),
            Values::codes(places.iter().map(|place| place.extended)),
        ]
    },
};

/// The classification with the hematopoietic neoplasms of WHO 2008.
#[must_use]
pub fn iccc_2008(tumor: &TumorCodes<'_>) -> Iccc {
    by_behavior(&RULES_2008, tumor)
}

static TABLE_2017: Table = Table::new("iccc_2017", include_str!("../../data/recode/iccc_2017.csv"));
static LABELS_2017: Labels = Labels::of_table(&TABLE_2017, "code");
static LABELS_2017_EXTENDED: Labels = Labels::of_table(&TABLE_2017, "extended");
static TABLE_2017_MAJOR: Table = Table::new("iccc_2017_major", include_str!("../../data/recode/iccc_2017_major.csv"));
static LABELS_2017_MAJOR: Labels = Labels::of_table(&TABLE_2017_MAJOR, "code");
pub(super) static RULES_2017: RuleTable = RuleTable::new(&TABLE_2017);

/// The classification as revised by IARC in 2017.
pub(super) static ICCC_2017: Algorithm = Algorithm {
    id: AlgorithmId { id: "iccc", version: "2017" },
    title: "International Classification of Childhood Cancer, third edition/IARC 2017",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY, BEHAVIOR],
    outputs: &[
        Output::labeled("iccc_2017", "ICCC site recode 3rd edition/IARC 2017", &LABELS_2017),
        Output::labeled(
            "iccc_2017_extended",
            "ICCC site recode 3rd edition/IARC 2017, extended classification",
            &LABELS_2017_EXTENDED,
        ),
        Output::labeled(
            "iccc_2017_major",
            "ICCC site recode 3rd edition/IARC 2017, major categories",
            &LABELS_2017_MAJOR,
        ),
    ],
    tables: &[&TABLE_2017, &TABLE_2017_MAJOR],
    run: |records, _| {
        let places: Vec<_> = tumors(records).map(|tumor| iccc_2017(&tumor)).collect();
        vec![
            Values::codes(places.iter().map(|place| place.code)),
            Values::codes(places.iter().map(|place| place.extended)),
            Values::codes(places.iter().map(|place| iccc_2017_major(place.code))),
        ]
    },
};

/// The classification as revised by IARC in 2017.
#[must_use]
pub fn iccc_2017(tumor: &TumorCodes<'_>) -> Iccc {
    by_behavior(&RULES_2017, tumor)
}

/// The major category of a code of `iccc_2017`: 99 where unknown.
#[must_use]
pub fn iccc_2017_major(code: &str) -> &'static str {
    static MAJOR: LazyLock<Vec<(CodeRanges, String)>> = LazyLock::new(|| {
        let rows = TABLE_2017_MAJOR.rows();
        rows.map(|row| (CodeRanges::parse(row.get("iccc_2017")), row.get("code").to_owned())).collect()
    });
    let major = code.parse().ok().and_then(|code| MAJOR.iter().find(|(codes, _)| codes.contains(code)));
    major.map_or("99", |(_, major)| major)
}

fn by_behavior(rules: &'static RuleTable, tumor: &TumorCodes<'_>) -> Iccc {
    let codes = tumor.codes();
    let is_coded = codes.site.is_some() && codes.histology.is_some() && codes.behavior.is_some();
    if is_coded { Iccc::of(rules, codes) } else { Iccc::UNCLASSIFIED }
}
