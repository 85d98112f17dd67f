//! Estimates relative to the population, exactly, from mergeable cells.

use estimators::{
    CellKey, ClosedSide, CrudeProbability, DayGrid, EdererI, EdererII, ExpectedSurvival, Hakulinen, IndividualWeights,
    IntervalForm, NetCells, NetIntervals, NetKey, OutsideCounts, Parts, PoharPerme, PreparedTable, YearsLost,
    tally_net,
};

use super::{ByGroup, Estimate, Estimates, Groups, IntervalRow, Limits, brenner, figures, of_each};
use crate::answer::{Cause, Clamped, Exclusion};
use crate::cohort::{Cohort, Days, End, Population};
use crate::convention::Form;
use crate::error::Result;
use crate::grid::{Grid, days as in_days};
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
    if asked(question).next().is_none() {
        return Ok(());
    }
    let cells = tally(question, cohort, days, (&groups.of_row, groups.len))?;
    finish(question, &cells, all)
}

/// The cells of each group, with the sums that the methods of the question need; none without a life table.
pub(crate) fn tally(
    question: &Question<'_>,
    cohort: &Cohort,
    days: Days<'_>,
    (of_row, groups): (&[u32], usize),
) -> Result<Vec<NetCells>> {
    let Some(population) = cohort.population(question) else { return Ok(Vec::new()) };
    let table = PreparedTable::new(population.table.clone())?;
    let parts = parts(question);
    let closing_date = parts.contain(Parts::POTENTIAL).then(|| closing_date(question, days, population));
    let potential = closing_date.map(|closing| potential_follow_up(&cohort.end, days.exit, population.dx, closing));
    let key = NetKey { closing_date, ..NetKey::new(CellKey::TUMORS, horizon(question, days), parts, &table)? };
    let died = cohort.died();
    let people = population.followed(days, &died, potential.as_deref());
    Ok(tally_net(key, &table, people, of_row, groups)?)
}

/// Who is not in the cells, and whom the life table does not reach.
pub(crate) fn account(question: &Question<'_>, cells: &[NetCells], all: &mut Estimates) -> Result<()> {
    left_out(cells, all);
    clamp(question, cells, parts(question), all)
}

/// Estimates from cells, one of each group.
pub(super) fn finish(question: &Question<'_>, cells: &[NetCells], all: &mut Estimates) -> Result<()> {
    account(question, cells, all)?;
    for method in asked(question) {
        if let Some(standard) = brenner::standard(question) {
            let finish = |groups: &IndividualWeights<'_, NetCells>| match method {
                Method::PoharPerme => Ok(PoharPerme.standardised(groups)?),
                Method::EdererI => Ok(EdererI.standardised(groups)?),
                Method::EdererII => Ok(EdererII.standardised(groups)?),
                Method::Hakulinen => Ok(Hakulinen.standardised(groups)?),
                other => brenner::refuse(other),
            };
            if question.request.form.is_some() {
                return brenner::refuse(method);
            }
            brenner::add(question, standard, (method, Limits::Relative), cells, finish, all)?;
            continue;
        }
        match question.request.form.filter(|_| has_intervals(method)) {
            Some(form) => all.add(question, intervals(question, method, form, cells)?)?,
            None => {
                let finish = |cells: &NetCells| estimate(question, method, cells);
                let estimates = of_each(cells, finish)?;
                all.add(question, ByGroup::of_days(question, method, estimates))?;
            }
        }
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
        Method::EdererI => EdererI::PARTS,
        Method::EdererII => EdererII::PARTS,
        Method::Hakulinen => Hakulinen::PARTS,
        Method::CrudeProbability => CrudeProbability::PARTS,
        Method::Expected | Method::Nessie => EXPECTED.parts(),
        Method::YearsLost => YearsLost::PARTS,
        _ => Parts::COUNTS,
    }
}

/// Expected survival is that of everybody at the start.
const EXPECTED: ExpectedSurvival = ExpectedSurvival::EdererI;

fn has_intervals(method: Method) -> bool {
    matches!(method, Method::PoharPerme | Method::EdererI | Method::EdererII | Method::Hakulinen)
}

