//! Regressions over listings small enough to work by hand, and what they refuse.

use analytics::{
    Convention, Covariates, Design, Grid, LifeTableSource, Method, Regression, RegressionRequest, Render,
    SurvivalRequest, Ties, regression,
};
use tempfile::NamedTempFile;

use crate::listing::{csv_file, request};

fn asked(file: &NamedTempFile, method: Method, covariates: &str) -> RegressionRequest {
    let cases = SurvivalRequest { methods: vec![method], ..request(file) };
    RegressionRequest::new(cases, covariates.parse::<Covariates>().unwrap())
}

fn left_out(answer: &Regression, part: &str) -> u64 {
    let found = answer.provenance.exclusions.iter().find(|exclusion| exclusion.reason.contains(part));
    found.unwrap_or_else(|| panic!("{part}: {:?}", answer.provenance.exclusions)).count
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found}, expected {expected}");
}

/// The treated die first and live longest, one untreated dies between: b / (2 b + 1) / (b + 1) is largest at
/// b = sqrt(1/2). One lacks an arm; nobody is at risk who was censored on day 0.
const THREE: &str = "\
arm,score,clinic,time_days,status
no,0,a,2,1\nyes,1,a,1,1\nyes,1,a,3,0\n,1,a,2,1\nyes,,b,2,1\nno,0,b,0,0
";

#[test]
fn three_people_by_hand() {
    let file = csv_file(THREE);
    // As a factor of texts, as a number, and with the levels turned round.
    for (covariate, term, coefficient) in [
        ("arm", "armyes", 0.5_f64.sqrt().ln()),
        ("score", "score", 0.5_f64.sqrt().ln()),
        ("factor(score)", "score1", 0.5_f64.sqrt().ln()),
        ("factor(arm, levels=yes|no)", "armno", -0.5_f64.sqrt().ln()),
    ] {
        let mut request = asked(&file, Method::Cox, covariate);
        request.cases.filter = Some("clinic = 'a' and (score = 0 or arm is not null)".to_owned());
        let answer = regression(&request).unwrap();
        assert_eq!(answer.fit.terms[0].name, term, "{covariate}");
        near(answer.fit.terms[0].coefficient, coefficient);
        assert_eq!((answer.fit.n, answer.fit.n_event), (3, 2));
    }
    let answer = regression(&asked(&file, Method::Cox, "arm,score")).unwrap_err().to_string();
    assert!(answer.contains("score"), "both say the same: {answer}");

    let answer =
        regression(&RegressionRequest { ties: Some(Ties::Exact), ..asked(&file, Method::Cox, "arm") }).unwrap();
    assert_eq!((left_out(&answer, "arm not known"), left_out(&answer, "day 0")), (1, 1));
    assert_eq!(answer.provenance.cases_used, 4);
    assert!(answer.proportionality.is_none());
    let table = answer.to_table();
    assert!(table.notes.iter().any(|note| note == "arm is compared with no"), "{:?}", table.notes);
    assert!(table.notes.iter().any(|note| note.contains("no cells that could be merged")));
    let csv = answer.to_csv().unwrap();
    let header = "term,coefficient,std_err,z,p,lower,upper,hazard_ratio,hazard_ratio_lower,hazard_ratio_upper\narmyes,";
    assert!(csv.starts_with(header), "{csv}");
    assert_eq!(&answer.to_parquet().unwrap()[..4], b"PAR1");
}

#[test]
fn robust_errors_clusters_and_strata_say_so() {
    let rows = THREE.split_once('\n').unwrap().1.replace(",a,", ",c,");
    let file = csv_file(&format!("{THREE}{rows}"));
    let mut request = asked(&file, Method::Cox, "arm");
    request.cases.filter = Some("clinic <> 'b'".to_owned());
    request.strata = vec!["clinic".to_owned()];
    let plain = regression(&request).unwrap();
    // The same three people twice, each within their clinic.
    near(plain.fit.terms[0].coefficient, 0.5_f64.sqrt().ln());
    assert!(!plain.to_csv().unwrap().contains("robust"));

    request.robust = true;
    let robust = regression(&request).unwrap();
    let csv = robust.to_csv().unwrap();
    assert!(csv.contains("hazard_ratio_upper,robust,model_std_err\n"), "{csv}");
    let term = &robust.fit.terms[0];
    near(term.std_err, plain.fit.terms[0].std_err);
    let json: serde_json::Value = serde_json::from_str(&robust.to_json().unwrap()).unwrap();
    assert_eq!(json["rows"][0]["std_err"].as_f64(), term.robust_std_err);
    assert_eq!(json["fit"]["robust"], true);
    assert_eq!(json["fit"]["n_event"], 4);
    assert_eq!(json["fit"]["strata"][0], "clinic");
    assert!(json["fit"]["proportionality"]["terms"]["armyes"]["p"].is_number());

    request.cluster = Some("score".to_owned());
    let clustered = regression(&request).unwrap();
    assert_ne!(clustered.fit.terms[0].robust_std_err, term.robust_std_err);
}

