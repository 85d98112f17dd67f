//! Tidy life tables: a row a cell, a column each for sex, age, calendar cell, figure and further strata.

use std::borrow::Cow;
use std::collections::HashMap;

use estimators::CalendarRule;

use crate::error::Result;
use crate::life_table::axes::{are_years, parse_age, parse_cut, whole_years, years_of};
use crate::life_table::columns::Columns;
use crate::life_table::dimension::comparable;
use crate::life_table::figures::{Figures, Labels, sorted};
use crate::life_table::measure::{Hazard, Measure, NEARLY_CERTAIN};
use crate::values::{Fault, Values};

const SEX: &[&str] = &["sex", "gender", "sex_code"];
const AGE: &[&str] = &["age", "agegroup"];
const AGE_CUT: &[&str] = &["age_cut_days"];
const YEAR: &[&str] = &["year"];
const YEAR_CUT: &[&str] = &["year_cut_date"];
const DAYS_PER_YEAR: &[&str] = &["days_per_year"];
const RULE: &[&str] = &["calendar_rule"];
const TABLE: &[&str] = &["table"];

/// The year length of a table whose file does not say: the one that was stated in the request, or the format's.
#[derive(Debug, Clone, Copy)]
pub(super) struct YearLength {
    pub(super) stated: Option<f64>,
    pub(super) of_format: f64,
}

impl YearLength {
    pub(super) fn or(self, of_file: Option<f64>) -> f64 {
        of_file.or(self.stated).unwrap_or(self.of_format)
    }
}

/// The hazards of a tidy table.
pub(super) fn figures(mut columns: Columns, year: YearLength) -> Result<Figures> {
    columns.name_variables()?;
    let columns = &columns;
    let mut notes = Vec::new();
    let (ages, of_cuts) = ages(columns)?;
    let of_file = match of_cuts {
        Some(length) => Some(length),
        None => stated_in(columns)?.or(ratio(columns)?),
    };
    let days_per_year = year.or(of_file);
    let cuts = cuts(columns)?;
    let sex = sexes(columns, &mut notes)?;
    let hazards = hazards(columns, days_per_year, &mut notes)?;
    let mut strata: Vec<Labels> = sex.into_iter().collect();
    further_strata(columns, &mut strata, &cuts, &ages)?;
    Ok(Figures {
        places: vec![(columns.place.clone(), 0)],
        strata,
        cuts,
        ages,
        hazards,
        rows: columns.rows.clone(),
        days_per_year,
        rule: rule(columns)?,
        notes,
    })
}

/// Every row's value, which may not be missing.
fn all<T>(values: &Values<'_>, read: Vec<Option<T>>, fault: Fault) -> Result<Vec<T>> {
    let bad: Vec<usize> = (0..).zip(&read).filter_map(|(row, value)| value.is_none().then_some(row)).collect();
    values.none_bad(&bad, fault)?;
    Ok(read.into_iter().flatten().collect())
}

fn parsed<T>(values: &Values<'_>, parse: impl Fn(&str) -> Option<T>, fault: Fault) -> Result<Vec<T>> {
    let texts = values.texts()?;
    all(values, texts.iter().map(|text| text.as_deref().and_then(&parse)).collect(), fault)
}

/// Ages in whole years and, where they are given in days, the year's length.
fn ages(columns: &Columns) -> Result<(Vec<u32>, Option<f64>)> {
    let years = Fault {
        expected: "a whole year of age, such as 57 or 110+",
        cure: "a life table has a row for each single year of age; for HMD, take the 1x1 tables",
    };
    let days = Fault {
        expected: "the age at which the cell begins, a whole number of years of one length in days, such as 365.25",
        cure: "give every year of age one cell, or give ages in years in a column age",
    };
    let cuts = columns.find(AGE_CUT);
    let Some(name) = cuts.or_else(|| columns.find(AGE)) else {
        let cure = "name it age (years) or age_cut_days";
        return Err(columns.missing("age", "the age of each row's cell", cure));
    };
    let values = columns.values(name)?;
    let found = parsed(&values, parse_age, years)?;
    if cuts.is_none() && are_years(&found) {
        return Ok((whole_years(&found), None));
    }
    let shortened = found.iter().position(|age| age.fract() != 0.0 && *age < 200.0).filter(|_| cuts.is_none());
    if let Some(row) = shortened {
        values.none_bad(&[row], years)?;
    }
    match years_of(&found) {
        Ok(read) => Ok(read),
        Err(row) => values.none_bad(&[row], days).map(|()| (Vec::new(), None)),
    }
}

