//! Exact day counts by cause of death: [`DayCells`] of all causes, with the deaths of each cause
//! beside. Integers in a canonical form, so they merge to the same bits in any order.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::merge::{CellKey, Merge, add, differ};
use crate::observed::day_cells::{DayCells, FollowUp, tally_strata};

/// Follow-up of `n` people with what it ended with, in parallel slices.
#[derive(Debug, Clone, Copy)]
pub struct CauseFollowUp<'a> {
    /// Day of entry of each person, for delayed entry; 0 is from the origin. `None` where everybody
    /// is observed from the origin.
    pub entry: Option<&'a [u32]>,
    /// Last day of follow-up of each person, whole days from the origin.
    pub exit: &'a [u32],
    /// 0 where follow-up ended alive, otherwise the cause of death, from 1.
    pub cause: &'a [u8],
}

/// The mergeable day counts of one stratum, by cause of death.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CauseCells {
    all: DayCells,
    /// By cause: deaths on each of the days of `all`.
    deaths: Vec<Vec<u64>>,
}

impl CauseCells {
    /// No people yet.
    #[must_use]
    pub fn new(key: CellKey, n_causes: u8) -> Self {
        Self { all: DayCells::new(key), deaths: vec![Vec::new(); usize::from(n_causes)] }
    }

    /// Counts one stratum, with `n_causes` causes of death.
    ///
    /// # Errors
    ///
    /// As [`tally_causes`].
    pub fn tally(key: CellKey, n_causes: u8, people: CauseFollowUp<'_>) -> Result<Self> {
        let stratum = vec![0; people.exit.len()];
        let mut cells = tally_causes(key, n_causes, people, &stratum, 1)?;
        Ok(cells.pop().unwrap_or_else(|| Self::new(key, n_causes)))
    }

    /// Cells of counts that were stored: `deaths[i]` are those of cause `i + 1` on each of the days of `all`.
    ///
    /// # Errors
    ///
    /// [`Error::SumRow`] unless the deaths of all causes are those of each day.
    pub fn from_counts(all: DayCells, deaths: Vec<Vec<u64>>) -> Result<Self> {
        let of_day = |row: usize| {
            let mut causes = deaths.iter().map(|deaths| deaths.get(row).copied());
            causes.try_fold(0_u64, |sum, deaths| sum.checked_add(deaths?))
        };
        let wrong = (0..all.days().len()).find(|&row| of_day(row) != Some(all.days()[row].deaths));
        let lengths = deaths.iter().all(|deaths| deaths.len() == all.days().len());
        match wrong.or((!lengths).then_some(0)) {
            Some(row) => Err(Error::SumRow { row, problem: "of deaths that are not those of all causes" }),
            None => Ok(Self { all, deaths }),
        }
    }

    /// How many causes are told apart.
    #[must_use]
    pub fn n_causes(&self) -> usize {
        self.deaths.len()
    }

    /// The counts of all causes taken together.
    #[must_use]
    pub fn all_causes(&self) -> &DayCells {
        &self.all
    }

    /// By cause: deaths on each of the days of [`Self::all_causes`].
    pub(crate) fn deaths(&self) -> &[Vec<u64>] {
        &self.deaths
    }

    /// Deaths of a cause, from 1, on each of the days of [`Self::all_causes`]; empty where there is
    /// no such cause.
    #[must_use]
    pub fn deaths_of(&self, cause: u8) -> &[u64] {
        usize::from(cause).checked_sub(1).and_then(|cause| self.deaths.get(cause)).map_or(&[], Vec::as_slice)
    }

    /// The counts of one cause, from 1, deaths of the others being censorings: what cause-specific
    /// survival is estimated from. Nobody dies of a cause that there is not.
    #[must_use]
    pub fn of_cause(&self, cause: u8) -> DayCells {
        self.all.with_deaths(self.deaths_of(cause))
    }
}

impl Merge for CauseCells {
    fn merge(&mut self, other: &Self) -> Result<()> {
        differ("number of causes", &self.n_causes(), &other.n_causes())?;
        let mut all = self.all.clone();
        all.merge(&other.all)?;
        for (mine, theirs) in self.deaths.iter_mut().zip(&other.deaths) {
            let mut merged = vec![0; all.days().len()];
            spread(&mut merged, &all, &self.all, mine)?;
            spread(&mut merged, &all, &other.all, theirs)?;
            *mine = merged;
        }
        self.all = all;
        Ok(())
    }
}

/// Adds deaths on the days of `from` to those on the days of `all`, which has every day of `from`.
fn spread(sum: &mut [u64], all: &DayCells, from: &DayCells, deaths: &[u64]) -> Result<()> {
    let mut slots = all.days().iter().zip(sum);
    for (day, &deaths) in from.days().iter().zip(deaths) {
        if let Some((_, slot)) = slots.find(|(slot, _)| slot.day == day.day) {
            *slot = add("deaths", *slot, deaths)?;
        }
    }
    Ok(())
}

/// Counts people by stratum and cause of death: `stratum[i]` is the stratum of person `i`, below
/// `n_strata`; causes run from 1 to `n_causes`.
///
/// # Errors
///
/// [`Error::CauseOutOfRange`], or as [`tally_strata`].
pub fn tally_causes(
    key: CellKey,
    n_causes: u8,
    people: CauseFollowUp<'_>,
    stratum: &[u32],
    n_strata: usize,
) -> Result<Vec<CauseCells>> {
    let expected = people.exit.len();
    for (field, found) in [("cause", people.cause.len()), ("stratum", stratum.len())] {
        if found != expected {
            return Err(Error::LengthMismatch { field, found, expected });
        }
    }
    if let Some(index) = people.cause.iter().position(|&cause| cause > n_causes) {
        return Err(Error::CauseOutOfRange { index, cause: people.cause[index], n_causes });
    }
    if let Some(index) = stratum.iter().position(|&s| s as usize >= n_strata) {
        return Err(Error::StratumOutOfRange { index, stratum: stratum[index], n_strata });
    }

    // Each outcome of a stratum, alive or dead of one of the causes, is a stratum of its own at first.
    let outcomes = u32::from(n_causes) + 1;
    if u32::try_from(n_strata).ok().and_then(|n| n.checked_mul(outcomes)).is_none() {
        return Err(Error::Overflow { field: "strata" });
    }
    let died: Vec<bool> = people.cause.iter().map(|&cause| cause > 0).collect();
    let by_outcome: Vec<u32> =
        stratum.iter().zip(people.cause).map(|(&s, &cause)| s * outcomes + u32::from(cause)).collect();
    let follow_up = FollowUp { entry: people.entry, exit: people.exit, died: &died };
    let cells = tally_strata(key, follow_up, &by_outcome, n_strata * outcomes as usize)?;
    cells.par_chunks_exact(outcomes as usize).map(|outcomes| gather(key, outcomes)).collect()
}

/// The cells of a stratum from those of each outcome: alive, then dead of each cause.
fn gather(key: CellKey, outcomes: &[DayCells]) -> Result<CauseCells> {
    let mut all = DayCells::new(key);
    for cells in outcomes {
        all.merge(cells)?;
    }
    let deaths = outcomes.iter().skip(1).map(|cells| {
        let deaths: Vec<u64> = cells.days().iter().map(|day| day.deaths).collect();
        let mut sum = vec![0; all.days().len()];
        spread(&mut sum, &all, cells, &deaths)?;
        Ok(sum)
    });
    let deaths = deaths.collect::<Result<_>>()?;
    Ok(CauseCells { all, deaths })
}
