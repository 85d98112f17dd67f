//! Exact sums relative to a life table, kept as integers, for the price of a few operations a person
//! and half-year.
//!
//! **What is summed.** Follow-up is in whole days. A person who has lived through the cumulative population hazard
//! H(t) since the origin weighs w(t) = exp(+H(t)) = 1 / expected survival for net survival, and exp(-H(t)) for
//! expected survival. Every estimator here needs such weights, summed over the people at risk, at the start and at the
//! end of each day: with a fixed risk set, the weighted mean hazard integrates over a day to the logarithm of
//! the ratio of the two sums, exactly, whatever hazards change within the day. (Ederer II needs sums of hazards.)
//!
//! **Blocks.** A loop over people and days would take thousands of steps a person. Instead follow-up is cut into
//! blocks of L days with centre c, the same for everybody. As long as somebody stays in one cell of the life
//! table with daily hazard h, their weight within a block is
//!
//! w(t) = w(c) exp(h (t - c)) = w(c) (c_0 + c_1 x + ... + c_6 x^6), x = (t - c) / (L / 2) in [-1, 1],
//!
//! where the c_p depend on h L / 2 alone and are looked up. So a person adds seven numbers to a block, once, rounded to
//! integers in units of 2^-40. The sum of many people's polynomials is a polynomial.
//!
//! **Events.** What changes within a block is kept by day, again as seven integers: somebody leaves (their seven
//! numbers are taken away, to the bit), comes under observation (added) or moves to another cell of the life table (the
//! difference of new and old). A birthday falls within a day; then the new polynomial holds to the day's end, and its
//! excess over the old one at the day's start is kept besides, to be taken off there.
//!
//! **Reading.** [`NetCells::daily`] goes through the days once: at a block's start it takes the block's polynomial, then
//! adds the events of each day, and evaluates. Only here do floats begin.
//!
//! **Tiers.** Seven coefficients (Taylor's polynomial, its degrees 7 and 8 spread over the lower ones by Chebyshev's)
//! are within 1.1e-13 of the weight as long as h L / 2 is at most 0.085: hazards up to 0.24 a year for blocks of 256
//! days. Older people go on in blocks of 64 and then 16 days, and beyond (or with a weight above 1,024) from day to day.
//! Which tier depends on the person alone, never on the others.
//!
//! **Merging.** Cells are integers, so threads, files and registries merge by adding, in any order, to the same bits.
//! Nothing wraps: a tally keeps a bound on its largest 64-bit sum and moves to exact wider sums before 2^62;
//! a merge is checked, and keeps 128 bits where 64 do not do. The same bits come out on every machine: the
//! arithmetic before rounding is plain multiplication and addition in a fixed order, none of it fused, and `libm`'s `exp`.
//!
//! **Scales.** Weights and the coefficients: 2^-40. Squares of the weights of the dead: 2^-40. Hazards: 2^-52 a day.
//! Weights to 2^20; whoever would weigh more at the end of their follow-up (a population survival below one in a
//! million: a wrong date) is left out by that rule on the person alone, and counted.
//!
//! **Cost.** Per person a block addition each 256 days and an event a birthday and a calendar cut, each a few vector
//! operations; it does not depend on the size of the table. Memory beyond the input: a few hundred bytes a day and
//! stratum, and as much a thread.

mod cells;
pub(crate) mod cohort;
mod daily_sums;
mod fixed_point;
mod key;
mod prepared_table;
mod rows;
mod sum_rows;
mod tally;
mod tiers;

pub use cells::{Exclusions, NetCells};
pub use cohort::{OutsideCounts, TableCohort};
pub use daily_sums::{DailySums, DaySum};
pub use key::{NetKey, Parts};
pub use prepared_table::PreparedTable;
pub use sum_rows::SumRow;
pub use tally::{tally_net, too_heavy};
