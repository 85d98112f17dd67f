//! From people to cells.

use rayon::prelude::*;

use crate::error::Result;
use crate::exact::cells::{Exclusions, NetCells, TierSums, WeightSums};
use crate::exact::cohort::{Person, TableCohort};
use crate::exact::fixed_point::{COEFFICIENTS, WEIGHT_SCALE, round_large};
use crate::exact::key::{NetKey, Parts};
use crate::exact::prepared_table::{Cursor, PreparedTable};
use crate::exact::rows::Rows;
use crate::exact::tiers::{BLOCKS, Falling, Growing, MAX_LOG_WEIGHT, Place, WeightTally};
use crate::merge::{Merge, differ};
use crate::observed::day_cells::{DayCells, DayCount};

/// Counts people by stratum: `stratum[i]` is the stratum of person `i`, below `n_strata`.
///
/// Linear in people and years of follow-up; parallel over people. However they are split into threads, files or
/// registries, and in whichever order, merged cells are the same bits.
///
/// # Errors
///
/// As [`tally_strata`](crate::tally_strata) for follow-up; of [`Error`](crate::Error) besides: `LengthMismatch`,
/// `PlaceOutOfRange` (an age that is not finite), `StratumOutOfRange` (of the life table too), `PotentialBeforeExit`;
/// `KeyMismatch` where the key was made for another table.
pub fn tally_net(
    key: NetKey,
    table: &PreparedTable,
    cohort: TableCohort<'_>,
    stratum: &[u32],
    n_strata: usize,
) -> Result<Vec<NetCells>> {
    key.check()?;
    differ("life table", &format!("{:016x}", key.table), &format!("{:016x}", table.fingerprint()))?;
    cohort.check(table, stratum, n_strata)?;
    if n_strata == 1 {
        return Ok(vec![tally_one(key, table, cohort)?]);
    }
    let pieces = cohort.by_stratum(stratum, n_strata);
    let n_tasks = 4 * rayon::current_num_threads();
    let worth_a_task = (cohort.len() / n_tasks).max(SMALL);
    // Small strata go side by side; a large one goes in pieces too.
    (0..n_strata)
        .into_par_iter()
        .map_init(
            || Tally::new(key, table),
            |tally, stratum| {
                let people: usize = pieces.iter().map(|piece| piece[stratum].len()).sum();
                if people > 2 * worth_a_task {
                    let parts = pieces.par_iter().map(|piece| {
                        let mut tally = Tally::new(key, table);
                        tally.add_all(piece[stratum].iter().copied())?;
                        tally.take()
                    });
                    return sum(key, parts);
                }
                tally.add_all(pieces.iter().flat_map(|piece| &piece[stratum]).copied())?;
                tally.take()
            },
        )
        .collect()
}

/// People for whom another thread is not worth its own sums.
const SMALL: usize = 1 << 15;

fn tally_one(key: NetKey, table: &PreparedTable, cohort: TableCohort<'_>) -> Result<NetCells> {
    let people = cohort.len();
    let part = |from: usize, to: usize| {
        let mut tally = Tally::new(key, table);
        tally.add_all((from..to).map(|index| cohort.person(index)))?;
        tally.take()
    };
    if people <= 2 * SMALL {
        return part(0, people);
    }
    let piece = people.div_ceil(4 * rayon::current_num_threads()).max(SMALL);
    let starts: Vec<usize> = (0..people).step_by(piece).collect();
    let parts = starts.into_par_iter().map(|from| part(from, people.min(from + piece)));
    sum(key, parts)
}

fn sum(key: NetKey, parts: impl ParallelIterator<Item = Result<NetCells>>) -> Result<NetCells> {
    parts.try_reduce(
        || NetCells::new(key),
        |mut left, right| {
            left.merge(&right)?;
            Ok(left)
        },
    )
}

/// The people whom [`tally_net`] leaves out because their weight would leave the scale, by position.
///
/// # Errors
///
/// As [`tally_net`].
pub fn too_heavy(key: NetKey, table: &PreparedTable, cohort: TableCohort<'_>) -> Result<Vec<usize>> {
    key.check()?;
    cohort.check(table, &vec![0; cohort.len()], 1)?;
    let heavy =
        |&index: &usize| key.parts.contain(Parts::WEIGHTS) && is_too_heavy(table, &cohort.person(index), key.end());
    Ok((0..cohort.len()).into_par_iter().filter(heavy).collect())
}

