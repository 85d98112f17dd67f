//! Who the patient is and where they live.

use super::when::{ALWAYS, SINCE_2006, UNTIL_2005};
use super::{PatientItem, TumorRow, TumorView, digits, item_chance, pick};
use crate::chance::Draw;
use crate::names::NameGroup;

pub(super) const PATIENT: &[(u32, PatientItem)] = &[
    (20, |v, out| digits(out, v.report.patient_id, 8)),
    (160, |v, out| out.push_str(v.report.person.races[0])),
    (161, |v, out| out.push_str(v.report.person.races[1])),
    (162, |v, out| out.push_str(no_further_race(v.report.person.races))),
    (163, |v, out| out.push_str(no_further_race(v.report.person.races))),
    (164, |v, out| out.push_str(no_further_race(v.report.person.races))),
    (190, |v, out| out.push_str(v.report.person.spanish)),
    (191, |v, out| out.push_str(if v.report.person.spanish == "9" { "0" } else { v.report.person.spanish })),
    (193, |v, out| out.push_str(v.report.person.races[0])),
    (220, |v, out| digits(out, v.report.sex, 1)),
    (225, |v, out| digits(out, v.report.sex, 1)),
    (240, |v, out| {
        let birth = v.report.birth;
        if birth.digits > 0 {
            let start = out.len();
            birth.day.write_compact(out);
            out.truncate(start + birth.digits);
        }
    }),
    (250, |v, out| out.push_str(if is_foreign(v) { "998" } else { "000" })),
    (252, |v, out| out.push_str(if is_foreign(v) { "XX" } else { v.report.person.home.state })),
    (254, |v, out| {
        let chance = v.report.person.chance;
        out.push_str(match v.report.person.group {
            _ if !is_foreign(v) => "USA",
            NameGroup::Hispanic => {
                ["MEX", "CUB", "DOM", "SLV", "COL"][chance.weighted(Draw::Value, &[60, 12, 10, 10, 8])]
            }
            NameGroup::Asian => {
                ["CHN", "VNM", "PHL", "KOR", "IND"][chance.weighted(Draw::Value, &[26, 22, 26, 12, 14])]
            }
            NameGroup::General => {
                ["DEU", "CAN", "GBR", "POL", "ITA"][chance.weighted(Draw::Value, &[24, 26, 20, 15, 15])]
            }
        });
    }),
    (1810, |v, out| out.push_str(v.report.address.city.name)),
    (1820, |v, out| out.push_str(v.report.address.state)),
    (1830, |v, out| out.push_str(&v.report.zip)),
    (1832, |_, out| out.push_str("USA")),
    (1840, |v, out| out.push_str(v.report.address.city.county)),
    (2230, |v, out| out.push_str(&v.report.last)),
    (2232, |v, out| out.push_str(&v.report.maiden)),
    (2240, |v, out| out.push_str(&v.report.first)),
    (2250, |v, out| out.push_str(&v.report.middle)),
    (2270, |v, out| out.push_str(v.report.suffix)),
    (2320, |v, out| digits(out, v.report.ssn.unwrap_or(999_999_999), 9)),
    (2350, |v, out| out.push_str(&v.report.street)),
    (2360, |v, out| {
        let phone = v.report.phone.unwrap_or(0);
        digits(out, u32::try_from(phone / 100_000).unwrap_or(0), 5);
        digits(out, u32::try_from(phone % 100_000).unwrap_or(0), 5);
    }),
    (2390, |v, out| out.push_str(&v.report.maiden)),
];

