//! One stratum's sums, while people are added.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::exact::blocks::{
    Falling, Growing, Line, MAX_LOG_WEIGHT, Polynomials, SLIVER, Traveller, WeightTally, whole_days,
};
use crate::exact::cells::{Exclusions, NetCells, PolynomialSums, WeightSums};
use crate::exact::cohort::Person;
use crate::exact::cursor::Cursor;
use crate::exact::fixed_point::{WEIGHT_SCALE, round, round_large};
use crate::exact::key::{NetKey, Parts};
use crate::exact::prepared_table::PreparedTable;
use crate::exact::rows::Rows;
use crate::merge::Merge;
use crate::observed::day_cells::{DayCells, DayCount};

/// Sums of one stratum in 64 bits, as dense arrays by day.
#[derive(Debug)]
pub(crate) struct StratumTally<'t> {
    key: NetKey,
    table: &'t PreparedTable,
    /// By [`ENTERED`], [`DIED`], [`CENSORED`].
    counts: Vec<[u32; 3]>,
    exclusions: Exclusions,
    weights: WeightTally,
    /// Of weights up to [`LARGE`]: their sum and that of their squares.
    deaths: Vec<[i64; 2]>,
    large_deaths: BTreeMap<u32, [i128; 2]>,
    hazards: Vec<[i64; 2]>,
    potential: WeightTally,
    others: WeightTally,
    /// No 64-bit sum is larger than this.
    load: u64,
    /// What was taken out before it could overflow.
    spilled: Option<NetCells>,
}

const ENTERED: usize = 0;
const DIED: usize = 1;
const CENSORED: usize = 2;

/// Sums are taken out when one might have reached 2^62.
const FULL: u64 = 1 << 62;

/// People who are added together where they keep their order, 32 kilobytes of them.
const BATCH: usize = 1 << 10;

/// Where they are sorted. Whoever came on the same day of a year crosses into new years on the same days of follow-up,
/// to the end; side by side, they find the sums of those days close at hand.
const SORTED_BATCH: usize = 1 << 16;

/// Among fewer people hardly anybody shares a day.
const WORTH_SORTING: usize = 1 << 13;

/// A generous bound of how much of somebody's weight at the end goes into one sum.
const TOUCHES: f64 = 16.0;

/// So that its square stays below 2^52.
const LARGE: f64 = 64.0;

impl<'t> StratumTally<'t> {
    pub(crate) fn new(key: NetKey, table: &'t PreparedTable) -> Self {
        let days = key.end() as usize + 1;
        let when = |part| if key.parts.contain(part) { days } else { 0 };
        Self {
            key,
            table,
            counts: vec![[0; 3]; days],
            exclusions: Exclusions::default(),
            weights: WeightTally::new(key.end()),
            deaths: vec![[0; 2]; when(Parts::WEIGHTS)],
            large_deaths: BTreeMap::new(),
            hazards: vec![[0; 2]; when(Parts::HAZARDS)],
            potential: WeightTally::new(key.end()),
            others: WeightTally::new(key.end()),
            load: 0,
            spilled: None,
        }
    }

    pub(crate) fn add_all(&mut self, people: impl Iterator<Item = Person>) -> Result<()> {
        let full = if self.key.parts.meet(Parts::EXPECTED | Parts::POTENTIAL) { SORTED_BATCH } else { BATCH };
        let mut batch = Vec::new();
        for person in people {
            if self.count(&person) {
                batch.push(person);
                if batch.len() == full {
                    self.add_batch(&mut batch)?;
                }
            }
        }
        self.add_batch(&mut batch)
    }

