//! The folder of reference results, and the standards beside it.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use crate::case::Case;
use crate::row::{Row, read};

/// The people of one curve.
#[derive(Debug)]
pub struct Stratum {
    /// What the results call it.
    pub label: String,
    /// Their rows of the data.
    pub people: Vec<Row>,
}

impl Stratum {
    /// Who had the case's event.
    #[must_use]
    pub fn died(&self, case: &Case) -> Vec<bool> {
        let column = case.get("status_col");
        let died = |row: &Row| case.list("event_value").any(|value| value == row.get(column));
        self.people.iter().map(died).collect()
    }

    /// A column as numbers, which must all be there.
    #[must_use]
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        let number = |row: &Row| row.number(column).unwrap_or_else(|| panic!("{}: no {column}", self.label));
        self.people.iter().map(number).collect()
    }
}

/// `survival` in the folder of reference results.
#[derive(Debug)]
pub struct Folder {
    golden: PathBuf,
    standards: PathBuf,
}

/// A folder named by an environment variable, or the one beside the project.
fn beside(variable: &str, name: &str) -> PathBuf {
    let project = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    env::var_os(variable).map_or_else(|| project.join("../shared").join(name), PathBuf::from)
}

impl Folder {
    /// The reference results, or `None` (said aloud) where there are none.
    #[must_use]
    pub fn open() -> Option<Self> {
        let golden = beside("CASELAKE_GOLDEN", "golden").join("survival");
        let standards = beside("CASELAKE_STANDARDS", "standards");
        if golden.join("results/cases.csv").is_file() {
            return Some(Self { golden, standards });
        }
        println!("skipped: no reference results in {}", golden.display());
        None
    }

    /// Every case, in the file's order.
    pub fn cases(&self) -> impl Iterator<Item = Case> {
        read(&self.golden.join("results/cases.csv")).into_iter().map(Case)
    }

    /// A file of the results, every row.
    #[must_use]
    pub fn result_file(&self, name: &str) -> Arc<Vec<Row>> {
        remembered(&self.golden.join("results").join(name))
    }

    /// The curve that the reference gave for a case.
    #[must_use]
    pub fn results(&self, case: &Case) -> Vec<Row> {
        self.rows_of(case, "results_file")
    }

    /// The scalars that the reference gave for a case: columns `name`, `index`, `value`.
    #[must_use]
    pub fn scalars(&self, case: &Case) -> Vec<Row> {
        self.rows_of(case, "scalars_file")
    }

    fn rows_of(&self, case: &Case, column: &str) -> Vec<Row> {
        let all = self.result_file(case.get(column));
        let rows: Vec<Row> = all.iter().filter(|row| row.get("case_id") == case.id()).cloned().collect();
        assert!(!rows.is_empty(), "{}: no rows in its {column}", case.id());
        rows
    }

    /// The data file of a case.
    #[must_use]
    pub fn data_path(&self, case: &Case) -> PathBuf {
        self.golden.join("data").join(case.get("data"))
    }

    /// The names of the columns and every row of the data of a case.
    pub(crate) fn data(&self, case: &Case) -> (Vec<String>, Arc<Vec<Row>>) {
        let rows = remembered(&self.data_path(case));
        (rows.first().map(Row::headers).unwrap_or_default(), rows)
    }

    /// The file of a life table that a case names, without its `.csv`.
    #[must_use]
    pub fn life_table_path(&self, name: &str) -> PathBuf {
        self.standards.join("lifetables").join(name).with_extension("csv")
    }

    /// A life table's rows: columns `sex`, `year`, `age`, `hazard_per_day`, `year_cut_date`, ...
    #[must_use]
    pub fn life_table(&self, name: &str) -> Arc<Vec<Row>> {
        remembered(&self.life_table_path(name))
    }

    /// The people a case selects, by stratum in order of label. Rows with an empty field in a column in use
    /// are left out, as in R.
    #[must_use]
    pub fn strata(&self, case: &Case) -> Vec<Stratum> {
        let columns =
            ["time_col", "status_col", "entry_col", "age_col", "date_col", "sex_col", "cluster", "case_weight"];
        let lists = ["by", "strata"];
        let one = columns.iter().map(|column| case.get(column)).filter(|column| !column.is_empty());
        let covariates = case.covariates();
        let used: Vec<&str> = (one.chain(lists.iter().flat_map(|list| case.list(list))))
            .chain(covariates.iter().map(|covariate| covariate.column.as_str()))
            .collect();
        let data = remembered(&self.data_path(case));
        let mut strata: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in data.iter() {
            let known = |column: &&str| !row.get(column).is_empty();
            if used.iter().all(known) && case.selects(row) {
                strata.entry(case.label(row)).or_default().push(row.clone());
            }
        }
        strata.into_iter().map(|(label, people)| Stratum { label, people }).collect()
    }
}

/// Files are read once a process.
fn remembered(path: &Path) -> Arc<Vec<Row>> {
    static FILES: LazyLock<Mutex<BTreeMap<PathBuf, Arc<Vec<Row>>>>> = LazyLock::new(Mutex::default);
    let mut files = FILES.lock().unwrap();
    Arc::clone(files.entry(path.to_owned()).or_insert_with(|| Arc::new(read(path))))
}
