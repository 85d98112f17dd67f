//! Ctrl-C and termination: the program ends at once and says what that means.

/// Starts to watch.
///
/// Leaving at any moment is safe: a submission is visible only once it is committed, and an answer's file appears only
/// when it is whole. What a writer leaves in the warehouse's staging folder, `caselake maintain vacuum` removes.
#[expect(clippy::print_stderr, reason = "the person who stopped the program is told")]
pub(crate) fn watch() {
    let ended = || {
        eprintln!(
            "\ninterrupted; a submission without a receipt is stored whole or not at all: see `caselake receipts`"
        );
        std::process::exit(130);
    };
    // Without a handler the signal ends the program without a word, which is as safe.
    drop(ctrlc::set_handler(ended));
}
