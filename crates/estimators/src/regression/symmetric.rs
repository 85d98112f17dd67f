//! Small symmetric matrices and their Cholesky factors: as many rows as a regression has terms.

/// A symmetric matrix: its lower triangle, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct SymmetricMatrix {
    order: usize,
    lower: Vec<f64>,
}

impl SymmetricMatrix {
    pub(crate) fn zeros(order: usize) -> Self {
        Self { order, lower: vec![0.0; order * (order + 1) / 2] }
    }

    /// Its number of rows.
    #[must_use]
    pub fn order(&self) -> usize {
        self.order
    }

    /// The element of a row and a column, both below [`order`](Self::order).
    #[must_use]
    pub fn get(&self, row: usize, column: usize) -> f64 {
        let (row, column) = (row.max(column), row.min(column));
        self.lower[row * (row + 1) / 2 + column]
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.lower[row * (row + 1) / 2..][..=row]
    }

    fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.lower[row * (row + 1) / 2..][..=row]
    }

    pub(crate) fn clear(&mut self) {
        self.lower.fill(0.0);
    }

    /// Adds `by` x x'.
    #[inline]
    pub(crate) fn add_square(&mut self, by: f64, x: &[f64]) {
        let mut cells = self.lower.iter_mut();
        for (row, &a) in x.iter().enumerate() {
            let a = by * a;
            for (&b, cell) in x[..=row].iter().zip(cells.by_ref()) {
                *cell += a * b;
            }
        }
    }

    /// Adds `by` (x y' + y x').
    #[inline]
    pub(crate) fn add_product(&mut self, by: f64, x: &[f64], y: &[f64]) {
        let mut cells = self.lower.iter_mut();
        for row in 0..self.order {
            let (a, b) = (by * x[row], by * y[row]);
            for ((&c, &d), cell) in x[..=row].iter().zip(&y[..=row]).zip(cells.by_ref()) {
                *cell += a * d + b * c;
            }
        }
    }

    /// Adds `by` times another matrix.
    #[inline]
    pub(crate) fn add(&mut self, by: f64, other: &Self) {
        for (cell, &value) in self.lower.iter_mut().zip(&other.lower) {
            *cell += by * value;
        }
    }

    /// Multiplies by a number.
    pub(crate) fn rescale(&mut self, by: f64) {
        self.lower.iter_mut().for_each(|cell| *cell *= by);
    }

    /// Takes `part(row, column)` from each element.
    pub(crate) fn subtract(&mut self, part: impl Fn(usize, usize) -> f64) {
        for row in 0..self.order {
            for (column, cell) in self.row_mut(row).iter_mut().enumerate() {
                *cell -= part(row, column);
            }
        }
    }

    /// D M D for a diagonal matrix D.
    pub(crate) fn scaled(&self, diagonal: &[f64]) -> Self {
        let mut scaled = self.clone();
        for row in 0..self.order {
            for (column, cell) in scaled.row_mut(row).iter_mut().enumerate() {
                *cell *= diagonal[row] * diagonal[column];
            }
        }
        scaled
    }

    /// The rows and columns from one on.
    pub(crate) fn lower_right(&self, first: usize) -> Self {
        let lower = (first..self.order).flat_map(|row| &self.row(row)[first..]).copied().collect();
        Self { order: self.order - first, lower }
    }

    /// M x.
    pub(crate) fn times(&self, x: &[f64]) -> Vec<f64> {
        (0..self.order).map(|row| (0..self.order).map(|column| self.get(row, column) * x[column]).sum()).collect()
    }

    /// The factor L D L' with a unit lower triangle L.
    ///
    /// # Errors
    ///
    /// The first row that is a combination of those before it: its pivot is not above `tolerance` times the
    /// largest element of the diagonal.
    pub(crate) fn cholesky(&self, tolerance: f64) -> Result<Cholesky, usize> {
        let largest = (0..self.order).map(|row| self.get(row, row)).fold(0.0, f64::max);
        let mut factor = self.clone();
        for row in 0..self.order {
            let (above, below) = factor.lower.split_at_mut(row * (row + 1) / 2);
            let this = &mut below[..=row];
            for column in 0..row {
                // Row `column` of L is ready; its D is at the end.
                let that = &above[column * (column + 1) / 2..][..=column];
                let known: f64 = this[..column].iter().zip(that).map(|(a, b)| a * b).sum();
                this[column] -= known;
            }
            let mut pivot = this[row];
            for column in 0..row {
                let d = above[column * (column + 1) / 2 + column];
                let product = this[column];
                this[column] = product / d;
                pivot -= product * product / d;
            }
            if pivot.is_nan() || pivot <= tolerance * largest {
                return Err(row);
            }
            this[row] = pivot;
        }
        Ok(Cholesky(factor))
    }
}

