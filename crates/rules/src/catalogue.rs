//! Every algorithm that derives variables, and how a variable is found by name.

use std::sync::LazyLock;

use crate::breast_subtype::BREAST_SUBTYPE;
use crate::primaries::iarc::IARC_MULTIPLE_PRIMARY;
use crate::primaries::seer::SEER_MULTIPLE_PRIMARY;
use crate::seer_survival::SURVIVAL_TIME;
use crate::summary_grade::DERIVED_SUMMARY_GRADE;
use crate::tumor_size::TUMOR_SIZE_OVER_TIME;
use crate::{Algorithm, Output, death, icd, place, race, recode, treatment};

/// All algorithms, by subject; of one algorithm's versions the newest comes last.
#[must_use]
pub fn algorithms() -> &'static [&'static Algorithm] {
    &ALGORITHMS
}

static ALGORITHMS: LazyLock<Vec<&Algorithm>> = LazyLock::new(|| {
    let families = [
        recode::ALGORITHMS,
        death::ALGORITHMS,
        place::ALGORITHMS,
        race::ALGORITHMS,
        icd::ALGORITHMS,
        treatment::ALGORITHMS,
        &[&SURVIVAL_TIME, &SEER_MULTIPLE_PRIMARY, &IARC_MULTIPLE_PRIMARY],
        &[&BREAST_SUBTYPE, &DERIVED_SUMMARY_GRADE, &TUMOR_SIZE_OVER_TIME],
    ];
    families.concat()
});

/// The variable of this name, as the newest version of its algorithm gives it, or with `name@version` as that version
/// does. With the algorithm and the place of the variable among its outputs.
#[must_use]
pub fn variable(name: &str) -> Option<(&'static Algorithm, usize, &'static Output)> {
    let (name, version) = name.split_once('@').map_or((name, None), |(name, version)| (name, Some(version)));
    let versions =
        ALGORITHMS.iter().rev().filter(|algorithm| version.is_none_or(|version| algorithm.id.version == version));
    versions.into_iter().find_map(|algorithm| {
        let at = algorithm.outputs.iter().position(|output| output.name == name)?;
        Some((*algorithm, at, algorithm.outputs.get(at)?))
    })
}
