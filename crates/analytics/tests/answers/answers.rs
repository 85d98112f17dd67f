//! Answers over listings small enough to work by hand.

use polars::prelude::{DataFrame, DataType, IntoColumn, NamedFrom, ParquetWriter, Series};

use analytics::{Convention, Form, Method, Render, SurvivalRequest, survival};

use crate::listing::{csv_file, left_out, near, request, row};

/// Freireich et al (1963): weeks of remission of 42 children; Kaplan-Meier as in the textbooks.
const FREIREICH: &str = "\
id,arm,time_days,status
1,6-MP,6,1\n2,6-MP,6,1\n3,6-MP,6,1\n4,6-MP,7,1\n5,6-MP,10,1\n6,6-MP,13,1\n7,6-MP,16,1\n8,6-MP,22,1\n9,6-MP,23,1
10,6-MP,6,0\n11,6-MP,9,0\n12,6-MP,10,0\n13,6-MP,11,0\n14,6-MP,17,0\n15,6-MP,19,0\n16,6-MP,20,0\n17,6-MP,25,0
18,6-MP,32,0\n19,6-MP,32,0\n20,6-MP,34,0\n21,6-MP,35,0
22,placebo,1,1\n23,placebo,1,1\n24,placebo,2,1\n25,placebo,2,1\n26,placebo,3,1\n27,placebo,4,1\n28,placebo,4,1
29,placebo,5,1\n30,placebo,5,1\n31,placebo,8,1\n32,placebo,8,1\n33,placebo,8,1\n34,placebo,8,1\n35,placebo,11,1
36,placebo,11,1\n37,placebo,12,1\n38,placebo,12,1\n39,placebo,15,1\n40,placebo,17,1\n41,placebo,22,1\n42,placebo,23,1
";

#[test]
fn two_arms_of_a_trial() {
    let file = csv_file(FREIREICH);
    let mut request = request(&file);
    request.by = vec!["arm".to_owned()];
    let answer = survival(&request).unwrap();

    near(row(&answer, &["6-MP"], 6.0).estimate, 18.0 / 21.0);
    near(row(&answer, &["6-MP"], 7.0).estimate, 18.0 / 21.0 * 16.0 / 17.0);
    assert!((row(&answer, &["6-MP"], 23.0).estimate - 0.448).abs() < 5e-4);
    assert!((row(&answer, &["6-MP"], 23.0).std_err - 0.1346).abs() < 5e-5);
    // Nobody is censored on placebo: survival is the share still in remission.
    near(row(&answer, &["placebo"], 8.0).estimate, 8.0 / 21.0);
    let last = row(&answer, &["placebo"], 23.0);
    near(last.estimate, 0.0);
    assert!(last.std_err.is_nan() && last.lower.is_nan());
    assert_eq!(answer.series.iter().map(|stratum| stratum.cases).collect::<Vec<_>>(), [21, 21]);

    request.at_days = vec![8.5, 100.0];
    let read = survival(&request).unwrap();
    assert_eq!(read.rows.len(), 2, "follow-up ends before day 100");
    near(row(&read, &["placebo"], 8.5).estimate, 8.0 / 21.0);
    let note = &read.provenance.notes[0];
    assert!(note.contains("follow-up has ended: 6-MP; placebo"), "{note}");
}

