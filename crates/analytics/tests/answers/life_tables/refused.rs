//! What cannot be a life table is refused with the place and the cure.

use proptest::prelude::*;

use super::{file, source};

fn refused(suffix: &str, text: &str, wanted: &[&str]) {
    let error = source(file(suffix, text).path()).read(None).unwrap_err().to_string();
    for part in wanted {
        assert!(error.contains(part), "{error}\nlacks {part}");
    }
}

#[test]
fn tidy_tables() {
    let csv = |text: &str, wanted: &[&str]| refused(".csv", text, wanted);
    csv("", &["it is empty"]);
    csv("sex,year,age,qx\n", &["it has no figures"]);
    csv("sex,year,qx\n1,1990,0.1\n", &["no column age", "the columns are sex, year, qx", "name it age (years)"]);
    csv("sex,age,qx\n1,0,0.1\n", &["no column year", "year_cut_date"]);
    csv(
        "sex,year,age,hazard\n1,1990,0,0.1\n",
        &["no column hazard_per_day", "give one of hazard_per_day, hazard_per_year"],
    );
    csv("sex,year,age,qx\n1,1990,0,0.1\n1,1990,1,1.1\n", &["row 2, column qx: expected a probability from 0 to 1"]);
    csv(
        "sex,year,age,mx\n1,1990,0,-1\n1,1990,1,\n",
        &["row 1, column mx: expected a rate per person-year", "1 more row"],
    );
    csv("sex,year,age,qx\n1,1990,0,a\n", &["row 1, column qx: expected a number"]);
    csv("sex,year,age,qx\n1,1990,0-4,0.1\n", &["row 1, column age: expected a whole year of age", "1x1"]);
    csv("sex,year,age,qx\n1,1990,0.5,0.1\n", &["row 1, column age: expected a whole year of age"]);
    csv("sex,year,age,qx\n1,90,0,0.1\n", &["row 1, column year: expected a calendar year"]);
    csv("sex,year,age,qx\n3,1990,0,0.1\n", &["row 1, column sex: expected a sex"]);
    csv("sex,year,age_cut_days,qx\n1,1990,0,0.1\n1,1990,7,0.1\n", &["row 2, column age_cut_days"]);
    csv("sex,year,age,qx\n1,1990,0,0.1\n1,1990,2,0.1\n", &["it has no age 1, but older ones"]);
    csv(
        "sex,year,age,qx\n1,1990,0,0.1\n1,1990,1,0.1\n1,1991,0,0.1\n2,1990,0,0.1\n2,1990,1,0.1\n2,1991,0,0.1\n",
        &["no figure for sex female, 1991, age 1 (and 1 more cell)", "add the rows"],
    );
    csv(
        "sex,year,age,qx\n1,1990,0,0.1\n1,1990,1,0.1\n1,1990,0,0.1\n",
        &["row 3 gives a second figure for sex male, 1990, age 0 after row 1"],
    );
    csv("sex,year,age,qx,days_per_year\n1,1990,0,0.1,365\n1,1990,1,0.1,366\n", &["row 2, column days_per_year"]);
    csv("sex,year,age,qx,days_per_year\n1,1990,0,0.1,30\n", &["expected a year of 360 to 370 days"]);
    let missing = source("nowhere/table.csv".as_ref()).read(None).unwrap_err().to_string();
    assert!(missing.contains("nowhere/table.csv"), "{missing}");
    let folder = tempfile::tempdir().unwrap();
    let error = source(folder.path()).read(None).unwrap_err().to_string();
    assert!(error.contains("is a folder, expected a life table"), "{error}");
}

#[test]
fn tables_of_the_human_mortality_database() {
    let hmd = |title: &str, rows: &str, wanted: &[&str]| {
        refused(".txt", &format!("{title}\n\n Year Age mx qx\n{rows}"), wanted);
    };
    hmd("X, Life tables (period 1x1)", "1990 0 0.1 0.1", &["does not say of which sex"]);
    hmd("X, Life tables (cohort 1x1), Males", "1990 0 0.1 0.1", &["is of birth cohorts"]);
    hmd("X, Exposure to risk", "1990 0 0.1 0.1", &["neither life tables nor death rates"]);
    hmd("X, Life tables (period 1x1), Males", "1990 0 0.1", &["line 4 has 3 fields, expected the header's 4"]);
    hmd("X, Life tables (period 1x1), Males", "1990 0 0.1 .", &["row 1, column qx", "every cell needs a figure"]);
    hmd("X, Life tables (period 1x5), Males", "1990 0 0.1 0.1\n1990 1-4 0.1 0.1", &["row 2, column Age"]);
}

#[test]
fn objects_of_r() {
    let r = |text: &str, wanted: &str| refused(".R", text, &[wanted]);
    r("structure(c(1, 2)", "line 1: expected a comma or a closing parenthesis");
    r("structure(list(a = 1), class = \"data.frame\")", "an array of numbers");
    r("structure(c(1, 2), class = \"x\")", "no attribute dim");
    r("a <- structure(1, dim = 1L)\nb <- 2", "line 2: expected the end: a file holds one object");
    let table = |hazards: &str, age: &str| {
        format!(
            "structure(c({hazards}), dim = c(2L, 1L), dimnames = list(age = c({age}), year = \"1990\"), class = \"ratetable\")"
        )
    };
    r(&table("1, NA", "\"0\", \"1\""), "number 2 is not a rate");
    r(&table("1, 2, 3", "\"0\", \"1\""), "do not agree");
    r(&table("1, 2", "\"0\", \"0.5\""), "begins at no whole number of years");
    r(&"structure(".repeat(100), "fewer calls within calls");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_file_makes_it_panic(
        start in prop::sample::select(vec![
            "sex,year,age,qx\n", "Var1,Var2,Var3,Freq\n", "age_cut_days,year_cut_date,hazard_per_day,hazard_per_year\n",
            "X, Life tables, Males\nYear Age qx mx\n", "X, Death rates\nYear Age Female Male\n", "structure(c(", "",
        ]),
        pieces in prop::collection::vec(
            prop_oneof![
                "\\PC{0,3}",
                "[0-9]{1,5}",
                prop::sample::select(vec![
                    "male", "female", "1990", "1990-01-01", "365.25", "0.5", ",", "\n", " ", ")", "(", "c(", "list(", "dim = ",
                    "structure(", "dimnames = ", "NULL", "\"", "'", "`", "{", "}", "0x1p-3", "1:9", "-", "NA", "=", "<-", "#", ".", "L",
                ]).prop_map(str::to_owned),
            ],
            0..60,
        ),
    ) {
        let _ = source(file(".csv", &format!("{start}{}", pieces.concat())).path()).read(None);
    }
}
