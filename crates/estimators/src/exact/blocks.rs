//! One person's weight, added to polynomials over blocks of days.

use std::f64::consts::SQRT_2;
use std::marker::PhantomData;

use crate::exact::cursor::Cursor;
use crate::exact::fixed_point::{BIAS, TERMS, WEIGHT_SCALE, biased, exp, exp_of_small, round, round_large};
use crate::exact::prepared_table::PreparedTable;

/// Days of a block. In nearly every block of a year a person has one birthday and one new year, so that processors
/// foresee the branches.
pub(crate) const BLOCK: u32 = 365;

/// Half a block, days.
pub(crate) const HALF_BLOCK: f64 = 182.5;

/// The largest hazard whose exponential 8 terms follow within 5e-13 of a weight of 1: 0.18 over half a block. As the
/// error grows with its eighth power, a weight of 2^-4 allows for the square root of 2 more, one of 2^-8 for twice.
const LARGEST: f64 = 0.18 / HALF_BLOCK;

/// The largest that 16 terms follow within 3e-13.
const LARGEST_WITH_HIGH: f64 = 2.0 / HALF_BLOCK;

/// Whether a hazard is too large for a weight.
#[inline(always)]
fn is_too_large<const HIGH: bool>(hazard: f64, weight: f64) -> bool {
    if HIGH {
        return hazard > LARGEST_WITH_HIGH;
    }
    hazard > LARGEST
        && match weight {
            ..0.003_906_25 => hazard > 2.0 * LARGEST,
            ..0.062_5 => hazard > SQRT_2 * LARGEST,
            _ => true,
        }
}

/// The largest weight at a block's centre. A larger one goes from day to day: no coefficient may reach 2^51, 2,048
/// weights, where rounding fails; low terms grow by a fifth at most when a cell changes, high ones are twice the weight.
const fn heaviest(high: bool) -> f64 {
    if high { 1_000.0 } else { 1_500.0 }
}

/// 2^-30 of a day. A change that near before the end of a block or of follow-up is left to what comes after.
pub(crate) const SLIVER: f64 = 9.313_225_746_154_785e-10;

/// Below 2^-42 nothing of a weight is left on the scale.
const NOTHING: f64 = 2.273_736_754_432_320_6e-13;

/// The logarithm of the largest weight on the scale, 2^20.
pub(crate) const MAX_LOG_WEIGHT: f64 = 13.862_943_611_198_906;

/// Coefficients of a block's polynomial.
pub(crate) type Row = [i64; TERMS];

/// Whether weights grow with the population hazard (1 over expected survival) or fall with it (expected survival).
pub(crate) trait Direction {
    /// Weights are exp(SIGN x cumulative hazard).
    const SIGN: f64;
}

/// Inverse expected survival.
pub(crate) struct Growing;
/// Expected survival.
pub(crate) struct Falling;

impl Direction for Growing {
    const SIGN: f64 = 1.0;
}

impl Direction for Falling {
    const SIGN: f64 = -1.0;
}

/// A row as it lies in memory, one line of cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(C, align(64))]
pub(crate) struct Line(pub(crate) Row);

impl Line {
    /// Adds `plus` - `minus`; in 64 bits without a check, see [`WeightTally`].
    #[inline(always)]
    fn add(&mut self, plus: &Row, minus: &Row) {
        for ((sum, plus), minus) in self.0.iter_mut().zip(plus).zip(minus) {
            *sum = sum.wrapping_add(plus.wrapping_sub(*minus));
        }
    }
}

/// Some coefficients of everybody, summed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Polynomials {
    /// Of those at risk when a block begins, by block.
    pub(crate) blocks: Vec<Line>,
    /// Of people who come or leave at the end of a day within their block, by day.
    pub(crate) moves: Vec<Line>,
    /// What changes because people's cells change after the end of a day, until the end of the next, by day.
    pub(crate) changes: Vec<Line>,
}

impl Polynomials {
    fn make_room(&mut self, end: u32) {
        if self.changes.is_empty() {
            self.blocks = vec![Line::default(); (end / BLOCK) as usize + 1];
            self.moves = vec![Line::default(); end as usize + 1];
            self.changes = vec![Line::default(); end as usize + 1];
        }
    }
}

/// Sums of weights over time, being tallied; empty until somebody needs them.
///
/// The caller keeps the sum of everything that may go into one of them below 2^63.
#[derive(Debug, Clone, Default)]
pub(crate) struct WeightTally {
    /// The first 8 coefficients.
    pub(crate) low: Polynomials,
    /// The next 8, of people with large hazards.
    pub(crate) high: Polynomials,
    /// Weights at the start and the end of days, of those who go from day to day.
    pub(crate) daily: Vec<[i128; 2]>,
    /// The last day.
    end: u32,
}

