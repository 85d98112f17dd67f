//! One person's weight, added to polynomials over blocks of days.

use crate::exact::fixed_point::{
    COEFFICIENTS, WEIGHT_SCALE, exp_minus_one, exp_near_zero, exponential, round, round_large,
};
use crate::exact::prepared_table::Cursor;

/// Days of a block in each tier. People with small hazards go by the first; who leaves it for a higher hazard goes
/// on by the next, and beyond the last from day to day.
pub(crate) const BLOCKS: [u32; 3] = [LONGEST_BLOCK, 64, 16];
pub(crate) const LONGEST_BLOCK: u32 = 256;

/// The largest cumulative hazard over half a block that the polynomial follows to 1e-13 of the weight.
const MAX_HALF_BLOCK: f64 = 0.085;

/// A weight below 2^-7 may err 2^7 times as much, which it does at twice the hazard.
const LIGHT: f64 = 0.007_812_5;

/// A larger weight goes from day to day: 2^10, which leaves a factor of 2 to where rounding would fail.
const HEAVY: f64 = 1_024.0;

/// Below 2^-42 nothing of a weight is left on the scale.
const NOTHING: f64 = 2.273_736_754_432_320_6e-13;

/// The logarithm of the largest weight on the scale, 2^20.
pub(crate) const MAX_LOG_WEIGHT: f64 = 13.862_943_611_198_906;

/// Coefficients of a block's polynomial, and in events, last, what comes off the value at the start of the day.
pub(crate) type Row = [i64; COEFFICIENTS + 1];

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

/// A weight at the end of a whole day. Within a day that a cell changes in, the weight is that of the new cell,
/// carried back to the day's start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) day: u32,
    pub(crate) weight: f64,
}

/// A row as it lies in memory, one line of cache.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Line(pub(crate) Row);

impl Line {
    const ZERO: Self = Self([0; COEFFICIENTS + 1]);

    #[inline(always)]
    fn add(&mut self, coefficients: &[i64; COEFFICIENTS]) {
        for (sum, c) in self.0.iter_mut().zip(coefficients) {
            *sum = sum.wrapping_add(*c);
        }
    }

    /// Of somebody whose cell changes within the day.
    #[inline(always)]
    fn add_jump(&mut self, jump: f64) {
        self.0[COEFFICIENTS] = self.0[COEFFICIENTS].wrapping_add(round(jump * WEIGHT_SCALE));
    }

    #[inline(always)]
    fn subtract(&mut self, coefficients: &[i64; COEFFICIENTS]) {
        for (sum, c) in self.0.iter_mut().zip(coefficients) {
            *sum = sum.wrapping_sub(*c);
        }
    }
}

/// The sums of one tier; empty until somebody needs it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tier {
    /// Of those at risk when a block begins, by block.
    pub(crate) blocks: Vec<Line>,
    /// What changes after a day within its block, by day.
    pub(crate) events: Vec<Line>,
}

/// What follows a person's stay in a tier.
enum Next {
    Done(Place),
    /// Too much for this tier from here on.
    Leave(Place),
}

/// Sums of weights over time, being tallied.
///
/// The caller keeps the sum of what goes in below 2^62, see `Load`.
#[derive(Debug, Clone)]
pub(crate) struct WeightTally {
    /// The last day.
    end: u32,
    pub(crate) tiers: [Tier; BLOCKS.len()],
    /// Weights at the start and the end of days, of those who go from day to day.
    pub(crate) daily: Vec<[i128; 2]>,
}

impl WeightTally {
    pub(crate) fn new(end: u32) -> Self {
        Self { end, tiers: Default::default(), daily: Vec::new() }
    }

    /// Follows somebody at risk from `place` to the end of day `until`, and says what they weigh then.
    ///
    /// The cursor must have passed every change before `place.day`, and afterwards has passed those before `until`.
    pub(crate) fn follow<D: Direction>(&mut self, cursor: &mut Cursor<'_>, place: Place, until: u32) -> Place {
        if place.day >= until || place.weight < NOTHING {
            return Place { day: until, ..place };
        }
        let mut at = place;
        for tier in 0..BLOCKS.len() {
            let next = match tier {
                0 => self.stay::<D, 0>(cursor, at, until),
                1 => self.stay::<D, 1>(cursor, at, until),
                _ => self.stay::<D, 2>(cursor, at, until),
            };
            match next {
                Next::Done(place) => return place,
                Next::Leave(place) => at = place,
            }
        }
        self.go_daily::<D>(cursor, at, until)
    }

