//! Estimates of age groups as one, by the weights of a standard.

use std::collections::BTreeMap;

use estimators::popepi::Estimate as PopEpiEstimate;
use estimators::{GroupEstimate, MissingGroup, StandardWeights};

use super::{Limits, ReadSeries};
use crate::answer::{CurvePoint, CurveShape, Row};
use crate::question::Question;

/// A stratum's series from those of its age groups, and where an age group stands in the way.
pub(super) fn combine(
    question: &Question<'_>,
    weights: &StandardWeights,
    groups: &[Vec<ReadSeries>],
) -> (Vec<ReadSeries>, Vec<String>) {
    let causes = groups.iter().map(Vec::len).max().unwrap_or(0);
    let mut notes = Vec::new();
    let series = (0..causes).map(|index| {
        let of_group: Vec<Option<&ReadSeries>> = groups.iter().map(|series| series.get(index)).collect();
        let (series, note) = combine_one(question, weights, &of_group);
        notes.extend(note);
        series
    });
    (series.collect(), notes)
}

fn combine_one(
    question: &Question<'_>,
    weights: &StandardWeights,
    groups: &[Option<&ReadSeries>],
) -> (ReadSeries, Option<String>) {
    // Times in order, as bits: they are not negative.
    let mut times: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for row in groups.iter().flatten().flat_map(|series| &series.rows) {
        times.insert(row.time_days.to_bits(), (row.time_years, row.time_days));
    }
    let (mut rows, mut beyond, mut note) = (Vec::new(), Vec::new(), None);
    let mut next: Vec<usize> = vec![0; groups.len()];
    for &(time_years, time_days) in times.values() {
        let found: Vec<Option<&Row>> = groups
            .iter()
            .zip(&mut next)
            .map(|(group, next)| {
                let row = group.as_ref()?.rows.get(*next).filter(|row| row.time_days == time_days)?;
                *next += 1;
                Some(row)
            })
            .collect();
        let estimates = found.iter().zip(groups).map(|(row, group)| match (row, group) {
            (Some(row), _) => Ok(GroupEstimate { estimate: row.estimate, std_err: row.std_err }),
            (None, Some(group)) if group.cases > 0 => Err(MissingGroup::FollowUpEnded),
            _ => Err(MissingGroup::NoPeople),
        });
        match weights.standardise(estimates) {
            Ok(standard) => {
                let limits = groups.iter().flatten().map(|series| series.limits).next().unwrap_or(Limits::Survival);
                let (lower, upper) = limits_of(question, limits, standard.estimate, standard.std_err);
                let sum = |count: fn(&Row) -> u64| found.iter().flatten().map(|row| count(row)).sum();
                rows.push(Row {
                    series: 0,
                    quantile: None,
                    time_years,
                    time_days,
                    n_risk: sum(|row| row.n_risk),
                    n_event: sum(|row| row.n_event),
                    n_censor: sum(|row| row.n_censor),
                    estimate: standard.estimate,
                    std_err: standard.std_err,
                    lower,
                    upper,
                });
            }
            Err(not_estimable) => {
                beyond.push(time_years);
                note.get_or_insert_with(|| format!("from {time_years:.4} years on {not_estimable}"));
            }
        }
    }
    let any = groups.iter().flatten();
    let curve = rows.iter().map(|row: &Row| CurvePoint {
        years: row.time_years,
        n_risk: row.n_risk,
        estimate: row.estimate,
        lower: row.lower,
        upper: row.upper,
    });
    let series = ReadSeries {
        cause: any.clone().find_map(|series| series.cause),
        cases: any.clone().map(|series| series.cases).sum(),
        curve: curve.collect(),
        last_years: rows.last().map_or(0.0, |row: &Row| row.time_years),
        rows,
        shape: any.clone().map(|series| series.shape).next().unwrap_or(CurveShape::Steps),
        limits: Limits::Survival,
        beyond,
    };
    (series, note)
}

fn limits_of(question: &Question<'_>, limits: Limits, estimate: f64, std_err: f64) -> (f64, f64) {
    match limits {
        Limits::PopEpi => PopEpiEstimate { estimate, std_err }.limits(&question.request.interval),
        limits => limits.of(question, estimate, std_err / estimate),
    }
}
