//! Site-specific data items, from 2018 on.

use super::when::{BOWEL, BRAIN, BREAST, GLIOMA, KIDNEY, LUNG, LYMPHOMA, MELANOMA, MYELOMA, PROSTATE};
use super::{TumorRow, TumorView, digits, pick};
use crate::chance::Draw;

pub(super) const TUMOR: &[TumorRow] = &[
    // Breast.
    (3827, BREAST, |v, out| receptor(v, 3827, &[82, 16, 2], out)),
    (3915, BREAST, |v, out| receptor(v, 3915, &[70, 28, 2], out)),
    (3855, BREAST, |v, out| {
        if v.primary.behavior == 2 { out.push('7') } else { pick(out, v.chance(3855), &["0", "1", "9"], &[80, 14, 6]) }
    }),
    (3850, BREAST, |v, out| pick(out, v.chance(3850), &["0", "1", "2", "3", "9"], &[24, 32, 20, 12, 12])),
    (3854, BREAST, |_, out| out.push('9')),
    (3826, BREAST, |_, out| out.push_str("R99")),
    (3914, BREAST, |_, out| out.push_str("R99")),
    (3828, BREAST, |_, out| out.push_str("X9")),
    (3916, BREAST, |_, out| out.push_str("X9")),
    (3863, BREAST, |v, out| number(v, 3863, 1, 90, out)),
    (3882, BREAST, |v, out| match v.primary.treatment.nodes_positive {
        positive @ 0..90 => digits(out, positive, 2),
        _ => out.push_str("X9"),
    }),
    (3894, BREAST, |_, out| out.push('9')),
    (3895, BREAST, |_, out| out.push_str("X9")),
    // Prostate.
    (3920, PROSTATE, |v, out| {
        let psa = libm::exp(0.4 + 3.6 * v.chance(3920).unit(Draw::Item) * if v.primary.stage == 7 { 1.6 } else { 1.0 });
        number_of((psa * 10.0).clamp(1.0, 9799.0) as u32, out);
    }),
    (3838, PROSTATE, |v, out| pick(out, v.chance(3838), &["33", "34", "43", "44", "45"], &[30, 34, 16, 12, 8])),
    (3840, PROSTATE, |v, out| pick(out, v.chance(3838), &["06", "07", "07", "08", "09"], &[30, 34, 16, 12, 8])),
    (3839, PROSTATE, |v, out| after_surgery(v, 3839, &["33", "34", "43", "44", "45"], "X7", out)),
    (3841, PROSTATE, |v, out| after_surgery(v, 3839, &["06", "07", "07", "08", "09"], "X7", out)),
    (3842, PROSTATE, |_, out| out.push_str("X9")),
    (3897, PROSTATE, |_, out| out.push_str("12")),
    (3898, PROSTATE, |v, out| digits(out, 1 + v.chance(3898).below(Draw::Item, 11), 2)),
    // Colon and rectum.
    (3819, BOWEL, |v, out| pick(out, v.chance(3819), &["0", "1", "9"], &[38, 22, 40])),
    (3820, BOWEL, |v, out| number(v, 3820, 1, 80, out)),
    (3823, BOWEL, |_, out| out.push_str("XX.9")),
    (3866, BOWEL, |v, out| pick(out, v.chance(3866), &["0", "1", "9"], &[20, 16, 64])),
    (3890, BOWEL, |v, out| pick(out, v.chance(3890), &["0", "2", "9"], &[54, 10, 36])),
    (3909, BOWEL, |v, out| pick(out, v.chance(3909), &["0", "1", "9"], &[60, 16, 24])),
    (3934, BOWEL, |v, out| pick(out, v.chance(3934), &["00", "01", "X9"], &[58, 8, 34])),
    (3940, BOWEL, |v, out| pick(out, v.chance(3940), &["0", "9"], &[24, 76])),
    (3941, BOWEL, |v, out| pick(out, v.chance(3941), &["0", "9"], &[20, 80])),
    // Lung.
    (3929, LUNG, |v, out| pick(out, v.chance(3929), &["0", "1", "9"], &[70, 12, 18])),
    (3937, LUNG, |v, out| pick(out, v.chance(3937), &["0", "4", "9"], &[30, 8, 62])),
    (3938, LUNG, |v, out| pick(out, v.chance(3938), &["0", "9"], &[34, 66])),
    (3939, LUNG, |v, out| pick(out, v.chance(3939), &["0", "1", "9"], &[32, 6, 62])),
    // Melanoma of the skin.
    (3817, MELANOMA, |v, out| {
        number_of(1 + (libm::exp(4.2 * v.chance(3817).unit(Draw::Item)) as u32).min(98), out);
    }),
    (3936, MELANOMA, |v, out| pick(out, v.chance(3936), &["0", "1", "9"], &[74, 14, 12])),
    (3893, MELANOMA, |v, out| digits(out, v.chance(3893).below(Draw::Item, 8), 2)),
    // Lymphoma.
    (3812, LYMPHOMA, |v, out| pick(out, v.chance(3812), &["0", "1", "9"], &[48, 22, 30])),
    (3859, LYMPHOMA, |v, out| pick(out, v.chance(3859), &["0", "1", "9"], &[44, 2, 54])),
    (3896, LYMPHOMA, |_, out| out.push_str("X9")),
    // Brain.
    (3801, BRAIN, |_, out| out.push('9')),
    (3802, BRAIN, |_, out| out.push('9')),
    (3889, GLIOMA, |_, out| out.push('9')),
    // Kidney.
    (3861, KIDNEY, |v, out| pick(out, v.chance(3861), &["0", "1", "9"], &[74, 6, 20])),
    (3864, KIDNEY, |v, out| pick(out, v.chance(3864), &["0", "1", "9"], &[64, 16, 20])),
    (3886, KIDNEY, |v, out| pick(out, v.chance(3886), &["0", "1", "9"], &[74, 8, 18])),
    // Myeloma.
    (3857, MYELOMA, |v, out| pick(out, v.chance(3857), &["0", "1", "9"], &[34, 14, 52])),
    (3930, MYELOMA, |v, out| pick(out, v.chance(3930), &["0", "1", "9"], &[28, 36, 36])),
    (3931, MYELOMA, |v, out| pick(out, v.chance(3931), &["0", "1", "2", "9"], &[20, 18, 16, 46])),
];

/// Positive 1, negative 0, not known 9.
fn receptor(v: &TumorView<'_>, number: u32, weights: &[u32], out: &mut String) {
    pick(out, v.chance(number), &["1", "0", "9"], weights);
}

fn number(v: &TumorView<'_>, item: u32, from: u32, to: u32, out: &mut String) {
    number_of(from * 10 + v.chance(item).below(Draw::Item, (to - from) * 10), out);
}

/// Tenths as a decimal number.
fn number_of(tenths: u32, out: &mut String) {
    let width = if tenths >= 1000 {
        3
    } else if tenths >= 100 {
        2
    } else {
        1
    };
    digits(out, tenths / 10, width);
    out.push('.');
    digits(out, tenths % 10, 1);
}

fn after_surgery(v: &TumorView<'_>, number: u32, codes: &[&str], none: &str, out: &mut String) {
    match v.primary.treatment.surgery {
        Some(_) => pick(out, v.chance(number), codes, &[26, 38, 18, 10, 8]),
        None => out.push_str(none),
    }
}
