//! The answer as a table to read, and as rows for programs.

use analytics::quality::{CriterionAnswer, LevelAnswer, Quality, ShareAnswer, Verdict, name};

use crate::sheet::{Cell, Sheet, grouped};

/// A row an indicator: its share, and which levels it meets and misses.
pub(super) fn to_read(answer: &Quality) -> Sheet {
    let compares = answer.records_before.is_some();
    let mut headers = vec!["indicator", "count", "of", "share"];
    if compares {
        headers.extend(["before", "change"]);
    }
    headers.extend(["met", "not met"]);
    let mut sheet = Sheet::new(headers);

    let mut records = vec![Cell::text("Records"), Cell::count(answer.records), Cell::Empty, Cell::Empty];
    if let Some(before) = answer.records_before {
        records.extend([Cell::text(grouped(before)), Cell::text(signed(answer.records, before))]);
    }
    sheet.push(records);
    for (id, title) in
        [("completeness", "Complete, of cases to be expected"), ("timeliness", "Months after the close of the year")]
    {
        let of_it: Vec<_> = answer.criteria.iter().filter(|of| of.indicator == id && of.value.is_some()).collect();
        let Some(first) = of_it.first() else { continue };
        let mut row =
            vec![Cell::text(title), Cell::optional_count(first.numerator), Cell::optional(first.denominator.clone())];
        row.push(Cell::text(figure(first.value, first.unit, &of_it)));
        if compares {
            row.extend([Cell::Empty, Cell::Empty]);
        }
        row.extend(standings(&of_it));
        sheet.push(row);
    }
    for indicator in answer.indicators.iter().filter(|indicator| indicator.share.of > 0) {
        let of_it: Vec<_> = answer.criteria.iter().filter(|of| of.indicator == indicator.id).collect();
        let mut row = share(indicator.title, &indicator.share, &of_it);
        if compares {
            row.extend(change(&indicator.share, indicator.before.as_ref()));
        }
        row.extend(standings(&of_it));
        sheet.push(row);
    }
    for item in answer.items.iter().filter(|item| item.share.of > 0) {
        let mut row = share(&format!("{} known", item.item), &item.share, &[]);
        if compares {
            row.extend(change(&item.share, item.before.as_ref()));
        }
        sheet.push(row);
    }
    notes(answer).into_iter().for_each(|note| sheet.footnote(note));
    sheet
}

fn share(title: &str, share: &ShareAnswer, criteria: &[&CriterionAnswer]) -> Vec<Cell> {
    let text = match share.per_cent {
        Some(_) => figure(share.per_cent, "%", criteria),
        None => "not told".to_owned(),
    };
    vec![Cell::text(title), Cell::count(share.counted), Cell::count(share.of), Cell::text(text)]
}

/// The share before, and the change in points of per cent.
fn change(now: &ShareAnswer, before: Option<&ShareAnswer>) -> [Cell; 2] {
    let per_cent = before.and_then(|before| before.per_cent).map(|share| format!("{share:.2} %"));
    let points = before.and_then(|before| now.above(before)).map(|points| format!("{points:+.2}"));
    [Cell::optional(per_cent), Cell::optional(points)]
}

fn signed(now: u64, before: u64) -> String {
    if now >= before { format!("+{}", grouped(now - before)) } else { format!("-{}", grouped(before - now)) }
}

/// The levels that a figure meets, and those that it does not; why it cannot be told stands below the table.
fn standings(criteria: &[&CriterionAnswer]) -> [Cell; 2] {
    [Verdict::Met, Verdict::NotMet].map(|verdict| {
        let levels = criteria.iter().filter(|of| of.verdict == verdict).map(|of| {
            let mark = if of.verified { "" } else { "*" };
            format!("{} {} {}{}{mark}", of.level, of.operator, of.threshold, unit(of.unit))
        });
        Cell::text(levels.collect::<Vec<_>>().join(", "))
    })
}

fn unit(unit: &str) -> String {
    if unit == "months" { String::new() } else { format!(" {unit}") }
}

