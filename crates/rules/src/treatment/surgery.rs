//! Surgery of the primary site: what its code means, and whether a tumor may have it.
//!
//! The codes of items 1290 (`rxSummSurgPrimSite`, diagnosed to 2022: two digits) and 1291 (`rxSummSurgPrimSite2023`,
//! diagnosed since 2023: a letter and three digits) differ by primary site; hematopoietic histologies have their own to
//! 2021, wherever they arise. The tables of each year's manual are here; those of 2003 hold also for earlier years, to
//! whose tumors item 1290 gives codes of 2003.
//!
//! Derives `surgery_label`; blank where the code is none of the tumor's table, or site or year are not known.
//!
//! Source: SEER Program Coding and Staging Manuals 2003 to 2024, Appendix C; Commission on Cancer, STORE.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::icd_o_3::number;
use crate::recode::CodeRanges;
use crate::{
    Algorithm, AlgorithmId, Context, DateTexts, Histology, Input, Output, Records, Table, TableRow, Topography,
    TumorCodes, Values,
};

static TABLES: Table = Table::new("surgery_tables", include_str!("../../data/surgery_tables.csv"));
static CODES: Table = Table::new("surgery_codes", include_str!("../../data/surgery_codes.csv"));

/// The labels, as a variable.
pub(super) static SURGERY_LABEL: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-site-specific-surgery", version: "2024" },
    title: "Site-specific surgery of the primary site",
    source: "SEER Program Coding and Staging Manuals 2003 to 2024, Appendix C",
    inputs: &[
        Input::required(&["rxSummSurgPrimSite", "rxSummSurgPrimSite2023"]),
        Input::optional(&["rxSummSurgPrimSite2023"]),
        Input::required(&["primarySite"]),
        Input::required(&["histologicTypeIcdO3"]),
        Input::required(&["dateOfDiagnosis"]),
    ],
    outputs: &[Output::code("surgery_label", "what was done, by the codes of the primary site")],
    tables: &[&TABLES, &CODES],
    run,
};

/// The first year whose codes are in item 1291.
const FIRST_YEAR_OF_LETTERS: u16 = 2023;

/// What a code of surgery is for a tumor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurgeryCode {
    /// A code of the tumor's table, with what it means.
    Valid(&'static str),
    /// No code of the tumor's table.
    Invalid,
    /// The tumor has no table: its site is none, or its year of diagnosis is not known.
    NoTable,
}

/// Looks up a code of item 1290 for tumors diagnosed to 2022, or 1291 for later ones. Behavior plays no part.
#[must_use]
pub fn surgery_code(tumor: &TumorCodes<'_>, code: &str) -> SurgeryCode {
    let year = number::<4>(tumor.diagnosis_year).filter(|year| (1900..9999).contains(year));
    let manual =
        year.and_then(|year| MANUALS.iter().rev().find(|manual| manual.first_year <= year).or(MANUALS.first()));
    let site = Topography::parse(tumor.primary_site);
    match manual.zip(site).and_then(|(manual, site)| manual.table(site, Histology::parse(tumor.histology))) {
        Some(table) => table.get(code).map_or(SurgeryCode::Invalid, |label| SurgeryCode::Valid(label)),
        None => SurgeryCode::NoTable,
    }
}

/// A table's codes, with their labels.
type Labels = BTreeMap<&'static str, &'static str>;

/// The tables of some years.
#[derive(Debug)]
struct Manual {
    first_year: u16,
    tables: Vec<Labels>,
    /// The table of each topography, by its number.
    of_sites: Vec<Option<usize>>,
    /// Histologies that have a table of their own at any site, and which.
    histologies: Option<(CodeRanges, usize)>,
}

impl Manual {
    fn table(&self, site: Topography, histology: Option<Histology>) -> Option<&Labels> {
        let own = self
            .histologies
            .as_ref()
            .filter(|(histologies, _)| histology.is_some_and(|histology| histologies.contains(histology.number())));
        let of_site = || self.of_sites.get(usize::from(site.number())).copied().flatten();
        self.tables.get(own.map(|(_, table)| *table).or_else(of_site)?)
    }
}

/// The manuals, the oldest first.
static MANUALS: LazyLock<Vec<Manual>> = LazyLock::new(|| {
    let mut years: Vec<_> = CODE_ROWS.iter().map(|row| row.years.0).collect();
    years.extend(TABLES.rows().map(|row| years_of(&row).0));
    years.sort_unstable();
    years.dedup();
    years.into_iter().map(manual).collect()
});

/// A code, in some years.
#[derive(Debug)]
struct CodeRow {
    table: String,
    years: (u16, u16),
    code: String,
    label: String,
}

static CODE_ROWS: LazyLock<Vec<CodeRow>> = LazyLock::new(|| {
    let text = |row: &TableRow, column| row.get(column).to_owned();
    CODES
        .rows()
        .map(|row| CodeRow {
            table: text(&row, "table"),
            years: years_of(&row),
            code: text(&row, "code"),
            label: text(&row, "label"),
        })
        .collect()
});

/// The first and the last year in which a row holds.
fn years_of(row: &TableRow) -> (u16, u16) {
    let year = |column| row.get(column).parse().ok();
    (year("first_year").unwrap_or(u16::MIN), year("last_year").unwrap_or(u16::MAX))
}

fn manual(year: u16) -> Manual {
    let holds = |(first, last): (u16, u16)| (first..=last).contains(&year);
    let mut labels: BTreeMap<&str, Labels> = BTreeMap::new();
    for row in CODE_ROWS.iter().filter(|row| holds(row.years)) {
        labels.entry(&row.table).or_default().insert(&row.code, &row.label);
    }
    let (mut tables, mut sites, mut histologies) = (Vec::new(), Vec::new(), None);
    for row in TABLES.rows().filter(|row| holds(years_of(row))) {
        let own = row.get("histologies");
        if !own.is_empty() {
            histologies = Some((CodeRanges::parse(own), tables.len()));
        }
        sites.push(CodeRanges::parse(row.get("sites")));
        tables.push(labels.remove(row.get("table")).unwrap_or_default());
    }
    let of_sites = (0..1000).map(|site| sites.iter().position(|sites| sites.contains(site))).collect();
    Manual { first_year: year, tables, of_sites, histologies }
}

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let site = records.column("primarySite");
    let histology = records.column("histologicTypeIcdO3");
    let date = records.column("dateOfDiagnosis");
    let of_digits = records.column("rxSummSurgPrimSite");
    let of_letters = records.column("rxSummSurgPrimSite2023");
    let label = |row| {
        let diagnosis_year = DateTexts::of(date.get(row)).year;
        let has_letter = number::<4>(diagnosis_year).is_some_and(|year| year >= FIRST_YEAR_OF_LETTERS);
        let code = if has_letter { of_letters.get(row) } else { of_digits.get(row) };
        let tumor = TumorCodes {
            primary_site: site.get(row),
            histology: histology.get(row),
            diagnosis_year,
            ..TumorCodes::default()
        };
        match surgery_code(&tumor, code) {
            SurgeryCode::Valid(label) => Some(Cow::Borrowed(label)),
            SurgeryCode::Invalid | SurgeryCode::NoTable => None,
        }
    };
    vec![Values::Codes((0..records.rows()).map(label).collect())]
}
