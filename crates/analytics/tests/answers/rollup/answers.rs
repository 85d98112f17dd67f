//! Survival from cells is survival from the cases.

use analytics::rollup::{RollupRequest, tally};
use analytics::{
    Answer, Convention, Design, Difference, DifferenceRequest, Grid, LifeTableSource, Method, Render, Source,
    Standardisation, SurvivalRequest, Test, Weighting, difference, survival,
};

use super::{Cases, export, request};

/// The same question of a file of cells.
fn of_cells(asked: &SurvivalRequest, path: &std::path::Path) -> Answer {
    survival(&SurvivalRequest { source: Source::Cells(path.to_owned()), ..asked.clone() }).unwrap()
}

fn asked(cases: &Cases, methods: &[Method], by: &[&str]) -> SurvivalRequest {
    SurvivalRequest {
        methods: methods.to_vec(),
        by: by.iter().map(|by| (*by).to_owned()).collect(),
        life_table: methods.iter().any(|method| method.needs_life_table()).then_some(LifeTableSource::UnitedStates),
        closing_date: analytics::parse_date("2020-12-31"),
        at_years: vec![1.0, 3.0, 5.0, 10.0],
        ..SurvivalRequest::new(cases.all())
    }
}

/// Every figure, bit by bit; and who was counted.
fn same(cases: &Answer, cells: &Answer, what: &str) {
    assert_eq!(cases.series.len(), cells.series.len(), "{what}");
    assert!(!cases.rows.is_empty(), "{what}");
    assert_eq!(cases.to_csv().unwrap(), cells.to_csv().unwrap(), "{what}");
    assert_eq!(cases.provenance.cases_read, cells.provenance.cases_read, "{what}");
    assert_eq!(cases.provenance.cases_used, cells.provenance.cases_used, "{what}");
    let out = |answer: &Answer| answer.provenance.exclusions.iter().map(|exclusion| exclusion.count).sum::<u64>();
    assert_eq!(out(cases), out(cells), "{what}");
    assert_eq!(cells.provenance.cases_used + out(cells), cells.provenance.cases_read, "{what}");
}

#[test]
fn every_method_says_the_same_of_cells() {
    let cases = Cases::new(500, 11);
    let path = cases.path("cells.parquet");
    export(&request(cases.all()), &path);
    // Whose age or cause is not known is in no cells of this kind, so methods are asked together.
    for (methods, by) in [
        (&[Method::KaplanMeier, Method::PoharPerme, Method::EdererII][..], &["sex", "stage"][..]),
        (&[Method::NelsonAalen, Method::PoharPerme], &["stage"]),
        (&[Method::EdererI, Method::Hakulinen, Method::CrudeProbability], &["sex"]),
        (&[Method::EdererII, Method::Actuarial], &[]),
        (&[Method::PoharPerme, Method::Median, Method::RestrictedMean], &["sex"]),
    ] {
        let asked = asked(&cases, methods, by);
        same(&survival(&asked).unwrap(), &of_cells(&asked, &path), &format!("{methods:?}"));
    }
    // Potential follow-up, where it is kept, is summed apart from the rest of expected survival.
    export(&RollupRequest { closing_date: None, ..request(cases.all()) }, &path);
    let asked_of = asked(&cases, &[Method::Expected, Method::Nessie, Method::EdererI, Method::YearsLost], &["stage"]);
    let asked_of = SurvivalRequest { closing_date: None, ..asked_of };
    same(&survival(&asked_of).unwrap(), &of_cells(&asked_of, &path), "expected");
    // By cause of death, alone.
    let known_ages = RollupRequest { life_table: None, ..request(cases.all()) };
    export(&known_ages, &path);
    for methods in
        [&[Method::KaplanMeier][..], &[Method::CauseSpecific], &[Method::CauseSpecific, Method::CumulativeIncidence]]
    {
        let asked = asked(&cases, methods, &["sex"]);
        same(&survival(&asked).unwrap(), &of_cells(&asked, &path), &format!("{methods:?}"));
    }
}

#[test]
fn conditions_select_strata() {
    let cases = Cases::new(300, 12);
    let path = cases.path("cells.parquet");
    export(&request(cases.all()), &path);
    let mut asked = asked(&cases, &[Method::PoharPerme], &["stage"]);
    asked.filter = Some("sex = 2 and stage in ('I', 'III')".to_owned());
    let (of_cases, cells) = (survival(&asked).unwrap(), of_cells(&asked, &path));
    assert_eq!(of_cases.to_csv().unwrap(), cells.to_csv().unwrap());
    assert_eq!(of_cases.provenance.cases_used, cells.provenance.cases_used);
    assert!(cells.provenance.exclusions.iter().any(|exclusion| exclusion.reason == "not selected by --where"));

    asked.filter = Some("age_days > 20000".to_owned());
    let refused = survival(&SurvivalRequest { source: Source::Cells(path), ..asked }).unwrap_err().to_string();
    assert!(refused.contains("age_days") && refused.contains("strata only"), "{refused}");
}

