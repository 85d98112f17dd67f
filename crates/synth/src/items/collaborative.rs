//! Stage as it was coded before 2016: Extent of Disease up to 2003, Collaborative Stage with what was derived from it
//! from 2004 to 2015.

use super::stage::{m_category, met, n_category, size, stage_group, t_category, without_nodes, without_tnm};
use super::when::{CS, CS_2, UNTIL_2003};
use super::{TumorRow, TumorView, digits};

pub(super) const TUMOR: &[TumorRow] = &[
    // Extent of Disease.
    (780, UNTIL_2003, |v, out| size(v, out)),
    (790, UNTIL_2003, |v, out| {
        out.push_str(match v.primary.stage {
            0 => "00",
            1 | 3 => "10",
            2 | 4 => "40",
            7 => "85",
            _ => "99",
        });
    }),
    (810, UNTIL_2003, |v, out| {
        out.push(match v.primary.stage {
            3 | 4 => '1',
            _ if without_nodes(v) || v.primary.stage == 9 => '9',
            _ => '0',
        });
    }),
    (1150, UNTIL_2003, |_, out| out.push('0')),
    (1160, UNTIL_2003, |_, out| out.push('0')),
    (1170, UNTIL_2003, |_, out| out.push('0')),
    // Collaborative Stage, 2004 to 2015.
    (2800, CS, |v, out| size(v, out)),
    (2810, CS, |v, out| {
        out.push_str(match v.primary.stage {
            0 => "000",
            1 => "100",
            2 | 4 => "400",
            3 => "200",
            7 => "800",
            8 => "050",
            _ => "999",
        });
    }),
    (2820, CS, |v, out| out.push_str(if v.primary.treatment.surgery.is_some() { "3" } else { "0" })),
    (2830, CS, |v, out| {
        out.push_str(match v.primary.stage {
            _ if without_nodes(v) => "988",
            3 | 4 => "100",
            9 => "999",
            _ => "000",
        });
    }),
    (2840, CS, |v, out| out.push_str(if v.primary.treatment.node_scope > 0 { "3" } else { "0" })),
    (2850, CS, |v, out| out.push_str(if v.primary.stage == 7 && !v.primary.is_marrow() { "40" } else { "00" })),
    (2851, CS_2, |v, out| met(v, 0, out)),
    (2852, CS_2, |v, out| met(v, 1, out)),
    (2853, CS_2, |v, out| met(v, 3, out)),
    (2854, CS_2, |v, out| met(v, 4, out)),
    (2860, CS, |_, out| out.push('0')),
    (2935, CS, |_, out| out.push_str("020550")),
    (2936, CS, |_, out| out.push_str("020550")),
    (2937, CS, |_, out| out.push_str("020550")),
    (3020, CS, |v, out| digits(out, v.primary.stage, 1)),
    (3030, CS, |_, out| out.push('1')),
    (3050, CS, |_, out| out.push('1')),
    // What was derived from it: the sixth edition of the AJCC manual, from 2010 on the seventh as well.
    (2940, CS, |v, out| derived(v, t_category, 2, out)),
    (2960, CS, |v, out| derived(v, n_category, 2, out)),
    (2980, CS, |v, out| derived(v, m_category, 2, out)),
    (3000, CS, |v, out| derived(v, stage_group, 2, out)),
    (3010, CS, |v, out| digits(out, v.primary.stage, 1)),
    (3040, CS, |_, out| out.push('1')),
    (3400, CS_2, |v, out| derived(v, t_category, 3, out)),
    (3410, CS_2, |v, out| derived(v, n_category, 3, out)),
    (3420, CS_2, |v, out| derived(v, m_category, 3, out)),
    (3430, CS_2, |v, out| derived(v, stage_group, 3, out)),
    // Site-specific factors.
    (2861, CS, factor),
    (2862, CS, factor),
    (2863, CS, factor),
    (2864, CS, factor),
    (2865, CS, factor),
    (2866, CS, factor),
    (2867, CS, factor),
    (2868, CS, factor),
    (2869, CS, factor),
    (2870, CS, factor),
    (2871, CS, factor),
    (2872, CS, factor),
    (2873, CS, factor),
    (2874, CS, factor),
    (2875, CS, factor),
    (2876, CS, factor),
    (2877, CS, factor),
    (2878, CS, factor),
    (2879, CS, factor),
    (2880, CS, factor),
    (2890, CS, factor),
    (2900, CS, factor),
    (2910, CS, factor),
    (2920, CS, factor),
    (2930, CS, factor),
];

fn factor(_: &TumorView<'_>, out: &mut String) {
    out.push_str("988");
}

/// A category in the numbers of the derived items: two digits, or three with a 0 behind.
fn derived(v: &TumorView<'_>, category: fn(&TumorView<'_>) -> &'static str, width: usize, out: &mut String) {
    let code = match category(v) {
        _ if without_tnm(v) => "888",
        "Tis" => "050",
        "T1" | "N1" | "M1" | "1" => "100",
        "T2" => "200",
        "T3" | "2" => "300",
        "T4" => "400",
        "3" => "500",
        "4" => "700",
        "N0" | "M0" | "0" => "000",
        _ => "999",
    };
    out.extend(code.chars().take(width));
}