/// A figure with two decimals; with more where these would make it seem to be on the other side of a threshold.
fn figure(value: Option<f64>, unit: &str, criteria: &[&CriterionAnswer]) -> String {
    let Some(value) = value else { return String::new() };
    if unit == "months" {
        return format!("{value:.0}");
    }
    let scale = |of: &CriterionAnswer| if of.unit == "per 1,000" { 10.0 } else { 1.0 };
    let limits = criteria.iter().filter_map(|of| Some(of.threshold.parse::<f64>().ok()? / scale(of)));
    let limits: Vec<f64> = limits.collect();
    let seems_equal = |text: &str| {
        let shown: f64 = text.parse().unwrap_or(value);
        limits.iter().any(|limit| (shown - limit).abs() < 1e-9 && (value - limit).abs() > 1e-9)
    };
    let with = |decimals: usize| format!("{value:.decimals$}");
    let text = (2..8).map(with).find(|text| !seems_equal(text)).unwrap_or_else(|| with(8));
    format!("{text} %")
}

/// How each level stands, and where the figures come from.
fn notes(answer: &Quality) -> Vec<String> {
    let mut notes: Vec<String> = answer.levels.iter().map(level).collect();
    if let Some(changes) = &answer.changes {
        let [added, corrected, left, unchanged] =
            [changes.added, changes.corrected, changes.left, changes.unchanged].map(grouped);
        notes.push(format!("records: {added} added, {corrected} corrected, {left} left, {unchanged} unchanged"));
    }
    if let Some(median) = answer.months_to_submission.median {
        let known = grouped(answer.months_to_submission.records);
        notes
            .push(format!("half of the records were submitted within {median} months of diagnosis (known of {known})"));
    }
    let provenance = &answer.provenance;
    let on = provenance.on.as_ref().map_or_else(String::new, |on| format!(", on {on}"));
    notes.push(format!("{} diagnosed in {}, {}{on}", answer.place, answer.year, provenance.source));
    let out = provenance.exclusions.iter().filter(|exclusion| exclusion.count > 0);
    notes.extend(out.map(|exclusion| format!("left out: {} {}", grouped(exclusion.count), exclusion.reason)));
    notes.extend(provenance.notes.iter().cloned());
    notes
}

/// Such as `NPCR national: not met (missing_age, missing_race); not told: completeness (needs the expected number of cases)`.
fn level(level: &LevelAnswer) -> String {
    let mut text = format!("{} {}: {}", level.standard, level.level, name(level.verdict));
    if !level.not_met.is_empty() {
        text.push_str(&format!(" ({})", level.not_met.join(", ")));
    }
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for not_told in &level.not_told {
        match by_reason.iter_mut().find(|(reason, _)| *reason == not_told.reason) {
            Some((_, indicators)) => indicators.push(not_told.indicator),
            None => by_reason.push((&not_told.reason, vec![not_told.indicator])),
        }
    }
    for (reason, indicators) in by_reason {
        text.push_str(&format!("; not told: {} ({reason})", indicators.join(", ")));
    }
    text
}

/// A row a threshold, an indicator and an item.
pub(super) fn tidy(answer: &Quality) -> Sheet {
    let mut sheet = Sheet::new([
        "kind",
        "indicator",
        "standard",
        "level",
        "counted",
        "of",
        "unknown",
        "value",
        "unit",
        "operator",
        "threshold",
        "verdict",
        "reason",
        "verified",
        "value_before",
        "change",
    ]);
    let number = |value: Option<f64>| Cell::optional(value.map(|value| value.to_string()));
    for of in &answer.criteria {
        sheet.push([
            Cell::text("threshold"),
            Cell::text(of.indicator),
            Cell::text(of.standard),
            Cell::text(of.level),
            Cell::optional_count(of.numerator),
            Cell::optional(of.denominator.clone()),
            Cell::Empty,
            number(of.value),
            Cell::text(of.unit),
            Cell::text(of.operator),
            Cell::text(&of.threshold),
            Cell::text(name(of.verdict)),
            Cell::optional(of.reason.clone()),
            Cell::text(if of.verified { "yes" } else { "no" }),
        ]);
    }
    let indicators = answer.indicators.iter().map(|of| ("indicator", of.id, &of.share, of.before.as_ref()));
    let items = answer.items.iter().map(|of| ("item", of.item, &of.share, of.before.as_ref()));
    for (kind, id, share, before) in indicators.chain(items) {
        let mut row = vec![Cell::text(kind), Cell::text(id), Cell::Empty, Cell::Empty];
        row.extend([share.counted, share.of, share.unknown].map(Cell::count));
        row.extend([number(share.per_cent), Cell::text("%")]);
        row.extend(std::iter::repeat_n(Cell::Empty, 5));
        row.push(number(before.and_then(|before| before.per_cent)));
        row.push(number(before.and_then(|before| share.above(before))));
        sheet.push(row);
    }
    sheet
}
