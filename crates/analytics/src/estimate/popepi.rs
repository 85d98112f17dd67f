//! Interval estimates from fractional years, by popEpi's convention, group by group.

use estimators::popepi::{Estimate as Found, Form as How, MidWeight, Person, Population, Sums, Survtab};
use estimators::{YearGrid, popepi_calendar_year};

use super::{ByGroup, Estimate, Estimates, Groups, IntervalRow, Limits};
use crate::answer::Cause;
use crate::cohort::Cohort;
use crate::convention::Form;
use crate::design::Design;
use crate::error::Result;
use crate::method::Method;
use crate::question::{Question, unsupported};
use crate::values::date_of;

/// This cancer, and anything else.
const CAUSES: u8 = 2;

/// Estimates of every method asked for.
pub(super) fn years(
    question: &Question<'_>,
    cohort: &Cohort,
    groups: &Groups,
    years: &[f64],
    all: &mut Estimates,
) -> Result<()> {
    let methods = &question.request.methods;
    let last = years.iter().copied().fold(0.0, f64::max);
    let (bounds, grid) = question.bounds(last);
    let population = cohort.population(question).map(|population| Population::new(population.table));
    let weights = methods.contains(&Method::PoharPerme).then_some(MidWeight::PopEpi);
    if weights.is_some() {
        all.notes.push(
            "Pohar Perme as popEpi 0.4.10 has it, with the wrong sign in its weights at mid-interval; --convention exact \
             is right"
                .to_owned(),
        );
    }
    let survtab = Survtab { grid: YearGrid::new(bounds.clone())?, period: period(question)?, population, weights };
    let people = people(question, cohort, groups, years);
    let sums = people.iter().map(|people| Ok(survtab.tally(people, CAUSES)?)).collect::<Result<Vec<Sums>>>()?;
    for &method in methods {
        let estimates = sums.iter().map(|sums| estimate(question, method, sums)).collect::<Result<_>>()?;
        all.add(
            question,
            ByGroup { method, estimates, bounds: bounds.clone(), grid: grid.clone(), standardised: false },
        )?;
    }
    Ok(())
}

/// The window of calendar time, in popEpi's calendar years.
fn period(question: &Question<'_>) -> Result<Option<(f64, f64)>> {
    let design = question.request.design;
    if matches!(design, Design::Hybrid(_)) {
        return unsupported("design", design.name(), "the popepi convention has none; use exact");
    }
    Ok(design.window().and_then(|window| Some((calendar_year(window.from)?, calendar_year(window.to)?))))
}

fn calendar_year(day: i32) -> Option<f64> {
    date_of(day).map(|date| popepi_calendar_year(date.year(), date.day_of_year()))
}

/// The people of each group.
fn people(question: &Question<'_>, cohort: &Cohort, groups: &Groups, years: &[f64]) -> Vec<Vec<Person>> {
    let mut people: Vec<Vec<Person>> = vec![Vec::new(); groups.len];
    let days_per_year = question.days_per_year();
    for (row, &group) in groups.of_row.iter().enumerate() {
        let dx = cohort.dx.as_ref().and_then(|dx| calendar_year(dx[row]));
        let age = cohort.age_days.as_ref().map(|ages| ages[row] / days_per_year);
        people[group as usize].push(Person {
            years: years[row],
            cause: cohort.end[row],
            calendar: dx.unwrap_or(0.0),
            age: age.unwrap_or(0.0),
            stratum: cohort.table_stratum.as_ref().map_or(0, |strata| strata[row]),
        });
    }
    people
}

fn estimate(question: &Question<'_>, method: Method, sums: &Sums) -> Result<Estimate> {
    let how = match question.request.form.unwrap_or_default() {
        Form::LifeTable => How::LifeTable,
        Form::Hazard => How::Hazard,
    };
    let rows = |found: Vec<Found>| -> Vec<IntervalRow> {
        let row = |(sum, found): (&estimators::popepi::Interval, Found)| {
            let (lower, upper) = found.limits(&question.request.interval);
            IntervalRow { counts: sum.counts, estimate: found.estimate, std_err: found.std_err, lower, upper }
        };
        sums.intervals().iter().zip(found).map(row).collect()
    };
    // popEpi gives no standard error of these.
    let bare = |found: Vec<f64>| {
        let row = |(sum, estimate): (&estimators::popepi::Interval, f64)| IntervalRow {
            counts: sum.counts,
            estimate,
            std_err: f64::NAN,
            lower: f64::NAN,
            upper: f64::NAN,
        };
        sums.intervals().iter().zip(found).map(row).collect()
    };
    let one = |rows| Ok(Estimate::Intervals(vec![(None, rows)], Limits::PopEpi));
    match method {
        Method::Actuarial => one(rows(how.observed(sums))),
        Method::EdererII => one(rows(how.ederer_ii(sums))),
        Method::PoharPerme => one(rows(how.pohar_perme(sums))),
        Method::CauseSpecific => one(rows(how.cause_specific(sums, 1))),
        Method::CumulativeIncidence => {
            let causes = [(Cause::Cancer, 1), (Cause::Other, 2)];
            let rows = causes.map(|(cause, number)| (Some(cause), bare(how.cumulative_incidence(sums, number))));
            Ok(Estimate::Intervals(rows.into(), Limits::PopEpi))
        }
        Method::CrudeProbability => {
            let rows = (Some(Cause::Cancer), bare(how.crude_probability(sums)));
            Ok(Estimate::Intervals(vec![rows], Limits::PopEpi))
        }
        other => unsupported("convention", "popepi", &format!("has no method {}", other.name())),
    }
}
