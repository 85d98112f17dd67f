//! Survival relative to a population, of listings small enough to work by hand.
//!
//! Where everybody has the same constant population hazard h, every weight is the same, so net and relative survival by
//! any method are observed survival times exp(h t).

use analytics::{
    Answer, Cause, Form, LifeTableSource, Method, Render, Standardisation, SurvivalRequest, Weighting, survival,
};
use tempfile::NamedTempFile;

use crate::listing::{csv_file, left_out, near, request, row};

/// Deaths per person-day, at every age and in every year.
const HAZARD: f64 = 0.0001;

/// Four people: one dies on day 100, one is censored on day 200, one dies on day 300, one is followed to day 1,000.
const PEOPLE: &str = "sex,age_years,dx_date,time_days,status,cause,stage
1,60,2000-01-01,100,1,1,a
2,70,2000-06-01,200,0,0,a
1,60.5,2001-01-01,300,1,2,a
2,71.5,2001-03-01,1000,0,0,a
";

fn life_table() -> NamedTempFile {
    let mut text = String::from("sex,year,age,hazard_per_day,days_per_year\n");
    for sex in [1, 2] {
        for year in 2000..2006 {
            for age in 0..100 {
                text += &format!("{sex},{year},{age},{HAZARD},365.25\n");
            }
        }
    }
    csv_file(&text)
}

fn ask(text: &str, refine: impl FnOnce(&mut SurvivalRequest)) -> analytics::Result<Answer> {
    let (cases, table) = (csv_file(text), life_table());
    let mut request = request(&cases);
    request.life_table = Some(LifeTableSource::File(table.path().to_owned()));
    refine(&mut request);
    survival(&request)
}

#[test]
fn a_hazard_common_to_all_lifts_observed_survival() {
    let methods = [Method::PoharPerme, Method::EdererI, Method::EdererII, Method::Hakulinen];
    for method in methods {
        let answer = ask(PEOPLE, |request| request.methods = vec![method]).unwrap();
        for (day, observed) in [(100.0, 0.75), (200.0, 0.75), (300.0, 0.75 * 0.5), (1000.0, 0.75 * 0.5)] {
            let found = row(&answer, &[], day).estimate;
            let expected = observed * f64::exp(HAZARD * day);
            assert!((found - expected).abs() < 1e-10, "{method} on day {day}: {found}, expected {expected}");
        }
        assert_eq!(answer.provenance.life_table.as_ref().map(|table| table.clamped.cases), Some(0));
    }
}

#[test]
fn several_methods_answer_side_by_side() {
    let answer = ask(PEOPLE, |request| {
        request.methods = vec![Method::KaplanMeier, Method::PoharPerme, Method::CrudeProbability, Method::Expected];
        request.at_days = vec![300.0];
    })
    .unwrap();
    let figures: Vec<(Method, Option<Cause>)> =
        answer.rows.iter().map(|row| (answer.series[row.series].method, answer.series[row.series].cause)).collect();
    let crude = Method::CrudeProbability;
    assert_eq!(
        figures,
        [
            (Method::KaplanMeier, None),
            (Method::PoharPerme, None),
            (crude, Some(Cause::Cancer)),
            (crude, Some(Cause::Other)),
            (Method::Expected, None)
        ]
    );
    // Those who died by then died of the cancer or of something else.
    let [observed, _, cancer, other, expected] = answer.rows.as_slice() else { panic!() };
    assert!((1.0 - observed.estimate - cancer.estimate - other.estimate).abs() < 1e-12);
    assert!((expected.estimate - f64::exp(-HAZARD * 300.0)).abs() < 1e-11);
    let csv = answer.to_csv().unwrap();
    assert!(csv.starts_with("method,cause,time_years,time_days,n_risk,"), "{csv}");
}

/// In the first year 2 of 4 die in 100 + 200 + 300 + 365 days at risk (the year ends on day 365.25).
#[test]
fn interval_forms() {
    let by = |form| {
        ask(PEOPLE, |request| {
            request.methods = vec![Method::EdererII];
            request.form = Some(form);
            request.grid = "0,1".parse().unwrap();
        })
        .unwrap()
    };
    let days = 100.0 + 200.0 + 300.0 + 365.0;
    let hazard = f64::exp(-365.0 * (2.0 - HAZARD * days) / days);
    assert!((by(Form::Hazard).rows[0].estimate - hazard).abs() < 1e-10);
    assert_eq!((by(Form::LifeTable).rows[0].n_risk, by(Form::LifeTable).rows[0].n_event), (4, 2));
}

