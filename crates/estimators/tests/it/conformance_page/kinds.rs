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

/// A method of relsurv, held to an absolute tolerance.
const fn of_relsurv(
    estimator: &'static str,
    reference: &'static str,
    holds: fn(&Case) -> bool,
    tolerance: f64,
    reason: &'static str,
) -> Kind {
    let held = Held::To(tolerance, "");
    Kind { estimator, reference, version: RELSURV, report: relsurv::report, holds, held, reason }
}

/// A method of popEpi: all are held alike.
const fn of_popepi(estimator: &'static str, reference: &'static str, holds: fn(&Case) -> bool) -> Kind {
    let held = Held::To(popepi::TOLERANCE, ", sums of their size");
    Kind { estimator, reference, version: POPEPI, report: popepi::report, holds, held, reason: FRACTIONAL_YEARS }
}

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
    of_relsurv(
        "net survival (Pohar Perme), conditional on it",
        "relsurv `rs.surv`",
        of!("pohar-perme"),
        relsurv::STEPPING,
        STEPS,
    ),
    of_relsurv(
        "relative survival (Ederer II), conditional on it",
        "relsurv `rs.surv`",
        of!("ederer-ii"),
        relsurv::STEPPING,
        STEPS,
    ),
    of_relsurv(
        "relative survival (Ederer I), conditional on it",
        "relsurv `rs.surv`",
        of!("ederer-i"),
        relsurv::EXACT,
        ZERO_HAZARD,
    ),
    of_relsurv(
        "relative survival (Hakulinen), conditional on it",
        "relsurv `rs.surv`, dates of its table put right",
        of!("hakulinen"),
        relsurv::EXACT,
        ZERO_HAZARD,
    ),
    of_relsurv("crude probability of death", "relsurv `cmp.rel`", of!("crude-probability"), relsurv::STEPPING, STEPS),
    Kind {
        estimator: "Graffeo's test",
        reference: "relsurv `rs.diff`",
        version: RELSURV,
        report: relsurv::report,
        holds: of!("graffeo-test"),
        held: Held::To(relsurv::STEPPING, " of the size"),
        reason: "its sums reach a million",
    },
    of_relsurv("expected numbers and years (nessie)", "relsurv `nessie`", of!("nessie"), relsurv::EXACT, ZERO_HAZARD),
    of_relsurv("years of life lost, three measures", "relsurv `years`", of!("years-lost"), relsurv::EXACT, ZERO_HAZARD),
    of_popepi("observed survival of intervals", "popEpi `survtab(surv.obs)`", of!("survtab-obs")),
    of_popepi("relative survival of intervals (Ederer II)", "popEpi `survtab(surv.rel, e2)`", of!("survtab-e2")),
    of_popepi(
        "net survival of intervals (Pohar Perme), periods, age-standardised",
        "popEpi `survtab(surv.rel, pp)`",
        of!("survtab-pp"),
    ),
    of_popepi("cause-specific survival of intervals", "popEpi `survtab(surv.cause)`", of!("survtab-cause")),
    of_popepi("cumulative incidence of intervals", "popEpi `survtab(cif.obs)`", of!("survtab-cif-obs")),
    of_popepi("crude probability of death by intervals", "popEpi `survtab(cif.rel)`", of!("survtab-cif-rel")),
];
