//! Answers a survival request: cells of each stratum, finished and read at the times asked for.

use estimators::{
    CellKey, ClosedSide, ConfidenceInterval, Curve, DayCells, DayGrid, FollowUp, IntervalCells, IntervalEstimate,
    KaplanMeier, LifeTable, NelsonAalen, PiecewiseHazard, TiedDeaths, YearGrid, YearSums, tally_strata,
};

use crate::answer::{Algorithm, Answer, CurvePoint, CurveShape, Exclusion, Interval, Provenance, Row, Stratum};
use crate::cohort::{Cohort, Observed};
use crate::convention::{Convention, Form, Method};
use crate::error::{Error, Result};
use crate::grid::Grid;
use crate::request::SurvivalRequest;

/// Estimates survival of the cases that the request selects.
///
/// # Errors
///
/// A source that cannot be read, a column that is missing or holds what it may not, a `where` that cannot
/// be read, or options that do not go together; see [`Error`].
pub fn survival(request: &SurvivalRequest) -> Result<Answer> {
    request.check()?;
    let mut cohort = Cohort::assemble(request)?;
    let finished = match &cohort.follow_up {
        Observed::Days { exit, entry } => {
            let people = FollowUp { entry: entry.as_deref(), exit, died: &cohort.died };
            let cells = tally_strata(CellKey::TUMORS, people, &cohort.strata.of_row, cohort.strata.labels.len())?;
            let days = Days { request, cells };
            days.exclude_day_zero(&mut cohort.exclusions);
            match request.method {
                Method::Actuarial => days.life_tables()?,
                _ => days.curves(),
            }
        }
        Observed::Years(years) => year_tables(request, &cohort, years)?,
    };
    answer(request, cohort, finished)
}

/// The estimates of every stratum, in order.
struct Finished {
    strata: Vec<FinishedStratum>,
    /// What the rows or intervals are.
    grid: String,
}

struct FinishedStratum {
    cases: u64,
    rows: Vec<Row>,
    curve: Vec<CurvePoint>,
    last_years: f64,
    /// Times asked for that follow-up does not reach, in years.
    beyond: Vec<f64>,
}

/// Estimates from whole days.
struct Days<'a> {
    request: &'a SurvivalRequest,
    cells: Vec<DayCells>,
}

impl Days<'_> {
    fn exclude_day_zero(&self, exclusions: &mut Vec<Exclusion>) {
        if self.request.convention != Convention::Survival {
            let count: u64 = self.cells.iter().map(DayCells::censored_on_day_zero).sum();
            exclusions.push(Exclusion { reason: "alive without follow-up (censored on day 0)".to_owned(), count });
        }
    }

    fn last_years(&self) -> f64 {
        let days = self.cells.iter().filter_map(|cells| cells.days().last()).map(|day| day.day).max();
        f64::from(days.unwrap_or(0)) / self.request.days_per_year()
    }

    fn curves(&self) -> Finished {
        let days_per_year = self.request.days_per_year();
        let times = read_times(self.request, self.last_years());
        let risk_set = KaplanMeier { day_zero: self.request.convention.day_zero(), start: 0 };
        let finish = |cells: &DayCells| match self.request.method {
            Method::NelsonAalen => NelsonAalen { ties: TiedDeaths::AtOnce, risk_set }.finish(cells),
            Method::FlemingHarrington => NelsonAalen { ties: TiedDeaths::OneByOne, risk_set }.finish(cells),
            Method::KaplanMeier | Method::Actuarial => risk_set.finish(cells),
        };
        let strata =
            self.cells.iter().map(|cells| read_curve(self.request, &finish(cells), times.as_deref(), days_per_year));
        Finished { strata: strata.collect(), grid: grid_name(self.request, "every day with a death or a censoring") }
    }

    fn life_tables(&self) -> Result<Finished> {
        let (bounds, grid) = bounds(self.request, self.last_years());
        let days_per_year = self.request.days_per_year();
        let closed = match self.request.convention {
            Convention::Seer => ClosedSide::Left,
            _ => ClosedSide::Right,
        };
        let ends: Vec<f64> = bounds[1..].iter().map(|years| years * days_per_year).collect();
        let day_grid = DayGrid::new(&ends, closed)?;
        let finish = |cells: &DayCells| {
            let cells = IntervalCells::gather(cells, day_grid.clone(), self.request.convention.day_zero())?;
            table(self.request, &LifeTable.finish(cells.intervals()), &bounds)
        };
        Ok(Finished { strata: self.cells.iter().map(finish).collect::<Result<_>>()?, grid })
    }
}

