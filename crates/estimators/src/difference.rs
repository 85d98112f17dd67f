//! Tests of whether groups differ: what was observed in each group against what would be expected
//! were there no difference.
//!
//! **Formula.** With z_g = observed - expected of group g and V its covariance under no difference,
//! chi-square = z' V^- z. The z add up to 0, so V is singular: one group is dropped, and any other
//! that V says nothing about (nobody at risk while somebody died). The degrees of freedom are the
//! groups that remain. Which one is dropped does not matter.

mod gray;
mod log_rank;
pub(crate) mod risk_sets;

use statrs::function::gamma::checked_gamma_ur;

pub use gray::Gray;
pub use log_rank::LogRank;

/// One of the groups compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ComparedGroup {
    /// How many people it has.
    pub n: u64,
    /// Events observed, weighted as the test weighs them.
    pub observed: f64,
    /// Events expected if the groups did not differ.
    pub expected: f64,
}

/// The outcome of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct TestOfDifference {
    /// The groups in the order given.
    pub groups: Vec<ComparedGroup>,
    /// Observed minus expected, group by group.
    pub z: Vec<f64>,
    /// The covariance of `z`: a row a group.
    pub covariance: Vec<Vec<f64>>,
    /// The statistic; NaN where nothing can be compared (`df` is 0).
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// The probability of a statistic as large, were there no difference; NaN where `df` is 0.
    pub p: f64,
}

impl TestOfDifference {
    /// The test of `groups` whose z have this covariance, a row a group.
    pub(crate) fn new(groups: Vec<ComparedGroup>, covariance: Vec<Vec<f64>>) -> Self {
        let z: Vec<f64> = groups.iter().map(|group| group.observed - group.expected).collect();
        let (mut chi_square, df) = quadratic_form(&z, &covariance);
        if df == 0 {
            chi_square = f64::NAN;
        }
        Self { groups, z, covariance, chi_square, df, p: upper_tail(chi_square, df) }
    }
}

/// A variance this small a share of the one before elimination is rounding.
const REDUNDANT: f64 = 1e-9;

/// z' V^- z and the rank of V, by Gaussian elimination that passes over redundant groups. The last
/// group that has a variance is dropped.
fn quadratic_form(z: &[f64], covariance: &[Vec<f64>]) -> (f64, usize) {
    let mut kept: Vec<usize> = (0..z.len()).filter(|&group| covariance[group][group] > 0.0).collect();
    kept.pop();
    let mut rows: Vec<Vec<f64>> = (kept.iter())
        .map(|&row| kept.iter().map(|&column| covariance[row][column]).chain([z[row]]).collect())
        .collect();
    let (mut form, mut rank) = (0.0, 0);
    for (pivot, &group) in kept.iter().enumerate() {
        let variance = rows[pivot][pivot];
        if variance.is_nan() || variance <= REDUNDANT * covariance[group][group] {
            continue;
        }
        let (above, below) = rows.split_at_mut(pivot + 1);
        let from = &above[pivot];
        for row in below {
            let factor = row[pivot] / variance;
            for (value, &taken) in row.iter_mut().zip(from).skip(pivot) {
                *value -= factor * taken;
            }
        }
        let residual = rows[pivot][kept.len()];
        form += residual * residual / variance;
        rank += 1;
    }
    (form, rank)
}

/// P(X > x) of a chi-square variable X with `df` degrees of freedom.
pub(crate) fn upper_tail(x: f64, df: usize) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of groups")]
    let half = df as f64 / 2.0;
    checked_gamma_ur(half, x / 2.0).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// pchisq(x, df, lower.tail = FALSE) of R.
    #[test]
    fn tails_are_those_of_r() {
        for (x, df, p) in [
            (3.841_458_820_694_124, 1, 0.05),
            (10.326_741_954_885_632, 1, 0.001_311_164_520_355_488_2),
            (21.962_131_682_476_006, 3, 6.642_535_355_800_171e-5),
            (0.0, 2, 1.0),
        ] {
            assert!((upper_tail(x, df) - p).abs() < 1e-15, "{x}, {df}: {}", upper_tail(x, df));
        }
        assert!(upper_tail(f64::NAN, 0).is_nan());
    }

    /// Three groups, z = (1, 2, -3): with V = [[2, -1, -1], [-1, 2, -1], [-1, -1, 2]] the form of the
    /// first two is (1, 2) [[2, 1], [1, 2]] (1, 2)' / 3 = 14/3. A fourth that never had anybody adds nothing.
    #[test]
    fn the_form_does_not_depend_on_the_group_dropped_nor_on_empty_ones() {
        let group = |z: f64| ComparedGroup { n: 5, observed: 3.0 + z, expected: 3.0 };
        let v = |n: usize| -> Vec<Vec<f64>> {
            let entry = |r: usize, c: usize| {
                if r.max(c) > 2 {
                    0.0
                } else if r == c {
                    2.0
                } else {
                    -1.0
                }
            };
            (0..n).map(|r| (0..n).map(|c| entry(r, c)).collect()).collect()
        };
        for z in [vec![1.0, 2.0, -3.0], vec![-3.0, 1.0, 2.0], vec![1.0, -3.0, 2.0, 0.0]] {
            let test = TestOfDifference::new(z.iter().map(|&z| group(z)).collect(), v(z.len()));
            assert_eq!(test.df, 2);
            assert!((test.chi_square - 14.0 / 3.0).abs() < 1e-14, "{}", test.chi_square);
        }
        let alone = TestOfDifference::new(vec![group(0.0)], vec![vec![0.0]]);
        assert!(alone.df == 0 && alone.chi_square.is_nan() && alone.p.is_nan());
    }
}
