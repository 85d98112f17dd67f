//! How far the cancer has come, in the items of 2016 and later and those of every year.

use super::when::{
    ALWAYS, BREAST_OR_MELANOMA, IN_2001_TO_2017, IN_2016_AND_2017, SINCE_2010, SINCE_2016, SINCE_2018, UNTIL_2000,
    UNTIL_2003, UNTIL_2017,
};
use super::{TumorRow, TumorView, digits, pick};

pub(super) const TUMOR: &[TumorRow] = &[
    (752, SINCE_2016, |v, out| size(v, out)),
    (754, SINCE_2016, |v, out| if v.primary.treatment.surgery.is_some() { size(v, out) } else { out.push_str("999") }),
    (756, SINCE_2016, |v, out| size(v, out)),
    (759, IN_2001_TO_2017, |v, out| {
        digits(out, if v.primary.stage == 8 { 9 } else { v.primary.stage }, 1);
    }),
    (760, UNTIL_2000, |v, out| {
        digits(out, if v.primary.stage == 8 { 9 } else { v.primary.stage }, 1);
    }),
    (762, SINCE_2018, |v, out| digits(out, v.primary.stage, 1)),
    (764, SINCE_2018, |v, out| digits(out, v.primary.stage, 1)),
    (772, SINCE_2018, |v, out| {
        out.push_str(match v.primary.stage {
            0 => "000",
            1 => "100",
            2 | 4 => "400",
            3 => "200",
            7 if v.primary.cancer.is_hematopoietic() => "700",
            7 => "500",
            8 => "050",
            _ => "999",
        });
    }),
    (774, SINCE_2018, |v, out| {
        out.push_str(match v.primary.stage {
            _ if without_nodes(v) => "888",
            3 | 4 => "300",
            9 => "999",
            _ => "000",
        });
    }),
    (776, SINCE_2018, |v, out| {
        out.push_str(match v.primary.stage {
            _ if v.primary.is_marrow() => "88",
            7 if v.primary.mets.contains(&true) => "70",
            9 => "99",
            _ => "00",
        });
    }),
    (820, ALWAYS, |v, out| digits(out, v.primary.treatment.nodes_positive, 2)),
    (830, ALWAYS, |v, out| digits(out, v.primary.treatment.nodes_examined, 2)),
    (834, BREAST_OR_MELANOMA, |v, out| sentinel(v, v.primary.treatment.nodes_examined, "00", out)),
    (835, BREAST_OR_MELANOMA, |v, out| sentinel(v, v.primary.treatment.nodes_positive, "98", out)),
    (870, UNTIL_2003, |_, out| out.push('4')),
    (1001, SINCE_2018, |v, out| staged(v, "c", t_category, out)),
    (1002, SINCE_2018, |v, out| staged(v, "c", n_category, out)),
    (1003, SINCE_2018, |v, out| staged(v, "c", m_category, out)),
    (1004, SINCE_2018, |v, out| staged(v, "", stage_group, out)),
    (1011, SINCE_2018, |v, out| staged_after_surgery(v, "p", t_category, out)),
    (1012, SINCE_2018, |v, out| staged_after_surgery(v, "p", n_category, out)),
    (1013, SINCE_2018, |v, out| staged_after_surgery(v, "c", m_category, out)),
    (1014, SINCE_2018, |v, out| staged_after_surgery(v, "", stage_group, out)),
    (785, SINCE_2018, |v, out| staged(v, "", t_category, out)),
    (795, SINCE_2018, |v, out| staged(v, "", m_category, out)),
    (815, SINCE_2018, |v, out| staged(v, "", n_category, out)),
    (818, SINCE_2018, |v, out| staged(v, "", stage_group, out)),
    (1060, ALWAYS, |v, out| {
        out.push_str(match v.year {
            _ if without_tnm(v) => "88",
            2018.. => "08",
            2010..2018 => "07",
            _ => "06",
        });
    }),
    (880, IN_2016_AND_2017, |v, out| staged_2016(v, true, "p", t_category, out)),
    (890, IN_2016_AND_2017, |v, out| staged_2016(v, true, "p", n_category, out)),
    (900, IN_2016_AND_2017, |v, out| staged_2016(v, true, "c", m_category, out)),
    (910, IN_2016_AND_2017, |v, out| staged_2016(v, true, "", stage_group, out)),
    (940, IN_2016_AND_2017, |v, out| staged_2016(v, false, "c", t_category, out)),
    (950, IN_2016_AND_2017, |v, out| staged_2016(v, false, "c", n_category, out)),
    (960, IN_2016_AND_2017, |v, out| staged_2016(v, false, "c", m_category, out)),
    (970, IN_2016_AND_2017, |v, out| staged_2016(v, false, "", stage_group, out)),
    (920, UNTIL_2017, |_, out| out.push('0')),
    (980, UNTIL_2017, |_, out| out.push('0')),
    (1112, SINCE_2016, |v, out| met(v, 0, out)),
    (1113, SINCE_2016, |v, out| met(v, 1, out)),
    (1114, SINCE_2016, |v, out| met(v, 2, out)),
    (1115, SINCE_2016, |v, out| met(v, 3, out)),
    (1116, SINCE_2016, |v, out| met(v, 4, out)),
    (1117, SINCE_2016, |v, out| met(v, 5, out)),
    (1182, SINCE_2010, |v, out| match v.primary.treatment.surgery {
        _ if v.primary.histology >= 9590 || v.primary.is_benign() => out.push('8'),
        None => out.push('9'),
        Some(_) => pick(out, v.chance(1182), &["0", "1", "9"], &[58, 24, 18]),
    }),
    (3843, SINCE_2018, |v, out| grade_2018(v, out)),
    (3844, SINCE_2018, |v, out| {
        if v.primary.treatment.surgery.is_some() { grade_2018(v, out) } else { out.push_str(no_grade(v)) }
    }),
    (3800, SINCE_2018, |v, out| out.push_str(schema(v))),
];

