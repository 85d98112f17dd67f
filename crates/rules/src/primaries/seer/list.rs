//! Lists of histologies as the manuals print them, and the labels that their tables give to histologies.

use std::ops::RangeInclusive;

use super::SeerTumor;
use crate::{Table, TableRow};

/// A list or table of a manual: a histology, or a histology with its behavior, has a label; a plain list has blank
/// ones.
///
/// Where a manual has a table for each group of sites, a tumor is looked up in the table of its own site.
pub(super) struct CodeList {
    parts: Vec<Part>,
    labels: Vec<String>,
}

/// What holds for some sites, or for all where none is named.
struct Part {
    sites: Vec<RangeInclusive<u16>>,
    /// Histology, behavior where one is named, and the number of the label; in this order.
    entries: Vec<(u16, Option<u8>, usize)>,
}

impl CodeList {
    /// The list of this name in a table of the columns `list`, `sites`, `label` and `codes`.
    pub(super) fn of(table: &Table, name: &str) -> Self {
        let mut list = Self { parts: Vec::new(), labels: Vec::new() };
        for row in table.rows().filter(|row| row.get("list") == name) {
            list.add(&row);
        }
        for part in &mut list.parts {
            part.entries.sort_unstable();
        }
        list
    }

    fn add(&mut self, row: &TableRow) {
        let sites: Vec<_> = row.get("sites").split_whitespace().filter_map(site_range).collect();
        let label = self.labels.len();
        self.labels.push(row.get("label").to_owned());
        let entries =
            row.get("codes").split_whitespace().flat_map(codes).map(|(code, behavior)| (code, behavior, label));
        match self.parts.iter_mut().find(|part| part.sites == sites) {
            Some(part) => part.entries.extend(entries),
            None => self.parts.push(Part { entries: entries.collect(), sites }),
        }
    }

    /// Which of its tables a site has; `None` where it has none.
    pub(super) fn table_of(&self, site: u16) -> Option<usize> {
        self.parts.iter().position(|part| part.sites.is_empty() || part.sites.iter().any(|sites| sites.contains(&site)))
    }

    /// The labels of a tumor: those of its histology before those of its histology and behavior.
    pub(super) fn labels<'l>(&'l self, tumor: &SeerTumor) -> impl Iterator<Item = &'l str> + use<'l> {
        let (histology, behavior) = (tumor.histology, tumor.behavior);
        let entries = self.table_of(tumor.site).and_then(|at| self.parts.get(at)).map_or(&[][..], |part| &part.entries);
        let entries = entries.get(entries.partition_point(|entry| entry.0 < histology)..).unwrap_or(&[]);
        let of_histology = entries.iter().take_while(move |entry| entry.0 == histology);
        of_histology
            .filter(move |entry| entry.1.is_none_or(|only| only == behavior))
            .filter_map(|entry| self.labels.get(entry.2).map(String::as_str))
    }

    /// The first label of a tumor.
    pub(super) fn label(&self, tumor: &SeerTumor) -> Option<&str> {
        self.labels(tumor).next()
    }

    /// The histologies that it has, and those that name its labels.
    pub(super) fn histologies(&self) -> impl Iterator<Item = u16> + '_ {
        let listed = self.parts.iter().flat_map(|part| part.entries.iter().map(|entry| entry.0));
        let named = self.labels.iter().filter_map(|label| label.get(..4)?.parse().ok());
        listed.chain(named)
    }

    /// Whether a tumor is listed.
    pub(super) fn has(&self, tumor: &SeerTumor) -> bool {
        self.label(tumor).is_some()
    }
}

/// `C509` or `C500-C509`.
fn site_range(text: &str) -> Option<RangeInclusive<u16>> {
    let site = |text: &str| text.strip_prefix('C')?.parse().ok();
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some(site(first)?..=site(last)?)
}

/// Codes and ranges of codes, such as `9590 9650-9667`.
pub(super) fn ranges(text: &str) -> Vec<RangeInclusive<u16>> {
    let range = |text: &str| {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        Some(first.parse().ok()?..=last.parse().ok()?)
    };
    text.split_whitespace().filter_map(range).collect()
}

/// `8500`, `8500/3` or `8500-8508`.
fn codes(text: &str) -> impl Iterator<Item = (u16, Option<u8>)> + use<> {
    let (code, behavior) =
        text.split_once('/').map_or((text, None), |(code, behavior)| (code, behavior.parse::<u8>().ok()));
    let (first, last) = code.split_once('-').unwrap_or((code, code));
    let range = first.parse::<u16>().ok().zip(last.parse::<u16>().ok());
    range.into_iter().flat_map(|(first, last)| first..=last).map(move |code| (code, behavior))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primaries::seer::SEER_MULTIPLE_PRIMARY;

    #[test]
    fn every_code_and_site_of_the_tables_is_read() {
        for row in SEER_MULTIPLE_PRIMARY.tables.iter().flat_map(|table| table.rows()) {
            for column in ["codes", "earlier", "later"] {
                for text in row.get(column).split_whitespace() {
                    assert!(codes(text).all(|(code, _)| (8000..=9999).contains(&code)), "{text}");
                    assert!(codes(text).next().is_some(), "{text}");
                }
            }
            assert!(
                row.get("sites").split_whitespace().all(|sites| site_range(sites).is_some()),
                "{}",
                row.get("sites")
            );
        }
    }

    #[test]
    fn a_histology_goes_before_its_behaviors() {
        static TABLE: Table = Table::new(
            "t",
            "# Test\nlist,sites,label,codes\nrows,C500-C509,a,8500/3\nrows,C500-C509,b,8500\nrows,,c,8140\n",
        );
        let list = CodeList::of(&TABLE, "rows");
        let tumor = |site, histology| {
            let texts = super::super::SeerTumorTexts { site, histology, behavior: "3", ..Default::default() };
            SeerTumor::new(&texts)
        };
        assert_eq!(list.label(&tumor("C504", "8500")), Some("b"));
        assert_eq!(list.labels(&tumor("C504", "8500")).count(), 2);
        assert_eq!(list.label(&tumor("C619", "8140")), Some("c"));
        assert_eq!((list.table_of(504), list.table_of(619)), (Some(0), Some(1)));
        assert!(!list.has(&tumor("C619", "8500")));
    }
}
