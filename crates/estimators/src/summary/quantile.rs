//! Quantiles of survival time: the day by which a share of the people has died; the median for one half.
//!
//! **Formula.** The smallest t with S(t) <= 1 - p. Where the curve is level at exactly 1 - p any day
//! of that stretch would do, and its midpoint is given; the stretch may end with the follow-up.
//!
//! **Limits.** The days on which the curves of the lower and of the upper limits of S reach 1 - p, by the
//! same rule (Brookmeyer & Crowley): the day of the lower curve is the earlier one.
//!
//! **Units.** Days. NaN where the curve never comes down as far: the quantile has not been reached.
//!
//! **Agreement.** R's survival 3.5-3, `quantile(survfit)`, exactly.
//!
//! **References.** Brookmeyer R, Crowley J (1982) <https://doi.org/10.2307/2530286>.

use crate::confidence::ConfidenceInterval;
use crate::curve::Curve;

/// The day by which a share has died.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    /// The day; NaN where not reached.
    pub estimate: f64,
    /// Its lower limit; NaN where not available.
    pub lower: f64,
    /// Its upper limit; NaN where not available, which is usual.
    pub upper: f64,
}

/// Survival this close to the level lies on it: products of shares seldom give 0.5 to the last bit.
const ON_THE_LEVEL: f64 = 1.490_116_119_384_765_6e-8;

impl Curve {
    /// The day by which the share `p` has died, 0.5 for the median; NaN outside [0, 1].
    #[must_use]
    pub fn quantile(&self, p: f64, interval: &ConfidenceInterval) -> Quantile {
        let reached = |survival: &dyn Fn(usize) -> f64| {
            let points = self.steps.iter().enumerate().map(|(index, step)| (step.day, survival(index)));
            day_reached(f64::from(self.start), points, p)
        };
        Quantile {
            estimate: reached(&|index| self.steps[index].estimate),
            lower: reached(&|index| self.steps[index].limits(interval).0),
            upper: reached(&|index| self.steps[index].limits(interval).1),
        }
    }
}

/// When a curve that begins at 1 on day `start` has come down by `p`. Points that are NaN are passed over.
fn day_reached(start: f64, points: impl Iterator<Item = (f64, f64)>, p: f64) -> f64 {
    if p == 0.0 {
        return start;
    }
    let mut on_the_level = None;
    let mut last = (start, 1.0);
    for (day, survival) in [last].into_iter().chain(points) {
        let above = survival - (1.0 - p);
        if above < -ON_THE_LEVEL {
            return on_the_level.map_or(day, |first| f64::midpoint(first, day));
        }
        if above <= ON_THE_LEVEL && on_the_level.is_none() {
            on_the_level = Some(day);
        }
        last = (day, survival);
    }
    match on_the_level {
        Some(first) if !last.1.is_nan() => f64::midpoint(first, last.0),
        _ => f64::NAN,
    }
}
