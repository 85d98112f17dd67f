//! The list of algorithms holds together.

use std::collections::BTreeSet;

use rules::{Context, Day, Records, algorithms, variable};

#[test]
fn every_variable_is_found_by_its_name_and_version() {
    let mut seen = BTreeSet::new();
    for algorithm in algorithms() {
        assert!(!algorithm.outputs.is_empty() && !algorithm.source.is_empty(), "{}", algorithm.id);
        for output in algorithm.outputs {
            assert!(seen.insert((output.name, algorithm.id.version)), "{} twice", output.name);
            assert!(output.name.contains('_') && output.name == output.name.to_lowercase(), "{}", output.name);
            let found = variable(&format!("{}@{}", output.name, algorithm.id.version)).unwrap();
            assert_eq!((found.0.id, found.2.name), (algorithm.id, output.name));
            assert!(variable(output.name).is_some());
        }
    }
    assert!(variable("no_such_thing").is_none());
}

#[test]
fn every_table_names_its_source_and_has_rows() {
    for table in algorithms().iter().flat_map(|algorithm| algorithm.tables) {
        assert!(table.source().next().is_some(), "{}: no source", table.name);
        assert!(table.rows().count() > 0, "{}: no rows", table.name);
    }
}

#[test]
fn blank_records_have_an_answer_in_every_row() {
    let context = Context { today: Day::from_ymd(2026, 6, 30).unwrap(), cutoff_year: 2025 };
    for algorithm in algorithms() {
        let mut records = Records::new(3).with_patients([2, 3]);
        algorithm.inputs.iter().flat_map(|input| input.items).for_each(|item| records.insert(item, Vec::new()));
        let outputs = algorithm.derive(&records, &context).unwrap();
        assert_eq!(outputs.len(), algorithm.outputs.len(), "{}", algorithm.id);
        assert!(outputs.iter().all(|values| values.len() == 3), "{}", algorithm.id);
        let missing = algorithm.derive(&Records::new(3), &context);
        assert_eq!(missing.is_err(), algorithm.inputs.iter().any(|input| input.required), "{}", algorithm.id);
    }
}
