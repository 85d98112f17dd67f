//! Ctrl-C: the running command is told once, a second time ends the program.

use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Starts to watch for Ctrl-C and termination.
///
/// Nothing of a submission is visible before its commit, so leaving at any moment is safe; asking first lets the
/// command remove its unfinished files and say what did not happen.
pub(crate) fn watch() {
    let handler = || {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    };
    // Without a handler the signal simply ends the program, which is safe too.
    drop(ctrlc::set_handler(handler));
}

/// Whether the person asked to stop.
pub(crate) fn requested() -> bool {
    STOP.load(Ordering::SeqCst)
}
