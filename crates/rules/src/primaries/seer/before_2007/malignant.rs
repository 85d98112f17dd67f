//! SEER Program Coding and Staging Manual 2004: solid malignant tumors.
//!
//! Two months, in the manual's words, are taken as 60 days, as in the rules that came after. One site is what the
//! manual counts as one: groups of three-character categories, single four-character codes, otherwise a category. One
//! histology are the first three digits of the code, but small cell (8041-8045) and non-small cell (8046) carcinomas
//! differ.
//!
//! The manual says in words what goes together in rule M6 (breast, thyroid, colon); which codes those are is read from
//! the terms of ICD-O-3. An adenocarcinoma with one in a polyp means 8140, and no specific adenocarcinoma.

use super::MANUAL;
use crate::primaries::seer::general::{
    ADENOCARCINOMA, CARCINOMA, DUCT, INTRADUCTAL, MELANOMA, PAGET, SARCOMA, is_adenocarcinoma, is_polyp,
};
use crate::primaries::seer::{
    Finding, Interval, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Sides, Test, rule, single_or_multiple,
};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "2006_and_earlier_solid_malignant",
    name: "Solid malignant tumors",
    manual: MANUAL,
    years: 0..=2006,
    scope: Scope { histologies: &[8000..=9589], not_histologies: &[], ..SOLID },
    rules: &[
        rule("M1", Test::NotCoded, "a single lesion of one histology is single"),
        rule("M2", Test::NotCoded, "a single lesion of several histologies is single"),
        rule(
            "M3",
            Test::Special(at_once_on_one_side),
            "tumors of one histology on one side of one site within two months are single",
        ),
        rule(
            "M4",
            Test::Special(at_once_on_both_sides),
            "tumors of one histology in the right and the left within two months are multiple (not in ovaries, nor \
             Wilms tumors and retinoblastomas)",
        ),
        rule(
            "M5",
            Test::Special(later_in_one_site),
            "tumors of one histology in one site more than two months apart are multiple (not in bladder and prostate, \
             nor Kaposi sarcomas)",
        ),
        rule(
            "M6",
            Test::Special(other_histology_at_once),
            "tumors of different histologies in one site within two months are multiple, unless one is a specific form \
             of the other",
        ),
        rule(
            "M7",
            Test::Special(other_histology_on_other_side),
            "tumors of different histologies in the right and the left of a paired site within two months are multiple",
        ),
        rule(
            "M8",
            Test::Special(other_histology_later),
            "tumors of different histologies in one site more than two months apart are multiple",
        ),
        rule(
            "M9",
            Test::Multiple(|pair| !one_site(pair) && !one_histology(pair)),
            "tumors of different histologies in different sites are multiple",
        ),
        rule(
            "M10",
            Test::Special(|pair| single_or_multiple(one_site(pair))),
            "tumors of one histology in different sites are multiple, and whatever is left is single",
        ),
    ],
};

/// What counts as one site: a number that tells sites apart.
fn site(tumor: &SeerTumor) -> u16 {
    let (site, category) = (tumor.site, tumor.category());
    match (category, site) {
        (1 | 2, _) => 10,
        (5 | 6, _) => 50,
        (7 | 8, _) => 70,
        (9 | 10, _) => 90,
        (12 | 13, _) => 120,
        (23 | 24, _) => 230,
        (30 | 31, _) => 300,
        (33 | 34, _) => 330,
        (_, 370..=383 | 388) => 370,
        (_, 510..=529 | 577..=579) => 510,
        (_, 569..=574) => 569,
        (60 | 63, _) => 600,
        (64 | 65 | 66 | 68, _) => 640,
        (74 | 75, _) => 740,
        (18 | 21 | 38 | 40 | 41 | 44 | 47 | 49, _) => site,
        _ => category * 10,
    }
}

fn one_site(pair: &Pair<'_>) -> bool {
    site(pair.first) == site(pair.second)
}

fn one_histology(pair: &Pair<'_>) -> bool {
    let is_non_small_cell = |tumor: &SeerTumor| tumor.histology == 8046;
    pair.same_histology_group() && !pair.one_each(is_non_small_cell, |tumor| matches!(tumor.histology, 8041..=8045))
}

/// Whether both are in paired organs.
fn is_paired(pair: &Pair<'_>) -> bool {
    pair.both(|tumor| {
        matches!(
            tumor.site,
            79..=81
                | 90 | 91 | 98 | 99
                | 300 | 301 | 310 | 312
                | 340..=349
                | 384
                | 400..=403
                | 413 | 414
                | 441..=443 | 445..=447
                | 471 | 472 | 491 | 492
                | 500..=509
                | 569 | 570
                | 620..=631
                | 649 | 659 | 669
                | 690..=699
                | 700 | 710..=714 | 722..=725
                | 740..=749 | 754
        )
    })
}

/// The same side, where the organ is paired at all.
fn side(pair: &Pair<'_>) -> Sides {
    if is_paired(pair) { pair.sides() } else { Sides::Same }
}