/// The first day of each row's calendar cell.
fn cuts(columns: &Columns) -> Result<Vec<i32>> {
    if let Some(name) = columns.find(YEAR_CUT) {
        let values = columns.values(name)?;
        let fault = Fault { expected: "the date on which the cell begins, such as 1995-01-01", cure: "correct it" };
        return all(&values, values.dates()?, fault);
    }
    let Some(name) = columns.find(YEAR) else {
        let cure = "name it year, or give the first day of each cell as year_cut_date";
        return Err(columns.missing("year", "the calendar year of each row's cell", cure));
    };
    let fault = Fault {
        expected: "a calendar year, such as 1995, or years, such as 1995-1999",
        cure: "correct it, or give the first day of each cell in a column year_cut_date",
    };
    parsed(&columns.values(name)?, parse_cut, fault)
}

/// Sexes as male and female; nothing where the table does not tell them apart.
fn sexes(columns: &Columns, notes: &mut Vec<String>) -> Result<Option<Labels>> {
    let Some(name) = columns.find(SEX) else {
        notes.push("the life table does not tell sexes apart".to_owned());
        return Ok(None);
    };
    let values = columns.values(name)?;
    let fault = Fault { expected: "a sex: male, female, 1 or 2 (or 0 and 1)", cure: "correct it" };
    let texts = values.texts()?;
    let codes_from_0 = texts.iter().flatten().any(|text| text.as_ref() == "0");
    if codes_from_0 {
        notes.push(format!("in column {name} of the life table, 0 is read as male and 1 as female"));
    }
    let sexes = texts.iter().map(|text| sex(text.as_deref()?, codes_from_0));
    let sexes = all(&values, sexes.collect(), fault)?;
    if sexes.iter().all(|sex| BOTH.contains(&sex.as_ref())) {
        notes.push("the life table does not tell sexes apart".to_owned());
        return Ok(None);
    }
    Ok(Some(Labels::new("sex", sexes)))
}

const BOTH: [&str; 6] = ["total", "both", "both sexes", "all", "persons", "t"];

/// Male, female, or one of [`BOTH`].
fn sex(text: &str, codes_from_0: bool) -> Option<Cow<'_, str>> {
    let sex = match text {
        "0" if codes_from_0 => Cow::Borrowed("male"),
        "1" if codes_from_0 => Cow::Borrowed("female"),
        _ if codes_from_0 => return None,
        _ => comparable("sex", text)?,
    };
    Some(sex).filter(|sex| ["male", "female"].contains(&sex.as_ref()) || BOTH.contains(&sex.as_ref()))
}

/// Hazards per day, from the best measure that the file has.
fn hazards(columns: &Columns, days_per_year: f64, notes: &mut Vec<String>) -> Result<Vec<f64>> {
    let found = Measure::ALL.into_iter().find_map(|measure| Some((measure, columns.find(measure.columns())?)));
    let Some((measure, name)) = found else {
        let names: Vec<&str> = Measure::ALL.iter().map(|measure| measure.columns()[0]).collect();
        let cure = format!("give one of {}", names.join(", "));
        return Err(columns.missing(names[0], "nor another measure of mortality", &cure));
    };
    if name.eq_ignore_ascii_case("freq") {
        let note = "the life table, which R wrote as CSV, does not say by which clock its calendar cells change: they \
                    change on their dates and not on birthdays (a table written with dput says it)";
        notes.push(note.to_owned());
    }
    let values = columns.values(name)?;
    let fault =
        Fault { expected: measure.expected(), cure: "correct it; every cell needs a figure in the column's unit" };
    let figures = values.numbers()?;
    let figures = figures.into_iter().map(|figure| measure.hazard(figure?, days_per_year)).collect();
    let mut certain = 0;
    let hazards = all(&values, figures, fault)?.into_iter().map(|hazard| match hazard {
        Hazard::PerDay(hazard) => hazard,
        Hazard::Certain(hazard) => {
            certain += 1;
            hazard
        }
    });
    let hazards = hazards.collect();
    if certain > 0 {
        let place = &columns.place;
        notes.push(format!("{place}: a probability of death of 1, in {certain} cells, is read as {NEARLY_CERTAIN}"));
    }
    Ok(hazards)
}

/// The text that every row has in a column.
fn constant(columns: &Columns, names: &[&str]) -> Result<Option<String>> {
    let Some(name) = columns.find(names) else { return Ok(None) };
    let values = columns.values(name)?;
    let texts = values.texts()?;
    let first = texts.first().and_then(Option::as_deref).unwrap_or_default();
    let other = (0..texts.len()).find(|row| texts[*row].as_deref().unwrap_or_default() != first);
    let fault = Fault { expected: "one value in all rows", cure: "a file holds one life table" };
    values.none_bad(other.as_slice(), fault)?;
    Ok(Some(first.to_owned()))
}

