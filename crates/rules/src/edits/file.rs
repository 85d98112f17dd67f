//! Reads a file of edits: TOML, whose keys `docs/edits.md` lists.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::codes::CodeSet;
use super::compile::{Compiler, Scope};
use super::derived::Derived;
use super::edit::{Edit, EditSeverity, Example, Override, Period, Program, SetInfo, Setter};
use super::error::{EditFileError, Fault};
use super::literal::Located;
use super::node::{Bits, Node, Relation, Test};
use super::{functions, names, parser, predicates};

/// Reads all edits of a file, or says all that is wrong with it.
pub(crate) fn parse(file: &str, text: &str) -> Result<Vec<Edit>, EditFileError> {
    let mut reader = Reader { text, faults: Vec::new(), edit: None };
    let document = DeTable::parse(text);
    let edits = match &document {
        Ok(document) => reader.document(&Table::new(document.get_ref(), document.span())),
        Err(error) => {
            reader.faults.push(Fault::new(error.span().unwrap_or(0..0), toml_message(error.message())));
            Vec::new()
        }
    };
    if reader.faults.is_empty() {
        return Ok(edits);
    }
    reader.faults.sort_by_key(|fault| fault.at.start);
    let faults = reader.faults.into_iter().map(|fault| fault.place(text)).collect();
    Err(EditFileError { file: file.to_owned(), faults })
}

/// One line, and no capital.
fn toml_message(message: &str) -> String {
    let line = message.lines().collect::<Vec<_>>().join(", ");
    let mut chars = line.chars();
    chars.next().map_or_else(|| "no TOML".to_owned(), |first| first.to_lowercase().chain(chars).collect())
}

struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
    /// The edit that is being read.
    edit: Option<String>,
}

/// A table of the file and its place.
struct Table<'t> {
    entries: &'t DeTable<'t>,
    at: Range<usize>,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl<'t> Table<'t> {
    fn new(entries: &'t DeTable<'t>, at: Range<usize>) -> Self {
        Self { entries, at }
    }

    fn get(&self, key: &str) -> Option<&'t Value<'t>> {
        self.entries.get(key)
    }

    /// Keys and values, in the file's order.
    fn sorted(&self) -> Vec<(&'t str, Range<usize>, &'t Value<'t>)> {
        let mut entries: Vec<_> =
            self.entries.iter().map(|(key, value)| (&**key.get_ref(), key.span(), value)).collect();
        entries.sort_by_key(|(_, at, _)| at.start);
        entries
    }
}

const SET_KEYS: [&str; 6] = ["id", "name", "version", "source", "sets", "extra_items"];
const EDIT_KEYS: [&str; 17] = [
    "id",
    "name",
    "fails_when",
    "severity",
    "fatal",
    "message",
    "cure",
    "source",
    "items",
    "each",
    "override",
    "override_codes",
    "years",
    "versions",
    "sets",
    "pass",
    "fail",
];

/// What a condition reads.
#[derive(Default)]
struct Reads {
    /// Items, in the order of the condition.
    items: Vec<String>,
    /// The items from which the derived variables that it reads come.
    inputs: Vec<String>,
}

/// What an edit has from `[set]` where it does not say otherwise.
struct Defaults {
    info: Arc<SetInfo>,
    source: Option<String>,
    setters: Vec<Setter>,
}

impl<'t> Reader<'t> {
    fn document(&mut self, document: &Table<'t>) -> Vec<Edit> {
        self.check_keys(document, &["set", "edit", "define", "lists"], "a file of edits");
        let mut scope = Scope::default();
        let defaults = self.set(document, &mut scope);
        if let Some(lists) = self.table(document.get("lists")) {
            self.lists(&lists, &mut scope);
        }
        if let Some(definitions) = self.table(document.get("define")) {
            self.definitions(&definitions, &mut scope);
        }
        let mut ids = BTreeSet::new();
        let mut edits = Vec::new();
        let entries = document.get("edit").map(|value| (value.get_ref().as_array(), value.span()));
        let list = match entries {
            Some((Some(list), _)) => list.iter().collect(),
            Some((None, at)) => {
                self.fault(Fault::new(at, "edits are tables of a list").help("write [[edit]]"));
                Vec::new()
            }
            None => Vec::new(),
        };
        for value in list {
            let Some(table) = self.table(Some(value)) else { continue };
            self.edit = table.get("id").and_then(|id| id.get_ref().as_str()).map(str::to_owned);
            if let Some(edit) = self.edit(&table, &defaults, &scope) {
                if !ids.insert(edit.id.clone()) {
                    self.fault(Fault::new(place_of(table.get("id"), &table), "another edit of this file has this id"));
                }
                edits.push(edit);
            }
            self.edit = None;
        }
        edits
    }

