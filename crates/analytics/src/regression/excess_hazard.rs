//! The excess hazard, from deaths, person-time and expected deaths by pattern of covariates and interval of follow-up.
//!
//! Intervals are open at the left and closed at the right, in years; whoever is followed beyond the last bound counts as
//! censored at it. Expected deaths are the exact integral of each person's population hazard while at risk. People
//! without follow-up (time 0) have no time at risk and are left out.

use estimators::{DesignMatrix, Error, ExcessHazard, ExcessHazardData};

use super::terms::{Read, Terms};
use super::{Deviance, Fitted};
use crate::answer::{Clamped, Exclusion};
use crate::cohort::{Cohort, Population};
use crate::error::Result;
use crate::grid::{Grid, days as in_days};
use crate::question::{Question, unsupported};

/// More patterns than this are people, not patterns.
const MAX_PATTERNS: usize = 100_000;

/// What the terms of the intervals are called.
const INTERVAL: &str = "years";

/// Where follow-up ends unless the request says so.
const YEARS: f64 = 5.0;

/// Fits the model to the cases, grouped.
pub(super) fn fit(question: &Question<'_>, cohort: &Cohort, terms: &Terms) -> Result<Fitted> {
    let bounds = bounds(question);
    let patterns = Patterns::of(&terms.covariates, cohort.len())?;
    let rows = Rows::count(question, cohort, &patterns, &bounds)?;
    let mut design = DesignMatrix::new(rows.of.len());
    let intervals = rows.intervals();
    let name = |interval: &usize| format!(" {}-{}", decimals(bounds[*interval]), decimals(bounds[interval + 1]));
    let names: Vec<String> = intervals.iter().map(name).collect();
    if intervals.len() > 1 {
        let levels: Vec<&str> = names.iter().map(String::as_str).collect();
        let code = |of: usize| intervals.iter().position(|&interval| interval == of).unwrap_or(0);
        let codes: Vec<u32> = rows.of.iter().map(|&(_, of)| u32::try_from(code(of)).unwrap_or(u32::MAX)).collect();
        design.push_factor(INTERVAL, &levels, &codes)?;
    }
    let first: Vec<usize> = rows.of.iter().map(|&(pattern, _)| patterns.first[pattern]).collect();
    terms.add_to(&mut design, &first)?;
    let data =
        ExcessHazardData { deaths: &rows.deaths, person_time: &rows.years, expected: &rows.expected, design: &design };
    let found = match ExcessHazard::default().fit(&data) {
        Err(Error::NoFiniteMaximum { term }) if names.iter().any(|name| term == format!("{INTERVAL}{name}")) => {
            let problem = format!(
                "nobody dies in {term} beyond what is expected of the general population; make intervals wider with \
                 --grid 0,1,3,5, or end before it with --horizon"
            );
            return unsupported("grid", &grid_name(question, &bounds), &problem);
        }
        found => found?,
    };
    let deviance = Deviance { deviance: found.deviance, residual_df: found.residual_df, rows: rows.of.len() };
    let years = names.first().map_or_else(String::new, |name| format!(" in {INTERVAL}{name}"));
    let baseline = format!(
        "the intercept is the logarithm of the excess deaths per person-year{years} where every covariate is 0 or its \
         first level"
    );
    let reason = "no follow-up (time 0), and so no time at risk".to_owned();
    Ok(Fitted {
        deviance: Some(deviance),
        grid: grid_name(question, &bounds),
        clamped: rows.clamped,
        exclusions: vec![Exclusion { reason, count: rows.without_time }],
        notes: vec![baseline],
        ..Fitted::new(found.fit)
    })
}

/// The bounds of the intervals in years, from 0.
fn bounds(question: &Question<'_>) -> Vec<f64> {
    let horizon = question.request.horizon;
    let (mut bounds, _) = question.bounds(horizon.unwrap_or(YEARS));
    if let Some(horizon) = horizon {
        bounds.retain(|bound| *bound < horizon);
        bounds.push(horizon);
    }
    bounds
}

fn grid_name(question: &Question<'_>, bounds: &[f64]) -> String {
    let grid = match &question.request.grid {
        Grid::Exact => Grid::Yearly.to_string(),
        grid => grid.to_string(),
    };
    format!("{grid}, to {} years", bounds.last().copied().unwrap_or(YEARS))
}

/// People alike in every covariate.
struct Patterns {
    /// The pattern of each person.
    of_row: Vec<usize>,
    /// One person of each.
    first: Vec<usize>,
}