/// Somebody on the way through the life table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traveller {
    /// Has passed every change before `day`.
    pub(crate) cursor: Cursor,
    /// The last whole day passed.
    pub(crate) day: u32,
    /// At its end.
    pub(crate) weight: f64,
}

/// How somebody comes into sums.
#[derive(Debug, Clone, Copy)]
enum Arrival {
    /// At the end of a day.
    AtEnd,
    /// Within the day after, into another cell. The weight at the end of the day, had they been there already.
    Within(f64),
}

impl WeightTally {
    pub(crate) fn new(end: u32) -> Self {
        Self { end, ..Self::default() }
    }

    /// Adds somebody at risk from the end of their `day` to that of `until`, and moves them there.
    pub(crate) fn follow<D: Direction>(&mut self, table: &PreparedTable, traveller: &mut Traveller, until: u32) {
        if traveller.day >= until {
            return;
        }
        self.low.make_room(self.end);
        let arrival = self.go_by_blocks::<D, false>(table, traveller, Arrival::AtEnd, until);
        if traveller.day < until {
            self.go_on::<D>(table, traveller, arrival, until);
        }
    }

    /// On with a large hazard or weight.
    #[inline(never)]
    fn go_on<D: Direction>(&mut self, table: &PreparedTable, traveller: &mut Traveller, arrival: Arrival, until: u32) {
        self.high.make_room(self.end);
        let arrival = self.go_by_blocks::<D, true>(table, traveller, arrival, until);
        if traveller.day < until {
            self.go_by_days::<D>(table, traveller, arrival, until);
        }
    }

    /// By blocks, with or without high terms, as far as that will do. Says how they come into what is next.
    #[inline(always)]
    fn go_by_blocks<D: Direction, const HIGH: bool>(
        &mut self,
        table: &PreparedTable,
        traveller: &mut Traveller,
        arrival: Arrival,
        until: u32,
    ) -> Arrival {
        let Traveller { cursor, day, weight } = *traveller;
        let hazard = table.hazard(cursor.cell);
        let (low, high) = (&mut self.low, &mut self.high);
        let mut block = day / BLOCK;
        let centre = f64::from(block * BLOCK) + HALF_BLOCK;
        let weight = if let Arrival::Within(carried_back) = arrival { carried_back } else { weight };
        let weight = weight * exp(D::SIGN * hazard * (centre - f64::from(day)));
        if is_too_large::<HIGH>(hazard, weight) || weight > heaviest(HIGH) {
            return arrival;
        }
        // By value, to be kept in registers.
        let mut stay = Stay::<D> { cursor, centre, weight, hazard, rows: NOBODY, direction: PhantomData };
        stay.weigh::<HIGH>(table, weight);
        match arrival {
            Arrival::AtEnd if day == block * BLOCK => {
                add::<HIGH>(&mut low.blocks, &mut high.blocks, block, &stay.rows, &NOBODY);
            }
            Arrival::AtEnd => add::<HIGH>(&mut low.moves, &mut high.moves, day, &stay.rows, &NOBODY),
            Arrival::Within(_) => add::<HIGH>(&mut low.changes, &mut high.changes, day, &stay.rows, &NOBODY),
        }
        loop {
            let block_end = (block + 1) * BLOCK;
            let end = f64::from(block_end.min(until)) - SLIVER;
            while stay.cursor.next_change() < end {
                let left = stay.change_cell::<HIGH>(table, &mut low.changes, &mut high.changes);
                if let Some((gone, arrival)) = left {
                    *traveller = gone;
                    return arrival;
                }
            }
            if until <= block_end {
                if until < block_end {
                    add::<HIGH>(&mut low.moves, &mut high.moves, until, &NOBODY, &stay.rows);
                }
                *traveller = stay.at(until);
                return Arrival::AtEnd;
            }
            let [growth, fall] = table.block_factors(stay.cursor.cell);
            let weight = stay.weight * if D::SIGN > 0.0 { growth } else { fall };
            if !(NOTHING..=heaviest(HIGH)).contains(&weight) {
                // Nothing is left to add, or too much.
                *traveller = stay.at(if weight < NOTHING { until } else { block_end });
                return Arrival::AtEnd;
            }
            block += 1;
            stay.centre += f64::from(BLOCK);
            stay.weigh::<HIGH>(table, weight);
            add::<HIGH>(&mut low.blocks, &mut high.blocks, block, &stay.rows, &NOBODY);
        }
    }

