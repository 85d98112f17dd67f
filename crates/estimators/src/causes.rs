//! Deaths told apart by their cause: day counts by cause, and the probability of dying of each.
//!
//! Cause-specific survival needs no estimator of its own: [`CauseCells::of_cause`] takes the deaths
//! of the other causes for censorings, and [`KaplanMeier`](crate::KaplanMeier) finishes the rest.
//! That is the survival were the other causes not there, if they are independent of this one; the
//! probability of dying of a cause in the world as it is, is [`CumulativeIncidence`].

pub(crate) mod cause_cells;
mod cumulative_incidence;

pub use cause_cells::{CauseCells, CauseFollowUp, tally_causes};
pub use cumulative_incidence::{CompetingRisks, CumulativeIncidence, IncidenceVariance};
