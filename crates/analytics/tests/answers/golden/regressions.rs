//! Regressions against R's survival (`coxph`, `cox.zph`) and cmprsk (`crr`).

use analytics::{
    CaseFile, Convention, Covariates, LifeTableSource, Method, Regression, RegressionRequest, Source, SurvivalRequest,
    Ties, regression,
};
use golden::{Case, Check, Folder, Report, Row};

use super::request;
use crate::listing::csv_file;

/// For coefficients.
const COEFFICIENT: f64 = 1e-8;
/// For standard errors.
const STD_ERR: f64 = 1e-7;
/// For log-likelihoods and statistics as a share of their size: sums over thousands of people, added in another order.
const RELATIVE: f64 = 1e-10;
/// For probabilities of tests and shares of pairs.
const PROBABILITY: f64 = 1e-11;

#[test]
fn regressions_agree_with_the_references() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 0.0).expect_agreement();
}

#[test]
fn a_regression_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases() {
        let Some(method) = Some(case.get("method")).filter(|method| ["cox", "fine-gray"].contains(method)) else {
            continue;
        };
        let reason = Some(case.get("skip")).filter(|skip| !skip.is_empty());
        if let Some(reason) = reason.or((!case.get("case_weight").is_empty()).then_some("needs case_weight")) {
            report.later.push(format!("{} ({reason})", case.id()));
            continue;
        }
        let answer = ask(folder, &case, method.parse().unwrap());
        let mut check = Check { off, ..Check::default() };
        compare(folder, &case, &answer, &mut check);
        report.add(&case, &check);
    }
    report
}

fn ask(folder: &Folder, case: &Case, method: Method) -> Regression {
    // Where causes are told apart, the status is that of the one cause.
    let status = if method == Method::FineGray { "case_cause" } else { "case_status" };
    let renames = [
        ("time_days", case.get("time_col")),
        ("entry_days", case.get("entry_col")),
        ("status", status),
        ("cause", "case_cause"),
    ];
    let (_file, mut cases) = request(folder, case, &renames);
    cases.convention = Convention::Survival;
    cases.methods = vec![method];
    let mut request = RegressionRequest::new(cases, case.get("covariates").parse::<Covariates>().unwrap());
    request.ties = Some(case.get("ties")).filter(|ties| !ties.is_empty()).map(|ties| ties.parse::<Ties>().unwrap());
    request.strata = case.list("strata").map(str::to_owned).collect();
    request.cluster = Some(case.get("cluster")).filter(|column| !column.is_empty()).map(str::to_owned);
    regression(&request).unwrap_or_else(|error| panic!("{}: {error}", case.id()))
}

fn compare(folder: &Folder, case: &Case, answer: &Regression, check: &mut Check) {
    let names: Vec<&str> = case.list("coef_names").collect();
    let fit = &answer.fit;
    assert_eq!(names.len(), fit.terms.len(), "{}: terms", case.id());
    let std_err = |term: usize| fit.covariance.get(term, term).sqrt();
    for row in folder.scalars(case) {
        check.rows += 1;
        let (name, index) = (row.get("name"), row.get("index"));
        let term = names.iter().position(|name| *name == index);
        let of_term = || &fit.terms[term.unwrap()];
        let zph = || {
            let tests = answer.proportionality.as_ref().unwrap();
            term.map_or(tests.global, |term| tests.terms[term])
        };
        let relative = RELATIVE * row.number("value").unwrap_or(1.0).abs().max(1.0);
        let count = match name {
            "n" => Some(fit.n as u64),
            "nevent" => Some(fit.n_event),
            "iter" => Some(u64::from(fit.iterations)),
            "converged" => Some(u64::from(fit.converged)),
            "zph_df" => Some(zph().df as u64),
            _ => None,
        };
        if let Some(count) = count {
            check.count(&row, "value", count);
            continue;
        }
        let (found, tolerance) = match name {
            "coef" => (of_term().coefficient, COEFFICIENT),
            "se" => (of_term().robust_std_err.unwrap_or(of_term().std_err), STD_ERR),
            "se_naive" => (of_term().std_err, STD_ERR),
            "vcov" => {
                let [a, b] = pair(&row);
                // A covariance is a correlation times two standard errors.
                (fit.covariance.get(a, b), STD_ERR * (std_err(a) + std_err(b)))
            }
            "loglik_null" => (fit.log_likelihood_null, relative),
            "loglik" => (fit.log_likelihood, relative),
            "score_test" => (fit.score.statistic, relative),
            "wald_test" => (fit.wald.statistic, relative),
            "concordance" => (answer.concordance.unwrap().estimate, PROBABILITY),
            "concordance_se" => (answer.concordance.unwrap().std_err, PROBABILITY),
            "zph_chisq" => (zph().statistic, relative),
            "zph_p" => (zph().p, PROBABILITY),
            other => panic!("{}: unknown scalar {other}", case.id()),
        };
        check.number(&row, "value", found, tolerance);
    }
}