impl Patterns {
    fn of(covariates: &[Read], people: usize) -> Result<Self> {
        let key = |row: usize| {
            covariates.iter().map(move |covariate| match covariate {
                Read::Number { values, .. } => values[row].to_bits(),
                Read::Factor { codes, .. } => u64::from(codes[row]),
            })
        };
        let mut order: Vec<usize> = (0..people).collect();
        order.sort_by(|&a, &b| key(a).cmp(key(b)));
        let (mut of_row, mut first) = (vec![0; people], Vec::new());
        for alike in order.chunk_by(|&a, &b| key(a).eq(key(b))) {
            alike.iter().for_each(|&row| of_row[row] = first.len());
            first.push(alike[0]);
        }
        if first.len() > MAX_PATTERNS {
            let problem = format!(
                "the cases have {} different patterns of covariates, more than {MAX_PATTERNS}; group those that are \
                 continuous, such as age into age groups",
                first.len()
            );
            return unsupported("covariates", "", &problem);
        }
        Ok(Self { of_row, first })
    }
}

/// The grouped rows that have time at risk.
struct Rows {
    /// The pattern and the interval of each.
    of: Vec<(usize, usize)>,
    deaths: Vec<u64>,
    /// Person-years.
    years: Vec<f64>,
    /// Deaths expected in the general population.
    expected: Vec<f64>,
    without_time: u64,
    clamped: Clamped,
}

/// What is counted of a pattern in an interval.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    deaths: u64,
    days: f64,
    expected: f64,
}

impl Rows {
    fn count(question: &Question<'_>, cohort: &Cohort, patterns: &Patterns, bounds: &[f64]) -> Result<Self> {
        let Some(population) = cohort.population(question) else {
            return unsupported("method", "excess-hazard", "compares with the general population; add --life-table");
        };
        let year = question.days_per_year();
        let ends: Vec<f64> = bounds.iter().map(|&years| in_days(years, year)).collect();
        let intervals = ends.len() - 1;
        let days = cohort.days()?;
        let mut sums = vec![Sums::default(); patterns.first.len() * intervals];
        let (mut without_time, mut clamped) = (0, Clamped::default());
        for (row, &pattern) in patterns.of_row.iter().enumerate() {
            let exit = f64::from(days.exit[row]);
            let entry = days.entry.map_or(0.0, |entry| f64::from(entry[row]));
            if exit <= entry {
                without_time += 1;
                continue;
            }
            let last = exit.min(ends[intervals]);
            count_outside(population, row, last, &mut clamped);
            for (interval, sums) in sums[pattern * intervals..][..intervals].iter_mut().enumerate() {
                let (from, to) = (ends[interval].max(entry), ends[interval + 1].min(exit));
                if from < to {
                    sums.days += to - from;
                    sums.expected += population.table.cumulative_hazard(population.subject(row), from, to);
                    sums.deaths += u64::from(cohort.end[row] > 0 && exit <= ends[interval + 1]);
                }
            }
        }
        question.clamp(clamped)?;
        let kept = (0..sums.len()).filter(|&row| sums[row].days > 0.0);
        let kept: Vec<((usize, usize), Sums)> =
            kept.map(|row| ((row / intervals, row % intervals), sums[row])).collect();
        Ok(Self {
            of: kept.iter().map(|(of, _)| *of).collect(),
            deaths: kept.iter().map(|(_, sums)| sums.deaths).collect(),
            years: kept.iter().map(|(_, sums)| sums.days / year).collect(),
            expected: kept.iter().map(|(_, sums)| sums.expected).collect(),
            without_time,
            clamped,
        })
    }
}

impl Rows {
    /// The intervals that have time at risk: first, as what the others are compared with, the earliest in which anybody
    /// died.
    fn intervals(&self) -> Vec<usize> {
        let mut occurring: Vec<usize> = self.of.iter().map(|&(_, interval)| interval).collect();
        occurring.sort_unstable();
        occurring.dedup();
        let died =
            |interval: &usize| self.of.iter().zip(&self.deaths).any(|((_, of), deaths)| of == interval && *deaths > 0);
        if let Some(reference) = occurring.iter().position(died) {
            occurring[..=reference].rotate_right(1);
        }
        occurring
    }
}

/// A bound in years as people write it.
fn decimals(years: f64) -> String {
    let text = format!("{years:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn count_outside(population: Population<'_>, row: usize, days: f64, clamped: &mut Clamped) {
    let outside = population.table.outside(population.subject(row), days);
    clamped.cases += u64::from(!outside.is_none());
    clamped.too_young += u64::from(outside.too_young);
    clamped.too_old += u64::from(outside.too_old);
    clamped.too_early += u64::from(outside.too_early);
    clamped.too_late += u64::from(outside.too_late);
}
