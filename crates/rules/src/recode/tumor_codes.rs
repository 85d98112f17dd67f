//! What recodes read of a tumor.

use crate::icd_o_3::{Behavior, Histology, Topography, number};
use crate::{Input, Records, Values};

/// A tumor's codes in ICD-O-3 and its year of diagnosis, as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TumorCodes<'a> {
    /// Item 400, `primarySite`.
    pub primary_site: &'a str,
    /// Item 522, `histologicTypeIcdO3`.
    pub histology: &'a str,
    /// Item 523, `behaviorCodeIcdO3`.
    pub behavior: &'a str,
    /// The year of item 390, `dateOfDiagnosis`: four digits, 9999 for unknown.
    pub diagnosis_year: &'a str,
}

/// The same as far as they have the form of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Codes {
    pub(crate) site: Option<Topography>,
    pub(crate) histology: Option<Histology>,
    pub(crate) behavior: Option<Behavior>,
    pub(crate) year: Option<u16>,
}

impl TumorCodes<'_> {
    pub(crate) fn codes(&self) -> Codes {
        Codes {
            site: Topography::parse(self.primary_site),
            histology: Histology::parse(self.histology),
            behavior: Behavior::parse(self.behavior),
            year: number::<4>(self.diagnosis_year),
        }
    }
}

impl Codes {
    /// Whether all items are codes.
    pub(crate) fn are_complete(self) -> bool {
        self.by_axis().iter().all(Option::is_some)
    }

    /// How many items rules look at.
    pub(crate) const AXES: usize = 4;

    /// Site, histology, behavior and year as numbers.
    pub(crate) fn by_axis(self) -> [Option<u16>; Self::AXES] {
        [
            self.site.map(Topography::number),
            self.histology.map(Histology::number),
            self.behavior.map(|behavior| behavior.number().into()),
            self.year,
        ]
    }
}

pub(super) const SITE: Input = Input::required(&["primarySite"]);
pub(super) const HISTOLOGY: Input = Input::required(&["histologicTypeIcdO3"]);
pub(super) const BEHAVIOR: Input = Input::required(&["behaviorCodeIcdO3"]);
pub(super) const DATE_OF_DIAGNOSIS: Input = Input::required(&["dateOfDiagnosis"]);

/// The tumor of every row.
pub(super) fn tumors<'r>(records: &'r Records<'_>) -> impl Iterator<Item = TumorCodes<'r>> {
    let columns = [SITE, HISTOLOGY, BEHAVIOR, DATE_OF_DIAGNOSIS].map(|input| records.first_of(input.items));
    (0..records.rows()).map(move |row| {
        let [primary_site, histology, behavior, date] = columns.map(|column| column.get(row));
        TumorCodes { primary_site, histology, behavior, diagnosis_year: date.get(..4).unwrap_or(date) }
    })
}

/// A variable that a recode gives for every tumor.
pub(super) fn recoded(records: &Records<'_>, recode: impl Fn(&TumorCodes<'_>) -> &'static str) -> Values {
    Values::codes(tumors(records).map(|tumor| recode(&tumor)))
}
