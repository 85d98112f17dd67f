//! A receipt, or the answer of a check, as a page that a registrar can print and work through: one HTML file that needs
//! nothing else. It holds values of records, and goes to who submitted the file and nobody else.

mod html;
mod worklist;

use std::fmt::{self, Write};

pub use html::grouped;
use html::{Escaped, percent};
use worklist::Worklist;

use crate::check::CheckReport;
use crate::findings::Findings;
use crate::receipt::{EditCount, QualityLine, Receipt};
use crate::tallied::edit_counts;

/// The page's style: quiet, and made for paper as well as for a screen.
const STYLE: &str = include_str!("page/style.css");

/// The page of a submission.
#[must_use]
pub fn receipt_page(receipt: &Receipt, findings: &Findings) -> String {
    let mut page = String::new();
    let written = write_receipt(&mut page, receipt, findings);
    debug_assert!(written.is_ok(), "nothing that is written to a text can fail");
    page
}

fn write_receipt(page: &mut String, receipt: &Receipt, findings: &Findings) -> fmt::Result {
    let counts = &receipt.counts;
    heading(page, "Receipt of a submission", &receipt.file, &receipt.verdict.name().replace('_', " "))?;
    facts(
        page,
        &[
            ("Submission", receipt.submission_id.clone()),
            ("Facility", receipt.facility.clone()),
            ("Submitted", format!("{} by {}", receipt.submitted_at, receipt.submitted_by)),
            (
                "File",
                format!(
                    "{} bytes, NAACCR {} type {}",
                    grouped(receipt.bytes),
                    receipt.naaccr_version,
                    receipt.record_type
                ),
            ),
            ("SHA-256", receipt.sha256.clone()),
            ("Snapshot", receipt.snapshot.map_or_else(|| "none: a dry run".to_owned(), |number| number.to_string())),
            ("Edits", receipt.edit_sets.join(", ")),
        ],
    )?;
    page.push_str("<h2>Records</h2>\n<p class=\"sum\">");
    for (name, count, sign) in [
        ("received", counts.received, ""),
        ("accepted", counts.accepted, " = "),
        ("rejected", counts.rejected, " + "),
        ("duplicate", counts.duplicate, " + "),
    ] {
        write!(page, "{sign}<b>{}</b> {name}", grouped(count))?;
    }
    writeln!(page, "; <b>{}</b> of the accepted correct an earlier version</p>", grouped(counts.corrected))?;
    if !receipt.rejected_reasons.is_empty() {
        page.push_str("<ul>\n");
        for (reason, count) in &receipt.rejected_reasons {
            writeln!(page, "<li><b>{}</b> rejected: {}</li>", grouped(*count), Escaped(reason))?;
        }
        page.push_str("</ul>\n");
    }
    let records = Worklist::of(findings);
    edits(page, &receipt.edits)?;
    records.write(page)?;
    quality(page, &receipt.quality)?;
    end(page);
    Ok(())
}

/// The page of a check.
#[must_use]
pub fn check_page(report: &CheckReport) -> String {
    let mut page = String::new();
    let written = write_check(&mut page, report);
    debug_assert!(written.is_ok(), "nothing that is written to a text can fail");
    page
}

fn write_check(page: &mut String, report: &CheckReport) -> fmt::Result {
    let verdict = if report.fatal.is_some() { "cannot be read to its end" } else { report.verdict() };
    heading(page, "Check of a file", &report.file, verdict)?;
    let header = report.header.as_ref();
    let kind = header.map(|header| format!("NAACCR {} type {}", header.version, header.record_type));
    facts(
        page,
        &[
            ("File", kind.unwrap_or_else(|| "not NAACCR data".to_owned())),
            (
                "Holds",
                format!(
                    "{} patients, {} tumors, {} items",
                    grouped(report.patients),
                    grouped(report.tumors),
                    grouped(report.items)
                ),
            ),
            ("Edits", report.edit_sets().join(", ")),
        ],
    )?;
    if let Some(fatal) = &report.fatal {
        writeln!(page, "<p class=\"error\">{}</p>", Escaped(&fatal.to_string()))?;
    }
    edits(page, &edit_counts(report.findings()))?;
    Worklist::of(report.findings()).write(page)?;
    quality(page, &report.quality())?;
    end(page);
    Ok(())
}

fn heading(page: &mut String, title: &str, file: &str, verdict: &str) -> fmt::Result {
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}: {file}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p class=\"file\">{file} \
         <span class=\"verdict\">{verdict}</span></p>\n",
        file = Escaped(file),
        verdict = Escaped(verdict),
    )?;
    Ok(())
}

fn facts(page: &mut String, facts: &[(&str, String)]) -> fmt::Result {
    page.push_str("<dl>\n");
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(page, "<dt>{name}</dt><dd>{}</dd>", Escaped(value))?;
    }
    page.push_str("</dl>\n");
    Ok(())
}

/// What to mend, edit by edit, worst first.
fn edits(page: &mut String, edits: &[EditCount]) -> fmt::Result {
    if edits.is_empty() {
        return Ok(());
    }
    page.push_str(
        "<h2>By edit</h2>\n<table>\n<thead><tr><th>Edit</th><th></th><th class=\"n\">Findings</th><th class=\"n\">Overridden</th>\
         <th>What is wrong, and what to do</th><th>Standard</th></tr></thead>\n<tbody>\n",
    );
    for edit in edits {
        writeln!(
            page,
            "<tr><td><b>{}</b><br>{}</td><td class=\"{severity}\">{severity}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}.<br><i>{}</i></td><td>{}</td></tr>",
            Escaped(&edit.id),
            Escaped(&edit.name),
            grouped(edit.count),
            grouped(edit.overridden),
            Escaped(&edit.message),
            Escaped(&edit.cure),
            Escaped(&edit.source),
            severity = Escaped(&edit.severity),
        )?;
    }
    page.push_str("</tbody>\n</table>\n");
    Ok(())
}

fn quality(page: &mut String, lines: &[QualityLine]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    page.push_str(
        "<h2>Quality of this file beside the standards</h2>\n<table>\n<thead><tr><th>Standard</th><th>Indicator</th><th class=\"n\">Records</th>\
         <th class=\"n\">Share</th><th>Threshold</th><th></th></tr></thead>\n<tbody>\n",
    );
    for line in lines {
        let (class, met) = match line.met {
            Some(true) => ("met", "met"),
            Some(false) => ("error", "not met"),
            None => ("", "cannot be told"),
        };
        writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{} of {}</td><td class=\"n\">{}</td><td>{}</td><td class=\"{class}\">{met}</td></tr>",
            Escaped(&line.standard),
            Escaped(&line.indicator.replace('_', " ")),
            grouped(line.numerator),
            grouped(line.denominator),
            percent(line.numerator, line.denominator),
            Escaped(&line.threshold),
        )?;
    }
    page.push_str("</tbody>\n</table>\n<p class=\"note\">Of the records of this file alone; a standard is met by all records of a year.</p>\n");
    Ok(())
}

fn end(page: &mut String) {
    page.push_str("<p class=\"note\">This page holds confidential values of patients.</p>\n</body>\n</html>\n");
}