/// Estimates from fractional years, popEpi's convention.
fn year_tables(request: &SurvivalRequest, cohort: &Cohort, years: &[f64]) -> Result<Finished> {
    let last = years.iter().copied().fold(0.0, f64::max);
    let (bounds, grid) = bounds(request, last);
    let year_grid = YearGrid::new(bounds.clone())?;
    let mut people: Vec<(Vec<f64>, Vec<bool>)> = vec![Default::default(); cohort.strata.labels.len()];
    for ((&stratum, &time), &died) in cohort.strata.of_row.iter().zip(years).zip(&cohort.died) {
        let (times, deaths) = &mut people[stratum as usize];
        times.push(time);
        deaths.push(died);
    }
    let finish = |(times, died): &(Vec<f64>, Vec<bool>)| {
        let sums = YearSums::tally(year_grid.clone(), times, died)?;
        let estimates = match request.form {
            Form::LifeTable => LifeTable.finish(sums.intervals()),
            Form::Hazard => PiecewiseHazard.finish(&sums),
        };
        table(request, &estimates, &bounds)
    };
    Ok(Finished { strata: people.iter().map(finish).collect::<Result<_>>()?, grid })
}

fn read_curve(request: &SurvivalRequest, curve: &Curve, times: Option<&[Time]>, days_per_year: f64) -> FinishedStratum {
    let row = |time: Time, step: estimators::Step| {
        let (lower, upper) = step.limits(&request.interval);
        Row {
            stratum: 0,
            time_years: time.years,
            time_days: time.days,
            n_risk: step.n_risk,
            n_event: step.n_event,
            n_censor: step.n_censor,
            estimate: step.estimate,
            std_err: step.std_err(),
            lower,
            upper,
        }
    };
    let at_step = |step: &estimators::Step| {
        let days = f64::from(step.day);
        row(Time { years: days / days_per_year, days }, *step)
    };
    let steps: Vec<Row> = curve.steps.iter().map(at_step).collect();
    let mut beyond = Vec::new();
    let rows = match times {
        None => steps.clone(),
        Some(times) => {
            let read = |time: &Time| {
                let step = curve.at(time.days);
                if step.is_none() {
                    beyond.push(time.years);
                }
                step.map(|step| row(*time, step))
            };
            times.iter().filter_map(read).collect()
        }
    };
    FinishedStratum {
        cases: curve.n_start,
        rows,
        last_years: steps.last().map_or(0.0, |row| row.time_years),
        curve: steps.iter().map(point).collect(),
        beyond,
    }
}

fn point(row: &Row) -> CurvePoint {
    CurvePoint { years: row.time_years, n_risk: row.n_risk, estimate: row.estimate, lower: row.lower, upper: row.upper }
}

/// The rows of a life table: intervals that somebody entered.
fn table(request: &SurvivalRequest, estimates: &[IntervalEstimate], bounds: &[f64]) -> Result<FinishedStratum> {
    let days_per_year = request.days_per_year();
    let row = |(estimate, &end): (&IntervalEstimate, &f64)| {
        let (lower, upper) = limits(&request.interval, estimate);
        Row {
            stratum: 0,
            time_years: end,
            time_days: end * days_per_year,
            n_risk: estimate.counts.entering,
            n_event: estimate.counts.deaths,
            n_censor: estimate.counts.withdrawn,
            estimate: estimate.estimate,
            std_err: estimate.std_err(),
            lower,
            upper,
        }
    };
    let entered = estimates.iter().take_while(|estimate| estimate.counts.entering > 0);
    let all: Vec<Row> = entered.zip(&bounds[1..]).map(row).collect();
    let mut beyond = Vec::new();
    let rows = match read_times(request, 0.0).filter(|_| asks_times(request)) {
        None => all.clone(),
        Some(times) => {
            let mut rows = Vec::new();
            for time in times {
                let near = |end: f64| (end - time.years).abs() < 1e-9;
                if !bounds[1..].iter().any(|&end| near(end)) {
                    return Err(Error::Unsupported {
                        option: "at",
                        found: time.years.to_string(),
                        problem: "no interval of the life table ends there; add it to --grid".to_owned(),
                    });
                }
                match all.iter().find(|row| near(row.time_years)) {
                    Some(row) => rows.push(*row),
                    None => beyond.push(time.years),
                }
            }
            rows
        }
    };
    Ok(FinishedStratum {
        cases: all.first().map_or(0, |row| row.n_risk),
        rows,
        last_years: all.last().map_or(0.0, |row| row.time_years),
        curve: all.iter().map(point).collect(),
        beyond,
    })
}

