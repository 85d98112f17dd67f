//! Counts beside thresholds: what is met, what is not, and what cannot be told here, and why.

use std::fmt;

use super::count::{Indicators, Scope, Share};
use super::threshold::{Threshold, Unit, thousandths, thresholds};
use super::{indicator, time};
use crate::Day;

/// What there is to judge.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The counts.
    pub indicators: &'a Indicators,
    /// What was counted.
    pub scope: Scope,
    /// The day on which the data are, or were, handed in as they are.
    pub handed_in: Option<Day>,
    /// How many cases were to be expected.
    pub expected: Option<Expected>,
    /// Whether a person has the same patient key wherever reported, as within one facility and after linkage.
    pub one_key_a_person: bool,
    /// Whether the records are those of one facility, which is what the Commission on Cancer looks at.
    pub one_facility: bool,
}

/// An expected number of cases, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// A thousand for every case.
    pub thousandths: u64,
}

impl Expected {
    /// Reads a number above zero, of at most three decimals.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        thousandths(text).filter(|thousandths| *thousandths > 0).map(|thousandths| Self { thousandths })
    }
}

/// A figure that is compared with a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// A share of records.
    Share(Share),
    /// Cases found of those that were to be expected.
    Completeness {
        /// Cases found.
        observed: u64,
        /// Cases expected.
        expected: Expected,
    },
    /// Months begun after the close of the year of diagnosis.
    Months(u64),
}

impl Figure {
    /// The numerator and the denominator, of whole numbers.
    #[must_use]
    pub fn fraction(&self) -> (u64, u64) {
        match *self {
            Self::Share(share) => (share.counted, share.of),
            Self::Completeness { observed, expected } => (observed.saturating_mul(1000), expected.thousandths),
            Self::Months(months) => (months, 1),
        }
    }

    /// The figure in a unit.
    #[must_use]
    pub fn value(&self, unit: Unit) -> f64 {
        let (numerator, denominator) = self.fraction();
        numerator as f64 * unit.scale() as f64 / denominator as f64
    }
}

/// Whether a threshold is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Met,
    /// It is not.
    NotMet,
    /// That cannot be told here.
    NotTold(Unjudged),
}

/// Why it cannot be told whether a threshold is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unjudged {
    /// There is no record that it is about.
    NoRecords,
    /// No record says any of these.
    NothingSaid(&'static [&'static str]),
    /// The expected number of cases is not given.
    NoExpected,
    /// A person may have several keys.
    NeedsLinkage,
    /// Patients are not told apart.
    NoPatients,
    /// It is not known when the data are handed in, or for which year.
    NoDay,
    /// No reference date, or no day to count from.
    NoReference,
}

impl fmt::Display for Unjudged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRecords => f.write_str("no such record"),
            Self::NothingSaid(items) => write!(f, "no record has {}", items.join(" or ")),
            Self::NoExpected => f.write_str("needs the expected number of cases"),
            Self::NeedsLinkage => f.write_str("needs linkage: a person reported by two facilities counts twice"),
            Self::NoPatients => f.write_str("needs a patient's key on each record"),
            Self::NoDay => f.write_str("needs the day on which the data are handed in"),
            Self::NoReference => f.write_str("needs the reference date"),
        }
    }
}

/// A threshold, and what there is of its indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// The threshold.
    pub threshold: &'static Threshold,
    /// What was found, also where that is not enough to judge it.
    pub figure: Option<Figure>,
    /// Whether it is met.
    pub verdict: Verdict,
}

/// How a level of a standard stands, over all its thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Who sets the standard.
    pub standard: &'static str,
    /// Its level.
    pub level: &'static str,
    /// Met where all are; not met where one is not; else it cannot be told, for the first such reason.
    pub verdict: Verdict,
    /// The thresholds that are not met or cannot be told.
    pub open: Vec<Criterion>,
}

