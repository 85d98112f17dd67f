//! Estimates relative to the population by relsurv's convention, group by group.

use estimators::Subject;
use estimators::relsurv::{
    Cohort as Group, CrudeProbability, EdererI, EdererII, ExpectedNumbers, Form as Product, Hakulinen, People,
    PoharPerme, Stepping, YearsLost,
};

use super::read::empty;
use super::{ByGroup, Estimate, Estimates, Groups, Limits};
use crate::answer::{Cause, Row};
use crate::cohort::{Cohort, Days};
use crate::convention::Form;
use crate::error::Result;
use crate::grid::Time;
use crate::method::Method;
use crate::question::{Question, unsupported};

/// Estimates of the methods that relsurv has.
pub(super) fn days(
    question: &Question<'_>,
    cohort: &Cohort,
    groups: &Groups,
    days: Days<'_>,
    all: &mut Estimates,
) -> Result<()> {
    let asked: Vec<Method> =
        question.request.methods.iter().copied().filter(|method| method.needs_life_table()).collect();
    if asked.is_empty() {
        return Ok(());
    }
    let groups = cohorts(question, cohort, days, (&groups.of_row, groups.len))?;
    for method in asked {
        let estimates = groups.iter().map(|group| estimate(question, method, group)).collect::<Result<_>>()?;
        all.add(question, ByGroup::of_days(question, method, estimates))?;
    }
    Ok(())
}

/// The people of each group beside the population; none without a life table.
pub(crate) fn cohorts<'a>(
    question: &'a Question<'_>,
    cohort: &'a Cohort,
    days: Days<'_>,
    (of_row, groups): (&[u32], usize),
) -> Result<Vec<Group<'a>>> {
    let Some(population) = cohort.population(question) else { return Ok(Vec::new()) };
    if days.entry.is_some_and(|entry| entry.iter().any(|day| *day > 0)) {
        return unsupported("convention", "relsurv", "knows no late entry; use exact");
    }
    let died = cohort.died();
    let mut people: Vec<(Vec<f64>, Vec<bool>, Vec<Subject>)> = vec![Default::default(); groups];
    for (row, &group) in of_row.iter().enumerate() {
        let (times, deaths, subjects) = &mut people[group as usize];
        times.push(f64::from(days.exit[row]));
        deaths.push(died[row]);
        subjects.push(population.subject(row));
    }
    let groups = people.iter().map(|(time, died, subjects)| {
        Group::new(population.table, People { time, died, subjects }).map_err(Into::into)
    });
    groups.collect()
}

fn estimate(question: &Question<'_>, method: Method, group: &Group<'_>) -> Result<Estimate> {
    let request = question.request;
    let form = if request.form == Some(Form::Hazard) { Product::Exponential } else { Product::Product };
    let stepping = Stepping::default();
    let last_years = group.longest() / question.days_per_year();
    let grid = || question.grid_times(last_years).unwrap_or_default();
    let add_times = || grid().iter().map(|time| time.days).filter(|day| *day > 0.0).collect();
    let relative = |curve| Estimate::Curve(curve, Limits::Relative);
    Ok(match method {
        Method::EdererI => relative(EdererI { form }.estimate(group)?),
        Method::EdererII => relative(EdererII { stepping, form }.estimate(group)),
        Method::Hakulinen => {
            let closing_date = request.closing_date.map(f64::from);
            relative(Hakulinen { closing_date, form }.estimate(group)?)
        }
        Method::PoharPerme => relative(PoharPerme { add_times: add_times(), stepping, form }.estimate(group)),
        Method::CrudeProbability => {
            let horizon = request.horizon.map(|years| years * question.days_per_year());
            let found = CrudeProbability { add_times: add_times(), stepping, horizon }.estimate(group);
            let causes = vec![(Cause::Cancer, found.disease), (Cause::Other, found.population)];
            Estimate::Causes(causes, Limits::Symmetric)
        }
        Method::YearsLost => Estimate::Figures(years_lost(question, group)?),
        Method::Nessie => Estimate::Figures(numbers(question, group, last_years)?),
        other => return unsupported("convention", "relsurv", &format!("has no method {}", other.name())),
    })
}

/// Years lost by the times asked for, or by every time.
fn years_lost(question: &Question<'_>, group: &Group<'_>) -> Result<Vec<Row>> {
    let year = question.days_per_year();
    let found = YearsLost::default().estimate(group)?.lost;
    let row = |time: Time, years: f64, std_err: f64| {
        let (lower, upper) = question.request.interval.symmetric_limits(years, std_err);
        Row { n_risk: group.n(), estimate: years, std_err, lower, upper, ..empty(time) }
    };
    let last_years = found.steps.last().map_or(0.0, |step| step.day / year);
    Ok(match question.read_times(last_years) {
        Some(times) => {
            let at = |time: &Time| found.at(time.days).map(|step| row(*time, step.years, step.years_std_err));
            times.iter().filter_map(at).collect()
        }
        None => {
            let own = |days: f64| Time { years: days / year, days };
            found.steps.iter().map(|step| row(own(step.day), step.years, step.years_std_err)).collect()
        }
    })
}

/// Expected numbers alive at the times asked for, or yearly.
fn numbers(question: &Question<'_>, group: &Group<'_>, last_years: f64) -> Result<Vec<Row>> {
    let times = question.read_times(last_years).unwrap_or_else(|| question.yearly(last_years));
    let days: Vec<f64> = times.iter().map(|time| time.days).collect();
    let found = ExpectedNumbers::estimate(group, &days)?;
    let row = |(time, alive): (&Time, &f64)| Row { n_risk: group.n(), estimate: *alive, ..empty(*time) };
    Ok(times.iter().zip(&found.alive).map(row).collect())
}
