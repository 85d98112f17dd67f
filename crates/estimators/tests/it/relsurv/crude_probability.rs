//! `cmp.rel`.

use estimators::relsurv::{CrudeProbability, DAYS_PER_YEAR};
use golden::Check;

use super::{Golden, compare_day};

pub(super) fn compare(golden: &Golden<'_>, check: &mut Check) {
    let expected = golden.folder.results(golden.case);
    let scalars = golden.folder.scalars(golden.case);
    let cohorts = golden.cohorts();
    let horizon = golden.case.get("tau").parse().ok();
    let estimator = CrudeProbability { add_times: golden.added_times(), stepping: golden.stepping(), horizon };
    for (label, cohort) in &cohorts {
        let found = estimator.estimate(cohort);
        for (name, curve) in [("causeSpec", found.disease), ("population", found.population)] {
            let label = label.replace("{causeSpec|population}", name);
            for (row, step) in golden.matched(&expected, &label, (&curve.steps, |time| curve.at(time)), check) {
                compare_day(&row, step.day, check);
                check.number(&row, "estimate", step.estimate, golden.tolerance);
                check.number(&row, "std_err", step.std_err, golden.tolerance);
                check.number(&row, "variance", step.std_err * step.std_err, golden.tolerance);
                for name in golden.case.list("ci") {
                    let (lower, upper) = golden.interval(name).symmetric_limits(step.estimate, step.std_err);
                    check.number(&row, &format!("lower_{name}"), lower, golden.tolerance);
                    check.number(&row, &format!("upper_{name}"), upper, golden.tolerance);
                }
            }
            let area = scalars.iter().find(|row| row.get("name").starts_with("area") && row.get("index") == label);
            check.number(area.unwrap(), "value", curve.years_lost(DAYS_PER_YEAR), golden.tolerance);
        }
    }
}
