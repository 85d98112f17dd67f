//! A break of the standard inside a document, before it is known whose patient it is.

use crate::{Error, Rule};

/// What breaks which rule at which line. Holds no value of a record.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) rule: Rule,
    pub(super) line: u64,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(rule: Rule, line: u64, message: impl Into<String>) -> Self {
        Self { rule, line, message: message.into() }
    }

    pub(super) fn syntax(line: u64, message: impl Into<String>) -> Self {
        Self::new(Rule::XmlSyntax, line, message)
    }

    pub(super) fn into_error(self, patient: u64) -> Error {
        Error::broken(self.rule, self.line, patient, self.message, cure(self.rule))
    }
}

fn cure(rule: Rule) -> &'static str {
    match rule {
        Rule::XmlSyntax => "export the file again from the system that wrote it",
        Rule::Root => "check that this is a NAACCR XML data file",
        Rule::RootAttribute => "correct the attribute of NaaccrData",
        Rule::Namespace => "declare the namespace, register the extension, or read with relaxed namespaces",
        Rule::UnexpectedElement => "keep the order: items, then extensions, then patients or tumors",
        Rule::UnexpectedAttribute => "remove the attribute",
        Rule::MissingItemId => "give every item its naaccrId",
        Rule::ItemNumber => "correct or remove the naaccrNum",
        Rule::DuplicateItem => "keep one value of the item",
        Rule::PatientTooLarge => "check for a missing end tag, or raise the limit",
        _ => "correct the file",
    }
}
