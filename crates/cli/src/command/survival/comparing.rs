//! `caselake survival` comparing groups: tests of difference.

use analytics::{DifferenceRequest, SurvivalRequest, Test};
use clap::Args;

use crate::failure::Failure;

/// How groups are compared.
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
    /// Compare within each value of these columns
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    strata: Vec<String>,
}

impl Comparing {
    /// The test asked for.
    pub(super) fn difference(&self, cases: &SurvivalRequest) -> Option<DifferenceRequest> {
        let strata = self.strata.clone();
        Some(DifferenceRequest { cases: cases.clone(), test: self.test?, rho: self.rho.unwrap_or(0.0), strata })
    }

    /// What curves would make nothing of is refused.
    pub(super) fn expect_nothing(&self) -> Result<(), Failure> {
        let options = [("--rho", self.rho.is_some()), ("--strata", !self.strata.is_empty())];
        match options.iter().find(|(_, given)| *given) {
            Some((option, _)) => {
                let cure = "curves make nothing of it; ask for a test with --test, or leave it out";
                Err(Failure::new(format_args!("{option}: {cure}")))
            }
            None => Ok(()),
        }
    }
}