/// The age is short for the age at diagnosis, unless a column is called so.
#[test]
fn the_age_at_diagnosis() {
    let rows = "1950-01-01,2000-01-01,100,1\n1940-01-01,2000-01-01,50,1\n1920-01-01,2000-01-01,75,0\n";
    let file = csv_file(&format!("birth_date,dx_date,time_days,status\n{rows}"));
    let answer = regression(&asked(&file, Method::Cox, "age")).unwrap();
    assert_eq!(answer.fit.terms[0].name, "age");
    let in_days = csv_file("days,time_days,status\n18262,100,1\n21915,50,1\n29220,75,0\n");
    let by_days = regression(&asked(&in_days, Method::Cox, "days")).unwrap();
    near(answer.fit.terms[0].coefficient, by_days.fit.terms[0].coefficient * 365.25);
    // x / (1 + x + x^3), x the ratio of ten years, is largest at the cube root of 1/2.
    let named = csv_file("age,time_days,status\n50,100,1\n60,50,1\n80,75,0\n");
    let answer = regression(&asked(&named, Method::Cox, "age")).unwrap();
    near(answer.fit.terms[0].coefficient, -2.0_f64.ln() / 30.0);
    let none = csv_file("time_days,status\n100,1\n50,1\n");
    let error = regression(&asked(&none, Method::Cox, "age")).unwrap_err().to_string();
    assert!(error.contains("needed for the age at diagnosis"), "{error}");
}

/// Nobody is censored: whoever died of another cause stays at risk. b / (2 b + 2) / (b + 2) b / (b + 1) is largest at
/// b = (1 + sqrt 17) / 2.
#[test]
fn fine_gray_by_hand() {
    let file = csv_file("treated,time_days,cause\n1,1,1\n0,2,2\n0,3,1\n1,4,1\n");
    let mut request = asked(&file, Method::FineGray, "treated");
    let answer = regression(&request).unwrap();
    near(answer.fit.terms[0].coefficient, (0.5 + 17.0_f64.sqrt() / 2.0).ln());
    assert_eq!(answer.fit.n_event, 3);
    assert!(answer.to_csv().unwrap().contains(",robust,model_std_err"));
    request.robust = true;
    assert!(regression(&request).unwrap_err().to_string().contains("robust already"));
    let late = csv_file("treated,time_days,cause,entry_days\n1,1,1,0\n0,2,2,1\n0,3,1,0\n1,4,1,0\n");
    let error = regression(&asked(&late, Method::FineGray, "treated")).unwrap_err().to_string();
    assert!(error.contains("knows no late entry"), "{error}");
}

