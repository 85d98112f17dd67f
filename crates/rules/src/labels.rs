//! What the codes of a variable mean, and how tables show them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::Table;

/// The labels of a variable's codes, in the order in which tables show them, with the groups that codes roll up to.
#[derive(Debug)]
pub struct Labels {
    source: Source,
    parsed: OnceLock<Parsed>,
}

#[derive(Debug)]
enum Source {
    Pairs(&'static [(&'static str, &'static str)]),
    Table { table: &'static Table, column: &'static str },
}

#[derive(Debug)]
struct Parsed {
    lines: Vec<LabelLine>,
    line_of: BTreeMap<String, usize>,
}

/// A line of a variable's display: a code, or a group of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelLine {
    /// How far it is indented: a group's codes are those of the lines below it that are indented further.
    pub level: usize,
    /// What it says.
    pub label: String,
    /// The code; `None` for a group.
    pub code: Option<String>,
    /// The codes that count here: the code itself, or those of the group.
    pub codes: Vec<String>,
}

impl Labels {
    /// The labels of a short list of codes.
    #[must_use]
    pub const fn of_pairs(pairs: &'static [(&'static str, &'static str)]) -> Self {
        Self { source: Source::Pairs(pairs), parsed: OnceLock::new() }
    }

    /// The labels in a table's columns `level` and `label`, of the codes in `column`. A row without a code names a group; of
    /// several rows with one code the first is shown.
    #[must_use]
    pub const fn of_table(table: &'static Table, column: &'static str) -> Self {
        Self { source: Source::Table { table, column }, parsed: OnceLock::new() }
    }

    /// A code's label.
    #[must_use]
    pub fn label(&self, code: &str) -> Option<&str> {
        let parsed = self.parsed();
        Some(&parsed.lines.get(*parsed.line_of.get(code)?)?.label)
    }

    /// All codes and groups, in the order in which they are shown.
    #[must_use]
    pub fn lines(&self) -> &[LabelLine] {
        &self.parsed().lines
    }

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| match self.source {
            Source::Pairs(pairs) => {
                Parsed::new(pairs.iter().map(|(code, label)| (0, (*label).to_owned(), (*code).to_owned())))
            }
            Source::Table { table, column } => Parsed::new(table.rows().map(|row| {
                (row.get("level").parse().unwrap_or(0), row.get("label").to_owned(), row.get(column).to_owned())
            })),
        })
    }
}

impl Parsed {
    /// From level, label and code of each line.
    fn new(rows: impl Iterator<Item = (usize, String, String)>) -> Self {
        let mut lines: Vec<LabelLine> = Vec::new();
        let mut line_of = BTreeMap::new();
        // The groups that the next line may lie in, the broadest first.
        let mut open: Vec<usize> = Vec::new();
        for (level, label, code) in rows {
            open.retain(|group| lines.get(*group).is_some_and(|line| line.level < level));
            if code.is_empty() {
                open.push(lines.len());
                lines.push(LabelLine { level, label, code: None, codes: Vec::new() });
            } else if !line_of.contains_key(&code) {
                for group in &open {
                    lines.get_mut(*group).into_iter().for_each(|line| line.codes.push(code.clone()));
                }
                line_of.insert(code.clone(), lines.len());
                lines.push(LabelLine { level, label, codes: vec![code.clone()], code: Some(code) });
            }
        }
        lines.retain(|line| !line.codes.is_empty());
        let line_of = lines.iter().zip(0..).filter_map(|(line, at)| Some((line.code.clone()?, at))).collect();
        Self { lines, line_of }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: Table = Table::new(
        "t",
        "# Made up\nlevel,label,code,other\n0,Digestive,,\n1,Colon,,\n2,Cecum,1,a\n2,Sigmoid,2,a\n1,Liver,3,b\n0,Breast,4,\n\
         0,Cecum again,1,a\n0,None,,\n",
    );

    fn shown(labels: &Labels) -> Vec<(usize, &str, String)> {
        labels.lines().iter().map(|line| (line.level, line.label.as_str(), line.codes.join(" "))).collect()
    }

    #[test]
    fn codes_roll_up_to_the_groups_above_them() {
        let labels = Labels::of_table(&TABLE, "code");
        let expected = [
            (0, "Digestive", "1 2 3"),
            (1, "Colon", "1 2"),
            (2, "Cecum", "1"),
            (2, "Sigmoid", "2"),
            (1, "Liver", "3"),
            (0, "Breast", "4"),
        ];
        assert_eq!(shown(&labels), expected.map(|(level, label, codes)| (level, label, codes.to_owned())));
        assert_eq!((labels.label("3"), labels.label("9")), (Some("Liver"), None));
    }

    #[test]
    fn another_column_has_labels_of_its_own() {
        let labels = Labels::of_table(&TABLE, "other");
        assert_eq!((labels.label("a"), labels.label("b")), (Some("Cecum"), Some("Liver")));
    }

    #[test]
    fn short_lists_are_flat() {
        let labels = Labels::of_pairs(&[("0", "No"), ("1", "Yes")]);
        assert_eq!(shown(&labels), [(0, "No", "0".to_owned()), (0, "Yes", "1".to_owned())]);
        assert_eq!(labels.label("1"), Some("Yes"));
    }
}
