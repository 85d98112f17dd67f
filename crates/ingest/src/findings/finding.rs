//! One finding, whoever's rule it is.

use std::sync::Arc;

use naaccr::{Sensitive, Severity};
use rules::{Edit, EditSeverity};

/// Something wrong with a file, a patient or a tumor.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Line of the file, from 1 (0 unknown).
    pub line: u64,
    /// The patient's place in the file, from 1; 0 for the file itself.
    pub patient: u64,
    /// The tumor's place within the patient, from 1; 0 for the patient or file.
    pub tumor: u32,
    /// The item's id, where one is concerned.
    pub item: Option<String>,
    /// The item's number, where a dictionary knows it.
    pub number: Option<u32>,
    /// The item's value; `None` where it has none.
    pub value: Option<Sensitive>,
    /// The other items that an edit looks at, with their values.
    pub others: Vec<OtherValue>,
    /// The patient's number at the facility, where an edit was failed.
    pub patient_id: Option<Sensitive>,
    pub(super) rule: Rule,
}

/// An item that an edit looks at beside the one that its finding names.
#[derive(Debug, Clone)]
pub struct OtherValue {
    /// Its id.
    pub item: String,
    /// Its value, which may be blank.
    pub value: Sensitive,
}

#[derive(Debug, Clone)]
pub(super) enum Rule {
    Standard { code: naaccr::Code, severity: Severity, message: String, cure: &'static str },
    Edit(Arc<Edit>),
}

impl Finding {
    /// What a reader found.
    pub(crate) fn standard(finding: &naaccr::Finding) -> Self {
        Self {
            line: finding.line,
            patient: finding.patient,
            tumor: finding.tumor,
            item: finding.item_id().map(str::to_owned),
            number: finding.item_number(),
            value: finding.value.clone(),
            others: Vec::new(),
            patient_id: None,
            rule: Rule::Standard {
                code: finding.code,
                severity: finding.severity(),
                message: finding.message(),
                cure: finding.cure(),
            },
        }
    }

    /// A record that fails an edit; whose it is, is still to be told.
    pub(super) fn edit(edit: &Arc<Edit>) -> Self {
        Self {
            line: 0,
            patient: 0,
            tumor: 0,
            item: None,
            number: None,
            value: None,
            others: Vec::new(),
            patient_id: None,
            rule: Rule::Edit(Arc::clone(edit)),
        }
    }

    /// The name of the standard's rule, or the edit's id.
    #[must_use]
    pub fn kind(&self) -> &str {
        match &self.rule {
            Rule::Standard { code, .. } => code.name(),
            Rule::Edit(edit) => &edit.id,
        }
    }

    /// The rule in a few words.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.rule {
            Rule::Standard { code, .. } => code.name(),
            Rule::Edit(edit) => &edit.name,
        }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match &self.rule {
            Rule::Standard { severity, .. } => *severity,
            Rule::Edit(edit) => severity_of(edit),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        match &self.rule {
            Rule::Standard { message, .. } => message,
            Rule::Edit(edit) => &edit.message,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn cure(&self) -> &str {
        match &self.rule {
            Rule::Standard { cure, .. } => cure,
            Rule::Edit(edit) => &edit.cure,
        }
    }

    /// The edit, where it is one.
    #[must_use]
    pub fn as_edit(&self) -> Option<&Edit> {
        match &self.rule {
            Rule::Standard { .. } => None,
            Rule::Edit(edit) => Some(edit),
        }
    }
}

/// An edit's severity, as findings of the standard have it.
pub(crate) fn severity_of(edit: &Edit) -> Severity {
    match edit.severity {
        EditSeverity::Error => Severity::Error,
        EditSeverity::Warning => Severity::Warning,
    }
}