#[test]
fn dates_missing_values_and_conditions_are_counted_one_by_one() {
    let file = csv_file(
        "\u{feff}id,Sex,dx,last,dead,county
        a,1,2001-01-01,2001-01-11,1,01
        b,1,2001-01-01,2001-01-21,0,01
        c,2,2001-01-01,2001-01-11,0,02
        d,,2000-02-28,2000-03-01,1,02
        e,1,,2001-01-11,1,01
        f,2,2001-01-01,2001-01-11,,02
        g,2,2001-01-01,2001-01-01,0,02
        h,2,2001-01-01,2001-01-01,1,02
        i,1,2001-01-01,2001-01-01,1,09
        "
        .replace("\n        ", "\n")
        .as_str(),
    );
    let mut request = request(&file);
    let analytics::Source::Cases(cases) = request.source else { panic!() };
    let cases = cases.rename(["dx_date=dx", "exit_date = last", "status=dead", "sex=Sex"]).unwrap();
    request.source = analytics::Source::Cases(cases);
    request.by = vec!["sex".to_owned()];
    request.filter = Some("county in ('01', '02') or sex is null".to_owned());
    let answer = survival(&request).unwrap();

    assert_eq!(answer.provenance.cases_read, 9);
    assert_eq!(left_out(&answer, "--where"), 1);
    assert_eq!(left_out(&answer, "time not known"), 1);
    assert_eq!(left_out(&answer, "status not known"), 1);
    assert_eq!(left_out(&answer, "day 0"), 1);
    let excluded: u64 = answer.provenance.exclusions.iter().map(|exclusion| exclusion.count).sum();
    assert_eq!(answer.provenance.cases_used + excluded, answer.provenance.cases_read);

    near(row(&answer, &["1"], 10.0).estimate, 0.5);
    near(row(&answer, &["2"], 0.0).estimate, 0.5);
    // 2000 is a leap year: 28 February to 1 March are two days. Missing sex is a stratum of its own, last.
    near(row(&answer, &["(missing)"], 2.0).estimate, 0.0);
    assert_eq!(answer.series.last().unwrap().label(), "(missing)");

    let csv = answer.to_csv().unwrap();
    assert!(csv.starts_with(
        "sex,method,time_years,time_days,n_risk,n_event,n_censor,estimate,std_err,lower,upper\n1,kaplan-meier,"
    ));
    assert!(csv.ends_with(",kaplan-meier,0.0054757015742642025,2,1,1,0,0,,,\n"), "{csv}");
}

/// Cutler SJ, Ederer F (1958), table 1: 126 men with localised cancer of the kidney; 0.44 after five years.
#[test]
fn actuarial_table_of_cutler_and_ederer() {
    let mut text = String::from("time_days,status\n");
    for (year, deaths, withdrawn) in [(0, 47, 19), (1, 5, 17), (2, 2, 15), (3, 2, 9), (4, 0, 6), (5, 0, 4)] {
        let day = year * 365 + 180;
        text += &format!("{day},1\n").repeat(deaths);
        text += &format!("{day},0\n").repeat(withdrawn);
    }
    let file = csv_file(&text);
    let mut request = SurvivalRequest { methods: vec![Method::Actuarial], ..request(&file) };
    for convention in [Convention::Exact, Convention::Seer] {
        request.convention = convention;
        let answer = survival(&request).unwrap();
        let rows: Vec<(u64, u64, u64)> =
            answer.rows.iter().map(|row| (row.n_risk, row.n_event, row.n_censor)).collect();
        assert_eq!(rows, [(126, 47, 19), (60, 5, 17), (38, 2, 15), (21, 2, 9), (10, 0, 6), (4, 0, 4)]);
        let five = answer.rows[4];
        assert!((five.estimate - 0.44).abs() < 5e-3 && (five.std_err - 0.060).abs() < 5e-4);
        near(answer.rows[1].estimate, (1.0 - 47.0 / 116.5) * (1.0 - 5.0 / 51.5));
        assert_eq!(answer.series[0].n_risk_at(1.0), 60);
    }
    request.at_years = vec![5.0, 20.0];
    assert_eq!(survival(&request).unwrap().rows.len(), 1, "nobody is followed for twenty years");
    request.at_years = vec![5.5];
    assert!(survival(&request).unwrap_err().to_string().contains("add it to --grid"));
}

