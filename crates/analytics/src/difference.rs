//! Tests of whether groups of cases differ.
//!
//! | test | compares | events | convention |
//! | --- | --- | --- | --- |
//! | `log-rank` | hazards of death | deaths of any cause; with the method `cause-specific` of this cancer | `exact`, `survival`, `relsurv` |
//! | `gray` | cumulative incidence, cause by cause | deaths by cause | the same |
//! | `graffeo` | net survival | deaths beside those expected of the life table | `exact`, `relsurv` |
//!
//! The groups are those of the `by` columns. A case of which the group or the stratum is not known is left out and
//! counted, as in R: that it is not known makes nobody alike.

mod compare;

use std::fmt;

use estimators::TestOfDifference;

use crate::answer::{Cause, Provenance};
use crate::cohort::Cohort;
use crate::convention::{Convention, spelled};
use crate::error::Result;
use crate::grid::Grid;
use crate::method::Method;
use crate::provenance::Account;
use crate::question::{Needed, Question, unsupported};
use crate::request::SurvivalRequest;
use crate::rollup;
use crate::source::Source;
use crate::strata::Strata;
use crate::survival::Counted;

use compare::{Compared, compare};

pub(crate) use compare::{Found, check_sizes, graffeo, gray, log_rank};

/// A test of difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Test {
    /// The log-rank test and its rho family.
    #[default]
    LogRank,
    /// Gray's test of cumulative incidence.
    Gray,
    /// Graffeo's test of net survival.
    Graffeo,
}

impl Test {
    /// Every test.
    pub const ALL: [Self; 3] = [Self::LogRank, Self::Gray, Self::Graffeo];

    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LogRank => "log-rank",
            Self::Gray => "gray",
            Self::Graffeo => "graffeo",
        }
    }

    /// The methods whose deaths it can compare, its own first.
    fn methods(self) -> &'static [Method] {
        match self {
            Self::LogRank => &[Method::KaplanMeier, Method::CauseSpecific],
            Self::Gray => &[Method::CumulativeIncidence],
            Self::Graffeo => &[Method::PoharPerme],
        }
    }
}

spelled!(Test: "test");

/// Whether groups of cases differ.
#[derive(Debug, Clone)]
pub struct DifferenceRequest {
    /// The cases; `by` makes the groups. The method says what is an event where that is not any death.
    pub cases: SurvivalRequest,
    /// The test.
    pub test: Test,
    /// How much early times weigh: the power of survival (log-rank) or of 1 - incidence (Gray).
    pub rho: f64,
    /// Columns whose values make strata, within which the groups are compared.
    pub strata: Vec<String>,
}

impl DifferenceRequest {
    /// A test of the groups of `cases`, every time weighing alike, in one stratum.
    #[must_use]
    pub fn new(cases: SurvivalRequest, test: Test) -> Self {
        Self { cases, test, rho: 0.0, strata: Vec::new() }
    }
}

/// The outcome of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The `by` columns, as the request names them.
    pub by: Vec<String>,
    /// The test.
    pub test: Test,
    /// How much early times weighed.
    pub rho: f64,
    /// The columns of the strata.
    pub strata: Vec<String>,
    /// The groups: the value of each `by` column.
    pub groups: Vec<Vec<String>>,
    /// One outcome; by Gray's test one a cause.
    pub outcomes: Vec<Outcome>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// What a test says, of one cause of death where it tells causes apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The cause.
    pub cause: Option<Cause>,
    /// The groups in the order of [`Difference::groups`], and the statistic.
    pub test: TestOfDifference,
}

/// Tests whether the groups of the request differ.
///
/// # Errors
///
/// As [`survival`](crate::survival()); fewer than two groups, and options that a test does nothing with.
pub fn difference(request: &DifferenceRequest) -> Result<Difference> {
    let cases = SurvivalRequest { methods: vec![method(request)?], ..request.cases.clone() };
    check(request)?;
    if let Source::Cells(path) = &cases.source {
        return rollup::difference(request, &cases, path);
    }
    let by = cases.by.iter().map(|name| (name, "which --by names"));
    let strata = request.strata.iter().map(|name| (name, "which --strata names"));
    let needed = by.chain(strata).map(|(name, purpose)| Needed { name, purpose, levels: &[], or_age: false });
    let question = Question::new(&cases)?.comparing(needed.collect());
    let cohort = Cohort::assemble(&question)?;
    let within = request.strata.iter().map(|name| cohort.selection.values(cases.source.column(name)));
    let within = Strata::of(&within.collect::<Result<Vec<_>>>()?, cohort.len())?;
    let compared = Compared::new(&cases.by, &cohort.strata, &within)?;
    let found = compare(request, &question, &cohort, &compared)?;
    let counted = Counted {
        labels: cohort.strata.labels,
        read: cohort.read as u64,
        used: cohort.end.len() as u64,
        exclusions: cohort.exclusions,
        notes: cohort.notes,
        derived: cohort.derived,
    };
    Ok(told(request, &question, counted, found))
}

