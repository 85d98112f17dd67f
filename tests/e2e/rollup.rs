//! Cells handed from registry to registry, as their keepers meet them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shared::{caselake, json, run, text};

/// A case file of a hundred people or so, of whom `keep` says which; ages, dates and times go round in cycles.
fn cases(folder: &Path, name: &str, keep: impl Fn(u32) -> bool) -> PathBuf {
    let mut rows = String::from("id,sex,age_days,dx_date,time_days,status,cause\n");
    for id in (0..120).filter(|id| keep(*id)) {
        let (sex, age, year) = (1 + id % 2, 14_000 + 137 * (id * 31 % 120), 2000 + id % 7);
        let (time, cause) = (id * id * 17 % 3500, id % 4 % 3);
        let status = u32::from(cause > 0);
        rows += &format!("{id},{sex},{age},{year}-{:02}-15,{time},{status},{cause}\n", 1 + id % 12);
    }
    let path = folder.join(name);
    std::fs::write(&path, rows).expect("written");
    path
}

/// The arguments that export a case file.
fn export<'a>(cases: &'a Path, out: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    let [cases, out] = [cases, out].map(|path| path.to_str().expect("text"));
    let mut arguments = vec!["rollup", "export", "--cases", cases, "--by", "sex", "--life-table", "us"];
    arguments.extend(["--calendar-years", "--ages", "--format", "json", "--out", out]);
    arguments.extend(more);
    arguments
}

#[test]
fn three_registries_merge_to_the_nation() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = cases(folder.path(), "nation.csv", |_| true);
    let nation = folder.path().join("nation.parquet");

    // Small strata need a word on what becomes of them.
    let refused = run(export(&whole, &nation, &[]));
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("--minimum") && said.contains("--unprotected"), "{said}");
    assert!(!nation.exists());

    let held = json(export(&whole, &nation, &["--unprotected"]), &[0]);
    assert_eq!(held["contents"]["cases"]["read"], 120);
    assert!(held["holdings"]["of_one"].as_u64().expect("a count") > 0);

    let mut merge = caselake();
    merge.args(["rollup", "merge"]);
    for part in [2, 0, 1] {
        let file = cases(folder.path(), &format!("state {part}.csv"), |id| id * 7 % 11 % 3 == part);
        let cells = folder.path().join(format!("state {part}.parquet"));
        json(export(&file, &cells, &["--unprotected"]), &[0]);
        merge.arg(cells);
    }
    let merged = folder.path().join("merged.parquet");
    let output = merge.arg("--out").arg(&merged).output().expect("the program starts");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("cases in cells"), "{}", text(&output.stdout));
    assert!(std::fs::read(&merged).expect("cells") == std::fs::read(&nation).expect("cells"));

    // The cases answer as their cells do.
    let ask = ["--method", "kaplan-meier,pohar-perme", "--by", "sex", "--at", "1,3,5", "--design", "period:2003..2006"];
    let answer = |source: [&str; 2], more: &[&str]| {
        let arguments = ["survival"].into_iter().chain(source).chain(ask).chain(more.iter().copied());
        json(arguments.chain(["--format", "json"]), &[0])
    };
    let of_cases = answer(["--cases", whole.to_str().expect("text")], &["--life-table", "us"]);
    let of_cells = answer(["--cells", merged.to_str().expect("text")], &[]);
    let rows = |answer: &Value| answer["rows"].as_array().expect("rows").clone();
    assert_eq!(rows(&of_cases).len(), 12);
    for (case, cell) in rows(&of_cases).iter().zip(rows(&of_cells)) {
        for counted in ["sex", "method", "time_days", "n_risk", "n_event", "n_censor"] {
            assert_eq!(case[counted], cell[counted]);
        }
        let [case, cell] = [case, &cell].map(|row| row["estimate"].as_f64().expect("an estimate"));
        assert!((case - cell).abs() < 1e-10, "{case}, from cells {cell}");
    }
    assert_eq!(of_cells["provenance"]["cells"]["key"]["unit"], "tumors");
    assert_eq!(of_cells["provenance"]["cells"]["sha256"], held["sha256"]);
    assert_eq!(of_cells["provenance"]["life_table"], of_cases["provenance"]["life_table"]);
}

#[test]
fn what_a_file_holds_and_what_does_not_merge() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = cases(folder.path(), "cases.csv", |_| true);
    let [five, ten] = ["five", "ten"].map(|name| folder.path().join(format!("{name}.parquet")));
    let held = json(export(&file, &five, &["--minimum", "3", "--horizon", "5"]), &[0]);
    json(export(&file, &ten, &["--minimum", "3", "--horizon", "10"]), &[0]);
    assert!(held["contents"]["withheld"]["strata"].as_u64() > Some(0));

    let [five, ten] = [&five, &ten].map(|path| path.to_str().expect("text"));
    let shown = json(["rollup", "show", five, "--format", "json"], &[0]);
    let strata = shown["strata"].as_array().expect("strata");
    assert_eq!(shown["holdings"]["strata"], strata.len());
    assert!(strata.iter().all(|stratum| stratum["people"].as_u64() >= Some(3)));
    assert!(strata.iter().all(|stratum| stratum["deaths_of_cancer"].as_u64() <= stratum["deaths"].as_u64()));
    let table = text(&run(["rollup", "show", five]).stdout);
    assert!(table.contains("calendar_year") && table.contains("withheld:"), "{table}");

    let out = folder.path().join("both.parquet");
    let output = run(["rollup", "merge", five, ten, "--out", out.to_str().expect("text")]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("horizon") && said.contains("five.parquet") && said.contains("ten.parquet"), "{said}");
    assert!(!out.exists());

    let answer = run(["survival", "--cells", file.to_str().expect("text")]);
    assert_eq!(answer.status.code(), Some(2), "{}", text(&answer.stderr));
}
