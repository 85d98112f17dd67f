//! The first course of treatment, in all and by this facility.

use super::diagnosis::is_treated_here;
use super::when::{ALWAYS, SINCE_2010, SINCE_2018, SINCE_2021, SINCE_2023, UNTIL_2017, UNTIL_2022};
use super::{TumorRow, TumorView, code_if, digits, pick};
use crate::chance::Draw;

pub(super) const TUMOR: &[TumorRow] = &[
    (668, SINCE_2010, |v, out| match v.primary.treatment.surgery {
        Some(_) if is_treated_here(v.class) => pick(out, v.chance(668), &["1", "3", "5", "9"], &[14, 30, 50, 6]),
        _ => out.push('0'),
    }),
    (670, UNTIL_2022, |v, out| if is_treated_here(v.class) { surgery(v, out) } else { out.push_str(no_surgery(v)) }),
    (671, SINCE_2023, |v, out| if is_treated_here(v.class) { surgery(v, out) } else { out.push_str(no_surgery(v)) }),
    (672, ALWAYS, |v, out| digits(out, if is_treated_here(v.class) { v.primary.treatment.node_scope } else { 0 }, 1)),
    (674, ALWAYS, |_, out| out.push('0')),
    (690, ALWAYS, |v, out| digits(out, if is_treated_here(v.class) { radiation(v) } else { 0 }, 1)),
    (700, ALWAYS, |v, out| digits(out, if is_treated_here(v.class) { chemo(v) } else { 0 }, 2)),
    (710, ALWAYS, |v, out| digits(out, u8::from(is_treated_here(v.class) && v.primary.treatment.hormone.is_some()), 2)),
    (720, ALWAYS, |v, out| digits(out, u8::from(is_treated_here(v.class) && v.primary.treatment.immuno.is_some()), 2)),
    (730, ALWAYS, |_, out| out.push('0')),
    (740, ALWAYS, |v, out| pick(out, v.chance(740), &["00", "02", "05"], &[30, 62, 8])),
    (1285, ALWAYS, |v, out| {
        out.push(match &v.primary.treatment {
            _ if !v.is_clinical() => '9',
            treatment if treatment.any() => '1',
            treatment if treatment.surveillance => '2',
            _ => '0',
        });
    }),
    (1290, UNTIL_2022, |v, out| surgery(v, out)),
    (1291, SINCE_2023, |v, out| surgery(v, out)),
    (1292, ALWAYS, |v, out| digits(out, v.primary.treatment.node_scope, 1)),
    (1294, ALWAYS, |_, out| out.push('0')),
    (1320, ALWAYS, |v, out| match v.primary.treatment.surgery {
        _ if v.primary.is_marrow() => out.push('9'),
        Some(_) => pick(out, v.chance(1320), &["0", "1", "2", "7", "9"], &[78, 6, 6, 3, 7]),
        None => out.push('8'),
    }),
    (1340, ALWAYS, |v, out| digits(out, v.primary.treatment.no_surgery, 1)),
    (1350, ALWAYS, |v, out| pick(out, v.chance(740), &["00", "02", "05"], &[30, 62, 8])),
    (1360, ALWAYS, |v, out| digits(out, radiation(v), 1)),
    (1370, ALWAYS, |v, out| code_if(out, v.primary.is_site(&["C42", "C34"]), "9")),
    (1380, ALWAYS, |v, out| digits(out, v.primary.treatment.radiation_sequence(), 1)),
    (1390, ALWAYS, |v, out| digits(out, chemo(v), 2)),
    (1400, ALWAYS, |v, out| digits(out, u8::from(v.primary.treatment.hormone.is_some()), 2)),
    (1410, ALWAYS, |v, out| digits(out, u8::from(v.primary.treatment.immuno.is_some()), 2)),
    (1430, ALWAYS, |v, out| digits(out, v.primary.treatment.no_radiation, 1)),
    (1501, SINCE_2018, |v, out| phase(v, out, "00000", |v, out| digits(out, dose(v).1, 5))),
    (1502, SINCE_2018, |v, out| {
        phase(v, out, "00", |v, out| pick(out, v.chance(1502), &["04", "05", "06"], &[40, 45, 15]));
    }),
    (1503, SINCE_2018, |v, out| phase(v, out, "000", |v, out| digits(out, dose(v).0, 3))),
    (1504, SINCE_2018, |v, out| phase(v, out, "00", |_, out| out.push_str("98"))),
    (1505, SINCE_2018, |v, out| phase(v, out, "00", |_, out| out.push_str("99"))),
    (1506, SINCE_2018, |v, out| {
        phase(v, out, "00", |v, out| {
            out.push_str(match v.primary.treatment.radiation {
                Some((2, _)) => "07",
                Some((3, _)) => "13",
                _ => "02",
            });
        });
    }),
    (1507, SINCE_2018, |v, out| phase(v, out, "000000", |v, out| digits(out, dose(v).0 * dose(v).1, 6))),
    (1511, SINCE_2018, |v, out| phase(v, out, "", |_, out| out.push_str("00000"))),
    (1516, SINCE_2018, |v, out| phase(v, out, "", |_, out| out.push_str("00"))),
    (1512, SINCE_2018, |v, out| phase(v, out, "", |_, out| out.push_str("00"))),
    (1513, SINCE_2018, |v, out| phase(v, out, "", |_, out| out.push_str("000"))),
    (1514, SINCE_2018, |v, out| phase(v, out, "", |_, out| out.push_str("00"))),
    (1515, SINCE_2018, |v, out| phase(v, out, "", |_, out| out.push_str("00"))),
    (1517, SINCE_2018, |v, out| phase(v, out, "", |_, out| out.push_str("000000"))),
    (1531, SINCE_2018, |v, out| phase(v, out, "00", |_, out| out.push_str("01"))),
    (1532, SINCE_2018, |v, out| phase(v, out, "00", |_, out| out.push_str("01"))),
    (1533, SINCE_2018, |v, out| phase(v, out, "000000", |v, out| digits(out, dose(v).0 * dose(v).1, 6))),
    (1550, ALWAYS, |v, out| digits(out, u8::from(v.primary.treatment.radiation.is_some()), 1)),
    (1570, UNTIL_2017, |v, out| {
        out.push_str(match v.primary.treatment.radiation {
            None => "00",
            Some((2, _)) => "50",
            Some((3, _)) => "60",
            Some(_) => "31",
        });
    }),
    (1632, SINCE_2021, |v, out| out.push_str(if is_neoadjuvant(v) { "1" } else { "0" })),
    (1633, SINCE_2021, |v, out| out.push_str(if is_neoadjuvant(v) { "9" } else { "0" })),
    (1634, SINCE_2021, |v, out| out.push_str(if is_neoadjuvant(v) { "9" } else { "0" })),
    (1639, ALWAYS, |v, out| digits(out, v.primary.treatment.systemic_sequence(), 1)),
    (3190, ALWAYS, |v, out| match v.primary.treatment.surgery {
        Some(_) if is_treated_here(v.class) => pick(out, v.chance(3190), &["0", "1", "2"], &[95, 2, 3]),
        _ => out.push('0'),
    }),
    (3270, ALWAYS, |v, out| {
        if v.primary.stage == 7 { pick(out, v.chance(3270), &["0", "2", "4"], &[84, 10, 6]) } else { out.push('0') }
    }),
    (3280, ALWAYS, |_, out| out.push('0')),
];

