//! What is asked for.

use naaccr::{Dictionary, RecordType, Version};

use crate::Day;
use crate::places::State;

/// The facilities to make. Start from [`SynthSpec::default`] and set what differs.
#[derive(Debug, Clone)]
pub struct SynthSpec {
    /// Primaries that occur, over all facilities. Files hold more abstracts than this: a primary that a second
    /// facility reports again is one primary and two abstracts.
    pub tumors: u64,
    /// Facilities, at least as many as states.
    pub facilities: u32,
    /// States, largest first, 1 to 51 (the District of Columbia counts).
    pub states: u32,
    /// Everything follows from it.
    pub seed: u64,
    /// Version of the standard.
    pub version: Version,
    /// What the records carry; names and addresses come with types A, C and M only.
    pub record_type: RecordType,
    /// Fills every item that the version and record type have. Items that a registrar would leave blank get some
    /// valid value, which edits between items may question.
    pub all_items: bool,
    /// Share of abstracts that get one planted error, 0 to 1.
    pub errors_share: f64,
    /// Plants only errors that a fixed-width file can hold.
    pub fixed_columns: bool,
    /// Share of patients that a second facility reports too, 0 to 1.
    pub duplicates_share: f64,
    /// Of these, the share whose second facility is in another state, 0 to 1; with 0 no two states share a patient.
    pub out_of_state_share: f64,
    /// Typing errors in names, dates and numbers, as a multiple of what registries see; 0 for none.
    pub typing_errors: f64,
    /// First year of diagnosis.
    pub first_year: i32,
    /// Last year of diagnosis. Where it is later than a version knows, the version's own last year counts.
    pub last_year: i32,
    /// Day on which follow-up ends; no date is later.
    pub study_end: Day,
}

impl Default for SynthSpec {
    fn default() -> Self {
        Self {
            tumors: 10_000,
            facilities: 3,
            states: 1,
            seed: 1,
            version: Version::V250,
            record_type: RecordType::Incidence,
            all_items: false,
            errors_share: 0.0,
            fixed_columns: false,
            duplicates_share: 0.12,
            out_of_state_share: 0.06,
            typing_errors: 1.0,
            first_year: 2000,
            last_year: 2024,
            study_end: Day::new(2024, 12, 31),
        }
    }
}

/// Why facilities cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number that is out of range.
    #[error("{what} is {found}, must be {wanted}; choose another value")]
    Range {
        /// Which number.
        what: &'static str,
        /// What was asked for.
        found: String,
        /// What can be.
        wanted: String,
    },
    /// A fixed-width file of a version without fixed columns.
    #[error("version {0} has no fixed-width layout, versions 140 to 180 have; write XML instead")]
    NoFixedColumns(Version),
    /// A facility that the run does not have.
    #[error("facility {0} was asked for, but the run has fewer; ask for one of `Generator::facilities`")]
    NoFacility(usize),
    /// A table of the program is damaged.
    #[error("table {table}, line {line}: {found}; this is an error of the program, please report it")]
    Table {
        /// The table's file.
        table: &'static str,
        /// Line, from 1.
        line: usize,
        /// What stands there.
        found: &'static str,
    },
    /// The dictionary cannot be made or the file cannot be written.
    #[error(transparent)]
    Naaccr(#[from] naaccr::Error),
    /// The bytes cannot be written.
    #[error("cannot write: {0}")]
    Io(#[from] std::io::Error),
}

impl SynthSpec {
    /// The last year of diagnosis that files of the version hold.
    pub(crate) fn last_year_of_version(&self) -> i32 {
        match self.version {
            Version::V140 => 2014,
            Version::V150 => 2015,
            Version::V160 => 2017,
            Version::V180 => 2020,
            Version::V210 => 2021,
            Version::V220 => 2022,
            Version::V230 => 2023,
            Version::V240 => 2024,
            Version::V250 => 2025,
            _ => 2026,
        }
    }

    /// The spec with its years brought within what the version and the end of the study allow.
    ///
    /// # Errors
    /// [`Error::Range`].
    pub(crate) fn checked(&self, states: &[State]) -> Result<Self, Error> {
        let mut spec = self.clone();
        spec.last_year = spec.last_year.min(self.last_year_of_version());
        spec.study_end = self.study_end.min(Day::new(self.last_year_of_version(), 12, 31));
        spec.last_year = spec.last_year.min(spec.study_end.year());
        let range = |what, found: String, wanted: String, holds: bool| {
            if holds { Ok(()) } else { Err(Error::Range { what, found, wanted }) }
        };
        let n_states = states.len();
        range(
            "tumors",
            self.tumors.to_string(),
            "1 to 4,000,000,000".into(),
            (1..=4_000_000_000).contains(&self.tumors),
        )?;
        range(
            "states",
            self.states.to_string(),
            format!("1 to {n_states}"),
            (1..=n_states).contains(&(self.states as usize)),
        )?;
        range(
            "facilities",
            self.facilities.to_string(),
            format!("{} (the number of states) to 9999, and no more than tumors", self.states),
            (self.states..=9999).contains(&self.facilities) && u64::from(self.facilities) <= self.tumors,
        )?;
        for (what, share) in [
            ("errors_share", self.errors_share),
            ("duplicates_share", self.duplicates_share),
            ("out_of_state_share", self.out_of_state_share),
        ] {
            range(what, share.to_string(), "0 to 1".into(), (0.0..=1.0).contains(&share))?;
        }
        range(
            "typing_errors",
            self.typing_errors.to_string(),
            "0 to 10".into(),
            (0.0..=10.0).contains(&self.typing_errors),
        )?;
        range(
            "first_year",
            self.first_year.to_string(),
            format!("1988 to {} (the last year of diagnosis, of the version and of the study)", spec.last_year),
            (1988..=spec.last_year).contains(&self.first_year),
        )?;
        Ok(spec)
    }

    /// The dictionary of its files.
    ///
    /// # Errors
    /// See [`Dictionary::new`].
    pub fn dictionary(&self) -> Result<Dictionary, Error> {
        Ok(Dictionary::new(self.version, self.record_type, &[])?)
    }
}
