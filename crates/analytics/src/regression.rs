//! Regression of hazards on the covariates of cases.
//!
//! | method | ratios of | needs |
//! | --- | --- | --- |
//! | `cox` | hazards of death of any cause | |
//! | `fine-gray` | subdistribution hazards of death of this cancer | causes of death |
//! | `excess-hazard` | hazards beyond those of the general population | a life table |
//!
//! A column of numbers enters as a number, one of texts as a factor; see [`Covariate`]. A case of which a covariate, a
//! stratum or a cluster is not known is left out and counted, as in R.

mod covariate;
mod excess_hazard;
mod models;
mod terms;

use estimators::{Concordance, Fit, Proportionality, Transform};

use crate::answer::{Clamped, Exclusion, Provenance};
use crate::cohort::Cohort;
use crate::convention::Convention;
use crate::error::Result;
use crate::grid::Grid;
use crate::method::Method;
use crate::provenance::Account;
use crate::question::{Needed, Question, unsupported};
use crate::request::SurvivalRequest;

pub use covariate::{Covariate, Covariates, Ties};

use terms::Terms;

/// A regression of the hazards of cases.
#[derive(Debug, Clone)]
pub struct RegressionRequest {
    /// The cases; their one method is the regression.
    pub cases: SurvivalRequest,
    /// What explains the hazards.
    pub covariates: Covariates,
    /// The rule for ties; `None` for the model's own (Efron's of Cox, Breslow's of Fine and Gray).
    pub ties: Option<Ties>,
    /// Columns whose values make strata, each with a baseline hazard of its own (Cox).
    pub strata: Vec<String>,
    /// A column whose values make clusters, whose cases are not independent of one another (Cox).
    pub cluster: Option<String>,
    /// Whether standard errors come from residuals rather than from the model (Cox).
    pub robust: bool,
}

impl RegressionRequest {
    /// A regression on covariates, in one stratum.
    #[must_use]
    pub fn new(cases: SurvivalRequest, covariates: Covariates) -> Self {
        Self { cases, covariates, ties: None, strata: Vec::new(), cluster: None, robust: false }
    }
}

/// A fitted regression.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The model.
    pub method: Method,
    /// What it explains the hazards by.
    pub covariates: Covariates,
    /// The columns of the strata.
    pub strata: Vec<String>,
    /// The rule for ties, where the model has one.
    pub ties: Option<Ties>,
    /// Coefficients, their covariance and tests.
    pub fit: Fit,
    /// How well the hazards order the deaths (Cox).
    pub concordance: Option<Concordance>,
    /// Whether hazards are proportional (Cox, but not with exact ties).
    pub proportionality: Option<Proportionality>,
    /// How far the fit is from the data (excess hazard).
    pub deviance: Option<Deviance>,
    /// Confidence level of the intervals.
    pub level: estimators::ConfLevel,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// How far a fit is from the data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviance {
    /// Twice the log-likelihood that is missing to a parameter for each row.
    pub deviance: f64,
    /// Rows less coefficients.
    pub residual_df: usize,
    /// Rows: patterns of covariates by intervals of follow-up.
    pub rows: usize,
}

/// What fitting a model gives.
struct Fitted {
    fit: Fit,
    concordance: Option<Concordance>,
    proportionality: Option<Proportionality>,
    deviance: Option<Deviance>,
    /// The intervals of follow-up, where there are any.
    grid: String,
    clamped: Clamped,
    exclusions: Vec<Exclusion>,
    notes: Vec<String>,
}

