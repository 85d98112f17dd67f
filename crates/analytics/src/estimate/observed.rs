//! Observed survival: Kaplan-Meier and its kin over whole days, life tables over intervals.

use estimators::{
    Actuarial, CellKey, ClosedSide, Curve, DayCells, DayGrid, DayZero, FollowUp, IndividualWeights, IntervalCells,
    KaplanMeier, NelsonAalen, TiedDeaths, tally_strata,
};

use super::{ByGroup, Estimate, Estimates, Groups, IntervalRow, Limits, brenner, figures, of_each};
use crate::answer::Exclusion;
use crate::cohort::{CENSORED_ON_DAY_ZERO, Cohort, Days};
use crate::convention::Convention;
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
        if let Some(standard) = brenner::standard(question) {
            let risk_set = KaplanMeier { day_zero: convention.day_zero(), start: 0 };
            let finish = |groups: &IndividualWeights<'_, DayCells>| match method {
                Method::KaplanMeier => Ok(risk_set.standardised(groups)),
                other => brenner::refuse(other),
            };
            brenner::add(question, standard, (method, Limits::Survival), cells, finish, all)?;
            continue;
        }
        let found = match method {
            Method::Actuarial => life_tables(question, cells)?,
            _ => curves(question, method, cells)?,
        };
        all.add(question, found)?;
    }
    Ok(())
}

fn curves(question: &Question<'_>, method: Method, cells: &[DayCells]) -> Result<ByGroup> {
    let risk_set = KaplanMeier { day_zero: question.request.convention.day_zero(), start: 0 };
    let finish = |cells: &DayCells| {
        Ok(match method {
            Method::NelsonAalen => survival(NelsonAalen { ties: TiedDeaths::AtOnce, risk_set }.finish(cells)),
            Method::FlemingHarrington => survival(NelsonAalen { ties: TiedDeaths::OneByOne, risk_set }.finish(cells)),
            Method::Median | Method::RestrictedMean => {
                Estimate::Figures(figures::of_curve(question, method, &risk_set.finish(cells)))
            }
            _ => survival(risk_set.finish(cells)),
        })
    };
    Ok(ByGroup::of_days(question, method, of_each(cells, finish)?))
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
        let found = Actuarial.finish(cells.intervals());
        let rows = found.iter().map(|row| IntervalRow::of(question, Limits::Survival, row)).collect();
        Ok(Estimate::Intervals(vec![(None, rows)], Limits::Survival))
    };
    let estimates = of_each(cells, finish)?;
    Ok(ByGroup { method: Method::Actuarial, estimates, bounds, grid, standardised: false })
}
