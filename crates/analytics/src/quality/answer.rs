//! What is answered: counts, shares, thresholds and how they stand, and how to ask again.

use rules::Day;
use rules::quality::{
    Criterion, Figure, Indicators, Share, Standing, Unit, Verdict, completeness_items, indicators, tables,
};
use serde::{Serialize, Serializer};

use super::compare::Changes;
use super::expected::ExpectedCases;
use super::iso;
use super::records::Gathered;
use super::request::{Place, QualityRequest, QualitySource};
use crate::answer::{Algorithm, Exclusion};

/// The quality of a year's records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    /// The year of diagnosis.
    pub year: i32,
    /// Whose records.
    pub place: String,
    /// How many.
    pub records: u64,
    /// The same of the other snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records_before: Option<u64>,
    /// What became of records since the other snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
    /// Each level of each standard.
    pub levels: Vec<LevelAnswer>,
    /// Each threshold.
    pub criteria: Vec<CriterionAnswer>,
    /// Each indicator.
    pub indicators: Vec<IndicatorAnswer>,
    /// How often each item is known.
    pub items: Vec<ItemAnswer>,
    /// How long records took from diagnosis to submission.
    pub months_to_submission: Delay,
    /// Where it comes from.
    pub provenance: QualityProvenance,
}

/// How a level of a standard stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelAnswer {
    /// Who sets it.
    pub standard: &'static str,
    /// The level.
    pub level: &'static str,
    /// `met`, `not met` or `not told`.
    #[serde(serialize_with = "verdict_name")]
    pub verdict: Verdict,
    /// Indicators that do not meet their threshold.
    pub not_met: Vec<&'static str>,
    /// Indicators of which it cannot be told, and why.
    pub not_told: Vec<NotTold>,
}

/// What cannot be told, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotTold {
    /// The indicator.
    pub indicator: &'static str,
    /// Why.
    pub reason: String,
}

/// A threshold with what there is of its indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionAnswer {
    /// Who sets it.
    pub standard: &'static str,
    /// The level.
    pub level: &'static str,
    /// The indicator.
    pub indicator: &'static str,
    /// `<`, `<=`, `>=` or `>`.
    pub operator: &'static str,
    /// The limit as the standard writes it.
    pub threshold: String,
    /// `%`, `per 1,000` or `months`.
    pub unit: &'static str,
    /// Cases or records counted, or months.
    pub numerator: Option<u64>,
    /// Of how many; of completeness, the expected number as given.
    pub denominator: Option<String>,
    /// The figure in the unit.
    pub value: Option<f64>,
    /// `met`, `not met` or `not told`.
    #[serde(serialize_with = "verdict_name")]
    pub verdict: Verdict,
    /// Why it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the threshold was read in its source.
    pub verified: bool,
    /// Where the threshold comes from.
    pub source: &'static str,
}

/// An indicator with its share, and that of the other snapshot.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndicatorAnswer {
    /// Its name.
    pub id: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Which records it counts.
    pub numerator: &'static str,
    /// Of which.
    pub denominator: &'static str,
    /// How many.
    #[serde(flatten)]
    pub share: ShareAnswer,
    /// The same of the other snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<ShareAnswer>,
}

/// How often an item is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemAnswer {
    /// The item's NAACCR XML id.
    pub item: &'static str,
    /// The codes that are counted as unknown, as blanks are.
    pub unknown_codes: &'static [String],
    /// How many records have it known, of how many.
    #[serde(flatten)]
    pub share: ShareAnswer,
    /// The same of the other snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<ShareAnswer>,
}

/// A share of records.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShareAnswer {
    /// The numerator.
    pub counted: u64,
    /// The denominator.
    pub of: u64,
    /// Records of the denominator that do not tell.
    pub unknown: u64,
    /// The share; none of no records, or where none tells.
    pub per_cent: Option<f64>,
}

impl From<Share> for ShareAnswer {
    fn from(share: Share) -> Self {
        let per_cent = share.per_cent().filter(|_| share.is_told());
        Self { counted: share.counted, of: share.of, unknown: share.unknown, per_cent }
    }
}

