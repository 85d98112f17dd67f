//! Small tables in each format, worked by hand.

use std::fs::{self, File};

use analytics::AgeWeights;
use estimators::CalendarRule;
use polars::prelude::{Column, DataFrame, ParquetWriter};

use super::{file, hazard, near, read, read_text, source};

const TIDY: &str = "sex,year,age,hazard_per_day
male,1990,0,1e-5
male,1990,1,2e-5
male,2000,0,3e-5
male,2000,1,4e-5
female,1990,0,5e-5
female,1990,1,6e-5
female,2000,0,7e-5
female,2000,1,8.000000000000002e-5
";

#[test]
fn a_tidy_table() {
    let table = read_text(".csv", TIDY);
    assert_eq!(table.table().calendar().cuts(), [7305, 10957]);
    assert_eq!(table.table().calendar().rule(), CalendarRule::Date);
    assert_eq!(table.days_per_year(), 365.25);
    assert_eq!(table.table().hazards(), [5e-5, 6e-5, 7e-5, 8.000_000_000_000_002e-5, 1e-5, 2e-5, 3e-5, 4e-5]);
    assert_eq!(hazard(&table, &["Male"], 1, 0), 3e-5);

    let stated = source(file(".csv", TIDY).path()).read(Some(365.241)).unwrap();
    assert_eq!(stated.days_per_year(), 365.241);
    assert_ne!(stated.fingerprint(), table.fingerprint());
}

