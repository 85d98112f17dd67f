//! Deaths by cause: cause-specific survival and cumulative incidence.

use estimators::{CauseCells, CauseFollowUp, CellKey, CumulativeIncidence, KaplanMeier, tally_causes};

use super::{ByGroup, Estimate, Estimates, Groups, Limits, of_each};
use crate::answer::Cause;
use crate::cohort::{Cohort, Days};
use crate::error::Result;
use crate::method::Method;
use crate::question::Question;

/// This cancer, and anything else.
pub(crate) const CAUSES: u8 = 2;

const METHODS: [Method; 2] = [Method::CauseSpecific, Method::CumulativeIncidence];

/// Estimates from whole days.
pub(super) fn days(
    question: &Question<'_>,
    cohort: &Cohort,
    groups: &Groups,
    days: Days<'_>,
    all: &mut Estimates,
) -> Result<()> {
    if !METHODS.iter().any(|method| question.request.methods.contains(method)) {
        return Ok(());
    }
    let people = CauseFollowUp { entry: days.entry, exit: days.exit, cause: &cohort.end };
    let cells = tally_causes(CellKey::TUMORS, CAUSES, people, &groups.of_row, groups.len)?;
    finish(question, &cells, all)
}

/// Estimates from cells, one of each group.
pub(super) fn finish(question: &Question<'_>, cells: &[CauseCells], all: &mut Estimates) -> Result<()> {
    let asked = |method| question.request.methods.contains(&method);
    let risk_set = KaplanMeier { day_zero: question.request.convention.day_zero(), start: 0 };
    if asked(Method::CauseSpecific) {
        let finish = |cells: &CauseCells| Ok(Estimate::Curve(risk_set.finish(&cells.of_cause(1)), Limits::Survival));
        let estimates = of_each(cells, finish)?;
        all.add(question, ByGroup::of_days(question, Method::CauseSpecific, estimates))?;
    }
    if asked(Method::CumulativeIncidence) {
        let finish = |cells: &CauseCells| {
            let risks = CumulativeIncidence { risk_set, ..CumulativeIncidence::default() }.finish(cells);
            let causes = [Cause::Cancer, Cause::Other].into_iter().zip(risks.causes).collect();
            Ok(Estimate::Causes(causes, Limits::Survival))
        };
        let estimates = of_each(cells, finish)?;
        all.add(question, ByGroup::of_days(question, Method::CumulativeIncidence, estimates))?;
    }
    Ok(())
}
