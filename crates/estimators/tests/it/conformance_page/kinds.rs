//! The kinds of cases that are compared, one a row of the page.

use golden::{Case, Folder, Report};

use crate::regression::{cox_golden, fine_gray_golden};
use crate::{causes, difference, expected_hazard, golden as observed, popepi, relsurv, summary};

/// The comparison that a module of these tests makes.
type Comparison = fn(&Folder) -> &'static Report;

/// Every comparison: each of its cases must be of a kind.
pub(super) const REPORTS: &[Comparison] = &[
    observed::report,
    summary::report,
    difference::report,
    causes::report,
    cox_golden::report,
    fine_gray_golden::report,
    expected_hazard::report,
    relsurv::report,
    popepi::report,
];

/// To what its figures are held.
#[derive(Debug)]
pub(super) enum Held {
    /// All of them to one tolerance, and what it is a share of.
    To(f64, &'static str),
    /// These, each to its own.
    Each(&'static [(&'static str, f64)]),
}

/// Cases of one estimator.
pub(super) struct Kind {
    pub(super) estimator: &'static str,
    pub(super) reference: &'static str,
    pub(super) version: &'static str,
    pub(super) report: Comparison,
    pub(super) holds: fn(&Case) -> bool,
    pub(super) held: Held,
    /// Why the tolerance is what it is.
    pub(super) reason: &'static str,
}

macro_rules! of {
    ($($method:literal)|+) => { |case: &Case| matches!(case.get("method"), $($method)|+) };
    ($method:literal, $convention:literal) => {
        |case: &Case| case.get("method") == $method && case.get("convention") == $convention
    };
}

const SURVIVAL: &str = "3.5-3";
const CMPRSK: &str = "2.2.11";
const RELSURV: &str = "2.2.9";
const POPEPI: &str = "0.4.10";

const CLOSED_FORM: &str = "the same sums; only their rounding differs";
const OWN_SIZE: &str = "figures run to thousands";
const STEPS: &str = "relsurv's own steps, `--convention relsurv`; sums over thousands of people in another order";
const ZERO_HAZARD: &str =
    "relsurv writes 1e-9 for a hazard of 0 into its table, so that its figures depend on the calls before";
const FRACTIONAL_YEARS: &str =
    "popEpi's own rows, `--convention popepi`; its times are fractions of years, whose rounding it hands on";

