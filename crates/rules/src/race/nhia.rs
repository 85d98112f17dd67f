//! NHIA: Hispanic origin from what was recorded, country of birth, surnames, and how many Hispanics live around.
//!
//! Inputs, of the patient: Spanish/Hispanic origin, race 1, country of birth, last name, surname at birth, sex, IHS link; of
//! every tumor of the patient: state and county at diagnosis.
//!
//! Outputs, by which patients of counties with few Hispanics (less than 5%) have their surnames searched:
//! - `nhia_option_0`: all of them;
//! - `nhia_option_1`: those of unknown origin and those known as Hispanic by name only (origin 9 and 7);
//! - `nhia_option_2`: those known as Hispanic by name only (7).
//!
//! Codes: 0 not Hispanic; 1 Mexican; 2 Puerto Rican; 3 Cuban; 4 South or Central American; 5 other Spanish origin; 6 Spanish or
//! Hispanic, not otherwise specified; 7 Spanish surname only; 8 Dominican. There is no unknown code: who is not
//! identified, be it for want of an origin, is 0.
//!
//! A patient lives among few Hispanics if all tumors do; a county that is unknown (998, 999) counts as such, one that is
//! blank does not.
//!
//! Source: NAACCR Race and Ethnicity Work Group, NAACCR Guideline for Enhancing Hispanic/Latino Identification, August 2024,
//! <https://www.naaccr.org/analysis-and-data-improvement-tools/>.
//!
//! Agreement: all of 2,954 patients of the reference implementation with three options each, and 41 unit cases.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::surnames::{HEAVILY_HISPANIC_TABLE, Hispanics, RARELY_HISPANIC_TABLE, hispanics};
use super::{BIRTH_SURNAME, Renamed, SEX};
use crate::place::{CountyCode, CountyTable};
use crate::{Algorithm, AlgorithmId, Context, Input, Labels, Output, PATIENT_ID, Records, Table, Values};

/// NHIA of August 2024.
pub(super) static NHIA: Algorithm = Algorithm {
    id: AlgorithmId { id: "nhia", version: "20240801" },
    title: "NAACCR Hispanic identification",
    source: "NAACCR Hispanic Identification Algorithm (NHIA), August 2024",
    inputs: &[
        Input::required(&["spanishHispanicOrigin"]),
        Input::optional(&["race1"]),
        Input::optional(&["birthplaceCountry"]),
        Input::optional(&["nameLast"]),
        Input::optional(BIRTH_SURNAME),
        Input::optional(SEX),
        Input::optional(&["ihsLink"]),
        Input::optional(&["addrAtDxState"]),
        Input::optional(COUNTY),
        Input::optional(&[PATIENT_ID]),
    ],
    outputs: &[
        Output::labeled("nhia_option_0", "Hispanic origin by NHIA, surnames searched everywhere", &LABELS),
        Output::labeled(
            "nhia_option_1",
            "Hispanic origin by NHIA; where few Hispanics live, surnames searched for origins 7 and 9",
            &LABELS,
        ),
        Output::labeled(
            "nhia_option_2",
            "Hispanic origin by NHIA; where few Hispanics live, surnames searched for origin 7",
            &LABELS,
        ),
    ],
    tables: &[&BIRTHPLACE_TABLE, &COUNTY_TABLE, &HEAVILY_HISPANIC_TABLE, &RARELY_HISPANIC_TABLE],
    run,
};

const COUNTY: &[&str] = &["countyAtDxAnalysis", "county_at_dx_analysis", "countyAtDx"];

static BIRTHPLACE_TABLE: Table = Table::new("nhia_birthplaces", include_str!("../../data/race/nhia_birthplaces.csv"));
static COUNTY_TABLE: Table =
    Table::new("nhia_low_hispanic_counties", include_str!("../../data/race/nhia_low_hispanic_counties.csv"));

static LABELS: Labels = Labels::of_pairs(&[
    ("0", "Non-Spanish; non-Hispanic"),
    ("1", "Mexican"),
    ("2", "Puerto Rican"),
    ("3", "Cuban"),
    ("4", "South or Central American except Brazilian"),
    ("5", "Other specified Spanish/Hispanic origin"),
    ("6", "Spanish, NOS; Hispanic, NOS; Latino, NOS"),
    ("7", "Spanish surname only"),
    ("8", "Dominican Republic"),
]);

const NOT_HISPANIC: &str = "0";
const BY_SURNAME: &str = "7";
const CODES: [&str; 9] = [NOT_HISPANIC, "1", "2", "3", "4", "5", "6", BY_SURNAME, "8"];

