//! Which causes of death a table names.

use std::collections::BTreeMap;

use super::cause_specific::CauseSpecificVersion;
use crate::Table;
use crate::icd::IcdCode;

/// ICD revisions that causes of death come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Revision {
    Eighth,
    Ninth,
    Tenth,
}

/// Causes beside neoplasms that count as death from a tumor.
#[derive(Debug, Default)]
struct Causes {
    categories: Vec<(IcdCode, IcdCode)>,
    codes: Vec<(IcdCode, IcdCode)>,
}

impl Causes {
    fn contain(&self, cause: IcdCode) -> bool {
        let within =
            |ranges: &[(IcdCode, IcdCode)], cause| ranges.iter().any(|(first, last)| (*first..=*last).contains(&cause));
        within(&self.categories, cause.category()) || within(&self.codes, cause)
    }
}

/// Codes and ranges of codes, separated by semicolons.
fn ranges(text: &str) -> Vec<(IcdCode, IcdCode)> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        (IcdCode::new(first), IcdCode::new(last))
    };
    text.split(';').filter(|part| !part.is_empty()).map(range).collect()
}

/// The causes of one version of the classification.
#[derive(Debug)]
pub(super) struct CauseTable {
    causes: Vec<Causes>,
    /// Which causes, by ICD revision, whether the tumor is the only one, and site recode.
    by_site: BTreeMap<(Revision, bool, u32), usize>,
}

impl CauseTable {
    pub(super) fn read(table: &Table, version: CauseSpecificVersion) -> Self {
        let mut read = Self { causes: Vec::new(), by_site: BTreeMap::new() };
        // Rows of the version itself come behind those of the version that it differs from, which they replace.
        for name in version.table_names() {
            for row in table.rows().filter(|row| row.get("version") == *name) {
                let revision = match row.get("icd_revision") {
                    "8" => Revision::Eighth,
                    "9" => Revision::Ninth,
                    _ => Revision::Tenth,
                };
                let is_only = row.get("tumor") == "only";
                for site in row.get("site_recodes").split(';').filter_map(|site| site.parse().ok()) {
                    read.by_site.insert((revision, is_only, site), read.causes.len());
                }
                let causes = Causes { categories: ranges(row.get("categories")), codes: ranges(row.get("codes")) };
                read.causes.push(causes);
            }
        }
        read
    }

    /// Whether the cause is named for tumors of this site recode.
    pub(super) fn contains(&self, revision: Revision, is_only: bool, site_recode: u32, cause: IcdCode) -> bool {
        let causes = self.by_site.get(&(revision, is_only, site_recode)).and_then(|at| self.causes.get(*at));
        causes.is_some_and(|causes| causes.contain(cause))
    }
}
