//! Dates, and the flags that versions up to 220 have for each.

use super::when::ALWAYS;
use super::{PatientItem, TumorRow, TumorView, date};
use crate::Day;
use crate::chance::Draw;

/// A flag: no proper value, since there is no such event.
const NONE: &str = "11";
/// A flag: the date is not known.
const UNKNOWN: &str = "12";

pub(super) const PATIENT: &[(u32, PatientItem)] = &[
    (241, |v, out| super::code_if(out, v.report.birth.digits == 0, UNKNOWN)),
    (1750, |v, out| date(out, Some(v.report.last_contact.day))),
];

pub(super) const TUMOR: &[TumorRow] = &[
    (390, ALWAYS, |v, out| date(out, Some(v.primary.diagnosed))),
    (580, ALWAYS, |v, out| date(out, Some(first_contact(v)))),
    (590, ALWAYS, |v, out| date(out, surgery(v))),
    (591, ALWAYS, |v, out| flag(out, surgery(v))),
    (600, ALWAYS, |v, out| date(out, discharge(v))),
    (601, ALWAYS, |v, out| flag(out, discharge(v))),
    (682, ALWAYS, |v, out| date(out, nodes(v))),
    (683, ALWAYS, |v, out| flag(out, nodes(v))),
    (832, ALWAYS, |v, out| date(out, sentinel(v))),
    (833, ALWAYS, |v, out| flag(out, sentinel(v))),
    (1200, ALWAYS, |v, out| date(out, surgery(v))),
    (1201, ALWAYS, |v, out| flag(out, surgery(v))),
    (1210, ALWAYS, |v, out| date(out, radiation(v))),
    (1211, ALWAYS, |v, out| flag(out, radiation(v))),
    (1220, ALWAYS, |v, out| date(out, v.primary.treatment.chemo.map(|chemo| chemo.1))),
    (1221, ALWAYS, |v, out| flag(out, v.primary.treatment.chemo.map(|chemo| chemo.1))),
    (1230, ALWAYS, |v, out| date(out, v.primary.treatment.hormone)),
    (1231, ALWAYS, |v, out| flag(out, v.primary.treatment.hormone)),
    (1240, ALWAYS, |v, out| date(out, v.primary.treatment.immuno)),
    (1241, ALWAYS, |v, out| flag(out, v.primary.treatment.immuno)),
    (1251, ALWAYS, |_, out| out.push_str(NONE)),
    (1260, ALWAYS, |v, out| date(out, v.primary.treatment.first())),
    (1261, ALWAYS, |v, out| flag(out, v.primary.treatment.first())),
    (1270, ALWAYS, |v, out| date(out, v.primary.treatment.first())),
    (1271, ALWAYS, |v, out| flag(out, v.primary.treatment.first())),
    (1280, ALWAYS, |v, out| {
        if v.is_clinical() {
            date(out, Some(v.primary.diagnosed));
        }
    }),
    (1772, ALWAYS, |v, out| date(out, Some(v.report().last_contact.day))),
    (1861, ALWAYS, |_, out| out.push_str(NONE)),
    (2085, ALWAYS, |v, out| date(out, Some(reported(v, 0)))),
    (2090, ALWAYS, |v, out| date(out, Some(reported(v, 30)))),
    (2092, ALWAYS, |v, out| date(out, Some(reported(v, 30)))),
    (2100, ALWAYS, |v, out| date(out, Some(reported(v, 60)))),
    (2110, ALWAYS, |v, out| date(out, Some(reported(v, 75)))),
    (2111, ALWAYS, |v, out| date(out, Some(reported(v, 80)))),
    (2112, ALWAYS, |v, out| date(out, Some(reported(v, 85)))),
    (2113, ALWAYS, |v, out| date(out, Some(reported(v, 90)))),
    (3170, ALWAYS, |v, out| date(out, surgery(v))),
    (3171, ALWAYS, |v, out| flag(out, surgery(v))),
    (3180, ALWAYS, |v, out| date(out, discharge(v))),
    (3181, ALWAYS, |v, out| flag(out, discharge(v))),
    (3220, ALWAYS, |v, out| date(out, radiation_ended(v))),
    (3221, ALWAYS, |v, out| flag(out, radiation_ended(v))),
    (3230, ALWAYS, |v, out| date(out, v.primary.treatment.systemic())),
    (3231, ALWAYS, |v, out| flag(out, v.primary.treatment.systemic())),
];

fn flag(out: &mut String, day: Option<Day>) {
    if day.is_none() {
        out.push_str(NONE);
    }
}

fn surgery(v: &TumorView<'_>) -> Option<Day> {
    v.primary.treatment.surgery.map(|surgery| surgery.1)
}

fn radiation(v: &TumorView<'_>) -> Option<Day> {
    v.primary.treatment.radiation.map(|radiation| radiation.1)
}

/// No event is later than the last contact.
fn by_last_contact(v: &TumorView<'_>, day: Day) -> Day {
    day.min(v.report().last_contact.day)
}

fn discharge(v: &TumorView<'_>) -> Option<Day> {
    Some(by_last_contact(v, surgery(v)?.plus(v.chance(3180).between(Draw::Item, 0, 9))))
}

fn radiation_ended(v: &TumorView<'_>) -> Option<Day> {
    Some(by_last_contact(v, radiation(v)?.plus(v.chance(3220).between(Draw::Item, 5, 48))))
}

fn nodes(v: &TumorView<'_>) -> Option<Day> {
    if v.primary.treatment.node_scope >= 4 { surgery(v) } else { None }
}

fn sentinel(v: &TumorView<'_>) -> Option<Day> {
    if v.primary.treatment.node_scope == 2 { surgery(v) } else { None }
}

fn first_contact(v: &TumorView<'_>) -> Day {
    let days = if v.report().visitor { 45 } else { 12 };
    let delay = super::item_chance(v.report().chance, 580).between(Draw::Item, 0, days);
    by_last_contact(v, v.primary.diagnosed.plus(delay))
}

/// Abstracts are written some five months after diagnosis, and no later than the end of the study.
fn reported(v: &TumorView<'_>, later: i32) -> Day {
    let delay = super::item_chance(v.report().chance, 2085).between(Draw::Item, 90, 260);
    v.primary.diagnosed.plus(delay + later).min(v.patient.world.spec.study_end).max(v.primary.diagnosed)
}
