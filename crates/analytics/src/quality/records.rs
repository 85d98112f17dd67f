//! The records that a request asks for, from a file; and what is the same for both doors.

use std::collections::BTreeSet;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray};
use rules::quality::{Indicators, Scope, inputs};

use super::request::{FACILITY, PATIENTS, Place, QualityRequest};
use super::tally::{Named, tally, texts};
use crate::answer::Exclusion;
use crate::case_file::CaseFile;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::selection::Selection;
use crate::source::{Listing, Wanted, check_columns};

/// What was gathered and counted.
pub(super) struct Gathered {
    pub(super) place: String,
    pub(super) indicators: Indicators,
    /// Rows of the source.
    pub(super) read: u64,
    /// Why the others do not count, in the order they were asked.
    pub(super) exclusions: Vec<Exclusion>,
    /// How many facilities the records of the year name; 0 where none is named.
    pub(super) facilities: usize,
    /// The key and the content's hash of each record of the year, in a snapshot.
    pub(super) versions: Vec<(String, String)>,
}

/// Counts the records of a file.
pub(super) fn of_file(request: &QualityRequest, file: &CaseFile, scope: &Scope) -> Result<Gathered> {
    let open = file.open()?;
    let theirs = |name: &str| file.renames.get(name).map_or(name, String::as_str).to_owned();
    let has = |name: &str| open.columns.contains(&theirs(name));
    // A column that was renamed must be there.
    let renamed = file.renames.values().map(|column| Wanted { column, purpose: "which --column names" });
    check_columns(&file.path.display().to_string(), &open.columns, &renamed.collect::<Vec<_>>(), "correct the option")?;

    let names: Vec<(&'static str, String)> =
        inputs().into_iter().filter(|name| has(name)).map(|name| (name, theirs(name))).collect();
    let patients = PATIENTS.into_iter().find(|name| has(name)).map(theirs);
    let facility = Some(FACILITY).filter(|name| has(name)).map(theirs);
    let filter = request.filter.as_deref().map(Filter::parse).transpose()?;
    let mut needed: Vec<(String, &'static str)> = vec![(theirs("dateOfDiagnosis"), "the date of diagnosis")];
    if has("dx_year") || has("dx_date") {
        needed.clear();
    }
    needed.extend(selecting(&request.place).map(|name| (theirs(name), "which selects records")));
    let tested = filter.iter().flat_map(Filter::columns);
    needed.extend(tested.map(|name| (theirs(name), "which --where tests")));
    let wanted: Vec<Wanted<'_>> = names
        .iter()
        .map(|(_, column)| Wanted { column, purpose: "which is counted" })
        .chain(patients.iter().map(|column| Wanted { column, purpose: "which tells patients apart" }))
        .chain(facility.iter().map(|column| Wanted { column, purpose: "which names the facility" }))
        .chain(needed.iter().map(|(column, purpose)| Wanted { column, purpose }))
        .collect();
    let mut chosen = Chosen::new(open.load(&wanted)?);
    if let (Some(value), Some(name)) = (request.place.value(), selecting(&request.place)) {
        chosen.keep_where(&theirs(name), value, request.place.not_it())?;
    }
    chosen.filter(filter.as_ref(), theirs)?;

    let facilities = match &facility {
        Some(column) => {
            texts(&chosen.selection.place, &chosen.selection.frame, column)?.into_iter().flatten().collect()
        }
        None => BTreeSet::new(),
    };
    let facilities = facilities.len();
    let columns: Vec<_> = names.iter().map(|(name, theirs)| Named { name, theirs }).collect();
    let Chosen { selection, mut exclusions, .. } = chosen;
    let Selection { place, read, frame, .. } = selection;
    let rows = frame.height() as u64;
    let indicators = tally(&place, frame, patients.as_deref(), &columns, scope)?;
    exclusions.extend(other_years(rows, &indicators));
    Ok(Gathered { place, indicators, read: read as u64, exclusions, facilities, versions: Vec::new() })
}

/// The column by which a place is told.
fn selecting(place: &Place) -> Option<&'static str> {
    match place {
        Place::Everything => None,
        Place::Facility(_) => Some(FACILITY),
        Place::State(_) => Some("addrAtDxState"),
    }
}

impl Place {
    fn value(&self) -> Option<&str> {
        match self {
            Self::Everything => None,
            Self::Facility(value) | Self::State(value) => Some(value),
        }
    }

    /// Why a record does not count.
    pub(super) fn not_it(&self) -> &'static str {
        match self {
            Self::Everything => "",
            Self::Facility(_) => "reported by another facility",
            Self::State(_) => "resident of another state, or of an unknown one",
        }
    }
}

/// Rows that are still in, and why the others are not.
pub(super) struct Chosen {
    pub(super) selection: Selection,
    pub(super) exclusions: Vec<Exclusion>,
    /// Whether each row is of the year, where others are loaded too; those are not counted when they are put out.
    pub(super) is_of_year: Option<Vec<bool>>,
}

impl Chosen {
    pub(super) fn new(listing: Listing) -> Self {
        Self { selection: Selection::all(listing), exclusions: Vec::new(), is_of_year: None }
    }

    /// Keeps the rows with this text in a column, in upper or lower case.
    pub(super) fn keep_where(&mut self, column: &str, value: &str, reason: &'static str) -> Result<()> {
        let kept: Vec<bool> = texts(&self.selection.place, &self.selection.frame, column)?
            .into_iter()
            .map(|text| text.is_some_and(|text| text.eq_ignore_ascii_case(value)))
            .collect();
        self.keep(&kept, reason)
    }

    /// Keeps the rows for which the condition is true.
    pub(super) fn filter(&mut self, filter: Option<&Filter>, theirs: impl Fn(&str) -> String) -> Result<()> {
        let Some(filter) = filter else { return Ok(()) };
        let kept = filter.mask(&self.selection, theirs)?;
        self.keep(&kept, "not selected by --where")
    }

    fn keep(&mut self, kept: &[bool], reason: &str) -> Result<()> {
        let counts = |row: usize| self.is_of_year.as_ref().is_none_or(|is_of_year| is_of_year[row]);
        let out = kept.iter().enumerate().filter(|(row, kept)| !**kept && counts(*row)).count();
        self.exclusions.push(Exclusion::new(reason, out));
        if let Some(is_of_year) = &mut self.is_of_year {
            let mut kept = kept.iter();
            is_of_year.retain(|_| kept.next().copied().unwrap_or(false));
        }
        self.selection.keep(kept)
    }
}

/// Rows of other years among those that were handed to the counting.
fn other_years(rows: u64, indicators: &Indicators) -> [Exclusion; 2] {
    let others = rows - indicators.records - indicators.without_year;
    [
        Exclusion { reason: WITHOUT_YEAR.to_owned(), count: indicators.without_year },
        Exclusion { reason: ANOTHER_YEAR.to_owned(), count: others },
    ]
}

pub(super) const WITHOUT_YEAR: &str = "year of diagnosis not known";
pub(super) const ANOTHER_YEAR: &str = "diagnosed in another year";

/// A frame's rows marked true.
pub(super) fn masked(place: &str, frame: &DataFrame, kept: &[bool]) -> Result<DataFrame> {
    frame.filter(&BooleanChunked::from_slice("kept".into(), kept)).map_err(|_| unreadable(place))
}

pub(super) fn unreadable(place: &str) -> Error {
    Error::Unreadable {
        path: place.into(),
        format: "a table",
        problem: "its columns differ in length; report this as a fault of the program".to_owned(),
    }
}
