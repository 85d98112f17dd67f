//! A life table made ready to be followed quickly by many people.

use std::ops::RangeInclusive;

use crate::error::{Error, Result};
use crate::exact::blocks::{HALF_BLOCK, MAX_LOG_WEIGHT};
use crate::exact::fixed_point::{HAZARD_SCALE, TERMS, exp, exponential, round};
use crate::life_table::{LifeTable, Outside, Subject};

/// What a block needs to know of a cell of the life table, one line of cache: the hazard, deaths per person-day, and
/// of exp(hazard x days) over half a block the coefficients but for the first, which is 1.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct PreparedCell([f64; TERMS]);

/// A [`LifeTable`] with its hazards in fixed point, their exponentials, and bounds for shortcuts.
///
/// Prepare it once and use it for as many tallies as there are.
#[derive(Debug, Clone)]
pub struct PreparedTable {
    table: LifeTable,
    fingerprint: u64,
    cells: Vec<PreparedCell>,
    high_cells: Vec<[f64; 2 * TERMS]>,
    /// exp(+hazard) and exp(-hazard) to the days of a block.
    block_factors: Vec<[f64; 2]>,
    fixed_hazards: Vec<i64>,
    /// Where age cells begin, days; infinity after the last.
    age_cuts: Vec<f64>,
    /// Where calendar cells begin, days; infinity after the last.
    date_cuts: Vec<f64>,
    /// A calendar cell at or before the one in force, by days since the first cut in buckets; in cells up to 2^16.
    date_buckets: Vec<u16>,
    /// By stratum, one more than there are ages: the largest hazards of the ages before, added up, x days of a year.
    ceilings: Vec<f64>,
    /// The same, the largest hazard of the ages before.
    largest: Vec<f64>,
    years_per_day: f64,
    n_ages: usize,
    /// The ages and the dates that the table has, days; the last cells are taken to last a year.
    ages_reached: RangeInclusive<f64>,
    dates_reached: RangeInclusive<f64>,
}