fn estimate(question: &Question<'_>, method: Method, cells: &NetCells) -> Result<Estimate> {
    let relative = |curve| Estimate::Curve(curve, Limits::Relative);
    let days_per_year = question.days_per_year();
    Ok(match method {
        Method::PoharPerme => relative(PoharPerme.finish(cells)?),
        Method::EdererI => relative(EdererI.finish(cells)?),
        Method::EdererII => relative(EdererII.finish(cells)?),
        Method::Hakulinen => relative(Hakulinen.finish(cells)?),
        Method::CrudeProbability => {
            let found = CrudeProbability.finish(cells)?;
            let causes = vec![(Cause::Cancer, found.disease), (Cause::Other, found.population)];
            Estimate::Causes(causes, Limits::Symmetric)
        }
        Method::Expected | Method::Nessie => {
            Estimate::Figures(figures::expected(question, method, &EXPECTED.finish(cells)?))
        }
        Method::YearsLost => {
            let found = YearsLost { days_per_year }.finish(cells)?;
            Estimate::Figures(figures::years_lost(question, cells.counts().n(), &found))
        }
        other => return unsupported("method", other.name(), "not available by the exact convention"),
    })
}

/// Estimates by the intervals of the grid.
fn intervals(question: &Question<'_>, method: Method, form: Form, cells: &[NetCells]) -> Result<ByGroup> {
    let days_per_year = question.days_per_year();
    let last = cells.iter().filter_map(|cells| cells.counts().days().last()).map(|day| day.day).max().unwrap_or(0);
    let (bounds, grid) = question.bounds(f64::from(last) / days_per_year);
    let ends: Vec<f64> = bounds[1..].iter().map(|&years| in_days(years, days_per_year)).collect();
    let day_grid = DayGrid::new(&ends, ClosedSide::Right)?;
    let form = match form {
        Form::Hazard => IntervalForm::Hazard,
        Form::LifeTable => IntervalForm::LifeTable,
    };
    let finish = |cells: &NetCells| {
        let sums = NetIntervals::gather(cells, &day_grid);
        let found = match method {
            Method::EdererI => EdererI.finish_intervals(&sums, form)?,
            Method::EdererII => EdererII.finish_intervals(&sums, form)?,
            Method::Hakulinen => Hakulinen.finish_intervals(&sums, form)?,
            _ => PoharPerme.finish_intervals(&sums, form)?,
        };
        let rows = found.iter().map(|row| IntervalRow::of(question, Limits::Relative, row)).collect();
        Ok(Estimate::Intervals(vec![(None, rows)], Limits::Relative))
    };
    let estimates = of_each(cells, finish)?;
    Ok(ByGroup { method, estimates, bounds, grid, standardised: false })
}

/// The last day that is counted: of the grid, where it has an end, else of follow-up. Expected survival goes on beyond
/// follow-up.
fn horizon(question: &Question<'_>, days: Days<'_>) -> u32 {
    let followed = days.exit.iter().copied().max().unwrap_or(0).clamp(1, LONGEST);
    let expected = question.request.methods.iter().any(|method| matches!(method, Method::Expected | Method::Nessie));
    let times = match (&question.request.grid, question.times_asked()) {
        (_, Some(times)) => Some(times).filter(|_| expected),
        (Grid::Years { .. }, None) => question.grid_times(0.0),
        _ => None,
    };
    let end = times.and_then(|times| times.last().map(|time| time.days.ceil()));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time of 0 or more; casts saturate")]
    let end = end.map(|end| (end as u32).clamp(1, LONGEST));
    match end {
        Some(end) if expected => end.max(followed),
        Some(end) => end.min(followed),
        None => followed,
    }
}

/// The closing date asked for, else the last day of follow-up there is.
pub(super) fn closing_date(question: &Question<'_>, days: Days<'_>, population: Population<'_>) -> i32 {
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
    let clamped =
        if expected { sum(cells.iter().map(|cells| cells.exclusions().outside_expected)) } else { outside(cells) };
    all.clamped = Some(clamped);
    question.clamp(clamped)
}

/// Those whose own follow-up goes beyond the life table.
pub(crate) fn outside<'a>(cells: impl IntoIterator<Item = &'a NetCells>) -> Clamped {
    sum(cells.into_iter().map(|cells| cells.exclusions().outside))
}

fn sum(counts: impl Iterator<Item = OutsideCounts>) -> Clamped {
    counts.fold(Clamped::default(), |sum, of| Clamped {
        cases: sum.cases + of.people,
        too_young: sum.too_young + of.too_young,
        too_old: sum.too_old + of.too_old,
        too_early: sum.too_early + of.too_early,
        too_late: sum.too_late + of.too_late,
    })
}
