//! When, where and how the cancer was found, and by whom reported.

use super::when::{ALWAYS, IN_2007_TO_2012, SINCE_2018, UNTIL_2017};
use super::{TumorRow, TumorView, code_if, digits, item_chance, pick};
use crate::chance::Draw;
use crate::primary::{Primary, Source};
use crate::report::Report;

pub(super) const TUMOR: &[TumorRow] = &[
    (60, ALWAYS, |v, out| digits(out, v.number, 2)),
    (150, ALWAYS, |v, out| {
        let chance = item_chance(v.report().person.chance, 150);
        if v.primary.age < 18 {
            out.push('1');
        } else {
            pick(out, chance, &["1", "2", "3", "4", "5", "6", "9"], &[15, 56, 1, 9, 13, 1, 5]);
        }
    }),
    (194, ALWAYS, |v, out| pick(out, item_chance(v.report().person.chance, 194), &["0", "1"], &[9, 1])),
    (230, ALWAYS, |v, out| {
        let age = v.report().age_at(v.primary.diagnosed).and_then(|age| u32::try_from(age).ok());
        digits(out, age.unwrap_or(999), 3);
    }),
    (344, SINCE_2018, |v, out| {
        pick(out, item_chance(v.report().person.chance, 344), &["0", "1", "2", "3", "9"], &[44, 15, 27, 2, 12]);
    }),
    (380, ALWAYS, |v, out| digits(out, v.sequence, 2)),
    (400, ALWAYS, |v, out| out.push_str(reported_site(v))),
    (410, ALWAYS, |v, out| digits(out, v.primary.laterality, 1)),
    (440, UNTIL_2017, |v, out| digits(out, v.primary.grade, 1)),
    (442, IN_2007_TO_2012, |_, out| out.push('0')),
    (444, IN_2007_TO_2012, |_, out| out.push_str("00")),
    (446, IN_2007_TO_2012, |_, out| out.push_str("01")),
    (450, ALWAYS, |_, out| out.push('5')),
    (460, ALWAYS, |_, out| out.push('5')),
    (470, ALWAYS, morphology_system),
    (480, ALWAYS, morphology_system),
    (490, ALWAYS, |v, out| digits(out, v.primary.confirmation, 1)),
    (500, ALWAYS, |v, out| match v.primary.source {
        Source::DeathCertificateOnly => out.push('7'),
        Source::AutopsyOnly => out.push('6'),
        Source::Patient => pick(out, item_chance(v.report().chance, 500), &["1", "2", "4", "8"], &[86, 5, 3, 6]),
    }),
    (501, ALWAYS, |v, out| match v.primary.source {
        Source::DeathCertificateOnly => out.push_str("80"),
        Source::AutopsyOnly => out.push_str("85"),
        Source::Patient => {
            pick(
                out,
                item_chance(v.report().chance, 501),
                &["10", "20", "22", "24", "30", "50"],
                &[4, 62, 20, 6, 5, 3],
            );
        }
    }),
    (522, ALWAYS, |v, out| digits(out, v.primary.histology, 4)),
    (523, ALWAYS, |v, out| digits(out, v.primary.behavior, 1)),
    (540, ALWAYS, |v, out| out.push_str(&v.report().facility.id)),
    // A provider number never begins with 9.
    (545, ALWAYS, |v, out| {
        out.push('9');
        out.extend(v.report().facility.id.chars().skip(1));
    }),
    (550, ALWAYS, |v, out| {
        digits(out, v.primary.year().unsigned_abs(), 4);
        digits(out, v.report().patient_id % 100_000, 5);
    }),
    (560, ALWAYS, |v, out| digits(out, v.sequence, 2)),
    (570, ALWAYS, |v, out| {
        pick(out, item_chance(v.report().chance, 570), &["ABC", "JKL", "MRS", "TWD"], &[4, 3, 2, 1]);
    }),
    (605, ALWAYS, |v, out| {
        code_if(out, v.is_clinical(), if v.primary.treatment.surgery.is_some() { "1" } else { "0" });
    }),
    (610, ALWAYS, |v, out| digits(out, v.class, 2)),
    (630, ALWAYS, |v, out| {
        let chance = item_chance(v.report().person.chance, 630);
        match v.primary.age {
            65.. => pick(out, chance, &["60", "61", "62", "63", "64", "67", "20", "99"], &[12, 10, 24, 32, 9, 4, 5, 4]),
            18.. => pick(
                out,
                chance,
                &["20", "21", "31", "35", "01", "02", "10", "65", "99"],
                &[52, 10, 8, 10, 4, 2, 8, 2, 4],
            ),
            _ => pick(out, chance, &["20", "31", "35", "10"], &[52, 22, 18, 8]),
        }
    }),
    (2140, ALWAYS, |_, out| out.push_str("09")),
    (2150, ALWAYS, |_, out| out.push_str("09")),
];

/// The site as reported. A facility that did not see the beginning often knows only the organ.
fn reported_site(v: &TumorView<'_>) -> &'static str {
    let site = v.primary.site;
    let vague = v.report().visitor && v.is_clinical() && v.primary.histology < 9590;
    if !vague || !item_chance(v.report().chance, 400 + v.number).happens(Draw::Item, 0.1) {
        return site;
    }
    match site.get(..3) {
        Some("C50") => "C509",
        Some("C34") if site != "C340" => "C349",
        Some("C67") => "C679",
        Some("C18") if v.year < 2023 => "C189",
        _ => site,
    }
}

fn morphology_system(v: &TumorView<'_>, out: &mut String) {
    out.push(match v.year {
        ..2010 => '7',
        2010..2018 => '8',
        2018..2021 => 'A',
        _ => 'C',
    });
}

/// What the facility had to do with the tumor.
pub(super) fn class_of_case(report: &Report<'_>, primary: &Primary<'_>) -> u32 {
    match primary.source {
        Source::DeathCertificateOnly => return 49,
        Source::AutopsyOnly => return 38,
        Source::Patient => {}
    }
    let chance = primary.chance.child(70).child(report.facility.index as u64);
    let treated = primary.treatment.any();
    let weighted =
        |codes: &[u32], weights: &[u32]| codes.get(chance.weighted(Draw::Class, weights)).copied().unwrap_or(14);
    match (report.visitor, treated) {
        (true, true) => weighted(&[20, 21, 22, 32], &[8, 46, 40, 6]),
        (true, false) => weighted(&[30, 32, 31], &[66, 28, 6]),
        (false, true) => weighted(&[10, 11, 12, 13, 14, 0], &[3, 5, 8, 30, 46, 8]),
        (false, false) => weighted(&[14, 10, 30], &[88, 6, 6]),
    }
}

/// Whether a class of case means that all or part of the first course was given here.
pub(super) fn is_treated_here(class: u32) -> bool {
    (10..=22).contains(&class)
}
