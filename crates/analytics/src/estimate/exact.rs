//! Estimates relative to the population, exactly, from mergeable cells.

use estimators::{
    CellKey, EdererII, FollowUp, NetCells, NetKey, OutsideCounts, Parts, PoharPerme, PreparedTable, TableCohort,
    tally_net,
};

use super::{ByGroup, Estimate, Estimates, Groups, Limits};
use crate::answer::{Clamped, Exclusion};
use crate::cohort::{Cohort, Days, End, Population};
use crate::error::Result;
use crate::grid::Grid;
use crate::method::Method;
use crate::question::{Question, unsupported};

/// Why the kernel leaves people out.
pub(crate) const TOO_HEAVY: &str = "expected to have died long before the end of follow-up, by the life table: an age or \
                                    a date is wrong (left out of estimates relative to the population)";

/// No follow-up is longer: a tally of days has an end.
const LONGEST: u32 = 131_071;

/// Estimates of the methods that compare with a population.
pub(super) fn days(
    question: &Question<'_>,
    cohort: &Cohort,
    groups: &Groups,
    days: Days<'_>,
    all: &mut Estimates,
) -> Result<()> {
    let Some(population) = cohort.population(question).filter(|_| asked(question).next().is_some()) else {
        return Ok(());
    };
    let table = PreparedTable::new(population.table.clone())?;
    let parts = parts(question);
    let closing_date = parts.contain(Parts::POTENTIAL).then(|| closing_date(question, days, population));
    let potential = closing_date.map(|closing| potential_follow_up(&cohort.end, days.exit, population.dx, closing));
    let key = NetKey { closing_date, ..NetKey::new(CellKey::TUMORS, horizon(question, days), parts, &table)? };
    let died = cohort.died();
    let people = TableCohort {
        follow_up: FollowUp { entry: days.entry, exit: days.exit, died: &died },
        age_days: population.age_days,
        date: population.dx,
        table_stratum: population.stratum,
        potential: potential.as_deref(),
    };
    let cells = tally_net(key, &table, people, &groups.of_row, groups.len)?;
    finish(question, &cells, all)
}

/// Estimates from cells, one of each group.
pub(super) fn finish(question: &Question<'_>, cells: &[NetCells], all: &mut Estimates) -> Result<()> {
    left_out(cells, all);
    clamp(question, cells, parts(question), all)?;
    for method in asked(question) {
        let finish = |cells: &NetCells| estimate(method, cells);
        let estimates = cells.iter().map(finish).collect::<Result<_>>()?;
        all.add(question, ByGroup::of_days(question, method, estimates))?;
    }
    Ok(())
}

/// The methods of the question that compare with a population.
fn asked<'a>(question: &'a Question<'_>) -> impl Iterator<Item = Method> + 'a {
    question.request.methods.iter().copied().filter(|method| method.needs_life_table())
}

/// The sums that they finish from.
fn parts(question: &Question<'_>) -> Parts {
    asked(question).fold(Parts::COUNTS, |parts, method| parts | needed(method))
}

/// The sums that a method finishes from.
pub(crate) fn needed(method: Method) -> Parts {
    match method {
        Method::PoharPerme => PoharPerme::PARTS,
        Method::EdererII => EdererII::PARTS,
        _ => Parts::COUNTS,
    }
}

fn estimate(method: Method, cells: &NetCells) -> Result<Estimate> {
    let relative = |curve| Estimate::Curve(curve, Limits::Relative);
    Ok(match method {
        Method::PoharPerme => relative(PoharPerme.finish(cells)?),
        Method::EdererII => relative(EdererII.finish(cells)?),
        other => return unsupported("method", other.name(), "not available by the exact convention"),
    })
}

/// The last day that is counted: of the grid, where it has an end, else of follow-up.
fn horizon(question: &Question<'_>, days: Days<'_>) -> u32 {
    let last = days.exit.iter().copied().max().unwrap_or(0).clamp(1, LONGEST);
    let end = match (&question.request.grid, question.times_asked()) {
        (Grid::Years { .. }, None) => question.grid_times(0.0).and_then(|times| times.last().map(|time| time.days)),
        _ => None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time of 0 or more; casts saturate")]
    end.map_or(last, |end| (end.ceil() as u32).clamp(1, last))
}

/// The closing date asked for, else the last day of follow-up there is.
fn closing_date(question: &Question<'_>, days: Days<'_>, population: Population<'_>) -> i32 {
    let ends = population.dx.iter().zip(days.exit).map(|(dx, exit)| dx.saturating_add_unsigned(*exit));
    let last = ends.max().unwrap_or(0);
    question.request.closing_date.map_or(last, |asked| asked)
}

/// How long each would have been followed: the dead to the closing date, the others as long as they were.
pub(crate) fn potential_follow_up(end: &[End], exit: &[u32], dx: &[i32], closing: i32) -> Vec<u32> {
    let people = end.iter().zip(exit).zip(dx);
    people
        .map(|((end, exit), dx)| match u32::try_from(i64::from(closing) - i64::from(*dx)) {
            Ok(to_closing) if *end > 0 => to_closing.max(*exit),
            _ => *exit,
        })
        .collect()
}

/// Those whom the kernel leaves out, by rules on the person alone.
fn left_out(cells: &[NetCells], all: &mut Estimates) {
    let sum = |count: fn(&NetCells) -> u64| cells.iter().map(count).sum::<u64>();
    let heavy = sum(|cells| cells.exclusions().too_heavy);
    if heavy > 0 {
        all.exclusions.push(Exclusion { reason: TOO_HEAVY.to_owned(), count: heavy });
        all.left_out += heavy;
    }
}

/// Those whom the life table does not reach: counted, or an error.
fn clamp(question: &Question<'_>, cells: &[NetCells], parts: Parts, all: &mut Estimates) -> Result<()> {
    let expected = parts.meet(Parts::EXPECTED | Parts::POTENTIAL);
    let add = |sum: Clamped, of: &OutsideCounts| Clamped {
        cases: sum.cases + of.people,
        too_young: sum.too_young + of.too_young,
        too_old: sum.too_old + of.too_old,
        too_early: sum.too_early + of.too_early,
        too_late: sum.too_late + of.too_late,
    };
    let of = |cells: &NetCells| {
        if expected { cells.exclusions().outside_expected } else { cells.exclusions().outside }
    };
    let clamped = cells.iter().fold(Clamped::default(), |sum, cells| add(sum, &of(cells)));
    all.clamped = Some(clamped);
    question.clamp(clamped)
}
