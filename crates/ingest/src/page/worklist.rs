//! Findings record by record, those with the most errors first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use naaccr::{Sensitive, Severity};

use super::html::{Escaped, grouped};
use crate::findings::{Finding, Findings};

/// Records that a page shows: more than anyone prints, and few enough for any browser.
const SHOWN: usize = 1000;

/// The records that something is wrong with.
pub(super) struct Worklist {
    /// Worst first.
    records: Vec<Record>,
}

struct Record {
    /// Line, patient and tumor; 0 where the file or the patient as a whole is meant.
    place: (u64, u64, u32),
    findings: Vec<Finding>,
    errors: usize,
}

impl Worklist {
    pub(super) fn of(findings: &Findings) -> Self {
        let mut by_place: BTreeMap<(u64, u32), Vec<Finding>> = BTreeMap::new();
        for finding in findings.iter() {
            by_place.entry((finding.patient, finding.tumor)).or_default().push(finding);
        }
        let record = |((patient, tumor), mut findings): ((u64, u32), Vec<Finding>)| {
            let line = findings.iter().map(|finding| finding.line).min().unwrap_or_default();
            findings.sort_by_key(|finding| Reverse(finding.severity()));
            let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error).count();
            Record { place: (line, patient, tumor), findings, errors }
        };
        let mut records: Vec<Record> = by_place.into_iter().map(record).collect();
        records.sort_by_key(|record| (Reverse(record.errors), Reverse(record.findings.len()), record.place));
        Self { records }
    }

    pub(super) fn write(&self, page: &mut String) -> fmt::Result {
        if self.records.is_empty() {
            page.push_str("<h2>Record by record</h2>\n<p>Nothing was found wrong with any record.</p>\n");
            return Ok(());
        }
        page.push_str("<h2>Record by record, worst first</h2>\n");
        if self.records.len() > SHOWN {
            writeln!(
                page,
                "<p class=\"note\">The {} records with the most errors of {}; the answer in JSON or CSV has all of them.</p>",
                grouped(SHOWN as u64),
                grouped(self.records.len() as u64)
            )?;
        }
        self.records.iter().take(SHOWN).try_for_each(|record| record.write(page))
    }
}

impl Record {
    fn write(&self, page: &mut String) -> fmt::Result {
        let (line, patient, tumor) = self.place;
        page.push_str("<section>\n<h3>");
        let patient_id = self.findings.iter().find_map(|finding| finding.patient_id.as_ref()).map(Sensitive::reveal);
        match (patient, patient_id) {
            (0, _) => page.push_str("The file itself"),
            (_, Some(id)) => write!(page, "Patient {}", Escaped(id))?,
            (_, None) => write!(page, "Patient in place {} of the file", grouped(patient))?,
        }
        if tumor > 0 {
            write!(page, ", tumor {tumor}")?;
        }
        if line > 0 {
            write!(page, " <small>line {}</small>", grouped(line))?;
        }
        page.push_str("</h3>\n<table class=\"work\">\n");
        self.findings.iter().try_for_each(|finding| row(page, finding))?;
        page.push_str("</table>\n</section>\n");
        Ok(())
    }
}

fn row(page: &mut String, finding: &Finding) -> fmt::Result {
    let severity = finding.severity().name();
    write!(page, "<tr><td class=\"box\">\u{2610}</td><td class=\"{severity}\">{severity}</td><td>")?;
    value(
        page,
        finding.item.as_deref().unwrap_or_default(),
        finding.number,
        finding.value.as_ref().map_or("", Sensitive::reveal),
    )?;
    for other in &finding.others {
        value(page, &other.item, None, other.value.reveal())?;
    }
    writeln!(
        page,
        "</td><td>{}.<br><i>{}</i></td><td class=\"kind\">{}</td></tr>",
        Escaped(finding.message()),
        Escaped(finding.cure()),
        Escaped(finding.kind()),
    )
}

fn value(page: &mut String, item: &str, number: Option<u32>, value: &str) -> fmt::Result {
    if item.is_empty() {
        return Ok(());
    }
    let number = number.map(|number| format!(" ({number})")).unwrap_or_default();
    let shown = if value.is_empty() {
        "<span class=\"blank\">blank</span>".to_owned()
    } else {
        format!("<code>{}</code>", Escaped(value))
    };
    write!(page, "<div>{}{number}: {shown}</div>", Escaped(item))
}
