//! Where the exact rule and relsurv 2.2.9 must meet: the same figures within what their rules differ by.

use estimators::{
    CellKey, CrudeProbability, EdererI, EdererII, ExpectedSurvival, FollowUp, GraffeoTest, Hakulinen, NetCells, NetKey,
    Parts, PoharPerme, PreparedTable, TableCohort, tally_net,
};
use golden::{Case, Folder, Row};

use crate::life_tables::{day, load};

/// By 5 and by 10 years of 365.241 days.
const FIVE_YEARS: f64 = 1_826.205;
const TEN_YEARS: f64 = 3_652.41;

/// The largest differences found by 10 years, of estimates and of standard errors of their logarithms; of estimates
/// by 5 years and to the end of follow-up too.
#[derive(Debug, Default)]
pub(crate) struct Largest {
    pub(crate) by_five_years: f64,
    pub(crate) estimate: f64,
    pub(crate) to_the_end: f64,
    std_err_log: f64,
    rows: usize,
}

impl Largest {
    fn add(&mut self, row: &Row, time: f64, (estimate, std_err): (f64, f64)) {
        let off = |column: &str, found: f64| row.number(column).map_or(0.0, |expected| (found - expected).abs());
        let of_estimate = off("estimate", estimate).max(off("est", estimate));
        self.to_the_end = self.to_the_end.max(of_estimate);
        if time <= TEN_YEARS {
            self.estimate = self.estimate.max(of_estimate);
            self.std_err_log = self.std_err_log.max(off("std_err_log", std_err));
            self.std_err_log = self.std_err_log.max(off("variance", std_err * std_err));
            self.rows += 1;
        }
        if time <= FIVE_YEARS {
            self.by_five_years = self.by_five_years.max(of_estimate);
        }
    }
}

fn case(folder: &Folder, id: &str) -> Case {
    folder.cases().find(|case| case.id() == id).unwrap_or_else(|| panic!("no case {id}"))
}

fn table(folder: &Folder, case: &Case) -> PreparedTable {
    PreparedTable::new(load(folder, case.get("life_table")).table).unwrap()
}

/// The cells of some of a case's people; potential follow-up to the last day of anybody's. relsurv leaves out times of 0.
fn cells(folder: &Folder, case: &Case, table: &PreparedTable, people: &[Row], closing: i32) -> NetCells {
    let named = load(folder, case.get("life_table"));
    let followed = |row: &&Row| row.number(case.get("time_col")).unwrap() > 0.0;
    let people: Vec<&Row> = people.iter().filter(followed).collect();
    let column = |name: &str| people.iter().map(|row| row.number(case.get(name)).unwrap()).collect::<Vec<f64>>();
    let exit: Vec<u32> = column("time_col").into_iter().map(|time| time as u32).collect();
    let died: Vec<bool> = people
        .iter()
        .map(|row| case.list("event_value").any(|value| value == row.get(case.get("status_col"))))
        .collect();
    let date: Vec<i32> = people.iter().map(|row| day(row.get(case.get("date_col")))).collect();
    let until = |person: usize| (closing - date[person]).unsigned_abs();
    let potential: Vec<u32> =
        (0..exit.len()).map(|person| if died[person] { until(person) } else { exit[person] }).collect();
    let table_stratum: Vec<u32> = people.iter().map(|row| named.subject(case, row).stratum).collect();
    let cohort = TableCohort {
        follow_up: FollowUp { entry: None, exit: &exit, died: &died },
        age_days: &column("age_col"),
        date: &date,
        table_stratum: &table_stratum,
        potential: Some(&potential),
    };
    let key = NetKey::new(CellKey::TUMORS, 9_000, Parts::ALL, table).unwrap();
    tally_net(key, table, cohort, &vec![0; people.len()], 1).unwrap().remove(0)
}

/// Every stratum's cells of a case.
fn strata(folder: &Folder, case: &Case) -> Vec<(String, NetCells)> {
    let table = table(folder, case);
    let strata = folder.strata(case);
    let last = |row: &Row| day(row.get(case.get("date_col"))) + row.number(case.get("time_col")).unwrap() as i32;
    let closing = strata.iter().flat_map(|stratum| &stratum.people).map(last).max().unwrap();
    let cells = |people: &[Row]| cells(folder, case, &table, people, closing);
    strata.into_iter().map(|stratum| (stratum.label, cells(&stratum.people))).collect()
}

/// Compares at the stored whole days, `(estimate, std_err)` of the stratum's curve given by day.
fn compare(
    id: &str,
    figures: impl Fn(&NetCells, f64) -> Option<(f64, f64)>,
    label: impl Fn(&str) -> String,
) -> Option<Largest> {
    let folder = Folder::open()?;
    let case = case(&folder, id);
    let mut largest = Largest::default();
    for (stratum, cells) in strata(&folder, &case) {
        let label = label(&stratum);
        for row in folder.results(&case).iter().filter(|row| row.get("stratum").trim() == label) {
            let time = row.number("time").unwrap();
            let whole = time.fract() == 0.0 || case.get("method") == "nessie";
            if whole && let Some(found) = figures(&cells, time) {
                largest.add(row, time, found);
            }
        }
    }
    assert!(largest.rows > 3, "{id}: nothing compared");
    Some(largest)
}

fn same(label: &str) -> String {
    label.to_owned()
}

