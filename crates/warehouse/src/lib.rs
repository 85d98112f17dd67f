//! The tables, the one commit point, snapshots, the raw store and the identity vault.