/// Two of three people die of the cancer: specific survival is the product over their days.
#[test]
fn causes_are_told_apart() {
    let answer = ask(PEOPLE, |request| {
        request.methods = vec![Method::CauseSpecific, Method::CumulativeIncidence];
        request.life_table = None;
        request.at_days = vec![300.0];
    })
    .unwrap();
    let [specific, cancer, other] = answer.rows.as_slice() else { panic!("{:?}", answer.rows) };
    near(specific.estimate, 0.75);
    near(cancer.estimate, 0.25);
    near(other.estimate, 0.75 * 0.5);
}

/// Follow-up within 2000: day 100 of the first is the only death; the second was followed for 200 days of it.
#[test]
fn a_period_counts_what_lies_in_it() {
    let answer = ask(PEOPLE, |request| {
        request.design = "period:2000..2001".parse().unwrap();
        request.methods = vec![Method::KaplanMeier, Method::PoharPerme];
    })
    .unwrap();
    assert_eq!(left_out(&answer, "window of the design"), 2);
    near(row(&answer, &[], 100.0).estimate, 0.5);
    // 2001: the first left before; the second came to its day 200 in 2000. The third and fourth count from diagnosis.
    let later = ask(PEOPLE, |request| {
        request.design = "period:2001..2002".parse().unwrap();
        request.methods = vec![Method::PoharPerme];
    })
    .unwrap();
    assert!((row(&later, &[], 300.0).estimate - 0.5 * f64::exp(HAZARD * 300.0)).abs() < 1e-10);
    assert_eq!(later.provenance.design, "period:2001-01-01..2002-01-01");
}

#[test]
fn ages_are_weighed_or_said_not_to_be_estimable() {
    let standard = |text: &str, weighting| {
        ask(text, |request| {
            request.methods = vec![Method::KaplanMeier];
            request.at_days = vec![150.0];
            request.standardisation =
                Some(Standardisation { standard: "icss1".parse().unwrap(), weighting, age_groups: Some(vec![15, 65]) });
        })
    };
    // Half of those under 65 are dead on day 150, nobody of the others: weights 0.07 + 0.12 + 0.23 and 0.29 + 0.29.
    for weighting in [Weighting::Traditional, Weighting::Brenner] {
        let answer = standard(PEOPLE, weighting).unwrap();
        assert!((answer.rows[0].estimate - (0.42 * 0.5 + 0.58)).abs() < 1e-12, "{weighting}");
        assert!(answer.provenance.standard.as_deref().is_some_and(|name| name.contains("15-64, 65+")));
    }
    let young = "sex,age_years,dx_date,time_days,status\n1,60.5,2000-01-01,100,1\n1,60.5,2000-01-01,200,0\n";
    for weighting in [Weighting::Traditional, Weighting::Brenner] {
        let answer = standard(young, weighting).unwrap();
        assert!(answer.rows.is_empty(), "an age group without people is never zero");
        let notes = answer.provenance.notes.join("; ");
        assert!(notes.contains("not estimable"), "{notes}");
    }
}

#[test]
fn whoever_cannot_be_placed_is_left_out_and_counted() {
    let text = "sex,age_years,dx_date,time_days,status\n1,60,2000-01-01,100,1\n9,60,2000-01-01,100,1\n\
                ,60,2000-01-01,100,1\n2,,2000-01-01,100,1\n2,60,,100,1\n2,60,2000-01-01,150,0\n";
    let answer = ask(text, |request| request.methods = vec![Method::PoharPerme]).unwrap();
    assert_eq!(answer.provenance.cases_used, 2);
    assert_eq!(left_out(&answer, "sex not known"), 2);
    assert_eq!(left_out(&answer, "age at diagnosis not known"), 1);
    assert_eq!(left_out(&answer, "date of diagnosis not known"), 1);
    assert!(answer.provenance.notes.iter().any(|note| note.contains("half a year was added")));
}

#[test]
fn outside_of_the_life_table_is_clamped_and_counted_or_an_error() {
    let text = "sex,age_years,dx_date,time_days,status\n1,60.5,1990-01-01,100,1\n1,60.5,2003-01-01,9000,0\n";
    let answer = ask(text, |request| request.methods = vec![Method::EdererII]).unwrap();
    let clamped = answer.provenance.life_table.unwrap().clamped;
    assert_eq!((clamped.cases, clamped.too_early, clamped.too_late), (2, 1, 1));
    let error = ask(text, |request| {
        request.methods = vec![Method::EdererII];
        request.clamp = false;
    });
    assert!(error.unwrap_err().to_string().contains("does not reach 2 cases"));
}

#[test]
fn conditional_survival_starts_anew() {
    let answer = ask(PEOPLE, |request| {
        request.methods = vec![Method::PoharPerme];
        request.conditional_on = Some(200.0 / 365.25);
        request.at_days = vec![300.0];
    })
    .unwrap();
    assert!((answer.rows[0].estimate - 0.5 * f64::exp(HAZARD * 100.0)).abs() < 1e-10);
}
