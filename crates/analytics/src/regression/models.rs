//! The models of single people: Cox's, and Fine and Gray's.

use estimators::{CompetingData, Cox, CoxData, FineGray, Ties as Rule, TimeTransform, Variance};

use super::terms::Terms;
use super::{Fitted, RegressionRequest, Ties};
use crate::cohort::{Cohort, Days};
use crate::error::Result;
use crate::question::unsupported;
use crate::strata::Strata;

/// Registries cannot add up these fits.
const NOT_MERGEABLE: &str = "made from every case at once: there are no cells that could be merged";

/// Proportional hazards.
pub(super) fn cox(request: &RegressionRequest, cohort: &Cohort, terms: &Terms) -> Result<Fitted> {
    let days = cohort.days()?;
    let strata = numbered(request, cohort, &request.strata)?;
    let clusters = request.cluster.as_ref().map(|name| numbered(request, cohort, std::slice::from_ref(name)));
    let clusters = clusters.transpose()?;
    let (exit, entry) = (times(days.exit), entries(days));
    let design = terms.design(cohort.len())?;
    let data = CoxData {
        entry: entry.as_deref(),
        exit: &exit,
        event: &cohort.died(),
        stratum: Some(&strata.of_row),
        weight: None,
        design: &design,
    };
    let ties = match request.ties {
        None | Some(Ties::Efron) => Rule::Efron,
        Some(Ties::Breslow) => Rule::Breslow,
        Some(Ties::Exact) => Rule::Exact,
    };
    let variance = match &clusters {
        Some(clusters) => Variance::Clustered(&clusters.of_row),
        None if request.robust => Variance::Robust,
        None => Variance::Model,
    };
    let found = Cox { ties, variance, ..Cox::default() }.fit(&data)?;
    let mut fitted = Fitted::new(found.fit.clone());
    fitted.concordance = Some(found.concordance());
    if ties != Rule::Exact {
        fitted.proportionality = found.proportionality(TimeTransform::KaplanMeier).ok();
    }
    fitted.notes.push(NOT_MERGEABLE.to_owned());
    Ok(fitted)
}

/// Proportional subdistribution hazards of death of this cancer.
pub(super) fn fine_gray(cohort: &Cohort, terms: &Terms) -> Result<Fitted> {
    let days = cohort.days()?;
    if entries(days).is_some() {
        let problem = "knows no late entry, and so no window of calendar time; use cox";
        return unsupported("method", "fine-gray", problem);
    }
    let design = terms.design(cohort.len())?;
    let data = CompetingData { exit: &times(days.exit), cause: &cohort.end, censoring_group: None, design: &design };
    let mut fitted = Fitted::new(FineGray::of_cause(1).fit(&data)?.fit);
    fitted.notes.push(NOT_MERGEABLE.to_owned());
    Ok(fitted)
}

/// Numbers the combinations of values of columns.
fn numbered(request: &RegressionRequest, cohort: &Cohort, columns: &[String]) -> Result<Strata> {
    let values = columns.iter().map(|name| cohort.selection.values(request.cases.source.column(name)));
    Strata::of(&values.collect::<Result<Vec<_>>>()?, cohort.len())
}

fn times(days: &[u32]) -> Vec<f64> {
    days.iter().map(|&day| f64::from(day)).collect()
}

/// When each came under observation, where anybody came late. Whoever did not is at risk on day 0 already.
fn entries(days: Days<'_>) -> Option<Vec<f64>> {
    let late = days.entry.filter(|entry| entry.iter().any(|day| *day > 0))?;
    Some(late.iter().map(|&day| if day == 0 { -1.0 } else { f64::from(day) }).collect())
}
