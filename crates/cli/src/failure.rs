//! How a command ends: done, done with the answer "no", or not done.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// The answer of a command that was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Exit code 0.
    Done,
    /// Exit code 1: done, and the answer is "no" (findings of severity error, a failed check).
    No,
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Done => Self::SUCCESS,
            Verdict::No => Self::from(1),
        }
    }
}

/// Why a command could not be carried out, in words for the person who typed it. Exit code 2.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What happened and what to do.
    Message(String),
    /// Whoever read our output has left (`caselake ... | head`); nothing to say.
    ClosedPipe,
}

pub(crate) type Outcome = Result<Verdict, Failure>;

/// Where the last panic was.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Runs a command. Should it panic, that is an error like any other, which says where but never what: a panic's
/// message may hold a value of a record.
pub(crate) fn guarded(run: impl FnOnce() -> Outcome) -> Outcome {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    std::panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let place = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        Err(Failure::new(format_args!("internal error at {place}; please report it, with the command and this place")))
    })
}

impl Failure {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self::Message(message.to_string())
    }

    /// Several failures as one, a line each.
    pub(crate) fn all(failures: Vec<Self>) -> Self {
        let messages = failures.into_iter().filter_map(|failure| match failure {
            Self::Message(message) => Some(message),
            Self::ClosedPipe => None,
        });
        Self::Message(messages.collect::<Vec<_>>().join("\nerror: "))
    }

    /// Prints the error with its chain of causes and gives the exit code.
    #[expect(clippy::print_stderr, reason = "the one place where errors reach the person")]
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::Message(message) => {
                eprintln!("error: {message}");
                ExitCode::from(2)
            }
            Self::ClosedPipe => ExitCode::SUCCESS,
        }
    }
}

/// Says on standard error what somebody should know beside the answer.
#[expect(clippy::print_stderr, reason = "standard output is for the answer")]
pub(crate) fn note(said: &str) {
    eprintln!("note: {said}");
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            // Transparent wrappers repeat their cause.
            if !message.contains(&text) {
                message.push_str(": ");
                message.push_str(&text);
            }
            source = cause.source();
        }
        Self::Message(message)
    }
}
