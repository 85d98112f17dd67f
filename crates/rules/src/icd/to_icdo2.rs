//! ICD-O-3 to ICD-O-2: histology and behavior as they were coded until 2000. The topography is the same in both.
//!
//! Derives `icdo2_site`, `icdo2_histology` and `icdo2_behavior` (items 400, 420 and 430) and `icdo2_conversion`, which says
//! how it went: `successful`; `hand_review` where a person should look at it, since the older classification is coarser or
//! differs; `invalid_behavior` for a behavior other than 0, 1, 2, 3, 6 and 9, `invalid_site` for one outside of C000 to C809,
//! and `invalid_histology` for one that ICD-O-3 does not have. In the last three histology and behavior are 9999 and 9.
//!
//! Agreement: all 5 cases and all 1,989 rows of the reference. Six histologies also convert by site: carcinoid tumors of
//! the appendix (8240, 8245, 8249), epithelioid hemangioendothelioma of lung (9133), angiofibroma of skin (9160) and lymphoma of
//! brain (9590), as the program of SEER does.
//!
//! Source: SEER Program (National Cancer Institute), conversion of ICD-O-3 to ICD-O-2, 2001,
//! <https://seer.cancer.gov/tools/conversion/>.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::topography::topography;
use crate::padded::Padded;
use crate::recode::CodeRanges;
use crate::{
    Algorithm, AlgorithmId, Behavior, Context, Histology, Input, Labels, Output, Records, Table, Topography, Values,
};

static TABLE: Table = Table::new("icdo3_to_icdo2", include_str!("../../data/icdo3_to_icdo2.csv"));

/// The conversion, as variables.
pub(super) static ICDO3_TO_ICDO2: Algorithm = Algorithm {
    id: AlgorithmId { id: "icd-o-3-to-icd-o-2", version: "2001" },
    title: "ICD-O-3 to ICD-O-2",
    source: "SEER Program (National Cancer Institute), https://seer.cancer.gov/tools/conversion/",
    inputs: &[
        Input::required(&["primarySite"]),
        Input::required(&["histologicTypeIcdO3"]),
        Input::required(&["behaviorCodeIcdO3"]),
    ],
    outputs: &[
        Output::code("icdo2_site", "topography in ICD-O-2: the same"),
        Output::code("icdo2_histology", "histology in ICD-O-2; 9999 none"),
        Output::code("icdo2_behavior", "behavior in ICD-O-2; 9 none, or unknown"),
        Output::labeled("icdo2_conversion", "how the conversion went", &CONVERSIONS),
    ],
    tables: &[&TABLE],
    run,
};

static CONVERSIONS: Labels = Labels::of_pairs(&[
    ("successful", "Converted"),
    ("hand_review", "Converted, needs hand review"),
    ("invalid_site", "Not converted: invalid site"),
    ("invalid_histology", "Not converted: invalid histology"),
    ("invalid_behavior", "Not converted: invalid behavior"),
]);

/// How a conversion went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IcdO2Conversion {
    /// Converted.
    Successful,
    /// Converted; a person should look at it.
    HandReview,
    /// The site is none.
    InvalidSite,
    /// The histology is none.
    InvalidHistology,
    /// The behavior is none.
    InvalidBehavior,
}

impl IcdO2Conversion {
    /// The code of `icdo2_conversion`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Successful => "successful",
            Self::HandReview => "hand_review",
            Self::InvalidSite => "invalid_site",
            Self::InvalidHistology => "invalid_histology",
            Self::InvalidBehavior => "invalid_behavior",
        }
    }
}

/// A morphology in ICD-O-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IcdO2 {
    /// Histology; 9999 where it was not converted.
    pub histology: &'static str,
    /// Behavior; 9 where it was not converted.
    pub behavior: &'static str,
    /// How it went.
    pub conversion: IcdO2Conversion,
}

/// A tumor of ICD-O-3 in ICD-O-2, whose topography is the same.
#[must_use]
pub fn icdo2_from_icdo3(site: &str, histology: &str, behavior: &str) -> IcdO2 {
    let failed = |conversion| IcdO2 { histology: "9999", behavior: "9", conversion };
    let Some(behavior) = Behavior::parse(behavior).filter(|behavior| matches!(behavior.number(), 0..=3 | 6 | 9)) else {
        return failed(IcdO2Conversion::InvalidBehavior);
    };
    let Some(histology) = Histology::parse(histology).filter(|histology| histology.number() >= 8000) else {
        return failed(IcdO2Conversion::InvalidHistology);
    };
    let Some(site) = Topography::parse(site).filter(|site| site.number() <= 809) else {
        return failed(IcdO2Conversion::InvalidSite);
    };
    convert(site, histology, behavior).unwrap_or_else(|| failed(IcdO2Conversion::InvalidHistology))
}

fn convert(site: Topography, histology: Histology, behavior: Behavior) -> Option<IcdO2> {
    static ROWS: LazyLock<BTreeMap<u16, Vec<Row>>> = LazyLock::new(rows_by_histology);
    static DIGITS: Padded<1> = Padded::new();
    let row = ROWS.get(&histology.number())?.iter().find(|row| row.fits(site, behavior))?;
    Some(IcdO2 {
        histology: &row.to_histology,
        behavior: DIGITS.get(row.to_behavior.unwrap_or(behavior).number().into())?,
        conversion: if row.needs_review { IcdO2Conversion::HandReview } else { IcdO2Conversion::Successful },
    })
}

/// What becomes of a histology, or of some of its behaviors and sites.
#[derive(Debug)]
struct Row {
    behavior: Option<Behavior>,
    sites: Option<CodeRanges>,
    to_histology: String,
    /// `None`: as it is.
    to_behavior: Option<Behavior>,
    needs_review: bool,
}

impl Row {
    fn fits(&self, site: Topography, behavior: Behavior) -> bool {
        self.behavior.is_none_or(|only| only == behavior)
            && self.sites.as_ref().is_none_or(|sites| sites.contains(site.number()))
    }
}

fn rows_by_histology() -> BTreeMap<u16, Vec<Row>> {
    let mut rows: BTreeMap<u16, Vec<Row>> = BTreeMap::new();
    for row in TABLE.rows() {
        let Some(histology) = Histology::parse(row.get("histology")) else { continue };
        let sites = row.get("sites");
        rows.entry(histology.number()).or_default().push(Row {
            behavior: Behavior::parse(row.get("behavior")),
            sites: (!sites.is_empty()).then(|| CodeRanges::parse(sites)),
            to_histology: row.get("icdo2_histology").to_owned(),
            to_behavior: Behavior::parse(row.get("icdo2_behavior")),
            needs_review: row.get("hand_review") == "yes",
        });
    }
    rows
}

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let site = records.column("primarySite");
    let histology = records.column("histologicTypeIcdO3");
    let behavior = records.column("behaviorCodeIcdO3");
    let converted: Vec<_> =
        (0..records.rows()).map(|row| icdo2_from_icdo3(site.get(row), histology.get(row), behavior.get(row))).collect();
    let sites = (0..records.rows()).map(|row| match site.get(row) {
        "" => None,
        site => Some(topography(site).map_or_else(|| Cow::Owned(site.to_owned()), Cow::Borrowed)),
    });
    vec![
        Values::Codes(sites.collect()),
        Values::codes(converted.iter().map(|tumor| tumor.histology)),
        Values::codes(converted.iter().map(|tumor| tumor.behavior)),
        Values::codes(converted.iter().map(|tumor| tumor.conversion.code())),
    ]
}