/// Days of a bucket of the calendar.
const BUCKET: f64 = 32.0;

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
        let prepared = |&hazard: &f64| {
            let (mut low, high) = exponential(hazard * HALF_BLOCK);
            low[0] = hazard;
            (PreparedCell(low), high)
        };
        let (cells, high_cells) = table.hazards().iter().map(prepared).unzip();
        let block_factors = table.hazards().iter().map(|&hazard| factors(hazard * HALF_BLOCK)).collect();
        let fixed_hazards = table.hazards().iter().map(|&hazard| round(hazard * HAZARD_SCALE)).collect();

        let ages = table.ages();
        let age_cuts: Vec<f64> = (0..ages.len()).map(|cell| ages.cut(cell)).chain([f64::INFINITY]).collect();
        let cuts = table.calendar().cuts();
        let date_cuts: Vec<f64> = cuts.iter().map(|&cut| f64::from(cut)).chain([f64::INFINITY]).collect();
        let years_per_day = 1.0 / ages.days_per_year();
        Ok(Self {
            fingerprint: fingerprint(&table),
            cells,
            high_cells,
            block_factors,
            fixed_hazards,
            age_cuts,
            date_buckets: date_buckets(&date_cuts),
            date_cuts,
            ceilings: by_age(&table, |sum, hazard| sum + ages.days_per_year() * hazard),
            largest: by_age(&table, f64::max),
            ages_reached: ages.cut(0)..=ages.cut(ages.len()),
            dates_reached: f64::from(cuts[0])..=f64::from(cuts[cuts.len() - 1]) + 366.0,
            years_per_day,
            n_ages: ages.len(),
            table,
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

    #[inline(always)]
    pub(crate) fn n_ages(&self) -> usize {
        self.n_ages
    }

    #[inline(always)]
    pub(crate) fn age_cuts(&self) -> &[f64] {
        &self.age_cuts
    }

    #[inline(always)]
    pub(crate) fn date_cuts(&self) -> &[f64] {
        &self.date_cuts
    }

    #[inline(always)]
    pub(crate) fn hazard(&self, cell: usize) -> f64 {
        self.cells[cell].0[0]
    }

    #[inline(always)]
    pub(crate) fn fixed_hazard(&self, cell: usize) -> i64 {
        self.fixed_hazards[cell]
    }

    /// The coefficients of a block, of which the first is 1.
    #[inline(always)]
    pub(crate) fn coefficients(&self, cell: usize) -> [f64; TERMS] {
        let [_, c1, c2, c3, c4, c5, c6, c7] = self.cells[cell].0;
        [1.0, c1, c2, c3, c4, c5, c6, c7]
    }

    /// The coefficients of a block where there are twice as many.
    #[inline(always)]
    pub(crate) fn high_coefficients(&self, cell: usize) -> &[f64; 2 * TERMS] {
        &self.high_cells[cell]
    }

    /// exp(+hazard) and exp(-hazard) to the days of a block.
    #[inline(always)]
    pub(crate) fn block_factors(&self, cell: usize) -> [f64; 2] {
        self.block_factors[cell]
    }

    /// Whether the weight of somebody followed for `days` may leave the scale: no says surely not.
    #[inline]
    pub(crate) fn may_be_heavy(&self, subject: Subject, days: f64) -> bool {
        let n = self.n_ages;
        let of_stratum = subject.stratum as usize * (n + 1);
        // Whole years of age within the table, from at or before the first day to at or after the last.
        let first = subject.age_days * self.years_per_day - f64::from(self.table.ages().first());
        let last = first + days * self.years_per_day;
        let to = index(last + 1.0 + 1e-9, n);
        if days * self.largest[of_stratum + to] <= MAX_LOG_WEIGHT {
            return false;
        }
        let ceilings = &self.ceilings[of_stratum..][..=n];
        let from = index(first - 1e-9, n - 1);
        let beyond = (last - index_as_real(n)).max(0.0) * (ceilings[n] - ceilings[n - 1]);
        let before = (-first).max(0.0) * (ceilings[1] - ceilings[0]);
        let bound = ceilings[to] - ceilings[from] + beyond + before;
        bound.is_nan() || bound > MAX_LOG_WEIGHT
    }

    /// As [`LifeTable::outside`].
    #[inline]
    pub(crate) fn outside(&self, subject: Subject, days: f64) -> Option<Outside> {
        let Subject { age_days, date, .. } = subject;
        let outside = age_days < *self.ages_reached.start()
            || age_days + days > *self.ages_reached.end()
            || date < *self.dates_reached.start()
            || date + days > *self.dates_reached.end();
        outside.then(|| self.table.outside(subject, days))
    }

    pub(crate) fn age_cell(&self, age_days: f64) -> usize {
        let last = self.age_cuts.len() - 2;
        let mut cell = index(age_days * self.years_per_day - f64::from(self.table.ages().first()), last);
        // Multiplication may round across a cut.
        while self.age_cuts[cell + 1] <= age_days {
            cell += 1;
        }
        while cell > 0 && self.age_cuts[cell] > age_days {
            cell -= 1;
        }
        cell
    }

    pub(crate) fn calendar_cell(&self, date: f64) -> usize {
        let bucket = index((date - self.date_cuts[0]) / BUCKET, self.date_buckets.len() - 1);
        let mut cell = usize::from(self.date_buckets[bucket]);
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

#[expect(clippy::cast_precision_loss, reason = "ages are few")]
fn index_as_real(index: usize) -> f64 {
    index as f64
}

/// exp(2x) and exp(-2x).
fn factors(x: f64) -> [f64; 2] {
    [x, -x].map(|x| exp(x) * exp(x))
}

/// By stratum, one more than there are ages: the largest hazards of the ages before, folded.
fn by_age(table: &LifeTable, fold: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let n_ages = table.ages().len();
    let mut folded = Vec::with_capacity(table.strata() * (n_ages + 1));
    for stratum in table.hazards().chunks(n_ages * table.calendar().len()) {
        let mut value = 0.0;
        folded.push(value);
        for age in 0..n_ages {
            let of_age = stratum.iter().skip(age).step_by(n_ages);
            value = fold(value, of_age.fold(0.0, |max, &hazard| f64::max(max, hazard)));
            folded.push(value);
        }
    }
    folded
}

fn date_buckets(cuts: &[f64]) -> Vec<u16> {
    let last = cuts.len().saturating_sub(2);
    let n = index((cuts[last] - cuts[0]) / BUCKET, 1 << 24) + 1;
    let mut buckets = Vec::with_capacity(n);
    let (mut cell, mut day) = (0, cuts[0]);
    for _ in 0..n {
        while cell < last && cuts[cell + 1] <= day {
            cell += 1;
        }
        buckets.push(u16::try_from(cell).unwrap_or(u16::MAX));
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
