//! Mergeable sums by interval.

use crate::error::{Error, Result};
use crate::exact::PreparedTable;
use crate::merge::{CellKey, Merge, add, differ};
use crate::observed::interval_cells::IntervalCount;
use crate::seer::grid::MonthGrid;

/// Sums are kept in units of 2^-40.
const SCALE: f64 = (1_u64 << 40) as f64;

/// A number as a fixed-point integer. It is never negative here; one too large to add reports itself there.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; saturates")]
pub(super) fn fixed(x: f64) -> u128 {
    let scaled = x * SCALE + 0.5;
    // Casts to 64 bits are many times faster.
    if scaled < f64::exp2(63.0) { u128::from(scaled as u64) } else { scaled as u128 }
}

/// Adds to a sum.
pub(super) fn add_to(sum: &mut u128, number: u128) -> Result<()> {
    *sum = sum.checked_add(number).ok_or(Error::Overflow { field: "expected survival" })?;
    Ok(())
}

/// What [`SeerCells`] must have in common to merge.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SeerKey {
    /// Unit and study cutoff.
    pub cells: CellKey,
    /// The intervals.
    pub grid: MonthGrid,
    /// The closing date to which potential follow-up was counted, days since 1970-01-01; without one there is
    /// no Hakulinen estimate.
    pub closing_date: Option<i32>,
    /// The life table: its [`PreparedTable::fingerprint`].
    pub table: u64,
}

impl SeerKey {
    /// Of cells on a grid relative to `table`, without a closing date.
    #[must_use]
    pub fn new(cells: CellKey, grid: MonthGrid, table: &PreparedTable) -> Self {
        Self { cells, grid, closing_date: None, table: table.fingerprint() }
    }

    fn agree(&self, other: &Self) -> Result<()> {
        self.cells.agree(&other.cells)?;
        differ("grid", &self.grid, &other.grid)?;
        let day = |date: Option<i32>| date.map_or_else(|| String::from("none"), |day| format!("day {day}"));
        differ("closing date", &day(self.closing_date), &day(other.closing_date))?;
        differ("life table", &format!("{:016x}", self.table), &format!("{:016x}", other.table))
    }
}

/// Sums over people of one interval, in units of 2^-40.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct IntervalSums {
    /// Expected survival of the interval of those entering it.
    pub(super) expected: u128,
    /// Expected survival to the end of the interval of everybody.
    pub(super) everybody: u128,
    /// Hakulinen's l*, w* and d*.
    pub(super) potential: [u128; 3],
    /// Weights of those entering, withdrawn and dead, and the squares of the dead's.
    pub(super) weights: [u128; 4],
    /// Weights of those entering times their expected survival of the interval.
    pub(super) weighted_expected: u128,
}

impl IntervalSums {
    fn add(&mut self, other: &Self) -> Result<()> {
        let (theirs, mine) = (other.all(), self.all_mut());
        for (mine, theirs) in mine.into_iter().zip(theirs) {
            add_to(mine, theirs)?;
        }
        Ok(())
    }

    fn all(&self) -> [u128; 10] {
        let ([l, w, d], [entering, withdrawn, deaths, squares]) = (self.potential, self.weights);
        [self.expected, self.everybody, l, w, d, entering, withdrawn, deaths, squares, self.weighted_expected]
    }

    fn all_mut(&mut self) -> [&mut u128; 10] {
        let ([l, w, d], [entering, withdrawn, deaths, squares]) = (&mut self.potential, &mut self.weights);
        [
            &mut self.expected,
            &mut self.everybody,
            l,
            w,
            d,
            entering,
            withdrawn,
            deaths,
            squares,
            &mut self.weighted_expected,
        ]
    }
}

/// The mergeable sums of one stratum.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SeerCells {
    key: SeerKey,
    people: u64,
    left_out: u64,
    pub(super) counts: Vec<IntervalCount>,
    pub(super) sums: Vec<IntervalSums>,
}

impl SeerCells {
    /// No people yet.
    #[must_use]
    pub fn new(key: SeerKey) -> Self {
        let n = key.grid.ends().len();
        Self {
            key,
            people: 0,
            left_out: 0,
            counts: vec![IntervalCount::default(); n],
            sums: vec![IntervalSums::default(); n],
        }
    }

    /// The rules under which these were counted.
    #[must_use]
    pub fn key(&self) -> &SeerKey {
        &self.key
    }

    /// How many people are counted, without those left out.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.people
    }

    /// People left out because they are alive without a day of follow-up.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Counts of people, one an interval.
    #[must_use]
    pub fn intervals(&self) -> &[IntervalCount] {
        &self.counts
    }

    pub(super) fn count_person(&mut self) {
        self.people += 1;
    }

    pub(super) fn set_people(&mut self, people: u64, left_out: u64) {
        (self.people, self.left_out) = (people, left_out);
    }

    pub(super) fn leave_out(&mut self) {
        self.left_out += 1;
    }
}

impl Merge for SeerCells {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.key.agree(&other.key)?;
        self.people = add("people", self.people, other.people)?;
        self.left_out = add("people left out", self.left_out, other.left_out)?;
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine = IntervalCount {
                entering: add("people entering", mine.entering, theirs.entering)?,
                deaths: add("deaths", mine.deaths, theirs.deaths)?,
                withdrawn: add("withdrawn", mine.withdrawn, theirs.withdrawn)?,
            };
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.add(theirs)?;
        }
        Ok(())
    }
}

/// A sum as a number.
#[expect(clippy::cast_precision_loss, reason = "to the precision of a double")]
pub(super) fn real(sum: u128) -> f64 {
    sum as f64 / SCALE
}
