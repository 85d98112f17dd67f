//! Time from diagnosis to last contact, for one tumor on its own.

use crate::seer_survival::complete_one;
use crate::{Day, PartialDate, Precision};

/// How long a patient was followed after a diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUpTime {
    /// The day of diagnosis, completed where it was known in part.
    pub diagnosis: Day,
    /// The day of last contact or death, likewise.
    pub last_contact: Day,
    /// Days between them, at least 0.
    pub days: u32,
    /// The lesser of how far the two dates were known.
    pub precision: Precision,
}

impl FollowUpTime {
    /// Completes both dates as [`crate::seer_survival_times`] does for a patient with one tumor: an unknown day or month
    /// becomes the middle of what birth, diagnosis and last contact leave. Unlike there, no study ends, so nothing is
    /// cut. `None` where a year is unknown or the last contact is before the diagnosis.
    #[must_use]
    pub fn between(diagnosis: PartialDate, last_contact: PartialDate, birth: PartialDate) -> Option<Self> {
        let precision = diagnosis.precision().min(last_contact.precision());
        let (diagnosis, last_contact) = complete_one(diagnosis, last_contact, birth)?;
        let days = u32::try_from(last_contact - diagnosis).ok()?;
        Some(Self { diagnosis, last_contact, days, precision })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_completed_by_their_middle() {
        for (diagnosis, last_contact, birth, expected) in [
            ("20200110", "20200210", "19500101", Some(("2020-01-10", "2020-02-10", 31, Precision::Day))),
            ("20200110", "20200110", "19500101", Some(("2020-01-10", "2020-01-10", 0, Precision::Day))),
            ("202001", "20200210", "19500101", Some(("2020-01-16", "2020-02-10", 25, Precision::Month))),
            // The middle of 1 and 9 January.
            ("202001", "20200109", "19500101", Some(("2020-01-05", "2020-01-09", 4, Precision::Month))),
            // The middle of 10 and 31 January.
            ("20200110", "202001", "19500101", Some(("2020-01-10", "2020-01-20", 10, Precision::Month))),
            // The middle of 2020 is 1 July, that of 2021 2 July.
            ("2020", "2021", "19500101", Some(("2020-07-01", "2021-07-02", 366, Precision::Year))),
            // Born that year on 1 March: the middle of 1 March and 31 December is 31 July (305 days, half of which is 152).
            ("2020", "20210101", "20200301", Some(("2020-07-31", "2021-01-01", 154, Precision::Year))),
            ("20200110", "20200109", "19500101", None),
            ("", "20200109", "19500101", None),
            ("20200110", "99999999", "", None),
        ] {
            let date = |text| PartialDate::parse(text).0;
            let found = FollowUpTime::between(date(diagnosis), date(last_contact), date(birth));
            let found = found
                .map(|time| (time.diagnosis.to_string(), time.last_contact.to_string(), time.days, time.precision));
            let expected =
                expected.map(|(from, to, days, precision)| (from.to_owned(), to.to_owned(), days, precision));
            assert_eq!(found, expected, "{diagnosis} {last_contact} {birth}");
        }
    }
}
