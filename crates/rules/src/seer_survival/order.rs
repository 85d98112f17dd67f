//! The order in which a patient's tumors arose: by date of diagnosis as far as known, and by sequence number.

use std::cmp::Ordering;

use super::parts::Parts;

/// A date of diagnosis and a [`sequence_key`].
pub(super) type Key = (Parts, i64);

/// What a sequence number sorts by: tumors that federal programmes do not collect (60 to 97) come after those they do,
/// and a blank before all.
pub(crate) fn sequence_key(sequence_number: &str) -> i64 {
    match Parts::number(sequence_number) {
        Some(number @ 60..=97) => i64::from(number) + NON_FEDERAL,
        Some(number) => number.into(),
        None => -1,
    }
}

const NON_FEDERAL: i64 = 100;

fn is_federal(sequence: i64) -> bool {
    sequence < NON_FEDERAL
}

/// The indices of tumors in the order they arose.
///
/// Those with a complete date are sorted first. The others are put among them, from the best known to the least, each
/// as far back as its date and its sequence number let it.
pub(super) fn sort(keys: &[Key]) -> Vec<usize> {
    if keys.len() < 2 {
        return (0..keys.len()).collect();
    }
    let precision = |index: &usize| match keys[*index].0 {
        Parts { year: None, .. } => 3,
        Parts { month: None, .. } => 2,
        Parts { day: None, .. } => 1,
        _ => 0,
    };
    let mut order: Vec<usize> = Vec::with_capacity(keys.len());
    for unknown in 0..=3 {
        let mut group: Vec<usize> = (0..keys.len()).filter(|index| precision(index) == unknown).collect();
        group.sort_by(|one, other| {
            let ((date, sequence), (other_date, other_sequence)) = (keys[*one], keys[*other]);
            compare(date, other_date).then(sequence.cmp(&other_sequence))
        });
        if order.is_empty() {
            order = group;
        } else {
            for index in group {
                let place = place(keys, &order, keys[index]);
                order.insert(place, index);
            }
        }
    }
    order
}

/// Compares as far as both dates are known.
pub(crate) fn compare(date: Parts, other: Parts) -> Ordering {
    fn known<T: Ord>(one: Option<T>, other: Option<T>) -> Option<Ordering> {
        Some(one?.cmp(&other?))
    }
    for part in [known(date.year, other.year), known(date.month, other.month), known(date.day, other.day)] {
        match part {
            Some(Ordering::Equal) => {}
            Some(unequal) => return unequal,
            None => break,
        }
    }
    Ordering::Equal
}

/// Where a tumor with an incomplete date goes among those in order.
fn place(keys: &[Key], order: &[usize], (date, sequence): Key) -> usize {
    for (place, &index) in order.iter().enumerate().rev() {
        let (other_date, other_sequence) = keys[index];
        let goes_behind = match compare(date, other_date) {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal if is_federal(sequence) => sequence >= other_sequence,
            Ordering::Equal if !is_federal(other_sequence) && sequence >= other_sequence => true,
            Ordering::Equal => {
                let before = order.iter().take(place + 1).map(|&index| keys[index]);
                let same = before.filter(|(other, _)| compare(date, *other) == Ordering::Equal);
                !conflicts(sequence, same.map(|(_, sequence)| sequence))
            }
        };
        if goes_behind {
            return place + 1;
        }
    }
    0
}

/// Whether a non-federal tumor contradicts the non-federal ones that may be of the same date, which say something only
/// where they are in order themselves.
fn conflicts(sequence: i64, others: impl Iterator<Item = i64>) -> bool {
    let non_federal: Vec<_> = others.filter(|other| !is_federal(*other)).collect();
    non_federal.is_sorted() && non_federal.last().is_some_and(|last| sequence <= *last)
}