fn limits(interval: &ConfidenceInterval, estimate: &IntervalEstimate) -> (f64, f64) {
    estimate.limits(interval)
}

#[derive(Clone, Copy)]
struct Time {
    years: f64,
    days: f64,
}

fn asks_times(request: &SurvivalRequest) -> bool {
    !request.at_years.is_empty() || !request.at_days.is_empty()
}

/// The times to read a curve at: those asked for, else the grid's; `None` for every step.
fn read_times(request: &SurvivalRequest, last_years: f64) -> Option<Vec<Time>> {
    let year = request.days_per_year();
    if asks_times(request) {
        let years = request.at_years.iter().map(|&years| Time { years, days: years * year });
        let days = request.at_days.iter().map(|&days| Time { years: days / year, days });
        let mut times: Vec<Time> = years.chain(days).collect();
        times.sort_by(|a, b| a.days.total_cmp(&b.days));
        times.dedup_by(|a, b| a.days == b.days);
        return Some(times);
    }
    let years = request.grid.years(last_years, year)?;
    Some(years.into_iter().map(|years| Time { years, days: years * year }).collect())
}

fn grid_name(request: &SurvivalRequest, exact: &str) -> String {
    match &request.grid {
        _ if asks_times(request) => String::from("the times asked for"),
        Grid::Exact => exact.to_owned(),
        grid => grid.to_string(),
    }
}

/// Interval bounds of a life table in years, from 0, and what to call them.
fn bounds(request: &SurvivalRequest, last_years: f64) -> (Vec<f64>, String) {
    let year = request.days_per_year();
    let grid = if request.grid == Grid::Exact { &Grid::Yearly } else { &request.grid };
    let mut bounds = grid.years(last_years, year).unwrap_or_default();
    if bounds.first() != Some(&0.0) {
        bounds.insert(0, 0.0);
    }
    (bounds, grid.to_string())
}

fn answer(request: &SurvivalRequest, cohort: Cohort, finished: Finished) -> Result<Answer> {
    let used: u64 = finished.strata.iter().map(|stratum| stratum.cases).sum();
    if cohort.died.is_empty() {
        let reasons = cohort.exclusions.iter().filter(|exclusion| exclusion.count > 0);
        let reasons: Vec<String> =
            reasons.map(|exclusion| format!("{} {}", exclusion.count, exclusion.reason)).collect();
        let excluded = format!(
            "of {} rows: {}",
            cohort.read,
            if reasons.is_empty() { "none".to_owned() } else { reasons.join(", ") }
        );
        return Err(Error::NoCases { place: cohort.place, excluded });
    }
    let actuarial = request.method == Method::Actuarial;
    let shape = if actuarial { CurveShape::Intervals } else { CurveShape::Steps };
    let mut strata = Vec::with_capacity(finished.strata.len());
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for (index, (labels, found)) in cohort.strata.labels.into_iter().zip(finished.strata).enumerate() {
        rows.extend(found.rows.into_iter().map(|row| Row { stratum: index, ..row }));
        let stratum =
            Stratum { values: labels, cases: found.cases, curve: found.curve, shape, last_years: found.last_years };
        if asks_times(request)
            && let Some(first) = found.beyond.first()
        {
            notes.push(format!(
                "{}: follow-up ends after {:.2} years; no estimate from {first} years on",
                stratum.label(),
                found.last_years
            ));
        }
        strata.push(stratum);
    }
    let provenance = Provenance {
        snapshot: request.source.snapshot(),
        source: request.source.place(),
        algorithm: Algorithm { id: request.method.name().to_owned(), version: "1".to_owned() },
        convention: request.convention.name().to_owned(),
        form: actuarial.then(|| request.form.name().to_owned()),
        days_per_year: request.days_per_year(),
        grid: finished.grid,
        interval: Interval { scale: request.interval.transform.name().to_owned(), level: request.interval.level.get() },
        counting_unit: "tumors".to_owned(),
        filter: request.filter.clone(),
        cases_read: cohort.read as u64,
        cases_used: used,
        exclusions: cohort.exclusions,
        notes,
        command: request.command.clone(),
    };
    Ok(Answer { by: request.by.clone(), strata, rows, provenance })
}
