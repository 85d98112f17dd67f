//! From people in groups and strata to a test: which kernel answers which test.

use estimators::relsurv::Graffeo;
use estimators::{
    CauseCells, CauseFollowUp, CellKey, DayCells, DayZero, FollowUp, GraffeoTest, Gray, LogRank, NetCells,
    TestOfDifference, tally_causes, tally_strata,
};

use super::{DifferenceRequest, Outcome, Test};
use crate::answer::{Cause, Clamped, Exclusion};
use crate::cohort::{Cohort, Days};
use crate::convention::Convention;
use crate::error::Result;
use crate::estimate::{CAUSES, Estimates, account, relsurv_cohorts, tally};
use crate::method::Method;
use crate::question::{Question, unsupported};
use crate::strata::Strata;

/// Everybody's place: the groups of the first stratum, then those of the next.
pub(super) struct Compared {
    of_row: Vec<u32>,
    groups: usize,
    strata: usize,
}

/// More cells of a group in a stratum than this are a mistake, and would fill the memory.
const MAX_CELLS: usize = 1_000_000;
/// As are more groups: their covariance has the square of their number.
const MAX_GROUPS: usize = 1_000;

impl Compared {
    pub(super) fn new(by: &[String], groups: &Strata, strata: &Strata) -> Result<Self> {
        let (n_groups, n_strata) = (groups.labels.len(), strata.labels.len());
        check_sizes(by, n_groups, n_strata)?;
        let place = |(&stratum, &group): (&u32, &u32)| stratum as usize * n_groups + group as usize;
        #[expect(clippy::cast_possible_truncation, reason = "at most a million")]
        let of_row = strata.of_row.iter().zip(&groups.of_row).map(|both| place(both) as u32).collect();
        Ok(Self { of_row, groups: n_groups, strata: n_strata })
    }

    fn cells(&self) -> usize {
        self.groups * self.strata
    }

    /// The cells of each stratum, group by group.
    fn by_stratum<'a, C>(&self, cells: &'a [C]) -> Vec<Vec<&'a C>> {
        cells.chunks(self.groups).map(|groups| groups.iter().collect()).collect()
    }
}

/// Whether there are groups to compare, and not too many of them.
pub(crate) fn check_sizes(by: &[String], groups: usize, strata: usize) -> Result<()> {
    let refuse = |problem: &str| unsupported("by", &by.join(","), problem);
    if groups < 2 {
        return refuse("the cases are of one group only; a test compares two or more");
    }
    if groups > MAX_GROUPS || groups.saturating_mul(strata) > MAX_CELLS {
        return refuse(&format!("{groups} groups in {strata} strata are too many to compare; use fewer values"));
    }
    Ok(())
}

/// What a test finds, and what came to light meanwhile.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) clamped: Clamped,
}

impl Found {
    fn one(test: TestOfDifference) -> Self {
        Self { outcomes: vec![Outcome { cause: None, test }], ..Self::default() }
    }

    /// Where only deaths of this cancer count, those of other causes on day 0 tell nothing.
    pub(crate) fn died_on_day_zero(&mut self, count: u64) {
        let reason = "died of another cause on day 0 (censored without follow-up)".to_owned();
        self.exclusions.push(Exclusion { reason, count });
    }
}

/// Carries the test out.
pub(super) fn compare(
    request: &DifferenceRequest,
    question: &Question<'_>,
    cohort: &Cohort,
    compared: &Compared,
) -> Result<Found> {
    let days = cohort.days()?;
    let convention = question.request.convention;
    let day_zero = convention.day_zero();
    match request.test {
        Test::LogRank => {
            let of_cancer = question.request.methods == [Method::CauseSpecific];
            let died: Vec<bool> =
                if of_cancer { cohort.end.iter().map(|end| *end == 1).collect() } else { cohort.died() };
            let people = FollowUp { entry: days.entry, exit: days.exit, died: &died };
            let cells = tally_strata(CellKey::TUMORS, people, &compared.of_row, compared.cells())?;
            let mut found = log_rank(request, day_zero, &compared.by_stratum(&cells))?;
            if of_cancer && day_zero == DayZero::LeaveOut {
                found.died_on_day_zero(cells.iter().map(DayCells::censored_on_day_zero).sum());
            }
            Ok(found)
        }
        Test::Gray => {
            let people = CauseFollowUp { entry: days.entry, exit: days.exit, cause: &cohort.end };
            let cells = tally_causes(CellKey::TUMORS, CAUSES, people, &compared.of_row, compared.cells())?;
            gray(request, day_zero, &compared.by_stratum(&cells))
        }
        Test::Graffeo if convention == Convention::Relsurv => graffeo_by_relsurv(question, cohort, days, compared),
        Test::Graffeo => graffeo_of_cases(question, cohort, days, compared),
    }
}

/// The log-rank test of the groups of each stratum.
pub(crate) fn log_rank(request: &DifferenceRequest, day_zero: DayZero, strata: &[Vec<&DayCells>]) -> Result<Found> {
    Ok(Found::one(LogRank { rho: request.rho, day_zero }.finish(strata)?))
}

/// Gray's test of the groups of each stratum, cause by cause.
pub(crate) fn gray(request: &DifferenceRequest, day_zero: DayZero, strata: &[Vec<&CauseCells>]) -> Result<Found> {
    let test = Gray { rho: request.rho, day_zero };
    let causes = [(Cause::Cancer, 1), (Cause::Other, 2)].into_iter();
    let outcome = |(cause, number)| Ok(Outcome { cause: Some(cause), test: test.finish(strata, number)? });
    Ok(Found { outcomes: causes.map(outcome).collect::<Result<_>>()?, ..Found::default() })
}

/// Graffeo's test of the groups of each stratum.
pub(crate) fn graffeo(strata: &[Vec<&NetCells>]) -> Result<Found> {
    Ok(Found::one(GraffeoTest.finish(strata)?))
}

fn graffeo_of_cases(question: &Question<'_>, cohort: &Cohort, days: Days<'_>, compared: &Compared) -> Result<Found> {
    let cells = tally(question, cohort, days, (&compared.of_row, compared.cells()))?;
    let mut all = Estimates::default();
    account(question, &cells, &mut all)?;
    Ok(Found {
        exclusions: all.exclusions,
        clamped: all.clamped.unwrap_or_default(),
        ..graffeo(&compared.by_stratum(&cells))?
    })
}

fn graffeo_by_relsurv(question: &Question<'_>, cohort: &Cohort, days: Days<'_>, compared: &Compared) -> Result<Found> {
    let mut people = relsurv_cohorts(question, cohort, days, (&compared.of_row, compared.cells()))?.into_iter();
    let strata = (0..compared.strata).map(|_| people.by_ref().take(compared.groups).collect());
    Ok(Found::one(Graffeo::default().test(&strata.collect::<Vec<Vec<_>>>())))
}
