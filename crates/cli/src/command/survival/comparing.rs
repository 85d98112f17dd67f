//! `caselake survival` comparing cases: tests of difference, and regressions.

use analytics::{Covariates, DifferenceRequest, RegressionRequest, SurvivalRequest, Test, Ties};
use clap::Args;

use crate::failure::Failure;

/// How cases are compared.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Compare")]
pub(super) struct Comparing {
    /// Whether the groups of --by differ: log-rank (hazard of death; with --method cause-specific of this cancer), gray
    /// (cumulative incidence of each cause) or graffeo (net survival)
    #[arg(long, value_name = "TEST")]
    test: Option<Test>,
    /// How much early times weigh in a test: the power of survival (log-rank) or of 1 - incidence (gray)
    #[arg(long, value_name = "POWER")]
    rho: Option<f64>,
    /// Compare within each value of these columns (tests, cox)
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    strata: Vec<String>,
    /// What a regression (cox, fine-gray, excess-hazard) explains hazards by: columns of numbers, of texts, or
    /// factor(stage), factor(rx, levels=Obs|Lev); age is the age at diagnosis in years
    #[arg(long, value_name = "COLUMN,...")]
    covariates: Option<Covariates>,
    /// What a regression makes of deaths at the same time: efron, breslow or exact
    #[arg(long, value_name = "RULE")]
    ties: Option<Ties>,
    /// Standard errors for cases that are alike within each value of this column (cox)
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// Standard errors from residuals rather than from the model (cox)
    #[arg(long)]
    robust: bool,
}

/// What is asked of the cases.
pub(super) enum Question {
    Curves,
    Difference(DifferenceRequest),
    Regression(RegressionRequest),
}

impl Comparing {
    /// What is asked; options that would change nothing are refused.
    pub(super) fn question(&self, cases: &SurvivalRequest) -> Result<Question, Failure> {
        let regression = cases.methods.iter().find(|method| method.is_regression());
        let of_tests = [("--rho", self.rho.is_some())];
        let of_regressions = [
            ("--covariates", self.covariates.is_some()),
            ("--ties", self.ties.is_some()),
            ("--cluster", self.cluster.is_some()),
            ("--robust", self.robust),
        ];
        let refuse = |options: &[(&str, bool)], what: &str, cure: &str| match options.iter().find(|(_, given)| *given) {
            Some((option, _)) => Err(Failure::new(format_args!("{option}: {what} makes nothing of it; {cure}"))),
            None => Ok(()),
        };
        let model = "name a model with --method cox, fine-gray or excess-hazard, or leave it out";
        match (self.test, regression) {
            (Some(test), Some(method)) => {
                let problem =
                    format_args!("--test {test}: --method {method} has tests of its own; leave one of the two out");
                Err(Failure::new(problem))
            }
            (Some(test), None) => {
                refuse(&of_regressions, "a test of difference", model)?;
                let (rho, strata) = (self.rho.unwrap_or(0.0), self.strata.clone());
                Ok(Question::Difference(DifferenceRequest { cases: cases.clone(), test, rho, strata }))
            }
            (None, Some(_)) => {
                refuse(&of_tests, "a regression", "leave it out")?;
                Ok(Question::Regression(RegressionRequest {
                    cases: cases.clone(),
                    covariates: self.covariates.clone().unwrap_or_default(),
                    ties: self.ties,
                    strata: self.strata.clone(),
                    cluster: self.cluster.clone(),
                    robust: self.robust,
                }))
            }
            (None, None) => {
                refuse(&of_tests, "a curve", "ask for a test with --test, or leave it out")?;
                refuse(&of_regressions, "a curve", model)?;
                let strata = [("--strata", !self.strata.is_empty())];
                refuse(&strata, "a curve", "use --by for a curve each, or ask for a test with --test")?;
                Ok(Question::Curves)
            }
        }
    }
}
