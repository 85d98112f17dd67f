//! A case's data as a user of the program would give it.

use crate::case::Case;
use crate::folder::Folder;
use crate::row::Row;

impl Case {
    /// The condition that selects the case's rows, for whoever can read it; `None` where every row counts. (Conditions
    /// on remainders, which few can read, are applied in [`Folder::case_file`].)
    #[must_use]
    pub fn filter(&self) -> Option<&str> {
        Some(self.get("where")).filter(|condition| !condition.is_empty() && !condition.contains('%'))
    }

    /// 0 for alive, or which of the event values it is, from 1. Beside a single event value, any but 0 competes.
    fn cause(&self, status: &str) -> usize {
        let events: Vec<&str> = self.list("event_value").collect();
        match events.iter().position(|event| *event == status) {
            Some(event) => event + 1,
            None if events.len() == 1 && status != "0" => 2,
            None => 0,
        }
    }
}

impl Folder {
    /// The case's data as the text of a CSV file, with two columns more: `case_status`, 0 or 1, and `case_cause`, 0, or 1
    /// for the first event value, 2 for the second. Every row of the data is there, but those that a condition on a
    /// remainder leaves out.
    #[must_use]
    pub fn case_file(&self, case: &Case) -> String {
        let (headers, rows) = self.data(case);
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(headers.iter().map(String::as_str).chain(["case_status", "case_cause"])).unwrap();
        for row in rows.iter().filter(|row| case.filter().is_some() || case.selects(row)) {
            let (status, cause) = ending(case, row);
            writer.write_record(row.fields().chain([status.as_str(), &cause])).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }
}

/// How somebody's follow-up ended: status and cause; empty where that is not known.
fn ending(case: &Case, row: &Row) -> (String, String) {
    let status = row.get(case.get("status_col"));
    if status.is_empty() {
        return Default::default();
    }
    let died = case.list("event_value").any(|event| event == status);
    (u8::from(died).to_string(), case.cause(status).to_string())
}
