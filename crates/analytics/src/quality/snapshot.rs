//! The records that a request asks for, from a snapshot: the current abstracts, with the day on which each was first
//! submitted and the errors that were found in it.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use polars::prelude::{Column, DataFrame};
use rules::Day;
use rules::quality::{CORE_ERRORS, ERRORS, FIRST_SUBMITTED, Scope, inputs};

use super::findings::Errors;
use super::iso;
use super::records::{ANOTHER_YEAR, Chosen, Gathered, WITHOUT_YEAR, masked, unreadable};
use super::request::{FACILITY, PATIENTS, Place, QualityRequest};
use super::tally::{Named, tally, texts};
use crate::answer::Exclusion;
use crate::error::Result;
use crate::filter::Filter;
use crate::snapshot::{KEY, NO_RECORD, PATIENT, Rows, SUBMISSION, SnapshotFiles, TUMOR, submission_days};
use crate::source::{Listing, Wanted, check_columns};

const YEAR: &str = "dx_year";
const CONTENT: &str = "content_hash";
const PATIENT_KEY: &str = PATIENTS[0];

pub(super) fn gather(
    request: &QualityRequest,
    files: &SnapshotFiles,
    findings: &[PathBuf],
    scope: &Scope,
) -> Result<Gathered> {
    let rows = Rows::of(files, &[YEAR, FACILITY])?;
    let mut sieve = Sieve::over(&rows, request, scope)?;
    let filter = request.filter.as_deref().map(Filter::parse).transpose()?;
    let tested: Vec<&str> = filter.iter().flat_map(Filter::columns).collect();
    let wanted: Vec<_> = tested.iter().map(|column| Wanted { column, purpose: "which --where tests" }).collect();
    let known = "columns of NAACCR items have their XML ids, derived ones an underscore; correct the option";
    check_columns(&rows.place, &rows.columns, &wanted, known)?;

    let inputs: Vec<&str> =
        inputs().into_iter().filter(|name| rows.columns.iter().any(|column| column == name)).collect();
    let mut names: BTreeSet<&str> = inputs.iter().copied().chain(tested).collect();
    names.extend([YEAR, FACILITY, PATIENT_KEY, CONTENT]);
    let mut frame = rows.read(&names.into_iter().collect::<Vec<_>>(), &sieve.kept)?;
    add_what_no_item_says(&mut frame, &rows, &sieve.kept, files, findings)?;

    let place = rows.place.clone();
    let read = rows.keys.height();
    let mut chosen = Chosen::new(Listing { place, frame, lexical: false, read, left_out: Vec::new() });
    chosen.is_of_year = Some(sieve.is_of_year());
    if let Place::State(state) = &request.place {
        chosen.keep_where("addrAtDxState", state, request.place.not_it())?;
    }
    chosen.filter(filter.as_ref(), str::to_owned)?;
    let Chosen { selection, exclusions, is_of_year } = chosen;
    sieve.exclusions.extend(exclusions);

    let (place, frame) = (selection.place, selection.frame);
    let of_year = masked(&place, &frame, &is_of_year.unwrap_or_default())?;
    let facilities: BTreeSet<_> = texts(&place, &of_year, FACILITY)?.into_iter().flatten().collect();
    let facilities = facilities.len();
    let versions = match request.compare_with {
        None => Vec::new(),
        Some(_) => versions(&place, &of_year)?,
    };
    let columns: Vec<_> = (inputs.into_iter())
        .chain([FIRST_SUBMITTED, ERRORS, CORE_ERRORS])
        .map(|name| Named { name, theirs: name })
        .collect();
    let indicators = tally(&place, frame, Some(PATIENT_KEY), &columns, scope)?;
    Ok(Gathered { place, indicators, read: read as u64, exclusions: sieve.exclusions, facilities, versions })
}

/// Which rows are read in full, and why the others are not.
struct Sieve {
    kept: Vec<bool>,
    of_year: Vec<bool>,
    exclusions: Vec<Exclusion>,
}