impl Fitted {
    fn new(fit: Fit) -> Self {
        Self {
            fit,
            concordance: None,
            proportionality: None,
            deviance: None,
            grid: String::new(),
            clamped: Clamped::default(),
            exclusions: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// Fits the regression that the request describes.
///
/// # Errors
///
/// As [`survival`](crate::survival()); covariates that are missing, of one value or say the same, and options that the
/// model does nothing with.
pub fn regression(request: &RegressionRequest) -> Result<Regression> {
    let method = method(&request.cases)?;
    check(request, method)?;
    let question = Question::new(&request.cases)?.comparing(needed(request));
    let cohort = Cohort::assemble(&question)?;
    let terms = Terms::read(&question, &cohort, &request.covariates.0)?;
    let found = match method {
        Method::FineGray => models::fine_gray(&cohort, &terms)?,
        Method::ExcessHazard => excess_hazard::fit(&question, &cohort, &terms)?,
        _ => models::cox(request, &cohort, &terms)?,
    };
    let left_out: u64 = found.exclusions.iter().map(|exclusion| exclusion.count).sum();
    let warnings = found.fit.warnings.iter().map(ToString::to_string);
    let notes = warnings.chain(cohort.notes).chain(terms.notes).chain(found.notes);
    let account = Account {
        algorithms: vec![method.name()],
        form: None,
        grid: found.grid,
        interval: Some(request.cases.interval),
        clamped: found.clamped,
        cases_read: cohort.read as u64,
        cases_used: cohort.end.len() as u64 - left_out,
        notes: notes.collect(),
        exclusions: cohort.exclusions.into_iter().chain(found.exclusions).collect(),
        derived: cohort.derived,
    };
    let own_ties = match method {
        Method::Cox => Some(Ties::Efron),
        Method::FineGray => Some(Ties::Breslow),
        _ => None,
    };
    Ok(Regression {
        method,
        covariates: request.covariates.clone(),
        strata: request.strata.clone(),
        ties: request.ties.or(own_ties),
        fit: found.fit,
        concordance: found.concordance,
        proportionality: found.proportionality,
        deviance: found.deviance,
        level: request.cases.interval.level,
        provenance: account.provenance(&question),
    })
}

/// The one regression that is asked for.
fn method(cases: &SurvivalRequest) -> Result<Method> {
    match cases.methods.as_slice() {
        [method] if method.is_regression() => Ok(*method),
        methods => {
            let names: Vec<&str> = methods.iter().map(|method| method.name()).collect();
            unsupported("method", &names.join(","), "expected one regression: cox, fine-gray or excess-hazard")
        }
    }
}

/// What must be known of every case.
fn needed(request: &RegressionRequest) -> Vec<Needed<'_>> {
    let covariates = request.covariates.0.iter().map(|covariate| Needed {
        name: &covariate.column,
        purpose: "which --covariates names",
        levels: &covariate.levels,
        or_age: covariate.column == "age" && !covariate.factor,
    });
    let others = request.strata.iter().map(|name| (name, "which --strata names"));
    let others = others.chain(request.cluster.iter().map(|name| (name, "which --cluster names")));
    let others = others.map(|(name, purpose)| Needed { name, purpose, levels: &[], or_age: false });
    covariates.chain(others).collect()
}

/// Whether the options go together; what would change nothing is refused.
fn check(request: &RegressionRequest, method: Method) -> Result<()> {
    let RegressionRequest { cases, covariates: Covariates(covariates), ties, strata, cluster, robust } = request;
    if covariates.is_empty() {
        return unsupported("method", method.name(), "name what explains the hazards with --covariates");
    }
    let twice = (1..covariates.len()).find(|&i| covariates[..i].iter().any(|c| c.column == covariates[i].column));
    if let Some(twice) = twice {
        return unsupported("covariates", &covariates[twice].column, "named twice");
    }
    let convention = cases.convention;
    match method {
        Method::ExcessHazard if convention != Convention::Exact => {
            return unsupported("convention", convention.name(), "has no excess hazards; use exact");
        }
        _ if matches!(convention, Convention::PopEpi | Convention::Seer) => {
            return unsupported("convention", convention.name(), "has no regression; use exact or survival");
        }
        _ => {}
    }
    let grouped = method == Method::ExcessHazard;
    let plain = SurvivalRequest::new(cases.source.clone());
    let nothing = [
        ("by", !cases.by.is_empty(), "a regression is of all cases; name the columns in --covariates, or in --strata"),
        ("at", !(cases.at_years.is_empty() && cases.at_days.is_empty()), ""),
        ("grid", !grouped && cases.grid != Grid::Exact, ""),
        ("horizon", !grouped && cases.horizon.is_some(), ""),
        ("form", cases.form.is_some(), ""),
        ("standardise", cases.standardisation.is_some(), ""),
        ("conditional-on", cases.conditional_on.is_some(), ""),
        ("closing-date", cases.closing_date.is_some(), ""),
        ("quantiles", cases.quantiles != plain.quantiles, ""),
        ("ci", cases.interval.transform != Transform::Log, "hazard ratios have intervals on the log scale"),
        ("ties", ties.is_some() && grouped, "deaths are counted by intervals, which knows no ties; leave it out"),
        (
            "ties",
            method == Method::FineGray && ties.is_some_and(|ties| ties != Ties::Breslow),
            "Fine and Gray's model has Breslow's rule only",
        ),
        ("strata", method != Method::Cox && !strata.is_empty(), "only cox has strata; name them in --covariates"),
        ("cluster", method != Method::Cox && cluster.is_some(), "only cox has clusters"),
        ("robust", grouped && *robust, "excess hazards have the standard errors of their model; leave it out"),
        ("robust", method == Method::FineGray && *robust, "the standard errors are robust already; leave it out"),
    ];
    match nothing.into_iter().find(|(_, given, _)| *given) {
        Some((option, _, "")) => unsupported(option, "", "a regression makes nothing of it; leave it out"),
        Some((option, _, problem)) => unsupported(option, "", problem),
        None => Ok(()),
    }
}