/// `1,2`, from 1.
fn pair(row: &Row) -> [usize; 2] {
    let (a, b) = row.get("index").split_once(',').unwrap();
    [a, b].map(|number| number.trim().parse::<usize>().unwrap() - 1)
}

/// R 4.2.2, `glm` with Poisson deaths and the link log((mu - d*) / y), over the 194 groups of `colrec` followed for five
/// years of 365.241 days, d* from `survexp(..., method = "individual.h")` with `slopop`: coefficient and standard error.
/// (`relsurv::rsadd` reads the table ten years early for dates that count from 1960.)
const EXCESS: [(&str, f64, f64); 13] = [
    ("(intercept)", -2.900_767_295_455_066, 0.150_647_726_641_157),
    ("years 1-2", -0.395_335_879_644_931, 0.049_562_452_536_091),
    ("years 2-3", -0.777_560_487_620_793, 0.069_127_182_919_748),
    ("years 3-4", -0.920_622_899_113_106, 0.082_951_020_249_325),
    ("years 4-5", -1.303_445_757_228_533, 0.111_442_972_866_300),
    ("age_group45-54", -0.017_670_578_302_107, 0.112_239_073_499_912),
    ("age_group55-64", 0.216_776_443_066_302, 0.103_575_438_630_143),
    ("age_group65-74", 0.420_267_646_380_815, 0.101_256_507_887_813),
    ("age_group75+", 0.817_610_376_348_516, 0.103_387_949_296_917),
    ("sex", -0.004_849_776_905_390, 0.038_597_681_235_816),
    ("stage2", 1.000_983_759_126_673, 0.103_470_384_431_986),
    ("stage3", 2.821_993_270_101_675, 0.104_076_114_037_713),
    ("stage99", 2.140_770_777_878_189, 0.117_561_091_859_354),
];

#[test]
fn excess_hazards_agree_with_glm() {
    let Some(folder) = Folder::open() else { return };
    let Some(case) = folder.cases().find(|case| case.get("data") == "colrec.csv") else { return };
    let file = csv_file(&std::fs::read_to_string(folder.data_path(&case)).unwrap());
    let cases = CaseFile::new(file.path()).rename(["status=stat", "dx_date=diag_date"]).unwrap();
    let mut cases = SurvivalRequest::new(Source::Cases(cases));
    cases.methods = vec![Method::ExcessHazard];
    cases.life_table = Some(LifeTableSource::File(folder.life_table_path("slopop")));
    let covariates = "age_group, sex, factor(stage)".parse::<Covariates>().unwrap();
    let answer = regression(&RegressionRequest::new(cases, covariates)).unwrap();
    if (answer.provenance.cases_used, answer.fit.n_event) != (5971, 3803) {
        println!("skipped: other cases than those the figures are of");
        return;
    }
    let deviance = answer.deviance.unwrap();
    assert_eq!((deviance.rows, deviance.residual_df), (194, 181));
    assert!((deviance.deviance - 409.802_434_317).abs() < 1e-8);
    assert_eq!(answer.fit.terms.len(), EXCESS.len());
    for (term, (name, coefficient, std_err)) in answer.fit.terms.iter().zip(EXCESS) {
        assert_eq!(term.name, name);
        assert!((term.coefficient - coefficient).abs() < COEFFICIENT, "{name}: {}", term.coefficient);
        assert!((term.std_err - std_err).abs() < STD_ERR, "{name}: {}", term.std_err);
    }
}
