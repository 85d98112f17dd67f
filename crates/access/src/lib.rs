//! Who may, and who did: the audit log.
//!
//! Whatever opens the identity vault, releases data or is refused is put on record before it happens.
//! The record is append-only and hash-chained: each entry's hash covers the entry before it, so an entry
//! that is changed, left out, put in or moved breaks the chain at a place that [`AuditLog::verify`] names.
//!
//! ```
//! use access::{AuditLog, Event, Verification};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("audit.sqlite");
//! let log = AuditLog::open(&path)?;
//! let head = log.append(&[Event {
//!     time: "2026-01-31T09:00:00Z".parse()?,
//!     actor: "registrar kim".into(),
//!     action: "open the vault".into(),
//!     subject: "facility F1, submission 17".into(),
//!     origin: "command line".into(),
//!     allowed: true,
//! }])?;
//! assert_eq!(log.verify(None)?, Verification::Intact(head));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod audit;
mod entry;
mod error;

pub use audit::{AuditLog, Group, Verification};
pub use entry::{Entry, Event, Head};
pub use error::{Error, Result};