    /// `[set]`
    fn set(&mut self, document: &Table<'t>, scope: &mut Scope) -> Defaults {
        let Some(set) = self.table(document.get("set")) else {
            if document.get("set").is_none() {
                let fault = Fault::new(0..0, "the file says nothing of itself");
                self.fault(fault.help("begin it with [set], an id, a name and a version"));
            }
            let info = SetInfo { id: String::new(), name: String::new(), version: String::new() };
            return Defaults { info: Arc::new(info), source: None, setters: Vec::new() };
        };
        self.check_keys(&set, &SET_KEYS, "[set]");
        let info = SetInfo {
            id: self.required(&set, "id", "[set]").unwrap_or_default(),
            name: self.required(&set, "name", "[set]").unwrap_or_default(),
            version: self.required(&set, "version", "[set]").unwrap_or_default(),
        };
        for (id, at) in self.texts(&set, "extra_items") {
            if id.is_empty() || !id.chars().all(|c| c.is_alphanumeric() || c == '_') {
                self.fault(Fault::new(at, format!("{id} is no id of an item")));
            }
            scope.extra_items.push(id);
        }
        let setters = self.setters(&set);
        Defaults { info: Arc::new(info), source: self.string(&set, "source"), setters }
    }

    fn setters(&mut self, table: &Table<'t>) -> Vec<Setter> {
        let mut setters = Vec::new();
        for (name, at) in self.texts(table, "sets") {
            match Setter::from_name(&name) {
                Some(setter) => setters.push(setter),
                None => {
                    let known = Setter::ALL.map(Setter::name).join(", ");
                    self.fault(Fault::new(at, format!("expected {known}, found {name}")));
                }
            }
        }
        setters
    }

    /// `[lists]`
    fn lists(&mut self, lists: &Table<'t>, scope: &mut Scope) {
        for (name, at, _) in lists.sorted() {
            if !is_own_name(name) {
                self.fault(Fault::new(at, "the name of a list has an underscore").help(format!("our_{name}")));
            }
            let mut codes = CodeSet::default();
            for (code, at) in self.texts(lists, name) {
                let (first, last) = code.split_once('-').unwrap_or((&code, &code));
                if let Err(error) = codes.add(first, last) {
                    self.fault(Fault::new(at, error.to_string()));
                }
            }
            scope.lists.insert(name.to_owned(), Arc::new(codes));
        }
    }

    /// `[define]`, in order: a definition may use those before it.
    fn definitions(&mut self, definitions: &Table<'t>, scope: &mut Scope) {
        for (name, at, value) in definitions.sorted() {
            if !is_own_name(name) {
                self.fault(Fault::new(at, "a name that a file defines has an underscore").help(format!("is_{name}")));
                continue;
            }
            if functions::function(name).is_some()
                || predicates::predicate(name).is_some()
                || crate::variable(name).is_some()
            {
                self.fault(Fault::new(at, format!("{name} has a meaning already")));
                continue;
            }
            let Some(text) = self.located(value) else { continue };
            let checked = parser::parse(&text).and_then(|expr| {
                Compiler::new(&mut Default::default(), scope, None).check(&expr)?;
                Ok(expr)
            });
            match checked {
                Ok(expr) => drop(scope.definitions.insert(name.to_owned(), expr)),
                Err(fault) => self.fault(fault),
            }
        }
    }

