//! The columns of a regression.

use estimators::{ChiSquareTest, Coefficient};
use serde_json::{Map, Value, json};

use super::table::{decimal, p_value};
use super::{ColumnValues, Render, Table};
use crate::answer::Provenance;
use crate::regression::{Regression, Ties};

/// The term that is a hazard rather than a ratio of hazards.
const INTERCEPT: &str = "(intercept)";

impl Regression {
    /// Whether standard errors are not the model's own.
    fn is_robust(&self) -> bool {
        self.fit.terms.iter().any(|term| term.robust_std_err.is_some())
    }

    /// The hazard ratio of a term with its limits.
    fn ratio(&self, term: &Coefficient) -> Option<[f64; 3]> {
        let (lower, upper) = term.limits(self.level);
        (term.name != INTERCEPT).then(|| [term.coefficient, lower, upper].map(f64::exp))
    }

    /// What was done, in words.
    fn done(&self) -> String {
        let ties = self.ties.map_or_else(String::new, |ties| format!(", {ties} ties"));
        let within = if self.strata.is_empty() {
            String::new()
        } else {
            format!(", stratified by {}", self.strata.join(" and "))
        };
        let robust = if self.is_robust() { ", robust standard errors" } else { "" };
        format!("{} on {}{ties}{within}{robust}", self.method.title(), self.covariates)
    }

    /// The tests of the whole model, in words.
    fn tested(&self) -> Vec<String> {
        let fit = &self.fit;
        let test = |name: &str, test: &ChiSquareTest| {
            let (statistic, p) = (decimal(test.statistic, 2), p_value(test.p));
            format!("{name}: chi-square {statistic} on {} df, p {p}", test.df)
        };
        let mut lines = vec![
            format!("{} cases, {} deaths", self.provenance.cases_used, fit.n_event),
            test("likelihood ratio", &fit.likelihood_ratio),
            test("Wald", &fit.wald),
        ];
        if let Some(found) = &self.concordance {
            lines.push(format!("concordance {} (se {})", decimal(found.estimate, 3), decimal(found.std_err, 3)));
        }
        if let Some(found) = &self.proportionality {
            let terms = fit.terms.iter().zip(&found.terms).filter(|(_, test)| test.p < 0.05);
            let terms: Vec<&str> = terms.map(|(term, _)| term.name.as_str()).collect();
            let whose = if terms.is_empty() { String::new() } else { format!("; p below 0.05: {}", terms.join(", ")) };
            lines.push(format!("{}{whose}", test("proportional hazards", &found.global)));
        }
        if let Some(found) = &self.deviance {
            let deviance = decimal(found.deviance, 1);
            lines.push(format!("deviance {deviance} on {} df, of {} rows", found.residual_df, found.rows));
        }
        lines
    }
}

impl Render for Regression {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn columns(&self) -> Vec<(String, ColumnValues)> {
        let terms = || self.fit.terms.iter();
        let texts = |value: &dyn Fn(&Coefficient) -> String| {
            ColumnValues::Texts(terms().map(|term| Some(value(term))).collect())
        };
        let reals = |value: &dyn Fn(&Coefficient) -> Option<f64>| ColumnValues::Reals(terms().map(value).collect());
        let std_err = |term: &Coefficient| Some(term.robust_std_err.unwrap_or(term.std_err));
        let mut columns = vec![
            ("term", texts(&|term| term.name.clone())),
            ("coefficient", reals(&|term| Some(term.coefficient))),
            ("std_err", reals(&std_err)),
            ("z", reals(&|term| Some(term.z))),
            ("p", reals(&|term| Some(term.p))),
            ("lower", reals(&|term| Some(term.limits(self.level).0))),
            ("upper", reals(&|term| Some(term.limits(self.level).1))),
        ];
        for (index, name) in ["hazard_ratio", "hazard_ratio_lower", "hazard_ratio_upper"].into_iter().enumerate() {
            columns.push((name, reals(&|term| self.ratio(term).map(|ratio| ratio[index]))));
        }
        if self.is_robust() {
            columns.push(("robust", texts(&|_| "true".to_owned())));
            columns.push(("model_std_err", reals(&|term| Some(term.std_err))));
        }
        columns.into_iter().map(|(name, values)| (name.to_owned(), values)).collect()
    }

    /// `fit`: an object.
    fn details(&self) -> Map<String, Value> {
        let fit = &self.fit;
        let order = fit.covariance.order();
        let covariance: Vec<Vec<f64>> =
            (0..order).map(|row| (0..order).map(|column| fit.covariance.get(row, column)).collect()).collect();
        let mut found = json!({
            "method": self.method.name(),
            "covariates": self.covariates.to_string(),
            "ties": self.ties.map(Ties::name),
            "strata": self.strata,
            "robust": self.is_robust(),
            "n": self.provenance.cases_used,
            "n_event": fit.n_event,
            "iterations": fit.iterations,
            "converged": fit.converged,
            "log_likelihood_null": fit.log_likelihood_null,
            "log_likelihood": fit.log_likelihood,
            "likelihood_ratio": chi_square(&fit.likelihood_ratio),
            "score": chi_square(&fit.score),
            "wald": chi_square(&fit.wald),
            "covariance": covariance,
            "warnings": fit.warnings.iter().map(ToString::to_string).collect::<Vec<String>>(),
        });
        if let Some(concordance) = &self.concordance {
            found["concordance"] = json!({ "estimate": concordance.estimate, "std_err": concordance.std_err });
        }
        if let Some(tests) = &self.proportionality {
            let terms = fit.terms.iter().zip(&tests.terms);
            let terms: Map<String, Value> = terms.map(|(term, test)| (term.name.clone(), chi_square(test))).collect();
            found["proportionality"] =
                json!({ "transform": "kaplan-meier", "terms": terms, "global": chi_square(&tests.global) });
        }
        if let Some(deviance) = &self.deviance {
            found["deviance"] = json!(deviance.deviance);
            found["residual_df"] = json!(deviance.residual_df);
            found["rows"] = json!(deviance.rows);
        }
        Map::from_iter([("fit".to_owned(), found)])
    }

    fn to_table(&self) -> Table {
        let level = self.provenance.interval_heading();
        let headers = ["term", "hazard ratio", &level, "coefficient", "std. error", "z", "p"].map(str::to_owned);
        let cells = |term: &Coefficient| {
            let [ratio, limits] = match self.ratio(term) {
                Some([ratio, lower, upper]) => {
                    [decimal(ratio, 3), format!("{} to {}", decimal(lower, 3), decimal(upper, 3))]
                }
                None => ["-", "-"].map(str::to_owned),
            };
            let std_err = term.robust_std_err.unwrap_or(term.std_err);
            vec![
                term.name.clone(),
                ratio,
                limits,
                decimal(term.coefficient, 4),
                decimal(std_err, 4),
                decimal(term.z, 2),
                p_value(term.p),
            ]
        };
        let mut notes = self.tested();
        notes.extend(self.provenance.caption(&self.done()));
        Table {
            numeric: (0..headers.len()).map(|column| column > 0).collect(),
            headers: headers.to_vec(),
            rows: self.fit.terms.iter().map(cells).collect(),
            notes,
        }
    }
}

fn chi_square(test: &ChiSquareTest) -> Value {
    json!({ "chi_square": test.statistic, "df": test.df, "p": test.p })
}