/// Follow-up cut to calendar years and joined again is the window's.
#[test]
fn years_joined_are_a_period() {
    let cases = Cases::new(400, 13);
    let path = cases.path("cells.parquet");
    export(&RollupRequest { calendar_years: true, five_year_ages: true, ..request(cases.all()) }, &path);
    for design in ["period:2003..2008", "period:2001..2002", "cohort"] {
        let methods = [Method::KaplanMeier, Method::PoharPerme, Method::EdererII];
        let asked = SurvivalRequest {
            design: design.parse::<Design>().unwrap(),
            at_years: vec![1.0, 3.0, 5.0],
            ..asked(&cases, &methods, &["sex"])
        };
        let (of_cases, cells) = (survival(&asked).unwrap(), of_cells(&asked, &path));
        assert_eq!(of_cases.rows.len(), cells.rows.len());
        for (case, cell) in of_cases.rows.iter().zip(&cells.rows) {
            assert_eq!(
                (case.n_risk, case.n_event, case.n_censor, case.time_days),
                (cell.n_risk, cell.n_event, cell.n_censor, cell.time_days),
                "{design}"
            );
            if of_cases.series[case.series].method == Method::KaplanMeier {
                assert_eq!(case.estimate.to_bits(), cell.estimate.to_bits());
            }
            // A weight that began anew in each year may differ in its last binary place, 2^-40.
            assert!((case.estimate - cell.estimate).abs() < 1e-10, "{design}: {case:?}, {cell:?}");
            assert!((case.std_err - cell.std_err).abs() < 1e-10);
        }
        assert_eq!(of_cases.provenance.cases_used, cells.provenance.cases_used, "{design}");
        assert_eq!(of_cases.provenance.life_table, cells.provenance.life_table, "{design}");
    }
    // Counts of every day, of deaths by cause too.
    let asked = SurvivalRequest {
        design: "period:2003..2008".parse().unwrap(),
        at_years: Vec::new(),
        life_table: None,
        filter: Some("age_days is not null".to_owned()),
        ..asked(&cases, &[Method::CumulativeIncidence], &["stage"])
    };
    let cells = SurvivalRequest { filter: None, source: Source::Cells(path.clone()), ..asked.clone() };
    assert_eq!(survival(&asked).unwrap().to_csv().unwrap(), survival(&cells).unwrap().to_csv().unwrap());
    for (design, said) in
        [("period:2003-02-01..2008", "whole calendar years"), ("hybrid:2003..2008", "days of diagnosis")]
    {
        let request = SurvivalRequest { design: design.parse().unwrap(), ..cells.clone() };
        let refused = survival(&request).unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
}

#[test]
fn what_cells_cannot_answer_is_said() {
    let cases = Cases::new(50, 14);
    let path = cases.path("cells.parquet");
    let plain = RollupRequest { life_table: None, closing_date: None, ..request(cases.all()) };
    export(&plain, &path);
    let cells = SurvivalRequest::new(Source::Cells(path));
    let refused = [
        ("--life-table", SurvivalRequest { methods: vec![Method::PoharPerme], ..cells.clone() }),
        ("--calendar-years", SurvivalRequest { design: "period:2001..2005".parse().unwrap(), ..cells.clone() }),
        ("no column county", SurvivalRequest { by: vec!["county".to_owned()], ..cells.clone() }),
        ("floats", SurvivalRequest { convention: Convention::Relsurv, ..cells.clone() }),
        ("not the life table", SurvivalRequest { life_table: Some(LifeTableSource::Minnesota), ..cells.clone() }),
        ("every person", SurvivalRequest { methods: vec![Method::Cox], ..cells }),
    ];
    for (said, request) in refused {
        let error = survival(&request).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    let cells = tally(&plain).unwrap();
    assert_eq!(cells.key().population, None);
    assert!(!cells.contents().cases.out.contains_key("age at diagnosis not known"), "no age is needed");
}

#[test]
fn tests_of_difference_too() {
    let cases = Cases::new(400, 15);
    let path = cases.path("cells.parquet");
    export(&RollupRequest { life_table: None, ..request(cases.all()) }, &path);
    for (test, method, rho) in [
        (Test::LogRank, Method::KaplanMeier, 1.0),
        (Test::LogRank, Method::CauseSpecific, 0.0),
        (Test::Gray, Method::KaplanMeier, 0.0),
    ] {
        let of = |source: Source| {
            let cases =
                SurvivalRequest { methods: vec![method], by: vec!["stage".to_owned()], ..SurvivalRequest::new(source) };
            let request =
                DifferenceRequest { rho, strata: vec!["sex".to_owned()], ..DifferenceRequest::new(cases, test) };
            difference(&request).unwrap()
        };
        let (of_cases, of_cells) = (of(cases.all()), of(Source::Cells(path.clone())));
        assert_eq!(of_cases.outcomes, of_cells.outcomes, "{test}");
        assert_eq!(of_cases.groups, of_cells.groups);
        let known = |answer: &Difference| {
            let provenance = &answer.provenance;
            let out: u64 = provenance.exclusions.iter().map(|exclusion| exclusion.count).sum();
            (provenance.cases_read, provenance.cases_used, out)
        };
        assert_eq!(known(&of_cases), known(&of_cells), "{test}");
    }
    // Of net survival, by exact days.
    export(&request(cases.all()), &path);
    let of = |source: Source, life_table| {
        let by = vec!["stage".to_owned()];
        let cases =
            SurvivalRequest { by, life_table, methods: vec![Method::PoharPerme], ..SurvivalRequest::new(source) };
        difference(&DifferenceRequest::new(cases, Test::Graffeo)).unwrap()
    };
    let of_cases = of(cases.all(), Some(LifeTableSource::UnitedStates));
    let of_cells = of(Source::Cells(path), None);
    assert_eq!(of_cases.outcomes, of_cells.outcomes);
    assert_eq!(of_cases.provenance.cases_used, of_cells.provenance.cases_used);
    assert_eq!(of_cases.provenance.life_table, of_cells.provenance.life_table);
}

#[test]
fn ages_are_standardised_from_five_year_ages() {
    let cases = Cases::new(900, 16);
    let path = cases.path("cells.parquet");
    export(&RollupRequest { five_year_ages: true, ..request(cases.all()) }, &path);
    let standardise = |standard: &str, weighting, age_groups: Option<&[u32]>| {
        let age_groups = age_groups.map(<[u32]>::to_vec);
        Some(Standardisation { standard: standard.parse().unwrap(), weighting, age_groups })
    };
    for standardisation in [
        standardise("icss1", Weighting::Traditional, None),
        standardise("icss2", Weighting::Brenner, None),
        // Whoever is younger has no weight.
        standardise("internal", Weighting::Traditional, Some(&[40, 65])),
    ] {
        let methods = [Method::KaplanMeier, Method::PoharPerme];
        let asked = SurvivalRequest { standardisation, ..asked(&cases, &methods, &["sex"]) };
        let (of_cases, cells) = (survival(&asked).unwrap(), of_cells(&asked, &path));
        assert!(of_cases.provenance.standard.is_some());
        same(&of_cases, &cells, &format!("{:?}", asked.standardisation));
    }
    let standardisation = standardise("internal", Weighting::Traditional, Some(&[15, 52, 70]));
    let asked = SurvivalRequest { standardisation, ..SurvivalRequest::new(Source::Cells(path)) };
    let refused = survival(&asked).unwrap_err().to_string();
    assert!(refused.contains("begins at 52"), "{refused}");
}

#[test]
fn completed_months_too() {
    let cases = Cases::new(500, 17);
    let path = cases.path("cells.parquet");
    export(&RollupRequest { months: Some("0:15:1".parse().unwrap()), ..request(cases.all()) }, &path);
    let methods = [Method::EdererI, Method::EdererII, Method::Hakulinen, Method::PoharPerme];
    let asked = SurvivalRequest {
        convention: Convention::Seer,
        grid: "0:10:1".parse().unwrap(),
        ..asked(&cases, &methods, &["sex"])
    };
    same(&survival(&asked).unwrap(), &of_cells(&asked, &path), "seer");
    let monthly = SurvivalRequest { grid: "monthly".parse().unwrap(), source: Source::Cells(path.clone()), ..asked };
    let refused = survival(&monthly).unwrap_err().to_string();
    assert!(refused.contains("end at months [12, 24"), "{refused}");
    // The cells' own intervals, where none are named.
    let own = SurvivalRequest { grid: Grid::Exact, at_years: Vec::new(), ..monthly };
    assert!(survival(&own).unwrap().rows.iter().any(|row| row.time_years == 15.0));

    export(&request(cases.all()), &path);
    let refused = survival(&own).unwrap_err().to_string();
    assert!(refused.contains("--months"), "{refused}");
}