    /// By the blocks of one tier, as long as it will do.
    #[inline(always)]
    fn stay<D: Direction, const TIER: usize>(&mut self, cursor: &mut Cursor<'_>, at: Place, until: u32) -> Next {
        let length = BLOCKS[TIER];
        let half = f64::from(length / 2);
        let limit = if at.weight <= LIGHT { 2.0 * MAX_HALF_BLOCK } else { MAX_HALF_BLOCK } / half;
        let mut hazard = cursor.hazard();
        if hazard > limit || at.weight > HEAVY {
            return Next::Leave(at);
        }
        let Tier { blocks, events } = self.tiers[TIER].ready(self.end, length);

        let mut block = at.day / length;
        let mut centre = f64::from(block * length) + half;
        let mut weight = at.weight * exp_near_zero(D::SIGN * hazard * (centre - f64::from(at.day)));
        let mut vector = vector::<TIER>(cursor, weight);
        if at.day == block * length {
            blocks[block as usize].add(&vector);
        } else {
            events[at.day as usize].add(&vector);
        }
        loop {
            let block_end = (block + 1) * length;
            let end = f64::from(block_end.min(until));
            while cursor.next_change() < end {
                let moment = cursor.next_change();
                let (old, day) = (hazard, whole(moment));
                cursor.cross();
                hazard = cursor.hazard();
                let change = D::SIGN * (old - hazard);
                let start = f64::from(day);
                let event = &mut events[day as usize];
                if hazard > limit {
                    let before = weight * exp_near_zero(D::SIGN * old * (start - centre));
                    let jump = before * libm::expm1(change * (moment - start));
                    event.subtract(&vector);
                    event.add_jump(jump);
                    return Next::Leave(Place { day, weight: before + jump });
                }
                if moment > start {
                    let before = weight * exp_near_zero(D::SIGN * old * (start - centre));
                    event.add_jump(before * exp_minus_one(change * (moment - start)));
                }
                weight *= exp_near_zero(change * (moment - centre));
                let new = self::vector::<TIER>(cursor, weight);
                for ((sum, new), old) in event.0.iter_mut().zip(&new).zip(&vector) {
                    *sum = sum.wrapping_add(new.wrapping_sub(*old));
                }
                vector = new;
            }
            if until <= block_end {
                if until < block_end {
                    events[until as usize].subtract(&vector);
                }
                let weight = weight * exp_near_zero(D::SIGN * hazard * (f64::from(until) - centre));
                return Next::Done(Place { day: until, weight });
            }
            weight *= block_factor::<D, TIER>(cursor);
            block += 1;
            centre += f64::from(length);
            if !(NOTHING..=HEAVY).contains(&weight) {
                let weight = weight * exp_near_zero(-D::SIGN * hazard * half);
                let day = block * length;
                return if weight < NOTHING {
                    Next::Done(Place { day: until, weight })
                } else {
                    Next::Leave(Place { day, weight })
                };
            }
            vector = self::vector::<TIER>(cursor, weight);
            blocks[block as usize].add(&vector);
        }
    }

    /// Day by day, each rounded for itself.
    fn go_daily<D: Direction>(&mut self, cursor: &mut Cursor<'_>, at: Place, until: u32) -> Place {
        if self.daily.is_empty() {
            self.daily = vec![[0; 2]; self.end as usize + 1];
        }
        let mut weight = at.weight;
        for day in at.day + 1..=until {
            let end = f64::from(day);
            let (mut moment, mut hazard) = (end - 1.0, 0.0);
            while cursor.next_change() < end {
                let next = cursor.next_change();
                hazard += cursor.hazard() * (next - moment);
                moment = next;
                cursor.cross();
            }
            hazard += cursor.hazard() * (end - moment);
            let sums = &mut self.daily[day as usize];
            sums[0] += i128::from(round_large(weight * WEIGHT_SCALE));
            weight *= libm::exp(D::SIGN * hazard);
            sums[1] += i128::from(round_large(weight * WEIGHT_SCALE));
            if weight < NOTHING {
                break;
            }
        }
        Place { day: until, weight }
    }
}

impl Tier {
    /// With room for the days to `end`.
    #[inline(always)]
    fn ready(&mut self, end: u32, length: u32) -> &mut Self {
        if self.events.is_empty() {
            self.blocks = vec![Line::ZERO; (end / length) as usize + 1];
            self.events = vec![Line::ZERO; end as usize + 1];
        }
        self
    }
}

/// The whole days in a time that is not negative and within the horizon.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the horizon")]
fn whole(moment: f64) -> u32 {
    // By way of a signed number, which takes one instruction.
    (moment as i64) as u32
}

#[inline(always)]
fn vector<const TIER: usize>(cursor: &Cursor<'_>, weight: f64) -> [i64; COEFFICIENTS] {
    let scaled = weight * WEIGHT_SCALE;
    if TIER == 0 {
        cursor.table.cell(cursor.cell).coefficients.map(|c| round(scaled * c))
    } else {
        exponential(cursor.hazard() * f64::from(BLOCKS[TIER] / 2)).map(|c| round(scaled * c))
    }
}

/// What a weight is multiplied by from one block's centre to the next.
#[inline(always)]
fn block_factor<D: Direction, const TIER: usize>(cursor: &Cursor<'_>) -> f64 {
    if TIER == 0 {
        let [growth, fall] = cursor.table.block_factors(cursor.cell);
        if D::SIGN > 0.0 { growth } else { fall }
    } else {
        let half = exp_near_zero(D::SIGN * cursor.hazard() * f64::from(BLOCKS[TIER] / 2));
        half * half
    }
}
