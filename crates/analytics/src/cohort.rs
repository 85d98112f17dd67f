//! From a request to people in strata: the stages between a source and the kernels.

use crate::answer::Exclusion;
use crate::convention::Convention;
use crate::error::Result;
use crate::filter::Filter;
use crate::follow_up::{FollowUp, FollowUpColumns, Times};
use crate::request::SurvivalRequest;
use crate::selection::Selection;
use crate::source::{Source, Wanted};
use crate::strata::Strata;

/// The people of a request, in parallel vectors.
pub(crate) struct Cohort {
    pub(crate) place: String,
    pub(crate) follow_up: Observed,
    pub(crate) died: Vec<bool>,
    pub(crate) strata: Strata,
    /// Rows of the source.
    pub(crate) read: usize,
    pub(crate) exclusions: Vec<Exclusion>,
}

pub(crate) enum Observed {
    Days { exit: Vec<u32>, entry: Option<Vec<u32>> },
    Years(Vec<f64>),
}

impl Cohort {
    /// Loads, selects, checks and numbers the cases that the request asks for.
    pub(crate) fn assemble(request: &SurvivalRequest) -> Result<Self> {
        let filter = request.filter.as_deref().map(Filter::parse).transpose()?;
        let (mut selection, columns) = load(request, filter.as_ref())?;
        if let Some(filter) = &filter {
            selection.filter(filter, |name| request.source.column(name).to_owned())?;
        }
        let follow_up = columns.read(&selection)?;
        let (observed, died) = known(&mut selection, follow_up, request.convention)?;
        let by = request.by.iter().map(|name| selection.values(request.source.column(name)));
        let strata = Strata::of(&by.collect::<Result<Vec<_>>>()?, selection.len())?;
        Ok(Self {
            place: selection.place,
            follow_up: observed,
            died,
            strata,
            read: selection.read,
            exclusions: selection.exclusions,
        })
    }
}

fn load(request: &SurvivalRequest, filter: Option<&Filter>) -> Result<(Selection, FollowUpColumns)> {
    let source = &request.source;
    let (listing, columns) = match source {
        Source::Cases(file) => {
            let open = file.open()?;
            let columns = FollowUpColumns::choose(source, &open.columns, request.convention)?;
            (open.load(&wanted(request, filter, &columns))?, columns)
        }
        Source::Snapshot(files) => {
            let open = files.open()?;
            let columns = FollowUpColumns::choose(source, &open.columns, request.convention)?;
            (open.load(&wanted(request, filter, &columns))?, columns)
        }
    };
    Ok((Selection::all(listing), columns))
}

fn wanted<'a>(
    request: &'a SurvivalRequest,
    filter: Option<&'a Filter>,
    follow_up: &'a FollowUpColumns,
) -> Vec<Wanted<'a>> {
    let by = request.by.iter().map(|name| (name.as_str(), "which --by names"));
    let conditions = filter.into_iter().flat_map(Filter::columns).map(|name| (name, "which --where names"));
    let mut wanted = follow_up.wanted();
    let named = by.chain(conditions);
    wanted.extend(named.map(|(name, purpose)| Wanted { column: request.source.column(name), purpose }));
    wanted
}

const UNKNOWN_TIME: usize = 0;
const UNKNOWN_STATUS: usize = 1;
const NEVER_AT_RISK: usize = 2;
const NO_FOLLOW_UP: usize = 3;
const REASONS: [&str; 4] = [
    "follow-up time not known",
    "vital status not known",
    "follow-up ends on or before the day of entry",
    "no follow-up (time 0)",
];

/// Puts out whoever cannot be counted.
fn known(selection: &mut Selection, follow_up: FollowUp, convention: Convention) -> Result<(Observed, Vec<bool>)> {
    let FollowUp { time, died, entry } = follow_up;
    let entry_of = |row: usize| entry.as_ref().and_then(|entry| entry[row]).unwrap_or(0);
    let reason = |row: usize| match &time {
        Times::Days(days) => match days[row] {
            None => Some(UNKNOWN_TIME),
            _ if died[row].is_none() => Some(UNKNOWN_STATUS),
            Some(exit) if entry_of(row) > 0 && entry_of(row) >= exit => Some(NEVER_AT_RISK),
            Some(_) => None,
        },
        Times::Years(years) => match years[row] {
            None => Some(UNKNOWN_TIME),
            _ if died[row].is_none() => Some(UNKNOWN_STATUS),
            Some(years) if convention == Convention::PopEpi && years == 0.0 => Some(NO_FOLLOW_UP),
            Some(_) => None,
        },
    };
    let out: Vec<Option<usize>> = (0..died.len()).map(reason).collect();
    let reasons = match (&time, &entry) {
        (Times::Years(_), _) => [Some(UNKNOWN_TIME), Some(UNKNOWN_STATUS), Some(NO_FOLLOW_UP)],
        (Times::Days(_), Some(_)) => [Some(UNKNOWN_TIME), Some(UNKNOWN_STATUS), Some(NEVER_AT_RISK)],
        (Times::Days(_), None) => [Some(UNKNOWN_TIME), Some(UNKNOWN_STATUS), None],
    };
    for reason in reasons.into_iter().flatten() {
        let count = out.iter().filter(|out| **out == Some(reason)).count();
        selection.exclusions.push(Exclusion::new(REASONS[reason], count));
    }
    selection.keep(&out.iter().map(Option::is_none).collect::<Vec<_>>())?;

    let rows = || (0..out.len()).filter(|&row| out[row].is_none());
    let observed = match &time {
        Times::Days(days) => Observed::Days {
            exit: rows().filter_map(|row| days[row]).collect(),
            entry: entry.as_ref().map(|_| rows().map(entry_of).collect()),
        },
        Times::Years(years) => Observed::Years(rows().filter_map(|row| years[row]).collect()),
    };
    Ok((observed, rows().filter_map(|row| died[row]).collect()))
}
