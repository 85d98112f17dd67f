//! Whole answers against the references, case by case: each case of `survival/results/cases.csv` that a door answers is
//! asked through a case file, as a user would ask it. The kernels have their own, finer comparison.

mod curves;
mod differences;
mod regressions;

use analytics::{CaseFile, Source, SurvivalRequest};
use golden::{Case, Folder};
use tempfile::NamedTempFile;

use crate::listing::csv_file;

/// The file of a case and a request for its rows, with columns named as the case names them and as `renames` says.
fn request(folder: &Folder, case: &Case, renames: &[(&str, &str)]) -> (NamedTempFile, SurvivalRequest) {
    let file = csv_file(&folder.case_file(case));
    let request = request_of(&file, case, renames);
    (file, request)
}

fn request_of(file: &NamedTempFile, case: &Case, renames: &[(&str, &str)]) -> SurvivalRequest {
    let named = renames.iter().filter(|(_, theirs)| !theirs.is_empty());
    let named: Vec<String> = named.map(|(name, theirs)| format!("{name}={theirs}")).collect();
    let cases = CaseFile::new(file.path()).rename(named.iter().map(String::as_str)).unwrap();
    let mut request = SurvivalRequest::new(Source::Cases(cases));
    request.by = case.list("by").map(str::to_owned).collect();
    request.filter = case.filter().map(str::to_owned);
    request
}
