//! What is asked.

use estimators::ConfidenceInterval;

use crate::convention::{Convention, Form, Method};
use crate::error::{Error, Result};
use crate::grid::{Grid, Time, days};
use crate::source::Source;

/// A survival question, as `caselake survival` puts it.
#[derive(Debug, Clone)]
pub struct SurvivalRequest {
    /// Where the cases come from.
    pub source: Source,
    /// The estimator.
    pub method: Method,
    /// Columns whose values make the strata, in order.
    pub by: Vec<String>,
    /// Which rows count, in the `where` language.
    pub filter: Option<String>,
    /// Whose rules are followed.
    pub convention: Convention,
    /// How interval estimates are made.
    pub form: Form,
    /// The times of the rows, or the intervals of a life table.
    pub grid: Grid,
    /// Times of the rows in years; with `at_days`, instead of the grid's.
    pub at_years: Vec<f64>,
    /// Times of the rows in days.
    pub at_days: Vec<f64>,
    /// Scale and level of the confidence intervals.
    pub interval: ConfidenceInterval,
    /// The length of a year in days; `None` takes the convention's.
    pub days_per_year: Option<f64>,
    /// The command that asked, for the provenance.
    pub command: String,
}

impl SurvivalRequest {
    /// Kaplan-Meier of all cases, at every day with a death or a censoring.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self {
            source,
            method: Method::default(),
            by: Vec::new(),
            filter: None,
            convention: Convention::default(),
            form: Form::default(),
            grid: Grid::default(),
            at_years: Vec::new(),
            at_days: Vec::new(),
            interval: ConfidenceInterval::default(),
            days_per_year: None,
            command: String::new(),
        }
    }

    pub(crate) fn days_per_year(&self) -> f64 {
        self.days_per_year.unwrap_or_else(|| self.convention.days_per_year())
    }

    /// The times that were asked for, in order; `None` where the grid decides.
    pub(crate) fn times_asked(&self) -> Option<Vec<Time>> {
        let year = self.days_per_year();
        let years = self.at_years.iter().map(|&years| Time { years, days: days(years, year) });
        let days = self.at_days.iter().map(|&days| Time { years: days / year, days });
        let mut times: Vec<Time> = years.chain(days).collect();
        times.sort_by(|a, b| a.days.total_cmp(&b.days));
        times.dedup_by(|a, b| a.days == b.days);
        Some(times).filter(|times| !times.is_empty())
    }

    /// The times to read a curve at, where follow-up ends after `last_years`; `None` for every step.
    pub(crate) fn read_times(&self, last_years: f64) -> Option<Vec<Time>> {
        let year = self.days_per_year();
        let of_grid = || {
            let times = self.grid.years(last_years, year)?;
            Some(times.into_iter().map(|years| Time { years, days: days(years, year) }).collect())
        };
        self.times_asked().or_else(of_grid)
    }

    /// What the rows of a curve are.
    pub(crate) fn grid_name(&self) -> String {
        match &self.grid {
            _ if self.times_asked().is_some() => String::from("the times asked for"),
            Grid::Exact => String::from("every day with a death or a censoring"),
            grid => grid.to_string(),
        }
    }

    /// The bounds of a life table in years, from 0, and what they are called.
    pub(crate) fn bounds(&self, last_years: f64) -> (Vec<f64>, String) {
        let grid = if self.grid == Grid::Exact { &Grid::Yearly } else { &self.grid };
        let mut bounds = grid.years(last_years, self.days_per_year()).unwrap_or_default();
        if bounds.first() != Some(&0.0) {
            bounds.insert(0, 0.0);
        }
        (bounds, grid.to_string())
    }

    /// Whether the options go together, before anything is read.
    pub(crate) fn check(&self) -> Result<()> {
        let unsupported = |option, found: &str, problem: &str| {
            Err(Error::Unsupported { option, found: found.to_owned(), problem: problem.to_owned() })
        };
        let year = self.days_per_year();
        if !(360.0..=370.0).contains(&year) {
            return unsupported("days-per-year", &year.to_string(), "expected the days of a year, such as 365.25");
        }
        let at = self.at_years.iter().chain(&self.at_days);
        if let Some(time) = at.clone().find(|time| !(time.is_finite() && **time >= 0.0)) {
            return unsupported("at", &time.to_string(), "expected times of 0 or more");
        }
        let (convention, method) = (self.convention, self.method);
        if matches!(convention, Convention::PopEpi | Convention::Seer) && method != Method::Actuarial {
            return unsupported("convention", convention.name(), "has interval estimates only; use --method actuarial");
        }
        if convention == Convention::Survival && method == Method::Actuarial {
            return unsupported("convention", convention.name(), "has no life table; use exact, seer or popepi");
        }
        if self.form == Form::Hazard && convention != Convention::PopEpi {
            return unsupported("form", self.form.name(), "needs --method actuarial --convention popepi today");
        }
        if self.days_per_year.is_some() && convention == Convention::Seer {
            return unsupported(
                "days-per-year",
                &year.to_string(),
                "the seer convention counts months of 365.24 / 12 days",
            );
        }
        for reserved in crate::render::COLUMNS {
            if self.by.iter().any(|by| by == reserved) {
                return unsupported("by", reserved, "an answer has a column of this name; rename the one of the cases");
            }
        }
        match (1..self.by.len()).find(|&i| self.by[..i].contains(&self.by[i])) {
            Some(twice) => unsupported("by", &self.by[twice], "named twice"),
            None => Ok(()),
        }
    }
}
