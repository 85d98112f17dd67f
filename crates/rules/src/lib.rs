//! What the standards say of a tumor or a patient: pure functions of one record.
