//! ICD-9-CM, ICD-10 and ICD-10-CM to ICD-O-3: what a diagnosis of a discharge or a certificate would be as a tumor.
//!
//! Derives `icdo3_site`, `icdo3_histology`, `icdo3_behavior`, `icdo3_grade`, `icdo3_laterality` and `icdo3_reportability` (Y
//! reportable, O optionally) from the first of the columns `icd10cm`, `icd10` and `icd9cm` that is filled in. Codes may
//! have their dot. They are blank where there is no code, or none of a neoplasm.
//!
//! Some codes of ICD-9-CM differ by sex (column `sex`; carcinoma in situ of skin, and unspecified genital neoplasms); where
//! it is neither 1 nor 2, the male row holds. A category of ICD-10 (three characters) stands for its unspecified code, `C50`
//! for `C509`. Any other code of ICD-10 with C or D that is not in the table is that topography, if it is one, or else
//! C809, with histology 8000 and behavior 3 (C) or 2 (D); ICD-10 has neither laterality nor reportability.
//!
//! Agreement: all 10 cases, and all but 17 of 629 rows of the reference, which puts code and sex together to one text and so
//! takes 141 of a woman for 141.2.
//!
//! Source: SEER Program (National Cancer Institute), ICD conversion programs, <https://seer.cancer.gov/tools/conversion/>.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::IcdCode;
use super::topography::{TOPOGRAPHY, topography};
use crate::{Algorithm, AlgorithmId, Context, Input, Output, Records, Table, TableRow, Values};

static ICD9CM: Table = Table::new("icd9cm_to_icdo3", include_str!("../../data/icd9cm_to_icdo3.csv"));
static ICD10: Table = Table::new("icd10_to_icdo3", include_str!("../../data/icd10_to_icdo3.csv"));
static ICD10CM: Table = Table::new("icd10cm_to_icdo3", include_str!("../../data/icd10cm_to_icdo3.csv"));

/// The conversions, as variables.
pub(super) static ICD_TO_ICDO3: Algorithm = Algorithm {
    id: AlgorithmId { id: "icd-to-icd-o-3", version: "1" },
    title: "ICD-9-CM, ICD-10 and ICD-10-CM to ICD-O-3",
    source: "SEER Program (National Cancer Institute), https://seer.cancer.gov/tools/conversion/",
    inputs: &[
        Input::required(&["icd10cm", "icd10", "icd9cm"]),
        Input::optional(&["icd10"]),
        Input::optional(&["icd9cm"]),
        Input::optional(&["sex"]),
    ],
    outputs: &[
        Output::code("icdo3_site", "topography in ICD-O-3"),
        Output::code("icdo3_histology", "histology in ICD-O-3"),
        Output::code("icdo3_behavior", "behavior in ICD-O-3"),
        Output::code("icdo3_grade", "grade; 9 unknown"),
        Output::code("icdo3_laterality", "laterality; 0 not paired, 1 right, 2 left, 9 unknown"),
        Output::code("icdo3_reportability", "Y reportable, O optionally reportable"),
    ],
    tables: &[&ICD10CM, &ICD10, &ICD9CM, &TOPOGRAPHY],
    run,
};

/// A tumor in ICD-O-3, as a code of the ICD tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IcdO3 {
    /// Topography, without the dot.
    pub site: &'static str,
    /// Histology.
    pub histology: &'static str,
    /// Behavior; blank where unknown.
    pub behavior: &'static str,
    /// Grade.
    pub grade: &'static str,
    /// Laterality; blank for ICD-10.
    pub laterality: &'static str,
    /// Y reportable, O optionally, blank for ICD-10.
    pub reportability: &'static str,
}

/// A code of ICD-9-CM in ICD-O-3. Any `sex` but 2 is taken for 1.
#[must_use]
pub fn icdo3_from_icd9cm(code: &str, sex: &str) -> Option<IcdO3> {
    static CODES: LazyLock<Vec<Row>> = LazyLock::new(|| Row::all(&ICD9CM));
    let is_female = sex == "2";
    let holds = |row: &&Row| match row.sex.as_str() {
        "1" => !is_female,
        "2" => is_female,
        _ => true,
    };
    rows_of(&CODES, code).iter().find(holds).map(Row::codes)
}