impl ShareAnswer {
    /// How many points of per cent it is above another.
    #[must_use]
    pub fn above(&self, other: &Self) -> Option<f64> {
        Some(self.per_cent? - other.per_cent?)
    }
}

/// How long records took from diagnosis to submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delay {
    /// Records of which it is known.
    pub records: u64,
    /// Whole months in which half of them had been submitted.
    pub median: Option<usize>,
    /// Records by whole months, from 0.
    pub by_month: Vec<u64>,
}

/// What an answer was made from and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QualityProvenance {
    /// The file or the snapshot.
    pub source: String,
    /// The snapshot's number.
    pub snapshot: Option<u64>,
    /// The other snapshot.
    pub compared_with: Option<u64>,
    /// How it was counted.
    pub algorithms: Vec<Algorithm>,
    /// The tables of thresholds and items.
    pub tables: Vec<TableUsed>,
    /// The facility asked for.
    pub facility: Option<String>,
    /// The state asked for.
    pub state: Option<String>,
    /// The `where` of the request.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// The day that counts as today.
    pub on: Option<String>,
    /// The reference date of follow-up.
    pub reference_date: Option<String>,
    /// The expected number of cases, and its file.
    pub expected: Option<String>,
    /// The file it was read from.
    pub expected_file: Option<String>,
    /// Facilities that the records name.
    pub facilities: usize,
    /// What a count counts.
    pub counting_unit: &'static str,
    /// Rows that the source has.
    pub rows_read: u64,
    /// Why the others do not count; together with the records they are the rows read.
    pub exclusions: Vec<Exclusion>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// The command that asked.
    pub command: String,
}

/// A table's identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableUsed {
    /// Its name.
    pub name: &'static str,
    /// SHA-256 of its text, hexadecimal.
    pub sha256: &'static str,
}

/// The name of a verdict: `met`, `not met` or `not told`.
#[must_use]
pub fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not met",
        Verdict::NotTold(_) => "not told",
    }
}

fn verdict_name<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name(*verdict))
}

/// What an answer is composed of.
pub(super) struct Found {
    pub(super) now: Gathered,
    pub(super) before: Option<Gathered>,
    pub(super) criteria: Vec<Criterion>,
    pub(super) levels: Vec<Standing>,
    pub(super) expected: Option<ExpectedCases>,
    pub(super) today: Option<Day>,
}

/// Puts the answer together.
pub(super) fn compose(request: &QualityRequest, found: &Found) -> Quality {
    let now = &found.now.indicators;
    let before = found.before.as_ref().map(|before| &before.indicators);
    Quality {
        year: request.year,
        place: request.place.name(),
        records: now.records,
        records_before: before.map(|before| before.records),
        changes: found.before.as_ref().map(|before| Changes::between(&before.versions, &found.now.versions)),
        levels: found.levels.iter().map(level).collect(),
        criteria: found.criteria.iter().map(|of| criterion(of, found.expected.as_ref())).collect(),
        indicators: of_indicators(now, before),
        items: of_items(now, before),
        months_to_submission: Delay {
            records: now.delays.records(),
            median: now.delays.median(),
            by_month: now.delays.months().to_vec(),
        },
        provenance: provenance(request, found),
    }
}

fn level(standing: &Standing) -> LevelAnswer {
    let not_met = standing.open.iter().filter(|of| of.verdict == Verdict::NotMet);
    let not_told = standing.open.iter().filter_map(|of| match of.verdict {
        Verdict::NotTold(reason) => {
            Some(NotTold { indicator: of.threshold.indicator.as_str(), reason: reason.to_string() })
        }
        Verdict::Met | Verdict::NotMet => None,
    });
    LevelAnswer {
        standard: standing.standard,
        level: standing.level,
        verdict: standing.verdict,
        not_met: not_met.map(|of| of.threshold.indicator.as_str()).collect(),
        not_told: not_told.collect(),
    }
}

