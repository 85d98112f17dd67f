//! From people to cells.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::exact::cohort::Person;
use crate::exact::{PreparedTable, TableCohort};
use crate::life_table::LifeTable;
use crate::merge::{Merge, differ};
use crate::seer::cells::{SeerCells, SeerKey, add_to, fixed};
use crate::seer::grid::{MonthGrid, days};

/// Counts people by stratum: `stratum[i]` is the stratum of person `i`, below `n_strata`.
///
/// Linear in people and intervals; parallel over people. However they are split and in whichever order, merged cells
/// are the same bits.
///
/// # Errors
///
/// [`Error::LateEntry`]; as [`tally_net`](crate::tally_net) besides. [`Error::PotentialWithoutClosingDate`] where one of
/// the two is given without the other.
pub fn tally_seer(
    key: &SeerKey,
    table: &PreparedTable,
    cohort: TableCohort<'_>,
    stratum: &[u32],
    n_strata: usize,
) -> Result<Vec<SeerCells>> {
    differ("life table", &format!("{:016x}", key.table), &format!("{:016x}", table.fingerprint()))?;
    cohort.check(table, stratum, n_strata)?;
    if cohort.potential.is_some() != key.closing_date.is_some() {
        return Err(Error::PotentialWithoutClosingDate);
    }
    let late = cohort.follow_up.entry.map_or(0, |entry| entry.iter().filter(|&&day| day > 0).count());
    if late > 0 {
        return Err(Error::LateEntry { entered: late as u64 });
    }
    let survival = IntervalSurvival::new(table.table(), &key.grid);
    let empty = || vec![SeerCells::new(key.clone()); n_strata];
    let piece = (cohort.len() / (4 * rayon::current_num_threads())).max(1 << 12);
    let starts: Vec<usize> = (0..cohort.len()).step_by(piece).collect();
    let count = |start: usize| {
        let mut strata = empty();
        for index in start..cohort.len().min(start + piece) {
            survival.count(&cohort.person(index), key.closing_date.is_some(), &mut strata[stratum[index] as usize])?;
        }
        Ok(strata)
    };
    starts.into_par_iter().map(count).try_reduce(empty, |mut whole, part| {
        for (whole, part) in whole.iter_mut().zip(&part) {
            whole.merge(part)?;
        }
        Ok(whole)
    })
}

/// Expected survival of intervals by cell of a life table.
struct IntervalSurvival<'a> {
    table: &'a LifeTable,
    grid: &'a MonthGrid,
    /// Of each interval: days of age at its start, days of date, and which of `survival` it takes.
    intervals: Vec<(f64, f64, usize)>,
    /// For each length of interval the expected survival of every cell, and its square root.
    survival: Vec<Vec<[f64; 2]>>,
}

impl<'a> IntervalSurvival<'a> {
    fn new(table: &'a LifeTable, grid: &'a MonthGrid) -> Self {
        let month_of_age = table.ages().days_per_year() / 12.0;
        let mut lengths: Vec<u32> = grid.intervals().map(|(_, months)| months).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let interval = |(start, months): (u32, u32)| {
            let length = lengths.partition_point(|&length| length < months);
            (f64::from(start) * month_of_age, days(start), length)
        };
        let of_length = |&months: &u32| {
            let days = f64::from(months) * month_of_age;
            let of_cell = |hazard: &f64| {
                let survival = libm::exp(-hazard * days);
                [survival, survival.sqrt()]
            };
            table.hazards().iter().map(of_cell).collect()
        };
        Self {
            table,
            grid,
            intervals: grid.intervals().map(interval).collect(),
            survival: lengths.iter().map(of_length).collect(),
        }
    }

    /// Adds one person to the cells of their stratum.
    fn count(&self, person: &Person, with_potential: bool, cells: &mut SeerCells) -> Result<()> {
        if person.exit == 0 && !person.died {
            cells.leave_out();
            return Ok(());
        }
        cells.count_person();
        let (exit, potential) = (self.grid.interval(person.exit), self.grid.interval(person.potential));
        let calendar = self.table.calendar();
        let date = f64::from(person.date) - calendar.shift(person.age_days, f64::from(person.date));
        let (ages, cuts) = (self.table.ages(), calendar.cuts());
        let (mut age_cell, mut calendar_cell) = (ages.cell(person.age_days), calendar.cell(date));
        let mut before = 1.0;
        let intervals = self.intervals.iter().zip(&mut cells.counts).zip(&mut cells.sums);
        for (index, ((&(age, day, length), counts), sums)) in intervals.enumerate() {
            while age_cell + 1 < ages.len() && ages.cut(age_cell + 1) <= person.age_days + age {
                age_cell += 1;
            }
            while cuts.get(calendar_cell + 1).is_some_and(|&cut| f64::from(cut) <= date + day) {
                calendar_cell += 1;
            }
            let stratum = person.table_stratum as usize;
            let cell = (stratum * calendar.len() + calendar_cell) * ages.len() + age_cell;
            let [survival, half] = self.survival[length][cell];
            let after = before * survival;
            add_to(&mut sums.everybody, fixed(after))?;
            if with_potential && index <= potential {
                let lived = if index == potential { half } else { survival };
                let [entering, withdrawn, deaths] = &mut sums.potential;
                add_to(entering, fixed(before))?;
                add_to(deaths, fixed(before * (1.0 - lived)))?;
                if index == potential {
                    add_to(withdrawn, fixed(before * half))?;
                }
            }
            if index <= exit {
                let weight = 1.0 / (before * half);
                let [entering, withdrawn, deaths, squares] = &mut sums.weights;
                counts.entering += 1;
                add_to(&mut sums.expected, fixed(survival))?;
                add_to(entering, fixed(weight))?;
                add_to(&mut sums.weighted_expected, fixed(weight * survival))?;
                if index == exit && person.died {
                    counts.deaths += 1;
                    add_to(deaths, fixed(weight))?;
                    add_to(squares, fixed(weight * weight))?;
                } else if index == exit {
                    counts.withdrawn += 1;
                    add_to(withdrawn, fixed(weight))?;
                }
            }
            before = after;
        }
        Ok(())
    }
}
