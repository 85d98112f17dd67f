//! The rules under which cells were counted. Cells merge only where all of them agree.

use estimators::{CellKey, CountingUnit, MonthGrid, NetKey, Parts, SeerKey};
use serde::{Deserialize, Serialize};

use crate::values::{date_of, parse_date};

/// The version of the file format.
pub(super) const FORMAT: u32 = 1;

/// What cells must have in common to merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollupKey {
    /// The version of the file format.
    pub format: u32,
    /// What is counted: tumors or persons.
    pub unit: String,
    /// The study cutoff; `None` where follow-up was taken as reported.
    pub cutoff: Option<String>,
    /// The closing date of potential follow-up; `None` where that is not kept.
    pub closing_date: Option<String>,
    /// The last day of follow-up in sums relative to the population.
    pub horizon_days: u32,
    /// What time is counted in.
    pub grid: String,
    /// The length of a year in days, as text, so that every digit counts.
    pub days_per_year: String,
    /// The columns of the strata, in order.
    pub by: Vec<String>,
    /// Those that were derived as the cells were counted, each with its algorithm and version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<String>,
    /// Whether five-year age groups are kept apart.
    pub five_year_ages: bool,
    /// Whether calendar years of follow-up are kept apart.
    pub calendar_years: bool,
    /// Whether deaths are told apart by cause.
    pub causes: bool,
    /// The life table; `None` where only people are counted.
    pub population: Option<PopulationKey>,
}

/// The life table that sums are relative to, and which are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopulationKey {
    /// SHA-256 of the life table, hexadecimal.
    pub life_table_sha256: String,
    /// What the sums themselves call it, hexadecimal.
    pub fingerprint: String,
    /// The length of its year of age, days.
    pub days_per_year: String,
    /// Which sums are kept, in words.
    pub sums: String,
    /// The same as bits.
    pub parts: u8,
    /// The completed months at which intervals end, where sums by them are kept.
    pub months: Option<Vec<u32>>,
}

impl RollupKey {
    /// The first rule in which two keys differ, with what each says.
    pub(super) fn difference(&self, other: &Self) -> Option<(&'static str, String, String)> {
        let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        let kept = |kept: bool| if kept { "kept" } else { "not kept" }.to_owned();
        let table = |key: &Self| key.population.as_ref().map(|of| of.life_table_sha256.clone());
        let sums = |key: &Self| key.population.as_ref().map(|of| of.sums.clone());
        let months = |key: &Self| Some(format!("ending at {:?}", key.population.as_ref()?.months.as_ref()?));
        let rules = |key: &Self| {
            [
                ("format", key.format.to_string()),
                ("counting unit", key.unit.clone()),
                ("study cutoff", said(&key.cutoff)),
                ("closing date", said(&key.closing_date)),
                ("horizon (days)", key.horizon_days.to_string()),
                ("grid", key.grid.clone()),
                ("life table (sha256)", said(&table(key))),
                ("sums relative to the life table", said(&sums(key))),
                ("grid of completed months", said(&months(key))),
                ("length of a year (days)", key.days_per_year.clone()),
                ("columns of the strata", key.by.join(",")),
                ("derived columns", key.derived.join(", ")),
                ("five-year ages", kept(key.five_year_ages)),
                ("calendar years", kept(key.calendar_years)),
                ("causes of death", kept(key.causes)),
                ("population", format!("{:?}", key.population)),
            ]
        };
        let pairs = rules(self).into_iter().zip(rules(other));
        let found = pairs.into_iter().find(|(mine, theirs)| mine != theirs);
        found.map(|((rule, mine), (_, theirs))| (rule, mine, theirs))
    }

    /// The year length; `None` where it is not a number.
    pub(crate) fn days_per_year(&self) -> Option<f64> {
        self.days_per_year.parse().ok().filter(|year: &f64| (360.0..=370.0).contains(year))
    }

    /// The key of counts; `None` where the key says nothing that could be.
    pub(super) fn of_counts(&self) -> Option<CellKey> {
        let unit =
            [CountingUnit::Tumors, CountingUnit::Persons].into_iter().find(|unit| unit.to_string() == self.unit)?;
        Some(CellKey { unit, cutoff: day(&self.cutoff)? })
    }

    /// The key of sums by completed months, where there are any; `None` where it is damaged.
    pub(super) fn of_months(&self) -> Option<Option<SeerKey>> {
        let Some(net) = self.of_sums()? else { return Some(None) };
        let Some(months) = &self.population.as_ref()?.months else { return Some(None) };
        let grid = MonthGrid::new(months.clone()).ok()?;
        Some(Some(SeerKey { cells: net.cells, grid, closing_date: net.closing_date, table: net.table }))
    }

    /// The key of sums relative to the population, where there are any; `None` where it is damaged.
    pub(super) fn of_sums(&self) -> Option<Option<NetKey>> {
        let Some(population) = &self.population else { return Some(None) };
        let sha256 = population.life_table_sha256.as_bytes();
        if sha256.len() != 64 || !sha256.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        Some(Some(NetKey {
            cells: self.of_counts()?,
            horizon: self.horizon_days,
            closing_date: day(&self.closing_date)?,
            parts: Parts::from_bits(population.parts)?,
            table: u64::from_str_radix(&population.fingerprint, 16).ok()?,
        }))
    }
}

impl PopulationKey {
    /// Which sums are kept.
    pub(crate) fn parts(&self) -> Parts {
        Parts::from_bits(self.parts).unwrap_or(Parts::COUNTS)
    }
}

/// A day as a date.
pub(super) fn date(day: Option<i32>) -> Option<String> {
    day.and_then(date_of).map(|date| date.to_string())
}

/// The day of a date; `None` where it is none.
fn day(date: &Option<String>) -> Option<Option<i32>> {
    date.as_deref().map_or(Some(None), |date| parse_date(date).map(Some))
}
