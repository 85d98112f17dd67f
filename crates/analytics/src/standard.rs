//! Standards of age: weights that make groups of different ages comparable.

/// How the weights of a standard are applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Weighting {
    /// Each age group is estimated, then the estimates are averaged.
    #[default]
    Traditional,
    /// Each person is weighted, then all ages are estimated together (Brenner et al. 2004).
    Brenner,
}

/// A standard and how it is applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardisation {
    /// The weights.
    pub standard: Standard,
    /// How they are applied.
    pub weighting: Weighting,
}

/// Weights by age at diagnosis.
#[derive(Debug, Clone, PartialEq)]
pub struct Standard {
    /// Its name, for the answer.
    pub name: String,
    /// The age groups, youngest first.
    pub groups: Vec<WeightedAge>,
}

/// An age group of a standard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedAge {
    /// Its first age, completed years; it reaches to the next group's.
    pub from: u32,
    /// Its weight, in any unit.
    pub weight: f64,
}
