//! Sums over groups of people.

use crate::regression::symmetric::SymmetricMatrix;

/// Sums of 1, z and z z' over a group of people, each weighted.
#[derive(Debug, Clone)]
pub(crate) struct Moments {
    pub(crate) s0: f64,
    pub(crate) s1: Vec<f64>,
    pub(crate) s2: SymmetricMatrix,
}

impl Moments {
    pub(crate) fn new(terms: usize) -> Self {
        Self { s0: 0.0, s1: vec![0.0; terms], s2: SymmetricMatrix::zeros(terms) }
    }

    pub(crate) fn clear(&mut self) {
        self.s0 = 0.0;
        self.s1.fill(0.0);
        self.s2.clear();
    }

    #[inline]
    pub(crate) fn add(&mut self, weight: f64, z: &[f64]) {
        self.s0 += weight;
        for (sum, z) in self.s1.iter_mut().zip(z) {
            *sum += weight * z;
        }
        self.s2.add_square(weight, z);
    }

    /// Adds `by` times the sums of another group.
    pub(crate) fn add_all(&mut self, by: f64, other: &Self) {
        self.s0 += by * other.s0;
        for (sum, z) in self.s1.iter_mut().zip(&other.s1) {
            *sum += by * z;
        }
        self.s2.add(by, &other.s2);
    }
}
