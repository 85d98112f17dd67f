//! Tests of difference over listings small enough to work by hand, and what they refuse.

use analytics::{
    Convention, Design, DifferenceRequest, LifeTableSource, Method, Render, SurvivalRequest, Test, difference,
};
use tempfile::NamedTempFile;

use crate::listing::{csv_file, near, request};

fn asked(file: &NamedTempFile, test: Test, by: &[&str]) -> DifferenceRequest {
    let by = by.iter().map(|name| (*name).to_owned()).collect();
    DifferenceRequest::new(SurvivalRequest { by, ..request(file) }, test)
}

/// Left die on days 1 and 3, right on 2, with one left over: expected 2/4 + 1/3 + 1/2, variances 1/4, 2/9, 1/4. Whoever
/// lacks an arm is in no group; nobody censored on day 0 is at risk.
const FOUR: &str = "\
arm,clinic,time_days,status,cause
left,a,1,1,1\nleft,a,3,1,1\nright,a,2,1,2\nright,a,4,0,0\n,a,2,1,1\nright,a,0,0,0\nleft,,3,1,2
";

#[test]
fn two_arms_by_hand() {
    let file = csv_file(FOUR);
    let mut request = asked(&file, Test::LogRank, &["arm"]);
    request.cases.filter = Some("clinic is not null".to_owned());
    let answer = difference(&request).unwrap();
    assert_eq!(answer.groups, [["left"], ["right"]]);
    let test = &answer.outcomes[0].test;
    assert_eq!((test.groups[0].n, test.groups[1].n), (2, 2));
    near(test.groups[0].expected, 4.0 / 3.0);
    near(test.covariance[0][0], 13.0 / 18.0);
    near(test.chi_square, (4.0 / 9.0) / (13.0 / 18.0));

    let left_out = |part: &str| {
        let found = answer.provenance.exclusions.iter().find(|exclusion| exclusion.reason.contains(part));
        found.unwrap_or_else(|| panic!("{part}: {:?}", answer.provenance.exclusions)).count
    };
    assert_eq!((left_out("arm not known"), left_out("day 0"), left_out("--where")), (1, 1, 1));
    assert_eq!((answer.provenance.cases_read, answer.provenance.cases_used), (7, 4));

    let csv = answer.to_csv().unwrap();
    assert!(csv.starts_with("arm,n,observed,expected,test,chi_square,df,p\nleft,2,2,1.33"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&answer.to_json().unwrap()).unwrap();
    assert_eq!(json["test"]["name"], "log-rank");
    near(json["test"]["covariance"][0][1].as_f64().unwrap(), -13.0 / 18.0);
    assert_eq!(json["provenance"]["algorithms"][0]["id"], "log-rank");
    assert!(json["provenance"]["interval"].is_null());
    assert_eq!(&answer.to_parquet().unwrap()[..4], b"PAR1");
    let table = answer.to_table();
    assert!(table.notes[0].starts_with("chi-square 0.62 on 1 degree of freedom, p 0.43"), "{:?}", table.notes);
    assert!(table.notes.iter().any(|note| note.starts_with("log-rank test of arm; convention exact")));

    // The same people twice, in two clinics: twice the difference with twice the variance.
    let twice = csv_file(&format!("{FOUR}{}", FOUR.split_once('\n').unwrap().1.replace(",a,", ",b,")));
    let mut request = asked(&twice, Test::LogRank, &["arm"]);
    request.strata = vec!["clinic".to_owned()];
    near(difference(&request).unwrap().outcomes[0].test.chi_square, 2.0 * test.chi_square);
}

/// Deaths of another cause are censored where this cancer is asked for: on the left 2 deaths, expected 2/4 + 1/2.
#[test]
fn cause_by_cause() {
    let file = csv_file(FOUR);
    let mut request = asked(&file, Test::LogRank, &["arm"]);
    request.cases.filter = Some("clinic = 'a'".to_owned());
    request.cases.methods = vec![Method::CauseSpecific];
    near(difference(&request).unwrap().outcomes[0].test.groups[0].expected, 1.0);

    // Gray: nobody of the right who died of cause 2 would have been censored by day 3, so h is 2 and 2 on both days.
    request.test = Test::Gray;
    request.cases.methods = vec![Method::KaplanMeier];
    let answer = difference(&request).unwrap();
    let causes: Vec<&str> = answer.outcomes.iter().map(|outcome| outcome.cause.unwrap().name()).collect();
    assert_eq!(causes, ["cancer", "other"]);
    let cancer = &answer.outcomes[0].test;
    assert_eq!((cancer.groups[0].observed, cancer.groups[1].observed), (2.0, 0.0));
    near(cancer.groups[0].expected, 0.5 + 1.0 / 3.0);
    let json: serde_json::Value = serde_json::from_str(&answer.to_json().unwrap()).unwrap();
    assert_eq!(json["test"][1]["cause"], "other");
    assert_eq!(answer.to_csv().unwrap().lines().count(), 5);
}

/// A death in 2009 is before the window, one in 2012 after it; entry is at the window's start.
#[test]
fn windows_of_calendar_time() {
    let file = csv_file(
        "arm,dx_date,exit_date,status
        left,2009-12-30,2010-01-03,1\nright,2009-12-30,2010-01-02,1\nleft,2009-01-01,2009-06-01,1
        right,2010-01-01,2012-06-01,1\n"
            .replace("\n        ", "\n")
            .as_str(),
    );
    let mut request = asked(&file, Test::LogRank, &["arm"]);
    request.cases.design = "period:2010..2012".parse::<Design>().unwrap();
    let answer = difference(&request).unwrap();
    // Day 3: the right of two, of three at risk the one diagnosed in 2010 is on the right as well.
    near(answer.outcomes[0].test.groups[0].expected, 1.0 / 3.0 + 0.5);
    assert_eq!(answer.provenance.design, "period:2010-01-01..2012-01-01");
    assert_eq!(answer.provenance.cases_used, 3);
}

/// Where the population does not die net survival is survival, and every death an excess: the z are those of the log-rank
/// test, but each death varies as one, (1 - share)^2 in its own group and share^2 in the other.
#[test]
fn graffeo_without_a_population_is_nearly_log_rank() {
    let mut table = String::from("age,year,hazard_per_day\n");
    for (age, year) in (0..120).flat_map(|age| [(age, 1990), (age, 2000)]) {
        table += &format!("{age},{year},0\n");
    }
    let table = csv_file(&table);
    let lines = FOUR.lines().enumerate().map(|(line, text)| match line {
        0 => format!("{text},dx_date,age_years\n"),
        _ => format!("{text},1995-01-01,60\n"),
    });
    let file = csv_file(&lines.collect::<String>());
    let mut request = asked(&file, Test::Graffeo, &["arm"]);
    request.cases.life_table = Some(LifeTableSource::File(table.path().to_owned()));
    request.cases.filter = Some("clinic is not null".to_owned());
    for convention in [Convention::Exact, Convention::Relsurv] {
        request.cases.convention = convention;
        let answer = difference(&request).unwrap();
        let test = &answer.outcomes[0].test;
        near(test.z[0], 2.0 - 4.0 / 3.0);
        near(test.covariance[0][0], 0.25 + 1.0 / 9.0 + 0.25);
        assert_eq!(answer.provenance.life_table.as_ref().unwrap().clamped.cases, 0);
        assert_eq!(answer.provenance.cases_used, 4);
    }
}

#[test]
fn what_cannot_be_tested_is_said() {
    let file = csv_file(FOUR);
    let refused = |change: fn(&mut DifferenceRequest), wanted: &str| {
        let mut request = asked(&file, Test::LogRank, &["arm"]);
        change(&mut request);
        let error = difference(&request).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}\nlacks {wanted}");
    };
    refused(|request| request.cases.by.clear(), "name the columns that make them with --by");
    refused(|request| request.cases.by = vec!["clinic".to_owned()], "--by clinic: the cases are of one group only");
    refused(|request| request.strata = vec!["arm".to_owned()], "--strata arm: is in --by too");
    refused(|request| request.strata = vec!["hospital".to_owned()], "no column hospital, which --strata names");
    refused(|request| request.rho = -1.0, "--rho -1");
    refused(|request| request.rho = f64::NAN, "--rho NaN");
    refused(|request| request.cases.at_years = vec![5.0], "--at");
    refused(|request| request.cases.conditional_on = Some(1.0), "--conditional-on");
    refused(|request| request.cases.convention = Convention::Seer, "has no test");
    refused(|request| request.cases.methods = vec![Method::PoharPerme], "compares kaplan-meier or cause-specific");
    refused(|request| request.test = Test::Graffeo, "compares with the general population");
    refused(|request| (request.test, request.rho) = (Test::Graffeo, 1.0), "weighs all times alike");
    assert!("logrank".parse::<Test>().unwrap_err().to_string().contains("there are log-rank, gray, graffeo"));
    // The age at diagnosis is short for a covariate, not for a group.
    refused(|request| request.cases.by = vec!["age".to_owned()], "no column age, which --by names");
}