/// What holds within two months: unknown dates or sides leave it open.
fn at_once(pair: &Pair<'_>, side: Sides, verdict: SeerVerdict) -> Finding {
    match (pair.days_apart(60), side) {
        (Interval::Apart, _) => Finding::Nothing,
        (Interval::Unknown, _) | (_, Sides::Unknown) => Finding::Potential(verdict),
        (Interval::Within, _) => Finding::Final(verdict),
    }
}

/// What holds after more than two months.
fn later(pair: &Pair<'_>, verdict: SeerVerdict) -> Finding {
    match pair.days_apart(60) {
        Interval::Apart => Finding::Final(verdict),
        Interval::Within => Finding::Nothing,
        Interval::Unknown => Finding::Potential(verdict),
    }
}

fn at_once_on_one_side(pair: &Pair<'_>) -> Finding {
    match side(pair) {
        side if side != Sides::Opposite && one_site(pair) && one_histology(pair) => {
            at_once(pair, side, SeerVerdict::SinglePrimary)
        }
        _ => Finding::Nothing,
    }
}

fn at_once_on_both_sides(pair: &Pair<'_>) -> Finding {
    let of = |codes: std::ops::RangeInclusive<u16>| pair.both(|tumor| codes.contains(&tumor.histology));
    let is_one = pair.both(|tumor| tumor.site == 569) || of(8960..=8960) || of(9510..=9513);
    match side(pair) {
        side if side != Sides::Same && one_site(pair) && one_histology(pair) => {
            let verdict = if is_one { SeerVerdict::SinglePrimary } else { SeerVerdict::MultiplePrimaries };
            at_once(pair, side, verdict)
        }
        _ => Finding::Nothing,
    }
}

fn later_in_one_site(pair: &Pair<'_>) -> Finding {
    let of_bladder = |tumor: &SeerTumor| tumor.category() == 67 && matches!(tumor.histology, 8120..=8124 | 8130 | 8131);
    let of_prostate = |tumor: &SeerTumor| tumor.site == 619 && is_adenocarcinoma(tumor);
    let is_kaposi = |tumor: &SeerTumor| tumor.histology == 9140;
    if pair.both(of_bladder) || pair.both(of_prostate) || pair.both(is_kaposi) {
        return Finding::Final(SeerVerdict::SinglePrimary);
    }
    if one_site(pair) && one_histology(pair) { later(pair, SeerVerdict::MultiplePrimaries) } else { Finding::Nothing }
}

/// Of two histologies in one site the more specific is coded, and some go together.
fn goes_together(pair: &Pair<'_>) -> bool {
    let nos = |code: u16| move |tumor: &SeerTumor| tumor.histology == code;
    let ductal = |tumor: &SeerTumor| INTRADUCTAL.has(tumor) || DUCT.has(tumor);
    let lobular = |tumor: &SeerTumor| matches!(tumor.histology, 8520 | 8522 | 8524);
    let follicular = |tumor: &SeerTumor| matches!(tumor.histology, 8330..=8335 | 8339);
    let papillary = |tumor: &SeerTumor| matches!(tumor.histology, 8050 | 8260 | 8340..=8344 | 8350);
    let of = |category| pair.both(|tumor: &SeerTumor| tumor.category() == category);
    pair.one_each(nos(8010), |tumor| CARCINOMA.has(tumor))
        || pair.one_each(nos(8140), |tumor| ADENOCARCINOMA.has(tumor))
        || pair.one_each(nos(8720), |tumor| MELANOMA.has(tumor))
        || pair.one_each(nos(8800), |tumor| SARCOMA.has(tumor))
        || pair.both(|tumor| matches!(tumor.site, 180..=189 | 199 | 209)) && pair.one_each(nos(8140), is_polyp)
        || of(73) && pair.one_each(follicular, papillary)
        || of(50)
            && (pair.both(|tumor| ductal(tumor) || lobular(tumor)) || pair.one_each(ductal, |tumor| PAGET.has(tumor)))
}

fn other_histology_at_once(pair: &Pair<'_>) -> Finding {
    match side(pair) {
        side if side != Sides::Opposite && one_site(pair) && !one_histology(pair) => {
            let verdict = if goes_together(pair) { SeerVerdict::SinglePrimary } else { SeerVerdict::MultiplePrimaries };
            at_once(pair, side, verdict)
        }
        _ => Finding::Nothing,
    }
}

fn other_histology_on_other_side(pair: &Pair<'_>) -> Finding {
    match side(pair) {
        side if side != Sides::Same && one_site(pair) && !one_histology(pair) => {
            at_once(pair, side, SeerVerdict::MultiplePrimaries)
        }
        _ => Finding::Nothing,
    }
}

fn other_histology_later(pair: &Pair<'_>) -> Finding {
    if one_site(pair) && !one_histology(pair) { later(pair, SeerVerdict::MultiplePrimaries) } else { Finding::Nothing }
}
