//! What a reader should beware of: where a method misleads, or too few people are left.
//!
//! Every caution is one sentence, made from the rows and the provenance of an answer alone, so that every form of the
//! answer carries the same ones. Ten is the fewest patients for whom CONCORD publishes an estimate (Allemani et al.
//! 2018, <https://doi.org/10.1016/S0140-6736(17)33326-3>).

use crate::answer::{Answer, CurveShape, Row, Series};
use crate::grid::Grid;
use crate::method::Method;

const FEW: u64 = 10;
/// Strata that a sentence names.
const NAMED: usize = 4;
/// Intervals of which Pohar Perme's weights may be taken in the middle, in years: a month, generously.
const SHORT: f64 = 0.1;
/// A rise of relative survival that is worth a word, and where it exceeds the whole.
const RISE: f64 = 0.01;
const EXCESS: f64 = 1.005;

/// The cautions of an answer.
pub(crate) fn cautions(answer: &Answer) -> Vec<String> {
    [few_at_risk, rising, beyond_whole, long_intervals, not_comparable, uneven_horizons]
        .iter()
        .filter_map(|caution| caution(answer))
        .collect()
}

/// From when on, by stratum, fewer than ten are at risk.
fn few_at_risk(answer: &Answer) -> Option<String> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (series, rows) in by_series(answer) {
        let label = label(answer, series);
        let Some(first) = rows.iter().position(|row| row.n_risk < FEW) else { continue };
        if found.iter().any(|(known, _)| *known == label) {
            continue;
        }
        let time = time(rows[first].time_years, answer);
        let when = if series.method.is_of_everybody() {
            String::new()
        } else if rows[first..].iter().any(|row| row.n_risk >= FEW) {
            // Where people enter late, more may come.
            format!(" at {time}")
        } else {
            format!(" from {time} on")
        };
        found.push((label, when));
    }
    let what = format!("fewer than {FEW} at risk");
    match found.as_slice() {
        [] => None,
        [(_, when)] if answer.by.is_empty() => Some(format!("{what}{when}")),
        _ => Some(format!("{what}: {}", named(found.iter().map(|(label, when)| format!("{label}{when}"))))),
    }
}

/// Where survival relative to the population rises, which survival does not.
fn rising(answer: &Answer) -> Option<String> {
    let mut found = Vec::new();
    for (series, rows) in relative(answer) {
        let mut lowest = (1.0, 0.0);
        let mut steepest: Option<(f64, String)> = None;
        for row in rows.iter().filter(|row| row.estimate.is_finite()) {
            let rise = row.estimate - lowest.0;
            if rise > steepest.as_ref().map_or(RISE, |(most, _)| *most) {
                let (from, to) = (percent(lowest.0), percent(row.estimate));
                let of = series_name(answer, series);
                let start = if lowest.1 == 0.0 { "the start".to_owned() } else { time(lowest.1, answer) };
                let end = time(row.time_years, answer);
                steepest = Some((rise, format!("{of}{from} at {start} to {to} at {end}")));
            }
            if row.estimate < lowest.0 {
                lowest = (row.estimate, row.time_years);
            }
        }
        found.extend(steepest.map(|(_, sentence)| sentence));
    }
    let what = "survival relative to the population rises, by chance or because the patients differ from it in more \
                than the cancer";
    (!found.is_empty()).then(|| format!("{what}: {}", named(found.into_iter())))
}

/// Where survival relative to the population exceeds 100%.
fn beyond_whole(answer: &Answer) -> Option<String> {
    let first = |(series, rows): (&Series, Vec<&Row>)| {
        let row = rows.into_iter().find(|row| row.estimate >= EXCESS)?;
        let when = time(row.time_years, answer);
        Some(format!("{}{} at {when}", series_name(answer, series), percent(row.estimate)))
    };
    let found: Vec<String> = relative(answer).filter_map(first).collect();
    let what = "survival relative to the population exceeds 100%, first";
    (!found.is_empty()).then(|| format!("{what} {}", named(found.into_iter())))
}

