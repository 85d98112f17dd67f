//! Estimates relative to the population by relsurv's convention, group by group.

use estimators::Subject;
use estimators::relsurv::{
    Cohort as Group, CrudeProbability, EdererI, EdererII, ExpectedNumbers, Form as Product, Hakulinen, People,
    PoharPerme, Stepping, YearsLost,
};

use super::read::empty;
use super::{ByGroup, Estimate, Estimates, Figures, Groups, Limits, figures};
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
    let closing = closing_date(groups.iter().filter_map(Group::last_date), question);
    for method in asked {
        let estimates = groups.iter().map(|group| estimate(question, method, group, closing)).collect::<Result<_>>()?;
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

/// The closing date asked for, else the last day of follow-up in any group.
fn closing_date(last_dates: impl Iterator<Item = f64>, question: &Question<'_>) -> Option<f64> {
    question.request.closing_date.map(f64::from).or_else(|| last_dates.reduce(f64::max))
}

fn estimate(question: &Question<'_>, method: Method, group: &Group<'_>, closing_date: Option<f64>) -> Result<Estimate> {
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
        Method::Hakulinen => relative(Hakulinen { closing_date, form }.estimate(group)?),
        Method::PoharPerme => relative(PoharPerme { add_times: add_times(), stepping, form }.estimate(group)),
        Method::CrudeProbability => {
            let horizon = request.horizon.map(|years| years * question.days_per_year());
            let found = CrudeProbability { add_times: add_times(), stepping, horizon }.estimate(group);
            let causes = vec![(Cause::Cancer, found.disease), (Cause::Other, found.population)];
            Estimate::Causes(causes, Limits::Symmetric)
        }
        Method::YearsLost => {
            Estimate::Figures(figures::years_lost(question, group.n(), &YearsLost::default().estimate(group)?))
        }
        Method::Nessie => Estimate::Figures(numbers(question, group, last_years)?),
        other => return unsupported("convention", "relsurv", &format!("has no method {}", other.name())),
    })
}

/// Expected numbers alive at the times asked for, or yearly.
fn numbers(question: &Question<'_>, group: &Group<'_>, last_years: f64) -> Result<Figures> {
    let at = |times: &[Time]| -> Result<Vec<Row>> {
        let days: Vec<f64> = times.iter().map(|time| time.days).collect();
        let found = ExpectedNumbers::estimate(group, &days)?;
        let row = |(time, alive): (&Time, &f64)| Row { n_risk: group.n(), estimate: *alive, ..empty(*time) };
        Ok(times.iter().zip(&found.alive).map(row).collect())
    };
    let yearly = at(&question.yearly(last_years))?;
    let asked = question.read_times(last_years).map(|times| at(&times)).transpose()?;
    Ok(Figures::new(question, asked, || yearly.clone()))
}