#[test]
fn the_order_of_rows_and_the_format_do_not_matter() {
    let table = read_text(".csv", TIDY);
    let mut lines: Vec<&str> = TIDY.lines().collect();
    lines[1..].reverse();
    assert_eq!(read_text(".csv", &lines.join("\n")).fingerprint(), table.fingerprint());
    assert_eq!(read_text(".tsv", &TIDY.replace(',', "\t")).fingerprint(), table.fingerprint());

    let column = |name: &str, values: &[f64]| Column::new(name.into(), values);
    let sexes = ["male", "male", "male", "male", "female", "female", "female", "female"];
    let mut frame = DataFrame::new_infer_height(vec![
        Column::new("Sex".into(), sexes),
        Column::new("Year".into(), [1990_i64, 1990, 2000, 2000, 1990, 1990, 2000, 2000]),
        column("Age", &[0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
        column("hazard_per_day", &[1e-5, 2e-5, 3e-5, 4e-5, 5e-5, 6e-5, 7e-5, 8.000_000_000_000_002e-5]),
    ])
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.parquet");
    ParquetWriter::new(File::create(&path).unwrap()).finish(&mut frame).unwrap();
    assert_eq!(read(&path).fingerprint(), table.fingerprint());
}

#[test]
fn every_measure_becomes_a_hazard() {
    // -ln(0.99) / 365.25 with 40 digits, rounded.
    let of_one_percent = 2.751_631_992_745_09e-5;
    for (measure, figure, expected) in [
        ("hazard_per_day", "2.5e-5", 2.5e-5),
        ("hazard_per_year", "0.01", 0.01 / 365.25),
        ("haz", "0.01", 0.01 / 365.25),
        ("mx", "0.01", 0.01 / 365.25),
        ("qx", "0.01", of_one_percent),
        ("px", "0.99", of_one_percent),
        ("prob", "0.99", of_one_percent),
        ("Freq", "2.5e-5", 2.5e-5),
    ] {
        let table = read_text(".csv", &format!("sex,_year,_age,{measure}\n1,1990,50,{figure}\n2,1990,50,{figure}\n"));
        near(hazard(&table, &["1"], 0, 0), expected);
        assert_eq!(table.table().ages().first(), 50);
    }
    let table = read_text(".csv", "sex,year,age,qx\nm,1990,0,0.5\nm,1990,1+,1\n");
    near(hazard(&table, &["1"], 0, 1), 6.907_755_278_982_137 / 365.25);
    assert!(table.notes()[0].contains("of 1, in 1 cells, is read as 0.999"), "{:?}", table.notes());
}

#[test]
fn a_file_may_say_its_year_and_its_calendar() {
    let cells = "sex,year_cut_date,age_cut_days,hazard_per_day\n1,1990-07-01,0,1e-5\n1,1990-07-01,365.2422,2e-5\n";
    let table = source(file(".csv", cells).path()).read(Some(365.25)).unwrap();
    assert_eq!((table.days_per_year(), table.table().calendar().cuts()), (365.2422, &[7486][..]));
    let table = read_text(
        ".csv",
        "sex,year,age,hazard_per_year,days_per_year,calendar_rule\n1,1990-1994,0,0.01,365.24,birthday\n",
    );
    assert_eq!(table.table().calendar().rule(), CalendarRule::Birthday);
    assert_eq!(table.table().hazards(), [0.01 / 365.24]);
}

#[test]
fn zero_and_one_are_male_and_female() {
    let table = read_text(".csv", "sex,year,agegroup,haz\n0,1990,0,0.1\n1,1990,0,0.2\n");
    assert_eq!(hazard(&table, &["2"], 0, 0), 0.2 / 365.25);
    assert!(table.notes()[0].contains("0 is read as male and 1 as female"));
    let both = read_text(".csv", "year,age,qx\n1990,0,0.1\n");
    assert!(both.dimensions().is_empty() && both.notes()[0].contains("does not tell sexes apart"));
    assert_eq!(read_text(".csv", "sex,year,age,qx\nTotal,1990,0,0.1\n").fingerprint(), both.fingerprint());
}

/// Two sexes, three states of which one has two quintiles, two years, three ages.
#[test]
fn other_columns_tell_strata_apart_where_they_do() {
    let mut text = String::from("country,State,population,quintile,sex,year,age,qx,ex\n");
    for (state, quintiles) in [("06", 2), ("36", 1), ("48", 1)] {
        for (quintile, sex, year, age) in
            (1..=quintiles).flat_map(|q| ["1", "2"].map(|sex| (q, sex))).flat_map(|(q, sex)| {
                [1990, 1991].into_iter().flat_map(move |year| (0..3).map(move |age| (q, sex, year, age)))
            })
        {
            let people = text.len();
            text += &format!("US,{state},{people},{quintile},{sex},{year},{age},0.0{quintile}{age},{}\n", 80 - age);
        }
    }
    let table = read_text(".csv", &text);
    let names: Vec<&str> = table.dimensions().iter().map(|dimension| dimension.name.as_str()).collect();
    assert_eq!(names, ["sex", "State", "quintile"]);
    assert_eq!(table.table().strata(), 8);
    near(hazard(&table, &["1", "6", "2"], 1, 2), -(1.0_f64 - 0.022).ln() / 365.25);
    assert_eq!(super::stratum(&table, &["1", "36", "2"]), None);
}

const FEMALES: &str =
    "Slovenia, Life tables (period 1x1), Females\tLast modified: 01 Jun 2020;  Methods Protocol: v6 (2017)

  Year          Age             mx       qx    ax      lx      dx      Lx       Tx     ex
  1983           0         0.01250  0.01237   0.14  100000    1237   98940  7454321   74.54
  1983         1+          0.50000  1.00000   2.00   98763   98763  197526   197526    2.00
  1984           0         0.01150  0.01140   0.14  100000    1140   98940  7454321   74.54
  1984         1+          0.50000  1.00000   2.00   98763   98763  197526   197526    2.00
";

#[test]
fn tables_of_the_human_mortality_database() {
    let folder = tempfile::tempdir().unwrap();
    let (female, male) = (folder.path().join("fltper_1x1.txt"), folder.path().join("mltper_1x1.txt"));
    fs::write(&female, FEMALES).unwrap();
    fs::write(&male, FEMALES.replace("Females", "Males").replace("0.01237", "0.02")).unwrap();
    let one = read(&female);
    assert_eq!(one.days_per_year(), 365.2425);
    near(hazard(&one, &["female"], 0, 0), -(-0.01237_f64).ln_1p() / 365.2425);
    near(hazard(&one, &["female"], 1, 1), 6.907_755_278_982_137 / 365.2425);
    assert_eq!(super::stratum(&one, &["male"]), None);

    let both = source(&folder.path().join(format!("fltper_1x1.txt,{}", male.display()))).read(Some(365.241)).unwrap();
    near(hazard(&both, &["female"], 0, 0), -(-0.01237_f64).ln_1p() / 365.241);
    near(hazard(&both, &["male"], 0, 0), -(-0.02_f64).ln_1p() / 365.241);
}

#[test]
fn death_rates_of_the_human_mortality_database() {
    let mut text =
        String::from("Iceland, Death rates (period 1x1), \tLast modified: 2020\n\nYear Age Female Male Total\n");
    for age in 0..=110 {
        let plus = if age == 110 { "+" } else { "" };
        let male = if age > 108 { ".".to_owned() } else { format!("0.{age:03}5") };
        text += &format!("  1990   {age}{plus}   0.{age:03}1  {male}  0.5\n");
    }
    let table = read_text("Mx_1x1.txt", &text);
    assert_eq!(table.table().ages().len(), 111);
    assert_eq!(hazard(&table, &["female"], 0, 110), 0.1101 / 365.2425);
    assert_eq!(hazard(&table, &["male"], 0, 110), 0.1085 / 365.2425);
    assert!(table.notes()[0].starts_with("2 missing figures"), "{:?}", table.notes());
}

/// As R writes a table of the class `ratetable`: a year of relsurv, calendar cells of class `date`.
const RATETABLE: &str = r#"little <-
structure(c(1e-05, 2e-05, 3e-05, 0x1.4f8b588e368f1p-15, 5e-05, 6e-05, 7e-05, 
8e-05), dim = c(2L, 2L, 2L), dimnames = list(age = c("0", "1"), 
    year = c("1990", "2000"), sex = c("male", "female")), dimid = c("age", 
"year", "sex"), factor = c(0, 0, 1), type = c(2, 3, 1), cutpoints = list(
    c(0, 365.241), structure(c(10958L, 14610L), class = "date"), NULL), class = "ratetable", summary = function (R) 
{
    x <- c(format(round(min(R[, 1])/365.241, 1)), "age, (years)") # 'a' comment
})
"#;

#[test]
fn rate_tables_of_r() {
    let table = read_text(".R", RATETABLE);
    assert_eq!(table.table().calendar().cuts(), [7305, 10957]);
    assert_eq!(table.table().calendar().rule(), CalendarRule::Date);
    assert_eq!(table.days_per_year(), 365.241);
    assert_eq!(table.table().hazards(), [5e-5, 6e-5, 7e-5, 8e-5, 1e-5, 2e-5, 3e-5, 4e-5]);

    let birthdays = RATETABLE.replace("type = c(2, 3, 1)", "type = c(2, 4, 1)");
    assert_eq!(read_text(".R", &birthdays).table().calendar().rule(), CalendarRule::Birthday);
    // Class Date counts from 1970, plain numbers too where the labels say so.
    let since_1970 = RATETABLE.replace("10958L, 14610L", "7305, 10957");
    assert_eq!(read_text(".R", &since_1970.replace("\"date\"", "\"Date\"")).fingerprint(), table.fingerprint());
    assert_eq!(read_text(".R", &since_1970.replace(", class = \"date\"", "")).fingerprint(), table.fingerprint());
    // As older versions write it, and with a race.
    let race = RATETABLE
        .replace("sex = c(\"male\", \"female\")", "sex = \"male\", race = c(\"white\", \"black\")")
        .replace("\"year\", \"sex\")", "\"year\", \"sex\", \"race\")")
        .replace("type = c(2, 3, 1)", "type = c(2, 3, 1, 1)")
        .replace(" dim = c(2L, 2L, 2L), dimnames", ".Dim = c(2L, 2L, 1L, 2L), .Dimnames")
        .replace("NULL)", "NULL, NULL)");
    assert_eq!(hazard(&read_text(".R", &race), &["male", "01"], 0, 1), 2e-5);
    let coded = race.replace("race", "rural").replace("\"white\", \"black\"", "\"1\", \"2\"");
    assert_eq!(hazard(&read_text(".R", &coded), &["male", "2"], 0, 1), 6e-5);
}

#[test]
fn rate_tables_of_r_as_csv() {
    let named = "\"\",\"age\",\"sex\",\"year\",\"Freq\"\n\"1\",\"0\",\"male\",\"1990\",1e-05\n\"2\",\"1\",\"male\",\"1990\",2e-05\n";
    let table = read_text(".csv", named);
    assert_eq!(table.table().hazards(), [1e-5, 2e-5]);
    assert!(table.notes()[0].contains("not on birthdays"), "{:?}", table.notes());
    let unnamed = "Var1,Var2,Var3,Freq\n0,male,1990-01-01,1e-5\n365.25,male,1990-01-01,2e-5\n";
    assert_eq!(read_text(".csv", unnamed).fingerprint(), table.fingerprint());
}

#[test]
fn weights_of_age_groups() {
    let read = |text: &str, column| AgeWeights::read(file(".csv", text).path(), column);
    let icss = "age_group,ICSS1,ICSS2\n75+,29000,14000\n15-44,7000,28000\n45-74,64000,58000\n";
    let weights = read(icss, Some("icss1")).unwrap();
    assert_eq!((weights.youngest, weights.end, weights.weights), (vec![15, 45, 75], None, vec![7e3, 64e3, 29e3]));
    assert_eq!(read("age,weight,note\n0,1,a\n50,2,b\n", None).unwrap().youngest, [0, 50]);
    assert_eq!(read("agegroup,world\n0-84,1\n85-99,2.5\n", None).unwrap().end, Some(100));
    for (text, wanted) in [
        (icss, "call one of the columns weight"),
        ("age_group,weight\n0-14,1\n20+,1\n", "from age 0 on is not followed by the one from 20 on"),
        ("age_group,weight\n0+,1\n20+,1\n", "without gap or overlap"),
        ("age_group,weight\nyoung,1\n", "row 1, column age_group: expected an age group such as 15-44"),
        ("age_group,weight\n0-14,-1\n", "row 1, column weight: expected a weight"),
        ("age_group,weight\n0+,0\n", "all its weights are 0"),
        ("age_group,weight\n", "it has no age group"),
        ("group,weight\n0+,1\n", "no column age_group"),
        ("age,weight\n0,1,2\n", "line 2 has 3 fields"),
    ] {
        let error = read(text, None).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}\nlacks {wanted}");
    }
}
