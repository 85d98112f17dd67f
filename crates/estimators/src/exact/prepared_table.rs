//! A life table made ready to be followed quickly by many people.

use crate::error::{Error, Result};
use crate::exact::fixed_point::{COEFFICIENTS, HAZARD_SCALE, exp_near_zero, exponential, round};
use crate::exact::tiers::{LONGEST_BLOCK, MAX_LOG_WEIGHT};
use crate::life_table::{LifeTable, Subject};

/// What a block of the longest tier needs to know of a cell of the life table: one line of cache.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct PreparedCell {
    /// Of exp(hazard x days) over half a block.
    pub(crate) coefficients: [f64; COEFFICIENTS],
    /// Deaths per person-day.
    pub(crate) hazard: f64,
}

/// A [`LifeTable`] with its hazards in fixed point, their exponentials, and bounds for shortcuts.
///
/// Prepare it once and use it for as many tallies as there are.
#[derive(Debug, Clone)]
pub struct PreparedTable {
    table: LifeTable,
    fingerprint: u64,
    cells: Vec<PreparedCell>,
    /// exp(+hazard) and exp(-hazard) to the days of the longest block.
    block_factors: Vec<[f64; 2]>,
    fixed_hazards: Vec<i64>,
    /// Where age cells begin, days; infinity after the last.
    age_cuts: Vec<f64>,
    /// Where calendar cells begin, days; infinity after the last.
    date_cuts: Vec<f64>,
    /// A calendar cell at or before the one in force, by days since the first cut in buckets.
    date_buckets: Vec<usize>,
    /// By stratum, one more than there are ages: the largest hazards of the ages before, added up, x days of a year.
    ceilings: Vec<f64>,
}

/// Days of a bucket of the calendar.
const BUCKET: f64 = 128.0;

/// No human population comes near: survival of a day below 0.61.
const MAX_HAZARD: f64 = 0.5;

impl PreparedTable {
    /// Prepares a table.
    ///
    /// # Errors
    ///
    /// [`Error::LifeTableHazard`] for a hazard of half a death a day or more, which is not one of people and would
    /// leave the scale.
    pub fn new(table: LifeTable) -> Result<Self> {
        if let Some(index) = table.hazards().iter().position(|&hazard| hazard >= MAX_HAZARD) {
            return Err(Error::LifeTableHazard { index });
        }
        let half_block = f64::from(LONGEST_BLOCK / 2);
        let cells: Vec<PreparedCell> = (table.hazards().iter())
            .map(|&hazard| PreparedCell { coefficients: exponential(hazard * half_block), hazard })
            .collect();
        let block_factors = table.hazards().iter().map(|&hazard| factors(hazard * half_block)).collect();
        let fixed_hazards = table.hazards().iter().map(|&hazard| round(hazard * HAZARD_SCALE)).collect();

        let ages = table.ages();
        let age_cuts: Vec<f64> = (0..ages.len()).map(|cell| ages.cut(cell)).chain([f64::INFINITY]).collect();
        let cuts = table.calendar().cuts();
        let date_cuts: Vec<f64> = cuts.iter().map(|&cut| f64::from(cut)).chain([f64::INFINITY]).collect();
        let ceilings = ceilings(&table);
        let date_buckets = date_buckets(&date_cuts);
        let fingerprint = fingerprint(&table);
        Ok(Self {
            table,
            fingerprint,
            cells,
            block_factors,
            fixed_hazards,
            age_cuts,
            date_cuts,
            date_buckets,
            ceilings,
        })
    }

    /// The table itself.
    #[must_use]
    pub fn table(&self) -> &LifeTable {
        &self.table
    }

    /// A number that differs between tables whose hazards or axes differ.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    pub(crate) fn cell(&self, cell: usize) -> &PreparedCell {
        &self.cells[cell]
    }

    pub(crate) fn block_factors(&self, cell: usize) -> [f64; 2] {
        self.block_factors[cell]
    }

    pub(crate) fn fixed_hazard(&self, cell: usize) -> i64 {
        self.fixed_hazards[cell]
    }

    /// Whether the weight of somebody followed for `days` may leave the scale: no says surely not.
    pub(crate) fn may_be_heavy(&self, subject: Subject, days: f64) -> bool {
        let ages = self.table.ages();
        let (n, year) = (ages.len(), ages.days_per_year());
        let ceilings = &self.ceilings[subject.stratum as usize * (n + 1)..][..=n];
        // From the first age that may be touched to the end of the last; rounding is on the safe side.
        let years = |days: f64| days / year - f64::from(ages.first());
        let from = index(years(subject.age_days).floor(), n - 1);
        let to = index(years(subject.age_days + days).floor() + 2.0, n);
        let beyond = (subject.age_days + days - ages.cut(n)).max(0.0) / year;
        let before = (ages.cut(0) - subject.age_days).max(0.0) / year;
        let bound = ceilings[to] - ceilings[from]
            + beyond * (ceilings[n] - ceilings[n - 1])
            + before * (ceilings[1] - ceilings[0]);
        bound.is_nan() || bound > MAX_LOG_WEIGHT
    }

    fn calendar_cell(&self, date: f64) -> usize {
        let bucket = index((date - self.date_cuts[0]) / BUCKET, self.date_buckets.len() - 1);
        let mut cell = self.date_buckets[bucket];
        while self.date_cuts[cell + 1] <= date {
            cell += 1;
        }
        cell
    }
}