fn criterion(criterion: &Criterion, expected: Option<&ExpectedCases>) -> CriterionAnswer {
    let threshold = criterion.threshold;
    let (numerator, denominator) = match criterion.figure {
        None => (None, None),
        Some(Figure::Share(share)) => (Some(share.counted), Some(share.of.to_string())),
        Some(Figure::Completeness { observed, .. }) => (Some(observed), expected.map(|expected| expected.text.clone())),
        Some(Figure::Months(months)) => (Some(months), None),
    };
    let reason = match criterion.verdict {
        Verdict::NotTold(reason) => Some(reason.to_string()),
        Verdict::Met | Verdict::NotMet => None,
    };
    CriterionAnswer {
        standard: &threshold.standard,
        level: &threshold.level,
        indicator: &threshold.indicator,
        operator: threshold.operator.sign(),
        threshold: threshold.limit_text(),
        unit: threshold.unit.name(),
        numerator,
        denominator,
        value: criterion.figure.map(|figure| figure.value(threshold.unit)),
        verdict: criterion.verdict,
        reason,
        verified: threshold.verified,
        source: &threshold.source,
    }
}

fn of_indicators(now: &Indicators, before: Option<&Indicators>) -> Vec<IndicatorAnswer> {
    let answer = |(at, indicator): (usize, &'static rules::quality::Indicator)| IndicatorAnswer {
        id: indicator.id,
        title: indicator.title,
        numerator: indicator.numerator,
        denominator: indicator.denominator,
        share: now.shares[at].into(),
        before: before.map(|before| before.shares[at].into()),
    };
    indicators().iter().enumerate().map(answer).collect()
}

fn of_items(now: &Indicators, before: Option<&Indicators>) -> Vec<ItemAnswer> {
    let answer = |(at, item): (usize, &'static rules::quality::CompletenessItem)| ItemAnswer {
        item: item.id(),
        unknown_codes: &item.unknown,
        share: now.items[at].into(),
        before: before.map(|before| before.items[at].into()),
    };
    completeness_items().iter().enumerate().map(answer).collect()
}

fn provenance(request: &QualityRequest, found: &Found) -> QualityProvenance {
    let snapshot = |source: &QualitySource| match source {
        QualitySource::Cases(_) => None,
        QualitySource::Snapshot { files, .. } => Some(files.snapshot),
    };
    let (facility, state) = match &request.place {
        Place::Everything => (None, None),
        Place::Facility(id) => (Some(id.clone()), None),
        Place::State(state) => (None, Some(state.clone())),
    };
    QualityProvenance {
        source: found.now.place.clone(),
        snapshot: snapshot(&request.source),
        compared_with: request.compare_with.as_ref().and_then(snapshot),
        algorithms: vec![Algorithm { id: "quality-indicators".to_owned(), version: "1".to_owned() }],
        tables: tables().map(|table| TableUsed { name: table.name, sha256: table.hash() }).to_vec(),
        facility,
        state,
        filter: request.filter.clone(),
        on: found.today.and_then(iso),
        reference_date: request.reference_date.map(Day).and_then(iso),
        expected: found.expected.as_ref().map(|expected| expected.text.clone()),
        expected_file: found.expected.as_ref().map(|expected| expected.file.display().to_string()),
        facilities: found.now.facilities,
        counting_unit: "abstracts",
        rows_read: found.now.read,
        exclusions: found.now.exclusions.clone(),
        notes: notes(found),
        command: request.command.clone(),
    }
}

/// What a reader should know beside the figures.
fn notes(found: &Found) -> Vec<String> {
    let mut notes = Vec::new();
    if found.now.facilities > 1 {
        notes.push(format!(
            "abstracts of {} facilities before linkage: a tumor that several of them reported counts for each",
            found.now.facilities
        ));
    }
    let told = |id: &str| found.now.indicators.share(id).is_told();
    if told("duplicates") {
        notes
            .push("duplicates are those within one patient's key; whoever has two keys is found by linkage".to_owned());
    }
    if told("error_free") {
        notes.push("edits are the findings of severity error made when each record was submitted".to_owned());
    }
    if found.criteria.iter().any(|of| !of.threshold.verified) {
        notes.push("thresholds marked * are from general knowledge and were not read in their source".to_owned());
    }
    if found.criteria.iter().any(|of| of.threshold.unit == Unit::Months && of.figure.is_some()) {
        notes.push(
            "timeliness is that of the data as they stand on the day; ask an earlier state with --as-of".to_owned(),
        );
    }
    notes
}
