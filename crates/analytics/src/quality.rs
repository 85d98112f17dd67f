//! Data quality of a facility, a state or everything for a year of diagnosis.
//!
//! What is counted, and by which thresholds it is judged, is said in [`rules::quality`]; here its records are gathered, from a
//! file or a snapshot, and handed to it in batches of whole patients, whose counts merge. A snapshot adds what no item says: on
//! which day a record was first submitted, and how many errors were found in it.

mod answer;
mod compare;
mod expected;
mod findings;
mod records;
mod request;
mod snapshot;
mod tally;

pub use answer::{
    CriterionAnswer, Delay, IndicatorAnswer, ItemAnswer, LevelAnswer, NotTold, Quality, QualityProvenance, ShareAnswer,
    TableUsed, name,
};
pub use compare::Changes;
pub use request::{Place, QualityRequest, QualitySource};
pub use rules::quality::Verdict;

use rules::Day;
use rules::quality::{Evidence, Scope, judge, standings};

use crate::error::{Error, Result};
use crate::values::date_of;
use expected::ExpectedCases;
use records::Gathered;

/// Counts the records that the request asks for and judges them.
///
/// # Errors
///
/// A file that cannot be read, a column that is not there, or options that do not go together.
pub fn measure(request: &QualityRequest) -> Result<Quality> {
    let expected = request.expected.as_deref().map(|path| ExpectedCases::read(path, request.year)).transpose()?;
    let now = gather(request, &request.source)?;
    let before = match &request.compare_with {
        None => None,
        Some(source @ QualitySource::Snapshot { .. }) => Some(gather(request, source)?),
        Some(QualitySource::Cases(_)) => {
            return Err(Error::Unsupported {
                option: "compare-with",
                found: "a file".to_owned(),
                problem: "only the snapshots of a warehouse can be compared".to_owned(),
            });
        }
    };
    let scope = scope(request, &request.source);
    let criteria = judge(&Evidence {
        indicators: &now.indicators,
        scope,
        handed_in: scope.today,
        expected: expected.as_ref().map(|expected| expected.cases),
        one_key_a_person: now.facilities < 2,
        one_facility: now.facilities < 2,
    });
    let levels = standings(&criteria);
    Ok(answer::compose(request, &answer::Found { now, before, criteria, levels, expected, today: scope.today }))
}

fn gather(request: &QualityRequest, source: &QualitySource) -> Result<Gathered> {
    let scope = scope(request, source);
    match source {
        QualitySource::Cases(file) => records::of_file(request, file, &scope),
        QualitySource::Snapshot { files, findings, .. } => snapshot::gather(request, files, findings, &scope),
    }
}

/// What is counted in a source: its own day counts as today where the request names none.
fn scope(request: &QualityRequest, source: &QualitySource) -> Scope {
    let of_source = match source {
        QualitySource::Cases(_) => None,
        QualitySource::Snapshot { day, .. } => Some(*day),
    };
    Scope {
        year: Some(request.year),
        today: request.on.or(of_source).map(Day),
        reference: request.reference_date.map(Day),
    }
}

/// A day as an answer writes it.
fn iso(day: Day) -> Option<String> {
    date_of(day.0).map(|date| date.to_string())
}
