//! Looking for the first of many people of whom something does not hold.

use rayon::prelude::*;

/// Values that are looked at together: a loop that never leaves off in the middle is one of vector instructions.
const TOGETHER: usize = 1 << 10;

/// Values for whom another thread is worth while.
const PIECE: usize = 1 << 16;

/// The first position where `wrong` holds.
pub(crate) fn first<T: Copy + Sync>(values: &[T], wrong: impl Fn(T) -> bool + Sync) -> Option<usize> {
    first_pair(values, values, |value, _| wrong(value))
}

/// The first position where `wrong` holds of the values of two slices of one length.
pub(crate) fn first_pair<T: Copy + Sync, U: Copy + Sync>(
    left: &[T],
    right: &[U],
    wrong: impl Fn(T, U) -> bool + Sync,
) -> Option<usize> {
    let position = |left: &[T], right: &[U]| {
        let any = |(left, right): (&[T], &[U])| {
            left.iter().zip(right).fold(false, |any, (&left, &right)| any | wrong(left, right))
        };
        let chunk = left.chunks(TOGETHER).zip(right.chunks(TOGETHER)).position(any)?;
        let from = chunk * TOGETHER;
        let within = left[from..].iter().zip(&right[from..]).position(|(&left, &right)| wrong(left, right))?;
        Some(from + within)
    };
    if left.len() <= PIECE {
        return position(left, right);
    }
    let pieces = left.par_chunks(PIECE).zip(right.par_chunks(PIECE)).enumerate();
    pieces.find_map_first(|(piece, (left, right))| Some(piece * PIECE + position(left, right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first() {
        for n in [0, 1, 1_023, 1_024, 1_025, 200_000] {
            let values: Vec<usize> = (0..n).collect();
            assert_eq!(first(&values, |value| value == n), None);
            for at in [0, n / 3, n - n.min(1)] {
                let found = first(&values, |value| value >= at);
                assert_eq!(found, (at < n).then_some(at), "{at} of {n}");
                assert_eq!(first_pair(&values, &values, |a, b| a + b >= 2 * at), found);
            }
        }
    }
}