/// A rule on the person alone.
fn is_too_heavy(table: &PreparedTable, person: &Person, end: u32) -> bool {
    let days = f64::from(person.exit.min(end));
    let subject = person.subject();
    table.may_be_heavy(subject, days) && Cursor::new(table, subject).advance(days) > MAX_LOG_WEIGHT
}

/// Sums of one stratum in 64 bits, as dense arrays by day.
#[derive(Debug)]
struct Tally<'t> {
    key: NetKey,
    table: &'t PreparedTable,
    /// By [`ENTERED`], [`DIED`], [`CENSORED`].
    counts: Vec<[u32; 3]>,
    exclusions: Exclusions,
    weights: WeightTally,
    deaths: Vec<[i128; 2]>,
    hazards: Vec<[i64; 2]>,
    potential: WeightTally,
    others: WeightTally,
    /// No 64-bit sum is larger than this.
    load: u64,
    /// What was taken out before it could overflow.
    spilled: Option<NetCells>,
}

const ENTERED: usize = 0;
const DIED: usize = 1;
const CENSORED: usize = 2;

/// Sums are taken out when one might reach 2^62.
const FULL: u64 = 1 << 62;

/// One person touches a sum at most this often, with at most the weight at their end, rounded up generously.
const TOUCHES: f64 = 16.0;

impl<'t> Tally<'t> {
    fn new(key: NetKey, table: &'t PreparedTable) -> Self {
        let days = key.end() as usize + 1;
        let when = |part| if key.parts.contain(part) { days } else { 0 };
        Self {
            key,
            table,
            counts: vec![[0; 3]; days],
            exclusions: Exclusions::default(),
            weights: WeightTally::new(key.end()),
            deaths: vec![[0; 2]; when(Parts::WEIGHTS)],
            hazards: vec![[0; 2]; when(Parts::HAZARDS)],
            potential: WeightTally::new(key.end()),
            others: WeightTally::new(key.end()),
            load: 0,
            spilled: None,
        }
    }

