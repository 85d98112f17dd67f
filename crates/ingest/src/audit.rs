//! Openings of the vault on record, in the warehouse's audit log.

use std::error::Error as StdError;

use access::{AuditLog, Event};
use jiff::Timestamp;
use warehouse::{OpeningRecorder, Purpose, SnapshotNumber, Warehouse};

use crate::error::Result;

/// Records openings in a warehouse's audit log.
pub(crate) struct Auditor<'a> {
    warehouse: &'a Warehouse,
    now: Timestamp,
}

impl<'a> Auditor<'a> {
    pub(crate) fn new(warehouse: &'a Warehouse, now: Timestamp) -> Self {
        Self { warehouse, now }
    }

    /// Records that identities are about to be written to the vault.
    ///
    /// # Errors
    /// The log cannot be written, and so must nothing else be.
    pub(crate) fn writing(&self, who: &str, subject: String) -> Result<()> {
        self.append(who, "store identities in the vault", subject)
    }

    fn append(&self, who: &str, action: &str, subject: String) -> Result<()> {
        let event = Event {
            time: self.now,
            actor: who.to_owned(),
            action: action.to_owned(),
            subject,
            origin: "ingest".to_owned(),
            allowed: true,
        };
        AuditLog::open(&self.warehouse.audit_path())?.append(&[event])?;
        Ok(())
    }
}

impl OpeningRecorder for Auditor<'_> {
    fn record(&self, purpose: &Purpose<'_>, snapshot: SnapshotNumber) -> Result<(), Box<dyn StdError + Send + Sync>> {
        let action = format!("open the vault for {} at snapshot {snapshot}", purpose.why);
        Ok(self.append(purpose.who, &action, purpose.scope.to_owned())?)
    }
}
