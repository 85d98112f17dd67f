//! What identifies a life table.

use std::fmt::Write;

use estimators::{CalendarRule, LifeTable};
use ring::digest::{Context, SHA256};

use crate::life_table::dimension::Dimension;

/// SHA-256 over all that an estimate depends on, in hexadecimal digits.
pub(super) fn of(table: &LifeTable, dimensions: &[Dimension], strata: &[Option<u32>]) -> String {
    let mut context = Context::new(&SHA256);
    let mut add = |text: &str| context.update(text.as_bytes());
    for Dimension { name, values } in dimensions {
        add(&format!("{name:?} {values:?}\n"));
    }
    add(&format!("{strata:?}\n"));
    let (ages, calendar) = (table.ages(), table.calendar());
    let rule = match calendar.rule() {
        CalendarRule::Date => "date",
        CalendarRule::Birthday => "birthday",
        CalendarRule::BirthdayFrom1960 => "birthday from 1960",
    };
    add(&format!("{} {} {} {rule} {:?}\n", ages.first(), ages.len(), ages.days_per_year(), calendar.cuts()));
    for hazard in table.hazards() {
        context.update(&hazard.to_le_bytes());
    }
    context.finish().as_ref().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
