//! Observed survival: Kaplan-Meier and its kin over whole days, life tables over intervals.

use estimators::{
    Actuarial, CellKey, ClosedSide, Curve, DayCells, DayGrid, DayZero, FollowUp, IntervalCells, IntervalEstimate,
    KaplanMeier, NelsonAalen, TiedDeaths, YearGrid, popepi, tally_strata,
};

use super::{ByGroup, Estimate, Estimates, Groups, Limits, summaries};
use crate::answer::Exclusion;
use crate::cohort::{CENSORED_ON_DAY_ZERO, Cohort, Days};
use crate::convention::{Convention, Form};
use crate::error::Result;
use crate::grid::days as in_days;
use crate::method::Method;
use crate::question::Question;

const METHODS: [Method; 6] = [
    Method::KaplanMeier,
    Method::NelsonAalen,
    Method::FlemingHarrington,
    Method::Actuarial,
    Method::Median,
    Method::RestrictedMean,
];

/// Estimates from whole days.
pub(super) fn days(
    question: &Question<'_>,
    cohort: &Cohort,
    groups: &Groups,
    days: Days<'_>,
    all: &mut Estimates,
) -> Result<()> {
    let died = cohort.died();
    let people = FollowUp { entry: days.entry, exit: days.exit, died: &died };
    let cells = tally_strata(CellKey::TUMORS, people, &groups.of_row, groups.len)?;
    finish(question, &cells, all)
}

/// Estimates from cells, one of each group.
pub(super) fn finish(question: &Question<'_>, cells: &[DayCells], all: &mut Estimates) -> Result<()> {
    let convention = question.request.convention;
    if convention.day_zero() == DayZero::LeaveOut && convention != Convention::Relsurv {
        all.left_out = cells.iter().map(DayCells::censored_on_day_zero).sum();
        all.exclusions.push(Exclusion { reason: CENSORED_ON_DAY_ZERO.to_owned(), count: all.left_out });
    }
    for &method in question.request.methods.iter().filter(|method| METHODS.contains(method)) {
        let found = match method {
            Method::Actuarial => life_tables(question, cells)?,
            _ => curves(question, method, cells),
        };
        all.add(question, found)?;
    }
    Ok(())
}

fn curves(question: &Question<'_>, method: Method, cells: &[DayCells]) -> ByGroup {
    let risk_set = KaplanMeier { day_zero: question.request.convention.day_zero(), start: 0 };
    let finish = |cells: &DayCells| match method {
        Method::NelsonAalen => survival(NelsonAalen { ties: TiedDeaths::AtOnce, risk_set }.finish(cells)),
        Method::FlemingHarrington => survival(NelsonAalen { ties: TiedDeaths::OneByOne, risk_set }.finish(cells)),
        Method::Median | Method::RestrictedMean => {
            Estimate::Figures(summaries::of_curve(question, method, &risk_set.finish(cells)))
        }
        _ => survival(risk_set.finish(cells)),
    };
    ByGroup::of_days(question, method, cells.iter().map(finish).collect())
}

fn survival(curve: Curve) -> Estimate {
    Estimate::Curve(curve, Limits::Survival)
}

fn life_tables(question: &Question<'_>, cells: &[DayCells]) -> Result<ByGroup> {
    let last_day = cells.iter().filter_map(|cells| cells.days().last()).map(|day| day.day).max().unwrap_or(0);
    let days_per_year = question.days_per_year();
    let (bounds, grid) = question.bounds(f64::from(last_day) / days_per_year);
    let closed = match question.request.convention {
        Convention::Seer => ClosedSide::Left,
        _ => ClosedSide::Right,
    };
    let ends: Vec<f64> = bounds[1..].iter().map(|&years| in_days(years, days_per_year)).collect();
    let day_grid = DayGrid::new(&ends, closed)?;
    let finish = |cells: &DayCells| {
        let cells = IntervalCells::gather(cells, day_grid.clone(), question.request.convention.day_zero())?;
        Ok(Estimate::Intervals(Actuarial.finish(cells.intervals()), Limits::Survival))
    };
    let estimates = cells.iter().map(finish).collect::<Result<_>>()?;
    Ok(ByGroup { method: Method::Actuarial, estimates, bounds, grid })
}

/// Life tables from fractional years, popEpi's convention.
pub(super) fn year_tables(
    question: &Question<'_>,
    cohort: &Cohort,
    groups: &Groups,
    years: &[f64],
    all: &mut Estimates,
) -> Result<()> {
    let last = years.iter().copied().fold(0.0, f64::max);
    let (bounds, grid) = question.bounds(last);
    let year_grid = YearGrid::new(bounds.clone())?;
    let mut people: Vec<Vec<popepi::Person>> = vec![Vec::new(); groups.len];
    for ((&group, &years), &end) in groups.of_row.iter().zip(years).zip(&cohort.end) {
        let person = popepi::Person { years, cause: u8::from(end > 0), ..popepi::Person::default() };
        people[group as usize].push(person);
    }
    let form = match question.request.form.unwrap_or_default() {
        Form::LifeTable => popepi::Form::LifeTable,
        Form::Hazard => popepi::Form::Hazard,
    };
    let finish = |people: &Vec<popepi::Person>| {
        let sums = popepi::Survtab::observed(year_grid.clone()).tally(people, 1)?;
        let estimate = |(interval, found): (&popepi::Interval, popepi::Estimate)| IntervalEstimate {
            counts: interval.counts,
            estimate: found.estimate,
            std_err_log: found.std_err / found.estimate,
        };
        let found = sums.intervals().iter().zip(form.observed(&sums)).map(estimate).collect();
        Ok(Estimate::Intervals(found, Limits::Survival))
    };
    let estimates = people.iter().map(finish).collect::<Result<_>>()?;
    all.add(question, ByGroup { method: Method::Actuarial, estimates, bounds, grid })
}
