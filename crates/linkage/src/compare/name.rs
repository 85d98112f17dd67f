//! First names and surnames, each with all name fields of the other record where they may have changed places.

use super::memo::Likeness;
use super::{Comparator, Memo};
use crate::dictionary::NameId;
use crate::fields::{MISSING, first_name, last_name};
use crate::records::Record;

/// The levels of first name and surname.
pub(super) fn names(on: &Comparator<'_>, a: &Record, b: &Record, memo: &mut Memo) -> (u8, u8) {
    let first = first(on, a, b, memo);
    let last = last(on, a, b, memo);
    // Two names written into each other's field are one event: the surname then has nothing to add.
    if differ(first)
        && matches!(last, MISSING | last_name::DISTANT | last_name::MAIDEN | last_name::DIFFERS)
        && swapped(on, a, b, memo)
    {
        return (first_name::SWAPPED_LAST, MISSING);
    }
    (first, last)
}

fn differ(first: u8) -> bool {
    first == first_name::DISTANT || first >= first_name::SAME_INITIAL
}

/// Whether the first name of each is, but for errors, the surname of the other, as far as both are known.
fn swapped(on: &Comparator<'_>, a: &Record, b: &Record, memo: &mut Memo) -> bool {
    let mut crossed = |x: NameId, y: NameId| x == y || memo.names(&on.dictionaries.names, x, y).is_close();
    let known = [(a.first, b.last), (b.first, a.last)].into_iter().filter(|(x, y)| *x != 0 && *y != 0);
    let (mut n, mut exact) = (0, 0);
    for (x, y) in known {
        if !crossed(x, y) {
            return false;
        }
        n += 1;
        exact += u32::from(x == y);
    }
    n == 2 || exact == 1
}

fn first(on: &Comparator<'_>, a: &Record, b: &Record, memo: &mut Memo) -> u8 {
    if a.first == 0 || b.first == 0 {
        return MISSING;
    }
    if a.first == b.first {
        return first_name::EXACT;
    }
    let names = &on.dictionaries.names;
    let (x, y) = (names.facts(a.first), names.facts(b.first));
    let same_initial = x.initial == y.initial;
    if same_initial && (x.length == 1 || y.length == 1) {
        return first_name::INITIAL;
    }
    let likeness = memo.names(names, a.first, b.first);
    if likeness.is_nickname() {
        return first_name::NICKNAME;
    }
    let swapped = (a.first == b.middle && y.length > 1) || (b.first == a.middle && x.length > 1);
    if swapped && (x.length > 1 && y.length > 1) {
        return first_name::SWAPPED_MIDDLE;
    }
    let rare = || on.frequencies.is_rare_first_name(a.first) || on.frequencies.is_rare_first_name(b.first);
    match similar(likeness, rare) {
        Some((true, true)) => first_name::SIMILAR_RARE,
        Some((true, false)) => first_name::SIMILAR,
        Some((false, true)) => first_name::CLOSE_RARE,
        Some((false, false)) => first_name::CLOSE,
        None if likeness.is_distant() => first_name::DISTANT,
        None if same_initial => first_name::SAME_INITIAL,
        None => first_name::DIFFERS,
    }
}

/// Whether similar rather than close, and whether one is rare; none when neither similar nor close.
fn similar(likeness: Likeness, rare: impl Fn() -> bool) -> Option<(bool, bool)> {
    likeness.is_close().then(|| (likeness.is_similar(), rare()))
}

fn last(on: &Comparator<'_>, a: &Record, b: &Record, memo: &mut Memo) -> u8 {
    if a.last == 0 || b.last == 0 {
        return MISSING;
    }
    if a.last == b.last {
        return last_name::EXACT;
    }
    let names = &on.dictionaries.names;
    if is_half(a, b) || is_half(b, a) {
        return last_name::HALF;
    }
    let likeness = memo.names(names, a.last, b.last);
    if likeness.is_similar() {
        return if rare_last(on, a, b) { last_name::SIMILAR_RARE } else { last_name::SIMILAR };
    }
    let mut maiden = |x: NameId, y: NameId| x != 0 && y != 0 && (x == y || memo.names(names, x, y).is_similar());
    if maiden(a.maiden, b.last) || maiden(a.last, b.maiden) || maiden(a.maiden, b.maiden) {
        return last_name::MAIDEN;
    }
    if likeness.is_close() {
        return if rare_last(on, a, b) { last_name::CLOSE_RARE } else { last_name::CLOSE };
    }
    if likeness.is_distant() { last_name::DISTANT } else { last_name::DIFFERS }
}

fn rare_last(on: &Comparator<'_>, a: &Record, b: &Record) -> bool {
    on.frequencies.is_rare_last_name(a.last) || on.frequencies.is_rare_last_name(b.last)
}

/// Whether one surname, or a half of it, is half of the other's compound one.
fn is_half(compound: &Record, other: &Record) -> bool {
    let [first, last] = compound.last_half;
    let half = |name: NameId| name != 0 && (name == first || name == last);
    half(other.last) || half(other.maiden) || other.last_half.iter().any(|name| half(*name))
}
