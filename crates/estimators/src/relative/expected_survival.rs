//! Expected survival: what the population's mortality alone would leave of the people.
//!
//! **Estimand.** S_E(t) of people like these at the origin, by the rule of one of three methods: who counts as followed
//! to t. With [`ExpectedSurvival::EdererI`] also the numbers expected alive, which tell how soon a study of net
//! survival runs out of people, and the years that the people would live.
//!
//! **Formula.** Ederer I: the mean of S_Pi(t) over everybody. Ederer II: exp(-integral of the mean hazard of those at
//! risk). Hakulinen: exp(-integral of the mean hazard, weighted by S_Pi, of those with potential follow-up). Days lived
//! by t: the integral of S_E from 0 to t, which within a day falls at a constant rate (exact where all have the
//! same hazard; else within 1e-9 of it).
//!
//! **Variance.** None: nothing is random. **Units.** Days. **Complexity.** Linear in days.
//!
//! **Agreement.** relsurv 2.2.9, `nessie` (numbers expected alive): within 2e-4 of the number between whole days.
//!
//! **References.** Ederer F, Axtell LM, Cutler SJ (1961), National Cancer Institute Monograph 6:101-121; Hakulinen T
//! (1982) <https://doi.org/10.2307/2529873>; Pohar Perme M, Pavlič K (2018) <https://doi.org/10.18637/jss.v087.i08>.

use crate::error::Result;
use crate::exact::{NetCells, Parts};
use crate::observed::kaplan_meier::as_real;
use crate::relative::{FallOfExpected, fall_of_potential, mean_over_day};

/// By whose rule people count as followed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ExpectedSurvival {
    /// Everybody, to the horizon.
    #[default]
    EdererI,
    /// Those at risk.
    EdererII,
    /// Those with potential follow-up.
    Hakulinen,
}

/// Expected survival at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpectedStep {
    /// Days from the origin.
    pub day: f64,
    /// Expected survival.
    pub survival: f64,
    /// How many of the people are expected to be alive.
    pub alive: f64,
    /// Days that one is expected to live by then.
    pub days_lived: f64,
}

/// Expected survival day by day from day 0 on.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedCurve {
    /// How many people there are.
    pub n: u64,
    /// One step a day: to the horizon for Ederer I, as long as anybody is followed for the others.
    pub steps: Vec<ExpectedStep>,
}

impl ExpectedCurve {
    /// The step of the last whole day at or before `day`; none beyond the last.
    #[must_use]
    pub fn at(&self, day: f64) -> Option<ExpectedStep> {
        let last = self.steps.last()?;
        if !(0.0..=last.day).contains(&day) {
            return None;
        }
        self.steps[..self.steps.partition_point(|step| step.day <= day)].last().copied()
    }
}

impl ExpectedSurvival {
    /// The sums that it needs.
    #[must_use]
    pub fn parts(self) -> Parts {
        match self {
            Self::EdererI => Parts::EXPECTED,
            Self::EdererII => Parts::HAZARDS,
            Self::Hakulinen => Parts::POTENTIAL,
        }
    }

    /// The curve of one stratum.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) without [`ExpectedSurvival::parts`].
    pub fn finish(self, cells: &NetCells) -> Result<ExpectedCurve> {
        let n = cells.counts().n() - cells.left_out();
        let mut steps: Vec<ExpectedStep> = Vec::new();
        let (mut survival, mut days_lived) = (1.0, 0.0);
        let mut everybody = FallOfExpected::default();
        for day in cells.daily(self.parts())? {
            let (followed, fall) = match self {
                Self::EdererI => (n > 0, everybody.to(&day)),
                Self::EdererII => (day.n_risk > 0, day.hazard / as_real(day.n_risk)),
                Self::Hakulinen => (day.potential_start > 0.0, fall_of_potential(&day)),
            };
            if !followed {
                // With late entry there may be nobody yet.
                if day.day < cells.last_day() {
                    continue;
                }
                break;
            }
            let before = survival;
            survival = match self {
                // Not by way of its falls, which would gather rounding.
                Self::EdererI => day.expected / as_real(n),
                _ => survival * (-fall).exp(),
            };
            if day.day > 0 {
                days_lived += mean_over_day(before, survival);
            }
            let alive = as_real(n) * survival;
            steps.push(ExpectedStep { day: f64::from(day.day), survival, alive, days_lived });
        }
        Ok(ExpectedCurve { n, steps })
    }
}
