//! Breast subtype, and the hormone receptors and HER2 that it is made of, in one coding from 1990 on.
//!
//! Inputs: date of diagnosis, site, histology, and the items that had the receptors in their time: tumor markers 1 and 2
//! (1990 to 2003), site-specific factors of Collaborative Staging (2004 to 2017), receptor summaries (from 2018).
//!
//! Outputs:
//! - `estrogen_receptor_recode`, `progesterone_receptor_recode`, `her2_recode`: 1 positive; 2 negative; 4 unknown (borderline
//!   too); 9 not coded;
//! - `breast_subtype`: 1 HR+/HER2+; 2 HR-/HER2+; 3 HR+/HER2-; 4 HR-/HER2- (triple negative); 5 unknown; 9 not coded. HR+ is any
//!   of both receptors positive, HR- is both negative.
//!
//! Not coded are hormone receptors before 1990, HER2 and the subtype before 2010, all of an unreadable date, and all tumors
//! but carcinomas and the like of the breast (C500 to C509 with histology 8000 to 8700, 8982 and 8983; C501 to C509 with
//! melanomas, 8720 to 8790, too).
//!
//! Source: SEER, breast subtype and ER, PR and HER2 recodes, September 2025,
//! <https://seer.cancer.gov/seerstat/databases/ssf/breast-subtype.html>.
//!
//! Agreement: all nine unit cases of the reference implementation, which are of the last step.

use std::borrow::Cow;

use crate::icd_o_3::{Histology, Topography, number};
use crate::seer_survival::DateTexts;
use crate::{Algorithm, AlgorithmId, Column, Context, Input, Labels, Output, Records, Values};

/// The recodes of September 2025.
pub(crate) static BREAST_SUBTYPE: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-breast-subtype", version: "202509" },
    title: "SEER breast subtype, with ER, PR and HER2",
    source: "SEER breast subtype and ER, PR and HER2 recodes, September 2025",
    inputs: &[
        Input::required(&["dateOfDiagnosis"]),
        Input::required(&["primarySite"]),
        Input::required(&["histologicTypeIcdO3"]),
        Input::optional(&["tumorMarker1"]),
        Input::optional(&["tumorMarker2"]),
        Input::optional(&["csSiteSpecificFactor1"]),
        Input::optional(&["csSiteSpecificFactor2"]),
        Input::optional(&["csSiteSpecificFactor9"]),
        Input::optional(&["csSiteSpecificFactor11"]),
        Input::optional(&["csSiteSpecificFactor13"]),
        Input::optional(&["csSiteSpecificFactor14"]),
        Input::optional(&["csSiteSpecificFactor15"]),
        Input::optional(&["estrogenReceptorSummary"]),
        Input::optional(&["progesteroneRecepSummary"]),
        Input::optional(&["her2OverallSummary"]),
    ],
    outputs: &[
        Output::labeled("estrogen_receptor_recode", "estrogen receptor, from 1990", &MARKER_LABELS),
        Output::labeled("progesterone_receptor_recode", "progesterone receptor, from 1990", &MARKER_LABELS),
        Output::labeled("her2_recode", "HER2, from 2010", &MARKER_LABELS),
        Output::labeled("breast_subtype", "subtype by hormone receptors and HER2, from 2010", &SUBTYPE_LABELS),
    ],
    tables: &[],
    run,
};

static MARKER_LABELS: Labels =
    Labels::of_pairs(&[("1", "Positive"), ("2", "Negative"), ("4", "Unknown"), ("9", "Not coded")]);

static SUBTYPE_LABELS: Labels = Labels::of_pairs(&[
    ("1", "HR+/HER2+"),
    ("2", "HR-/HER2+"),
    ("3", "HR+/HER2-"),
    ("4", "HR-/HER2- (triple negative)"),
    ("5", "Unknown"),
    ("9", "Not coded"),
]);

/// A receptor, or HER2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Marker {
    Positive,
    Negative,
    Unknown,
    NotCoded,
}

