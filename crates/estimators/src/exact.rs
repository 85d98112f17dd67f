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
//! blocks of 365 days with centre c, the same for everybody. As long as somebody stays in one cell of the life
//! table with daily hazard h, their weight within a block is
//!
//! w(t) = w(c) exp(h (t - c)) = w(c) (1 + c_1 x + ... + c_7 x^7), x = (t - c) / 182.5 in [-1, 1],
//!
//! where the c_p depend on h alone and are looked up. So a person adds eight numbers to a block, once, rounded to
//! integers in units of 2^-40. The sum of many people's polynomials is a polynomial.
//!
//! **Moves and changes.** What happens within a block is kept by day, again as eight integers. Somebody who leaves
//! has their eight numbers taken away, to the bit, and a late entry has theirs added: both at the end of a day. A move
//! to another cell of the life table, on a birthday or a calendar cut, adds the difference of the new numbers and the
//! old. It may fall within a day, so it is kept apart and counts from the end of that day.
//!
//! **Reading.** [`NetCells::daily`] goes through the days once: at a block's start it takes the block's polynomial. On
//! each day it adds the moves, evaluates the sum at the start of the day, adds the changes and evaluates it at the end.
//! Only here do floats begin.
//!
//! **Large hazards.** Eight coefficients (a Taylor polynomial, its higher terms spread over the lower ones by
//! Chebyshev's) are within 5e-13 of the weight for hazards up to 0.36 a year. Older people have eight more, which reach
//! to hazards of 4 a year; beyond, or with a weight of a thousand, they go from day to day. Which it is depends on
//! the person alone, never on the others.
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
//! **Cost.** Per person an addition a year, one a birthday and one a calendar cut, each a few vector
//! operations; it does not depend on the size of the table. Memory beyond the input: a few hundred bytes a day and
//! stratum, and as much a thread.

mod blocks;
mod cells;
pub(crate) mod cohort;
mod cursor;
mod daily_sums;
mod fixed_point;
mod key;
mod prepared_table;
mod rows;
mod stratum_tally;
mod sum_rows;
mod tally;

pub use cells::{Exclusions, NetCells};
pub use cohort::{OutsideCounts, TableCohort};
pub use daily_sums::{DailySums, DaySum};
pub use key::{NetKey, Parts};
pub use prepared_table::PreparedTable;
pub use sum_rows::SumRow;
pub use tally::{tally_net, too_heavy};
