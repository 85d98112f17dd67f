//! Free text as abstractors write it, in capitals and in haste. It tells nobody's name.

use std::fmt::Write;

use super::when::ALWAYS;
use super::{TumorRow, TumorView, code_if, item_chance, pick};

pub(super) const TUMOR: &[TumorRow] = &[
    (310, ALWAYS, |v, out| {
        const JOBS: [&str; 10] = [
            "TEACHER",
            "CARPENTER",
            "NURSE",
            "TRUCK DRIVER",
            "FARMER",
            "ACCOUNTANT",
            "CLERK",
            "HOMEMAKER",
            "MACHINIST",
            "COOK",
        ];
        pick(out, item_chance(v.report().person.chance, 310), &JOBS, &[12, 8, 10, 9, 6, 8, 14, 18, 8, 7]);
    }),
    (320, ALWAYS, |v, out| {
        const TRADES: [&str; 8] = [
            "EDUCATION",
            "CONSTRUCTION",
            "HEALTH CARE",
            "TRANSPORT",
            "AGRICULTURE",
            "FINANCE",
            "RETAIL",
            "MANUFACTURING",
        ];
        pick(out, item_chance(v.report().person.chance, 320), &TRADES, &[14, 12, 16, 10, 8, 10, 16, 14]);
    }),
    (2520, ALWAYS, |v, out| {
        if v.is_clinical() {
            let _ = write!(out, "{} Y/O PRESENTS WITH {} CHANGES. NO PALPABLE NODES.", v.primary.age.max(0), organ(v));
        }
    }),
    (2530, ALWAYS, |v, out| {
        if v.is_clinical() {
            let _ = write!(out, "CT: {} LESION", organ(v));
            if v.primary.size < 990 {
                let _ = write!(out, " {} MM", v.primary.size);
            }
            code_if(out, v.primary.stage == 7, ", METASTASES SEEN");
            out.push('.');
        }
    }),
    (2550, ALWAYS, |v, out| code_if(out, v.is_clinical(), "CBC AND CHEMISTRY REVIEWED.")),
    (2560, ALWAYS, |v, out| code_if(out, v.primary.treatment.surgery.is_some(), "RESECTION WITHOUT COMPLICATION.")),
    (2570, ALWAYS, |v, out| {
        if matches!(v.primary.confirmation, 1..=4) {
            let _ = write!(out, "PATH: {}, HISTOLOGY {}/{}", organ(v), v.primary.histology, v.primary.behavior);
            if v.primary.treatment.nodes_examined < 90 {
                let (positive, examined) = (v.primary.treatment.nodes_positive, v.primary.treatment.nodes_examined);
                let _ = write!(out, ", NODES {}/{examined} POSITIVE", if positive < 90 { positive } else { 0 });
            }
            out.push('.');
        }
    }),
    (2580, ALWAYS, |v, out| out.push_str(organ(v))),
    (2590, ALWAYS, |v, out| {
        let _ = write!(out, "MORPHOLOGY {}/{}", v.primary.histology, v.primary.behavior);
    }),
    (2600, ALWAYS, |v, out| {
        let _ = write!(out, "SUMMARY STAGE {}.", v.primary.stage);
    }),
    (2610, ALWAYS, |v, out| {
        if let Some((_, day)) = v.primary.treatment.surgery {
            out.push_str("SURGERY ");
            day.write_iso(out);
        }
    }),
    (2620, ALWAYS, |v, out| code_if(out, v.primary.treatment.radiation.is_some(), "RADIATION AS PLANNED.")),
    (2640, ALWAYS, |v, out| code_if(out, v.primary.treatment.chemo.is_some(), "CHEMOTHERAPY STARTED.")),
    (2650, ALWAYS, |v, out| code_if(out, v.primary.treatment.hormone.is_some(), "HORMONE THERAPY STARTED.")),
    (2660, ALWAYS, |v, out| code_if(out, v.primary.treatment.immuno.is_some(), "IMMUNOTHERAPY STARTED.")),
    (2690, ALWAYS, |v, out| {
        let name = &v.report().facility.name;
        out.extend(name.chars().map(|letter| letter.to_ascii_uppercase()).take(60));
    }),
];

fn organ(v: &TumorView<'_>) -> &'static str {
    match v.primary.cancer.name {
        "lung" | "lung-small-cell" => "LUNG",
        "breast" => "BREAST",
        "prostate" => "PROSTATE",
        "colon" | "rectum" => "BOWEL",
        "bladder" => "BLADDER",
        "kidney" => "KIDNEY",
        "melanoma" | "skin" => "SKIN",
        "thyroid" => "THYROID",
        "pancreas" => "PANCREAS",
        "liver" => "LIVER",
        "corpus" => "UTERUS",
        "ovary" => "OVARY",
        "brain" | "glioblastoma" | "meningioma" | "cns-benign" => "BRAIN",
        _ if v.primary.is_marrow() => "MARROW",
        "nhl" | "hodgkin" => "NODE",
        _ => "SITE",
    }
}
