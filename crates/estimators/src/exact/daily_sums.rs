//! From cells to sums on each day.

use crate::error::Result;
use crate::exact::blocks::{BLOCK, HALF_BLOCK};
use crate::exact::cells::{NetCells, PolynomialSums, WeightSums};
use crate::exact::fixed_point::{HAZARD_SCALE, TERMS, WEIGHT_SCALE};
use crate::exact::key::Parts;
use crate::exact::rows::{Reader, Row, Running};
use crate::observed::day_cells::DayCount;
use crate::observed::kaplan_meier::as_real;

/// The sums of one day. What was not asked for is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DaySum {
    /// Days from the origin.
    pub day: u32,
    /// People at risk on this day: those who came under observation before it and are followed to it or beyond. On
    /// day 0 those observed from the origin, without those censored on it.
    pub n_risk: u64,
    /// Deaths, at the end of the day.
    pub n_event: u64,
    /// Censored after its deaths.
    pub n_censor: u64,
    /// Sum of weights of those at risk, at the start of the day (the end of the day before).
    pub weight_start: f64,
    /// The same people's at its end.
    pub weight_end: f64,
    /// Sum of weights of the dead.
    pub death_weight: f64,
    /// Sum of their squares.
    pub death_weight_squared: f64,
    /// Sum of the population hazard of those at risk, integrated over the day.
    pub hazard: f64,
    /// Sum of expected survival at the end of the day over everybody.
    pub expected: f64,
    /// Sum of expected survival at the start of the day over those with potential follow-up to its end.
    pub potential_start: f64,
    /// The same people's at its end.
    pub potential_end: f64,
}

/// Day by day from 0 to the horizon.
#[derive(Debug, Clone)]
pub struct DailySums<'a> {
    parts: Parts,
    day: u32,
    last: u32,
    counts: std::iter::Peekable<std::slice::Iter<'a, DayCount>>,
    /// At risk on the day to come.
    n_risk: u64,
    weights: WeightSweep<'a>,
    deaths: Reader<'a, 2>,
    hazards: Reader<'a, 2>,
    hazard: Running<1>,
    potential: WeightSweep<'a>,
    others: WeightSweep<'a>,
    everybody: f64,
}

impl NetCells {
    /// The sums of each day up to the horizon; `parts` says which ones.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) where the cells lack one.
    pub fn daily(&self, parts: Parts) -> Result<DailySums<'_>> {
        self.need(parts)?;
        Ok(self.days_to(self.key.horizon, parts))
    }

    /// The sums to `last`, which may be the day after the horizon; of parts that are kept.
    pub(crate) fn days_to(&self, last: u32, parts: Parts) -> DailySums<'_> {
        DailySums {
            parts,
            day: 0,
            last,
            counts: self.counts.days().iter().peekable(),
            n_risk: self.n_start(),
            weights: WeightSweep::new(&self.weights, 1.0),
            deaths: self.deaths.reader(),
            hazards: self.hazards.reader(),
            hazard: Running::ZERO,
            potential: WeightSweep::new(&self.potential, -1.0),
            others: WeightSweep::new(&self.others, -1.0),
            everybody: as_real(self.counts.n() - self.left_out()),
        }
    }

    /// People observed from the origin, without those censored on day 0.
    pub(crate) fn n_start(&self) -> u64 {
        self.counts.n() - self.counts.late_entries() - self.left_out()
    }

    pub(crate) fn left_out(&self) -> u64 {
        self.counts.censored_on_day_zero()
    }

    /// The last day within the horizon on which somebody is at risk.
    pub(crate) fn last_day(&self) -> u32 {
        self.counts.days().last().map_or(0, |day| day.day.min(self.key.horizon))
    }
}