    /// Whether somebody has a place in the sums.
    #[inline]
    fn count(&mut self, person: &Person) -> bool {
        let end = self.key.end();
        let kind = if person.died { DIED } else { CENSORED };
        if person.exit == 0 && !person.died {
            self.counts[0][kind] += 1;
            return false;
        }
        if person.entry >= self.key.horizon {
            self.exclusions.entered_beyond += 1;
            return false;
        }
        if self.key.parts.contain(Parts::WEIGHTS) && is_too_heavy(self.table, person, end) {
            self.exclusions.too_heavy += 1;
            return false;
        }
        if person.entry > 0 {
            self.counts[person.entry as usize][ENTERED] += 1;
        }
        let until = person.exit.min(end);
        self.counts[until as usize][if until == end { CENSORED } else { kind }] += 1;
        self.exclusions.outside.count(self.table.outside(person.subject(), f64::from(until)));
        if self.key.parts.meet(Parts::EXPECTED | Parts::POTENTIAL) {
            let everybody = self.key.parts.contain(Parts::EXPECTED);
            let until = if everybody { end } else { person.potential.min(end) };
            self.exclusions.outside_expected.count(self.table.outside(person.subject(), f64::from(until)));
        }
        true
    }

    /// Adds people to one sum after another, so that each has the processor's memory for itself; leaves none of them.
    fn add_batch(&mut self, batch: &mut Vec<Person>) -> Result<()> {
        let (table, parts) = (self.table, self.key.parts);
        if parts.contain(Parts::WEIGHTS) {
            for person in &*batch {
                let load = self.add_weight(Cursor::new(table, person.subject()), person);
                self.make_room(load)?;
            }
        }
        if parts.contain(Parts::HAZARDS) {
            for person in &*batch {
                let load = self.add_hazard(Cursor::new(table, person.subject()), person);
                self.make_room(load)?;
            }
        }
        if parts.meet(Parts::EXPECTED | Parts::POTENTIAL) {
            if batch.len() >= WORTH_SORTING {
                batch.sort_unstable_by_key(Person::time_of_year);
            }
            for person in &*batch {
                self.add_expected(Cursor::new(table, person.subject()), person);
                self.make_room(TOUCHES * WEIGHT_SCALE)?;
            }
        }
        batch.clear();
        Ok(())
    }

    /// After somebody by whom no sum has grown by more than `load`.
    #[inline]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturating")]
    fn make_room(&mut self, load: f64) -> Result<()> {
        self.load = self.load.saturating_add(load as u64);
        if self.load < FULL { Ok(()) } else { self.spill() }
    }

    /// Of somebody at risk from the day after their entry; gives what a sum may grow by.
    #[inline(always)]
    fn add_weight(&mut self, cursor: Cursor, person: &Person) -> f64 {
        let mut traveller = Traveller { cursor, weight: 1.0, day: person.entry };
        if person.entry > 0 {
            traveller.weight = libm::exp(traveller.cursor.advance(self.table, f64::from(person.entry)));
        }
        let until = person.exit.min(self.key.end());
        self.weights.follow::<Growing>(self.table, &mut traveller, until);
        let weight = traveller.weight;
        if person.died && until < self.key.end() {
            let fixed = round_large(weight * WEIGHT_SCALE);
            let square = (i128::from(fixed) * i128::from(fixed)) >> 40;
            if weight <= LARGE {
                let deaths = &mut self.deaths[until as usize];
                deaths[0] += fixed;
                deaths[1] += square as i64;
            } else {
                let deaths = self.large_deaths.entry(until).or_default();
                deaths[0] += i128::from(fixed);
                deaths[1] += square;
            }
        }
        // No square that is kept in 64 bits is above LARGE weights.
        f64::max(TOUCHES, weight.min(LARGE)) * weight * WEIGHT_SCALE
    }