fn surgery(v: &TumorView<'_>, out: &mut String) {
    out.push_str(v.patient.world.surgery.code(v.primary));
}

fn no_surgery(v: &TumorView<'_>) -> &'static str {
    v.patient.world.surgery.none(v.primary)
}

fn radiation(v: &TumorView<'_>) -> u8 {
    match v.primary.treatment.radiation {
        Some((kind, _)) => kind,
        None if v.primary.treatment.no_radiation == 7 => 7,
        None => 0,
    }
}

fn chemo(v: &TumorView<'_>) -> u8 {
    v.primary.treatment.chemo.map_or(v.primary.treatment.no_chemo, |chemo| chemo.0)
}

fn is_neoadjuvant(v: &TumorView<'_>) -> bool {
    matches!(v.primary.treatment.systemic_sequence(), 2 | 4)
}

/// Items of the radiation phases, from 2018 on.
fn phase(v: &TumorView<'_>, out: &mut String, none: &str, given: fn(&TumorView<'_>, &mut String)) {
    match v.primary.treatment.radiation {
        Some(_) => given(v, out),
        None => out.push_str(none),
    }
}

/// Fractions, and cGy in each.
fn dose(v: &TumorView<'_>) -> (u32, u32) {
    [(5, 520), (15, 267), (25, 180), (28, 180), (33, 200), (10, 300), (39, 200)]
        [v.chance(1503).weighted(Draw::Item, &[10, 18, 22, 16, 14, 12, 8])]
}
