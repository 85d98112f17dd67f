//! Which of a patient's tumors are primaries of their own.

pub(crate) mod iarc;
pub(crate) mod seer;
