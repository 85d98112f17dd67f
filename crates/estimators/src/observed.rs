//! Observed survival: what happened to the people themselves, whatever they died of.

pub(crate) mod actuarial;
pub(crate) mod day_cells;
pub(crate) mod first;
pub(crate) mod interval_cells;
pub(crate) mod kaplan_meier;
pub(crate) mod nelson_aalen;
mod weighted;

pub use actuarial::{Actuarial, IntervalEstimate};
pub use day_cells::{DayCells, DayCount, FollowUp, MAX_DAY, tally_strata};
pub use interval_cells::{ClosedSide, DayGrid, IntervalCells, IntervalCount};
pub use kaplan_meier::{DayZero, KaplanMeier};
pub use nelson_aalen::{NelsonAalen, TiedDeaths};
pub use weighted::{WeightedCount, WeightedCurve, WeightedKaplanMeier, WeightedVariance};
