//! Answers a survival request.

use crate::answer::{Answer, Exclusion, Row, Series};
use crate::caution::cautions;
use crate::cohort::Cohort;
use crate::derive::Derivation;
use crate::error::Result;
use crate::estimate::{Estimates, Groups, ReadSeries, estimate};
use crate::labels::labels;
use crate::provenance::Account;
use crate::question::Question;
use crate::request::SurvivalRequest;
use crate::rollup;
use crate::source::Source;

/// Estimates survival of the cases that the request selects.
///
/// # Errors
///
/// A source that cannot be read, a column that is missing or holds what it may not, a `where` that cannot
/// be read, or options that do not go together; see [`Error`](crate::Error).
pub fn survival(request: &SurvivalRequest) -> Result<Answer> {
    if let Source::Cells(path) = &request.source {
        return rollup::survival(request, path);
    }
    let question = Question::new(request)?;
    let mut cohort = Cohort::assemble(&question)?;
    let groups = Groups::of(&question, &mut cohort);
    let estimates = estimate(&question, &cohort, &groups)?;
    let counted = Counted {
        labels: cohort.strata.labels,
        read: cohort.read as u64,
        used: cohort.end.len() as u64,
        exclusions: cohort.exclusions,
        notes: cohort.notes,
        derived: cohort.derived,
    };
    Ok(answer(&question, counted, estimates))
}

/// Who was counted, and who was not.
pub(crate) struct Counted {
    /// The values of the `by` columns of each stratum.
    pub(crate) labels: Vec<Vec<Option<String>>>,
    pub(crate) read: u64,
    pub(crate) used: u64,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) notes: Vec<String>,
    /// How columns were come by that the source does not have.
    pub(crate) derived: Option<Derivation>,
}

pub(crate) fn answer(question: &Question<'_>, counted: Counted, estimates: Estimates) -> Answer {
    let request = question.request;
    let grid = estimates.methods.first().map(|of| of.grid.clone()).unwrap_or_default();
    let has_intervals = estimates.methods.iter().any(|of| of.by_intervals);
    let mut methods: Vec<_> = estimates.methods.into_iter().map(|of| (of.method, of.groups.into_iter())).collect();
    let mut series = Vec::new();
    let mut rows = Vec::new();
    let mut ended = Vec::new();
    for values in &counted.labels {
        for (method, read) in &mut methods {
            for ReadSeries { cause, cases, rows: found, curve, shape, last_years, beyond, .. } in
                read.next().unwrap_or_default()
            {
                let index = series.len();
                rows.extend(found.into_iter().map(|row| Row { series: index, ..row }));
                let labels = labels(&request.by, values);
                let values = values.clone();
                let of = Series { values, labels, method: *method, cause, cases, curve, shape, last_years };
                if let Some(first) = beyond.first().filter(|_| question.times_asked().is_some()) {
                    ended.push((*first, of.label()));
                }
                series.push(of);
            }
        }
    }
    let mut exclusions = counted.exclusions;
    exclusions.extend(estimates.exclusions);
    let mut notes = counted.notes;
    notes.extend(estimates.notes);
    for (stratum, reason) in &estimates.standard_notes {
        let of_stratum = |of: &&Series| counted.labels.get(*stratum) == Some(&of.values);
        let label = series.iter().find(of_stratum).map(Series::label);
        notes.push(format!("{}: {reason}", label.as_deref().unwrap_or("All cases")));
    }
    notes.dedup();
    if question.standard.is_none() {
        notes.extend(follow_up_ended(ended));
    }
    let account = Account {
        algorithms: request.methods.iter().map(|method| method.name()).collect(),
        form: has_intervals.then(|| request.form.unwrap_or_default()),
        grid,
        interval: Some(request.interval),
        clamped: estimates.clamped.unwrap_or_default(),
        cases_read: counted.read,
        cases_used: counted.used.saturating_sub(estimates.left_out),
        exclusions,
        notes,
        derived: counted.derived,
    };
    let mut answer = Answer { by: request.by.clone(), series, rows, provenance: account.provenance(question) };
    let cautions = cautions(&answer);
    answer.provenance.notes.extend(cautions);
    answer
}

/// A sentence for each time that follow-up does not reach, with the strata it does not reach it in.
fn follow_up_ended(mut ended: Vec<(f64, String)>) -> Vec<String> {
    const NAMED: usize = 8;
    ended.sort_by(|a, b| a.0.total_cmp(&b.0));
    ended.dedup();
    let by_time = ended.chunk_by(|a, b| a.0 == b.0);
    let sentences = by_time.map(|strata| {
        let names: Vec<&str> = strata.iter().take(NAMED).map(|(_, label)| label.as_str()).collect();
        let more = strata.len() - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("no estimate from {} years on, where follow-up has ended: {}{more}", strata[0].0, names.join("; "))
    });
    sentences.collect()
}
