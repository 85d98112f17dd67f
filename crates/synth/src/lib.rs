//! Seeded synthetic facilities, patients, follow-up and deaths.
