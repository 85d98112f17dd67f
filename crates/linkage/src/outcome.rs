//! What is to be done with a pair: link it, ask a person, or leave it.

use serde::{Deserialize, Serialize};

use crate::compare::Compared;
use crate::fields::{Field, MISSING, dob, first_name, last_name, sex, ssn};

/// What is to be done with a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// One person.
    Match,
    /// A person has to look; nothing changes until then.
    Review,
    /// Two people.
    NonMatch,
}

/// Why a pair is not decided by its probability alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The Social Security numbers are equal, and nothing else about the persons is: a relative's number, or a typing error.
    OnlySsnAgrees,
    /// Neither first names nor surnames can be compared.
    NoName,
    /// Linking them would join records that contradict one another.
    Conflict,
    /// A new record that matches two patients who stood before.
    Bridge,
    /// Both records are of one person by way of others.
    LinkedThroughOthers,
}

/// A reason not to link automatically, whatever the probability.
pub(crate) fn reservation(compared: &Compared) -> Option<Reason> {
    let level = |field| compared.pattern.level(field);
    let last = level(Field::LastName).min(level(Field::LastNameOfWomen));
    if level(Field::FirstName) == MISSING && last == MISSING {
        return Some(Reason::NoName);
    }
    let first = level(Field::FirstName);
    let dob = level(Field::Dob);
    let first_contradicts =
        first == first_name::DIFFERS || first == first_name::SAME_INITIAL || first == first_name::DISTANT;
    let dob_contradicts = dob != MISSING && dob >= dob::SAME_YEAR;
    let sex_contradicts = level(Field::Sex) == sex::DIFFERS;
    let known = [first != MISSING, dob != MISSING, level(Field::Sex) != MISSING];
    let contradict = [first_contradicts, dob_contradicts, sex_contradicts];
    let all_that_is_known = known.iter().zip(contradict).all(|(known, contradicts)| !known || contradicts);
    let last_contradicts = last == last_name::DIFFERS || last == last_name::DISTANT;
    let contradictions = contradict.iter().filter(|contradicts| **contradicts).count() + usize::from(last_contradicts);
    (level(Field::Ssn) == ssn::EXACT && all_that_is_known && contradictions >= 3).then_some(Reason::OnlySsnAgrees)
}