/// A code of ICD-10-CM in ICD-O-3.
#[must_use]
pub fn icdo3_from_icd10cm(code: &str) -> Option<IcdO3> {
    static CODES: LazyLock<Vec<Row>> = LazyLock::new(|| Row::all(&ICD10CM));
    rows_of(&CODES, code).first().map(Row::codes)
}

/// A code of ICD-10 in ICD-O-3; a category is taken for its unspecified code.
#[must_use]
pub fn icdo3_from_icd10(code: &str) -> Option<IcdO3> {
    static CODES: LazyLock<Vec<Row>> = LazyLock::new(|| Row::all(&ICD10));
    rows_of(&CODES, &whole(code)).first().map(Row::codes)
}

/// A code of ICD-10 in ICD-O-3; what the table lacks is a neoplasm without further specification, of the site that the
/// code names or of an unknown one. `None` for a code that begins with neither C nor D.
#[must_use]
pub fn icdo3_from_icd10_or_unspecified(code: &str) -> Option<IcdO3> {
    icdo3_from_icd10(code).or_else(|| {
        let behavior = match code.bytes().next()? {
            b'C' | b'c' => "3",
            b'D' | b'd' => "2",
            _ => return None,
        };
        let site = topography(&whole(code)).unwrap_or("C809");
        Some(IcdO3 { site, histology: "8000", behavior, grade: "9", laterality: "", reportability: "" })
    })
}

/// A code of ICD-10 in upper case and without its dot; 9 behind a category, which has three characters.
fn whole(code: &str) -> String {
    let mut whole: String = code.chars().filter(|character| *character != '.').collect();
    whole.make_ascii_uppercase();
    if whole.len() == 3 {
        whole.push('9');
    }
    whole
}

/// A row of a table of conversions.
#[derive(Debug)]
struct Row {
    code: IcdCode,
    sex: String,
    site: String,
    histology: String,
    behavior: String,
    grade: String,
    laterality: String,
    reportability: String,
}

impl Row {
    /// All rows, by code.
    fn all(table: &Table) -> Vec<Self> {
        let mut rows: Vec<_> = table.rows().map(|row| Self::new(&row)).collect();
        rows.sort_by_key(|row| row.code);
        rows
    }

    fn new(row: &TableRow) -> Self {
        let text = |column| row.get(column).to_owned();
        Self {
            code: IcdCode::new(row.get("code")),
            sex: text("sex"),
            site: text("site"),
            histology: text("histology"),
            behavior: text("behavior"),
            grade: text("grade"),
            laterality: text("laterality"),
            reportability: text("reportability"),
        }
    }

    fn codes(&'static self) -> IcdO3 {
        IcdO3 {
            site: &self.site,
            histology: &self.histology,
            behavior: &self.behavior,
            grade: &self.grade,
            laterality: &self.laterality,
            reportability: &self.reportability,
        }
    }
}

/// The rows of a code: none, one, or one for each sex.
fn rows_of(rows: &'static [Row], code: &str) -> &'static [Row] {
    let code = IcdCode::new(code);
    let first = rows.partition_point(|row| row.code < code);
    let of_code = rows.get(first..).unwrap_or_default();
    of_code.get(..of_code.partition_point(|row| row.code == code)).unwrap_or_default()
}

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let [icd10cm, icd10, icd9cm, sex] = ["icd10cm", "icd10", "icd9cm", "sex"].map(|name| records.column(name));
    let converted: Vec<Option<IcdO3>> = (0..records.rows())
        .map(|row| match (icd10cm.get(row).trim(), icd10.get(row).trim(), icd9cm.get(row).trim()) {
            ("", "", code) => icdo3_from_icd9cm(code, sex.get(row)),
            ("", code, _) => icdo3_from_icd10_or_unspecified(code),
            (code, _, _) => icdo3_from_icd10cm(code),
        })
        .collect();
    let item = |of: fn(&IcdO3) -> &'static str| {
        let code = |codes: &Option<IcdO3>| codes.as_ref().map(of).filter(|code| !code.is_empty()).map(Cow::Borrowed);
        Values::Codes(converted.iter().map(code).collect())
    };
    vec![
        item(|codes| codes.site),
        item(|codes| codes.histology),
        item(|codes| codes.behavior),
        item(|codes| codes.grade),
        item(|codes| codes.laterality),
        item(|codes| codes.reportability),
    ]
}
