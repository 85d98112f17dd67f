//! Quantiles of survival time: the day by which a share of the people has died; the median for one half.
//!
//! **Formula.** The smallest t with S(t) <= 1 - p. Where the curve is level at exactly 1 - p any day
//! of that stretch would do, and its midpoint is given; the stretch may end with the follow-up.
//!
//! A net survival may rise again: what counts is the first day it came down as far.
//!
//! **Limits.** The days on which the curves of the lower and of the upper limits of S reach 1 - p, by the
//! same rule (Brookmeyer & Crowley): the day of the lower curve is the earlier one. Where few are left a
//! curve of limits may turn back; of the days on which it is at or below 1 - p that with the highest limit
//! is taken, as `survfit` does. On a curve that only falls this is the first.
//!
//! **Units.** Days. NaN where the curve never comes down as far: the quantile has not been reached.
//!
//! **Agreement.** R's survival 3.5-3, `quantile(survfit)`, exactly.
//!
//! **References.** Brookmeyer R, Crowley J (1982) <https://doi.org/10.2307/2530286>.

use crate::confidence::ConfidenceInterval;
use crate::curve::{Curve, Step};

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
        let mut lowest = 1.0_f64;
        Quantile {
            estimate: self.day_reached(p, |step| {
                lowest = lowest.min(step.estimate);
                lowest
            }),
            lower: self.day_reached(p, |step| step.limits(interval).0),
            upper: self.day_reached(p, |step| step.limits(interval).1),
        }
    }

    /// When a curve over the same steps has come down by `p`; it may be NaN on some.
    fn day_reached(&self, p: f64, mut survival: impl FnMut(&Step) -> f64) -> f64 {
        let start = f64::from(self.start);
        if p == 0.0 {
            return start;
        }
        // The day and the share dead of the least that is at p or above it, and of the least above it.
        let (mut reached, mut passed) = (None, None);
        let mut last = (start, 0.0);
        let steps = self.steps.iter().map(|step| (step.day, 1.0 - survival(step)));
        for (day, dead) in [last].into_iter().chain(steps) {
            last = (day, dead);
            for (least, from) in [(&mut reached, p - ON_THE_LEVEL), (&mut passed, p + ON_THE_LEVEL)] {
                if dead >= from && least.is_none_or(|(_, least)| dead < least) {
                    *least = Some((day, dead));
                }
            }
        }
        match (reached, passed) {
            (Some((first, _)), _) if (last.1 - p).abs() < ON_THE_LEVEL => f64::midpoint(first, last.0),
            (Some((first, _)), Some((after, _))) => f64::midpoint(first, after),
            _ => f64::NAN,
        }
    }
}