impl Sieve {
    /// Keeps the records of the year, and, where follow-up is asked for, of the years since the reference date.
    fn over(rows: &Rows, request: &QualityRequest, scope: &Scope) -> Result<Self> {
        let years = rows.integers(YEAR)?;
        let facilities = rows.texts(FACILITY)?;
        let asked = i64::from(request.year);
        let first = scope.reference.filter(|_| scope.today.is_some()).map(|day| i64::from(day.year()));
        let reasons = [NO_RECORD[0], NO_RECORD[1], request.place.not_it(), WITHOUT_YEAR, ANOTHER_YEAR];
        let mut out = [0usize; 5];
        let (mut kept, mut of_year) = (Vec::with_capacity(years.len()), Vec::with_capacity(years.len()));
        for ((fate, year), facility) in rows.fates.iter().zip(years).zip(&facilities) {
            let is_other = match &request.place {
                Place::Facility(id) => facility.as_deref() != Some(id),
                _ => false,
            };
            let reason = match (fate, year) {
                (Some(reason), _) => Some(*reason),
                _ if is_other => Some(2),
                (None, None) => Some(3),
                (None, Some(year)) => (year != asked).then_some(4),
            };
            if let Some(count) = reason.and_then(|reason| out.get_mut(reason)) {
                *count += 1;
            }
            let is_followed = reason == Some(4) && year.zip(first).is_some_and(|(year, first)| year >= first);
            of_year.push(reason.is_none());
            kept.push(reason.is_none() || is_followed);
        }
        let is_asked = |reason: &str| reason != request.place.not_it() || matches!(request.place, Place::Facility(_));
        let exclusions = reasons.into_iter().zip(out).filter(|(reason, _)| is_asked(reason));
        let exclusions = exclusions.map(|(reason, count)| Exclusion::new(reason, count)).collect();
        Ok(Self { kept, of_year, exclusions })
    }

    /// Whether each row that is kept is of the year.
    fn is_of_year(&self) -> Vec<bool> {
        self.kept.iter().zip(&self.of_year).filter(|(kept, _)| **kept).map(|(_, of_year)| *of_year).collect()
    }
}

/// Adds to each kept row when its abstract was first submitted, whatever version, and the errors of this version.
fn add_what_no_item_says(
    frame: &mut DataFrame,
    rows: &Rows,
    kept: &[bool],
    files: &SnapshotFiles,
    findings: &[PathBuf],
) -> Result<()> {
    let submitted = submission_days(files)?;
    let (keys, submissions) = (rows.texts(KEY)?, rows.texts(SUBMISSION)?);
    let (patients, tumors) = (rows.integers(PATIENT)?, rows.integers(TUMOR)?);
    let day = |row: usize| submissions[row].as_deref().and_then(|id| submitted.get(id)).copied();
    let mut first: HashMap<&str, i32> = HashMap::new();
    for (row, key) in keys.iter().enumerate() {
        if let Some((key, day)) = key.as_deref().zip(day(row)) {
            first.entry(key).and_modify(|earliest| *earliest = day.min(*earliest)).or_insert(day);
        }
    }
    let chosen: Vec<usize> = (0..kept.len()).filter(|row| kept[*row]).collect();
    let errors = Errors::read(findings, chosen.iter().filter_map(|row| submissions[*row].as_deref()))?;

    let mut days = Vec::with_capacity(chosen.len());
    let (mut all, mut core) = (Vec::with_capacity(chosen.len()), Vec::with_capacity(chosen.len()));
    for row in chosen {
        let first = keys[row].as_deref().and_then(|key| first.get(key)).copied().or_else(|| day(row));
        days.push(first.map(Day).and_then(iso));
        let found = errors.of(submissions[row].as_deref().unwrap_or_default(), patients[row], tumors[row]);
        all.push(found.all.to_string());
        core.push(found.core.to_string());
    }
    let columns = [
        Column::new(FIRST_SUBMITTED.into(), days),
        Column::new(ERRORS.into(), all),
        Column::new(CORE_ERRORS.into(), core),
    ];
    for column in columns {
        frame.with_column(column).map_err(|_| unreadable(&rows.place))?;
    }
    Ok(())
}

/// The key of each record and the hash of its content.
fn versions(place: &str, frame: &DataFrame) -> Result<Vec<(String, String)>> {
    let (keys, contents) = (texts(place, frame, KEY)?, texts(place, frame, CONTENT)?);
    let owned = |text: Option<std::borrow::Cow<'_, str>>| text.unwrap_or_default().into_owned();
    Ok(keys.into_iter().zip(contents).map(|(key, content)| (owned(key), owned(content))).collect())
}