pub(super) const KINDS: &[Kind] = &[
    Kind {
        estimator: "Kaplan-Meier, with weights, late entry, five interval scales",
        reference: "survival `survfit`",
        version: SURVIVAL,
        report: observed::report,
        holds: of!("kaplan-meier"),
        held: Held::To(observed::TOLERANCE, ""),
        reason: CLOSED_FORM,
    },
    Kind {
        estimator: "Nelson-Aalen, Fleming-Harrington",
        reference: "survival `survfit(stype = 2)`",
        version: SURVIVAL,
        report: observed::report,
        holds: of!("nelson-aalen" | "fleming-harrington"),
        held: Held::To(observed::TOLERANCE, ""),
        reason: CLOSED_FORM,
    },
    Kind {
        estimator: "quantiles, restricted mean",
        reference: "survival `quantile`, `print(rmean =)`",
        version: SURVIVAL,
        report: summary::report,
        holds: of!("kaplan-meier" | "nelson-aalen" | "fleming-harrington"),
        held: Held::To(summary::TOLERANCE, " of the size"),
        reason: OWN_SIZE,
    },
    Kind {
        estimator: "conditional survival",
        reference: "survival, ratio of `survfit`",
        version: SURVIVAL,
        report: summary::report,
        holds: of!("conditional-survival"),
        held: Held::To(summary::TOLERANCE, ""),
        reason: CLOSED_FORM,
    },
    Kind {
        estimator: "log-rank, rho family, stratified",
        reference: "survival `survdiff`",
        version: SURVIVAL,
        report: difference::report,
        holds: of!("log-rank"),
        held: Held::To(difference::TOLERANCE, " of the size"),
        reason: OWN_SIZE,
    },
    Kind {
        estimator: "Gray's test",
        reference: "cmprsk `cuminc`",
        version: CMPRSK,
        report: difference::report,
        holds: of!("cumulative-incidence"),
        held: Held::To(difference::TOLERANCE, " of the size"),
        reason: OWN_SIZE,
    },
    Kind {
        estimator: "cumulative incidence",
        reference: "cmprsk `cuminc`",
        version: CMPRSK,
        report: causes::report,
        holds: of!("cumulative-incidence"),
        held: Held::To(causes::TOLERANCE, ""),
        reason: "the same sums and cmprsk's variance, which is also held to its own size",
    },
    Kind {
        estimator: "Aalen-Johansen",
        reference: "survival `survfit` of states",
        version: SURVIVAL,
        report: causes::report,
        holds: of!("aalen-johansen"),
        held: Held::To(causes::TOLERANCE, ""),
        reason: CLOSED_FORM,
    },
    Kind {
        estimator: "Cox: Efron, Breslow and exact ties, stratified, robust, clustered",
        reference: "survival `coxph`, `cox.zph`, `basehaz`",
        version: SURVIVAL,
        report: cox_golden::report,
        holds: of!("cox"),
        held: Held::Each(&[("coefficients", cox_golden::COEFFICIENT), ("standard errors", cox_golden::STD_ERR)]),
        reason: "iteration ends where the rule of `coxph` ends it; tests and likelihoods to 1e-10 of their size",
    },
    Kind {
        estimator: "Fine-Gray",
        reference: "cmprsk `crr(gtol = 1e-13)`",
        version: CMPRSK,
        report: fine_gray_golden::report,
        holds: of!("fine-gray"),
        held: Held::Each(&[
            ("coefficients", fine_gray_golden::COEFFICIENT),
            ("standard errors", fine_gray_golden::STD_ERR),
        ]),
        reason: "both iterate; the reference was fitted to convergence, which it is not as it comes",
    },
    Kind {
        estimator: "population hazard of each person",
        reference: "survival `survexp`",
        version: SURVIVAL,
        report: expected_hazard::report,
        holds: of!("individual-expected-hazard", "survival"),
        held: Held::To(expected_hazard::TOLERANCE, ""),
        reason: CLOSED_FORM,
    },
    Kind {
        estimator: "population hazard of each person",
        reference: "relsurv `exp.prep`",
        version: RELSURV,
        report: expected_hazard::report,
        holds: of!("individual-expected-hazard", "relsurv"),
        held: Held::To(expected_hazard::TOLERANCE, ""),
        reason: "of US tables by relsurv's birth dates, see below",
    },
    Kind {
        estimator: "net survival (Pohar Perme), conditional on it",
        reference: "relsurv `rs.surv`",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("pohar-perme"),
        held: Held::To(relsurv::STEPPING, ""),
        reason: STEPS,
    },
    Kind {
        estimator: "relative survival (Ederer II), conditional on it",
        reference: "relsurv `rs.surv`",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("ederer-ii"),
        held: Held::To(relsurv::STEPPING, ""),
        reason: STEPS,
    },
    Kind {
        estimator: "relative survival (Ederer I), conditional on it",
        reference: "relsurv `rs.surv`",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("ederer-i"),
        held: Held::To(relsurv::EXACT, ""),
        reason: ZERO_HAZARD,
    },
    Kind {
        estimator: "relative survival (Hakulinen), conditional on it",
        reference: "relsurv `rs.surv`, dates of its table put right",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("hakulinen"),
        held: Held::To(relsurv::EXACT, ""),
        reason: ZERO_HAZARD,
    },
    Kind {
        estimator: "crude probability of death",
        reference: "relsurv `cmp.rel`",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("crude-probability"),
        held: Held::To(relsurv::STEPPING, ""),
        reason: STEPS,
    },
    Kind {
        estimator: "Graffeo's test",
        reference: "relsurv `rs.diff`",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("graffeo-test"),
        held: Held::To(relsurv::STEPPING, " of the size"),
        reason: "its sums reach a million",
    },
    Kind {
        estimator: "expected numbers and years (nessie)",
        reference: "relsurv `nessie`",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("nessie"),
        held: Held::To(relsurv::EXACT, ""),
        reason: ZERO_HAZARD,
    },
    Kind {
        estimator: "years of life lost, three measures",
        reference: "relsurv `years`",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("years-lost"),
        held: Held::To(relsurv::EXACT, ""),
        reason: ZERO_HAZARD,
    },
    Kind {
        estimator: "observed survival of intervals",
        reference: "popEpi `survtab(surv.obs)`",
        version: POPEPI,
        report: popepi::report,
        holds: of!("survtab-obs"),
        held: Held::To(popepi::TOLERANCE, ", sums of their size"),
        reason: FRACTIONAL_YEARS,
    },
    Kind {
        estimator: "relative survival of intervals (Ederer II)",
        reference: "popEpi `survtab(surv.rel, e2)`",
        version: POPEPI,
        report: popepi::report,
        holds: of!("survtab-e2"),
        held: Held::To(popepi::TOLERANCE, ", sums of their size"),
        reason: FRACTIONAL_YEARS,
    },
    Kind {
        estimator: "net survival of intervals (Pohar Perme), periods, age-standardised",
        reference: "popEpi `survtab(surv.rel, pp)`",
        version: POPEPI,
        report: popepi::report,
        holds: of!("survtab-pp"),
        held: Held::To(popepi::TOLERANCE, ", sums of their size"),
        reason: FRACTIONAL_YEARS,
    },
    Kind {
        estimator: "cause-specific survival of intervals",
        reference: "popEpi `survtab(surv.cause)`",
        version: POPEPI,
        report: popepi::report,
        holds: of!("survtab-cause"),
        held: Held::To(popepi::TOLERANCE, ", sums of their size"),
        reason: FRACTIONAL_YEARS,
    },
    Kind {
        estimator: "cumulative incidence of intervals",
        reference: "popEpi `survtab(cif.obs)`",
        version: POPEPI,
        report: popepi::report,
        holds: of!("survtab-cif-obs"),
        held: Held::To(popepi::TOLERANCE, ", sums of their size"),
        reason: FRACTIONAL_YEARS,
    },
    Kind {
        estimator: "crude probability of death by intervals",
        reference: "popEpi `survtab(cif.rel)`",
        version: POPEPI,
        report: popepi::report,
        holds: of!("survtab-cif-rel"),
        held: Held::To(popepi::TOLERANCE, ", sums of their size"),
        reason: FRACTIONAL_YEARS,
    },
];