/// popEpi's calendar year moves 1/365.242199 a day: one year of follow-up in a leap year is longer than 1.
#[test]
fn fractional_years_of_popepi() {
    let file = csv_file(
        "dx_date,exit_date,status\n2004-01-01,2004-12-31,1\n2004-01-01,2006-01-01,0\n2003-01-01,2003-01-01,1\n2003-01-01,2003-07-01,1\n",
    );
    let mut request =
        SurvivalRequest { methods: vec![Method::Actuarial], convention: Convention::PopEpi, ..request(&file) };
    let table = survival(&request).unwrap();
    assert_eq!(left_out(&table, "no follow-up"), 1);
    // Day 366 of 2004 is 365 days on: 0.99934 years, within the first.
    assert_eq!((table.rows[0].n_risk, table.rows[0].n_event), (3, 2));
    near(table.rows[0].estimate, 1.0 / 3.0);

    // The same from days and a date, and from fractions; whole days alone are not years.
    let rows = |text: &str| {
        let file = csv_file(text);
        let request = SurvivalRequest {
            methods: vec![Method::Actuarial],
            convention: Convention::PopEpi,
            ..crate::listing::request(&file)
        };
        survival(&request).map(|answer| answer.rows)
    };
    assert_eq!(
        rows("dx_date,time_days,status\n2004-01-01,365,1\n2004-01-01,731,0\n2003-01-01,181,1\n").unwrap(),
        table.rows
    );
    let fractions = rows("time_days,status\n0.9993368811142,1\n2,0\n0.4955615766,1\n").unwrap();
    assert_eq!(fractions[0].n_event, 2);
    assert!(rows("time_days,status\n365,1\n").unwrap_err().to_string().contains("needed beside whole days"));

    request.form = Some(Form::Hazard);
    let hazard = survival(&request).unwrap();
    let person_years = 365.0 / 365.242_199 + 1.0 + 181.0 / 365.242_199;
    near(hazard.rows[0].estimate, f64::exp(-2.0 / person_years));
}

#[test]
fn delayed_entry_is_read_from_entry_days() {
    let file = csv_file("time_days,status,entry_days\n3,1,0\n7,1,\n5,1,3\n9,0,3\n4,1,4\n");
    let answer = survival(&request(&file)).unwrap();
    assert_eq!(left_out(&answer, "before the day of entry"), 1);
    assert_eq!(answer.provenance.cases_used, 4);
    let at_risk: Vec<u64> = answer.rows.iter().map(|row| row.n_risk).collect();
    assert_eq!(at_risk, [2, 3, 2, 1]);
}

#[test]
fn files_of_other_systems() {
    for text in [
        "\u{feff}time_days,status\n3,1\n5,0\n",
        "time_days,status\r\n3,1\r\n5,0\r\n",
        "\"time_days\",\"status\"\n\"3\",\"1\"\n\" 5 \",\"0\"",
        "time_days,note,status\n3,\"two\nlines, \"\"quoted\"\"\",1\n5,,0\n",
    ] {
        let file = csv_file(text);
        let answer = survival(&request(&file)).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        near(row(&answer, &[], 3.0).estimate, 0.5);
        assert_eq!(answer.provenance.cases_used, 2, "{text:?}");
    }
}

#[test]
fn an_answer_is_the_same_bytes_whatever_the_order_of_rows() {
    let mut lines: Vec<&str> = FREIREICH.lines().skip(1).collect();
    let answer = |lines: &[&str]| {
        let file = csv_file(&format!("id,arm,time_days,status\n{}\n", lines.join("\n")));
        let mut request = request(&file);
        request.by = vec!["arm".to_owned()];
        let mut answer = survival(&request).unwrap();
        answer.provenance.source = "cases".to_owned();
        let svg = analytics::plot::survival_svg(&answer, "Remission");
        (answer.to_csv().unwrap(), answer.to_json().unwrap(), answer.to_parquet().unwrap(), svg)
    };
    let forwards = answer(&lines);
    lines.reverse();
    assert!(answer(&lines) == forwards);
}

