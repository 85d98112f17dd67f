//! Notes on what misleads.

use analytics::{Answer, Convention, Form, LifeTableSource, Method, SurvivalRequest, survival};

use crate::listing::{csv_file, request};

/// Two groups of men aged 85, who are healthier than their population, with one death each.
fn healthy(methods: &[Method], refine: impl FnOnce(&mut SurvivalRequest)) -> Answer {
    let mut text = String::from("site,sex,age_years,dx_date,time_days,status\n");
    for site in ["colon", "rectum"] {
        text += &format!("{site},1,85,1995-03-01,100,1\n");
        text += &format!("{site},1,85,1995-03-01,360,0\n{site},1,85,1995-03-01,1820,0\n");
        text += &format!("{site},1,85,1995-03-01,1900,0\n").repeat(14);
    }
    let file = csv_file(&text);
    let mut request = SurvivalRequest { methods: methods.to_vec(), ..request(&file) };
    request.by = vec!["site".to_owned()];
    request.life_table = Some(LifeTableSource::UnitedStates);
    request.convention = Convention::Relsurv;
    request.at_years = vec![1.0, 5.0];
    refine(&mut request);
    survival(&request).unwrap()
}

fn note<'a>(answer: &'a Answer, part: &str) -> Option<&'a str> {
    answer.provenance.notes.iter().map(String::as_str).find(|note| note.contains(part))
}

#[test]
fn few_at_risk_are_named_by_group_and_time() {
    let mut text = String::from("arm,time_days,status\n");
    for person in 1..=12 {
        text += &format!("a,{},1\nb,{},1\nb,4000,0\n", person * 100, person * 100);
    }
    let file = csv_file(&text);
    let mut request = request(&file);
    request.by = vec!["arm".to_owned()];
    let answer = survival(&request).unwrap();
    // The fourth death of arm a leaves nine at risk on its day.
    assert_eq!(note(&answer, "at risk"), Some("fewer than 10 at risk: a from 1.1 years on"));
    request.by.clear();
    assert_eq!(note(&survival(&request).unwrap(), "at risk"), None);
    request.filter = Some("arm = 'a'".to_owned());
    assert_eq!(note(&survival(&request).unwrap(), "at risk"), Some("fewer than 10 at risk from 1.1 years on"));
}

#[test]
fn relative_survival_that_rises_or_exceeds_the_whole() {
    let answer = healthy(&[Method::EdererII], |_| {});
    let rising = note(&answer, "rises").unwrap();
    assert!(rising.contains("colon: 100.0% at the start to ") && rising.contains(" at 5 years"), "{rising}");
    assert!(note(&answer, "exceeds 100%").unwrap().contains("first colon: "));
    let observed = healthy(&[Method::KaplanMeier], |_| {});
    assert_eq!(observed.provenance.notes.len(), 0, "{:?}", observed.provenance.notes);
}

#[test]
fn long_intervals_bias_the_weights_of_pohar_perme() {
    let by = |grid: &str| {
        let refine = |request: &mut SurvivalRequest| {
            request.convention = Convention::Exact;
            request.form = Some(Form::LifeTable);
            request.at_years.clear();
            request.grid = grid.parse().unwrap();
        };
        healthy(&[Method::PoharPerme, Method::EdererII], refine)
    };
    assert!(note(&by("yearly"), "intervals up to 1 year long").is_some());
    assert!(note(&by("0:5:1/4"), "intervals up to 3 months long").is_some());
    assert_eq!(note(&by("monthly"), "intervals up to"), None);
    let by_days = healthy(&[Method::PoharPerme], |request| request.convention = Convention::Exact);
    assert_eq!(note(&by_days, "intervals up to"), None);
}

#[test]
fn ratios_of_several_groups_depend_on_their_ages() {
    let compared = healthy(&[Method::EdererI, Method::Hakulinen], |_| {});
    assert!(note(&compared, "ederer-i and hakulinen").is_some());
    let one = healthy(&[Method::EdererI], |request| request.by.clear());
    assert_eq!(note(&one, "ages of those followed"), None);
    assert_eq!(note(&healthy(&[Method::PoharPerme], |_| {}), "ages of those followed"), None);
}

#[test]
fn means_to_different_ends_do_not_compare() {
    let file = csv_file("arm,time_days,status\na,100,1\na,200,0\nb,100,1\nb,300,0\n");
    let mut request = SurvivalRequest { methods: vec![Method::RestrictedMean], ..request(&file) };
    request.by = vec!["arm".to_owned()];
    assert!(note(&survival(&request).unwrap(), "own follow-up").is_some());
    request.horizon = Some(0.5);
    assert_eq!(note(&survival(&request).unwrap(), "own follow-up"), None);
}
