//! Multiple Primary and Histology Coding Rules 2007: Head and Neck.

use std::ops::RangeInclusive;

use super::MANUAL;
use crate::primaries::seer::general::is_nos_with_specific;
use crate::primaries::seer::{SOLID, Scope, SeerRuleGroup, Test, rule};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_head_and_neck",
    name: "Head and neck",
    manual: MANUAL,
    years: 2007..=2017,
    scope: Scope { sites: &[0..=148, 300..=329], ..SOLID },
    rules: &[
        rule(
            "M3",
            Test::OppositeSides(|pair| pair.in_one_of(PAIRED)),
            "tumors in the right and the left of a paired site are multiple",
        ),
        rule(
            "M4",
            Test::Multiple(|pair| {
                pair.one_each(|tumor| matches!(tumor.site, 0 | 3), |tumor| matches!(tumor.site, 1 | 4))
            }),
            "tumors in the upper and the lower lip are multiple",
        ),
        rule(
            "M5",
            Test::Multiple(|pair| pair.one_each(|tumor| tumor.site == 30, |tumor| tumor.site == 31)),
            "tumors in the upper and the lower gum are multiple",
        ),
        rule(
            "M6",
            Test::Multiple(|pair| pair.one_each(|tumor| tumor.site == 300, |tumor| tumor.site == 301)),
            "tumors in the nasal cavity and the middle ear are multiple",
        ),
        rule("M7", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule(
            "M8",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule("M9", Test::Years(5), "tumors five years or more apart are multiple"),
        rule(
            "M10",
            Test::Single(|pair| is_nos_with_specific(pair, &[8000, 8010, 8070, 8140, 8720, 8800])),
            "a histology not otherwise specified and a specific one of the same are single",
        ),
        rule("M11", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M12", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

/// Parotid gland, other major salivary glands, tonsil, nasal cavity, middle ear, maxillary and frontal sinus.
const PAIRED: &[&[RangeInclusive<u16>]] =
    &[&[79..=79], &[80..=81], &[90..=91, 98..=99], &[300..=300], &[301..=301], &[310..=310, 312..=312]];
