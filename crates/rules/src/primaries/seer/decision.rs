//! Are two tumors one primary? The rules of their group are asked in order until one decides.

use std::fmt;

use super::pair::Pair;
use super::rule::Finding;
use super::{SeerRule, SeerRuleGroup, SeerTumor};

/// What the rules say of two tumors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeerVerdict {
    /// They are one primary.
    SinglePrimary,
    /// They are two primaries.
    MultiplePrimaries,
    /// A person must look: what a rule needs is missing, or no rule fits.
    Questionable,
    /// The rules cannot be asked: a code is none, the site is unknown, or the year is.
    InvalidInput,
}

impl fmt::Display for SeerVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SinglePrimary => "single primary",
            Self::MultiplePrimaries => "multiple primaries",
            Self::Questionable => "questionable",
            Self::InvalidInput => "invalid input",
        })
    }
}

/// Why the verdict is what it is.
#[derive(Debug, Clone, Copy)]
pub enum SeerBasis {
    /// A code, the site or the year is none that the rules can be asked about.
    InvalidInput,
    /// No group has the tumors, but they agree in every item.
    Identical,
    /// No group has one of them.
    NoGroup,
    /// They are in different groups.
    DifferentGroups(&'static SeerRuleGroup, &'static SeerRuleGroup),
    /// This rule decided.
    Rule(&'static SeerRule),
    /// The former rule would have said so, had it known more; the latter says otherwise.
    Conflict(&'static SeerRule, SeerVerdict, &'static SeerRule),
}

/// The verdict on two tumors, with the rules that led to it.
#[derive(Debug, Clone, Copy)]
pub struct SeerDecision {
    /// One primary, two, or a question.
    pub verdict: SeerVerdict,
    /// The group whose rules were asked; `None` where the tumors have none, or different ones.
    pub group: Option<&'static SeerRuleGroup>,
    /// The rules asked, in order, up to the one that decided.
    pub applied: &'static [SeerRule],
    /// Why.
    pub basis: SeerBasis,
}

impl SeerDecision {
    /// The rule that decided, or whose missing information is why nothing did.
    #[must_use]
    pub fn rule(&self) -> Option<&'static SeerRule> {
        match self.basis {
            SeerBasis::Rule(rule) | SeerBasis::Conflict(rule, ..) => Some(rule),
            _ => None,
        }
    }

    /// The number of that rule in its manual, such as `M5`; empty where there is none.
    #[must_use]
    pub fn step(&self) -> &'static str {
        self.rule().map_or("", |rule| rule.step)
    }

    const fn without_rules(verdict: SeerVerdict, basis: SeerBasis) -> Self {
        Self { verdict, group: None, applied: &[], basis }
    }
}

/// Decides whether two tumors of a patient are one primary, by the rules of the later year of diagnosis.
///
/// The order of the two does not matter, apart from rules that look at dates. The year is today's: later ones are
/// wrong.
#[must_use]
pub fn decide_seer_primaries(first: &SeerTumor, second: &SeerTumor, current_year: i32) -> SeerDecision {
    let pair = Pair { first, second };
    if !pair.both(|tumor| tumor.is_valid(current_year)) {
        return SeerDecision::without_rules(SeerVerdict::InvalidInput, SeerBasis::InvalidInput);
    }
    let later_year = first.year().max(second.year());
    match (SeerRuleGroup::of(first, later_year), SeerRuleGroup::of(second, later_year)) {
        (Some(group), Some(other)) if std::ptr::eq(group, other) => by_rules(group, &pair),
        (Some(group), Some(other)) => {
            let basis = SeerBasis::DifferentGroups(group, other);
            SeerDecision::without_rules(SeerVerdict::MultiplePrimaries, basis)
        }
        (None, None) if is_identical(&pair) => {
            SeerDecision::without_rules(SeerVerdict::SinglePrimary, SeerBasis::Identical)
        }
        _ => SeerDecision::without_rules(SeerVerdict::Questionable, SeerBasis::NoGroup),
    }
}

/// Asks the rules in order. One that lacks information leaves what it would say, if no later rule says otherwise.
fn by_rules(group: &'static SeerRuleGroup, pair: &Pair<'_>) -> SeerDecision {
    let mut waiting: Option<(usize, &'static SeerRule, SeerVerdict)> = None;
    let decision = |verdict, at: usize, basis| SeerDecision {
        verdict,
        group: Some(group),
        applied: group.rules.get(..=at).unwrap_or(group.rules),
        basis,
    };
    for (at, rule) in group.rules.iter().enumerate() {
        let (found, is_final) = match rule.find(pair) {
            Finding::Nothing => continue,
            Finding::Final(verdict) => (verdict, true),
            Finding::Potential(verdict) => (verdict, false),
        };
        match waiting {
            Some((before, earlier, verdict)) if verdict != found => {
                return decision(SeerVerdict::Questionable, before, SeerBasis::Conflict(earlier, verdict, rule));
            }
            _ if is_final => return decision(found, at, SeerBasis::Rule(rule)),
            Some(_) => {}
            None => waiting = Some((at, rule, found)),
        }
    }
    match waiting {
        Some((at, rule, verdict)) => decision(verdict, at, SeerBasis::Rule(rule)),
        None => SeerDecision {
            group: Some(group),
            ..SeerDecision::without_rules(SeerVerdict::Questionable, SeerBasis::NoGroup)
        },
    }
}

fn is_identical(pair: &Pair<'_>) -> bool {
    let is_known = |tumor: &SeerTumor| tumor.diagnosis.day().is_some() && tumor.laterality != b' ';
    pair.first == pair.second && pair.both(is_known)
}
