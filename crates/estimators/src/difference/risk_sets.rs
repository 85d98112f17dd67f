//! The risk sets of several groups, day by day.

use crate::error::{Error, Result};
use crate::observed::day_cells::DayCells;
use crate::observed::kaplan_meier::DayZero;

/// A day of a stratum, as the groups see it.
pub(crate) struct PooledDay<'a> {
    /// By group: people at risk.
    pub(crate) at_risk: &'a [u64],
    /// By group: the day's position in [`DayCells::days`], where the group has a count on it.
    pub(crate) positions: &'a [Option<usize>],
}

/// Walks the days on which any of the groups has a count.
///
/// Whoever dies or is censored on a day is at risk on it; a late entry is at risk from the day after.
pub(crate) fn walk_together(groups: &[&DayCells], day_zero: DayZero, mut visit: impl FnMut(PooledDay<'_>)) {
    let mut at_risk: Vec<u64> = groups.iter().map(|cells| cells.n() - cells.late_entries()).collect();
    if day_zero == DayZero::LeaveOut {
        for (at_risk, cells) in at_risk.iter_mut().zip(groups) {
            *at_risk -= cells.censored_on_day_zero();
        }
    }
    let mut next = vec![0; groups.len()];
    let mut positions = vec![None; groups.len()];
    loop {
        let upcoming = groups.iter().zip(&next).filter_map(|(cells, &next)| cells.days().get(next));
        let Some(today) = upcoming.map(|day| day.day).min() else { return };
        for ((position, &next), cells) in positions.iter_mut().zip(&next).zip(groups) {
            *position = cells.days().get(next).is_some_and(|day| day.day == today).then_some(next);
        }
        visit(PooledDay { at_risk: &at_risk, positions: &positions });
        for (group, position) in positions.iter().enumerate() {
            let Some(position) = *position else { continue };
            let day = groups[group].days()[position];
            let left_out = today == 0 && day_zero == DayZero::LeaveOut;
            let censored = if left_out { 0 } else { day.censored };
            at_risk[group] = at_risk[group] + day.entered - day.deaths - censored;
            next[group] += 1;
        }
    }
}

/// How many people of each group take part, over all strata.
pub(crate) fn group_sizes(strata: &[Vec<&DayCells>], day_zero: DayZero) -> Vec<u64> {
    let mut sizes = vec![0; strata.first().map_or(0, Vec::len)];
    for groups in strata {
        for (size, cells) in sizes.iter_mut().zip(groups) {
            let left_out = if day_zero == DayZero::LeaveOut { cells.censored_on_day_zero() } else { 0 };
            *size += cells.n() - left_out;
        }
    }
    sizes
}

/// Checks that every stratum has every group and that all were counted under the same rules.
pub(crate) fn check_comparable(strata: &[Vec<&DayCells>]) -> Result<()> {
    let Some(first) = strata.first() else { return Ok(()) };
    for (stratum, groups) in strata.iter().enumerate() {
        if groups.len() != first.len() {
            return Err(Error::GroupsDiffer { stratum, found: groups.len(), expected: first.len() });
        }
        for cells in groups {
            first[0].key().agree(cells.key())?;
        }
    }
    Ok(())
}