impl Iterator for DailySums<'_> {
    type Item = DaySum;

    #[inline]
    fn next(&mut self) -> Option<DaySum> {
        let day = self.day;
        if day > self.last {
            return None;
        }
        self.day += 1;
        let mut sum = DaySum { day, n_risk: self.n_risk, ..DaySum::default() };
        let mut entered = 0;
        if let Some(count) = self.counts.next_if(|count| count.day == day) {
            entered = count.entered;
            sum.n_event = count.deaths;
            sum.n_censor = if day == 0 { 0 } else { count.censored };
        }
        self.n_risk = self.n_risk + entered - sum.n_event - sum.n_censor;
        if self.parts.contain(Parts::WEIGHTS) {
            (sum.weight_start, sum.weight_end) = match day {
                0 => (as_real(sum.n_risk), as_real(sum.n_risk)),
                _ => self.weights.day(day),
            };
            if let Some(deaths) = self.deaths.read(day) {
                [sum.death_weight, sum.death_weight_squared] = deaths.real().map(|sum| sum / WEIGHT_SCALE);
            }
        }
        if self.parts.contain(Parts::HAZARDS) && day > 0 {
            let mut before = 0.0;
            if let Some(row) = self.hazards.read(day - 1) {
                self.hazard.add(row);
                before = row.real()[1];
            }
            sum.hazard = (self.hazard.real()[0] - before) / HAZARD_SCALE;
        }
        if self.parts.meet(Parts::EXPECTED | Parts::POTENTIAL) {
            (sum.potential_start, sum.potential_end) = match day {
                0 => (as_real(sum.n_risk), as_real(sum.n_risk)),
                _ => self.potential.day(day),
            };
        }
        if self.parts.contain(Parts::EXPECTED) {
            sum.expected = match day {
                0 => self.everybody,
                _ => sum.potential_end + self.others.day(day).1,
            };
        }
        Some(sum)
    }
}

/// Goes through sums of weights day by day.
#[derive(Debug, Clone)]
struct WeightSweep<'a> {
    /// By days from the middle of a block.
    scale: f64,
    low: PolynomialSweep<'a>,
    high: PolynomialSweep<'a>,
    has_high: bool,
    daily: Reader<'a, 2>,
}

impl<'a> WeightSweep<'a> {
    fn new(sums: &'a WeightSums, sign: f64) -> Self {
        Self {
            scale: sign / HALF_BLOCK,
            low: PolynomialSweep::new(&sums.low),
            high: PolynomialSweep::new(&sums.high),
            has_high: sums.high != PolynomialSums::default(),
            daily: sums.daily.reader(),
        }
    }

    /// The sums at the start and the end of a day, from 1 on.
    fn day(&mut self, day: u32) -> (f64, f64) {
        let before = day - 1;
        let within = before % BLOCK;
        let x = |day: u32| self.scale * (f64::from(day) - HALF_BLOCK);
        let ends = [x(within), x(within + 1)];
        let [mut start, mut end] = self.low.day(before, ends);
        if self.has_high {
            let high = self.high.day(before, ends);
            start += ends[0].powi(8) * high[0];
            end += ends[1].powi(8) * high[1];
        }
        if let Some(daily) = self.daily.read(day) {
            let [at_start, at_end] = daily.real();
            start += at_start;
            end += at_end;
        }
        (start / WEIGHT_SCALE, end / WEIGHT_SCALE)
    }
}

/// Goes through polynomials day by day.
#[derive(Debug, Clone)]
struct PolynomialSweep<'a> {
    blocks: Reader<'a, TERMS>,
    moves: Reader<'a, TERMS>,
    changes: Reader<'a, TERMS>,
    /// Of those at risk.
    sums: Running<TERMS>,
    /// The same as numbers.
    coefficients: [f64; TERMS],
}

impl<'a> PolynomialSweep<'a> {
    fn new(sums: &'a PolynomialSums) -> Self {
        Self {
            blocks: sums.blocks.reader(),
            moves: sums.moves.reader(),
            changes: sums.changes.reader(),
            sums: Running::ZERO,
            coefficients: [0.0; TERMS],
        }
    }

    /// The values at the start and the end of the day after `before`.
    fn day(&mut self, before: u32, [start, end]: [f64; 2]) -> [f64; 2] {
        if before.is_multiple_of(BLOCK) {
            (self.sums, self.coefficients) = (Running::ZERO, [0.0; TERMS]);
            let block = self.blocks.read(before / BLOCK);
            self.add(block);
        }
        let moves = self.moves.read(before);
        self.add(moves);
        let at_start = self.value(start);
        let changes = self.changes.read(before);
        self.add(changes);
        [at_start, self.value(end)]
    }

    #[inline]
    fn add(&mut self, row: Option<Row<'_, TERMS>>) {
        if let Some(row) = row {
            self.sums.add(row);
            self.coefficients = self.sums.real();
        }
    }

    #[inline]
    fn value(&self, x: f64) -> f64 {
        self.coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
    }
}