/// Judges every threshold that is for this year of diagnosis and these records.
#[must_use]
pub fn judge(evidence: &Evidence<'_>) -> Vec<Criterion> {
    let applies = |threshold: &&Threshold| {
        let (first, last) = threshold.years;
        evidence.scope.year.is_none_or(|year| (first..=last).contains(&year))
            && (evidence.one_facility || threshold.standard != "CoC")
    };
    let judged = |threshold: &'static Threshold| {
        let (figure, unjudged) = figure(evidence, &threshold.indicator);
        let verdict = match (figure, unjudged) {
            (Some(figure), None) if threshold.is_met(figure.fraction()) => Verdict::Met,
            (Some(_), None) => Verdict::NotMet,
            (_, unjudged) => Verdict::NotTold(unjudged.unwrap_or(Unjudged::NoRecords)),
        };
        Criterion { threshold, figure, verdict }
    };
    thresholds().iter().filter(applies).map(judged).collect()
}

/// How each level stands, in the order of the table.
#[must_use]
pub fn standings(criteria: &[Criterion]) -> Vec<Standing> {
    let mut standings: Vec<Standing> = Vec::new();
    for criterion in criteria {
        let (standard, level) = (criterion.threshold.standard.as_str(), criterion.threshold.level.as_str());
        if standings.last().is_none_or(|last| (last.standard, last.level) != (standard, level)) {
            standings.push(Standing { standard, level, verdict: Verdict::Met, open: Vec::new() });
        }
        let Some(standing) = standings.last_mut().filter(|_| criterion.verdict != Verdict::Met) else { continue };
        if standing.verdict == Verdict::Met || criterion.verdict == Verdict::NotMet {
            standing.verdict = criterion.verdict;
        }
        standing.open.push(criterion.clone());
    }
    standings
}

/// What there is of an indicator, and what keeps it from being judged.
fn figure(evidence: &Evidence<'_>, id: &str) -> (Option<Figure>, Option<Unjudged>) {
    match id {
        "completeness" => completeness(evidence),
        "timeliness" => timeliness(evidence),
        _ => share(evidence, id),
    }
}

fn completeness(evidence: &Evidence<'_>) -> (Option<Figure>, Option<Unjudged>) {
    let observed = evidence.indicators.share("ascertained");
    let Some(expected) = evidence.expected else { return (None, Some(Unjudged::NoExpected)) };
    let unjudged = if observed.of > 0 && !observed.is_told() {
        Some(Unjudged::NothingSaid(items("ascertained")))
    } else {
        (!evidence.one_key_a_person).then_some(Unjudged::NeedsLinkage)
    };
    (Some(Figure::Completeness { observed: observed.counted, expected }), unjudged)
}

fn timeliness(evidence: &Evidence<'_>) -> (Option<Figure>, Option<Unjudged>) {
    let Some((year, day)) = evidence.scope.year.zip(evidence.handed_in) else {
        return (None, Some(Unjudged::NoDay));
    };
    let months = time::months_after_year(year, day);
    (Some(Figure::Months(u64::try_from(months).unwrap_or(0))), None)
}

fn share(evidence: &Evidence<'_>, id: &str) -> (Option<Figure>, Option<Unjudged>) {
    let share = evidence.indicators.share(id);
    let is_follow_up = indicator(id).is_some_and(|(_, indicator)| indicator.period != super::Period::Year);
    let unjudged = if is_follow_up && (evidence.scope.reference.is_none() || evidence.scope.today.is_none()) {
        Some(Unjudged::NoReference)
    } else if share.of == 0 {
        Some(Unjudged::NoRecords)
    } else if !share.is_told() && id == "duplicates" {
        Some(Unjudged::NoPatients)
    } else if !share.is_told() {
        Some(Unjudged::NothingSaid(items(id)))
    } else if id == "duplicates" && !evidence.one_key_a_person {
        Some(Unjudged::NeedsLinkage)
    } else {
        None
    };
    (share.is_told().then_some(Figure::Share(share)), unjudged)
}

fn items(id: &str) -> &'static [&'static str] {
    indicator(id).map_or(&[], |(_, indicator)| indicator.items)
}