/// What was found, with its account. Each group has a label.
pub(crate) fn told(request: &DifferenceRequest, question: &Question<'_>, counted: Counted, found: Found) -> Difference {
    let Found { outcomes, exclusions, clamped } = found;
    let left_out: u64 = exclusions.iter().map(|exclusion| exclusion.count).sum();
    let weighted = match request.test {
        Test::Graffeo => Some("observed and expected are excess deaths, weighted by 1 / expected survival"),
        _ if request.rho > 0.0 => Some("observed and expected are deaths weighted by rho"),
        _ => None,
    };
    let groups = counted.labels.into_iter().map(|values| values.into_iter().flatten().collect());
    let account = Account {
        algorithms: vec![request.test.name()],
        form: None,
        grid: String::new(),
        interval: None,
        clamped,
        cases_read: counted.read,
        cases_used: counted.used.saturating_sub(left_out),
        exclusions: counted.exclusions.into_iter().chain(exclusions).collect(),
        notes: counted.notes.into_iter().chain(weighted.map(str::to_owned)).collect(),
        derived: counted.derived,
    };
    Difference {
        by: request.cases.by.clone(),
        test: request.test,
        rho: request.rho,
        strata: request.strata.clone(),
        groups: groups.collect(),
        outcomes,
        provenance: account.provenance(question),
    }
}

/// What is an event: the test's own method, or one that the request names and the test can take.
fn method(request: &DifferenceRequest) -> Result<Method> {
    let possible = request.test.methods();
    match request.cases.methods.as_slice() {
        [method] if possible.contains(method) => Ok(*method),
        [Method::KaplanMeier] => Ok(possible[0]),
        other => {
            let found: Vec<&str> = other.iter().map(|method| method.name()).collect();
            let names: Vec<&str> = possible.iter().map(|method| method.name()).collect();
            let problem = format!("--test {} compares {}; leave --method out", request.test, names.join(" or "));
            unsupported("method", &found.join(","), &problem)
        }
    }
}

/// Whether the options go together; what would change nothing is refused.
fn check(request: &DifferenceRequest) -> Result<()> {
    let DifferenceRequest { cases, test, rho, strata } = request;
    if !(rho.is_finite() && *rho >= 0.0) {
        return unsupported("rho", &rho.to_string(), "expected a power of 0 or more; 0 weighs all times alike");
    }
    if *test == Test::Graffeo && *rho != 0.0 {
        return unsupported("rho", &rho.to_string(), "Graffeo's test weighs all times alike; leave it out");
    }
    if cases.by.is_empty() {
        return unsupported("test", test.name(), "compares groups; name the columns that make them with --by");
    }
    for reserved in crate::render::OF_TESTS {
        if cases.by.iter().any(|by| by == reserved) {
            return unsupported("by", reserved, "a test has a column of this name; rename the one of the cases");
        }
    }
    if let Some(both) = strata.iter().find(|name| cases.by.contains(name)) {
        return unsupported("strata", both, "is in --by too; within a stratum there would be one group");
    }
    if matches!(cases.convention, Convention::PopEpi | Convention::Seer) {
        return unsupported("convention", cases.convention.name(), "has no test; use exact, survival or relsurv");
    }
    let plain = SurvivalRequest::new(cases.source.clone());
    let nothing = [
        ("at", !(cases.at_years.is_empty() && cases.at_days.is_empty())),
        ("grid", cases.grid != Grid::Exact),
        ("form", cases.form.is_some()),
        ("standardise", cases.standardisation.is_some()),
        ("conditional-on", cases.conditional_on.is_some()),
        ("closing-date", cases.closing_date.is_some()),
        ("quantiles", cases.quantiles != plain.quantiles),
        ("horizon", cases.horizon.is_some()),
        ("ci", cases.interval != plain.interval),
    ];
    match nothing.into_iter().find(|(_, given)| *given) {
        Some((option, _)) => unsupported(option, "", "a test compares all follow-up day by day; leave it out"),
        None => Ok(()),
    }
}
