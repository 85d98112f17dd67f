//! Which part of each case's follow-up counts.
//!
//! A window of calendar time is closed at the left and open at the right: a death on its first day counts, one on
//! the day it ends does not. Whoever was diagnosed before the window comes under observation with it (delayed entry);
//! weights and hazards still run from the diagnosis.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::error::{Error, Result};
use crate::values::{date_of, days_since_epoch, parse_date};

/// A design of analysis.
///
/// References: Brenner H, Gefeller O (1996), Cancer 78:2004-2010; Brenner H, Rachet B (2004),
/// European Journal of Cancer 40:2494-2501.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Design {
    /// All follow-up of cases diagnosed in a period; `--where` says which.
    #[default]
    Cohort,
    /// All follow-up there is, of cases diagnosed lately too. The same computation as `Cohort`: the cases differ.
    Complete,
    /// Follow-up within a window of calendar time.
    Period(Window),
    /// As `Period`, but the cases diagnosed last, within as long a time as the window lasts, count from their
    /// diagnosis on: for when diagnoses are registered later than deaths.
    Hybrid(Window),
}

/// A stretch of calendar time: `from` is in it, `to` is not. Days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its first day.
    pub from: i32,
    /// The day after its last.
    pub to: i32,
}

/// What a design leaves of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Observation {
    /// Day of late entry; 0 is from the origin.
    pub(crate) entry: u32,
    /// Last day of follow-up.
    pub(crate) exit: u32,
    /// Whether it ends with the event.
    pub(crate) event: bool,
}

impl Design {
    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Cohort => "cohort",
            Self::Complete => "complete",
            Self::Period(_) => "period",
            Self::Hybrid(_) => "hybrid",
        }
    }

    /// Whether cases have to be placed in calendar time.
    pub(crate) fn window(&self) -> Option<Window> {
        match self {
            Self::Cohort | Self::Complete => None,
            Self::Period(window) | Self::Hybrid(window) => Some(*window),
        }
    }

    /// From which day of diagnosis on cases count from their diagnosis. `last_dx` is the last day of diagnosis there
    /// is.
    pub(crate) fn whole_from(&self, last_dx: i32) -> i32 {
        match self {
            Self::Cohort | Self::Complete => i32::MIN,
            Self::Period(window) => window.from,
            Self::Hybrid(window) => {
                // Diagnoses are registered by whole years.
                let new_year = date_of(last_dx).and_then(|last| Date::new(last.year() + 1, 1, 1).ok());
                let registered_to = new_year.map_or(last_dx, days_since_epoch).min(window.to);
                registered_to - (window.to - window.from)
            }
        }
    }

    /// What counts of a case diagnosed on day `dx`; `None` where nothing does.
    pub(crate) fn observe(&self, dx: i32, whole_from: i32, case: Observation) -> Option<Observation> {
        let Some(window) = self.window() else { return Some(case) };
        let last = window.to.checked_sub(dx)?.checked_sub(1)?;
        let (exit, event) = match u32::try_from(last) {
            Err(_) => return None,
            Ok(last) if case.exit > last => (last, false),
            Ok(_) => (case.exit, case.event),
        };
        // Under observation from the window's first day on, so entered at the end of the day before.
        let before = if dx >= whole_from { 0 } else { window.from.saturating_sub(dx).saturating_sub(1) };
        let entry = case.entry.max(u32::try_from(before).unwrap_or(0));
        (entry == 0 || entry < exit).then_some(Observation { entry, exit, event })
    }
}

impl fmt::Display for Design {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        let date = |day: i32| date_of(day).map_or_else(|| day.to_string(), |date| date.to_string());
        match self.window() {
            Some(window) => write!(f, ":{}..{}", date(window.from), date(window.to)),
            None => Ok(()),
        }
    }
}

impl FromStr for Design {
    type Err = Error;

