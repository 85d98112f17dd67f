//! What is refused: other rules, small strata, damaged files.

use std::path::PathBuf;

use analytics::rollup::{Rollup, RollupRequest, tally};
use analytics::{CountingUnit, LifeTableSource};
use proptest::prelude::*;

use super::{Cases, export, request};

#[test]
fn other_rules_do_not_merge() {
    let cases = Cases::new(60, 5);
    let (ours, theirs) = (cases.path("ours.parquet"), cases.path("theirs.parquet"));
    export(&request(cases.all()), &ours);
    let day = analytics::parse_date;
    let with = |change: fn(&mut RollupRequest)| {
        let mut request = request(cases.all());
        change(&mut request);
        request
    };
    let others: [(&str, RollupRequest); 10] = [
        ("counting unit: tumors and persons", with(|request| request.unit = CountingUnit::Persons)),
        ("study cutoff: none and 2010-12-31", RollupRequest { cutoff: day("2010-12-31"), ..request(cases.all()) }),
        (
            "closing date: 2020-12-31 and 2019-12-31",
            RollupRequest { closing_date: day("2019-12-31"), ..request(cases.all()) },
        ),
        ("horizon (days): 7305 and 3653", with(|request| request.horizon = 10.0)),
        ("life table (sha256): ", with(|request| request.life_table = Some(LifeTableSource::Minnesota))),
        ("life table (sha256): ", with(|request| request.life_table = None)),
        ("length of a year (days): 365.25 and 365.24", with(|request| request.days_per_year = Some(365.24))),
        ("columns of the strata: sex,stage and sex", with(|request| request.by.truncate(1))),
        ("five-year ages: not kept and kept", with(|request| request.five_year_ages = true)),
        ("closing date: 2020-12-31 and none", with(|request| request.closing_date = None)),
    ];
    for (said, request) in others {
        export(&request, &theirs);
        let error = Rollup::merge_files(&[ours.clone(), theirs.clone()]).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
        assert!(error.contains("ours.parquet") && error.contains("theirs.parquet"), "{error}");
    }
    let twice = Rollup::merge_files(&[ours.clone(), ours]).unwrap_err().to_string();
    assert!(twice.contains("count twice"), "{twice}");
}

#[test]
fn small_strata_are_withheld_and_counted() {
    let cases = Cases::new(200, 6);
    let request = RollupRequest { five_year_ages: true, ..request(cases.all()) };
    let whole = tally(&request).unwrap();
    assert!(whole.holdings().of_one > 0);
    let mut protected = whole.clone();
    protected.protect(4);
    let (held, withheld) = (protected.holdings(), protected.contents().withheld);
    assert!(held.smallest >= Some(4) && withheld.strata > 0);
    assert_eq!(held.strata + withheld.strata, whole.holdings().strata);
    assert_eq!(held.people + withheld.people, whole.holdings().people);

    let path = cases.path("protected.parquet");
    std::fs::write(&path, protected.to_parquet().unwrap()).unwrap();
    assert_eq!(Rollup::read(&path).unwrap(), protected);
    // The lesser protection is what remains, and what is missing stays counted.
    let here = std::path::Path::new("here");
    protected.merge(here, &whole, here).unwrap();
    assert_eq!(protected.contents().minimum, 0);
    assert_eq!(protected.contents().withheld, withheld);
}

#[test]
fn foreign_files_are_said_to_be_foreign() {
    let cases = Cases::new(20, 7);
    cases.all();
    let answer = cases.path("answer.parquet");
    let columns = vec![("sex".to_owned(), analytics::ColumnValues::Texts(vec![Some("1".to_owned())]))];
    std::fs::write(&answer, analytics::parquet(columns).unwrap()).unwrap();
    for (path, said) in [(answer, "holds no cells"), (cases.path("cases.csv"), "damaged"), (cases.path("none"), "none")]
    {
        let error = Rollup::read(&path).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    let mut request = request(cases.all());
    request.by = vec!["value_0".to_owned()];
    let error = tally(&request).unwrap_err().to_string();
    assert!(error.contains("rename"), "{error}");
}

/// A file of cells, and where to write variants of it.
fn file() -> (Cases, Vec<u8>, PathBuf) {
    let cases = Cases::new(40, 8);
    let path = cases.path("cells.parquet");
    export(&request(cases.all()), &path);
    let bytes = std::fs::read(&path).unwrap();
    (cases, bytes, path)
}

#[test]
fn a_damaged_file_is_an_error() {
    let (_cases, bytes, path) = file();
    let whole = Rollup::read(&path).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(120));
    let damage = (any::<prop::sample::Index>(), 1..=255_u8, any::<bool>());
    let run = runner.run(&damage, |(at, flip, cut)| {
        let at = at.index(bytes.len());
        let mut damaged = bytes.clone();
        if cut {
            damaged.truncate(at);
        } else {
            damaged[at] ^= flip;
        }
        std::fs::write(&path, &damaged).unwrap();
        // Some bytes of a Parquet file mean nothing to its reader.
        match Rollup::read(&path) {
            Ok(read) => prop_assert!(read == whole, "byte {at}"),
            Err(error) => prop_assert!(error.to_string().contains("cells.parquet"), "{error}"),
        }
        Ok(())
    });
    run.unwrap();
}
