//! Calendar years of follow-up joined to one stretch.

use std::collections::BTreeMap;

use estimators::{Error, SumRow};

use super::stratum::{ALL, BY_CAUSE, Cells, Keys, NET_COUNTS, OUTSIDE, Stratum};

/// The cells of the years of one stratum. Whoever is followed from one of them on into the next was censored in the one
/// and entered late in the other, which neither happened. A year that is not there (it may have been withheld) joins
/// nothing.
pub(super) fn join(keys: &Keys, years: &BTreeMap<Option<i32>, &Stratum>) -> Result<Cells, Error> {
    let mut whole = keys.nobody();
    let mut carried = keys.nobody();
    for (year, stratum) in years {
        whole.merge(&stratum.cells)?;
        if year.is_some_and(|year| years.contains_key(&Some(year + 1))) {
            carried.merge(&stratum.carried)?;
        }
    }
    without(keys, whole, &carried)
}

/// The cells without the counts of those carried on.
fn without(keys: &Keys, whole: Cells, carried: &Cells) -> Result<Cells, Error> {
    let carried = carried.to_rows();
    if carried.is_empty() {
        return Ok(whole);
    }
    let mut rows = whole.to_rows();
    for row in &carried {
        let place = rows.binary_search_by_key(&(row.sum, row.index), |row| (row.sum, row.index));
        let Ok(place) = place else {
            return Err(Error::SumRow {
                row: row.index as usize,
                problem: "of people carried on who were never there",
            });
        };
        take_off(&mut rows[place], row);
    }
    rows.retain(|row| row.values.iter().any(|value| *value != 0));
    Cells::from_rows(keys, &rows)
}

/// Takes a censoring and a late entry off for each person carried on; on day 0 nobody enters late.
fn take_off(row: &mut SumRow, carried: &SumRow) {
    let censored = match row.sum {
        NET_COUNTS | ALL => 2,
        BY_CAUSE => 3,
        _ if OUTSIDE.contains(&row.sum) => {
            for (value, carried) in row.values.iter_mut().zip(carried.values) {
                *value -= carried;
            }
            return;
        }
        _ => return,
    };
    let people = carried.values[censored];
    row.values[censored] -= people;
    if row.index > 0 {
        row.values[0] -= people;
    }
}
