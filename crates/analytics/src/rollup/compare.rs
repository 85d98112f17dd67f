//! Tests of difference from cells: the groups and strata that cases would be compared in.

use std::path::Path;

use estimators::{CauseCells, DayCells, DayZero};

use super::Rollup;
use super::finish::Finish;
use super::groups::Groups;
use super::stratum::{Cells, Keys};
use crate::answer::Exclusion;
use crate::cohort::CENSORED_ON_DAY_ZERO;
use crate::difference::{Difference, DifferenceRequest, Found, Test, check_sizes, graffeo, gray, log_rank, told};
use crate::error::Result;
use crate::estimate::{GroupCells, outside_of_cells};
use crate::method::Method;
use crate::question::Question;
use crate::request::SurvivalRequest;
use crate::source::Wanted;
use crate::strata::by_label;

/// The values of the columns of a group or a stratum.
type Values = Vec<Option<String>>;

/// Tests from a file of cells whether groups differ; `cases` is the request with the method that the test compares.
pub(crate) fn difference(request: &DifferenceRequest, cases: &SurvivalRequest, path: &Path) -> Result<Difference> {
    let rollup = Rollup::read(path)?;
    let question = Question::of_cells(cases, &rollup)?;
    let finish = Finish { question: &question, rollup: &rollup, path };
    finish.check()?;
    let by = cases.by.iter().map(|column| Wanted { column, purpose: "which --by names" });
    let within = request.strata.iter().map(|column| Wanted { column, purpose: "which --strata names" });
    let columns: Vec<Wanted<'_>> = by.chain(within).collect();
    let all = Groups::of(&question, &rollup, path, &columns)?;
    let mut counted = finish.counted(&all);

    let causes = cases.methods.iter().any(|method| method.needs_causes());
    let (known, unknown) = all.known(causes);
    for (column, count) in columns.iter().zip(unknown) {
        counted.exclusions.push(Exclusion { reason: format!("{} not known", column.column), count });
        counted.used = counted.used.saturating_sub(count);
    }
    let keys = Keys::of(&rollup.key).ok_or_else(|| finish.nobody())?;
    let compared = Compared::new(known, cases.by.len(), &keys);
    check_sizes(&cases.by, compared.groups.len(), compared.strata)?;

    let day_zero = cases.convention.day_zero();
    let by_cause = compared.by_stratum(|cells| cells.by_cause.as_ref());
    let of_cancer = cases.methods == [Method::CauseSpecific];
    let mut found = match request.test {
        Test::LogRank if of_cancer => {
            let one = |stratum: &Vec<&CauseCells>| stratum.iter().map(|cells| cells.of_cause(1)).collect::<Vec<_>>();
            let cells: Vec<Vec<DayCells>> = by_cause.iter().map(one).collect();
            log_rank(request, day_zero, &cells.iter().map(|stratum| stratum.iter().collect()).collect::<Vec<_>>())?
        }
        Test::LogRank => log_rank(request, day_zero, &compared.by_stratum(|cells| Some(&cells.all)))?,
        Test::Gray => gray(request, day_zero, &by_cause)?,
        Test::Graffeo => {
            let strata = compared.by_stratum(|cells| cells.net.as_ref());
            let clamped = outside_of_cells(strata.iter().flatten().copied());
            question.clamp(clamped)?;
            Found { clamped, ..graffeo(&strata)? }
        }
    };
    if day_zero == DayZero::LeaveOut {
        let alive = compared.censored_on_day_zero(causes);
        counted.exclusions.push(Exclusion { reason: CENSORED_ON_DAY_ZERO.to_owned(), count: alive });
        counted.used = counted.used.saturating_sub(alive);
        if of_cancer {
            let died = by_cause.iter().flatten().map(|cells| cells.of_cause(1).censored_on_day_zero()).sum::<u64>();
            found.died_on_day_zero(died.saturating_sub(alive));
        }
    }
    counted.labels = compared.groups;
    Ok(told(request, &question, counted, found))
}

/// The groups of each stratum.
struct Compared {
    groups: Vec<Values>,
    strata: usize,
    /// Every group of the first stratum, then of the next; nobody where a stratum has none of a group.
    cells: Vec<Cells>,
}

impl Compared {
    /// Of cells whose first `by` values make the group, the others the stratum.
    fn new(known: Vec<(Values, Cells)>, by: usize, keys: &Keys) -> Self {
        let distinct = |part: fn(&Values, usize) -> Values| {
            let mut values: Vec<Values> = known.iter().map(|(label, _)| part(label, by)).collect();
            values.sort_by(|a, b| by_label(a, b));
            values.dedup();
            values
        };
        let groups = distinct(|label, by| label[..by].to_vec());
        let strata = distinct(|label, by| label[by..].to_vec());
        let mut cells: Vec<Cells> = (0..groups.len() * strata.len()).map(|_| keys.nobody()).collect();
        for (label, of) in known {
            let place = |all: &[Values], values: &[Option<String>]| all.iter().position(|one| one == values);
            if let Some((group, stratum)) = place(&groups, &label[..by]).zip(place(&strata, &label[by..])) {
                cells[stratum * groups.len() + group] = of;
            }
        }
        Self { groups, strata: strata.len(), cells }
    }

    fn by_stratum<'a, C>(&'a self, of: impl Fn(&'a Cells) -> Option<&'a C>) -> Vec<Vec<&'a C>> {
        self.cells.chunks(self.groups.len().max(1)).map(|stratum| stratum.iter().filter_map(&of).collect()).collect()
    }

    /// How many are alive without follow-up.
    fn censored_on_day_zero(&self, by_cause: bool) -> u64 {
        self.cells.iter().map(|cells| cells.counts(by_cause).censored_on_day_zero()).sum()
    }
}

impl Groups {
    /// The groups whose every value is known; and for each column how many people lack it, each counted once (of those
    /// whose cause of death is known, where causes are compared).
    fn known(self, by_cause: bool) -> (Vec<(Values, Cells)>, Vec<u64>) {
        let columns = self.labels.first().map_or(0, Vec::len);
        let (mut known, mut unknown) = (Vec::new(), vec![0; columns]);
        let GroupCells { all, by_cause: of_causes, net, .. } = self.cells;
        let (mut of_causes, mut net) = (of_causes.into_iter(), net.into_iter());
        for (label, all) in self.labels.into_iter().zip(all) {
            let cells = Cells { all, by_cause: of_causes.next(), net: net.next(), months: None };
            match label.iter().position(Option::is_none) {
                Some(column) => unknown[column] += cells.counts(by_cause).n(),
                None => known.push((label, cells)),
            }
        }
        (known, unknown)
    }
}
