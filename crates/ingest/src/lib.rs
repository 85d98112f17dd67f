//! A submission from bytes to a committed snapshot and a receipt; check, convert and export.
