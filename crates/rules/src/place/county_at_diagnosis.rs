//! County at diagnosis for analysis: the county that was reported, or that of the geocoded address where that is surer.
//!
//! Of the counties of the geocoder the one of the census that holds at the year of diagnosis is used, with how sure it is.
//! Derives `county_at_dx_analysis` (item 89: FIPS code; 998 Canada, 999 unknown; blank where nothing but an unknown
//! geocode is given) and `county_at_dx_analysis_flag`, which says why:
//!
//! | flag | county | why |
//! | --- | --- | --- |
//! | 2, 2.1, 2.2 | reported | equal to the geocoded, which else is unknown (2.1) or not one of the state's (2.2) |
//! | 3 | geocoded | the reported is unknown |
//! | 4 | geocoded | certainty 1 (street address) or 6 (supplemental) |
//! | 5 | reported | certainty 5 |
//! | 6, 6.1 | reported; geocoded where that is unknown (6.1) | certainty unknown |
//! | 7 | reported | certainty 2 to 4 |
//! | 9 | 998 | a province of Canada |
//! | 10, 10.1 | 999 | year or state of diagnosis unknown; both counties blank (10.1) |
//!
//! Unknown is what is blank or all nines; a year of other than four digits is unknown too. Retired counties count.
//!
//! Agreement: all 13 cases and all 3,906 rows of the reference.
//!
//! Source: NAACCR County at DX Analysis, version 3, August 2023.

use std::borrow::Cow;

use super::address::{COUNTIES, STATES, StateKind, is_county_of, state_kind};
use crate::icd_o_3::number;
use crate::padded::Padded;
use crate::{Algorithm, AlgorithmId, Column, Context, DateTexts, Input, Labels, Output, Records, Values};

/// The algorithm, as variables.
pub(super) static COUNTY_AT_DX_ANALYSIS: Algorithm = Algorithm {
    id: AlgorithmId { id: "naaccr-county-at-dx-analysis", version: "3.0" },
    title: "County at diagnosis for analysis",
    source: "NAACCR County at DX Analysis, version 3, August 2023",
    inputs: INPUTS,
    outputs: &[
        Output::code("county_at_dx_analysis", "FIPS county code; 998 Canada, 999 unknown"),
        Output::labeled("county_at_dx_analysis_flag", "which county it is, and why", &FLAGS),
    ],
    tables: &[&COUNTIES, &STATES],
    run,
};

/// What the county of analysis is made from.
const INPUTS: &[Input] = &[
    Input::required(&["dateOfDiagnosis"]),
    Input::required(&["addrAtDxState"]),
    Input::required(&["countyAtDx"]),
    Input::optional(&["countyAtDxGeocode1990"]),
    Input::optional(&["countyAtDxGeocode2000"]),
    Input::optional(&["countyAtDxGeocode2010"]),
    Input::optional(&["countyAtDxGeocode2020"]),
    Input::optional(&["censusTrCert19708090"]),
    Input::optional(&["censusTrCertainty2000"]),
    Input::optional(&["censusTrCertainty2010"]),
    Input::optional(&["censusTractCertainty2020"]),
];

static FLAGS: Labels = Labels::of_pairs(&[
    ("2", "Reported: equal to geocoded"),
    ("2.1", "Reported: geocoded blank or unknown"),
    ("2.2", "Reported: geocoded invalid for state"),
    ("3", "Geocoded: certainty known, reported blank or unknown"),
    ("4", "Geocoded: certainty 1 or 6"),
    ("5", "Reported: certainty 5"),
    ("6", "Reported: certainty unknown"),
    ("6.1", "Geocoded: certainty and reported unknown"),
    ("7", "Reported: certainty 2, 3 or 4"),
    ("9", "Other: Canadian province"),
    ("10", "Other: state or year of diagnosis blank or unknown"),
    ("10.1", "Other: reported and geocoded blank"),
]);

/// What was reported of the address at diagnosis, as submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReportedAddress<'a> {
    /// The year of item 390, `dateOfDiagnosis`.
    pub diagnosis_year: &'a str,
    /// Item 80, `addrAtDxState`.
    pub state: &'a str,
    /// Item 90, `countyAtDx`.
    pub county: &'a str,
}

