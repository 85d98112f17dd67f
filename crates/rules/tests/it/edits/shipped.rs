//! The edits that Caselake ships.

use std::collections::BTreeSet;

use super::context;
use rules::{EditSet, Records};

fn shipped() -> EditSet {
    EditSet::shipped().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_example_gives_what_it_says() {
    let set = shipped();
    let wrong = set.wrong_examples();
    let told: Vec<String> = wrong
        .iter()
        .map(|wrong| {
            let (kind, other) = if wrong.should_fail { ("fail", "passes") } else { ("pass", "fails") };
            format!("{}: example {} of {kind} {other}", wrong.edit, wrong.number)
        })
        .collect();
    assert!(wrong.is_empty(), "{}", told.join("\n"));
}

#[test]
fn edits_are_told_apart_and_say_what_to_do() {
    let set = shipped();
    let mut ids = BTreeSet::new();
    for edit in set.edits() {
        assert!(ids.insert(edit.id.as_str()), "{} twice", edit.id);
        assert!(
            edit.message.starts_with(|c: char| !c.is_uppercase()) || edit.message.starts_with("ICD"),
            "{}",
            edit.id
        );
        assert!(!edit.message.ends_with('.') && !edit.cure.ends_with('.'), "{}: a full stop", edit.id);
        assert!(!edit.pass.is_empty() && !edit.fail.is_empty(), "{}: no example", edit.id);
    }
}

/// Of what a file does not carry, no edit knows anything.
#[test]
fn records_without_columns_fail_nothing() {
    let set = shipped();
    assert!(set.run(&Records::new(3).with_patients([2, 3]), &context()).is_empty());
}
