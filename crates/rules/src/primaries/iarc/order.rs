//! The order of a patient's tumors.

use std::cmp::Ordering;

use crate::seer_survival::{Parts, compare};

/// The indices of tumors by date of diagnosis as far as both of two dates are known, then by sequence number.
///
/// Where dates are known in part there is no one such order: 2007, 1 May 2007 and 1 March 2007 may each come before the
/// next by their sequence numbers. So the steps are part of the definition: the tumors as given are in order as far as
/// none comes before the one before it (or are turned round, as far as each does), and each of the others is put among
/// those by bisection, behind its equals.
pub(super) fn sort<T>(tumors: &[T], key: impl Fn(&T) -> (Parts, i64)) -> Vec<usize> {
    let keys: Vec<_> = tumors.iter().map(key).collect();
    let is_before = |one: usize, other: usize| match (keys.get(one), keys.get(other)) {
        (Some((date, sequence)), Some((other_date, other_sequence))) => {
            compare(*date, *other_date).then(sequence.cmp(other_sequence)) == Ordering::Less
        }
        _ => false,
    };
    let mut order: Vec<usize> = (0..keys.len()).collect();
    let is_falling = keys.len() > 1 && is_before(1, 0);
    let run = (1..keys.len()).take_while(|&index| is_before(index, index - 1) == is_falling).count() + 1;
    order.truncate(run);
    if is_falling {
        order.reverse();
    }
    for index in run..keys.len() {
        let place = place(&order, |other| is_before(index, other));
        order.insert(place, index);
    }
    order
}

/// Where a tumor goes among others, by halves: the standard library's search may look at others, which is the same only
/// where there is one order.
fn place(order: &[usize], is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, order.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if order.get(middle).is_some_and(|&other| is_before(other)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
