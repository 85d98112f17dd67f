//! Counting records, once, for every indicator.

use std::collections::BTreeSet;

use super::columns::{Columns, Row, day};
use super::indicator::{Period, indicators};
use super::item::completeness_items;
use crate::{Column, Day, Records, days_in_month};

/// Which records are counted, and the day that they are counted on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// The year of diagnosis; without one, whatever year is known.
    pub year: Option<i32>,
    /// The day that counts as today, for follow-up.
    pub today: Option<Day>,
    /// The reference date: cases diagnosed from then on are followed. Without it, and today, follow-up is not counted.
    pub reference: Option<Day>,
}

/// How many of the records that an indicator is of it counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// The numerator.
    pub counted: u64,
    /// The denominator.
    pub of: u64,
    /// Records of the denominator whose items do not tell; they are not in the numerator.
    pub unknown: u64,
}

impl Share {
    fn count(&mut self, counts: Option<bool>) {
        self.of += 1;
        match counts {
            Some(true) => self.counted += 1,
            Some(false) => {}
            None => self.unknown += 1,
        }
    }

    fn merge(&mut self, other: Self) {
        self.counted += other.counted;
        self.of += other.of;
        self.unknown += other.unknown;
    }

    /// Whether some record tells.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.unknown < self.of
    }

    /// The share in per cent; `None` of no records.
    #[must_use]
    pub fn per_cent(&self) -> Option<f64> {
        (self.of > 0).then(|| self.counted as f64 * 100.0 / self.of as f64)
    }
}

/// What was counted: whole numbers, which merge in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicators {
    /// Records of the year.
    pub records: u64,
    /// Records without a known year of diagnosis, which are in no indicator.
    pub without_year: u64,
    /// By indicator, in the order of [`indicators`].
    pub shares: Vec<Share>,
    /// Known values by item, in the order of [`completeness_items`].
    pub items: Vec<Share>,
    /// Months from diagnosis to submission.
    pub delays: Delays,
}

impl Default for Indicators {
    fn default() -> Self {
        Self {
            records: 0,
            without_year: 0,
            shares: vec![Share::default(); indicators().len()],
            items: vec![Share::default(); completeness_items().len()],
            delays: Delays::default(),
        }
    }
}

impl Indicators {
    /// Adds the counts of other records. No patient may have records in both.
    pub fn merge(&mut self, other: &Self) {
        self.records += other.records;
        self.without_year += other.without_year;
        self.shares.iter_mut().zip(&other.shares).for_each(|(share, other)| share.merge(*other));
        self.items.iter_mut().zip(&other.items).for_each(|(share, other)| share.merge(*other));
        self.delays.merge(&other.delays);
    }

    /// The share of this name; of nothing where there is no such indicator.
    #[must_use]
    pub fn share(&self, id: &str) -> Share {
        super::indicator(id).and_then(|(at, _)| self.shares.get(at)).copied().unwrap_or_default()
    }
}

/// Whole months from diagnosis to submission, as a histogram.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delays {
    /// Records by month.
    months: Vec<u64>,
}

impl Delays {
    /// Longer delays are counted as this long, months.
    pub const LONGEST: usize = 240;

    fn count(&mut self, months: u32) {
        let month = usize::try_from(months).map_or(Self::LONGEST, |month| month.min(Self::LONGEST));
        if self.months.len() <= month {
            self.months.resize(month + 1, 0);
        }
        if let Some(records) = self.months.get_mut(month) {
            *records += 1;
        }
    }

    fn merge(&mut self, other: &Self) {
        if self.months.len() < other.months.len() {
            self.months.resize(other.months.len(), 0);
        }
        self.months.iter_mut().zip(&other.months).for_each(|(records, other)| *records += other);
    }

    /// Records by month, from 0.
    #[must_use]
    pub fn months(&self) -> &[u64] {
        &self.months
    }

    /// Records with a known delay.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.months.iter().sum()
    }

    /// The least number of whole months in which half of the records had been submitted; `None` of no records.
    #[must_use]
    pub fn median(&self) -> Option<usize> {
        let half = self.records().div_ceil(2);
        let mut so_far = 0;
        self.months.iter().position(|records| {
            so_far += records;
            half > 0 && so_far >= half
        })
    }
}

/// Counts records. Their columns are named by items' NAACCR XML ids; [`FIRST_SUBMITTED`](super::FIRST_SUBMITTED),
/// [`ERRORS`](super::ERRORS) and [`CORE_ERRORS`](super::CORE_ERRORS) tell what is known beside the items. Duplicates are
/// told where the records are grouped by patient.
#[must_use]
pub fn count(records: &Records<'_>, scope: &Scope) -> Indicators {
    let columns = Columns::of(records);
    let items: Vec<_> = completeness_items().iter().map(|item| item.columns(records)).collect();
    let five_years = scope.today.and_then(five_years_before);
    let mut counted = Indicators::default();
    let mut seen = BTreeSet::new();
    for patient in records.patients() {
        seen.clear();
        let is_alone = patient.len() < 2;
        for at in patient {
            let diagnosis = columns.diagnosis(at);
            let Some(year) = diagnosis.year() else {
                counted.without_year += 1;
                continue;
            };
            let since = |first: Option<Day>| first.zip(diagnosis.midpoint()).is_some_and(|(first, day)| day >= first);
            let is_followed = scope.today.is_some() && since(scope.reference);
            let periods = Periods {
                year: scope.year.is_none_or(|asked| asked == year),
                since_reference: is_followed,
                five_years: is_followed && since(five_years),
            };
            if !periods.year && !periods.since_reference {
                continue;
            }
            let tumor = columns.tumor(at).filter(|_| periods.year && records.has_patients());
            let repeats = tumor.map(|tumor| !is_alone && !seen.insert((year, tumor)));
            let (diagnosed, submitted) = (day(diagnosis), columns.submitted(at));
            let row = Row { columns: &columns, at, diagnosis, year, diagnosed, submitted, scope, repeats };
            counted.add(&row, periods, &items);
        }
    }
    counted
}

/// In which periods a record was diagnosed.
#[derive(Clone, Copy)]
struct Periods {
    year: bool,
    since_reference: bool,
    five_years: bool,
}

impl Periods {
    fn has(self, period: Period) -> bool {
        match period {
            Period::Year => self.year,
            Period::SinceReference => self.since_reference,
            Period::FiveYears => self.five_years,
        }
    }
}

impl Indicators {
    /// Counts a record; `items` are the columns of each item of completeness.
    fn add(&mut self, row: &Row<'_>, periods: Periods, items: &[Vec<Column<'_>>]) {
        for (indicator, share) in indicators().iter().zip(&mut self.shares) {
            if periods.has(indicator.period) && (indicator.is_of)(row) {
                share.count((indicator.counts)(row));
            }
        }
        if !periods.year {
            return;
        }
        self.records += 1;
        for ((item, columns), share) in completeness_items().iter().zip(items).zip(&mut self.items) {
            if item.is_of(row) {
                share.count(item.is_known(columns, row.at));
            }
        }
        if let Some(months) = row.months_to_submission() {
            self.delays.count(months);
        }
    }
}

/// The same day five years before; 28 February for the 29th.
fn five_years_before(today: Day) -> Option<Day> {
    let (year, month, day) = today.to_ymd();
    Day::from_ymd(year - 5, month, day.min(days_in_month(year - 5, month)))
}
