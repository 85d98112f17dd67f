//! Which items a record of a version and type has, in order, and where each value comes from: settled once a run.

use std::sync::Arc;

use naaccr::{Dictionary, ItemDef, Level, Slot, ValueRule};

use crate::items::{self, PatientView, Source, TumorView, item_chance, write_generic};

/// One item to write.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) slot: Slot,
    pub(crate) def: Arc<ItemDef>,
    source: Option<Source>,
}

/// Items of patients and of tumors.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) patient: Vec<Step>,
    pub(crate) tumor: Vec<Step>,
    /// Whether blank items get some valid value.
    all_items: bool,
}

impl Plan {
    pub(crate) fn new(dictionary: &Dictionary, all_items: bool) -> Self {
        let mut plan = Self { patient: Vec::new(), tumor: Vec::new(), all_items };
        for (slot, def) in dictionary.slots() {
            let known = if def.user_dictionary.is_none() { items::source(def.number) } else { None };
            // Lengths and types of a few items of one value differ between versions.
            let fits = |value: &&str| ValueRule::of(def).check(value).is_none();
            let source = known.filter(|source| !matches!(source, Source::Fixed(value) if !fits(value)));
            let steps = match def.level {
                Level::NaaccrData => continue,
                Level::Patient => &mut plan.patient,
                Level::Tumor => &mut plan.tumor,
            };
            if source.is_some() || all_items {
                steps.push(Step { slot, def: def.clone(), source });
            }
        }
        plan
    }

    /// Replaces `out` with a patient item's value; tumor items that a version has at this level are the first tumor's.
    pub(crate) fn patient_value(
        &self,
        step: &Step,
        view: &PatientView<'_>,
        first: Option<&TumorView<'_>>,
        out: &mut String,
    ) {
        out.clear();
        match (step.source, first) {
            (Some(Source::Patient(write)), _) => write(view, out),
            (Some(Source::Tumor(when, write)), Some(first)) if when.holds(first.primary, first.year) => {
                write(first, out);
            }
            (Some(Source::Fixed(value)), _) => out.push_str(value),
            _ => {}
        }
        if out.is_empty() && self.all_items {
            let person = &view.report.person;
            write_generic(&step.def, item_chance(person.chance, step.def.number), view.report.last_contact.day, out);
        }
    }

    /// Replaces `out` with a tumor item's value.
    pub(crate) fn tumor_value(&self, step: &Step, view: &TumorView<'_>, out: &mut String) {
        out.clear();
        match step.source {
            Some(Source::Patient(write)) => write(&view.patient, out),
            Some(Source::Tumor(when, write)) if when.holds(view.primary, view.year) => write(view, out),
            Some(Source::Fixed(value)) => out.push_str(value),
            Some(Source::Tumor(..)) | None => {}
        }
        if out.is_empty() && self.all_items {
            write_generic(&step.def, view.chance(step.def.number), view.primary.diagnosed, out);
        }
    }
}
