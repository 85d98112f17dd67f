//! Running the program, and what tests start from.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// The program that was just built, away from the caller's keys.
pub(crate) fn caselake() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caselake"));
    command.env_remove("CASELAKE_KEY").env_remove("CASELAKE_KEY_FILE").env("CASELAKE_USER", "tester");
    command
}

/// Runs the program to its end.
pub(crate) fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    caselake().args(arguments).output().expect("the program starts")
}

/// Runs the program, which must answer with one of these exit codes, and reads its JSON.
pub(crate) fn json<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>, codes: &[i32]) -> Value {
    let output = run(arguments);
    let code = output.status.code().expect("an exit code");
    assert!(codes.contains(&code), "exit {code}, expected {codes:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {}", text(&output.stdout)))
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder of outside material, named by an environment variable or beside the workspace; `None`, said aloud, without.
pub(crate) fn outside(variable: &str, name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(name);
    let folder = std::env::var_os(variable).map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("skipped: {variable} is not set and there is no folder of {name}");
        return None;
    }
    Some(folder)
}

/// Synthetic facility files, sorted by name.
pub(crate) fn synthetic(folder: &Path, tumors: u64, facilities: u32, seed: u64, more: &[&str]) -> Vec<PathBuf> {
    let (tumors, facilities, seed) = (tumors.to_string(), facilities.to_string(), seed.to_string());
    let mut command = caselake();
    command.args([
        "synth",
        "--quiet",
        "--states",
        "1",
        "--tumors",
        &tumors,
        "--facilities",
        &facilities,
        "--seed",
        &seed,
    ]);
    let output = command.args(more).arg("--out").arg(folder).output().expect("the program starts");
    assert!(output.status.success(), "synth: {}", text(&output.stderr));
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "xml" || ending == "txt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "synth wrote no data file");
    files
}

/// A warehouse in a folder of its own, which goes with this value.
pub(crate) struct Registry {
    folder: TempDir,
}

impl Registry {
    pub(crate) fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    pub(crate) fn within(parent: &Path) -> Self {
        let registry = Self { folder: TempDir::new_in(parent).expect("a temporary folder") };
        let output = run([OsStr::new("init"), registry.path().as_os_str(), OsStr::new("--quiet")]);
        assert!(output.status.success(), "init: {}", text(&output.stderr));
        registry
    }

    /// The warehouse's folder; its key file is beside it.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("warehouse")
    }

    /// Where else the test may put files.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A submission, not started yet.
    pub(crate) fn submission(&self, file: &Path, facility: &str) -> Command {
        let mut command = caselake();
        command.arg("submit").arg(file).arg("--warehouse").arg(self.path());
        command.args(["--facility", facility, "--format", "json"]);
        command
    }

    /// Submits a file and gives its receipt.
    pub(crate) fn submit(&self, file: &Path, facility: &str) -> Value {
        let output = self.submission(file, facility).output().expect("the program starts");
        assert!(matches!(output.status.code(), Some(0 | 1)), "submit: {}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("a receipt")
    }

    /// The receipts of all submissions.
    pub(crate) fn receipts(&self) -> Vec<Value> {
        let receipts = self.answer(&["receipts", "--format", "json"]);
        serde_json::from_slice::<Vec<Value>>(&receipts).expect("a list of receipts")
    }

    /// Five-year survival by sex of a snapshot, as CSV bytes.
    pub(crate) fn survival(&self, as_of: &str) -> Vec<u8> {
        self.answer(&["survival", "--by", "sex", "--at", "1,3,5", "--format", "csv", "--as-of", as_of])
    }

    /// What a command answers that must succeed.
    pub(crate) fn answer(&self, arguments: &[&str]) -> Vec<u8> {
        let output =
            caselake().args(arguments).arg("--warehouse").arg(self.path()).output().expect("the program starts");
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        output.stdout
    }
}
