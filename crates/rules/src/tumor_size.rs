//! Tumor size over time: one size, in mm, of the three items that had it in their time.
//!
//! Inputs: date of diagnosis, site, histology, behavior, and the size by the extent of disease (EOD, 1988 to 2003), by
//! Collaborative Staging (CS, 2004 to 2015), and by the tumor size summary (from 2016); never by another item than that of the year.
//!
//! Output: `tumor_size_over_time`, three characters: 000 to 400 mm; 990 microscopic only; 998 diffuse or the like, of some sites;
//! 999 unknown or implausible; XX1 not applicable (haematological tumors, melanomas, Kaposi sarcoma and others).
//! Sites of which too few cases are known to tell what is plausible may have 989 and 991 to 997 too. Blank before 1988
//! and where the item is blank.
//!
//! Source: SEER, tumor size over time recode, version 1.1, <https://seer.cancer.gov/seerstat/variables/seer/tumor-size-over-time/>.
//!
//! Agreement: all 1,014 unit cases of the reference implementation.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::icd_o_3::{Histology, Topography, number};
use crate::padded::Padded;
use crate::seer_survival::DateTexts;
use crate::{Algorithm, AlgorithmId, Context, Input, Output, Records, Table, Values};

/// The recode in version 1.1.
pub(crate) static TUMOR_SIZE_OVER_TIME: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-tumor-size-over-time", version: "1.1" },
    title: "SEER tumor size over time",
    source: "SEER tumor size over time recode, version 1.1",
    inputs: &[
        Input::required(&["dateOfDiagnosis"]),
        Input::required(&["primarySite"]),
        Input::required(&["histologicTypeIcdO3"]),
        Input::optional(&["behaviorCodeIcdO3"]),
        Input::optional(&["eodTumorSize"]),
        Input::optional(&["csTumorSize"]),
        Input::optional(&["tumorSizeSummary"]),
    ],
    outputs: &[Output::code(
        "tumor_size_over_time",
        "tumor size in mm, 3 characters; 990 microscopic, 998 diffuse, 999 unknown, XX1 not applicable",
    )],
    tables: &[&LIMITS_TABLE],
    run,
};

static LIMITS_TABLE: Table = Table::new("tumor_size_limits", include_str!("../data/tumor_size/tumor_size_limits.csv"));

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let [date, site, histology, behavior] =
        ["dateOfDiagnosis", "primarySite", "histologicTypeIcdO3", "behaviorCodeIcdO3"].map(|item| records.column(item));
    let [by_extent, by_collaborative_staging, by_summary] =
        ["eodTumorSize", "csTumorSize", "tumorSizeSummary"].map(|item| records.column(item));
    let size = |row| {
        let tumor = Tumor {
            year: number::<4>(DateTexts::of(date.get(row)).year).unwrap_or(0),
            site_text: site.get(row),
            site: site.get(row).get(1..).and_then(number::<3>),
            histology: Histology::parse(histology.get(row)).map(Histology::number),
            is_malignant: behavior.get(row) == "3",
        };
        let item = match tumor.year {
            ..1988 => return tumor.size("", Era::Summary),
            1988..2004 => (by_extent, Era::ExtentOfDisease),
            2004..2016 => (by_collaborative_staging, Era::CollaborativeStaging),
            2016.. => (by_summary, Era::Summary),
        };
        tumor.size(item.0.get(row), item.1)
    };
    vec![Values::Codes((0..records.rows()).map(size).collect())]
}

const MICROSCOPIC: &str = "990";
const DIFFUSE: &str = "998";
const UNKNOWN: &str = "999";
const NOT_APPLICABLE: &str = "XX1";

/// Which item has the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Era {
    ExtentOfDisease,
    CollaborativeStaging,
    Summary,
}

#[derive(Debug, Clone, Copy)]
struct Tumor<'a> {
    /// 0 where it is unknown.
    year: u16,
    site_text: &'a str,
    site: Option<u16>,
    histology: Option<u16>,
    is_malignant: bool,
}

