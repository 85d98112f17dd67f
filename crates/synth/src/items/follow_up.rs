//! How the patient fares, as far as the facility knows.

use super::when::ALWAYS;
use super::{PatientItem, TumorRow, TumorView, code_if, digits, item_chance, pick};
use crate::Day;
use crate::calendar::push_digits;
use crate::chance::Draw;
use crate::follow_up::LastContact;

pub(super) const PATIENT: &[(u32, PatientItem)] = &[
    (1760, |v, out| out.push(if v.report.last_contact.dead { '0' } else { '1' })),
    (1762, |v, out| out.push(if v.report.last_contact.dead { '0' } else { '1' })),
    (1791, |v, out| out.push_str(if v.report.last_contact.dead { "29" } else { "30" })),
    (1910, |v, out| {
        out.push_str(match v.report.last_contact {
            LastContact { dead: true, cause_known: true, .. } => &v.report.person.death.cause,
            LastContact { dead: true, .. } => "7777",
            _ => "0000",
        });
    }),
    (1920, |v, out| out.push(if v.report.last_contact.dead { '1' } else { '0' })),
    (1930, |v, out| {
        let found_at_autopsy =
            v.report.primaries().any(|primary| primary.source == crate::primary::Source::AutopsyOnly);
        match v.report.last_contact.dead {
            false => out.push('0'),
            true if found_at_autopsy => out.push('1'),
            true => pick(out, item_chance(v.report.person.chance, 1930), &["1", "2", "9"], &[5, 82, 13]),
        }
    }),
    (1940, |v, out| code_if(out, v.report.last_contact.dead, "999")),
    (1942, |v, out| code_if(out, v.report.last_contact.dead, v.report.address.state)),
    (1944, |v, out| code_if(out, v.report.last_contact.dead, "USA")),
    (2380, |v, out| {
        if v.report.last_contact.dead {
            let number = item_chance(v.report.person.chance, 2380).below(Draw::Item, 999_999);
            push_digits(out, number + 1, 6);
        }
    }),
];

/// Days, some sixteen months, without a contact.
const LOST_DAYS: i32 = 490;

pub(super) const TUMOR: &[TumorRow] = &[
    (1775, ALWAYS, |v, out| digits(out, v.number, 2)),
    (1770, ALWAYS, |v, out| out.push(cancer_status(v))),
    (1790, ALWAYS, |v, out| digits(out, v.report().last_contact.source, 1)),
    (1800, ALWAYS, |v, out| {
        // Nobody looks any more for whom nothing was heard of for so long.
        let lost = v.report().last_contact.day.plus(LOST_DAYS) < v.patient.world.spec.study_end;
        if v.report().last_contact.dead || lost {
            out.push('9');
        } else {
            pick(out, item_chance(v.report().chance, 1800), &["0", "1", "2", "5"], &[30, 50, 15, 5]);
        }
    }),
    (1842, ALWAYS, |v, out| out.push_str(v.report().address.city.name)),
    (1844, ALWAYS, |v, out| out.push_str(v.report().address.state)),
    // Nine digits, for so long it must be up to version 160.
    (1846, ALWAYS, |v, out| {
        out.push_str(&v.report().zip);
        out.push_str(if v.report().zip == "99999" { "9999" } else { "0001" });
    }),
    (1847, ALWAYS, |_, out| out.push_str("USA")),
    (1860, ALWAYS, |v, out| super::date(out, recurrence(v))),
    (1880, ALWAYS, |v, out| match recurrence(v) {
        Some(_) => pick(out, v.chance(1880), &["10", "21", "40", "46", "51"], &[28, 22, 20, 18, 12]),
        None if v.primary.stage == 7 || !v.primary.treatment.any() => out.push_str("70"),
        None => out.push_str("00"),
    }),
    (2392, ALWAYS, |v, out| out.push_str(&v.report().street)),
];

/// 1 no evidence of this cancer, 2 evidence, 9 unknown.
fn cancer_status(v: &TumorView<'_>) -> char {
    if !v.is_clinical() || v.primary.stage == 7 || recurrence(v).is_some() {
        return '2';
    }
    if !v.primary.treatment.any() {
        return '2';
    }
    if v.chance(1770).happens(Draw::Item, 0.06) { '9' } else { '1' }
}

/// The first recurrence: of those treated for cure, more the worse the outlook.
fn recurrence(v: &TumorView<'_>) -> Option<Day> {
    if v.primary.stage == 7 || v.primary.is_benign() || !v.is_clinical() {
        return None;
    }
    let (first, last) = (v.primary.treatment.last()?.plus(60), v.report().last_contact.day);
    let outlook = v.primary.cancer.survival[usize::from(v.primary.stage > 1)] / 100.0;
    let share = if v.report().last_contact.dead { 0.75 } else { 0.3 } * (1.05 - outlook);
    (first < last && v.chance(1860).happens(Draw::Item, share))
        .then(|| Day(v.chance(1860).between(Draw::RecurrenceDay, first.0, last.0)))
}
