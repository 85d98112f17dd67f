//! Runs the examples of edits, which are their tests.

use std::collections::BTreeSet;

use super::edit::{Edit, Example};
use super::set::{EditSelection, EditSet};
use crate::{Context, Day, Records};

/// An example that does not give what its edit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongExample<'s> {
    /// The edit's id.
    pub edit: &'s str,
    /// Whether the example should fail the edit.
    pub should_fail: bool,
    /// Which of the examples that should, from 1.
    pub number: usize,
}

/// 30 June 2026: today, in examples.
const TODAY: Day = Day(20_634);

impl EditSet {
    /// Runs all examples of all edits; gives those that pass where they should fail, or fail where they should pass.
    #[must_use]
    pub fn wrong_examples(&self) -> Vec<WrongExample<'_>> {
        let mut wrong = Vec::new();
        for edit in self.edits() {
            let alone = self.select(&EditSelection { ids: &[&edit.id], ..EditSelection::default() });
            let needed = alone.needed_items();
            for (examples, should_fail) in [(&edit.pass, false), (&edit.fail, true)] {
                for (example, number) in examples.iter().zip(1..) {
                    if fails(&alone, &needed, example) != should_fail {
                        wrong.push(WrongExample { edit: &edit.id, should_fail, number });
                    }
                }
            }
        }
        wrong
    }
}

impl Edit {
    /// The records of an example, with the items that are `needed`: blank where the example does not say otherwise, and
    /// without a column where it says that the file does not have the item.
    #[must_use]
    pub fn example_records<'a>(example: &'a Example, needed: &'a [String]) -> Records<'a> {
        let rows = example.records.len();
        let mut records = Records::new(rows).with_patients([rows]);
        let given = example.records.iter().flatten();
        let lacking: BTreeSet<&str> =
            given.clone().filter(|(_, text)| text.is_none()).map(|(item, _)| &**item).collect();
        let items: BTreeSet<&str> = given.map(|(item, _)| &**item).chain(needed.iter().map(String::as_str)).collect();
        for item in items.difference(&lacking) {
            let text = |record: &'a Vec<(String, Option<String>)>| {
                record.iter().find(|(given, _)| given == item).and_then(|(_, text)| text.as_deref()).unwrap_or("")
            };
            records.insert(item, example.records.iter().map(text).collect());
        }
        records
    }
}

/// Whether a record of the example fails without being overridden.
fn fails(edit: &EditSet, needed: &[String], example: &Example) -> bool {
    let context = Context { today: TODAY, cutoff_year: 2025 };
    let records = Edit::example_records(example, needed);
    edit.run(&records, &context).iter().any(|failure| !failure.is_overridden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_is_the_day_that_the_documentation_says() {
        assert_eq!(TODAY.to_string(), "2026-06-30");
    }
}
