//! Conditional survival: of those still alive on day s, the share alive on day t.
//!
//! **Estimand.** S(t | s) = P(T > t | T > s). **Formula.** S(t) / S(s).
//!
//! **Variance.** var log S(t | s) = var log S(t) - var log S(s): what happened after s. The increments
//! of log S do not depend on one another for any of the estimators here. For Kaplan-Meier these are
//! Greenwood's terms with s < t_j <= t.
//!
//! **Agreement.** The ratio of curves of R's survival 3.5-3, `survfit`, to 1e-12.
//!
//! **References.** Davis FG et al (1999) <https://doi.org/10.1002/(SICI)1097-0142(19990115)85:2%3C485::AID-CNCR29%3E3.0.CO;2-L>.

use crate::curve::{Curve, Step};

impl Curve {
    /// The curve of those who outlived `day`: it starts there, at survival 1. `None` where there is no
    /// estimate at `day`, or nobody outlived it.
    ///
    /// ```
    /// use estimators::{CellKey, DayCells, FollowUp, KaplanMeier};
    ///
    /// let people = FollowUp { entry: None, exit: &[2, 3, 3, 5], died: &[true, true, false, true] };
    /// let curve = KaplanMeier::default().finish(&DayCells::tally(CellKey::TUMORS, people)?);
    /// let later = curve.given(2.0).and_then(|curve| curve.at(3.0));
    /// assert!(later.is_some_and(|step| (step.estimate - 2.0 / 3.0).abs() < 1e-15));
    /// # Ok::<(), estimators::Error>(())
    /// ```
    #[must_use]
    pub fn given(&self, day: f64) -> Option<Self> {
        let from = self.at(day).filter(|from| from.estimate > 0.0)?;
        let later = &self.steps[self.steps.partition_point(|step| step.day <= day)..];
        let grown = |to: f64, from: f64| f64::sqrt((to * to - from * from).max(0.0));
        let steps: Vec<Step> = later
            .iter()
            .map(|step| Step {
                estimate: step.estimate / from.estimate,
                std_err_log: grown(step.std_err_log, from.std_err_log),
                cum_hazard: step.cum_hazard - from.cum_hazard,
                cum_hazard_std_err: grown(step.cum_hazard_std_err, from.cum_hazard_std_err),
                ..*step
            })
            .collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day of the curve")]
        let start = day as u32;
        Some(Self { start, n_start: later.first().map_or(0, |step| step.n_risk), left_out: 0, steps })
    }
}