pub(super) const TUMOR: &[TumorRow] = &[
    (21, ALWAYS, |v, out| digits(out, v.report().patient_id, 8)),
    (70, ALWAYS, |v, out| out.push_str(v.report().address.city.name)),
    (80, ALWAYS, |v, out| out.push_str(v.report().address.state)),
    (81, ALWAYS, |v, out| out.push_str(v.report().address.state)),
    (82, ALWAYS, |v, out| out.push_str(v.report().address.state)),
    (83, ALWAYS, |v, out| out.push_str(v.report().address.state)),
    (84, ALWAYS, |v, out| out.push_str(v.report().address.state)),
    (89, ALWAYS, |v, out| out.push_str(v.report().address.city.county)),
    (90, ALWAYS, |v, out| out.push_str(v.report().address.city.county)),
    (94, ALWAYS, |v, out| out.push_str(v.report().address.city.county)),
    (95, ALWAYS, |v, out| out.push_str(v.report().address.city.county)),
    (96, ALWAYS, |v, out| out.push_str(v.report().address.city.county)),
    (97, ALWAYS, |v, out| out.push_str(v.report().address.city.county)),
    (100, ALWAYS, |v, out| out.push_str(&v.report().zip)),
    (102, ALWAYS, |_, out| out.push_str("USA")),
    (110, UNTIL_2005, |v, out| tract(v, out)),
    (120, UNTIL_2005, |_, out| out.push('3')),
    (125, ALWAYS, tract),
    (130, ALWAYS, tract),
    (135, SINCE_2006, |v, out| tract(v, out)),
    (145, ALWAYS, |v, out| pick(out, place_chance(v, 145), &["1", "2", "3", "4"], &[22, 28, 32, 18])),
    (339, ALWAYS, |v, out| pick(out, place_chance(v, 339), &["1", "2"], &[85, 15])),
    (341, ALWAYS, |v, out| pick(out, place_chance(v, 339), &["1", "2"], &[85, 15])),
    (345, ALWAYS, |v, out| pick(out, place_chance(v, 345), &["1", "2", "3", "4"], &[60, 20, 12, 8])),
    (346, ALWAYS, |v, out| pick(out, place_chance(v, 345), &["1", "2", "3", "4"], &[60, 20, 12, 8])),
    (361, ALWAYS, block_group),
    (362, ALWAYS, block_group),
    (363, SINCE_2006, |v, out| block_group(v, out)),
    (364, UNTIL_2005, |_, out| out.push('1')),
    (368, UNTIL_2005, |v, out| block_group(v, out)),
    (2300, ALWAYS, |v, out| {
        let chance = item_chance(v.report().person.chance, 2300);
        out.push('M');
        digits(out, chance.below(Draw::Item, 9_999_999) + 1, 7);
    }),
    (2330, ALWAYS, |v, out| out.push_str(&v.report().street)),
    (2352, ALWAYS, |v, out| coordinate(v, 2352, 30, out)),
    (2354, ALWAYS, |v, out| {
        out.push('-');
        coordinate(v, 2354, 80, out);
    }),
];

fn no_further_race(races: [&'static str; 2]) -> &'static str {
    if races[1] == "99" { "99" } else { "88" }
}

fn is_foreign(v: &super::PatientView<'_>) -> bool {
    let share = match v.report.person.group {
        NameGroup::General => 0.04,
        NameGroup::Hispanic => 0.5,
        NameGroup::Asian => 0.75,
    };
    v.report.person.chance.happens(Draw::Birthplace, share)
}

/// Chance that belongs to where somebody lives, so that both census items agree.
fn place_chance(v: &TumorView<'_>, number: u32) -> crate::chance::Chance {
    item_chance(v.report().person.chance.child(u64::from(v.report().address.number)), number)
}

fn tract(v: &TumorView<'_>, out: &mut String) {
    let chance = place_chance(v, 130);
    digits(out, 1 + chance.below(Draw::Item, 899), 4);
    digits(out, [0_u32, 1, 2, 3][chance.weighted(Draw::Value, &[55, 20, 15, 10])], 2);
}

fn block_group(v: &TumorView<'_>, out: &mut String) {
    digits(out, 1 + place_chance(v, 362).below(Draw::Item, 4), 1);
}

fn coordinate(v: &TumorView<'_>, number: u32, from: u32, out: &mut String) {
    let chance = place_chance(v, number);
    digits(out, from + chance.below(Draw::Item, 15), 2);
    out.push('.');
    digits(out, chance.below(Draw::Value, 1_000_000), 6);
}
