//! Everything that all persons of a run have in common.

use crate::cancers::Cancers;
use crate::chance::Lottery;
use crate::facility::{PersonKey, Roster};
use crate::names::Names;
use crate::places::{self, State};
use crate::primary::diagnosis_years;
use crate::treatment::SurgeryCodes;
use crate::{Error, SynthSpec};

/// The tables of a run.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) spec: SynthSpec,
    pub(crate) states: Vec<State>,
    pub(crate) roster: Roster,
    pub(crate) names: Names,
    pub(crate) cancers: Cancers,
    pub(crate) surgery: SurgeryCodes,
    pub(crate) years: Lottery<i32>,
}

impl World {
    pub(crate) fn new(spec: &SynthSpec) -> Result<Self, Error> {
        let states = places::states()?;
        let spec = spec.checked(&states)?;
        Ok(Self {
            roster: Roster::new(&spec, &states)?,
            names: Names::read()?,
            cancers: Cancers::read()?,
            surgery: SurgeryCodes::read()?,
            years: diagnosis_years(&spec),
            states,
            spec,
        })
    }

    /// A person's number in the whole run.
    pub(crate) fn person_number(&self, key: PersonKey) -> u64 {
        self.roster.facilities.get(key.facility).map_or(0, |facility| facility.first_person) + key.index
    }
}
