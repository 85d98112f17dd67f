//! Interval forms: survival from sums over the intervals of a declared grid, such as months.
//!
//! **Estimands.** Those of [`PoharPerme`], [`EdererII`], [`Hakulinen`] and [`EdererI`] at the end of each interval, as
//! published where only grouped data are at hand. They take each hazard as constant within an interval, so short
//! intervals are needed: of a month at most for Pohar Perme.
//!
//! **Formula.** Over an interval of w days, with d deaths, y person-days and e expected deaths (the population hazard
//! integrated over those at risk), and the same weighted by 1 / expected survival at the moment, d', y', e', and q
//! the squared weights of the dead; p_E the expected survival of the interval:
//!
//! | estimator | [`IntervalForm::Hazard`] | [`IntervalForm::LifeTable`] |
//! | --- | --- | --- |
//! | Pohar Perme | exp(-w (d' - e') / y') | 1 - (d' - e') / (n' - c' / 2) |
//! | Ederer II | exp(-w (d - e) / y) | (1 - d / (n - c / 2)) / p_E, p_E = exp(-sum of daily mean hazards) |
//! | Hakulinen, Ederer I | exp(-w d / y) / p_E | (1 - d / (n - c / 2)) / p_E |
//!
//! with n entering the interval (n' their weights then) and c censored in it (c' their weights then). Survival is the
//! product over intervals.
//!
//! **Variance** of log S. Hazard form: sum of w^2 d / y^2, for Pohar Perme w^2 q / y'^2. Life table: Greenwood's
//! with n - c / 2 for n; for Pohar Perme sum of q / (n' - c' / 2)^2.
//!
//! **Ties.** By the grid's [`ClosedSide`](crate::ClosedSide). **Day 0.** As in [`PoharPerme`]; its deaths fall in
//! the first interval. **Units.** Days; person-time counts whole days, weighted within a day by the mean of start and end.
//! An interval that nobody entered has no estimate, nor has any after it.
//!
//! **Agreement.** Worked cohorts and the day curves in short intervals. popEpi 0.4.10 (`survtab`) differs by its rules: it
//! weighs at mid-interval, does not split at birthdays, and has a sign error in its weights.
//!
//! **References.** Cutler SJ, Ederer F (1958) <https://doi.org/10.1016/0021-9681(58)90126-7>; Seppä K, Hakulinen T,
//! Pokhrel A (2015) <https://doi.org/10.1016/j.ejca.2014.03.207>; Coviello E et al (2015), Stata Journal 15:173-185.

use crate::error::{Error, Result};
use crate::exact::{DaySum, NetCells, Parts};
use crate::observed::actuarial::IntervalEstimate;
use crate::observed::interval_cells::{DayGrid, IntervalCount};
use crate::observed::kaplan_meier::as_real;
use crate::relative::{EdererI, EdererII, FallOfExpected, Hakulinen, PoharPerme, fall_of_potential};

/// How the survival of an interval is made of its sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum IntervalForm {
    /// From person-time: the hazard is constant in the interval.
    #[default]
    Hazard,
    /// Actuarial: the censored count for half the interval.
    LifeTable,
}

/// The sums of one interval. What the cells do not keep is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct NetInterval {
    /// People entering it, and the deaths and the censored in it.
    pub counts: IntervalCount,
    /// People who come under observation within it.
    pub entered: u64,
    /// Its length, days.
    pub days: u32,
    /// Days at risk.
    pub person_days: u64,
    /// Deaths expected from the population hazard.
    pub expected_deaths: f64,
    /// The mean population hazard of those at risk, integrated over the interval.
    pub hazard: f64,
    /// Weights of those entering, at its start.
    pub weight_entering: f64,
    /// Weights of the censored, when they leave.
    pub weight_withdrawn: f64,
    /// Weights of the dead.
    pub weighted_deaths: f64,
    /// Their squares.
    pub weighted_deaths_squared: f64,
    /// Deaths expected, weighted.
    pub weighted_expected_deaths: f64,
    /// Days at risk, weighted.
    pub weighted_person_days: f64,
    /// The fall of the logarithm of the expected survival of those with potential follow-up.
    pub fall_of_potential: f64,
    /// The same of everybody.
    pub fall_of_expected: f64,
}

/// The sums of one stratum over the intervals of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct NetIntervals {
    parts: Parts,
    intervals: Vec<NetInterval>,
}

impl NetIntervals {
    /// Gathers the daily sums of cells into the intervals of a grid that end within the horizon.
    #[must_use]
    pub fn gather(cells: &NetCells, grid: &DayGrid) -> Self {
        let key = cells.key();
        let mut days = cells.days_to(key.end(), key.parts).peekable();
        let mut expected = FallOfExpected::default();
        let mut intervals = Vec::new();
        let mut first = 0;
        for &last in grid.last_days().iter().take_while(|&&last| last <= key.horizon) {
            let mut interval = NetInterval { days: last - first, ..NetInterval::default() };
            if let Some(day) = days.peek() {
                interval.counts.entering = day.n_risk;
                interval.weight_entering = day.weight_start;
            }
            while let Some(day) = days.next_if(|day| day.day <= last) {
                interval.add(&day, days.peek());
                if key.parts.contain(Parts::EXPECTED) {
                    interval.fall_of_expected += expected.to(&day);
                }
            }
            intervals.push(interval);
            first = last;
        }
        Self { parts: key.parts, intervals }
    }