impl Marker {
    const fn code(self) -> &'static str {
        match self {
            Self::Positive => "1",
            Self::Negative => "2",
            Self::Unknown => "4",
            Self::NotCoded => "9",
        }
    }

    /// Of a code, by those for positive and negative.
    fn of(code: &str, positive: &str, negative: &str) -> Self {
        match code {
            code if code == positive => Self::Positive,
            code if code == negative => Self::Negative,
            _ => Self::Unknown,
        }
    }

    /// Of a site-specific factor.
    fn of_factor(code: &str) -> Self {
        Self::of(code, "010", "020")
    }
}

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let items = Items::of(records);
    let mut outputs = [const { Vec::new() }; 4];
    outputs.iter_mut().for_each(|values| values.reserve_exact(records.rows()));
    for row in 0..records.rows() {
        let year = if items.is_breast(row) { number::<4>(DateTexts::of(items.date.get(row)).year) } else { None };
        let year = year.unwrap_or(0);
        let [estrogen, progesterone] = items.hormone_receptors(year, row);
        let her2 = items.her2(year, row);
        let codes = [estrogen.code(), progesterone.code(), her2.code(), subtype([estrogen, progesterone], her2)];
        outputs.iter_mut().zip(codes).for_each(|(values, code)| values.push(Some(Cow::Borrowed(code))));
    }
    outputs.into_iter().map(Values::Codes).collect()
}

struct Items<'r> {
    date: Column<'r>,
    site: Column<'r>,
    histology: Column<'r>,
    /// ER and PR, as coded in three periods.
    markers: [Column<'r>; 2],
    factors: [Column<'r>; 2],
    summaries: [Column<'r>; 2],
    /// HER2, as coded in two: factors 15; 11, 13 and 14; and 9.
    her2_summary_factor: Column<'r>,
    her2_test_factors: [Column<'r>; 3],
    her2_immunohistochemistry_factor: Column<'r>,
    her2_summary: Column<'r>,
}

impl<'r> Items<'r> {
    fn of(records: &'r Records<'_>) -> Self {
        let column = |item| records.column(item);
        Self {
            date: column("dateOfDiagnosis"),
            site: column("primarySite"),
            histology: column("histologicTypeIcdO3"),
            markers: ["tumorMarker1", "tumorMarker2"].map(column),
            factors: ["csSiteSpecificFactor1", "csSiteSpecificFactor2"].map(column),
            summaries: ["estrogenReceptorSummary", "progesteroneRecepSummary"].map(column),
            her2_summary_factor: column("csSiteSpecificFactor15"),
            her2_test_factors: ["csSiteSpecificFactor11", "csSiteSpecificFactor13", "csSiteSpecificFactor14"]
                .map(column),
            her2_immunohistochemistry_factor: column("csSiteSpecificFactor9"),
            her2_summary: column("her2OverallSummary"),
        }
    }

    fn is_breast(&self, row: usize) -> bool {
        let site = Topography::parse(self.site.get(row)).map(Topography::number);
        let histology = || Histology::parse(self.histology.get(row)).map(Histology::number);
        match site {
            Some(500) => matches!(histology(), Some(8000..=8700 | 8982 | 8983)),
            Some(501..=509) => matches!(histology(), Some(8000..=8700 | 8720..=8790 | 8982 | 8983)),
            _ => false,
        }
    }

    fn hormone_receptors(&self, year: u16, row: usize) -> [Marker; 2] {
        match year {
            ..1990 => [Marker::NotCoded; 2],
            1990..2004 => self.markers.map(|marker| Marker::of(marker.get(row), "1", "2")),
            2004..2018 => self.factors.map(|factor| Marker::of_factor(factor.get(row))),
            2018.. => self.summaries.map(|summary| Marker::of(summary.get(row), "1", "0")),
        }
    }

    fn her2(&self, year: u16, row: usize) -> Marker {
        match year {
            ..2010 => Marker::NotCoded,
            2010..2018 => self.her2_of_factors(row),
            2018.. => Marker::of(self.her2_summary.get(row), "1", "0"),
        }
    }

    /// The summary if there is one (988: not applicable), then the tests, of which any positive one counts more than
    /// negative ones, then immunohistochemistry.
    fn her2_of_factors(&self, row: usize) -> Marker {
        let summary = self.her2_summary_factor.get(row);
        if !matches!(summary, "" | "988") {
            return Marker::of_factor(summary);
        }
        let tests = self.her2_test_factors.map(|factor| Marker::of_factor(factor.get(row)));
        [Marker::Positive, Marker::Negative]
            .into_iter()
            .find(|marker| tests.contains(marker))
            .unwrap_or_else(|| Marker::of_factor(self.her2_immunohistochemistry_factor.get(row)))
    }
}

/// The subtype's code.
fn subtype(hormone_receptors: [Marker; 2], her2: Marker) -> &'static str {
    use Marker::{Negative, NotCoded, Positive, Unknown};
    let is_positive = hormone_receptors.contains(&Positive);
    let is_negative = hormone_receptors == [Negative, Negative];
    match her2 {
        NotCoded => "9",
        Positive if is_positive => "1",
        Positive if is_negative => "2",
        Negative if is_positive => "3",
        Negative if is_negative => "4",
        Positive | Negative | Unknown => "5",
    }
}
