//! From people to cells.

use rayon::prelude::*;

use crate::error::Result;
use crate::exact::cells::NetCells;
use crate::exact::cohort::TableCohort;
use crate::exact::key::{NetKey, Parts};
use crate::exact::prepared_table::PreparedTable;
use crate::exact::stratum_tally::{StratumTally, is_too_heavy};
use crate::merge::{Merge, differ};

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
            || StratumTally::new(key, table),
            |tally, stratum| {
                let people: usize = pieces.iter().map(|piece| piece[stratum].len()).sum();
                if people > 2 * worth_a_task {
                    let parts = pieces.par_iter().map(|piece| {
                        let mut tally = StratumTally::new(key, table);
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
        let mut tally = StratumTally::new(key, table);
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
