//! States and counties as codes: which there are, and which mean that the place is not known.

use std::sync::LazyLock;

use super::county_table::{CountyCode, CountyTable};
use crate::Table;

pub(crate) static STATES: Table = Table::new("states", include_str!("../../data/states.csv"));
pub(crate) static COUNTIES: Table = Table::new("us_counties", include_str!("../../data/us_counties.csv"));

/// What a code of item 80, `addrAtDxState`, stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKind {
    /// A state of the USA, or the District of Columbia.
    State,
    /// A territory of the USA, or a state associated with it.
    Territory,
    /// A province or territory of Canada.
    Province,
    /// A post office of the armed forces.
    ArmedForces,
    /// Not known which, or none that has a code; blank too.
    Unknown,
    /// No code.
    Invalid,
}

/// What a code of a state stands for; blanks around it and lower case do not matter.
#[must_use]
pub fn state_kind(state: &str) -> StateKind {
    State::parse(state).kind
}

/// A state by its code, that of an area which SEER registers apart taken for its state's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    pub(super) kind: StateKind,
    pub(super) code: [u8; 2],
}

impl State {
    const INVALID: Self = Self { kind: StateKind::Invalid, code: *b"  " };

    pub(super) fn parse(text: &str) -> Self {
        static KNOWN: LazyLock<Vec<([u8; 2], State)>> = LazyLock::new(known_states);
        match text.trim().as_bytes() {
            [] => Self { kind: StateKind::Unknown, ..Self::INVALID },
            [first, second] => {
                let code = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
                let at = KNOWN.binary_search_by_key(&code, |(code, _)| *code).ok();
                at.and_then(|at| KNOWN.get(at)).map_or(Self::INVALID, |(_, state)| *state)
            }
            _ => Self::INVALID,
        }
    }
}

fn known_states() -> Vec<([u8; 2], State)> {
    let code = |text: &str| <[u8; 2]>::try_from(text.as_bytes()).ok();
    let mut known: Vec<_> = STATES
        .rows()
        .filter_map(|row| {
            let (kind, own) = (row.get("kind"), code(row.get("code"))?);
            let kind = match kind {
                "state" | "area" => StateKind::State,
                "territory" => StateKind::Territory,
                "province" => StateKind::Province,
                "armed forces" => StateKind::ArmedForces,
                _ => StateKind::Unknown,
            };
            Some((own, State { kind, code: code(row.get("state")).unwrap_or(own) }))
        })
        .collect();
    known.sort_unstable_by_key(|(code, _)| *code);
    known
}

/// A county within a state, as items 89 and 90 have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum County {
    /// Three digits other than those below.
    Code(CountyCode),
    /// 000: not reported.
    NotReported,
    /// 999, or blank.
    Unknown,
    /// No code.
    Invalid,
}

impl County {
    pub(super) fn parse(text: &str) -> Self {
        match text.trim() {
            "" | "999" => Self::Unknown,
            "000" => Self::NotReported,
            code => CountyCode::parse(code).map_or(Self::Invalid, Self::Code),
        }
    }
}

/// How a county's code fits a state's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountyOfState {
    /// It is, or was, a county of the state.
    Valid,
    /// 998: known, and outside of the state.
    Outside,
    /// 999 or blank: not known.
    Unknown,
    /// The state is none whose counties are listed: a territory, a province, or not known.
    NotListed,
    /// The state has no such county.
    Invalid,
}

/// How the code of a county fits that of a state; retired counties count.
#[must_use]
pub fn county_of_state(state: &str, county: &str) -> CountyOfState {
    match county.trim() {
        "" | "999" => CountyOfState::Unknown,
        "998" => CountyOfState::Outside,
        county if is_county_of(state.trim(), county) => CountyOfState::Valid,
        _ if COUNTIES_BY_STATE.has_state(State::parse(state).code) => CountyOfState::Invalid,
        _ => match state_kind(state) {
            StateKind::Invalid => CountyOfState::Invalid,
            _ => CountyOfState::NotListed,
        },
    }
}

/// Whether the state, or an area which SEER registers apart, has such a county.
pub(super) fn is_county_of(state: &str, county: &str) -> bool {
    let state = <[u8; 2]>::try_from(state.as_bytes()).ok();
    state.zip(CountyCode::parse(county)).is_some_and(|(state, county)| COUNTIES_BY_STATE.get(state, county).is_some())
}

static COUNTIES_BY_STATE: LazyLock<CountyTable<()>> = LazyLock::new(|| {
    let rows = COUNTIES.rows().flat_map(|row| {
        let counties: Vec<_> = row.get("counties").split(' ').map(|county| (county.to_owned(), ())).collect();
        let state = row.get("state").to_owned();
        counties.into_iter().map(move |(county, ())| (state.clone(), county, ()))
    });
    CountyTable::new(rows)
});
