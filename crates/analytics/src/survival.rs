//! Answers a survival request.

use estimators::{CellKey, FollowUp, tally_strata};

use crate::answer::{Algorithm, Answer, CurveShape, Interval, Provenance, Row, Stratum};
use crate::cohort::{Cohort, Observed};
use crate::convention::Method;
use crate::error::{Error, Result};
use crate::estimates::{Days, Finished, year_tables};
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
    if cohort.died.is_empty() {
        return Err(nobody(&cohort));
    }
    let finished = match &cohort.follow_up {
        Observed::Days { exit, entry } => {
            let people = FollowUp { entry: entry.as_deref(), exit, died: &cohort.died };
            let cells = tally_strata(CellKey::TUMORS, people, &cohort.strata.of_row, cohort.strata.labels.len())?;
            let days = Days { request, cells };
            cohort.exclusions.extend(days.day_zero_exclusion());
            match request.method {
                Method::Actuarial => days.life_tables()?,
                _ => days.curves(),
            }
        }
        Observed::Years(years) => year_tables(request, &cohort, years)?,
    };
    Ok(answer(request, cohort, finished))
}

fn nobody(cohort: &Cohort) -> Error {
    let reasons = cohort.exclusions.iter().filter(|exclusion| exclusion.count > 0);
    let reasons: Vec<String> = reasons.map(|exclusion| format!("{} {}", exclusion.count, exclusion.reason)).collect();
    let reasons = if reasons.is_empty() { "none is a case".to_owned() } else { reasons.join(", ") };
    Error::NoCases { place: cohort.place.clone(), excluded: format!("of {} rows: {reasons}", cohort.read) }
}

fn answer(request: &SurvivalRequest, cohort: Cohort, finished: Finished) -> Answer {
    let used: u64 = finished.strata.iter().map(|stratum| stratum.cases).sum();
    let actuarial = request.method == Method::Actuarial;
    let shape = if actuarial { CurveShape::Intervals } else { CurveShape::Steps };
    let mut strata = Vec::with_capacity(finished.strata.len());
    let mut rows = Vec::new();
    let mut ended = Vec::new();
    for (index, (labels, found)) in cohort.strata.labels.into_iter().zip(finished.strata).enumerate() {
        rows.extend(found.rows.into_iter().map(|row| Row { stratum: index, ..row }));
        let stratum =
            Stratum { values: labels, cases: found.cases, curve: found.curve, shape, last_years: found.last_years };
        if let Some(first) = found.beyond.first().filter(|_| request.times_asked().is_some()) {
            ended.push((*first, stratum.label()));
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
        notes: follow_up_ended(ended),
        command: request.command.clone(),
    };
    Answer { by: request.by.clone(), strata, rows, provenance }
}

/// A sentence for each time that follow-up does not reach, with the strata it does not reach it in.
fn follow_up_ended(mut ended: Vec<(f64, String)>) -> Vec<String> {
    const NAMED: usize = 8;
    ended.sort_by(|a, b| a.0.total_cmp(&b.0));
    let by_time = ended.chunk_by(|a, b| a.0 == b.0);
    let sentences = by_time.map(|strata| {
        let names: Vec<&str> = strata.iter().take(NAMED).map(|(_, label)| label.as_str()).collect();
        let more = strata.len() - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("no estimate from {} years on, where follow-up has ended: {}{more}", strata[0].0, names.join("; "))
    });
    sentences.collect()
}
