//! `years`.

use estimators::relsurv::{YearsLost, YearsLostMeasure};
use estimators::{LossCurve, LossStep};
use golden::Check;

use super::{Golden, compare_day};

pub(super) fn compare(golden: &Golden<'_>, check: &mut Check) {
    let expected = golden.folder.results(golden.case);
    let measure = match golden.case.get("measure") {
        "yd" => YearsLostMeasure::Difference,
        "yl2017" => YearsLostMeasure::AgainstLifeTable,
        "yl2013" => YearsLostMeasure::Excess,
        other => panic!("{}: unknown measure {other}", golden.case.id()),
    };
    let estimator = YearsLost { measure, stepping: golden.stepping() };
    for (label, cohort) in golden.cohorts() {
        let found = estimator.estimate(&cohort).unwrap();
        let curves =
            [("years", &found.lost), ("F_O", &found.observed), ("F_P", &found.population), ("F_E", &found.excess)];
        let (parts, _) = label.trim_start_matches('{').split_once('}').unwrap();
        for part in parts.split('|') {
            let label = label.replace(&format!("{{{parts}}}"), part);
            let (_, curve) = curves.iter().find(|(name, _)| *name == part).unwrap();
            for (row, step) in golden.matched(&expected, &label, (&curve.steps, |time| curve.at(time)), check) {
                compare_day(&row, step.day, check);
                for (column, figure) in figures(golden, part, &step) {
                    // Which columns there are depends on the measure and on the variance asked for.
                    if !row.get(column).is_empty() {
                        check.number(&row, column, figure, golden.tolerance);
                    }
                }
            }
            compare_last(golden, part, curve, check);
        }
    }
}

/// The scalars: each figure of the last step.
fn compare_last(golden: &Golden<'_>, part: &str, curve: &LossCurve, check: &mut Check) {
    let last = curve.steps.last().unwrap();
    for row in golden.folder.scalars(golden.case) {
        let name = row.get("name").strip_prefix(part).and_then(|name| name.strip_prefix('_'));
        let Some(column) = name.and_then(|name| name.strip_suffix("_last")) else { continue };
        check.rows += 1;
        assert_eq!(row.number("index"), Some(last.day));
        let figures = figures(golden, part, last);
        let (_, figure) = figures.iter().find(|(name, _)| *name == column).unwrap();
        check.number(&row, "value", *figure, golden.tolerance);
    }
}

fn figures(golden: &Golden<'_>, part: &str, step: &LossStep) -> Vec<(&'static str, f64)> {
    if part != "years" {
        return vec![
            ("prob", step.probability),
            ("prob.se", step.probability_std_err),
            ("area", step.years),
            ("area.se", step.years_std_err),
        ];
    }
    let mut figures = vec![("est", step.years), ("est.se", step.years_std_err)];
    if let Some(name) = golden.case.list("ci").next() {
        let (lower, upper) = golden.interval(name).symmetric_limits(step.years, step.years_std_err);
        figures.extend([("lower", lower), ("upper", upper)]);
    }
    figures
}
