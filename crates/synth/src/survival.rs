//! How long people live: a background hazard by sex and age, and an excess hazard by cancer and stage.
//!
//! Background: Gompertz, the hazard at 70 years being 0.0215 a year for men and 0.0145 for women and rising 9.2 and
//! 9.8 percent a year of age: a little below the United States life tables of 2000 to 2019 between 40 and 95 years, since
//! these hold deaths from cancer as well.
//! Excess: Weibull, scaled so that five-year relative survival is the table's at the median age of the cancer in 2012;
//! it rises 2 percent a year of age and falls 1.2 percent a calendar year. The two compete.

use crate::calendar::DAYS_PER_YEAR;
use crate::cancers::Cancer;
use crate::chance::{Chance, Draw};

/// What the hazard depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Risk {
    pub(crate) female: bool,
    /// Years.
    pub(crate) age: f64,
    /// SEER summary stage.
    pub(crate) stage: u8,
    pub(crate) year: i32,
    pub(crate) black: bool,
}

/// Days until death from anything else.
pub(crate) fn other_death_days(chance: Chance, female: bool, age: f64) -> f64 {
    let (at_70, slope) = if female { (0.0145, 0.098) } else { (0.0215, 0.092) };
    let hazard = at_70 * libm::exp(slope * (age - 70.0));
    libm::log(1.0 + chance.exponential(Draw::OtherDeath) * slope / hazard) / slope * DAYS_PER_YEAR
}

/// Days until death from the cancer.
pub(crate) fn cancer_death_days(chance: Chance, cancer: &Cancer, risk: Risk) -> f64 {
    let percent = match risk.stage {
        0 => 99.8,
        1 => cancer.survival[0],
        2..=4 => cancer.survival[1],
        7 => cancer.survival[2],
        _ => cancer.survival[3],
    };
    let percent: f64 = percent.clamp(0.5, 99.8);
    let at_five_years = -libm::log(percent / 100.0);
    let age = libm::exp(0.02 * (risk.age - f64::from(cancer.ages[3]))).clamp(0.45, 2.2);
    let period = libm::exp(-0.012 * f64::from(risk.year - 2012));
    let sex = if risk.female { 0.96 } else { 1.04 };
    let race = if risk.black { 1.18 } else { 1.0 };
    let scaled = chance.exponential(Draw::CancerDeath) / (at_five_years * age * period * sex * race);
    5.0 * DAYS_PER_YEAR * libm::pow(scaled, 1.0 / cancer.shape)
}

/// A cause of death other than the cancer, ICD-10 without the point.
pub(crate) fn other_cause(chance: Chance, age: f64) -> &'static str {
    const OLD: [(&str, u32); 14] = [
        ("I251", 170),
        ("I219", 90),
        ("I500", 60),
        ("I10", 25),
        ("I64", 55),
        ("J449", 75),
        ("G309", 60),
        ("F03", 45),
        ("E149", 40),
        ("J189", 35),
        ("N189", 30),
        ("A419", 25),
        ("W19", 20),
        ("R99", 12),
    ];
    const YOUNG: [(&str, u32); 8] =
        [("X599", 45), ("V892", 40), ("X74", 30), ("I219", 25), ("K746", 15), ("J189", 10), ("E149", 10), ("R99", 10)];
    let causes: &[(&str, u32)] = if age >= 50.0 { &OLD } else { &YOUNG };
    let mut ticket = chance.below(Draw::OtherCause, causes.iter().map(|cause| cause.1).sum());
    for &(code, weight) in causes {
        if ticket < weight {
            return code;
        }
        ticket -= weight;
    }
    "R99"
}

/// Appends the ICD-10 code of a death from cancer of an ICD-O-3 site.
pub(crate) fn write_cancer_cause(cancer: &Cancer, site: &str, out: &mut String) {
    // Categories of ICD-10 without a fourth character.
    const WHOLE: [&str; 16] = [
        "C01", "C07", "C12", "C19", "C20", "C23", "C33", "C37", "C52", "C55", "C56", "C58", "C61", "C64", "C65", "C66",
    ];
    let category = site.get(..3).unwrap_or(site);
    match cancer.cause {
        Some(code) => out.push_str(code),
        None if WHOLE.contains(&category) || category == "C73" => out.push_str(category),
        None if matches!(cancer.name, "melanoma" | "mucosal-melanoma") && category == "C44" => {
            out.push_str("C43");
            out.push_str(site.get(3..).unwrap_or_default());
        }
        None => out.push_str(site),
    }
}
