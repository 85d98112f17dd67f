//! A rule of a manual, and the tests that rules are made of.

use std::cmp::Ordering;

use super::pair::{Interval, Pair, Sides};
use super::{SeerTumor, SeerVerdict};

/// A rule of a group.
#[derive(Clone, Copy)]
pub struct SeerRule {
    /// Its number in the manual, such as `M5`; empty where the manual has a table and no rules.
    pub step: &'static str,
    /// What it says, in a few words.
    pub says: &'static str,
    test: Test,
}

impl std::fmt::Debug for SeerRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeerRule").field("step", &self.step).field("says", &self.says).finish_non_exhaustive()
    }
}

/// A rule that says something by its test.
pub(super) const fn rule(step: &'static str, test: Test, says: &'static str) -> SeerRule {
    SeerRule { step, says, test }
}

/// What a rule finds of two tumors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finding {
    /// It does not apply.
    Nothing,
    /// It decides.
    Final(SeerVerdict),
    /// It may decide: what it needs to know is missing.
    Potential(SeerVerdict),
}

use Finding::{Final, Nothing, Potential};
use SeerVerdict::{MultiplePrimaries, Questionable, SinglePrimary};

/// The label that a table gives to a tumor.
pub(super) type Lookup = fn(&SeerTumor) -> Option<&'static str>;
/// A property of a tumor.
pub(super) type Is = fn(&SeerTumor) -> bool;
/// A property of two tumors.
pub(super) type Holds = fn(&Pair<'_>) -> bool;

/// What a rule tests, and so what it can find.
#[derive(Clone, Copy)]
pub(super) enum Test {
    /// Needs what no record holds, such as a pathologist's statement: never applies.
    NotCoded,
    /// The second or third character of the topography codes differs: multiple.
    Category,
    /// The first three digits of the histology codes differ: multiple.
    Histology,
    /// So many years or more between the diagnoses: multiple.
    Years(i32),
    /// One in the right and one in the left, where the condition holds: multiple.
    OppositeSides(Holds),
    /// An invasive tumor more than so many days after an in situ tumor: multiple.
    InvasiveLongAfterInSitu(i32),
    /// An invasive tumor at most so many days after an in situ tumor: single.
    InvasiveSoonAfterInSitu(i32, Where),
    /// An in situ tumor after an invasive tumor: single.
    InSituAfterInvasive(Where),
    /// The same histology or the same row of a table: single; where days are named, only if diagnosed within so many.
    SameRow(Lookup, Option<i32>),
    /// Different rows of a table: multiple.
    OtherRow(Lookup),
    /// Different subtypes of a table, of which neither is among the other's: multiple.
    OtherSubtype(Lookup),
    /// The condition holds: single.
    Single(Holds),
    /// The condition holds: multiple.
    Multiple(Holds),
    /// The condition holds and no more than so many days lie between the diagnoses: single.
    SingleWithin(i32, Holds),
    /// The latter thing was diagnosed after the former.
    Follows(Is, Is, SeerVerdict),
    /// Any other.
    Special(fn(&Pair<'_>) -> Finding),
    /// What is left is a single primary.
    Otherwise,
}

/// Where tumors must lie for a rule to make them one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// Wherever the rules before have left them.
    Anywhere,
    /// On the same side of a paired organ.
    SameSide,
}

impl SeerRule {
    /// What it finds of two tumors.
    pub(super) fn find(&self, pair: &Pair<'_>) -> Finding {
        match self.test {
            Test::NotCoded => Nothing,
            Test::Category => multiple_if(!pair.same_category()),
            Test::Histology => multiple_if(!pair.same_histology_group()),
            Test::Years(years) => match pair.years_apart(years) {
                Interval::Apart => Final(MultiplePrimaries),
                Interval::Within => Nothing,
                Interval::Unknown => Potential(MultiplePrimaries),
            },
            Test::OppositeSides(holds) => match pair.sides() {
                _ if !holds(pair) => Nothing,
                Sides::Opposite => Final(MultiplePrimaries),
                Sides::Same => Nothing,
                Sides::Unknown => Potential(MultiplePrimaries),
            },
            Test::InvasiveLongAfterInSitu(days) => invasive_long_after(pair, days),
            Test::InvasiveSoonAfterInSitu(days, place) => invasive_soon_after(pair, days, place),
            Test::InSituAfterInvasive(place) => in_situ_after(pair, place),
            Test::SameRow(label, days) => {
                let (first, second) = (label(pair.first), label(pair.second));
                match (pair.same_histology(), days) {
                    (false, _) if first.is_none() || second.is_none() => Final(Questionable),
                    (false, _) if first != second => Nothing,
                    (_, None) => Final(SinglePrimary),
                    (_, Some(days)) => single_within(pair, days),
                }
            }
            Test::OtherRow(label) => match (label(pair.first), label(pair.second)) {
                _ if pair.same_histology() => Nothing,
                (Some(first), Some(second)) => multiple_if(first != second),
                _ => Final(Questionable),
            },
            Test::OtherSubtype(label) => match (label(pair.first), label(pair.second)) {
                (Some(first), Some(second)) => multiple_if(!overlap(first, second)),
                _ => Nothing,
            },
            Test::Single(holds) => single_if(holds(pair)),
            Test::Multiple(holds) => multiple_if(holds(pair)),
            Test::SingleWithin(days, holds) => {
                if holds(pair) {
                    single_within(pair, days)
                } else {
                    Nothing
                }
            }
            Test::Follows(former, latter, verdict) => follows(pair, former, latter, verdict),
            Test::Special(find) => find(pair),
            Test::Otherwise => Final(SinglePrimary),
        }
    }
}

pub(super) fn single_if(holds: bool) -> Finding {
    if holds { Final(SinglePrimary) } else { Nothing }
}

pub(super) fn multiple_if(holds: bool) -> Finding {
    if holds { Final(MultiplePrimaries) } else { Nothing }
}

pub(super) fn single_or_multiple(is_single: bool) -> Finding {
    Final(if is_single { SinglePrimary } else { MultiplePrimaries })
}

pub(super) fn single_within(pair: &Pair<'_>, days: i32) -> Finding {
    match pair.days_apart(days) {
        Interval::Within => Final(SinglePrimary),
        Interval::Apart => Nothing,
        Interval::Unknown => Potential(SinglePrimary),
    }
}

/// Whether one label names the other: a subtype that is one of several that a code may stand for.
pub(super) fn overlap(first: &str, second: &str) -> bool {
    first.contains(second) || second.contains(first)
}

/// Whether the first tumor is the in situ one.
fn in_situ_is_later(pair: &Pair<'_>) -> Option<bool> {
    Some(match pair.order()? {
        Ordering::Less => pair.second.is_in_situ(),
        Ordering::Greater => pair.first.is_in_situ(),
        Ordering::Equal => false,
    })
}

fn invasive_long_after(pair: &Pair<'_>, days: i32) -> Finding {
    let is_same_day = pair.order() == Some(Ordering::Equal);
    if !pair.in_situ_and_malignant() || is_same_day || in_situ_is_later(pair) == Some(true) {
        return Nothing;
    }
    match pair.days_apart(days) {
        Interval::Apart => Final(MultiplePrimaries),
        Interval::Within => Nothing,
        Interval::Unknown => Potential(MultiplePrimaries),
    }
}

fn invasive_soon_after(pair: &Pair<'_>, days: i32, place: Where) -> Finding {
    let interval = pair.days_apart(days);
    if !pair.in_situ_and_malignant() || interval == Interval::Apart || in_situ_is_later(pair) == Some(true) {
        return Nothing;
    }
    match (place, pair.sides()) {
        (Where::SameSide, Sides::Opposite) => Nothing,
        (Where::SameSide, Sides::Unknown) => Potential(SinglePrimary),
        _ => single_within(pair, days),
    }
}

fn in_situ_after(pair: &Pair<'_>, place: Where) -> Finding {
    if !pair.in_situ_and_malignant() {
        return Nothing;
    }
    match (in_situ_is_later(pair), place, pair.sides()) {
        (Some(false), ..) | (_, Where::SameSide, Sides::Opposite) => Nothing,
        (None, ..) | (_, Where::SameSide, Sides::Unknown) => Potential(SinglePrimary),
        (Some(true), ..) => Final(SinglePrimary),
    }
}

fn follows(pair: &Pair<'_>, former: Is, latter: Is, verdict: SeerVerdict) -> Finding {
    if !pair.one_each(former, latter) {
        return Nothing;
    }
    let is = |earlier, later| former(earlier) && latter(later);
    let holds = match pair.order() {
        None => return Potential(verdict),
        Some(Ordering::Less) => is(pair.first, pair.second),
        Some(Ordering::Greater) => is(pair.second, pair.first),
        Some(Ordering::Equal) => false,
    };
    if holds { Final(verdict) } else { Nothing }
}
