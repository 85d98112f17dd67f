//! Whether lists can be linked at all.

use crate::error::{Error, Result};
use crate::persons::Persons;

/// Columns on which two people may be told to be one.
const COMPARABLE: &[&str] =
    &["first_name", "middle_name", "last_name", "maiden_name", "dob", "ssn", "address", "zip", "phone"];

fn has_value(persons: &Persons, name: &str) -> bool {
    let columns = persons.columns();
    let column = columns.iter().find(|(column, _)| *column == name).map(|(_, column)| *column);
    column.is_some_and(|column| !column.is_blank())
}

fn comparable(persons: &Persons) -> Vec<&'static str> {
    COMPARABLE
        .iter()
        .copied()
        .filter(|name| persons.columns().iter().any(|(column, values)| column == name && !values.is_empty()))
        .collect()
}

fn listed(persons: &Persons) -> String {
    let names: Vec<&str> =
        persons.columns().iter().filter(|(_, column)| !column.is_empty()).map(|(name, _)| *name).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// Checks one list or two, and says what the reader should know of them.
pub(crate) fn check(persons: &Persons, with: Option<&Persons>) -> Result<Vec<String>> {
    for list in [Some(persons), with].into_iter().flatten() {
        let wanted = list.len();
        if let Some((column, found)) =
            list.columns().iter().find(|(_, column)| !column.is_empty() && column.len() != wanted)
        {
            return Err(Error::Ragged { column, found: found.len(), wanted });
        }
    }
    if !persons.is_empty() && comparable(persons).is_empty() {
        return Err(Error::NoColumn { found: listed(persons), wanted: COMPARABLE.join(", ") });
    }
    if let Some(with) = with.filter(|with| !with.is_empty() && !persons.is_empty()) {
        let ours = comparable(persons);
        let theirs = comparable(with);
        // A surname may be compared with a maiden name.
        let names = |columns: &[&str]| columns.contains(&"last_name") || columns.contains(&"maiden_name");
        if !(ours.iter().any(|name| theirs.contains(name)) || names(&ours) && names(&theirs)) {
            return Err(Error::NoCommonColumn { first: listed(persons), second: listed(with) });
        }
    }
    let mut warnings = Vec::new();
    for list in [Some(persons), with].into_iter().flatten().filter(|list| !list.is_empty()) {
        if !has_value(list, "first_name") && !has_value(list, "last_name") {
            warnings.push(
                "no record has a first name or a surname: nothing is linked without a person's decision".to_owned(),
            );
        }
    }
    Ok(warnings)
}
