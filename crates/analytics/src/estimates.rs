//! Estimates of every stratum: cells finished by a kernel, and read at the times asked for.

use estimators::{
    Actuarial, ClosedSide, Curve, DayCells, DayGrid, DayZero, IntervalCells, IntervalEstimate, KaplanMeier,
    NelsonAalen, PiecewiseHazard, Step, TiedDeaths, YearGrid, YearSums,
};

use crate::answer::{CurvePoint, Exclusion, Row};
use crate::cohort::Cohort;
use crate::convention::{Convention, Form, Method};
use crate::error::{Error, Result};
use crate::grid::{Time, days};
use crate::request::SurvivalRequest;

/// The estimates of every stratum, in order.
pub(crate) struct Finished {
    pub(crate) strata: Vec<FinishedStratum>,
    /// What the rows or intervals are.
    pub(crate) grid: String,
}

pub(crate) struct FinishedStratum {
    pub(crate) cases: u64,
    pub(crate) rows: Vec<Row>,
    pub(crate) curve: Vec<CurvePoint>,
    pub(crate) last_years: f64,
    /// Times asked for that follow-up does not reach, in years.
    pub(crate) beyond: Vec<f64>,
}

/// Estimates from whole days.
pub(crate) struct Days<'a> {
    pub(crate) request: &'a SurvivalRequest,
    pub(crate) cells: Vec<DayCells>,
}

impl Days<'_> {
    /// People who never were at risk by the convention, to be counted with the other exclusions.
    pub(crate) fn day_zero_exclusion(&self) -> Option<Exclusion> {
        let count = self.cells.iter().map(|cells| self.left_out(cells)).sum();
        let leaves_out = self.request.convention.day_zero() == DayZero::LeaveOut;
        leaves_out.then(|| Exclusion { reason: "alive without follow-up (censored on day 0)".to_owned(), count })
    }

    fn left_out(&self, cells: &DayCells) -> u64 {
        match self.request.convention.day_zero() {
            DayZero::LeaveOut => cells.censored_on_day_zero(),
            DayZero::Keep => 0,
        }
    }

    fn last_years(&self) -> f64 {
        let days = self.cells.iter().filter_map(|cells| cells.days().last()).map(|day| day.day).max();
        f64::from(days.unwrap_or(0)) / self.request.days_per_year()
    }

    pub(crate) fn curves(&self) -> Finished {
        let times = self.request.read_times(self.last_years());
        let risk_set = KaplanMeier { day_zero: self.request.convention.day_zero(), start: 0 };
        let finish = |cells: &DayCells| match self.request.method {
            Method::NelsonAalen => NelsonAalen { ties: TiedDeaths::AtOnce, risk_set }.finish(cells),
            Method::FlemingHarrington => NelsonAalen { ties: TiedDeaths::OneByOne, risk_set }.finish(cells),
            Method::KaplanMeier | Method::Actuarial => risk_set.finish(cells),
        };
        let strata = self.cells.iter().map(|cells| FinishedStratum {
            cases: cells.n() - self.left_out(cells),
            ..read_curve(self.request, &finish(cells), times.as_deref())
        });
        Finished { strata: strata.collect(), grid: self.request.grid_name() }
    }

    pub(crate) fn life_tables(&self) -> Result<Finished> {
        let (bounds, grid) = self.request.bounds(self.last_years());
        let days_per_year = self.request.days_per_year();
        let closed = match self.request.convention {
            Convention::Seer => ClosedSide::Left,
            _ => ClosedSide::Right,
        };
        let ends: Vec<f64> = bounds[1..].iter().map(|&years| days(years, days_per_year)).collect();
        let day_grid = DayGrid::new(&ends, closed)?;
        let finish = |cells: &DayCells| {
            let cells = IntervalCells::gather(cells, day_grid.clone(), self.request.convention.day_zero())?;
            table(self.request, &Actuarial.finish(cells.intervals()), &bounds)
        };
        Ok(Finished { strata: self.cells.iter().map(finish).collect::<Result<_>>()?, grid })
    }
}

/// Estimates from fractional years, popEpi's convention.
pub(crate) fn year_tables(request: &SurvivalRequest, cohort: &Cohort, years: &[f64]) -> Result<Finished> {
    let last = years.iter().copied().fold(0.0, f64::max);
    let (bounds, grid) = request.bounds(last);
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
            Form::LifeTable => Actuarial.finish(sums.intervals()),
            Form::Hazard => PiecewiseHazard.finish(&sums),
        };
        table(request, &estimates, &bounds)
    };
    Ok(Finished { strata: people.iter().map(finish).collect::<Result<_>>()?, grid })
}

fn read_curve(request: &SurvivalRequest, curve: &Curve, times: Option<&[Time]>) -> FinishedStratum {
    let days_per_year = request.days_per_year();
    let row = |time: Time, step: Step| {
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
    let at_step = |step: &Step| {
        let days = step.day;
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
        let (lower, upper) = estimate.limits(&request.interval);
        Row {
            stratum: 0,
            time_years: end,
            time_days: days(end, days_per_year),
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
    let rows = match request.times_asked() {
        None => all.clone(),
        Some(times) => {
            let mut rows = Vec::new();
            for time in times {
                let near = |end: f64| (end - time.years).abs() < 1e-9;
                let beyond_all = bounds.last().is_none_or(|&end| time.years > end);
                if !beyond_all && !bounds[1..].iter().any(|&end| near(end)) {
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
