//! From a request to people in strata: the stages between a source and the kernels.

mod age;
mod compared;
mod exclusions;
mod follow_up;

use estimators::{DayZero, FollowUp, LifeTable, MAX_DAY, Subject, TableCohort};

use crate::answer::Exclusion;
use crate::convention::Convention;
use crate::derive::{Derivation, Deriving};
use crate::design::Observation;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::life_table::{Dimension, Located, ReferenceTable};
use crate::question::{Question, unsupported};
use crate::selection::Selection;
use crate::source::{Source, Wanted, missing};
use crate::strata::Strata;
use crate::values::{Fault, Values};

use age::AgeColumn;
use compared::Compared;
use exclusions::Exclusions;
use follow_up::{FollowUpColumns, Times, positions};

pub(crate) use follow_up::End;

/// Why somebody of whom nothing was seen is no case.
pub(crate) const CENSORED_ON_DAY_ZERO: &str = "alive without follow-up (censored on day 0)";

/// Said of ages without a weight.
pub(crate) const OUTSIDE_STANDARD: &str = "age at diagnosis outside of the standard's";

/// The oldest five-year age group of cells is open: 100 years and more.
const OLDEST_GROUP: u32 = 100;

/// Said where ages are known in completed years only.
pub(crate) const HALF_A_YEAR: &str = "ages are known in completed years only; half a year was added to each";

/// The people of a request, in parallel vectors, and the rows they come from.
pub(crate) struct Cohort {
    /// The rows that are in, for whatever else is read of them.
    pub(crate) selection: Selection,
    /// Rows of the source.
    pub(crate) read: usize,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) notes: Vec<String>,
    /// How columns were come by that the source does not have.
    pub(crate) derived: Option<Derivation>,
    pub(crate) observed: Observed,
    /// How follow-up ended.
    pub(crate) end: Vec<End>,
    /// Days of diagnosis since 1970-01-01, where they are needed.
    pub(crate) dx: Option<Vec<i32>>,
    /// Ages at diagnosis in days, where they are needed.
    pub(crate) age_days: Option<Vec<f64>>,
    /// The age group of the standard, where ages are standardised.
    pub(crate) age_group: Option<Vec<u32>>,
    /// The stratum of the life table.
    pub(crate) table_stratum: Option<Vec<u32>>,
    /// The strata of `--by`.
    pub(crate) strata: Strata,
}

pub(crate) enum Observed {
    Days { exit: Vec<u32>, entry: Option<Vec<u32>> },
    Years(Vec<f64>),
}

/// Follow-up in whole days, as slices.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days<'a> {
    /// The last day of follow-up of each.
    pub(crate) exit: &'a [u32],
    /// The day of late entry of each; 0 is from the origin.
    pub(crate) entry: Option<&'a [u32]>,
}

/// People beside the general population.
#[derive(Clone, Copy)]
pub(crate) struct Population<'a> {
    pub(crate) table: &'a LifeTable,
    /// Day of diagnosis of each, since 1970-01-01.
    pub(crate) dx: &'a [i32],
    /// Age at diagnosis of each, days.
    pub(crate) age_days: &'a [f64],
    /// The stratum of the table of each.
    pub(crate) stratum: &'a [u32],
}

impl<'a> Population<'a> {
    /// The people with their follow-up, as the kernels take them.
    pub(crate) fn followed(&self, days: Days<'a>, died: &'a [bool], potential: Option<&'a [u32]>) -> TableCohort<'a> {
        TableCohort {
            follow_up: FollowUp { entry: days.entry, exit: days.exit, died },
            age_days: self.age_days,
            date: self.dx,
            table_stratum: self.stratum,
            potential,
        }
    }

    /// Where one person enters the life table.
    pub(crate) fn subject(&self, row: usize) -> Subject {
        Subject { stratum: self.stratum[row], age_days: self.age_days[row], date: f64::from(self.dx[row]) }
    }
}

const BORN_LATER: Fault = Fault {
    expected: "a birth on or before the diagnosis",
    cure: "correct the dates, or leave the row out with --where",
};

/// The columns that a request reads.
struct Columns {
    follow_up: FollowUpColumns,
    dx: Option<String>,
    age: Option<AgeColumn>,
    /// What the life table tells people apart by, in the source's names.
    table: Vec<String>,
    /// What people are compared by, in the source's names.
    compared: Compared,
}

impl Cohort {
    /// The cases that the request asks for; that there is none is an error.
    pub(crate) fn assemble(question: &Question<'_>) -> Result<Self> {
        let cohort = Self::select(question)?;
        cohort.somebody().map(|()| cohort)
    }

