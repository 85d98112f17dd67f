//! What a curve is summarised by: the day by which a share has died, the days lived up to a horizon,
//! and survival from a later day on.
//!
//! They read any [`Curve`](crate::Curve) with its standard errors, whatever estimated it. The median
//! follow-up is the median of the Kaplan-Meier curve of [`DayCells::reversed`](crate::DayCells::reversed).

mod conditional;
mod quantile;
mod restricted_mean;

pub use quantile::Quantile;
pub use restricted_mean::{MeanVariance, RestrictedMean};