    fn add_all(&mut self, people: impl Iterator<Item = Person>) -> Result<()> {
        for person in people {
            self.add(&person);
            if self.load >= FULL {
                self.spill()?;
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn add(&mut self, person: &Person) {
        let end = self.key.end();
        let parts = self.key.parts;
        let kind = if person.died { DIED } else { CENSORED };
        if person.exit == 0 && !person.died {
            self.counts[0][kind] += 1;
            return;
        }
        if person.entry >= self.key.horizon {
            self.exclusions.entered_beyond += 1;
            return;
        }
        if parts.contain(Parts::WEIGHTS) && is_too_heavy(self.table, person, end) {
            self.exclusions.too_heavy += 1;
            return;
        }
        if person.entry > 0 {
            self.counts[person.entry as usize][ENTERED] += 1;
        }
        let until = person.exit.min(end);
        self.counts[until as usize][if until == end { CENSORED } else { kind }] += 1;
        let start = Cursor::new(self.table, person.subject());
        let table = self.table.table();
        self.exclusions.outside.count(table.outside(person.subject(), f64::from(until)));
        let mut load = 0.0;
        if parts.contain(Parts::WEIGHTS) {
            load = self.add_weight(start.clone(), person, until);
        }
        if parts.contain(Parts::HAZARDS) {
            load = self.add_hazard(start.clone(), person.entry, until).max(load);
        }
        if parts.meet(Parts::EXPECTED | Parts::POTENTIAL) {
            let needed = self.add_expected(start, person);
            self.exclusions.outside_expected.count(table.outside(person.subject(), f64::from(needed)));
            load = load.max(WEIGHT_SCALE);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a person's load is below 2^65, saturating"
        )]
        let load = (TOUCHES * load) as u64;
        self.load = self.load.saturating_add(load + 1);
    }

    /// Of somebody at risk from the day after entry to `until`; gives the largest weight on its scale.
    #[inline(always)]
    fn add_weight(&mut self, mut cursor: Cursor<'_>, person: &Person, until: u32) -> f64 {
        let mut place = Place { day: person.entry, weight: 1.0 };
        if person.entry > 0 {
            place.weight = libm::exp(cursor.advance(f64::from(person.entry)));
        }
        let end = self.weights.follow::<Growing>(&mut cursor, place, until);
        let weight = end.weight * WEIGHT_SCALE;
        if person.died && person.exit <= self.key.horizon {
            let fixed = i128::from(round_large(weight));
            let deaths = &mut self.deaths[until as usize];
            deaths[0] += fixed;
            deaths[1] += (fixed * fixed) >> 40;
        }
        weight
    }

    /// The same for hazards, which change at moments only.
    #[inline(always)]
    fn add_hazard(&mut self, mut cursor: Cursor<'_>, entry: u32, until: u32) -> f64 {
        if entry >= until {
            return 0.0;
        }
        cursor.advance(f64::from(entry));
        let mut hazard = self.table.fixed_hazard(cursor.cell);
        let mut largest = hazard;
        self.hazards[entry as usize][0] += hazard;
        let end = f64::from(until);
        while cursor.next_change() < end {
            let moment = cursor.next_change();
            cursor.cross();
            let new = self.table.fixed_hazard(cursor.cell);
            let day = moment.floor();
            let event = &mut self.hazards[day as usize];
            event[0] += new - hazard;
            event[1] += round_large((new - hazard) as f64 * (moment - day));
            hazard = new;
            largest = largest.max(new);
        }
        self.hazards[until as usize][0] -= hazard;
        largest as f64
    }

    /// Expected survival, of those with potential follow-up apart from the others; gives the last day needed.
    #[inline(always)]
    fn add_expected(&mut self, mut cursor: Cursor<'_>, person: &Person) -> u32 {
        let end = self.key.end();
        let everybody = self.key.parts.contain(Parts::EXPECTED);
        let mut place = Place { day: 0, weight: 1.0 };
        if self.key.parts.contain(Parts::POTENTIAL) {
            let until = person.potential.min(end);
            if everybody {
                place = self.others.follow::<Falling>(&mut cursor, place, person.entry);
            } else if person.entry > 0 {
                let hazard = cursor.advance(f64::from(person.entry));
                place = Place { day: person.entry, weight: libm::exp(-hazard) };
            }
            place = self.potential.follow::<Falling>(&mut cursor, place, until);
        }
        if everybody {
            place = self.others.follow::<Falling>(&mut cursor, place, end);
        }
        place.day
    }

    fn spill(&mut self) -> Result<()> {
        let cells = self.emptied();
        match &mut self.spilled {
            Some(spilled) => spilled.merge(&cells)?,
            None => self.spilled = Some(cells),
        }
        Ok(())
    }

    /// The cells of everybody so far; leaves nobody behind.
    fn take(&mut self) -> Result<NetCells> {
        self.spill()?;
        Ok(self.spilled.take().unwrap_or_else(|| NetCells::new(self.key)))
    }

    fn emptied(&mut self) -> NetCells {
        self.load = 0;
        let mut days = Vec::new();
        for (day, counts) in (0..).zip(&mut self.counts) {
            let [entered, deaths, censored] = std::mem::take(counts).map(u64::from);
            if entered + deaths + censored > 0 {
                days.push(DayCount { day, entered, deaths, censored });
            }
        }
        NetCells {
            key: self.key,
            counts: DayCells::from_days(self.key.cells, days),
            exclusions: std::mem::take(&mut self.exclusions),
            weights: self.weights.emptied(),
            deaths: Rows::gather_wide(&mut self.deaths),
            hazards: Rows::gather(&mut self.hazards, std::mem::take),
            potential: self.potential.emptied(),
            others: self.others.emptied(),
        }
    }
}

impl WeightTally {
    fn emptied(&mut self) -> WeightSums {
        let mut tiers: [TierSums; BLOCKS.len()] = Default::default();
        for (sums, tier) in tiers.iter_mut().zip(&mut self.tiers) {
            sums.events = Rows::gather(&mut tier.events, |line| std::mem::replace(&mut line.0, [0; COEFFICIENTS + 1]));
            sums.blocks = Rows::gather(&mut tier.blocks, |line| {
                let [c0, c1, c2, c3, c4, c5, c6, _] = std::mem::replace(&mut line.0, [0; COEFFICIENTS + 1]);
                [c0, c1, c2, c3, c4, c5, c6]
            });
        }
        WeightSums { tiers, daily: Rows::gather_wide(&mut self.daily) }
    }
}
