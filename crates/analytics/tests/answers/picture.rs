//! The SVG file: well formed, whole, and safe with any label.

use analytics::{Answer, Method, SurvivalRequest, plot::survival_svg, survival};

use crate::listing::{csv_file, request};

/// `groups` strata of forty people each.
fn answer(groups: usize, label: &str, method: Method) -> Answer {
    let mut text = String::from("site,time_days,status\n");
    for group in 0..groups {
        for person in 1..=40 {
            let (days, died) = (person * (60 + 11 * group), (person + group) % 3 > 0);
            text += &format!("\"{label} {group}\",{days},{}\n", u8::from(died));
        }
    }
    let file = csv_file(&text);
    let mut request = SurvivalRequest { methods: vec![method], ..request(&file) };
    request.by = vec!["site".to_owned()];
    survival(&request).unwrap()
}

fn events(svg: &str) -> usize {
    svg.matches("<path").count()
}

#[test]
fn every_stratum_has_a_curve_a_band_and_its_numbers_at_risk() {
    let svg = survival_svg(&answer(3, "site", Method::KaplanMeier), "Three sites");
    // A curve, a sample in the legend, one in the table, and a band.
    assert_eq!(events(&svg), 3 * 4);
    for part in [
        "Number at risk",
        "Years since diagnosis",
        "kaplan-meier; 95% intervals on the log scale",
        "120 of 120 tumors",
        "<title",
        "<desc",
    ] {
        assert!(svg.contains(part), "no {part}");
    }
    for outside in ["http://", "https://", "url(", "@import", "<script"] {
        let allowed = svg.matches("http://www.w3.org/2000/svg").count() * usize::from(outside == "http://")
            + svg.matches("url(#plot)").count() * usize::from(outside == "url(");
        assert_eq!(svg.matches(outside).count(), allowed, "{outside}");
    }
}

#[test]
fn labels_cannot_break_the_file() {
    let svg = survival_svg(&answer(1, "</svg><script>'&\u{1}", Method::KaplanMeier), "a < b & \"c\"");
    assert!(svg.contains("&lt;/svg&gt;&lt;script&gt;"));
    assert!(!svg.contains("<script") && !svg.contains('\u{1}'));
    assert_eq!(svg.matches("</svg>").count(), 1);
}

#[test]
fn many_strata_are_cut_and_the_caption_says_so() {
    let svg = survival_svg(&answer(20, "site", Method::KaplanMeier), "Twenty sites");
    assert!(svg.contains("4 more groups are in the answer but not in the picture"));
    assert!(svg.contains("no confidence bands"));
}

#[test]
fn life_tables_are_drawn_from_point_to_point() {
    let svg = survival_svg(&answer(2, "site", Method::Actuarial), "Two sites");
    assert!(svg.contains("actuarial, form lifetable, intervals yearly"));
    assert!(svg.contains("Curves of interval estimates"));
}
