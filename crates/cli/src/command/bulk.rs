//! Loading synthetic facilities straight into a warehouse.