#[test]
fn the_formats_hold_the_same_rows() {
    let file = csv_file(FREIREICH);
    let mut request = request(&file);
    request.by = vec!["arm".to_owned()];
    request.command = "caselake survival --by arm".to_owned();
    let answer = survival(&request).unwrap();

    // Every digit is there: text reads back as the same number.
    let csv = answer.to_csv().unwrap();
    for (line, row) in csv.lines().skip(1).zip(&answer.rows) {
        let estimate: f64 = line.split(',').nth(7).unwrap().parse().unwrap();
        assert_eq!(estimate.to_bits(), row.estimate.to_bits());
    }

    let json: serde_json::Value = serde_json::from_str(&answer.to_json().unwrap()).unwrap();
    let rows = json["rows"].as_array().unwrap();
    assert_eq!(rows.len(), answer.rows.len());
    for (row, json) in answer.rows.iter().zip(rows) {
        near(json["estimate"].as_f64().unwrap(), row.estimate);
        assert_eq!(json["n_risk"], row.n_risk);
    }
    assert_eq!(rows[0]["arm"], "6-MP");
    assert!(rows.last().unwrap()["std_err"].is_null());
    let provenance = &json["provenance"];
    assert_eq!(provenance["algorithms"][0]["id"], "kaplan-meier");
    assert_eq!(provenance["days_per_year"], 365.25);
    assert_eq!(provenance["command"], "caselake survival --by arm");
    assert!(provenance["exclusions"].is_array() && provenance["snapshot"].is_null());

    // The Parquet file is a case file's equal: it can be read again.
    let mut parquet = tempfile::Builder::new().suffix(".parquet").tempfile().unwrap();
    std::io::Write::write_all(&mut parquet, &answer.to_parquet().unwrap()).unwrap();
    let mut again = crate::listing::request(&parquet);
    let analytics::Source::Cases(cases) = again.source else { panic!() };
    again.source = analytics::Source::Cases(cases.rename(["status=n_event"]).unwrap());
    again.filter = Some("n_event <= 1 and arm = '6-MP'".to_owned());
    let counted = survival(&again).unwrap();
    assert_eq!(counted.provenance.cases_read, answer.rows.len() as u64);

    let table = answer.to_table();
    assert_eq!(table.headers.len(), table.numeric.len());
    assert!(table.rows.iter().all(|row| row.len() == table.headers.len()));
    assert!(table.notes.iter().any(|note| note.contains("kaplan-meier")));
}

#[test]
fn parquet_keeps_its_types_and_text_its_zeros() {
    let mut file = tempfile::Builder::new().suffix(".parquet").tempfile().unwrap();
    let day = |days: [i32; 4]| Series::new("".into(), days.to_vec()).cast(&DataType::Date).unwrap();
    let columns = vec![
        day([0, 1, 365, 10_957]).with_name("dx_date".into()).into_column(),
        day([10, 21, 395, 10_997]).with_name("exit_date".into()).into_column(),
        Series::new("status".into(), [true, true, false, true]).into_column(),
        Series::new("county".into(), ["01", "1", "01", "1"]).into_column(),
        Series::new("grade".into(), [Some(2.0), Some(10.0), Some(2.0), None]).into_column(),
        Series::new("year".into(), [1970_i64, 1970, 1971, 2000]).into_column(),
    ];
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    ParquetWriter::new(file.as_file_mut()).finish(&mut frame).unwrap();

    let labels = |by: &[&str], filter: &str| -> Vec<String> {
        let mut request = request(&file);
        request.by = by.iter().map(|name| (*name).to_owned()).collect();
        request.filter = Some(filter.to_owned());
        survival(&request).unwrap().series.iter().map(analytics::Series::label).collect()
    };
    assert_eq!(labels(&["county"], "year < 2000"), ["01", "1"]);
    assert_eq!(labels(&["grade", "year"], "year >= 1970"), ["2, 1970", "2, 1971", "10, 1970", "(missing), 2000"]);
    assert_eq!(
        labels(&["dx_date"], "dx_date between '1970-01-02' and '2000-01-01'"),
        ["1970-01-02", "1971-01-01", "2000-01-01"]
    );
    assert_eq!(labels(&["status"], "status = 'true' or county = 01"), ["false", "true"]);
    near(row(&survival(&request(&file)).unwrap(), &[], 10.0).estimate, 0.75);
}

#[test]
fn any_table_can_be_a_parquet_file() {
    use analytics::ColumnValues::{Counts, Reals, Texts};
    let name = str::to_owned;
    let columns = vec![
        (name("file"), Texts(vec![Some(name("a.xml")), None])),
        (name("n"), Counts(vec![Some(3), None])),
        (name("share"), Reals(vec![Some(f64::NAN), Some(0.5)])),
    ];
    assert_eq!(&analytics::parquet(columns.clone()).unwrap()[..4], b"PAR1");
    assert_eq!(analytics::parquet(columns.clone()).unwrap(), analytics::parquet(columns).unwrap());
    let uneven = vec![(name("a"), Counts(vec![Some(1)])), (name("b"), Counts(Vec::new()))];
    assert!(analytics::parquet(uneven).is_err());
}