/// `x` cut to 0..=max.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to the range")]
fn index(x: f64, max: usize) -> usize {
    (x.max(0.0) as usize).min(max)
}

/// exp(2x) and exp(-2x).
fn factors(x: f64) -> [f64; 2] {
    [x, -x].map(|x| {
        let half = if x.abs() < 0.1 { exp_near_zero(x) } else { libm::exp(x) };
        half * half
    })
}

fn ceilings(table: &LifeTable) -> Vec<f64> {
    let (n_ages, year) = (table.ages().len(), table.ages().days_per_year());
    let mut sums = Vec::with_capacity(table.strata() * (n_ages + 1));
    for stratum in table.hazards().chunks(n_ages * table.calendar().len()) {
        let mut sum = 0.0;
        sums.push(sum);
        for age in 0..n_ages {
            sum += year * stratum.iter().skip(age).step_by(n_ages).fold(0.0, |max, &hazard| f64::max(max, hazard));
            sums.push(sum);
        }
    }
    sums
}

fn date_buckets(cuts: &[f64]) -> Vec<usize> {
    let last = cuts.len().saturating_sub(2);
    let n = index((cuts[last] - cuts[0]) / BUCKET, 1 << 24) + 1;
    let mut buckets = Vec::with_capacity(n);
    let (mut cell, mut day) = (0, cuts[0]);
    for _ in 0..n {
        while cell < last && cuts[cell + 1] <= day {
            cell += 1;
        }
        buckets.push(cell);
        day += BUCKET;
    }
    buckets
}

/// FNV-1a over everything that makes up a table.
fn fingerprint(table: &LifeTable) -> u64 {
    let ages = table.ages();
    let axes =
        [u64::from(ages.first()), ages.len() as u64, ages.days_per_year().to_bits(), table.calendar().rule() as u64];
    let cuts = table.calendar().cuts().iter().map(|&cut| u64::from(cut.cast_unsigned()));
    let hazards = table.hazards().iter().map(|hazard| hazard.to_bits());
    axes.into_iter().chain(cuts).chain(hazards).fold(0xcbf2_9ce4_8422_2325, |hash, word| {
        // The fold of the high half lets every bit of a word reach the low ones.
        let mixed = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3);
        mixed ^ (mixed >> 32)
    })
}

/// One person's way through the cells, from the origin on.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'t> {
    pub(crate) table: &'t PreparedTable,
    /// The cell in force.
    pub(crate) cell: usize,
    age_cell: usize,
    calendar_cell: usize,
    age_days: f64,
    /// By the table's clock.
    date: f64,
    next_age: f64,
    next_date: f64,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(table: &'t PreparedTable, subject: Subject) -> Self {
        let Subject { stratum, age_days, date } = subject;
        let (ages, calendar) = (table.table.ages(), table.table.calendar());
        let date = date - calendar.shift(age_days, date);
        let (age_cell, calendar_cell) = (ages.cell(age_days), table.calendar_cell(date));
        Self {
            table,
            cell: (stratum as usize * calendar.len() + calendar_cell) * ages.len() + age_cell,
            age_cell,
            calendar_cell,
            age_days,
            date,
            next_age: table.age_cuts[age_cell + 1] - age_days,
            next_date: table.date_cuts[calendar_cell + 1] - date,
        }
    }

    /// When the cell changes next, days since the origin; infinite when never.
    #[inline(always)]
    pub(crate) fn next_change(&self) -> f64 {
        if self.next_age < self.next_date { self.next_age } else { self.next_date }
    }

    /// Into the next cell; only where there is one.
    #[inline(always)]
    pub(crate) fn cross(&mut self) {
        let (age, date) = (self.next_age <= self.next_date, self.next_date <= self.next_age);
        self.age_cell += usize::from(age);
        self.calendar_cell += usize::from(date);
        self.cell += usize::from(age) + if date { self.table.table.ages().len() } else { 0 };
        // From the cells' own numbers, never by adding up stretches, so that no rounding gathers.
        self.next_age = self.table.age_cuts[self.age_cell + 1] - self.age_days;
        self.next_date = self.table.date_cuts[self.calendar_cell + 1] - self.date;
    }

    #[inline(always)]
    pub(crate) fn hazard(&self) -> f64 {
        self.table.cells[self.cell].hazard
    }

    /// On from the origin to `day`, into the cell in force then; the cumulative hazard on the way.
    pub(crate) fn advance(&mut self, day: f64) -> f64 {
        let (mut at, mut sum) = (0.0, 0.0);
        while self.next_change() <= day {
            let next = self.next_change();
            sum += self.hazard() * (next - at);
            at = next;
            self.cross();
        }
        sum + self.hazard() * (day - at)
    }
}
