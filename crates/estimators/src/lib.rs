//! Numerical kernels of registry statistics, each in two halves: mergeable *cells* and a *finish*.
//!
//! Cells are what one pass over the cases leaves behind: counts of people by stratum and day or
//! interval, as integers, with an exact [`Merge`]. Two threads, two files or two registries merge
//! by adding, in any order, to the same bits. A finish turns cells into an estimate with its
//! variance; floating point begins there, and weights and intervals are applied there.
//!
//! | estimator | cells | finish |
//! | --- | --- | --- |
//! | Kaplan-Meier | [`DayCells`] | [`KaplanMeier`] |
//! | Nelson-Aalen, Fleming-Harrington | [`DayCells`] | [`NelsonAalen`] |
//! | actuarial life table | [`IntervalCells`] | [`LifeTable`] |
//! | life table of fractional years (popEpi's convention; floats, so no merge law) | [`YearSums`] | [`LifeTable`], [`PiecewiseHazard`] |
//!
//! Nothing here knows a file, a column name, a clock or a data frame: slices in, structs out.

mod actuarial;
mod confidence;
mod curve;
mod day_cells;
mod error;
mod fractional_years;
mod interval_cells;
mod kaplan_meier;
mod merge;
mod nelson_aalen;

pub use actuarial::{IntervalEstimate, LifeTable, PiecewiseHazard};
pub use confidence::{ConfLevel, ConfidenceInterval, Transform};
pub use curve::{Curve, Step};
pub use day_cells::{DayCells, DayCount, FollowUp, MAX_DAY, tally_strata};
pub use error::{Error, Result};
pub use fractional_years::{YearGrid, YearSums, popepi_calendar_year};
pub use interval_cells::{ClosedSide, DayGrid, IntervalCells, IntervalCount};
pub use kaplan_meier::{DayZero, KaplanMeier};
pub use merge::{CellKey, CountingUnit, Merge, merge_strata};
pub use nelson_aalen::{NelsonAalen, TiedDeaths};