    /// `cohort`, `complete`, `period:FROM..TO` or `hybrid:FROM..TO`; dates, or years, which begin on 1 January.
    fn from_str(text: &str) -> Result<Self> {
        let window = |of: &str| {
            let (from, to) = of.split_once("..")?;
            let window = Window { from: day(from)?, to: day(to)? };
            (window.from < window.to).then_some(window)
        };
        let found = match text.trim().split_once(':') {
            None if text.trim() == "cohort" => Some(Self::Cohort),
            None if text.trim() == "complete" => Some(Self::Complete),
            Some(("period", of)) => window(of).map(Self::Period),
            Some(("hybrid", of)) => window(of).map(Self::Hybrid),
            _ => None,
        };
        found.ok_or_else(|| Error::Unsupported {
            option: "design",
            found: text.to_owned(),
            problem: "expected cohort, complete, period:FROM..TO or hybrid:FROM..TO, with years or dates, the first \
                      before the last, such as period:2010..2015 for 2010 to 2014"
                .to_owned(),
        })
    }
}

/// A year or a date, as a day.
fn day(text: &str) -> Option<i32> {
    let text = text.trim();
    if text.len() == 4 {
        return parse_date(&format!("{text}-01-01"));
    }
    parse_date(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Design {
        format!("period:{from}..{to}").parse().unwrap()
    }

    fn case(entry: u32, exit: u32, event: bool) -> Observation {
        Observation { entry, exit, event }
    }

    #[test]
    fn names_read_back() {
        for text in ["cohort", "complete", "period:2010-01-01..2015-01-01", "hybrid:2008-07-01..2013-07-01"] {
            assert_eq!(text.parse::<Design>().unwrap().to_string(), text);
        }
        assert_eq!(period("2010", "2015").to_string(), "period:2010-01-01..2015-01-01");
        for text in ["", "period", "period:2010", "period:2015..2010", "period:2010..2010", "year:1..2", "hybrid:a..b"]
        {
            assert!(text.parse::<Design>().unwrap_err().to_string().contains("period:2010..2015"), "{text}");
        }
    }

    /// The window is day 100 to day 199.
    #[test]
    fn a_window_is_closed_at_the_left_and_open_at_the_right() {
        let design = Design::Period(Window { from: 100, to: 200 });
        let observe = |dx, entry, exit, event| design.observe(dx, design.whole_from(150), case(entry, exit, event));
        // Diagnosed in it: from the origin on.
        assert_eq!(observe(100, 0, 50, true), Some(case(0, 50, true)));
        // Died on its first day, its last day, the day it ends, the day before it begins.
        assert_eq!(observe(0, 0, 100, true), Some(case(99, 100, true)));
        assert_eq!(observe(0, 0, 199, true), Some(case(99, 199, true)));
        assert_eq!(observe(0, 0, 200, true), Some(case(99, 199, false)));
        assert_eq!(observe(0, 0, 99, true), None);
        // Diagnosed on its last day and died then; diagnosed when it ends.
        assert_eq!(observe(199, 0, 0, true), Some(case(0, 0, true)));
        assert_eq!(observe(200, 0, 10, true), None);
        // Entered late within it.
        assert_eq!(observe(50, 70, 100, false), Some(case(70, 100, false)));
    }

    /// A window of five years, diagnoses registered for three of them: the five years before the registry's last
    /// count from diagnosis.
    #[test]
    fn a_hybrid_takes_the_latest_cases_from_their_diagnosis() {
        let Design::Period(window) = period("2010", "2015") else { panic!() };
        let hybrid = Design::Hybrid(window);
        let on = |date: &str| parse_date(date).unwrap();
        assert_eq!(hybrid.whole_from(on("2012-12-30")), on("2013-01-01") - (window.to - window.from));
        // Registered to the end: a period.
        assert_eq!(hybrid.whole_from(on("2014-11-05")), window.from);
        assert_eq!(hybrid.whole_from(on("2016-11-05")), window.from);
        let dx = on("2009-06-01");
        let whole_from = hybrid.whole_from(on("2012-12-30"));
        assert_eq!(hybrid.observe(dx, whole_from, case(0, 2000, true)), Some(case(0, 2000, true)));
        let dx = on("2007-06-01");
        let entry = u32::try_from(window.from - dx - 1).unwrap();
        assert_eq!(hybrid.observe(dx, whole_from, case(0, 2000, true)), Some(case(entry, 2000, true)));
    }
}
