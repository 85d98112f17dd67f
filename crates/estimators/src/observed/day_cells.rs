//! Exact day counts: how many came under observation, died and were censored on each day.
//!
//! This is all that Kaplan-Meier, Nelson-Aalen and the actuarial life table need of a cohort. Days
//! count from the origin (usually the diagnosis), which is day 0. The form is canonical, days in
//! order and none without a count, so equal cohorts have equal bytes however they were counted.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::merge::{CellKey, Merge, add};
use crate::observed::first::{first, first_pair};

/// The last day that can be counted; nearly three million years.
pub const MAX_DAY: u32 = (1 << 30) - 1;

/// One day's counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct DayCount {
    /// Whole days since the origin.
    pub day: u32,
    /// People who came under observation on this day, after its deaths. Only delayed entry is
    /// counted here; whoever is observed from the origin is not.
    pub entered: u64,
    /// Deaths on this day.
    pub deaths: u64,
    /// People last known alive on this day.
    pub censored: u64,
}

impl DayCount {
    fn plus(self, other: &Self) -> Result<Self> {
        Ok(Self {
            day: self.day,
            entered: add("late entries", self.entered, other.entered)?,
            deaths: add("deaths", self.deaths, other.deaths)?,
            censored: add("censored", self.censored, other.censored)?,
        })
    }
}

/// Follow-up of `n` people, in parallel slices.
#[derive(Debug, Clone, Copy)]
pub struct FollowUp<'a> {
    /// Day of entry of each person, for delayed entry; 0 is from the origin. `None` where everybody
    /// is observed from the origin.
    pub entry: Option<&'a [u32]>,
    /// Last day of follow-up of each person, whole days from the origin.
    pub exit: &'a [u32],
    /// Whether follow-up ended with a death (the event studied).
    pub died: &'a [bool],
}

/// The mergeable day counts of one stratum.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DayCells {
    key: CellKey,
    days: Vec<DayCount>,
}

impl DayCells {
    /// No people yet.
    #[must_use]
    pub fn new(key: CellKey) -> Self {
        Self { key, days: Vec::new() }
    }

    /// Counts one stratum.
    ///
    /// # Errors
    ///
    /// As [`tally_strata`].
    pub fn tally(key: CellKey, people: FollowUp<'_>) -> Result<Self> {
        let stratum = vec![0; people.exit.len()];
        let mut cells = tally_strata(key, people, &stratum, 1)?;
        Ok(cells.pop().unwrap_or_else(|| Self::new(key)))
    }

    /// Cells of counts that were stored, a day with a count after another.
    ///
    /// # Errors
    ///
    /// [`Error::SumRow`] for a day out of order, out of range or without a count, or where more people leave than have
    /// come.
    pub fn from_counts(key: CellKey, days: Vec<DayCount>) -> Result<Self> {
        let wrong = |row, problem| Err(Error::SumRow { row, problem });
        if let Some(row) = days.windows(2).position(|pair| pair[0].day >= pair[1].day) {
            return wrong(row + 1, "out of order");
        }
        let empty = |day: &DayCount| [day.entered, day.deaths, day.censored] == [0; 3];
        if let Some(row) = days.iter().position(|day| day.day > MAX_DAY || empty(day)) {
            return wrong(row, "of a day that is out of range or has no count");
        }
        let cells = Self { key, days };
        if cells.add_up() { Ok(cells) } else { wrong(0, "of counts where more people leave than have come") }
    }

    /// The rules under which these were counted.
    #[must_use]
    pub fn key(&self) -> &CellKey {
        &self.key
    }

    /// The days with a count, in order.
    #[must_use]
    pub fn days(&self) -> &[DayCount] {
        &self.days
    }