/// A county that a geocoder gave, as submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Geocode<'a> {
    /// Items 94 to 97, `countyAtDxGeocode1990` to `countyAtDxGeocode2020`.
    pub county: &'a str,
    /// Items 364, 365, 367 and 369: how sure the census tract is.
    pub certainty: &'a str,
}

/// The county to analyse by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnalysisCounty<'a> {
    /// Its code: the text of one of the two counties, 998 or 999.
    pub county: &'a str,
    /// Why it is this one.
    pub flag: &'static str,
}

/// Chooses between the county reported and that of the census which holds at the year of diagnosis: 1990 and before,
/// 2000, 2010 or 2020.
#[must_use]
pub fn county_at_dx_analysis<'a>(address: &ReportedAddress<'a>, geocodes: [Geocode<'a>; 4]) -> AnalysisCounty<'a> {
    let chosen = |county, flag| AnalysisCounty { county, flag };
    let year = number::<4>(address.diagnosis_year).filter(|year| *year != 9999);
    let (Some(year), false) = (year, address.state.trim().is_empty()) else { return chosen("999", "10") };
    if state_kind(address.state) == StateKind::Province {
        return chosen("998", "9");
    }
    let [of_1990, of_2000, of_2010, of_2020] = geocodes;
    let geocode = match year {
        ..2000 => of_1990,
        2000..2010 => of_2000,
        2010..2020 => of_2010,
        2020.. => of_2020,
    };
    let (reported, geocoded) = (address.county, geocode.county);
    if geocoded.trim().is_empty() && reported.trim().is_empty() {
        return chosen("999", "10.1");
    }
    if is_unknown(geocoded) {
        return chosen(reported, "2.1");
    }
    if geocoded == reported {
        return chosen(reported, "2");
    }
    if !is_county_of(address.state, geocoded) {
        return chosen(reported, "2.2");
    }
    match (geocode.certainty, is_unknown(reported)) {
        (certainty, true) if !is_unknown(certainty) => chosen(geocoded, "3"),
        ("1" | "6", _) => chosen(geocoded, "4"),
        ("2" | "3" | "4", _) => chosen(reported, "7"),
        ("5", _) => chosen(reported, "5"),
        (_, true) => chosen(geocoded, "6.1"),
        (_, false) => chosen(reported, "6"),
    }
}

/// Blank, or nines alone.
fn is_unknown(text: &str) -> bool {
    text.trim().is_empty() || text.bytes().all(|byte| byte == b'9')
}

/// The columns that the county of analysis is made from.
pub(super) struct AddressColumns<'r> {
    date: Column<'r>,
    state: Column<'r>,
    county: Column<'r>,
    geocodes: [(Column<'r>, Column<'r>); 4],
}

impl<'r> AddressColumns<'r> {
    pub(super) fn new(records: &'r Records<'_>) -> Self {
        Self {
            date: records.column("dateOfDiagnosis"),
            state: records.column("addrAtDxState"),
            county: records.column("countyAtDx"),
            geocodes: [
                (records.column("countyAtDxGeocode1990"), records.column("censusTrCert19708090")),
                (records.column("countyAtDxGeocode2000"), records.column("censusTrCertainty2000")),
                (records.column("countyAtDxGeocode2010"), records.column("censusTrCertainty2010")),
                (records.column("countyAtDxGeocode2020"), records.column("censusTractCertainty2020")),
            ],
        }
    }

    pub(super) fn analysis_county(&self, row: usize) -> AnalysisCounty<'r> {
        let address = ReportedAddress {
            diagnosis_year: DateTexts::of(self.date.get(row)).year,
            state: self.state.get(row),
            county: self.county.get(row),
        };
        let geocode = |(county, certainty): (Column<'r>, Column<'r>)| Geocode {
            county: county.get(row),
            certainty: certainty.get(row),
        };
        county_at_dx_analysis(&address, self.geocodes.map(geocode))
    }
}

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    static CODES: Padded<3> = Padded::new();
    let columns = AddressColumns::new(records);
    let (counties, flags) = (0..records.rows())
        .map(|row| {
            let AnalysisCounty { county, flag } = columns.analysis_county(row);
            let county = if county.trim().is_empty() { None } else { Some(CODES.copy(county)) };
            (county, Some(Cow::Borrowed(flag)))
        })
        .unzip();
    vec![Values::Codes(counties), Values::Codes(flags)]
}