impl Tumor<'_> {
    fn size(&self, written: &str, era: Era) -> Option<Cow<'static, str>> {
        if self.has_no_size() {
            return Some(Cow::Borrowed(NOT_APPLICABLE));
        }
        if written.trim().is_empty() {
            return None;
        }
        let recoded = match digits(written) {
            Some(401..=989) => UNKNOWN,
            _ => self.recode(written, era).unwrap_or(written),
        };
        let is_kept = match recoded {
            UNKNOWN => false,
            DIFFUSE => self.may_be_diffuse(),
            size => self.is_plausible(size),
        };
        Some(if is_kept { as_written(recoded) } else { Cow::Borrowed(UNKNOWN) })
    }

    fn has_no_size(&self) -> bool {
        match self.histology {
            Some(8720..=8790 | 9140 | 9590..=9993) => true,
            Some(8000..=9993) => matches!(self.site, Some(420..=424 | 690 | 760..=779 | 809)),
            _ => false,
        }
    }

    /// What a code of its time is now, where that is another.
    fn recode(&self, size: &str, era: Era) -> Option<&'static str> {
        match era {
            Era::ExtentOfDisease => self.recode_extent_of_disease(size),
            Era::CollaborativeStaging => self.recode_collaborative_staging(size),
            Era::Summary => None,
        }
    }

    fn recode_extent_of_disease(&self, size: &str) -> Option<&'static str> {
        match (size, self.site) {
            ("990", _) => Some("989"),
            ("001", _) => Some(MICROSCOPIC),
            ("002", Some(340..=349 | 500..=509)) | ("997", Some(500..=509)) => Some(UNKNOWN),
            _ => None,
        }
    }

    fn recode_collaborative_staging(&self, size: &str) -> Option<&'static str> {
        match size {
            "991" => return Some("005"),
            "992" => return Some("015"),
            "993" => return Some("025"),
            "994" => return Some("035"),
            "995" => return Some("045"),
            _ => {}
        }
        let is_gist = self.year >= 2010 && matches!(self.histology, Some(8935 | 8936));
        match self.site {
            Some(340..=349) => one_of(size, [("996", UNKNOWN), ("997", DIFFUSE)]),
            Some(400..=403 | 408..=414 | 418 | 419) => one_of(size, [("996", "065"), ("997", "085")]),
            Some(150..=209 | 480 | 482 | 488) if is_gist => one_of(size, [("996", "075"), ("997", "105")]),
            Some(500..=509) => matches!(digits(size), Some(996 | 997)).then_some(UNKNOWN),
            Some(649) => one_of(size, [("996", "065"), ("997", "075"), ("998", "105")]),
            _ => one_of(size, [("996", "055"), ("997", UNKNOWN)]),
        }
    }

    /// Esophagus and stomach, lung, breast; colon and rectum with polyposis.
    fn may_be_diffuse(&self) -> bool {
        match self.site {
            Some(150..=169 | 340..=349 | 500..=509) => true,
            Some(180..=189 | 199 | 209) => self.is_malignant && matches!(self.histology, Some(8220 | 8221)),
            _ => false,
        }
    }

    fn is_plausible(&self, size: &str) -> bool {
        if self.site_text.is_empty() {
            return false;
        }
        let site = Topography::parse(self.site_text).map(|site| usize::from(site.number()));
        match site.and_then(|site| LIMITS.get(site).copied().flatten()) {
            Some(Limit::UpTo(largest)) => digits(size).is_some_and(|size| size <= largest || size == 990),
            Some(Limit::Any) => digits(size).is_some_and(|size| size <= 999),
            Some(Limit::None) => false,
            None => true,
        }
    }
}

fn one_of<const N: usize>(size: &str, recodes: [(&str, &'static str); N]) -> Option<&'static str> {
    recodes.into_iter().find(|(code, _)| *code == size).map(|(_, recode)| recode)
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

static SIZES: Padded<3> = Padded::new();

fn as_written(size: &str) -> Cow<'static, str> {
    match digits(size) {
        Some(number) if size.len() == 3 => SIZES.text(number),
        _ => Cow::Owned(size.to_owned()),
    }
}

/// What sizes a site's tumors may have, apart from 999.
#[derive(Debug, Clone, Copy)]
enum Limit {
    /// At most so many mm, or microscopic.
    UpTo(u32),
    Any,
    None,
}

/// By the number of the topography.
static LIMITS: LazyLock<Vec<Option<Limit>>> = LazyLock::new(|| {
    let mut limits = vec![None; 1000];
    for row in LIMITS_TABLE.rows() {
        let limit = match row.get("largest") {
            "any" => Some(Limit::Any),
            "none" => Some(Limit::None),
            largest => digits(largest).map(Limit::UpTo),
        };
        let site = Topography::parse(row.get("site")).map(|site| usize::from(site.number()));
        if let Some(place) = site.and_then(|site| limits.get_mut(site)) {
            *place = limit;
        }
    }
    limits
});