/// Pohar Perme with one weight for a long interval.
fn long_intervals(answer: &Answer) -> Option<String> {
    let by_intervals = |series: &Series| series.method == Method::PoharPerme && series.shape == CurveShape::Intervals;
    answer.series.iter().find(|series| by_intervals(series))?;
    let last = answer.series.iter().map(|series| series.last_years).fold(0.0, f64::max);
    let grid: Grid = answer.provenance.grid.parse().ok()?;
    let bounds = grid.years(last, answer.provenance.days_per_year)?;
    let longest = bounds.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    (longest > SHORT).then(|| {
        format!(
            "pohar-perme takes one weight an interval, and intervals up to {} long can bias it; take days, or --grid \
             monthly (Sepp\u{e4} et al. 2015, doi 10.1016/j.ejca.2013.09.019)",
            if longest >= 1.0 { time(longest, answer) } else { format!("{:.0} months", longest * 12.0) }
        )
    })
}

/// Ratios that are compared though ages may differ.
fn not_comparable(answer: &Answer) -> Option<String> {
    let ratios = [Method::EdererI, Method::Hakulinen].map(Method::name);
    let methods = answer.provenance.algorithms.iter().map(|algorithm| algorithm.id.as_str());
    let methods: Vec<&str> = methods.filter(|method| ratios.contains(method)).collect();
    let several = answer.series.iter().any(|series| series.values != answer.series[0].values);
    (several && !methods.is_empty() && answer.provenance.standard.is_none()).then(|| {
        format!(
            "{} depends on the ages of those followed; to compare groups, estimate net survival (pohar-perme) or \
             weight ages alike (--standard)",
            methods.join(" and ")
        )
    })
}

/// Means up to different ends.
fn uneven_horizons(answer: &Answer) -> Option<String> {
    let means = by_series(answer).filter(|(series, _)| series.method == Method::RestrictedMean);
    let ends = means.flat_map(|(_, rows)| rows.into_iter().map(|row| row.time_years)).filter(|end| end.is_finite());
    let (least, most) = ends.fold((f64::INFINITY, 0.0), |(least, most), end| (end.min(least), end.max(most)));
    (least < most).then(|| {
        "restricted-mean counts to the end of each group's own follow-up; to compare groups, name one end (--horizon)"
            .to_owned()
    })
}

fn by_series(answer: &Answer) -> impl Iterator<Item = (&Series, Vec<&Row>)> {
    // Rows of a series follow one another.
    let groups = answer.rows.chunk_by(|a, b| a.series == b.series);
    groups.map(|rows| (&answer.series[rows[0].series], rows.iter().collect()))
}

fn relative(answer: &Answer) -> impl Iterator<Item = (&Series, Vec<&Row>)> {
    use Method::{EdererI, EdererII, Hakulinen, PoharPerme};
    by_series(answer).filter(|(series, _)| matches!(series.method, EdererI | EdererII | Hakulinen | PoharPerme))
}

/// The name of a stratum in a sentence: a bare number says what it is of, if that is soon said.
fn label(answer: &Answer, series: &Series) -> String {
    const SOON: usize = 12;
    let label = series.label();
    match answer.by.as_slice() {
        [by] if by.len() <= SOON && label.parse::<f64>().is_ok() => format!("{by} {label}"),
        _ => label,
    }
}

/// What tells a series from the others, with a colon; empty for the only one.
fn series_name(answer: &Answer, series: &Series) -> String {
    let several = answer.series.iter().any(|other| other.method != series.method);
    let method = several.then(|| series.method.name().to_owned());
    let names: Vec<String> = (!answer.by.is_empty()).then(|| label(answer, series)).into_iter().chain(method).collect();
    if names.is_empty() { String::new() } else { names.join(", ") + ": " }
}

/// The first few, and how many more.
fn named(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    let more = all.len().saturating_sub(NAMED);
    let shown = all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{shown}; and {more} more") } else { shown }
}

/// A time in years, or in days where it is short.
fn time(years: f64, answer: &Answer) -> String {
    let rounded = (years * 10.0).round() / 10.0;
    let days = (years * answer.provenance.days_per_year).round();
    match (rounded, days) {
        (_, 1.0) => "1 day".to_owned(),
        (0.0, _) => format!("{days} days"),
        (1.0, _) => "1 year".to_owned(),
        _ => format!("{rounded} years"),
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
