//! Where the Indian Health Service and Urban Indian Health Organizations care.
//!
//! Derives, from state and county at diagnosis for analysis (items 80 and 89; the latter derived where it is not there):
//! - `prcda_2017` and `prcda_2020`: whether the county is in a Purchased/Referred Care Delivery Area: 0 no, 1 yes, 9 unknown.
//!   Some states are in or out as a whole, so that the county need not be known; territories and Canada are out.
//! - `uiho_2020`: whether an Urban Indian Health Organization serves the county, 0, 1 or 9, and `uiho_city_2020`, which one:
//!   00 none, 99 unknown.
//!
//! A county that was not reported (000) is unknown. The code of an area that SEER registers apart counts as its state's.
//!
//! Agreement: all 21 cases of the reference for PRCDA; there are none for UIHO.
//!
//! Source: CDC, NPCR PRCDA and UIHO Linkage Programs, version 2.2, June 2022; Indian Health Service;
//! <https://seer.cancer.gov/seerstat/variables/countyattribs/static.html>.

use std::sync::LazyLock;

use super::address::{County, STATES, State, StateKind};
use super::analysis_place::{INPUTS, places};
use super::county_table::{CountyCode, CountyTable};
use crate::padded::Padded;
use crate::{Algorithm, AlgorithmId, Labels, Output, Table, Values};

static PRCDA_TABLE: Table = Table::new("prcda_counties", include_str!("../../data/prcda_counties.csv"));
static UIHO_TABLE: Table = Table::new("uiho_counties", include_str!("../../data/uiho_counties.csv"));

/// Purchased/Referred Care Delivery Areas, as variables.
pub(super) static PRCDA: Algorithm = Algorithm {
    id: AlgorithmId { id: "prcda", version: "2.2" },
    title: "Purchased/Referred Care Delivery Area of the Indian Health Service",
    source: "CDC, NPCR PRCDA Linkage Program, version 2.2, June 2022",
    inputs: INPUTS,
    outputs: &[
        Output::labeled("prcda_2017", "in a Purchased/Referred Care Delivery Area of 2017", &PRCDA_LABELS),
        Output::labeled("prcda_2020", "in a Purchased/Referred Care Delivery Area of 2020", &PRCDA_LABELS),
    ],
    tables: &[&PRCDA_TABLE, &STATES],
    run: |records, _| {
        let prcda: Vec<_> = places(records).map(|(state, county)| prcda_of(state, county)).collect();
        vec![
            Values::codes(prcda.iter().map(|prcda| prcda.of_2017)),
            Values::codes(prcda.iter().map(|prcda| prcda.of_2020)),
        ]
    },
};

/// Urban Indian Health Organizations, as variables.
pub(super) static UIHO: Algorithm = Algorithm {
    id: AlgorithmId { id: "uiho", version: "2.2" },
    title: "Urban Indian Health Organization that serves the county",
    source: "CDC, NPCR UIHO Linkage Program, version 2.2, June 2022",
    inputs: INPUTS,
    outputs: &[
        Output::labeled("uiho_2020", "served by an Urban Indian Health Organization, 2020", &UIHO_LABELS),
        Output::code("uiho_city_2020", "city of the Urban Indian Health Organization; 00 none, 99 unknown"),
    ],
    tables: &[&UIHO_TABLE, &STATES],
    run: |records, _| {
        let uiho: Vec<_> = places(records).map(|(state, county)| uiho_of(state, county)).collect();
        vec![Values::codes(uiho.iter().map(|uiho| uiho.served)), Values::codes(uiho.iter().map(|uiho| uiho.city))]
    },
};

static PRCDA_LABELS: Labels = Labels::of_pairs(&[("0", "Not PRCDA"), ("1", "PRCDA"), ("9", "Unknown")]);
static UIHO_LABELS: Labels = Labels::of_pairs(&[("0", "Not UIHO"), ("1", "UIHO"), ("9", "Unknown")]);

