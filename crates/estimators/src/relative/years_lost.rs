//! Years of life lost by a day.
//!
//! **Estimands.** Observed: the years that the people lost, the area above Kaplan-Meier. The population's: the
//! same for people like them who die of what the population dies of. Lost: the first less the second. Excess: the
//! years lost because of the disease with the population's mortality at work, the area under F_E of
//! [`CrudeProbability`](crate::CrudeProbability).
//!
//! **Formula.** All are integrals from day 0 to day t, exact for the curves as they are between days: S is constant
//! within a day, everybody's mean expected survival falls at a constant rate, and so does what F_E loses to
//! the population within a day.
//!
//! **Variance.** Observed and lost: sum over days s <= t of (area of S from s to t)^2 d / (n (n - d)), the population's
//! mortality taken as known. Excess: sum over s <= t of (integral from s to t of S(s) + F_E(s) - F_E(u))^2 d / n^2.
//! The population's: 0.
//!
//! **Ties, day 0.** As in [`PoharPerme`](crate::PoharPerme). **Units.** Years of the length given.
//! **Complexity.** Linear in days.
//!
//! **Agreement.** Worked cohorts. relsurv 2.2.9 (`years`) adds rectangles of up to a month where this integrates.
//!
//! **References.** Andersen PK (2013) <https://doi.org/10.1002/sim.5903>; Manevski D, Ružić Gorenjec N, Andersen PK,
//! Pohar Perme M (2023) <https://doi.org/10.1002/bimj.202200070>.

use crate::error::Result;
use crate::exact::{NetCells, Parts};
use crate::loss_curve::{LossStep, LostYears};
use crate::observed::kaplan_meier::as_real;
use crate::relative::crude_probability::Passed;
use crate::relative::mean_over_day;

/// The estimator of years lost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearsLost {
    /// The length of a year, days.
    pub days_per_year: f64,
}

impl YearsLost {
    /// The sums that it needs.
    pub const PARTS: Parts = Parts::HAZARDS.and(Parts::EXPECTED);

    /// The four curves of one stratum, with a step on day 0 and on each day of follow-up.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) without [`YearsLost::PARTS`].
    pub fn finish(&self, cells: &NetCells) -> Result<LostYears> {
        let everybody = as_real(cells.counts().n() - cells.left_out());
        let mut passed = Passed::default();
        let mut above = Area::default();
        let mut under = Area::default();
        let (mut population, mut expected, mut greenwood) = (0.0, 1.0, 0.0);
        let mut years = LostYears::default();
        let step = |day: u32, probability: f64, probability_variance: f64, days: f64, variance: f64| LossStep {
            day: f64::from(day),
            probability,
            probability_std_err: probability_variance.max(0.0).sqrt(),
            years: days / self.days_per_year,
            years_std_err: variance.max(0.0).sqrt() / self.days_per_year,
        };
        for day in cells.daily(Self::PARTS)?.take(cells.last_day() as usize + 1) {
            let (survival, disease) = (passed.survival, passed.disease);
            let hazard = passed.day(&day);
            if day.day > 0 {
                let before = std::mem::replace(&mut expected, day.expected / everybody);
                population += 1.0 - mean_over_day(before, expected);
                above.pass_day(survival);
                under.pass_day(disease - 0.5 * survival * hazard);
            }
            if day.n_event > 0 {
                let (n, d) = (as_real(day.n_risk), as_real(day.n_event));
                greenwood += d / (n * (n - d));
                // What a death takes away is what is left of the area of S, then.
                above.jump(0.0, if n > d { d / (n * (n - d)) } else { 0.0 });
                under.jump(passed.survival + passed.disease, d / (n * n));
            }
            let lived = above.area;
            let observed = f64::from(day.day) - lived;
            let died = 1.0 - passed.survival;
            let of_survival = passed.survival * passed.survival * if passed.survival > 0.0 { greenwood } else { 0.0 };
            years.observed.steps.push(step(day.day, died, of_survival, observed, above.variance()));
            years.population.steps.push(step(day.day, 1.0 - expected, 0.0, population, 0.0));
            let died_more = died - (1.0 - expected);
            years.lost.steps.push(step(day.day, died_more, of_survival, observed - population, above.variance()));
            years.excess.steps.push(step(
                day.day,
                passed.disease,
                passed.disease_variance(),
                under.area,
                under.variance(),
            ));
        }
        Ok(years)
    }
}

/// The area under a curve up to now, and its variance: an event at s of weight v moves the area at t by
/// level x (t - s) - (area from s to t), level being what the curve would have kept.
#[derive(Debug, Default)]
struct Area {
    now: f64,
    area: f64,
    /// Sums of v times the squares and products of level and of area(s) - level x s, and of 1.
    v: f64,
    l: f64,
    b: f64,
    ll: f64,
    lb: f64,
    bb: f64,
}

impl Area {
    fn pass_day(&mut self, height: f64) {
        self.now += 1.0;
        self.area += height;
    }

    fn jump(&mut self, level: f64, v: f64) {
        let b = self.area - level * self.now;
        self.v += v;
        self.l += v * level;
        self.b += v * b;
        self.ll += v * level * level;
        self.lb += v * level * b;
        self.bb += v * b * b;
    }

    fn variance(&self) -> f64 {
        let (t, area) = (self.now, self.area);
        self.bb + t * t * self.ll + 2.0 * t * self.lb - 2.0 * area * (self.b + t * self.l) + area * area * self.v
    }
}
