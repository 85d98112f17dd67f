//! The identity of a published algorithm.

use std::fmt;

/// Which algorithm made a value, and which version of it. Versions are never reused: an algorithm that could give
/// another answer has another version, and the older one stays callable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlgorithmId {
    /// The algorithm's stable name, e.g. `seer-survival-time`.
    pub id: &'static str,
    /// Its version, as its publisher writes it.
    pub version: &'static str,
}

impl fmt::Display for AlgorithmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.version)
    }
}
