//! What a facility gets for a submission, and what is kept of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::check::Outcome;

/// The receipt of one submitted file. Holds no value of a record, so it may be kept and sent in clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The submission's id.
    pub submission_id: String,
    /// SHA-256 of the bytes received, 64 hexadecimal digits.
    pub sha256: String,
    /// The facility.
    pub facility: String,
    /// The file's name.
    pub file: String,
    /// Bytes received.
    pub bytes: u64,
    /// `xml`, `fixed-width` or `delimited`.
    pub format: String,
    /// The NAACCR version, e.g. `250`.
    pub naaccr_version: String,
    /// `A`, `M`, `C` or `I`.
    pub record_type: String,
    /// What came of it.
    pub verdict: Verdict,
    /// The records, by what came of them.
    pub counts: Counts,
    /// Why records were rejected, and how many for each reason.
    pub rejected_reasons: BTreeMap<String, u64>,
    /// Patients read.
    pub patients: u64,
    /// Tumors read.
    pub tumors: u64,
    /// Items read, those of the file itself included.
    pub items: u64,
    /// Bytes that were not legal in the file's encoding and were replaced.
    pub replaced_bytes: u64,
    /// The NAACCR XML specification that the file names.
    pub specification: String,
    /// `timeGenerated`, as the file says it.
    pub time_generated: Option<String>,
    /// User dictionaries that the file names.
    pub dictionaries: Vec<String>,
    /// Those of them that were not given; their items are kept as unknown items.
    pub missing_dictionaries: Vec<String>,
    /// Items stored under the id of the newest version that has them: from the file's id to the column's.
    pub renames: BTreeMap<String, String>,
    /// Findings by kind: the name of a rule of the standard, or the id of an edit.
    pub findings: BTreeMap<String, u64>,
    /// Findings of severity error.
    #[serde(default)]
    pub errors: u64,
    /// Findings of severity warning.
    #[serde(default)]
    pub warnings: u64,
    /// The edits that some record failed, those with the most errors first.
    #[serde(default)]
    pub edits: Vec<EditCount>,
    /// The sets of edits, with their versions; empty where none were run.
    #[serde(default)]
    pub edit_sets: Vec<String>,
    /// How the file's records count for quality, beside the thresholds of the standards.
    #[serde(default)]
    pub quality: Vec<QualityLine>,
    /// Findings by kind and item.
    pub findings_by_item: Vec<ItemFindings>,
    /// Who submitted it.
    pub submitted_by: String,
    /// When, in UTC.
    pub submitted_at: String,
    /// The snapshot that it made; none for a dry run.
    pub snapshot: Option<u64>,
}

/// Records of a submission: received = accepted + rejected + duplicate, and corrected are among the accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Tumors, and patients without tumors.
    pub received: u64,
    /// Stored.
    pub accepted: u64,
    /// Not stored, for a reason that the receipt gives.
    pub rejected: u64,
    /// Stored already, with the same content.
    pub duplicate: u64,
    /// Of the accepted, new versions of an abstract that was there.
    pub corrected: u64,
}

impl Counts {
    /// Whether every record is accounted for.
    #[must_use]
    pub fn reconcile(&self) -> bool {
        let sum = self.accepted.checked_add(self.rejected).and_then(|sum| sum.checked_add(self.duplicate));
        sum == Some(self.received) && self.corrected <= self.accepted
    }
}

/// What came of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Everything was stored, and nothing is wrong.
    Accepted,
    /// Everything was stored; see the findings.
    AcceptedWithFindings,
    /// Some records were rejected.
    PartlyRejected,
    /// All records were rejected.
    Rejected,
}

impl Verdict {
    /// The verdict on these counts and this number of findings.
    #[must_use]
    pub fn of(counts: &Counts, findings: u64) -> Self {
        match (counts.rejected, findings) {
            (0, 0) => Self::Accepted,
            (0, _) => Self::AcceptedWithFindings,
            (rejected, _) if rejected == counts.received => Self::Rejected,
            _ => Self::PartlyRejected,
        }
    }

    /// As in a receipt, e.g. `accepted_with_findings`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedWithFindings => "accepted_with_findings",
            Self::PartlyRejected => "partly_rejected",
            Self::Rejected => "rejected",
        }
    }
}

/// Findings of one kind about one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFindings {
    /// The kind.
    pub kind: String,
    /// The item's id.
    pub item: Option<String>,
    /// The item's number.
    pub number: Option<u32>,
    /// How many.
    pub count: u64,
}

/// An edit that some record failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditCount {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub name: String,
    /// `error` or `warning`.
    pub severity: String,
    /// How many findings.
    pub count: u64,
    /// How many records an override item excuses.
    pub overridden: u64,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub cure: String,
    /// The standard it comes from.
    pub source: String,
}

/// A threshold of a standard, and how the file's records stand to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityLine {
    /// Who sets the standard, and its level.
    pub standard: String,
    /// What is measured.
    pub indicator: String,
    /// Records that count.
    pub numerator: u64,
    /// Records looked at.
    pub denominator: u64,
    /// The threshold with its operator.
    pub threshold: String,
    /// Whether it is met; none where it cannot be told.
    pub met: Option<bool>,
}

impl Receipt {
    /// Whether everything is in order: `Valid`, or `Errors` where there are findings of that severity or rejected records.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.errors + self.counts.rejected == 0 { Outcome::Valid } else { Outcome::Errors }
    }
}
