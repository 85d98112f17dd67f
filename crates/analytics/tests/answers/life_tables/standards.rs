//! The built-in tables, and the tables of the folder of standards, figure by figure.

use std::env;
use std::path::{Path, PathBuf};

use estimators::CalendarRule;

use super::{built_in, hazard, near, read};

/// A file of the folder of standards; `None`, said aloud, where there is none.
fn standard(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards");
    let folder = env::var_os("CASELAKE_STANDARDS").map_or_else(beside, PathBuf::from);
    let path = folder.join("lifetables").join(name);
    if !path.is_file() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn built_in_tables_have_the_figures_of_r() {
    // sprintf("%.17g", survexp.us["0", "male", "1940"]) and so on, survival 3.5-3.
    let us = built_in("us");
    assert_eq!((us.table().ages().len(), us.table().calendar().len(), us.table().strata()), (110, 75, 2));
    assert_eq!(hazard(&us, &["male"], 0, 0), 0.000_147_301_029_345_258_53);
    assert_eq!(hazard(&us, &["2"], 74, 109), 0.002_407_377_618_422_781_3);
    let race = built_in("us-race");
    assert_eq!((race.table().ages().len(), race.table().calendar().len(), race.table().strata()), (110, 75, 4));
    assert_eq!(hazard(&race, &["male", "white"], 0, 0), 0.000_135_020_677_771_284_67);
    assert_eq!(hazard(&race, &["female", "02"], 74, 109), 0.001_701_791_080_793_134_1);
    let minnesota = built_in("us-mn");
    assert_eq!((minnesota.table().calendar().len(), minnesota.table().calendar().cuts()[0]), (44, 0));
    assert_eq!(hazard(&minnesota, &["1"], 0, 1), 3.369_629_215_227_196_4e-6);
    for table in [us, race, minnesota] {
        assert_eq!(table.days_per_year(), 365.25);
        assert_eq!(table.table().calendar().rule(), CalendarRule::Birthday);
        assert_eq!(table.fingerprint().len(), 64);
        assert!(table.source().contains("survival 3.5-3") && table.notes().is_empty());
    }
}

#[test]
fn files_of_the_built_in_tables_are_the_same_tables() {
    for (name, standard_name) in [("us", "survexp_us.csv"), ("us-race", "survexp_usr.csv"), ("us-mn", "survexp_mn.csv")]
    {
        let Some(path) = standard(standard_name) else { return };
        let (built_in, file) = (built_in(name), read(&path));
        assert_eq!(built_in.dimensions(), file.dimensions());
        let bits = |hazards: &[f64]| hazards.iter().map(|hazard| hazard.to_bits()).collect::<Vec<_>>();
        assert!(bits(built_in.table().hazards()) == bits(file.table().hazards()), "{name}");
        assert_eq!(built_in.table(), file.table());
        assert_eq!(built_in.fingerprint(), file.fingerprint());
    }
}

#[test]
fn slovenia_has_irregular_calendar_cells_and_a_year_of_its_own() {
    let Some(path) = standard("slopop.csv") else { return };
    let table = read(&path);
    assert_eq!(table.days_per_year(), 365.241);
    assert_eq!(table.table().calendar().rule(), CalendarRule::Date);
    assert_eq!((table.table().ages().len(), table.table().calendar().len(), table.table().strata()), (104, 45, 2));
    assert_eq!(&table.table().calendar().cuts()[..4], [-14610, -8036, -6575, -3653]);
    assert_eq!(hazard(&table, &["male"], 0, 0), 0.000_442_999_388_963_638);
    assert!(table.source().ends_with("1930 to 2020, ages 0 to 103"), "{}", table.source());
}

#[test]
fn finland_tells_its_year_by_two_hazards() {
    let Some(path) = standard("popmort_fi.csv") else { return };
    let table = read(&path);
    assert_eq!(table.days_per_year(), 365.241);
    assert_eq!((table.table().ages().len(), table.table().calendar().len(), table.table().strata()), (101, 63, 2));
    assert_eq!(hazard(&table, &["male"], 0, 1), 9.901_809_336_980_898e-6);
    near(hazard(&table, &["male"], 0, 0) * 365.241, 0.036_363_176_040_077_9);
}