    /// The same for hazards, which change at moments only.
    #[inline(always)]
    fn add_hazard(&mut self, mut cursor: Cursor, person: &Person) -> f64 {
        let (table, entry, until) = (self.table, person.entry, person.exit.min(self.key.end()));
        if entry >= until {
            return 0.0;
        }
        if entry > 0 {
            cursor.advance(table, f64::from(entry));
        }
        let mut hazard = table.fixed_hazard(cursor.cell);
        let mut largest = hazard;
        self.hazards[entry as usize][0] += hazard;
        let last = f64::from(until) - SLIVER;
        while cursor.next_change() < last {
            let moment = cursor.next_change();
            cursor.cross(table);
            let new = table.fixed_hazard(cursor.cell);
            let day = whole_days(moment);
            let sums = &mut self.hazards[day as usize];
            sums[0] += new - hazard;
            sums[1] += round((new - hazard) as f64 * (moment - f64::from(day)));
            hazard = new;
            largest = largest.max(new);
        }
        self.hazards[until as usize][0] -= hazard;
        TOUCHES * largest as f64
    }

    /// Expected survival, of those with potential follow-up apart from the others.
    #[inline(always)]
    fn add_expected(&mut self, cursor: Cursor, person: &Person) {
        let (table, end) = (self.table, self.key.end());
        let everybody = self.key.parts.contain(Parts::EXPECTED);
        let mut traveller = Traveller { cursor, weight: 1.0, day: 0 };
        if self.key.parts.contain(Parts::POTENTIAL) {
            if everybody {
                self.others.follow::<Falling>(table, &mut traveller, person.entry);
            } else if person.entry > 0 {
                traveller.weight = libm::exp(-traveller.cursor.advance(table, f64::from(person.entry)));
                traveller.day = person.entry;
            }
            self.potential.follow::<Falling>(table, &mut traveller, person.potential.min(end));
        }
        if everybody {
            self.others.follow::<Falling>(table, &mut traveller, end);
        }
    }

    fn spill(&mut self) -> Result<()> {
        let cells = self.emptied()?;
        match &mut self.spilled {
            Some(spilled) => spilled.merge(&cells)?,
            None => self.spilled = Some(cells),
        }
        Ok(())
    }

    /// The cells of everybody so far; leaves nobody behind.
    pub(crate) fn take(&mut self) -> Result<NetCells> {
        self.spill()?;
        Ok(self.spilled.take().unwrap_or_else(|| NetCells::new(self.key)))
    }

    fn emptied(&mut self) -> Result<NetCells> {
        self.load = 0;
        let mut days = Vec::new();
        for (day, counts) in (0..).zip(&mut self.counts) {
            let [entered, deaths, censored] = std::mem::take(counts).map(u64::from);
            if entered + deaths + censored > 0 {
                days.push(DayCount { day, entered, deaths, censored });
            }
        }
        let mut deaths = Rows::gather(&mut self.deaths, std::mem::take);
        deaths.merge(&Rows::of_wide(std::mem::take(&mut self.large_deaths)))?;
        Ok(NetCells {
            key: self.key,
            counts: DayCells::from_days(self.key.cells, days),
            exclusions: std::mem::take(&mut self.exclusions),
            weights: self.weights.emptied(),
            deaths,
            hazards: Rows::gather(&mut self.hazards, std::mem::take),
            potential: self.potential.emptied(),
            others: self.others.emptied(),
        })
    }
}

/// Whether somebody's weight at the end would leave the scale. A rule on the person alone.
pub(crate) fn is_too_heavy(table: &PreparedTable, person: &Person, end: u32) -> bool {
    let days = f64::from(person.exit.min(end));
    let subject = person.subject();
    table.may_be_heavy(subject, days) && Cursor::new(table, subject).advance(table, days) > MAX_LOG_WEIGHT
}

impl WeightTally {
    fn emptied(&mut self) -> WeightSums {
        let rows = |lines: &mut [Line]| Rows::gather(lines, |line| std::mem::take(&mut line.0));
        let sums = |of: &mut Polynomials| PolynomialSums {
            blocks: rows(&mut of.blocks),
            moves: rows(&mut of.moves),
            changes: rows(&mut of.changes),
        };
        WeightSums {
            low: sums(&mut self.low),
            high: sums(&mut self.high),
            daily: Rows::of_wide((0..).zip(std::mem::take(&mut self.daily))),
        }
    }
}