    /// One an interval.
    #[must_use]
    pub fn intervals(&self) -> &[NetInterval] {
        &self.intervals
    }

    fn finish(
        &self,
        parts: Parts,
        form: IntervalForm,
        interval: impl Fn(&NetInterval) -> (f64, f64),
    ) -> Result<Vec<IntervalEstimate>> {
        if !self.parts.contain(parts) {
            return Err(Error::PartNotKept { kept: self.parts, needed: parts });
        }
        let entered = self.intervals.iter().map(|interval| interval.entered).sum();
        if form == IntervalForm::LifeTable && entered > 0 {
            return Err(Error::LateEntry { entered });
        }
        let (mut survival, mut variance) = (1.0, 0.0);
        let estimate = |sums: &NetInterval| {
            let (of_interval, variance_of_interval) = interval(sums);
            survival *= of_interval;
            variance += variance_of_interval;
            IntervalEstimate { counts: sums.counts, estimate: survival, std_err_log: f64::sqrt(variance) }
        };
        Ok(self.intervals.iter().map(estimate).collect())
    }

    /// Observed over expected, `fall` being the fall of the logarithm of the expected survival.
    fn ratio(
        &self,
        parts: Parts,
        form: IntervalForm,
        fall: impl Fn(&NetInterval) -> f64,
    ) -> Result<Vec<IntervalEstimate>> {
        self.finish(parts, form, |sums| {
            let (observed, variance) = sums.observed(form);
            (observed * fall(sums).exp(), variance)
        })
    }
}

impl NetInterval {
    fn add(&mut self, day: &DaySum, next: Option<&DaySum>) {
        self.counts.deaths += day.n_event;
        self.counts.withdrawn += day.n_censor;
        self.weighted_deaths += day.death_weight;
        self.weighted_deaths_squared += day.death_weight_squared;
        let stay = day.n_risk - day.n_event - day.n_censor;
        let entered = next.map_or(0, |next| next.n_risk) - stay;
        self.entered += entered;
        if day.n_censor > 0 && entered == 0 {
            let staying = if stay > 0 { next.map_or(0.0, |next| next.weight_start) } else { 0.0 };
            self.weight_withdrawn += day.weight_end - day.death_weight - staying;
        }
        self.fall_of_potential += fall_of_potential(day);
        if day.day > 0 && day.n_risk > 0 {
            self.person_days += day.n_risk;
            self.expected_deaths += day.hazard;
            self.hazard += day.hazard / as_real(day.n_risk);
            self.weighted_expected_deaths += day.weight_end - day.weight_start;
            self.weighted_person_days += 0.5 * (day.weight_start + day.weight_end);
        }
    }

    /// Survival of the interval and what it adds to the variance of log S.
    fn observed(&self, form: IntervalForm) -> (f64, f64) {
        let d = as_real(self.counts.deaths);
        match form {
            IntervalForm::Hazard => {
                let rate = f64::from(self.days) / as_real(self.person_days);
                ((-rate * d).exp(), rate * rate * d)
            }
            IntervalForm::LifeTable => {
                let n = as_real(self.counts.entering) - as_real(self.counts.withdrawn) / 2.0;
                (1.0 - d / n, d / (n * (n - d)))
            }
        }
    }
}

impl PoharPerme {
    /// The interval form.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`] without [`Parts::WEIGHTS`]; [`Error::LateEntry`] for a life table of people who entered
    /// after the origin.
    pub fn finish_intervals(&self, sums: &NetIntervals, form: IntervalForm) -> Result<Vec<IntervalEstimate>> {
        sums.finish(Self::PARTS, form, |sums| {
            let excess = sums.weighted_deaths - sums.weighted_expected_deaths;
            let squares = sums.weighted_deaths_squared;
            match form {
                IntervalForm::Hazard => {
                    let rate = f64::from(sums.days) / sums.weighted_person_days;
                    ((-rate * excess).exp(), rate * rate * squares)
                }
                IntervalForm::LifeTable => {
                    let n = sums.weight_entering - sums.weight_withdrawn / 2.0;
                    (1.0 - excess / n, squares / (n * n))
                }
            }
        })
    }
}

impl EdererII {
    /// The interval form.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`] without [`Parts::HAZARDS`]; [`Error::LateEntry`] for a life table of people who entered
    /// after the origin.
    pub fn finish_intervals(&self, sums: &NetIntervals, form: IntervalForm) -> Result<Vec<IntervalEstimate>> {
        sums.ratio(Self::PARTS, form, |sums| match form {
            IntervalForm::Hazard => f64::from(sums.days) * sums.expected_deaths / as_real(sums.person_days),
            IntervalForm::LifeTable => sums.hazard,
        })
    }
}

impl Hakulinen {
    /// The interval form.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`] without [`Parts::POTENTIAL`]; [`Error::LateEntry`] for a life table of people who entered
    /// after the origin.
    pub fn finish_intervals(&self, sums: &NetIntervals, form: IntervalForm) -> Result<Vec<IntervalEstimate>> {
        sums.ratio(Self::PARTS, form, |sums| sums.fall_of_potential)
    }
}

impl EdererI {
    /// The interval form.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`] without [`Parts::EXPECTED`]; [`Error::LateEntry`] for a life table of people who entered
    /// after the origin.
    pub fn finish_intervals(&self, sums: &NetIntervals, form: IntervalForm) -> Result<Vec<IntervalEstimate>> {
        sums.ratio(Self::PARTS, form, |sums| sums.fall_of_expected)
    }
}