/// L D L': L's rows below the diagonal, D on it.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky(SymmetricMatrix);

impl Cholesky {
    /// The x with M x = b.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let factor = &self.0;
        let mut x = b.to_vec();
        for row in 0..factor.order {
            let known: f64 = factor.row(row)[..row].iter().zip(&x).map(|(l, x)| l * x).sum();
            x[row] -= known;
        }
        for (row, x) in x.iter_mut().enumerate() {
            *x /= factor.get(row, row);
        }
        for row in (0..factor.order).rev() {
            let value = x[row];
            for (x, l) in x[..row].iter_mut().zip(factor.row(row)) {
                *x -= l * value;
            }
        }
        x
    }

    /// The inverse of M.
    pub(crate) fn inverse(&self) -> SymmetricMatrix {
        let order = self.0.order;
        let mut inverse = SymmetricMatrix::zeros(order);
        let mut unit = vec![0.0; order];
        for row in 0..order {
            unit[row] = 1.0;
            let solved = self.solve(&unit);
            unit[row] = 0.0;
            inverse.row_mut(row).copy_from_slice(&solved[..=row]);
        }
        inverse
    }
}

pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> SymmetricMatrix {
        SymmetricMatrix { order: rows.len(), lower: rows.concat() }
    }

    /// [[4, 2, 2], [2, 5, 3], [2, 3, 6]] = L L' with L = [[2], [1, 2], [1, 1, 2]]; its determinant is 64.
    #[test]
    fn a_matrix_with_a_known_inverse() {
        let m = matrix(&[&[4.0], &[2.0, 5.0], &[2.0, 3.0, 6.0]]);
        let factor = m.cholesky(1e-12).unwrap();
        let x = factor.solve(&[8.0, 10.0, 11.0]);
        for (found, expected) in x.iter().zip([1.0, 1.0, 1.0]) {
            assert!((found - expected).abs() < 1e-15);
        }
        let inverse = factor.inverse();
        let expected = [[21.0, -6.0, -4.0], [-6.0, 20.0, -8.0], [-4.0, -8.0, 16.0]];
        for (row, expected) in expected.iter().enumerate() {
            for (column, value) in expected.iter().enumerate() {
                assert!((inverse.get(row, column) - value / 64.0).abs() < 1e-15, "{row} {column}");
            }
        }
        assert_eq!(m.times(&[1.0, 1.0, 1.0]), [8.0, 10.0, 11.0]);
    }

    #[test]
    fn a_row_that_depends_on_others_is_named() {
        let mut m = SymmetricMatrix::zeros(3);
        for x in [[1.0, 2.0, 3.0], [2.0, -1.0, 1.0], [0.5, 0.25, 0.75], [1.0, 1.0, 2.0]] {
            m.add_square(1.0, &x);
        }
        assert_eq!(m.cholesky(1e-12).unwrap_err(), 2);
        assert_eq!(SymmetricMatrix::zeros(2).cholesky(1e-12).unwrap_err(), 0);
    }

    #[test]
    fn products_are_what_they_say() {
        let (x, y) = ([1.0, 2.0], [3.0, -1.0]);
        let mut m = SymmetricMatrix::zeros(2);
        m.add_product(2.0, &x, &y);
        assert_eq!(m, matrix(&[&[12.0], &[10.0, -8.0]]));
        m.add_square(-1.0, &x);
        assert_eq!(m, matrix(&[&[11.0], &[8.0, -12.0]]));
        assert_eq!(m.scaled(&[2.0, 0.5]), matrix(&[&[44.0], &[8.0, -3.0]]));
    }
}
