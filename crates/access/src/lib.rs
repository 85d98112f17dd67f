//! Who may, and who did: the audit log.
