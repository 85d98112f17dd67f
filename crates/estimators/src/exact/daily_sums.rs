//! From cells to sums on each day.

use crate::error::Result;
use crate::exact::cells::{NetCells, TierSums, WeightSums};
use crate::exact::fixed_point::{COEFFICIENTS, HAZARD_SCALE, WEIGHT_SCALE};
use crate::exact::key::Parts;
use crate::exact::rows::Reader;
use crate::exact::tiers::BLOCKS;
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
    hazard: i128,
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
            hazard: 0,
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
                [sum.death_weight, sum.death_weight_squared] = deaths.map(|sum| real(sum) / WEIGHT_SCALE);
            }
        }
        if self.parts.contain(Parts::HAZARDS) && day > 0 {
            let [change, before] = self.hazards.read(day - 1).unwrap_or_default();
            self.hazard += change;
            sum.hazard = real(self.hazard - before) / HAZARD_SCALE;
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
    sign: f64,
    tiers: [TierSweep<'a>; BLOCKS.len()],
    daily: Reader<'a, 2>,
}

impl<'a> WeightSweep<'a> {
    fn new(sums: &'a WeightSums, sign: f64) -> Self {
        let tiers = std::array::from_fn(|tier| TierSweep::new(&sums.tiers[tier], BLOCKS[tier]));
        Self { sign, tiers, daily: sums.daily.reader() }
    }

    /// The sums at the start and the end of a day, from 1 on.
    fn day(&mut self, day: u32) -> (f64, f64) {
        let (mut start, mut end) = (0.0, 0.0);
        for tier in &mut self.tiers {
            if tier.turn(day - 1) {
                let from = f64::from(day - 1) - tier.centre;
                start += tier.value(self.sign * from) - tier.jump;
                end += tier.value(self.sign * (from + 1.0));
            }
        }
        if let Some(daily) = self.daily.read(day) {
            start += real(daily[0]);
            end += real(daily[1]);
        }
        (start / WEIGHT_SCALE, end / WEIGHT_SCALE)
    }
}

#[derive(Debug, Clone)]
struct TierSweep<'a> {
    length: u32,
    blocks: Reader<'a, COEFFICIENTS>,
    events: Reader<'a, { COEFFICIENTS + 1 }>,
    sums: [i128; COEFFICIENTS],
    /// The sums as numbers.
    coefficients: [f64; COEFFICIENTS],
    /// Whether any is not 0.
    live: bool,
    jump: f64,
    centre: f64,
    per_half: f64,
}

impl<'a> TierSweep<'a> {
    fn new(sums: &'a TierSums, length: u32) -> Self {
        Self {
            length,
            blocks: sums.blocks.reader(),
            events: sums.events.reader(),
            sums: [0; COEFFICIENTS],
            coefficients: [0.0; COEFFICIENTS],
            live: false,
            jump: 0.0,
            centre: 0.0,
            per_half: 1.0 / f64::from(length / 2),
        }
    }

    /// Over to the time after `day`; false where nobody is in this tier then.
    #[inline]
    fn turn(&mut self, day: u32) -> bool {
        let mut changed = false;
        if day.is_multiple_of(self.length) {
            self.centre = f64::from(day + self.length / 2);
            changed = self.live;
            self.sums = [0; COEFFICIENTS];
            if let Some(sums) = self.blocks.read(day / self.length) {
                self.sums = sums;
                changed = true;
            }
        }
        self.jump = 0.0;
        if let Some(event) = self.events.read(day) {
            for (sum, change) in self.sums.iter_mut().zip(&event) {
                *sum += change;
            }
            self.jump = real(event[COEFFICIENTS]);
            changed = true;
        }
        if changed {
            self.coefficients = self.sums.map(real);
            self.live = self.sums != [0; COEFFICIENTS];
        }
        self.live || self.jump != 0.0
    }

    /// The polynomial `days` after its centre.
    #[inline]
    fn value(&self, days: f64) -> f64 {
        let x = days * self.per_half;
        self.coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
    }
}

/// A sum as a number, by way of 64 bits where they hold it.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "rounded to the nearest, as every finish does")]
fn real(sum: i128) -> f64 {
    i64::try_from(sum).map_or(sum as f64, |sum| sum as f64)
}
