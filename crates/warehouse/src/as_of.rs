//! Which snapshot is meant: the newest, one by number, by name, or by time.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::error::{Error, Result};
use crate::snapshot::SnapshotNumber;

/// Which snapshot is meant, as in `--as-of NAME|ID|TIME`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum AsOf {
    /// The newest.
    #[default]
    Latest,
    /// The one with this number.
    Number(SnapshotNumber),
    /// The one pinned under this name.
    Name(String),
    /// The newest that was committed at or before this time.
    Time(Timestamp),
}

impl FromStr for AsOf {
    type Err = Error;

    /// `latest`; a number; a date, which means the end of that day in UTC; a time with its zone
    /// (`2026-01-31T09:00:00Z`); else the name of a pinned snapshot.
    fn from_str(text: &str) -> Result<Self> {
        let bad = || Error::BadAsOf { text: text.to_owned() };
        let starts_with_digit = text.starts_with(|first: char| first.is_ascii_digit());
        if text == LATEST {
            Ok(Self::Latest)
        } else if let Ok(number) = text.parse() {
            Ok(Self::Number(SnapshotNumber(number)))
        } else if !starts_with_digit {
            check_name(text).map_err(|_| bad())?;
            Ok(Self::Name(text.to_owned()))
        } else if let Ok(time) = text.parse() {
            Ok(Self::Time(time))
        } else {
            let day: Date = text.parse().map_err(|_| bad())?;
            let end = TimeZone::UTC.to_timestamp(day.at(23, 59, 59, 999_999_999));
            Ok(Self::Time(end.map_err(|_| bad())?))
        }
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str(LATEST),
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => f.write_str(name),
            Self::Time(time) => time.fmt(f),
        }
    }
}

/// Refuses names that could be mistaken for a number, a time or a path.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let reason = if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        "a name begins with a letter"
    } else if name.len() > 100 {
        "a name has at most 100 characters"
    } else if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        "a name has letters, digits, `-`, `_` and `.` only"
    } else if name == LATEST {
        "that always names the newest snapshot"
    } else {
        return Ok(());
    };
    Err(Error::BadName { name: name.to_owned(), reason })
}

const LATEST: &str = "latest";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_snapshots() {
        let time = |text: &str| AsOf::Time(text.parse().unwrap());
        let cases = [
            ("latest", AsOf::Latest),
            ("17", AsOf::Number(SnapshotNumber(17))),
            ("annual-report_2026.1", AsOf::Name("annual-report_2026.1".to_owned())),
            ("2026-01-31T09:00:00Z", time("2026-01-31T09:00:00Z")),
            ("2026-01-31T09:00:00+02:00", time("2026-01-31T07:00:00Z")),
            ("2026-01-31", time("2026-01-31T23:59:59.999999999Z")),
        ];
        for (text, wanted) in cases {
            assert_eq!(text.parse::<AsOf>().unwrap(), wanted, "{text}");
        }
        for text in ["", "-1", "../keys", "2026-13-01", "1e3", "a b"] {
            assert!(text.parse::<AsOf>().is_err(), "{text}");
        }
    }
}