    /// Loads, selects, checks and numbers the cases that the request asks for.
    pub(crate) fn select(question: &Question<'_>) -> Result<Self> {
        let request = question.request;
        let filter = request.filter.as_deref().map(Filter::parse).transpose()?;
        let (mut selection, columns, derived) = load(question, filter.as_ref())?;
        if let Some(filter) = &filter {
            selection.filter(filter, |name| request.source.column(name).to_owned())?;
        }
        let mut cohort = people(question, selection, &columns)?;
        cohort.derived = derived;
        let by = request.by.iter().map(|name| cohort.selection.values(request.source.column(name)));
        cohort.strata = Strata::of(&by.collect::<Result<Vec<_>>>()?, cohort.selection.len())?;
        Ok(cohort)
    }

    /// Nobody left is an error.
    fn somebody(&self) -> Result<()> {
        if self.len() > 0 {
            return Ok(());
        }
        let reasons = self.exclusions.iter().filter(|exclusion| exclusion.count > 0);
        let reasons: Vec<String> =
            reasons.map(|exclusion| format!("{} {}", exclusion.count, exclusion.reason)).collect();
        let reasons = if reasons.is_empty() { "none is a case".to_owned() } else { reasons.join(", ") };
        let excluded = format!("of {} rows: {reasons}", self.read);
        Err(Error::NoCases { place: self.selection.place.clone(), excluded })
    }

    /// How many people there are.
    pub(crate) fn len(&self) -> usize {
        self.end.len()
    }

    /// Everybody's follow-up in days; years are a convention without what asks for days.
    pub(crate) fn days(&self) -> Result<Days<'_>> {
        match &self.observed {
            Observed::Days { exit, entry } => Ok(Days { exit, entry: entry.as_deref() }),
            Observed::Years(_) => unsupported("convention", "popepi", "counts years; use exact"),
        }
    }

    /// The people beside the life table's population, where the question has one.
    pub(crate) fn population<'a>(&'a self, question: &'a Question<'_>) -> Option<Population<'a>> {
        let table = question.life_table.as_ref()?.table();
        let (dx, age_days) = (self.dx.as_deref()?, self.age_days.as_deref()?);
        Some(Population { table, dx, age_days, stratum: self.table_stratum.as_deref()? })
    }

    /// Whether follow-up ended with a death of any cause.
    pub(crate) fn died(&self) -> Vec<bool> {
        self.end.iter().map(|end| *end > 0).collect()
    }
}

impl Columns {
    fn choose(question: &Question<'_>, columns: &[String]) -> Result<Self> {
        let request = question.request;
        let source = &request.source;
        let causes = request.methods.iter().any(|method| method.needs_causes());
        let follow_up = FollowUpColumns::choose(source, columns, request.convention, causes)?;
        let compared = Compared::choose(question, columns);
        let needs_age = question.needs_ages() || compared.by_age;
        let age = if needs_age { Some(AgeColumn::choose(source, columns)?) } else { None };
        let needs_dx = question.needs_dates() || matches!(age, Some(AgeColumn::Birth(_)));
        let dx = if needs_dx { Some(dx_column(source, columns)?) } else { None };
        let table = match &question.life_table {
            Some(table) => table_columns(table, source, columns)?,
            None => Vec::new(),
        };
        Ok(Self { follow_up, dx, age, table, compared })
    }

    fn wanted<'a>(&'a self, question: &'a Question<'_>, filter: Option<&'a Filter>) -> Vec<Wanted<'a>> {
        let request = question.request;
        let mut wanted = self.follow_up.wanted();
        wanted.extend(self.dx.as_deref().map(|column| Wanted { column, purpose: "needed for the date of diagnosis" }));
        wanted.extend(self.age.as_ref().map(AgeColumn::wanted));
        wanted
            .extend(self.table.iter().map(|column| Wanted { column, purpose: "which the life table tells apart by" }));
        let named = question.columns_named().chain(self.compared.named(question));
        let named = named.map(|(name, purpose)| (request.source.column(name), purpose));
        let conditions = filter.into_iter().flat_map(Filter::columns);
        let conditions = conditions.map(|name| (request.source.column(name), "which --where names"));
        wanted.extend(named.chain(conditions).map(|(column, purpose)| Wanted { column, purpose }));
        wanted
    }
}

fn dx_column(source: &Source, columns: &[String]) -> Result<String> {
    let theirs = source.column("dx_date");
    let found = columns.iter().find(|column| *column == theirs).cloned();
    let cure = "name the column of the date of diagnosis with --column dx_date=theirs";
    found.ok_or_else(|| missing(&source.place(), theirs, "needed for the date of diagnosis", columns, cure))
}

