//! What lanes counted, as a receipt tells it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use rules::quality::{Criterion, Evidence, Indicators, Scope, Verdict, judge};
use rules::{Edit, EditSet};

use crate::examine::{context, number_of};
use crate::findings::{Findings, severity_of};
use crate::intake::Tally;
use crate::receipt::{EditCount, ItemFindings, QualityLine};

/// Findings in their several orders.
#[derive(Default)]
pub(crate) struct Tallied {
    pub(crate) by_kind: BTreeMap<String, u64>,
    pub(crate) by_item: Vec<ItemFindings>,
    pub(crate) edits: Vec<EditCount>,
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
}

impl Tallied {
    pub(crate) fn of(tally: &Tally, edits: Option<&EditSet>) -> Self {
        let mut tallied = Self::default();
        for ((kind, item, number), count) in &tally.findings {
            // Every rule of the standard that readers know is an error.
            tallied.errors += count;
            tallied.add(kind, item.clone(), *number, *count);
        }
        let edits = edits.map(EditSet::edits).unwrap_or_default();
        let mut by_edit: BTreeMap<u16, (u64, u64)> = BTreeMap::new();
        for ((place, item), count) in &tally.failed {
            let Some(edit) = edits.get(usize::from(*place)) else { continue };
            match severity_of(edit) {
                naaccr::Severity::Error => tallied.errors += count,
                naaccr::Severity::Warning => tallied.warnings += count,
            }
            tallied.add(&edit.id, Some(item.clone()), number_of(item), *count);
            by_edit.entry(*place).or_default().0 += count;
        }
        for (place, count) in &tally.overridden {
            by_edit.entry(*place).or_default().1 += count;
        }
        let counted = |(place, (count, overridden)): (u16, (u64, u64))| {
            Some(edit_count(edits.get(usize::from(place))?, count, overridden))
        };
        tallied.edits = worst_first(by_edit.into_iter().filter_map(counted).collect());
        tallied
    }

    fn add(&mut self, kind: &str, item: Option<String>, number: Option<u32>, count: u64) {
        *self.by_kind.entry(kind.to_owned()).or_default() += count;
        self.by_item.push(ItemFindings { kind: kind.to_owned(), item, number, count });
    }
}

fn worst_first(mut edits: Vec<EditCount>) -> Vec<EditCount> {
    // `error` comes before `warning` in the alphabet, too.
    edits.sort_by(|one, other| (&one.severity, Reverse(one.count)).cmp(&(&other.severity, Reverse(other.count))));
    edits
}

fn edit_count(edit: &Edit, count: u64, overridden: u64) -> EditCount {
    EditCount {
        id: edit.id.clone(),
        name: edit.name.clone(),
        severity: edit.severity.name().to_owned(),
        count,
        overridden,
        message: edit.message.clone(),
        cure: edit.cure.clone(),
        source: edit.source.clone(),
    }
}

/// Ids and versions of the files that edits come from.
pub(crate) fn edit_sets(edits: Option<&EditSet>) -> Vec<String> {
    let sources = edits.map(EditSet::sources).unwrap_or_default();
    sources.iter().map(|set| format!("{} {}", set.id, set.version)).collect()
}

/// The failed edits among findings, counted, those with the most errors first.
pub(crate) fn edit_counts(findings: &Findings) -> Vec<EditCount> {
    let overridden = findings.overridden();
    let mut counts: BTreeMap<String, EditCount> = BTreeMap::new();
    for finding in findings.iter() {
        if let Some(edit) = finding.as_edit() {
            let excused = overridden.get(edit.id.as_str()).copied().unwrap_or_default();
            counts.entry(edit.id.clone()).or_insert_with(|| edit_count(edit, 0, excused)).count += 1;
        }
    }
    worst_first(counts.into_values().collect())
}

/// The counts beside the thresholds.
pub(crate) fn quality_lines(indicators: &Indicators, now: Timestamp) -> Vec<QualityLine> {
    let today = context(now).today;
    let criteria = judge(&Evidence {
        indicators,
        scope: Scope { today: Some(today), ..Scope::default() },
        handed_in: Some(today),
        expected: None,
        one_key_a_person: true,
        one_facility: true,
    });
    let line = |criterion: Criterion| {
        let (numerator, denominator) = criterion.figure?.fraction();
        Some(QualityLine {
            standard: format!("{} {}", criterion.threshold.standard, criterion.threshold.level),
            indicator: criterion.threshold.indicator.clone(),
            numerator,
            denominator,
            threshold: criterion.threshold.to_string(),
            met: match criterion.verdict {
                Verdict::Met => Some(true),
                Verdict::NotMet => Some(false),
                Verdict::NotTold(_) => None,
            },
        })
    };
    criteria.into_iter().filter_map(line).collect()
}
