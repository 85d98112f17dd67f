//! Records handed to the counting in batches of whole patients.

use std::borrow::Cow;
use std::cmp::Ordering;

use polars::prelude::{DataFrame, IdxCa, IdxSize, NewChunkedArray};
use rayon::prelude::*;
use rules::Records;
use rules::quality::{Indicators, Scope, count};

use super::records::unreadable;
use crate::error::Result;
use crate::values::Values;

/// About how many records are counted at a time.
const BATCH: usize = 1 << 15;

/// A column that is read: what the counting calls it, and what the frame does.
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) theirs: &'a str,
}

/// Counts the rows of a frame. Rows with the same text in the column of patients are of one patient; a row without is of a
/// patient of its own.
pub(super) fn tally(
    place: &str,
    frame: DataFrame,
    patients: Option<&str>,
    columns: &[Named<'_>],
    scope: &Scope,
) -> Result<Indicators> {
    let (frame, ends) = match patients {
        None => (frame, None),
        Some(column) => {
            let (frame, ends) = by_patient(place, &frame, column)?;
            (frame, Some(ends))
        }
    };
    let mut batches = Vec::new();
    let mut from = 0;
    while from < frame.height() {
        let most = (from + BATCH).min(frame.height());
        // Up to the end of a patient, who may have more records than a batch.
        let to = match &ends {
            None => most,
            Some(ends) => ends.get(ends.partition_point(|end| *end < most)).copied().unwrap_or(frame.height()),
        };
        batches.push((from, to));
        from = to;
    }
    let counted: Vec<Result<Indicators>> = batches
        .into_par_iter()
        .map(|(from, to)| {
            let part = frame.slice(i64::try_from(from).unwrap_or(i64::MAX), to - from);
            let ends = ends.as_ref().map(|ends| {
                let inside = ends.partition_point(|end| *end <= from)..ends.partition_point(|end| *end <= to);
                ends[inside].iter().map(|end| end - from).collect::<Vec<_>>()
            });
            batch(place, &part, ends, columns, scope)
        })
        .collect();
    let mut whole = Indicators::default();
    for part in counted {
        whole.merge(&part?);
    }
    Ok(whole)
}

fn batch(
    place: &str,
    part: &DataFrame,
    ends: Option<Vec<usize>>,
    columns: &[Named<'_>],
    scope: &Scope,
) -> Result<Indicators> {
    let texts = columns.iter().map(|column| texts(place, part, column.theirs)).collect::<Result<Vec<_>>>()?;
    let mut records = Records::new(part.height());
    if let Some(ends) = ends {
        records = records.with_patients(ends);
    }
    for (column, texts) in columns.iter().zip(&texts) {
        records.insert(column.name, texts.iter().map(|text| text.as_deref().unwrap_or_default()).collect());
    }
    Ok(count(&records, scope))
}

/// The texts of a column of a frame.
pub(super) fn texts<'a>(place: &'a str, frame: &'a DataFrame, name: &'a str) -> Result<Vec<Option<Cow<'a, str>>>> {
    let column = frame.column(name).map_err(|_| unreadable(place))?;
    Values { place, name, column, rows: &[] }.texts()
}

/// The rows sorted by patient, and where each patient ends. The rows of a patient keep their order; those of nobody come last.
fn by_patient(place: &str, frame: &DataFrame, column: &str) -> Result<(DataFrame, Vec<usize>)> {
    let keys = texts(place, frame, column)?;
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by(|&one, &other| match (&keys[one], &keys[other]) {
        (Some(one), Some(other)) => one.cmp(other),
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
    });
    let is_end = |at: &usize| {
        let next = order.get(*at).map(|row| &keys[*row]);
        let this = &keys[order[*at - 1]];
        this.is_none() || next != Some(this)
    };
    let ends = (1..=order.len()).filter(is_end).collect();
    let rows: Vec<IdxSize> = order.iter().map(|row| IdxSize::try_from(*row).unwrap_or(IdxSize::MAX)).collect();
    let sorted = frame.take(&IdxCa::from_slice("rows".into(), &rows)).map_err(|_| unreadable(place))?;
    Ok((sorted, ends))
}
