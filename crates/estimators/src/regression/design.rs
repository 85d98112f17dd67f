//! What a regression explains the hazard by: terms, each a column with a value a person.

use crate::error::{Error, Result};

/// Named columns of numbers, all of one length.
///
/// ```
/// use estimators::DesignMatrix;
///
/// let mut design = DesignMatrix::new(4);
/// design.push_number("age", &[61.0, 70.5, 55.0, 48.2])?;
/// design.push_factor("stage", &["local", "regional", "distant"], &[0, 2, 1, 0])?;
/// assert_eq!(design.names(), ["age", "stageregional", "stagedistant"]);
/// # Ok::<(), estimators::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DesignMatrix {
    rows: usize,
    names: Vec<String>,
    /// Column after column.
    values: Vec<f64>,
}

impl DesignMatrix {
    /// No terms yet, for `rows` people (or rows of a table).
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { rows, names: Vec::new(), values: Vec::new() }
    }

    /// Adds a term that enters as it is.
    ///
    /// # Errors
    ///
    /// [`Error::TermLength`] unless there is a value for each row, [`Error::TermNotFinite`] for a value that is
    /// infinite or not a number.
    pub fn push_number(&mut self, name: &str, values: &[f64]) -> Result<()> {
        self.expect_length(name, values.len())?;
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::TermNotFinite { term: name.to_owned(), index });
        }
        self.names.push(name.to_owned());
        self.values.extend_from_slice(values);
        Ok(())
    }

    /// Adds an indicator for each level but the first, which the others are compared with. Their names are those
    /// of the factor and the level, one after the other; `codes` count levels from 0.
    ///
    /// # Errors
    ///
    /// [`Error::TermLength`] unless there is a code for each row, [`Error::FactorLevel`] for a code without a level.
    pub fn push_factor(&mut self, name: &str, levels: &[&str], codes: &[u32]) -> Result<()> {
        self.expect_length(name, codes.len())?;
        if let Some(index) = codes.iter().position(|&code| code as usize >= levels.len()) {
            return Err(Error::FactorLevel { term: name.to_owned(), index, code: codes[index], levels: levels.len() });
        }
        for (level, code) in levels.iter().zip(0..).skip(1) {
            self.names.push(format!("{name}{level}"));
            self.values.extend(codes.iter().map(|&found| f64::from(u8::from(found == code))));
        }
        Ok(())
    }

    fn expect_length(&self, name: &str, found: usize) -> Result<()> {
        if found == self.rows {
            return Ok(());
        }
        Err(Error::TermLength { term: name.to_owned(), found, expected: self.rows })
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The names of its terms.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The values of one term.
    #[must_use]
    pub fn column(&self, term: usize) -> &[f64] {
        &self.values[term * self.rows..][..self.rows]
    }

    /// Every term about its mean, in units of its mean absolute deviation: a fit is the same, but terms of any size
    /// meet one tolerance.
    ///
    /// # Errors
    ///
    /// [`Error::NoTerms`] for a design without terms, [`Error::ConstantTerm`] for a term of one value.
    pub(crate) fn standardize(&self) -> Result<Standardized> {
        if self.names.is_empty() {
            return Err(Error::NoTerms);
        }
        let mut standardized = Standardized::new(self.names.len(), self.rows);
        for term in 0..self.names.len() {
            let (center, scale) = self.center_and_scale(term)?;
            standardized.set(term, center, scale, self.column(term).iter().copied());
        }
        Ok(standardized)
    }

    /// A column of ones, then every term in units of its mean absolute deviation.
    ///
    /// # Errors
    ///
    /// [`Error::ConstantTerm`] for a term of one value.
    pub(crate) fn scaled_with_intercept(&self) -> Result<Standardized> {
        let mut scaled = Standardized::new(1 + self.names.len(), self.rows);
        scaled.intercepts = 1;
        scaled.set(0, 0.0, 1.0, (0..self.rows).map(|_| 1.0));
        for term in 0..self.names.len() {
            let (_, scale) = self.center_and_scale(term)?;
            scaled.set(1 + term, 0.0, scale, self.column(term).iter().copied());
        }
        Ok(scaled)
    }

    fn center_and_scale(&self, term: usize) -> Result<(f64, f64)> {
        let column = self.column(term);
        if column.iter().all(|value| *value == column[0]) {
            return Err(Error::ConstantTerm { term: self.names[term].clone() });
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of rows stay far below 2^53")]
        let n = self.rows as f64;
        let center = column.iter().sum::<f64>() / n;
        Ok((center, column.iter().map(|value| (value - center).abs()).sum::<f64>() / n))
    }
}

/// A design in units of its own.
#[derive(Debug, Clone)]
pub(crate) struct Standardized {
    pub(crate) terms: usize,
    /// How many columns, the first ones, are not terms but intercepts: 0 or 1.
    pub(crate) intercepts: usize,
    /// What was taken from each term.
    pub(crate) center: Vec<f64>,
    /// What each was then divided by.
    pub(crate) scale: Vec<f64>,
    /// The largest distance from 0 that is left.
    pub(crate) reach: Vec<f64>,
    /// Row after row.
    rows: Vec<f64>,
}

impl Standardized {
    fn new(terms: usize, rows: usize) -> Self {
        let [center, scale, reach] = [0.0, 1.0, 0.0].map(|value| vec![value; terms]);
        Self { terms, intercepts: 0, center, scale, reach, rows: vec![0.0; terms * rows] }
    }

    fn set(&mut self, term: usize, center: f64, scale: f64, values: impl Iterator<Item = f64>) {
        (self.center[term], self.scale[term]) = (center, scale);
        for (cell, value) in self.rows[term..].iter_mut().step_by(self.terms).zip(values) {
            *cell = (value - center) / scale;
            self.reach[term] = self.reach[term].max(cell.abs());
        }
    }

    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.rows[row * self.terms..][..self.terms]
    }

    /// Puts the rows into another order: first the one that `order` names first.
    pub(crate) fn reorder(&mut self, order: &[u32]) {
        let mut rows = Vec::with_capacity(self.rows.len());
        for &row in order {
            rows.extend_from_slice(self.row(row as usize));
        }
        self.rows = rows;
    }

    /// The linear predictor of every row, in order.
    pub(crate) fn predictors(&self, beta: &[f64]) -> impl Iterator<Item = f64> {
        self.rows.chunks_exact(self.terms).map(|row| super::symmetric::dot(row, beta))
    }
}