    /// How many people are counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.days.iter().map(|day| day.deaths + day.censored).sum()
    }

    /// How many of them came under observation after the origin.
    #[must_use]
    pub fn late_entries(&self) -> u64 {
        self.days.iter().map(|day| day.entered).sum()
    }

    /// How many were censored on day 0: no follow-up at all.
    #[must_use]
    pub fn censored_on_day_zero(&self) -> u64 {
        self.days.first().filter(|day| day.day == 0).map_or(0, |day| day.censored)
    }

    /// The same people with the end of their follow-up for the event and death for a censoring: its
    /// Kaplan-Meier curve tells how long people were followed (Schemper & Smith 1996,
    /// <https://doi.org/10.1016/0197-2456(96)00075-X>).
    #[must_use]
    pub fn reversed(&self) -> Self {
        let swap = |day: &DayCount| DayCount { deaths: day.censored, censored: day.deaths, ..*day };
        Self { key: self.key, days: self.days.iter().map(swap).collect() }
    }

    /// The same people, only these deaths (on each of the days) being deaths and the others
    /// censorings.
    pub(crate) fn with_deaths(&self, deaths: &[u64]) -> Self {
        let deaths = deaths.iter().copied().chain(std::iter::repeat(0));
        let days = self.days.iter().zip(deaths).map(|(day, deaths)| {
            let deaths = deaths.min(day.deaths);
            DayCount { deaths, censored: day.censored + day.deaths - deaths, ..*day }
        });
        Self { key: self.key, days: days.collect() }
    }

    /// Days in order, none without a count.
    pub(crate) fn from_days(key: CellKey, days: Vec<DayCount>) -> Self {
        Self { key, days }
    }

    /// Whether nobody leaves who has not come, so that a finish may subtract without looking.
    pub(crate) fn add_up(&self) -> bool {
        if totals_fit(&self.days).is_err() {
            return false;
        }
        let not_from_origin = self.late_entries() + self.censored_on_day_zero();
        let Some(mut at_risk) = self.n().checked_sub(not_from_origin) else { return false };
        self.days.iter().all(|day| {
            let leave = day.deaths + if day.day == 0 { 0 } else { day.censored };
            let left = (at_risk + day.entered).checked_sub(leave);
            at_risk = left.unwrap_or(0);
            left.is_some()
        })
    }

    fn from_events(key: CellKey, events: &mut [u32]) -> Self {
        let last = events.iter().max().map_or(0, |event| event / KINDS);
        let days = if events.len() >= last as usize / 8 { histogram(events, last) } else { runs(events) };
        Self { key, days }
    }
}

impl Merge for DayCells {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.key.agree(&other.key)?;
        let mut days = Vec::with_capacity(self.days.len().max(other.days.len()));
        let (mut left, mut right) = (self.days.iter().peekable(), other.days.iter().peekable());
        loop {
            match (left.peek(), right.peek()) {
                (Some(a), Some(b)) if a.day == b.day => {
                    days.push(a.plus(b)?);
                    left.next();
                    right.next();
                }
                (Some(a), Some(b)) if a.day > b.day => days.extend(right.next()),
                (Some(_), _) => days.extend(left.next()),
                (None, Some(_)) => days.extend(right.next()),
                (None, None) => break,
            }
        }
        totals_fit(&days)?;
        self.days = days;
        Ok(())
    }
}

/// Totals must fit too, so that a finish may add without looking.
fn totals_fit(days: &[DayCount]) -> Result<()> {
    let (mut exits, mut entries) = (0, 0);
    for day in days {
        exits = add("people", add("people", exits, day.deaths)?, day.censored)?;
        entries = add("late entries", entries, day.entered)?;
    }
    Ok(())
}

