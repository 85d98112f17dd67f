//! Cells in files: the merge law as files, the same answers as from cases, what is refused.

mod answers;
mod files;
mod parts;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use analytics::rollup::{Rollup, RollupRequest, tally};
use analytics::{CaseFile, LifeTableSource, Source};
use tempfile::TempDir;

/// Cases made up by a small generator: sex, stage, ages and dates of every kind, some of them missing.
struct Cases {
    folder: TempDir,
    lines: Vec<String>,
}

const HEADER: &str = "id,sex,stage,age_days,dx_date,time_days,status,cause\n";

impl Cases {
    fn new(n: u32, seed: u64) -> Self {
        let mut state = seed;
        let mut below = |n: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let line = |id: u32| {
            let (sex, stage) = (1 + below(2), ["I", "II", "III", ""][below(4) as usize]);
            let age = 20 * 365 + below(75 * 365);
            let age = if below(50) == 0 { String::new() } else { format!("{age}.{}", below(10)) };
            let dx = format!("{}-{:02}-{:02}", 1998 + below(10), 1 + below(12), 1 + below(28));
            // To the horizon of 20 years: whose weight leaves the scale depends on how far it is followed.
            let longest = 1 + below(7300);
            let time = if below(40) == 0 { 0 } else { below(longest) };
            let (status, cause) = match below(8) {
                0..3 => (0, "0"),
                3..6 => (1, "1"),
                6 => (1, "2"),
                _ => (1, ""),
            };
            format!("{id},{sex},{stage},{age},{dx},{time},{status},{cause}\n")
        };
        Self { folder: TempDir::new().unwrap(), lines: (0..n).map(line).collect() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of these lines.
    fn write<'a>(&'a self, name: &str, lines: impl IntoIterator<Item = &'a String>) -> Source {
        let mut text = HEADER.to_owned();
        lines.into_iter().for_each(|line| text.write_str(line).unwrap());
        std::fs::write(self.path(name), text).unwrap();
        Source::Cases(CaseFile::new(self.path(name)))
    }

    fn all(&self) -> Source {
        self.write("cases.csv", &self.lines)
    }
}

/// By sex and stage, relative to the United States.
fn request(source: Source) -> RollupRequest {
    RollupRequest {
        by: vec!["sex".to_owned(), "stage".to_owned()],
        life_table: Some(LifeTableSource::UnitedStates),
        closing_date: analytics::parse_date("2020-12-31"),
        ..RollupRequest::new(source)
    }
}

/// A file of the cells of a request.
fn export(request: &RollupRequest, path: &Path) -> Rollup {
    let cells = tally(request).unwrap();
    std::fs::write(path, cells.to_parquet().unwrap()).unwrap();
    cells
}
