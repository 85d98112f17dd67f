//! The SVG file: well formed, whole, and safe with any label.

use analytics::{
    Answer, Convention, LifeTableSource, Method, StandardSource, Standardisation, SurvivalRequest, Weighting,
    plot::survival_svg, survival,
};

use crate::listing::{csv_file, request};

/// `groups` strata of forty people each.
fn answer(groups: usize, label: &str, method: Method) -> Answer {
    ask(groups, label, &[method], |_| {})
}

fn ask(groups: usize, label: &str, methods: &[Method], refine: impl FnOnce(&mut SurvivalRequest)) -> Answer {
    let mut text = String::from("site,sex,age_years,dx_date,time_days,status,cause\n");
    for group in 0..groups {
        for person in 1..=40 {
            let (days, age) = (person * (60 + 11 * group), 40 + person);
            let (died, cause) = match (person + group) % 3 {
                0 => (0, 0),
                cause => (1, cause),
            };
            text += &format!("\"{label} {group}\",{},{age},1995-03-01,{days},{died},{cause}\n", person % 2 + 1);
        }
    }
    let file = csv_file(&text);
    let mut request = SurvivalRequest { methods: methods.to_vec(), ..request(&file) };
    request.by = vec!["site".to_owned()];
    refine(&mut request);
    survival(&request).unwrap()
}

/// Relative to the population of the United States.
fn relative(request: &mut SurvivalRequest) {
    request.life_table = Some(LifeTableSource::UnitedStates);
    request.convention = Convention::Relsurv;
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
            + svg.matches("url(#plot-1)").count() * usize::from(outside == "url(");
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

#[test]
fn two_methods_of_two_groups_share_a_legend_and_the_numbers_at_risk() {
    let answer = ask(2, "site", &[Method::KaplanMeier, Method::PoharPerme], relative);
    let svg = survival_svg(&answer, "Observed and net");
    // Four curves and bands; in the legend two strata and two methods; in the table two strata.
    assert_eq!(events(&svg), 4 * 2 + 4 + 2);
    for part in ["Survival (%)", "\nMethod\n", "\nKaplan-Meier\n", "\nPohar Perme\n"] {
        assert!(svg.contains(part), "no {part}");
    }
    assert_eq!(svg.matches("Number at risk").count(), 1);
}

#[test]
fn the_axis_says_what_is_measured() {
    let label = |methods: &[Method]| {
        let svg = survival_svg(&ask(1, "site", methods, relative), "One site");
        let turned = svg.split("rotate(-90)").nth(1).unwrap();
        turned.split(['>', '<']).nth(1).unwrap().trim().to_owned()
    };
    assert_eq!(label(&[Method::KaplanMeier]), "Observed survival (%)");
    assert_eq!(label(&[Method::PoharPerme]), "Net survival (%)");
    assert_eq!(label(&[Method::EdererII, Method::EdererI]), "Relative survival (%)");
    assert_eq!(label(&[Method::EdererII, Method::PoharPerme]), "Survival (%)");
    assert_eq!(label(&[Method::CrudeProbability]), "Probability of death (%)");
    assert_eq!(label(&[Method::YearsLost]), "Years of life lost");
    assert_eq!(label(&[Method::Nessie]), "Expected number alive");
}

#[test]
fn causes_of_death_of_one_group_are_stacked() {
    let one = survival_svg(&answer(1, "site", Method::CumulativeIncidence), "One site");
    assert!(one.contains("Areas on top of each other of probability of death"));
    for part in ["\nAlive\n", "\nOther causes\n", "\nCancer\n"] {
        assert!(one.contains(part), "no {part}");
    }
    let two = survival_svg(&answer(2, "site", Method::CumulativeIncidence), "Two sites");
    assert!(two.contains("Step curves of probability of death") && two.contains("\nCause of death\n"));
}

#[test]
fn times_and_means_are_dots_with_intervals() {
    let answer = ask(3, "site", &[Method::Median, Method::RestrictedMean], |request| {
        request.quantiles = vec![0.25, 0.5];
        request.horizon = Some(2.0);
    });
    let svg = survival_svg(&answer, "Times and means");
    assert_eq!(svg.matches("<circle").count(), 3 * 2 + 3);
    for part in ["\nSurvival time (years)\n", "\nMean survival time within 2 years (years)\n", "\n50% have died\n"] {
        assert!(svg.contains(part), "no {part}");
    }
    assert!(!svg.contains("Number at risk"));
}

#[test]
fn curves_and_times_stand_in_panels_of_their_own() {
    let answer = ask(2, "site", &[Method::Median, Method::KaplanMeier, Method::CumulativeIncidence], |_| {});
    let svg = survival_svg(&answer, "All at once");
    for part in ["Observed survival (%)", "Probability of death (%)", "Median survival time (years)", "url(#plot-2)"] {
        assert!(svg.contains(part), "no {part}");
    }
    assert_eq!(svg.matches("Number at risk").count(), 1);
}

#[test]
fn curves_of_survivors_start_where_they_had_survived() {
    let start = |conditional_on: Option<f64>| -> (String, f64) {
        let answer = ask(1, "site", &[Method::KaplanMeier], |request| request.conditional_on = conditional_on);
        let svg = survival_svg(&answer, "Survivors");
        let curve = svg.split("class=\"curves\"").nth(1).unwrap().split(" d=\"M").nth(1).unwrap();
        let start = curve.split(' ').next().unwrap().parse().unwrap();
        (svg, start)
    };
    let ((_, of_all), (svg, of_survivors)) = (start(None), start(Some(1.0)));
    assert!(of_survivors > of_all + 50.0, "{of_survivors} {of_all}");
    assert!(svg.contains("of those who survived 1 year\n"));
}

#[test]
fn a_picture_has_whole_curves_whatever_times_the_rows_have() {
    let points = |methods: &[Method], standard: bool| {
        let answer = ask(1, "site", methods, |request| {
            relative(request);
            request.convention = Convention::Exact;
            request.at_years = vec![1.0, 3.0];
            request.standardisation = standard.then(|| Standardisation {
                standard: StandardSource::Internal,
                weighting: Weighting::Traditional,
                age_groups: Some(vec![0, 60]),
            });
        });
        assert!(answer.series.iter().all(|series| series.curve.len() > 15), "{methods:?}");
        assert!(answer.rows.len() <= 2 * answer.series.len());
    };
    points(&[Method::YearsLost, Method::Expected, Method::Nessie, Method::PoharPerme], false);
    points(&[Method::KaplanMeier, Method::EdererII], true);
}