/// Counts people by stratum: `stratum[i]` is the stratum of person `i`, below `n_strata`.
///
/// Linear in the number of people; strata are counted side by side.
///
/// # Errors
///
/// [`Error::LengthMismatch`], [`Error::DayOutOfRange`], [`Error::ExitBeforeEntry`] (a late entry on
/// or after the last day of follow-up) or [`Error::StratumOutOfRange`].
pub fn tally_strata(key: CellKey, people: FollowUp<'_>, stratum: &[u32], n_strata: usize) -> Result<Vec<DayCells>> {
    check(people, stratum, n_strata)?;
    let late = |person: usize| people.entry.map_or(0, |entry| entry[person]);

    // Events of one stratum are laid side by side: a counting sort by stratum.
    let mut ends = vec![0_usize; n_strata];
    for (person, &s) in stratum.iter().enumerate() {
        ends[s as usize] += if late(person) > 0 { 2 } else { 1 };
    }
    let mut total = 0;
    let mut next: Vec<usize> = ends
        .iter_mut()
        .map(|end| {
            let start = total;
            total += *end;
            *end = total;
            start
        })
        .collect();
    let mut events = vec![0_u32; total];
    for (person, &s) in stratum.iter().enumerate() {
        let slot = &mut next[s as usize];
        let kind = if people.died[person] { DEATH } else { CENSORING };
        events[*slot] = people.exit[person] * KINDS + kind;
        *slot += 1;
        if late(person) > 0 {
            events[*slot] = late(person) * KINDS + ENTRY;
            *slot += 1;
        }
    }

    let mut parts = Vec::with_capacity(n_strata);
    let mut rest = events.as_mut_slice();
    let mut start = 0;
    for end in ends {
        let (part, after) = rest.split_at_mut(end - start);
        parts.push(part);
        rest = after;
        start = end;
    }
    Ok(parts.into_par_iter().map(|part| DayCells::from_events(key, part)).collect())
}

/// An event is packed as `day * KINDS + kind`, so that events sort by day.
const KINDS: u32 = 4;
const ENTRY: u32 = 0;
const DEATH: u32 = 1;
const CENSORING: u32 = 2;

pub(crate) fn check(people: FollowUp<'_>, stratum: &[u32], n_strata: usize) -> Result<()> {
    let expected = people.exit.len();
    let lengths = [
        ("died", people.died.len()),
        ("stratum", stratum.len()),
        ("entry", people.entry.map_or(expected, <[u32]>::len)),
    ];
    for (field, found) in lengths {
        if found != expected {
            return Err(Error::LengthMismatch { field, found, expected });
        }
    }
    if let Some(index) = first(people.exit, |day| day > MAX_DAY) {
        return Err(Error::DayOutOfRange { index, day: people.exit[index], max: MAX_DAY });
    }
    let backwards = |entry| first_pair(entry, people.exit, |entry, exit| entry > 0 && entry >= exit);
    if let Some(index) = people.entry.and_then(backwards) {
        return Err(Error::ExitBeforeEntry { index });
    }
    match first(stratum, |stratum| stratum as usize >= n_strata) {
        Some(index) => Err(Error::StratumOutOfRange { index, stratum: stratum[index], n_strata }),
        None => Ok(()),
    }
}

/// Many people on few days: one counter a day.
fn histogram(events: &[u32], last: u32) -> Vec<DayCount> {
    let mut counts = vec![[0_u64; KINDS as usize]; last as usize + 1];
    for event in events {
        counts[(event / KINDS) as usize][(event % KINDS) as usize] += 1;
    }
    (0..=last)
        .zip(counts)
        .filter(|(_, [entered, deaths, censored, _])| entered + deaths + censored > 0)
        .map(|(day, [entered, deaths, censored, _])| DayCount { day, entered, deaths, censored })
        .collect()
}

/// Few people over many days: sort, then count runs.
fn runs(events: &mut [u32]) -> Vec<DayCount> {
    events.sort_unstable();
    events
        .chunk_by(|a, b| a / KINDS == b / KINDS)
        .map(|day| {
            let count = |kind| day.iter().filter(|&&event| event % KINDS == kind).count() as u64;
            DayCount { day: day[0] / KINDS, entered: count(ENTRY), deaths: count(DEATH), censored: count(CENSORING) }
        })
        .collect()
}
