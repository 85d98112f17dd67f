//! The functions of the language, as its users see them.

use super::error::Fault;
use super::syntax::Expr;

/// A function that conditions may call.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    /// How it is written.
    pub(crate) usage: &'static str,
    /// What it gives.
    pub(crate) gives: &'static str,
    /// Whether that is a condition.
    pub(crate) is_condition: bool,
    /// How many arguments it takes: at least, at most.
    counts: (usize, usize),
}

const fn value(name: &'static str, usage: &'static str, counts: (usize, usize), gives: &'static str) -> Function {
    Function { name, usage, gives, is_condition: false, counts }
}

const fn condition(name: &'static str, usage: &'static str, counts: (usize, usize), gives: &'static str) -> Function {
    Function { name, usage, gives, is_condition: true, counts }
}

const MANY: usize = usize::MAX;

/// All functions.
pub(crate) static FUNCTIONS: &[Function] = &[
    condition("blank", "blank(x, ...)", (1, MANY), "whether all of these are blank"),
    condition("known", "known(x, ...)", (1, MANY), "whether x has a value; of a date, whether its year is known"),
    condition("known_to_month", "known_to_month(d)", (1, 1), "whether a date is known to the month"),
    condition("known_to_day", "known_to_day(d)", (1, 1), "whether a date is known to the day"),
    condition("collected", "collected(x, ...)", (1, MANY), "whether the file has the item at all"),
    condition("valid_date", "valid_date(d)", (1, 1), "whether it is YYYY, YYYYMM or YYYYMMDD and in the calendar"),
    condition("differs", "differs(x)", (1, 1), "whether it is another than at the patient's first tumor"),
    condition("certainly", "certainly(A)", (1, 1), "true where A is true, false everywhere else"),
    value("number", "number(x)", (1, 1), "a text of digits as a number"),
    value("year", "year(d)", (1, 1), "a date's year"),
    value("month", "month(d)", (1, 1), "a date's month"),
    value("date", "date('20040101')", (1, 1), "a fixed date, or a text as a date"),
    value("start", "start(x, n)", (2, 2), "the first n characters"),
    value("end", "end(x, n)", (2, 2), "the last n characters"),
    value("part", "part(x, from, n)", (3, 3), "n characters from a place on, the first of which is 1"),
    value("length", "length(x)", (1, 1), "how many characters a text has"),
    value("first_of", "first_of(a, b, ...)", (2, MANY), "the first that is not blank"),
];

/// The function of this name.
pub(crate) fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

impl Function {
    /// Whether it takes so many arguments.
    pub(crate) fn check_count(&self, call: &Expr, count: usize) -> Result<(), Fault> {
        let (least, most) = self.counts;
        if (least..=most).contains(&count) {
            return Ok(());
        }
        let values = if count == 1 { "value" } else { "values" };
        Err(Fault::new(call.at.clone(), format!("expected {}, found {count} {values}", self.usage)))
    }
}
