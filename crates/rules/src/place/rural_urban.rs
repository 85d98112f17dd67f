//! Rural-urban continuum: how urban a county is and how near to a metropolis.
//!
//! Derives `rural_urban_continuum_1993`, `_2003` and `_2013` (items 3300, 3310 and 3312) from state and county at diagnosis
//! for analysis (items 80 and 89; the latter derived where it is not there): 00 to 03 counties of metropolitan areas by size
//! (00 in 1993 only), 04 to 07 counties with towns, 08 and 09 rural ones; 96 invalid state or county, 97 county not
//! reported (000), 98 county without a code, 99 unknown state or county. The code of an area that SEER registers apart
//! (AT Atlanta, DT Detroit, GB San Francisco-Oakland, LO Los Angeles, SE Seattle-Puget Sound) counts as its state's.
//!
//! Agreement: the one case of the reference.
//!
//! Source: Rural-Urban Continuum Codes, US Department of Agriculture, Economic Research Service; NAACCR Data Standards and
//! Data Dictionary, items 3300, 3310 and 3312.

use std::sync::LazyLock;

use super::address::{County, STATES, State, StateKind};
use super::analysis_place::{INPUTS, places};
use super::county_table::CountyTable;
use crate::padded::Padded;
use crate::{Algorithm, AlgorithmId, Context, Labels, Output, Records, Table, Values};

static TABLE: Table = Table::new("rural_urban_continuum", include_str!("../../data/rural_urban_continuum.csv"));

/// The algorithm, as variables.
pub(super) static RURAL_URBAN_CONTINUUM: Algorithm = Algorithm {
    id: AlgorithmId { id: "rural-urban-continuum", version: "2013" },
    title: "Rural-urban continuum of the county at diagnosis",
    source: "Rural-Urban Continuum Codes 1993, 2003 and 2013, US Department of Agriculture, Economic Research Service",
    inputs: INPUTS,
    outputs: &[
        Output::labeled("rural_urban_continuum_1993", "rural-urban continuum of 1993", &LABELS),
        Output::labeled("rural_urban_continuum_2003", "rural-urban continuum of 2003", &LABELS),
        Output::labeled("rural_urban_continuum_2013", "rural-urban continuum of 2013", &LABELS),
    ],
    tables: &[&TABLE, &STATES],
    run,
};

static LABELS: Labels = Labels::of_pairs(&[
    ("00", "Central counties of metropolitan areas of 1 million population or more (1993)"),
    ("01", "Counties in metropolitan areas of 1 million population or more"),
    ("02", "Counties in metropolitan areas of 250,000 to 1 million population"),
    ("03", "Counties in metropolitan areas of fewer than 250,000 population"),
    ("04", "Urban population of 20,000 or more, adjacent to a metropolitan area"),
    ("05", "Urban population of 20,000 or more, not adjacent to a metropolitan area"),
    ("06", "Urban population of 2,500 to 19,999, adjacent to a metropolitan area"),
    ("07", "Urban population of 2,500 to 19,999, not adjacent to a metropolitan area"),
    ("08", "Completely rural or less than 2,500 urban population, adjacent to a metropolitan area"),
    ("09", "Completely rural or less than 2,500 urban population, not adjacent to a metropolitan area"),
    ("96", "Invalid state or county"),
    ("97", "County not reported"),
    ("98", "County without a code"),
    ("99", "Unknown state or county"),
]);

/// The codes of 1993, 2003 and 2013 for a county.
#[must_use]
pub fn rural_urban_continuum(state: &str, county: &str) -> [&'static str; 3] {
    codes(State::parse(state), County::parse(county))
}

fn codes(state: State, county: County) -> [&'static str; 3] {
    static BY_COUNTY: LazyLock<CountyTable<[Option<u8>; 3]>> = LazyLock::new(|| {
        CountyTable::new(TABLE.rows().map(|row| {
            let codes = ["rucc_1993", "rucc_2003", "rucc_2013"].map(|year| row.get(year).parse().ok());
            (row.get("state").to_owned(), row.get("county").to_owned(), codes)
        }))
    });
    static CODES: Padded<2> = Padded::new();
    let all = |code| [code; 3];
    match (state.kind, county) {
        (StateKind::Invalid, _) | (_, County::Invalid) => all("96"),
        (StateKind::Unknown, _) | (_, County::Unknown) => all("99"),
        (_, County::NotReported) => all("97"),
        (_, County::Code(county)) => match BY_COUNTY.get(state.code, county) {
            Some(codes) => codes.map(|code| code.and_then(|code| CODES.get(code.into())).unwrap_or("98")),
            None => all("98"),
        },
    }
}

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let codes: Vec<_> = places(records).map(|(state, county)| codes(state, county)).collect();
    vec![
        Values::codes(codes.iter().map(|[of_1993, _, _]| *of_1993)),
        Values::codes(codes.iter().map(|[_, of_2003, _]| *of_2003)),
        Values::codes(codes.iter().map(|[_, _, of_2013]| *of_2013)),
    ]
}