/// The columns that place people in the table, one for each of its own.
fn table_columns(table: &ReferenceTable, source: &Source, columns: &[String]) -> Result<Vec<String>> {
    let snapshot = matches!(source, Source::Snapshot(_));
    let of = |dimension: &Dimension| {
        let theirs = match dimension.name.as_str() {
            "race" if snapshot => "race1",
            name => source.column(name),
        };
        let found = columns.iter().find(|column| *column == theirs).cloned();
        let cure = "the life table tells people apart by it; name the column with --column name=theirs, or take a \
                    table without it";
        found.ok_or_else(|| missing(&source.place(), theirs, "needed for the life table", columns, cure))
    };
    table.dimensions().iter().map(of).collect()
}

fn load(question: &Question<'_>, filter: Option<&Filter>) -> Result<(Selection, Columns, Option<Derivation>)> {
    let request = question.request;
    // Named columns that are not there but can be derived are.
    let plan = |found: &[String]| {
        let columns = Columns::choose(question, found)?;
        let deriving = Deriving::of(&columns.wanted(question, filter), &request.source, found, request.today)?;
        Ok::<_, Error>((columns, deriving))
    };
    let (mut listing, columns, deriving) = match &request.source {
        Source::Cases(file) => {
            let open = file.open()?;
            let (columns, deriving) = plan(&open.columns)?;
            (open.load(&deriving.wanted(&columns.wanted(question, filter)))?, columns, deriving)
        }
        Source::Snapshot(files) => {
            let open = files.open()?;
            let (columns, deriving) = plan(&open.columns)?;
            (open.load(&deriving.wanted(&columns.wanted(question, filter)))?, columns, deriving)
        }
        Source::Cells(path) => {
            let problem = "this needs every person, and cells hold none; name the case file with --cases";
            return unsupported("cells", &path.display().to_string(), problem);
        }
    };
    let derived = deriving.add_to(&mut listing)?;
    Ok((Selection::all(listing), columns, derived))
}

/// Reads what the kernels need of each row, and puts out whoever cannot be counted.
fn people(question: &Question<'_>, mut selection: Selection, columns: &Columns) -> Result<Cohort> {
    let convention = question.request.convention;
    let mut out = Exclusions::none(selection.len());
    let mut notes = Vec::new();
    // Columns are read side by side; what is wrong is still said in this order.
    let dx = columns.dx.as_deref().map(|dx| selection.values(dx)?.dates()).transpose();
    let read_ages = |age: &AgeColumn| {
        let dx = dx.as_ref().ok().and_then(Option::as_deref).unwrap_or_default();
        age.read(&selection, dx, question.days_per_year())
    };
    let (follow_up, (ages, located)) = rayon::join(
        || columns.follow_up.read(&selection),
        || {
            rayon::join(
                || columns.age.as_ref().map(read_ages).transpose(),
                || question.life_table.as_ref().map(|table| locate(table, &selection, columns)).transpose(),
            )
        },
    );

    let follow_up = follow_up?;
    let (mut end, entry) = (follow_up.end, follow_up.entry);

    match &follow_up.time {
        Times::Days(days) => out.because("follow-up time not known", |row| days[row].is_none()),
        Times::Years(years) => out.because("follow-up time not known", |row| years[row].is_none()),
    }
    let unknown = if columns.follow_up.has_causes() { "cause of death not known" } else { "vital status not known" };
    out.because(unknown, |row| end[row].is_none());
    if matches!(convention, Convention::PopEpi | Convention::Relsurv) {
        out.because("no follow-up (time 0)", |row| match &follow_up.time {
            Times::Days(days) => days[row] == Some(0),
            Times::Years(years) => years[row] == Some(0.0),
        });
    }

    let dx = dx?;
    if let Some(dx) = &dx {
        out.because("date of diagnosis not known", |row| dx[row].is_none());
    }
    let (mut age_days, mut age_group) = (None, None);
    if let Some(ages) = ages? {
        if ages.half_a_year_added {
            notes.push(HALF_A_YEAR.to_owned());
        }
        out.because("age at diagnosis not known", |row| ages.days[row].is_none());
        if let Some(standard) = &question.standard {
            let of: Vec<Option<u32>> =
                ages.completed_years.iter().map(|years| years.and_then(|years| standard.group_of(years))).collect();
            out.because(OUTSIDE_STANDARD, |row| of[row].is_none());
            age_group = Some(of);
        } else if question.keeps_five_year_ages() {
            let of = |years: &Option<u32>| years.map(|years| years.min(OLDEST_GROUP) / 5);
            age_group = Some(ages.completed_years.iter().map(of).collect());
        }
        age_days = Some(ages.days);
    }
    let mut table_stratum = None;
    if let Some(located) = located? {
        for (reason, text) in (0..).zip(&located.reasons) {
            out.because(text.clone(), |row| located.strata[row] == Err(reason));
        }
        notes.extend(question.life_table.iter().flat_map(ReferenceTable::notes).cloned());
        table_stratum = Some(located.strata);
    }

    columns.compared.leave_out_unknown(question, &selection, &mut out)?;

    let (mut exit_days, mut entry_days) = (Vec::new(), entry);
    if let Times::Days(days) = &follow_up.time {
        exit_days.clone_from(days);
        observe(question, &mut out, dx.as_deref(), &mut exit_days, &mut entry_days, &mut end);
        if let Some(entry) = &entry_days {
            out.because("follow-up ends on or before the day of entry", |row| {
                entry[row].is_some_and(|entry| entry > 0 && exit_days[row].is_some_and(|exit| entry >= exit))
            });
        }
        if question.compared_by().is_some() && convention.day_zero() == DayZero::LeaveOut {
            let censored = |row: usize| exit_days[row] == Some(0) && end[row] == Some(0);
            out.because(CENSORED_ON_DAY_ZERO, censored);
        }
    }

    selection.exclusions.extend(out.counted());
    selection.keep(&out.kept())?;
    let observed = match &follow_up.time {
        Times::Days(_) => Observed::Days {
            exit: out.each(|row| exit_days[row].unwrap_or(0)),
            entry: entry_days.map(|entry| out.each(|row| entry[row].unwrap_or(0))),
        },
        Times::Years(years) => Observed::Years(out.each(|row| years[row].unwrap_or(0.0))),
    };
    let table_stratum = table_stratum.map(|of| out.each(|row| of[row].unwrap_or(0)));
    Ok(Cohort {
        read: selection.read,
        exclusions: std::mem::take(&mut selection.exclusions),
        derived: None,
        notes,
        observed,
        end: out.each(|row| end[row].unwrap_or(0)),
        dx: dx.map(|dx| out.each(|row| dx[row].unwrap_or(0))),
        age_days: age_days.map(|ages| out.each(|row| ages[row].unwrap_or(0.0))),
        age_group: age_group.map(|of| out.each(|row| of[row].unwrap_or(0))),
        table_stratum,
        strata: Strata::one(0),
        selection,
    })
}