fn stated_in(columns: &Columns) -> Result<Option<f64>> {
    constant(columns, DAYS_PER_YEAR)?;
    let Some(name) = columns.find(DAYS_PER_YEAR) else { return Ok(None) };
    Ok(columns.values(name)?.numbers()?.into_iter().next().flatten())
}

/// The year length by which hazards per year were made hazards per day, where the file has both.
fn ratio(columns: &Columns) -> Result<Option<f64>> {
    const NEAR: f64 = 1e-9;
    let both = (columns.find(&["hazard_per_day"]), columns.find(&["hazard_per_year"]));
    let (Some(day), Some(year)) = both else { return Ok(None) };
    let (days, years) = (columns.values(day)?.numbers()?, columns.values(year)?.numbers()?);
    let pairs = days.into_iter().zip(years).filter_map(|(day, year)| Some((day?, year?)));
    let pairs: Vec<(f64, f64)> = pairs.filter(|(day, _)| *day > 0.0).collect();
    let Some((day, year)) = pairs.first() else { return Ok(None) };
    let length = (year / day * 1e6).round() / 1e6;
    let same = pairs.iter().all(|(day, year)| (year / day / length - 1.0).abs() < NEAR);
    Ok(Some(length).filter(|_| same))
}

/// By which clock calendar cells change: as the file says, else on their dates. R's US tables, which are known by
/// their name, change on birthdays.
fn rule(columns: &Columns) -> Result<CalendarRule> {
    let Some(name) = columns.find(RULE) else {
        let name = columns.find(TABLE).map(|table| columns.values(table)?.texts()).transpose()?;
        let first = name.as_deref().and_then(|texts| texts.first()?.as_deref()).unwrap_or_default();
        return Ok(rule_of(first));
    };
    let fault = Fault { expected: "date or birthday", cure: "correct it" };
    let values = columns.values(name)?;
    let rule = |text: &str| match text {
        "date" => Some(CalendarRule::Date),
        "birthday" => Some(CalendarRule::Birthday),
        _ => None,
    };
    let rules = parsed(&values, rule, fault)?;
    constant(columns, RULE)?;
    Ok(rules.first().copied().unwrap_or(CalendarRule::Date))
}

/// The rule of a table of this name, where nothing else says.
pub(super) fn rule_of(name: &str) -> CalendarRule {
    if name.starts_with("survexp") { CalendarRule::Birthday } else { CalendarRule::Date }
}

/// Finds the columns that tell strata apart: those of which each value has rows for (nearly) all ages and calendar
/// cells. No other column does, such as a population or a life expectancy.
fn further_strata(columns: &Columns, strata: &mut Vec<Labels>, cuts: &[i32], ages: &[u32]) -> Result<()> {
    let (cuts, ages) = (positions(cuts), positions(ages));
    let per_stratum = cuts.1 * ages.1;
    let cell = |row: usize| cuts.0[row] * ages.1 + ages.0[row];
    let mut combinations = strata.first().map_or_else(|| vec![0; columns.len()], |sex| sex.codes.clone());
    let mut found = strata.first().map_or(1, |sex| sex.values.len());
    let measures = Measure::ALL.iter().flat_map(|measure| measure.columns());
    let roles = [SEX, AGE, AGE_CUT, YEAR, YEAR_CUT, DAYS_PER_YEAR, RULE, TABLE].into_iter().flatten();
    let taken: Vec<&str> = measures.chain(roles).copied().collect();
    for name in columns.others(&taken) {
        if columns.len() <= found * per_stratum {
            break;
        }
        let texts = columns.values(name)?.texts()?;
        let name = if name.eq_ignore_ascii_case("race") { "race" } else { name };
        let values = texts.iter().map(|text| text.as_deref().unwrap_or_default());
        let labels = Labels::new(name, values.map(|value| comparable(name, value).unwrap_or(Cow::Borrowed(value))));
        let mut numbers: HashMap<(u32, u32), u32> = HashMap::new();
        let number = |(&outer, &code): (&u32, &u32)| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry((outer, code)).or_insert(next)
        };
        let narrower: Vec<u32> = combinations.iter().zip(&labels.codes).map(number).collect();
        let mut cells: Vec<usize> =
            narrower.iter().enumerate().map(|(row, stratum)| *stratum as usize * per_stratum + cell(row)).collect();
        cells.sort_unstable();
        cells.dedup();
        let nearly_all = numbers.len() * per_stratum * 3 / 4;
        if numbers.len() > found && cells.len() >= nearly_all {
            (combinations, found) = (narrower, numbers.len());
            strata.push(labels);
        }
    }
    Ok(())
}

/// The position of each value among the distinct ones, and how many there are.
fn positions<T: Ord + Copy>(values: &[T]) -> (Vec<usize>, usize) {
    let distinct = sorted(values);
    (values.iter().map(|value| distinct.partition_point(|other| other < value)).collect(), distinct.len())
}