    /// `[[edit]]`
    fn edit(&mut self, table: &Table<'t>, defaults: &Defaults, scope: &Scope) -> Option<Edit> {
        let before = self.faults.len();
        self.check_keys(table, &EDIT_KEYS, "an edit");
        let mut text = |key| self.required(table, key, "the edit");
        let (id, name, message, cure) = (text("id"), text("name"), text("message"), text("cure"));
        let severity = self.severity(table);
        let source = self.string(table, "source").or_else(|| defaults.source.clone());
        if source.is_none() {
            self.missing(table, "source", "the edit, or [set],");
        }
        let is_fatal = self.boolean(table, "fatal");
        if is_fatal && severity == Some(EditSeverity::Warning) {
            self.fault(Fault::new(place_of(table.get("fatal"), table), "a warning rejects no record"));
        }
        let each: Vec<String> = self.texts(table, "each").into_iter().map(|(item, _)| item).collect();
        let exemption = self.exemption(table, scope);
        let years = self.period(table, "years", 1800..=2099);
        let versions = self.period(table, "versions", 14..=99);
        let setters = match self.setters(table) {
            none if none.is_empty() && defaults.setters.is_empty() => Setter::ALL.to_vec(),
            none if none.is_empty() => defaults.setters.clone(),
            setters => setters,
        };
        let (pass, fail) = (self.examples(table, "pass", scope), self.examples(table, "fail", scope));
        let condition = match table.get("fails_when") {
            Some(value) => self.located(value),
            None => {
                self.missing(table, "fails_when", "the edit");
                None
            }
        };
        let (program, reads) = self.program(condition.as_ref()?, &each, years, exemption.as_ref(), scope)?;
        let items = self.items(table, &reads);
        let fails_when = condition?.text.trim().to_owned();
        let (id, name, message, cure, severity, source) = (id?, name?, message?, cure?, severity?, source?);
        let set = Arc::clone(&defaults.info);
        let edit = Edit {
            id,
            name,
            fails_when,
            severity,
            is_fatal,
            message,
            cure,
            source,
            items,
            each,
            exemption,
            years,
            versions,
            setters,
            pass,
            fail,
            set,
            program,
        };
        (self.faults.len() == before).then_some(edit)
    }

    fn severity(&mut self, table: &Table<'t>) -> Option<EditSeverity> {
        let name = self.required(table, "severity", "the edit")?;
        let severity = EditSeverity::from_name(&name);
        if severity.is_none() {
            let at = place_of(table.get("severity"), table);
            self.fault(Fault::new(at, format!("expected error or warning, found {name}")));
        }
        severity
    }

    fn exemption(&mut self, table: &Table<'t>, scope: &Scope) -> Option<Override> {
        let codes: Vec<String> = self.texts(table, "override_codes").into_iter().map(|(code, _)| code).collect();
        let Some(item) = self.string(table, "override") else {
            if let Some(value) = table.get("override_codes") {
                self.fault(Fault::new(
                    value.span(),
                    "override_codes are codes of the item in override, which is missing",
                ));
            }
            return None;
        };
        self.check_item(&item, place_of(table.get("override"), table), scope);
        Some(Override { item, codes: if codes.is_empty() { vec!["1".to_owned()] } else { codes } })
    }

    fn period(&mut self, table: &Table<'t>, key: &str, bounds: std::ops::RangeInclusive<i32>) -> Period {
        let Some(text) = self.string(table, key) else { return Period::default() };
        let period = Period::parse(&text)
            .filter(|period| [period.from, period.to].into_iter().flatten().all(|bound| bounds.contains(&bound)));
        period.unwrap_or_else(|| {
            let examples =
                if key == "years" { "\"2018-\", \"2004-2017\" or \"-2017\"" } else { "\"14-25\" or \"26-\"" };
            self.fault(Fault::new(place_of(table.get(key), table), format!("expected {key} such as {examples}")));
            Period::default()
        })
    }