/// Where people are in the life table.
fn locate(table: &ReferenceTable, selection: &Selection, columns: &Columns) -> Result<Located> {
    let mut locator = table.locate(selection.len());
    for (dimension, column) in table.dimensions().iter().zip(&columns.table) {
        locator = locator.narrow_to(dimension, &selection.values(column)?.categories()?);
    }
    Ok(locator.finish())
}

/// Cuts follow-up to the design's window of calendar time.
fn observe(
    question: &Question<'_>,
    out: &mut Exclusions,
    dx: Option<&[Option<i32>]>,
    exit: &mut [Option<u32>],
    entry: &mut Option<Vec<Option<u32>>>,
    end: &mut [Option<End>],
) {
    let design = question.request.design;
    let Some(dx) = dx.filter(|_| design.window().is_some()) else { return };
    let last_dx = out.rows().filter_map(|row| dx[row]).max().unwrap_or(0);
    let whole_from = design.whole_from(last_dx);
    let mut outside = vec![false; exit.len()];
    let mut entered = entry.take().unwrap_or_else(|| vec![None; exit.len()]);
    for row in out.rows() {
        let (Some(day), Some(last), Some(how)) = (dx[row], exit[row], end[row]) else { continue };
        let case = Observation { entry: entered[row].unwrap_or(0), exit: last, event: how > 0 };
        match design.observe(day, whole_from, case) {
            None => outside[row] = true,
            Some(seen) => {
                exit[row] = Some(seen.exit.min(MAX_DAY));
                entered[row] = Some(seen.entry);
                end[row] = Some(if seen.event { how } else { 0 });
            }
        }
    }
    out.because("no follow-up within the window of the design", |row| outside[row]);
    *entry = Some(entered);
}

fn not_negative(values: &Values<'_>) -> Result<Vec<Option<f64>>> {
    let numbers = values.numbers()?;
    let fault =
        Fault { expected: "a number of 0 or more", cure: "correct it, or leave the field empty where it is not known" };
    values.none_bad(&positions(&numbers, |number| *number < 0.0), fault).map(|()| numbers)
}
