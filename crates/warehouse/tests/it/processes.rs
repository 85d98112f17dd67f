//! Several processes at once, and processes that are killed.
//!
//! The child processes are this test program, told by the environment to run [`child`] only.

use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use warehouse::{AsOf, Table};

use crate::support::*;

const FOLDER: &str = "CASELAKE_TEST_CHILD_FOLDER";
const COMMITS: &str = "CASELAKE_TEST_CHILD_COMMITS";
const ACKNOWLEDGED: &str = "CASELAKE_TEST_CHILD_ACKNOWLEDGED";

/// Commits so many submissions, and notes the number of each once it is committed.
#[test]
fn child() {
    use std::io::Write;
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let commits: i64 = std::env::var(COMMITS).unwrap().parse().unwrap();
    let path = std::env::var_os(ACKNOWLEDGED).unwrap();
    let mut acknowledged = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
    let warehouse = open(Path::new(&folder));
    for commit in 0..commits {
        let commit = submit(&warehouse, "F1", &["C509"], commit);
        // One write: a line is there or not.
        acknowledged.write_all(format!("{}\n", commit.number()).as_bytes()).unwrap();
    }
}

fn spawn(folder: &Path, commits: u32, acknowledged: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::child", "--quiet"])
        .env(FOLDER, folder)
        .env(COMMITS, commits.to_string())
        .env(ACKNOWLEDGED, acknowledged)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

fn numbers(acknowledged: &Path) -> Vec<u64> {
    let text = std::fs::read_to_string(acknowledged).unwrap_or_default();
    let mut numbers: Vec<_> = text.lines().map(|line| line.parse().unwrap()).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn two_processes_and_two_threads_commit_two_hundred_times() {
    let fixture = Fixture::new();
    let acknowledged = fixture.folder.with_extension("acknowledged");
    let mut children = [spawn(&fixture.folder, 50, &acknowledged), spawn(&fixture.folder, 50, &acknowledged)];
    // Two threads that share one open warehouse.
    let own: Vec<u64> = std::thread::scope(|threads| {
        let commits =
            || (0..50).map(|commit| submit(&fixture.warehouse, "F2", &["C619"], commit).number().0).collect::<Vec<_>>();
        let workers = [threads.spawn(commits), threads.spawn(commits)];
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    let mut all = [numbers(&acknowledged), own].concat();
    all.sort_unstable();
    let wanted: Vec<u64> = (2..202).collect();
    assert_eq!(all, wanted);
    let newest = fixture.reopen().snapshot(&AsOf::Latest).unwrap();
    assert_eq!(committed_in(&newest), wanted);
    assert_eq!(newest.table(Table::Abstracts).unwrap().rows(), 200);
    assert_delta_agrees(&fixture.folder, &newest);
}

#[test]
fn a_killed_process_leaves_every_acknowledged_commit_whole_and_every_other_whole_or_absent() {
    let fixture = Fixture::new();
    let acknowledged = fixture.folder.with_extension("acknowledged");
    let mut committed_before = 0;
    for round in 0..12_u64 {
        let mut child = spawn(&fixture.folder, 10_000, &acknowledged);
        // Moments spread over the time that starting and a few commits take.
        std::thread::sleep(Duration::from_millis(20 + 37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let newest = fixture.reopen().snapshot(&AsOf::Latest).unwrap();
        let present = committed_in(&newest);
        let wanted: Vec<u64> = (2..=newest.number().0).collect();
        assert_eq!(present, wanted, "a commit is whole or absent");
        let lost = numbers(&acknowledged).iter().any(|number| !present.contains(number));
        assert!(!lost, "an acknowledged commit is gone");
        let tables = [Table::Abstracts, Table::Findings, Table::Submissions];
        for table in tables {
            assert_eq!(newest.table(table).unwrap().rows(), present.len() as u64);
        }
        assert_delta_agrees(&fixture.folder, &newest);
        committed_before = present.len();
    }
    assert!(committed_before > 0, "the children were killed before they did anything");
    let far_off = at(0) + jiff::SignedDuration::from_hours(24 * 365 * 100);
    let newest = fixture.reopen().snapshot(&AsOf::Latest).unwrap();
    let named = contents(&newest);
    fixture.warehouse.vacuum(far_off, Duration::ZERO).unwrap();
    assert_eq!(contents(&newest), named);
    assert_eq!(files(&fixture.folder.join("staging")), [] as [std::path::PathBuf; 0]);
    submit(&fixture.reopen(), "F1", &["C509"], 1);
}