/// Sorted by country.
static BIRTHPLACES: LazyLock<Vec<(String, &str)>> = LazyLock::new(|| {
    let mut places: Vec<_> = BIRTHPLACE_TABLE
        .rows()
        .filter_map(|row| Some((row.get("country").to_owned(), code(row.get("origin"))?)))
        .collect();
    places.sort_unstable();
    places
});

static COUNTIES_WITH_FEW: LazyLock<CountyTable<()>> = LazyLock::new(|| {
    CountyTable::new(COUNTY_TABLE.rows().map(|row| (row.get("state").to_owned(), row.get("county").to_owned(), ())))
});

fn code(text: &str) -> Option<&'static str> {
    CODES.into_iter().find(|code| *code == text)
}

/// Whether less than 5% of the county are Hispanic, or it is unknown.
fn has_few_hispanics(state: &str, county: &str) -> bool {
    let is_listed = || COUNTIES_WITH_FEW.get(state.as_bytes().try_into().ok()?, CountyCode::parse(county)?);
    matches!(county, "998" | "999") || is_listed().is_some()
}

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let [origin, race, country, last_name, ihs_link, state] =
        ["spanishHispanicOrigin", "race1", "birthplaceCountry", "nameLast", "ihsLink", "addrAtDxState"]
            .map(|item| records.column(item));
    let (county, sex, birth_surname) =
        (records.first_of(COUNTY), Renamed::of(records, SEX), Renamed::of(records, BIRTH_SURNAME));
    let mut options = [const { Vec::new() }; 3];
    options.iter_mut().for_each(|values| values.reserve_exact(records.rows()));
    for patient in records.patients() {
        let row = patient.start;
        let person = Person {
            origin: origin.get(row),
            race: race.get(row),
            country: country.get(row),
            sex: sex.get(row),
            is_ihs_linked: ihs_link.get(row) == "1",
            last_name: last_name.get(row),
            birth_surname: birth_surname.get(row),
        };
        let codes = match person.identify() {
            Identified::Code(code) => [code; 3],
            Identified::BySurname => {
                let among_few = patient.clone().all(|row| has_few_hispanics(state.get(row), county.get(row)));
                let is_searched = [true, !among_few || person.origin != "0", !among_few || person.origin == "7"];
                is_searched.map(|is_searched| if is_searched { BY_SURNAME } else { NOT_HISPANIC })
            }
        };
        for (values, code) in options.iter_mut().zip(codes) {
            values.extend(patient.clone().map(|_| Some(Cow::Borrowed(code))));
        }
    }
    options.into_iter().map(Values::Codes).collect()
}

#[derive(Debug, Clone, Copy)]
struct Person<'a> {
    origin: &'a str,
    race: &'a str,
    country: &'a str,
    sex: &'a str,
    is_ihs_linked: bool,
    last_name: &'a str,
    birth_surname: &'a str,
}

#[derive(Debug, Clone, Copy)]
enum Identified {
    Code(&'static str),
    /// Hispanic by the surname, if that is searched where the patient lives.
    BySurname,
}

impl Person<'_> {
    fn identify(&self) -> Identified {
        let is_other_asian_or_pacific = matches!(self.race, "96" | "97");
        let recorded = code(self.origin).filter(|code| !matches!(*code, BY_SURNAME)).unwrap_or(NOT_HISPANIC);
        if !is_other_asian_or_pacific && !matches!(self.origin, "0" | "6" | "7" | "9") {
            return Identified::Code(recorded);
        }
        if let Some(code) = birthplace(self.country) {
            return Identified::Code(code);
        }
        if !is_other_asian_or_pacific && self.origin != "6" && self.has_hispanic_surname() {
            return Identified::BySurname;
        }
        Identified::Code(recorded)
    }

    /// By the surname at birth if that says anything of a woman; otherwise by the last name. Of Native Americans, Filipinos and
    /// Hawaiians surnames say nothing, nor where sex is neither male nor female.
    fn has_hispanic_surname(&self) -> bool {
        if self.is_ihs_linked || matches!(self.race, "03" | "06" | "07") {
            return false;
        }
        let at_birth = match self.sex {
            "1" => None,
            "2" => hispanics(self.birth_surname),
            _ => return false,
        };
        at_birth.or_else(|| hispanics(self.last_name)) == Some(Hispanics::Most)
    }
}

fn birthplace(country: &str) -> Option<&'static str> {
    let at = BIRTHPLACES.binary_search_by(|(other, _)| other.as_str().cmp(country)).ok()?;
    BIRTHPLACES.get(at).map(|(_, code)| *code)
}