    /// Compiles the condition, for every item of `each`; with what it reads.
    fn program(
        &mut self,
        condition: &Located<'_>,
        each: &[String],
        years: Period,
        exemption: Option<&Override>,
        scope: &Scope,
    ) -> Option<(Program, Reads)> {
        let compiled = parser::parse(condition).and_then(|expr| {
            let mut program = Program::default();
            let mut reads = Reads::default();
            let its: Vec<Option<&str>> =
                if each.is_empty() { vec![None] } else { each.iter().map(|it| Some(&**it)).collect() };
            for it in its {
                let mut compiler = Compiler::new(&mut program.plan, scope, it);
                let mut fails = compiler.truth(&expr, true)?;
                let (items, variables) = (std::mem::take(&mut compiler.items), std::mem::take(&mut compiler.variables));
                if !years.is_always() {
                    fails = in_years(&mut program, fails, years);
                }
                let target = it.or_else(|| items.first().map(|item| &**item)).unwrap_or("").to_owned();
                program.targets.push((target, fails));
                let mut add = |item: String| {
                    if !reads.items.contains(&item) {
                        reads.items.push(item);
                    }
                };
                items.iter().for_each(|item| add(item.to_string()));
                reads.inputs.extend(variables.iter().flat_map(|name| Derived::inputs(name)));
            }
            let asks_of_others = || program.plan.nodes().iter().any(Node::looks_at_patients);
            if reads.items.is_empty() && reads.inputs.is_empty() && !asks_of_others() {
                return Err(Fault::new(condition.at.clone(), "the condition asks nothing of a record"));
            }
            program.exempt = exemption.map(|exemption| {
                let item = program.plan.add(Node::Item(exemption.item.as_str().into()));
                let mut codes = CodeSet::default();
                // Single codes are always a set.
                for code in &exemption.codes {
                    let _ = codes.add(code, code);
                }
                program.plan.add(Node::test(Test::InCodes(item, Arc::new(codes)), true))
            });
            Ok((program, reads))
        });
        compiled.map_err(|fault| self.fault(fault)).ok()
    }

    /// The items that a reader looks at: those that the edit lists, then the others that it reads.
    fn items(&mut self, table: &Table<'t>, reads: &Reads) -> Vec<String> {
        let mut items: Vec<String> = Vec::new();
        for (item, at) in self.texts(table, "items") {
            // A condition on other tumors alone reads no item, and any may be looked at.
            let may_be_any = reads.items.is_empty() && reads.inputs.is_empty() && names::item(&item).is_some();
            if !may_be_any && !reads.items.contains(&item) && !reads.inputs.contains(&item) {
                let fault = Fault::new(at, format!("the condition does not read {item}"));
                self.fault(match names::closest(&item, &reads.items) {
                    Some(meant) => fault.help(format!("did you mean {meant}?")),
                    None => fault,
                });
            }
            items.push(item);
        }
        for item in &reads.items {
            if !items.contains(item) {
                items.push(item.clone());
            }
        }
        if items.is_empty() {
            let fault = Fault::new(
                place_of(table.get("fails_when"), table),
                "the condition names no item for a finding to name",
            );
            self.fault(fault.help("list the items to look at in items = [...]"));
        }
        items
    }

    /// `pass` and `fail`
    fn examples(&mut self, table: &Table<'t>, key: &str, scope: &Scope) -> Vec<Example> {
        let Some(value) = table.get(key) else {
            self.missing(table, key, "the edit");
            return Vec::new();
        };
        let Some(list) = value.get_ref().as_array().filter(|list| !list.is_empty()) else {
            let fault = Fault::new(value.span(), format!("expected one example at least in {key}"));
            self.fault(fault.help("write [{ sex = \"1\" }], or a list of such records for the tumors of one patient"));
            return Vec::new();
        };
        let records = |reader: &mut Self, value: &'t Value<'t>| match value.get_ref() {
            DeValue::Array(tumors) => tumors.iter().map(|tumor| reader.example_record(tumor, scope)).collect(),
            _ => vec![reader.example_record(value, scope)],
        };
        list.iter().map(|value| Example { records: records(self, value) }).collect()
    }

    fn example_record(&mut self, value: &'t Value<'t>, scope: &Scope) -> Vec<(String, Option<String>)> {
        let Some(record) = self.table(Some(value)) else { return Vec::new() };
        let mut items = Vec::new();
        for (item, at, value) in record.sorted() {
            self.check_item(item, at, scope);
            match value.get_ref() {
                DeValue::String(text) => items.push((item.to_owned(), Some(text.to_string()))),
                DeValue::Boolean(false) => items.push((item.to_owned(), None)),
                _ => {
                    let fault = Fault::new(value.span(), "expected the item's text");
                    self.fault(fault.help("write codes in quotes; false says that the file does not have the item"));
                }
            }
        }
        items
    }