    /// Day by day, each rounded for itself.
    fn go_by_days<D: Direction>(
        &mut self,
        table: &PreparedTable,
        traveller: &mut Traveller,
        arrival: Arrival,
        until: u32,
    ) {
        if self.daily.is_empty() {
            self.daily = vec![[0; 2]; self.end as usize + 1];
        }
        let fixed = |weight: f64| i128::from(round_large(weight * WEIGHT_SCALE));
        let Traveller { cursor, day, weight } = traveller;
        let mut start = fixed(*weight);
        if let Arrival::Within(carried_back) = arrival {
            // At the start of the day they are still in the sums that they come from.
            (*weight, start) = (carried_back, 0);
        }
        while *day < until && *weight >= NOTHING {
            // Whole days in one cell, or the one day in which it changes.
            let next = cursor.next_change();
            let unchanged = if next < f64::from(until) { whole_days(next) } else { until };
            let (days, hazard) = if unchanged > *day {
                (unchanged - *day, table.hazard(cursor.cell))
            } else {
                let (mut from, to) = (f64::from(*day), f64::from(*day + 1));
                let mut hazard = 0.0;
                while cursor.next_change() < to - SLIVER {
                    hazard += table.hazard(cursor.cell) * (cursor.next_change() - from);
                    from = cursor.next_change();
                    cursor.cross(table);
                }
                (1, hazard + table.hazard(cursor.cell) * (to - from))
            };
            let factor = libm::exp(D::SIGN * hazard);
            for sums in &mut self.daily[*day as usize + 1..=(*day + days) as usize] {
                sums[0] += start;
                *weight *= factor;
                start = fixed(*weight);
                sums[1] += start;
            }
            *day += days;
        }
        *day = until;
    }
}

/// Somebody within a block.
struct Stay<D> {
    cursor: Cursor,
    centre: f64,
    /// At the centre, had they always been in their present cell.
    weight: f64,
    hazard: f64,
    rows: Rows,
    direction: PhantomData<D>,
}

/// The low and the high coefficients of somebody, biased.
type Rows = [Row; 2];

const NOBODY: Rows = [[BIAS; TERMS]; 2];

impl<D: Direction> Stay<D> {
    /// Takes a weight at the centre, and makes the coefficients of it.
    #[inline(always)]
    fn weigh<const HIGH: bool>(&mut self, table: &PreparedTable, weight: f64) {
        self.weight = weight;
        let scaled = weight * WEIGHT_SCALE;
        if HIGH {
            for (row, c) in self.rows.as_flattened_mut().iter_mut().zip(table.high_coefficients(self.cursor.cell)) {
                *row = biased(scaled * c);
            }
        } else {
            self.rows[0] = table.coefficients(self.cursor.cell).map(|c| biased(scaled * c));
        }
    }

    /// At a day, in the cell of now.
    #[inline(always)]
    fn at(&self, day: u32) -> Traveller {
        let weight = self.weight * exp(D::SIGN * self.hazard * (f64::from(day) - self.centre));
        Traveller { cursor: self.cursor, day, weight }
    }

    /// Into the next cell. If its hazard is beyond the limit, out of these sums.
    #[inline(always)]
    fn change_cell<const HIGH: bool>(
        &mut self,
        table: &PreparedTable,
        low: &mut [Line],
        high: &mut [Line],
    ) -> Option<(Traveller, Arrival)> {
        let moment = self.cursor.next_change();
        let day = whole_days(moment);
        self.cursor.cross(table);
        let hazard = table.hazard(self.cursor.cell);
        let change = D::SIGN * (self.hazard - hazard);
        let weight = self.weight * exp_of_small(change * (moment - self.centre));
        if is_too_large::<HIGH>(hazard, weight) || (HIGH && weight > heaviest(HIGH)) {
            add::<HIGH>(low, high, day, &NOBODY, &self.rows);
            let gone = self.at(day);
            let carried_back = gone.weight * libm::exp(change * (moment - f64::from(day)));
            return Some((gone, Arrival::Within(carried_back)));
        }
        self.hazard = hazard;
        let old = self.rows;
        self.weigh::<HIGH>(table, weight);
        add::<HIGH>(low, high, day, &self.rows, &old);
        None
    }
}

/// Adds `plus` - `minus`.
#[inline(always)]
fn add<const HIGH: bool>(low: &mut [Line], high: &mut [Line], at: u32, plus: &Rows, minus: &Rows) {
    low[at as usize].add(&plus[0], &minus[0]);
    if HIGH {
        high[at as usize].add(&plus[1], &minus[1]);
    }
}

/// The whole days in a time between 0 and 2^20; one that is less than half a sliver short of a whole day counts as
/// that day. By addition, as a conversion takes more instructions.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^20")]
pub(crate) fn whole_days(moment: f64) -> u32 {
    round(moment - (0.5 - 0.5 * SLIVER)) as u32
}
