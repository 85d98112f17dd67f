//! Cumulative incidence: the probability of dying of one cause while others are at work
//! (Aalen-Johansen).
//!
//! **Estimand.** F_k(t) = P(T <= t, dies of cause k), with the other causes as they are. The F_k and
//! the probability S(t) of being event free add up to 1.
//!
//! **Formula.** With n at risk and d_k deaths of cause k on each distinct day t_j, d of any:
//! F_k(t) = sum over t_j <= t of S(t_j-) d_kj / n_j, S the Kaplan-Meier estimate for any cause.
//!
//! **Variance.** A death of cause k on day s moves F_k(t) by S(s-) [1 - g], one of another cause by
//! -S(s-) g, with g = (F_k(t) - F_k(s)) / S(s). The variance adds the squares of these, weighted by
//! the variance of the day's shares d_k / n:
//!
//! * [`IncidenceVariance::Multinomial`]: the outcomes of a day are multinomial. This is Greenwood's
//!   variance for several causes (Dinse & Larson) and equals the infinitesimal jackknife.
//! * [`IncidenceVariance::Aalen`]: the causes are independent, and d_k tied deaths are drawn from
//!   n without replacement, d_k / n^2 (1 - (d_k - 1) / (n - 1)). The other causes count as one.
//!
//! Both are kept in one pass: V, the sum W of half their slopes in F_k(t), and the sum U of half
//! their curvatures, so that a rise f of F_k adds 2 f W + f^2 U.
//!
//! **Ties, day 0, delayed entry, units.** As in [`KaplanMeier`]; deaths of several causes on one day
//! face the same risk set. **Assumptions.** Censoring tells nothing of the time and cause of death;
//! nothing is asked of how the causes depend on one another. **Complexity.** Linear in the number of distinct days, for each cause.
//!
//! **Agreement.** R's survival 3.5-3, `survfit(Surv(time, factor))` (multinomial), and cmprsk 2.2.11,
//! `cuminc` (Aalen), to 1e-12.
//!
//! **References.** Aalen OO, Johansen S (1978), Scandinavian Journal of Statistics 5:141-150;
//! Dinse GE, Larson MG (1986) <https://doi.org/10.1093/biomet/73.2.379>;
//! Aalen O (1978) <https://doi.org/10.1214/aos/1176344198>.

use crate::cause_curve::{CauseCurve, CauseStep};
use crate::causes::cause_cells::CauseCells;
use crate::curve::{Curve, RiskDay};
use crate::observed::kaplan_meier::{KaplanMeier, RiskSet, as_real};

/// Which variance a cumulative incidence carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum IncidenceVariance {
    /// The outcomes of a day are multinomial, as in Greenwood's formula.
    #[default]
    Multinomial,
    /// The causes are independent, as in R's cmprsk package.
    Aalen,
}

/// The probabilities of dying of each cause and of being alive, which add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct CompetingRisks {
    /// Free of every cause: the Kaplan-Meier curve of all of them together.
    pub event_free: Curve,
    /// Cumulative incidence of each cause, the first being cause 1.
    pub causes: Vec<CauseCurve>,
}

/// The cumulative incidence estimator.
///
/// ```
/// use estimators::{CauseCells, CauseFollowUp, CellKey, CumulativeIncidence};
///
/// let people = CauseFollowUp { entry: None, exit: &[2, 3, 3, 5], cause: &[2, 1, 0, 1] };
/// let risks = CumulativeIncidence::default().finish(&CauseCells::tally(CellKey::TUMORS, 2, people)?);
/// // A quarter died of cause 2; a third of the remaining three quarters of cause 1 on day 3.
/// assert!((risks.causes[0].steps[1].estimate - 0.75 / 3.0).abs() < 1e-15);
/// # Ok::<(), estimators::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CumulativeIncidence {
    /// Which variance.
    pub variance: IncidenceVariance,
    /// Day 0 and the start, as in Kaplan-Meier.
    pub risk_set: KaplanMeier,
}

impl CumulativeIncidence {
    /// The curves of one stratum.
    #[must_use]
    pub fn finish(&self, cells: &CauseCells) -> CompetingRisks {
        let risk_set = self.risk_set.risk_set(cells.all_causes());
        let causes = cells.deaths().iter().map(|deaths| self.curve(&risk_set, deaths)).collect();
        CompetingRisks { event_free: self.risk_set.finish(cells.all_causes()), causes }
    }

    /// The curve of the cause with these deaths.
    fn curve(&self, risk_set: &RiskSet, deaths: &[u64]) -> CauseCurve {
        let mut incidence = Incidence { event_free: 1.0, ..Incidence::default() };
        let step = |day: &RiskDay| {
            let n_event = deaths[day.index];
            incidence.advance(
                Day { n: as_real(day.at_risk), any: as_real(day.deaths), own: as_real(n_event) },
                self.variance,
            );
            CauseStep {
                day: f64::from(day.day),
                n_risk: day.at_risk,
                n_event,
                n_censor: day.censored,
                estimate: incidence.estimate,
                std_err: incidence.variance.max(0.0).sqrt(),
            }
        };
        let steps = risk_set.days.iter().map(step).collect();
        CauseCurve { start: self.risk_set.start, n_start: risk_set.n_start, left_out: risk_set.left_out, steps }
    }
}

/// A day's risk set, its deaths of any cause and those of the cause in question.
#[derive(Clone, Copy)]
struct Day {
    n: f64,
    any: f64,
    own: f64,
}

/// What is known at the end of a day.
#[derive(Default)]
struct Incidence {
    event_free: f64,
    estimate: f64,
    variance: f64,
    half_slope: f64,
    half_curvature: f64,
}

impl Incidence {
    fn advance(&mut self, day: Day, kind: IncidenceVariance) {
        let Day { n, any, own } = day;
        let before = self.event_free;
        let rise = before * own / n;
        self.estimate += rise;
        self.variance += rise * (2.0 * self.half_slope + rise * self.half_curvature);
        self.half_slope += rise * self.half_curvature;

        // The day's shares have the covariance C; a = (S-, 0) and b = -S- / S (1, 1) are what a unit
        // of them adds to F_k(t) at once and for each unit that F_k still rises. Added are a'Ca, a'Cb, b'Cb.
        let [own_own, own_any, any_any] = match kind {
            IncidenceVariance::Multinomial => {
                let share = own / n;
                [share * (1.0 - share) / n, share * (1.0 - any / n) / n, any / n * (1.0 - any / n) / n]
            }
            IncidenceVariance::Aalen => {
                let drawn = |d: f64| if d > 1.0 { d / (n * n) * (1.0 - (d - 1.0) / (n - 1.0)) } else { d / (n * n) };
                [drawn(own), drawn(own), drawn(own) + drawn(any - own)]
            }
        };
        self.variance += before * before * own_own;
        if any < n {
            // Where nobody is left F_k has risen for the last time.
            let ratio = n / (n - any);
            self.half_slope -= before * ratio * own_any;
            self.half_curvature += ratio * ratio * any_any;
        }
        self.event_free *= (n - any) / n;
    }
}