macro_rules! curve {
    ($estimator:expr) => {
        |cells: &NetCells, day: f64| {
            $estimator.finish(cells).unwrap().at(day).map(|step| (step.estimate, step.std_err_log))
        }
    };
}

/// What the two rules make of everybody in colrec, by estimator.
pub(crate) fn over_colrec() -> Option<[(&'static str, Largest); 6]> {
    Some([
        ("Pohar Perme, every day in relsurv's grid", pohar_perme("rs_colrec_overall_pp_adddaily")?),
        ("Pohar Perme, relsurv's grid as it comes", pohar_perme("rs_colrec_overall_full_poharperme")?),
        ("Ederer II", compare("rs_colrec_overall_full_ederer2", curve!(EdererII), same)?),
        ("Ederer I", compare("rs_colrec_overall_full_ederer1", curve!(EdererI), same)?),
        ("Hakulinen", compare("rs_colrec_overall_full_hakulinen", curve!(Hakulinen), same)?),
        ("crude probability of death, by sex", crude_probability(true)?),
    ])
}

fn pohar_perme(id: &str) -> Option<Largest> {
    compare(id, curve!(PoharPerme), same)
}

/// relsurv puts deaths and the population's hazard of a day into one factor, and reads hazards at its start.
#[test]
fn pohar_perme_on_a_daily_grid() {
    let found = pohar_perme("rs_colrec_overall_pp_adddaily");
    assert!(found.is_none_or(|found| found.estimate < 6e-5 && found.std_err_log < 3e-6));
}

#[test]
fn ederer_ii() {
    for id in ["rs_colrec_overall_full_ederer2", "rs_sire_overall_ederer2", "rs_colrec_sex_1_ederer2"] {
        let found = compare(id, curve!(EdererII), same);
        assert!(found.is_none_or(|found| found.estimate < 1e-4 && found.std_err_log < 1e-12));
    }
}

/// Both split exactly; relsurv takes 1e-9 for a hazard of 0.
#[test]
fn ederer_i() {
    for id in ["rs_colrec_overall_full_ederer1", "rs_sire_overall_ederer1", "rs_colrec_sex_1_ederer1"] {
        let found = compare(id, curve!(EdererI), same);
        assert!(found.is_none_or(|found| found.estimate < 1e-8 && found.std_err_log < 1e-12));
    }
}

/// relsurv takes weights at the ends of its intervals, which are days at first and longer later.
#[test]
fn hakulinen() {
    for id in ["rs_colrec_overall_full_hakulinen", "rs_sire_overall_hakulinen"] {
        let found = compare(id, curve!(Hakulinen), same);
        assert!(found.is_none_or(|found| found.estimate < 2e-4 && found.std_err_log < 1e-12));
    }
}

fn crude_probability(disease: bool) -> Option<Largest> {
    let sex = |label: &str| label.rsplit('=').next().unwrap_or("").to_owned();
    let figures = move |cells: &NetCells, day: f64| {
        let found = CrudeProbability.finish(cells).unwrap();
        let curve = if disease { found.disease } else { found.population };
        curve.at(day).map(|step| (step.estimate, step.std_err))
    };
    let cause = if disease { "causeSpec" } else { "population" };
    compare("cmp_colrec_sex", figures, |label| format!("{cause} sex={}", sex(label)))
}

#[test]
fn crude_probabilities() {
    for found in [crude_probability(true), crude_probability(false)].into_iter().flatten() {
        assert!(found.estimate < 1e-10 && found.std_err_log < 1e-10, "{found:?}");
    }
}

/// relsurv gives the numbers at times between days, where they fall on.
#[test]
fn expected_numbers() {
    let found = compare(
        "nessie_colrec_sex",
        |cells, time| {
            let curve = ExpectedSurvival::EdererI.finish(cells).unwrap();
            let (whole, part) = (time.floor(), time.fract());
            let alive = |day: f64| curve.at(day).map(|step| step.alive.ln());
            Some(((alive(whole)? * (1.0 - part) + alive(whole + 1.0)? * part).exp(), 0.0))
        },
        same,
    );
    assert!(found.is_none_or(|found| found.estimate < 2e-4));
}

/// relsurv takes hazard x weight at the day's end for the population's deaths of the day, which tells for the very old
/// with their large weights.
#[test]
fn graffeo() {
    let Some(folder) = Folder::open() else { return };
    for id in ["rsdiff_colrec_sex", "rsdiff_colrec_stage", "rsdiff_colrec_site"] {
        let case = case(&folder, id);
        let people: Vec<Row> = folder.strata(&case).into_iter().flat_map(|stratum| stratum.people).collect();
        let (column, levels) = case.get("by_levels").split_once('=').unwrap();
        let table = table(&folder, &case);
        let group = |level: &str| {
            let members: Vec<Row> = people.iter().filter(|row| row.get(column) == level).cloned().collect();
            cells(&folder, &case, &table, &members, 20_000)
        };
        let groups: Vec<NetCells> = levels.split('|').map(group).collect();
        let test = GraffeoTest.finish(&[groups.iter().collect()]).unwrap();
        for (index, row) in folder.scalars(&case).iter().filter(|row| row.get("name") == "z").enumerate() {
            let (found, expected) = (test.z[index], row.number("value").unwrap());
            let std_err = test.covariance[index][index].sqrt();
            assert!((found - expected).abs() < 0.02 * std_err, "{id}: {found} not {expected}, +- {std_err}");
        }
    }
}