/// Ten men and ten women with 100 days each in a population that dies at one in 10,000 a day: expected are 0.1 of either.
/// Four and two die at the end: the excess is 3.9 and 1.9 in 1,000 days.
#[test]
fn excess_hazards_by_hand() {
    let mut table = String::from("sex,age,year,hazard_per_day\n");
    for (sex, year) in [("male", 1990), ("male", 2000), ("female", 1990), ("female", 2000)] {
        for age in 0..100 {
            table += &format!("{sex},{age},{year},0.0001\n");
        }
    }
    let table = csv_file(&table);
    let mut cases = String::from("sex,age_years,dx_date,time_days,status\n");
    for (sex, deaths) in [("male", 4), ("female", 2)] {
        for person in 0..10 {
            cases += &format!("{sex},60.5,1995-05-05,100,{}\n", u8::from(person < deaths));
        }
    }
    cases += "male,60.5,1995-05-05,0,1\nmale,99.9,1995-05-05,100,1\n";
    let file = csv_file(&cases);
    let mut request = asked(&file, Method::ExcessHazard, "factor(sex, levels=male|female)");
    request.cases.life_table = Some(LifeTableSource::File(table.path().to_owned()));
    request.cases.filter = Some("age_years < 90".to_owned());
    let answer = regression(&request).unwrap();
    let [intercept, female] = &answer.fit.terms[..] else { panic!("{:?}", answer.fit.terms) };
    near(intercept.coefficient, (3.9_f64 / 1000.0 * 365.25).ln());
    near(female.coefficient, (1.9_f64 / 3.9).ln());
    assert_eq!(left_out(&answer, "no follow-up"), 1);
    assert_eq!(answer.provenance.cases_used, 20);
    let json: serde_json::Value = serde_json::from_str(&answer.to_json().unwrap()).unwrap();
    assert!(json["rows"][0]["hazard_ratio"].is_null(), "an intercept is no ratio");
    assert_eq!((&json["fit"]["rows"], &json["fit"]["residual_df"]), (&2.into(), &0.into()));

    // Nobody dies in days 1 to 50, whose ratio to the days that follow runs away; followed to day 50 nobody dies at all.
    request.cases.grid = format!("0,{},1", 50.0 / 365.25).parse::<Grid>().unwrap();
    let error = regression(&request).unwrap_err().to_string();
    assert!(error.contains("nobody dies in years 0-0.1369 beyond what is expected"), "{error}");
    request.cases.horizon = Some(50.0 / 365.25);
    assert!(regression(&request).unwrap_err().to_string().contains("event"));

    // The table ends with age 99.
    (request.cases.grid, request.cases.horizon, request.cases.filter) = (Grid::Exact, None, None);
    assert_eq!(regression(&request).unwrap().provenance.life_table.unwrap().clamped.too_old, 1);
    request.cases.clamp = false;
    assert!(regression(&request).unwrap_err().to_string().contains("does not reach 1 cases"));
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let file = csv_file(
        "id,stage,grade,site,sex,time_days,status
        a,1,1,C50,1,5,1\nb,2,2,C50,1,8,0\nc,3,x,C50,1,2,1\nd,1,3,C50,1,9,1\ne,2,4,C50,1,7,1\n"
            .replace("\n        ", "\n")
            .as_str(),
    );
    let refused = |covariates: &str, change: fn(&mut RegressionRequest), wanted: &str| {
        let mut request = asked(&file, Method::Cox, covariates);
        change(&mut request);
        let error = regression(&request).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}\nlacks {wanted}");
    };
    let nothing = |_: &mut RegressionRequest| {};
    refused("tnm", nothing, "no column tnm, which --covariates names; the columns are id, stage");
    refused("grade", nothing, "row 3, column grade: expected a number");
    refused("grade", nothing, "factor(column)");
    refused("site", nothing, "--covariates site: all cases have the same value");
    refused("sex", nothing, "sex");
    refused("factor(stage, levels=1|2|3|4)", nothing, "no case has the level 4");
    refused("stage,stage", nothing, "named twice");
    refused("stage", |request| request.covariates.0.clear(), "name what explains the hazards with --covariates");
    refused("stage", |request| request.strata = vec!["county".to_owned()], "no column county, which --strata names");
    refused("stage", |request| request.cluster = Some("clan".to_owned()), "no column clan, which --cluster names");
    refused("stage", |request| request.cases.by = vec!["sex".to_owned()], "a regression is of all cases");
    refused("stage", |request| request.cases.at_years = vec![1.0], "--at");
    refused("stage", |request| request.cases.horizon = Some(5.0), "--horizon");
    refused("stage", |request| request.cases.convention = Convention::Seer, "has no regression");
    refused("stage", |request| request.cases.methods.push(Method::KaplanMeier), "expected one regression");
    refused("stage", |request| request.cases.methods = vec![Method::KaplanMeier], "expected one regression");
    refused("stage", |request| request.cases.methods = vec![Method::FineGray], "no column cause");
    refused("stage", |request| request.cases.methods = vec![Method::ExcessHazard], "name its life table");
    refused("stage", |request| (request.ties, request.robust) = (Some(Ties::Exact), true), "robust");
    let windows =
        |request: &mut RegressionRequest| request.cases.design = "period:2010..2012".parse::<Design>().unwrap();
    refused("stage", windows, "no column dx_date");

    // Values that are no level are left out and counted.
    let answer = regression(&asked(&file, Method::Cox, "factor(stage, levels=2|1)")).unwrap();
    assert_eq!(left_out(&answer, "stage not among the levels named"), 1);
    // Few whole numbers may be codes.
    let answer = regression(&asked(&file, Method::Cox, "stage")).unwrap();
    assert!(answer.provenance.notes.iter().any(|note| note.contains("write factor(stage)")));
}

/// A column of names is no factor.
#[test]
fn too_many_levels() {
    let rows: Vec<String> = (1..=150).map(|n| format!("case {n},{n},{}\n", n % 2)).collect();
    let file = csv_file(&format!("id,time_days,status\n{}", rows.concat()));
    let error = regression(&asked(&file, Method::Cox, "id")).unwrap_err().to_string();
    assert!(error.contains("has 150 different values, more than 100"), "{error}");
}
