//! A mapping, bound to the columns of one file and the items of its dictionary.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::mapping::{DateFormat, ItemRef, MappedColumn, Mapping};
use super::refused;
use super::rows::Row;
use crate::{Code, Dictionary, Error, Finding, ItemDef, Level, Slot, ValueRule};

/// Item number of `patientIdNumber`.
const PATIENT_ID: u32 = 20;

/// An item and where its values come from.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) slot: Slot,
    pub(super) item: Arc<ItemDef>,
    rule: ValueRule,
    origin: Origin,
}

#[derive(Debug)]
enum Origin {
    Constant(String),
    Field { field: usize, recodes: HashMap<String, String>, date_format: Option<DateFormat>, zero_fill: bool },
}

/// The items of a file by level, in the mapping's order.
#[derive(Debug, Default)]
pub(super) struct Binding {
    pub(super) root: Vec<Bound>,
    pub(super) patient: Vec<Bound>,
    pub(super) tumor: Vec<Bound>,
}

impl Binding {
    pub(super) fn new(mapping: &Mapping, headers: &[String], dictionary: &Dictionary) -> Result<Self, Error> {
        let mut binding = Self::default();
        let mut taken = HashSet::new();
        for column in &mapping.columns {
            let field = field_of(column, headers)?;
            let recodes = column.recodes.iter().cloned().collect();
            let (date_format, zero_fill) = (column.date_format.clone(), column.zero_fill);
            let origin = Origin::Field { field, recodes, date_format, zero_fill };
            binding.add(&column.item, origin, &mut taken, dictionary)?;
        }
        for (item, value) in &mapping.constants {
            binding.add(item, Origin::Constant(value.clone()), &mut taken, dictionary)?;
        }
        Ok(binding)
    }

    fn add(
        &mut self,
        item: &ItemRef,
        origin: Origin,
        taken: &mut HashSet<Slot>,
        dictionary: &Dictionary,
    ) -> Result<(), Error> {
        let slot = match item {
            ItemRef::Id(id) => dictionary.slot(id),
            ItemRef::Number(number) => dictionary.slot_of_number(*number),
        };
        let Some((slot, def)) = slot.and_then(|slot| Some((slot, dictionary.item(slot)?))) else {
            let (version, record_type) = (dictionary.version(), dictionary.record_type());
            return Err(refused(
                format!("the mapping names {item}, which NAACCR {version} type {record_type} does not have"),
                "correct the id or number, choose another version or record type, or give the user dictionary",
            ));
        };
        if !taken.insert(slot) {
            return Err(refused(format!("the mapping names {item} more than once"), "keep one column for each item"));
        }
        let bound = Bound { slot, item: Arc::clone(def), rule: ValueRule::of(def), origin };
        match def.level {
            Level::NaaccrData => self.root.push(bound),
            Level::Patient => self.patient.push(bound),
            Level::Tumor => self.tumor.push(bound),
        }
        Ok(())
    }

    /// The place of the patients' id in a row, if a column has it.
    pub(super) fn id_field(&self) -> Option<usize> {
        let id = self
            .patient
            .iter()
            .find(|bound| bound.item.number == PATIENT_ID && bound.item.user_dictionary.is_none())?;
        match id.origin {
            Origin::Field { field, .. } => Some(field),
            Origin::Constant(_) => None,
        }
    }
}

/// Only the mapping's names go into an error: without a header row, the first line is a person's data.
fn field_of(column: &MappedColumn, headers: &[String]) -> Result<usize, Error> {
    let name = column.column.trim();
    let mut fields = (0..).zip(headers).filter(|(_, header)| header.eq_ignore_ascii_case(name)).map(|(field, _)| field);
    match (fields.next(), fields.next()) {
        (Some(field), None) => Ok(field),
        (Some(_), Some(_)) => {
            Err(refused(format!("the file has more than one column {name}"), "give each column a name of its own"))
        }
        (None, _) => Err(refused(
            format!("the file has no column {name}, which the mapping names"),
            "correct the mapping, or the names in the file's first line",
        )),
    }
}

impl Bound {
    /// The item's value in a row, empty where it has none.
    pub(super) fn value<'a>(&'a self, row: &'a Row) -> Cow<'a, str> {
        let (field, recodes, date_format, zero_fill) = match &self.origin {
            Origin::Constant(value) => return Cow::Borrowed(value),
            Origin::Field { field, recodes, date_format, zero_fill } => (*field, recodes, date_format, *zero_fill),
        };
        let value = row.value(field);
        let trimmed = value.trim_matches(|character| character <= ' ');
        if let Some(ours) = recodes.get(value).or_else(|| recodes.get(trimmed)) {
            return Cow::Borrowed(ours);
        }
        if trimmed.is_empty() {
            return Cow::Borrowed("");
        }
        if let Some(date) = date_format.as_ref().and_then(|format| format.to_standard(trimmed)) {
            return Cow::Owned(date);
        }
        let length = self.item.length as usize;
        if zero_fill && trimmed.len() < length && trimmed.bytes().all(|byte| byte.is_ascii_digit()) {
            return Cow::Owned(format!("{trimmed:0>length$}"));
        }
        Cow::Borrowed(value)
    }

    /// What is wrong with a value of this item, without its place.
    pub(super) fn check(&self, value: &str, line: u64) -> Option<Finding> {
        Some(self.finding(self.rule.check(value)?, value, line))
    }

    pub(super) fn finding(&self, code: Code, value: &str, line: u64) -> Finding {
        Finding::of_item(code, &self.item, Some(value), line)
    }
}