/// Whether a county is in a Purchased/Referred Care Delivery Area: 0 no, 1 yes, 9 unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prcda {
    /// Of the areas of 2017.
    pub of_2017: &'static str,
    /// Of the areas of 2020.
    pub of_2020: &'static str,
}

/// Whether a county is in a Purchased/Referred Care Delivery Area.
#[must_use]
pub fn prcda(state: &str, county: &str) -> Prcda {
    prcda_of(State::parse(state), County::parse(county))
}

const IN_NEITHER: Prcda = Prcda { of_2017: "0", of_2020: "0" };

fn prcda_of(state: State, county: County) -> Prcda {
    static AREAS: LazyLock<PrcdaAreas> = LazyLock::new(PrcdaAreas::read);
    match state.kind {
        StateKind::Invalid | StateKind::Unknown => Prcda { of_2017: "9", of_2020: "9" },
        StateKind::Territory | StateKind::Province | StateKind::ArmedForces => IN_NEITHER,
        StateKind::State => match (AREAS.of_state(state.code), county) {
            (Some(whole), _) => whole,
            (None, County::Code(county)) => AREAS.by_county.get(state.code, county).unwrap_or(IN_NEITHER),
            (None, _) => Prcda { of_2017: "9", of_2020: "9" },
        },
    }
}

struct PrcdaAreas {
    whole_states: Vec<([u8; 2], Prcda)>,
    by_county: CountyTable<Prcda>,
}

impl PrcdaAreas {
    fn read() -> Self {
        let code = |text: &str| if text == "1" { "1" } else { "0" };
        let rows = PRCDA_TABLE.rows().map(|row| {
            let prcda = Prcda { of_2017: code(row.get("prcda_2017")), of_2020: code(row.get("prcda_2020")) };
            (row.get("state").to_owned(), row.get("county").to_owned(), prcda)
        });
        let (whole, counties): (Vec<_>, Vec<_>) = rows.partition(|(_, county, _)| county == "all");
        let state = |(state, _, prcda): (String, String, Prcda)| Some((state.as_bytes().try_into().ok()?, prcda));
        Self {
            whole_states: whole.into_iter().filter_map(state).collect(),
            by_county: CountyTable::new(counties.into_iter()),
        }
    }

    fn of_state(&self, state: [u8; 2]) -> Option<Prcda> {
        self.whole_states.iter().find(|(code, _)| *code == state).map(|(_, prcda)| *prcda)
    }
}

/// Whether an Urban Indian Health Organization serves a county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uiho {
    /// 0 no, 1 yes, 9 unknown.
    pub served: &'static str,
    /// The number of its city; 00 none, 99 unknown.
    pub city: &'static str,
}

/// Whether an Urban Indian Health Organization serves a county.
#[must_use]
pub fn uiho(state: &str, county: &str) -> Uiho {
    uiho_of(State::parse(state), County::parse(county))
}

fn uiho_of(state: State, county: County) -> Uiho {
    static CITIES: LazyLock<CountyTable<u8>> = LazyLock::new(|| {
        CountyTable::new(UIHO_TABLE.rows().map(|row| {
            let city = row.get("uiho_city_2020").parse().unwrap_or(99);
            (row.get("state").to_owned(), row.get("county").to_owned(), city)
        }))
    });
    static CODES: Padded<2> = Padded::new();
    let known: Option<CountyCode> = match (state.kind, county) {
        (StateKind::Invalid | StateKind::Unknown, _) => None,
        (_, County::Code(county)) => Some(county),
        _ => None,
    };
    match known.map(|county| CITIES.get(state.code, county)) {
        None => Uiho { served: "9", city: "99" },
        Some(None) => Uiho { served: "0", city: "00" },
        Some(Some(city)) => Uiho { served: "1", city: CODES.get(city.into()).unwrap_or("99") },
    }
}