    fn check_item(&mut self, id: &str, at: Range<usize>, scope: &Scope) {
        if names::item(id).is_some() || scope.extra_items.iter().any(|item| item == id) {
            return;
        }
        let fault = Fault::new(at, format!("there is no item {id}"));
        self.fault(match names::closest(id, names::item_ids()) {
            Some(meant) => fault.help(format!("did you mean {meant}?")),
            None => fault,
        });
    }

    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault.of(self.edit.as_deref()));
    }

    fn missing(&mut self, table: &Table<'t>, key: &str, what: &str) {
        self.fault(Fault::new(place_of(table.get("id"), table), format!("{what} has no {key}")));
    }

    fn check_keys(&mut self, table: &Table<'t>, known: &[&str], what: &str) {
        for (key, at, _) in table.sorted() {
            if !known.contains(&key) {
                let fault = Fault::new(at, format!("{what} has no key {key}"));
                self.fault(match names::closest(key, known.iter().copied()) {
                    Some(meant) => fault.help(format!("did you mean {meant}?")),
                    None => fault.help(format!("its keys are {}", known.join(", "))),
                });
            }
        }
    }

    fn required(&mut self, table: &Table<'t>, key: &str, what: &str) -> Option<String> {
        if table.get(key).is_none() {
            self.missing(table, key, what);
        }
        let text = self.string(table, key)?;
        if text.trim().is_empty() {
            self.fault(Fault::new(place_of(table.get(key), table), format!("{key} is empty")));
        }
        Some(text)
    }

    fn string(&mut self, table: &Table<'t>, key: &str) -> Option<String> {
        table.get(key).and_then(|value| self.located(value)).map(|text| text.text.to_owned())
    }

    fn boolean(&mut self, table: &Table<'t>, key: &str) -> bool {
        let Some(value) = table.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.fault(Fault::new(value.span(), "expected true or false"));
            false
        })
    }

    /// The texts of a list, with their places.
    fn texts(&mut self, table: &Table<'t>, key: &str) -> Vec<(String, Range<usize>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.fault(Fault::new(value.span(), "expected a list of texts").help("write [\"a\", \"b\"]"));
            return Vec::new();
        };
        let texts = list.iter().filter_map(|value| Some((self.located(value)?.text.to_owned(), value.span())));
        texts.collect()
    }

    fn located(&mut self, value: &'t Value<'t>) -> Option<Located<'t>> {
        match value.get_ref() {
            DeValue::String(text) => Some(Located::new(text, self.text, value.span())),
            other => {
                self.fault(Fault::new(value.span(), format!("expected a text in quotes, found {}", kind(other))));
                None
            }
        }
    }

    fn table(&mut self, value: Option<&'t Value<'t>>) -> Option<Table<'t>> {
        let value = value?;
        match value.get_ref() {
            DeValue::Table(entries) => Some(Table::new(entries, value.span())),
            other => {
                self.fault(Fault::new(value.span(), format!("expected a table, found {}", kind(other))));
                None
            }
        }
    }
}

/// Names of a file's own have an underscore, which no item's id has.
fn is_own_name(name: &str) -> bool {
    let is_word =
        name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit());
    is_word && name.contains('_') && names::item(name).is_none()
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn place_of(value: Option<&Value<'_>>, table: &Table<'_>) -> Range<usize> {
    value.map_or_else(|| table.at.clone(), Spanned::span)
}

/// The mask, within the years of diagnosis.
fn in_years(program: &mut Program, fails: super::node::NodeId, years: Period) -> super::node::NodeId {
    let plan = &mut program.plan;
    let date = plan.add(Node::Item("dateOfDiagnosis".into()));
    let date = plan.add(Node::ToDate(date));
    let year = plan.add(Node::YearOf(date));
    let mut parts = vec![fails];
    let bounds = [(years.from, true), (years.to, false)];
    for (bound, is_first) in bounds.into_iter().filter_map(|(bound, is_first)| Some((bound?, is_first))) {
        let bound = plan.add(Node::Number(Bits::of(f64::from(bound))));
        let (left, right) = if is_first { (bound, year) } else { (year, bound) };
        let test = Test::Compare { relation: Relation::LessOrEqual, possibly: false, left, right };
        parts.push(plan.add(Node::test(test, true)));
    }
    plan.add(Node::All(parts.into_boxed_slice()))
}
