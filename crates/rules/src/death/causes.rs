//! Causes of death as codes of the International Classification of Diseases, and which of them a table names.

use std::collections::BTreeMap;

use super::cause_specific::CauseSpecificVersion;
use crate::Table;

/// A cause of death, in upper case: up to eight characters as a number, so that numbers compare as texts do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause(u64);

impl Cause {
    pub(super) fn new(code: &str) -> Self {
        let mut packed = [0; 8];
        packed.iter_mut().zip(code.bytes()).for_each(|(to, from)| *to = from.to_ascii_uppercase());
        Self(u64::from_be_bytes(packed))
    }

    /// The first three characters: the category.
    pub(super) const fn category(self) -> Self {
        Self(self.0 & !(u64::MAX >> 24))
    }

    pub(super) fn is_within(self, first: &str, last: &str) -> bool {
        Self::new(first) <= self && self <= Self::new(last)
    }

    pub(super) fn is_any(self, codes: &[&str]) -> bool {
        codes.iter().any(|code| Self::new(code) == self)
    }
}

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
    categories: Vec<(Cause, Cause)>,
    codes: Vec<(Cause, Cause)>,
}

impl Causes {
    fn contain(&self, cause: Cause) -> bool {
        let within =
            |ranges: &[(Cause, Cause)], cause| ranges.iter().any(|(first, last)| (*first..=*last).contains(&cause));
        within(&self.categories, cause.category()) || within(&self.codes, cause)
    }
}

/// Codes and ranges of codes, separated by semicolons.
fn ranges(text: &str) -> Vec<(Cause, Cause)> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        (Cause::new(first), Cause::new(last))
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
    pub(super) fn contains(&self, revision: Revision, is_only: bool, site_recode: u32, cause: Cause) -> bool {
        let causes = self.by_site.get(&(revision, is_only, site_recode)).and_then(|at| self.causes.get(*at));
        causes.is_some_and(|causes| causes.contain(cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_compare_as_texts() {
        let texts = ["", "042", "0422", "C00", "C00 ", "C509", "D48", "D489", "D4891", "ZZZZZZZZ"];
        assert!(texts.iter().map(|text| Cause::new(text)).is_sorted());
        assert_eq!(Cause::new("c509").category(), Cause::new("C50"));
        assert!(Cause::new("C509").is_within("C00", "D489") && !Cause::new("D4891").is_within("C00", "D489"));
    }
}