pub(super) fn size(v: &TumorView<'_>, out: &mut String) {
    digits(out, v.primary.size, 3);
}

pub(super) fn without_nodes(v: &TumorView<'_>) -> bool {
    v.primary.is_site(&["C42", "C70", "C71", "C72", "C75", "C77"])
}

pub(super) fn without_tnm(v: &TumorView<'_>) -> bool {
    v.primary.histology >= 9590 || without_nodes(v) || v.primary.is_benign() || v.primary.is_site(&["C76", "C80"])
}

/// A count of sentinel nodes; `none` where no sentinel node was taken.
fn sentinel(v: &TumorView<'_>, count: u8, none: &str, out: &mut String) {
    match v.primary.treatment.node_scope {
        2 => digits(out, count, 2),
        _ => out.push_str(none),
    }
}

pub(super) fn met(v: &TumorView<'_>, place: usize, out: &mut String) {
    out.push(match v.primary.mets.get(place) {
        _ if v.primary.is_marrow() => '8',
        Some(true) => '1',
        _ if v.primary.stage == 9 => '9',
        _ => '0',
    });
}

pub(super) fn t_category(v: &TumorView<'_>) -> &'static str {
    match (v.primary.stage, v.primary.size) {
        (0, _) => "Tis",
        (9, _) => "TX",
        (1 | 3, 0..=20) => "T1",
        (1 | 3, _) => "T2",
        (7, _) => "T4",
        _ => "T3",
    }
}

pub(super) fn n_category(v: &TumorView<'_>) -> &'static str {
    match v.primary.stage {
        3 | 4 => "N1",
        9 => "NX",
        _ => "N0",
    }
}

pub(super) fn m_category(v: &TumorView<'_>) -> &'static str {
    if v.primary.stage == 7 { "M1" } else { "M0" }
}

pub(super) fn stage_group(v: &TumorView<'_>) -> &'static str {
    match (v.primary.stage, v.primary.size) {
        (0, _) => "0",
        (1, 0..=20) => "1",
        (1, _) => "2",
        (2..=4, _) => "3",
        (7, _) => "4",
        _ => "99",
    }
}

type Category = fn(&TumorView<'_>) -> &'static str;

fn staged(v: &TumorView<'_>, prefix: &str, category: Category, out: &mut String) {
    if without_tnm(v) {
        out.push_str("88");
        return;
    }
    // Carcinoma in situ is written pTis wherever it was found.
    let category = category(v);
    out.push_str(if category == "Tis" && !prefix.is_empty() { "p" } else { prefix });
    out.push_str(category);
}

fn staged_after_surgery(v: &TumorView<'_>, prefix: &str, category: Category, out: &mut String) {
    if v.primary.treatment.surgery.is_some() || without_tnm(v) {
        staged(v, prefix, category, out);
    }
}

/// The items of the seventh edition, asked of diagnoses in 2016 and 2017.
fn staged_2016(v: &TumorView<'_>, pathological: bool, prefix: &str, category: Category, out: &mut String) {
    if without_tnm(v) {
        out.push_str("88");
    } else if !pathological || v.primary.treatment.surgery.is_some() {
        let category = category(v);
        out.push_str(if category == "Tis" { "p" } else { prefix });
        out.push_str(category.strip_prefix(['T', 'N', 'M']).unwrap_or(category));
    }
}

fn no_grade(v: &TumorView<'_>) -> &'static str {
    if v.primary.histology >= 9590 { "8" } else { "9" }
}

/// Grades of 2018 and later, by the tables of the sites that have the simple ones.
fn grade_2018(v: &TumorView<'_>, out: &mut String) {
    if v.primary.histology >= 9590 || v.primary.is_benign() {
        out.push_str(if v.primary.histology >= 9590 { "8" } else { "9" });
        return;
    }
    let chance = v.chance(3843);
    match (v.primary.cancer.name, v.primary.grade) {
        ("breast", 1..=3) if v.primary.behavior == 2 => out.push(['L', 'M', 'H'][usize::from(v.primary.grade - 1)]),
        ("prostate", 1..=4) => pick(out, chance, &["1", "2", "3", "4", "5"], &[28, 32, 16, 11, 13]),
        ("bladder", 1..=4) => pick(out, chance, &["L", "H"], &[38, 62]),
        ("breast" | "colon" | "rectum" | "lung" | "corpus" | "pancreas" | "stomach" | "esophagus", grade @ 1..=3) => {
            digits(out, grade, 1);
        }
        _ => out.push('9'),
    }
}

/// The staging schema of sites that have but one.
fn schema(v: &TumorView<'_>) -> &'static str {
    if v.primary.histology >= 9590 {
        return "";
    }
    match v.primary.cancer.name {
        "breast" => "00480",
        "prostate" => "00580",
        "colon" | "rectum" if v.primary.histology < 8200 => "00200",
        "lung" | "lung-small-cell" => "00360",
        "melanoma" => "00470",
        "bladder" => "00620",
        "kidney" => "00600",
        "testis" => "00590",
        _ => "",
    }
}
