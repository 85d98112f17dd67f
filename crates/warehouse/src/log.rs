//! The log: numbered intents, each created once, and checkpoints that make opening quick.
//!
//! Intent `n + 1` is created only by who has made sure that intent `n` reached the Delta tables, so
//! whoever opens a warehouse has at most the newest intent to finish.

use std::path::Path;

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::intent::{INTENT_FORMAT, Intent};
use crate::layout::{Layout, number_of};
use crate::snapshot::{SnapshotNumber, State};
use crate::store::{self, Put};

/// Commits between two checkpoints: what an opening reads at most.
const CHECKPOINT_INTERVAL: u64 = 100;

/// Creates the intent unless its number is taken.
pub(crate) fn create(layout: &Layout, intent: &Intent) -> Result<Put> {
    let path = layout.intent(intent.number);
    store::put_new(&path, &to_json(&path, intent)?)
}

pub(crate) fn intent(layout: &Layout, number: SnapshotNumber) -> Result<Option<Intent>> {
    let path = layout.intent(number);
    let Some(bytes) = store::read(&path)? else {
        return Ok(None);
    };
    let intent: Intent = from_json(&path, &bytes)?;
    if intent.format > INTENT_FORMAT {
        return Err(Error::NewerFormat { path, found: intent.format, supported: INTENT_FORMAT });
    }
    if intent.number != number {
        let what = format!("expected intent {number}, found {}", intent.number);
        return Err(Error::damaged(&path, what));
    }
    Ok(Some(intent))
}

/// The newest state, starting from one that is known; and the newest intent, if any was read.
pub(crate) fn catch_up(layout: &Layout, mut state: State) -> Result<(State, Option<Intent>)> {
    let mut newest = None;
    while let Some(intent) = intent(layout, state.number.next())? {
        state = state.after(&intent);
        newest = Some(intent);
    }
    Ok((state, newest))
}

/// The state at `number`; none if there is no such commit yet.
pub(crate) fn state_at(layout: &Layout, number: SnapshotNumber) -> Result<Option<State>> {
    let mut state = newest_checkpoint(layout, number)?;
    while state.number < number {
        match intent(layout, state.number.next())? {
            Some(intent) => state = state.after(&intent),
            None => return Ok(None),
        }
    }
    Ok(Some(state))
}

/// The newest checkpoint up to `limit`, or the state before the first commit.
pub(crate) fn newest_checkpoint(layout: &Layout, limit: SnapshotNumber) -> Result<State> {
    let names = store::names(&layout.checkpoints())?;
    let number = names.iter().filter_map(|name| number_of(name)).filter(|&number| number <= limit).max();
    let Some(number) = number else {
        return Ok(State::nothing());
    };
    let path = layout.checkpoint(number);
    match store::read(&path)? {
        Some(bytes) => from_json(&path, &bytes),
        None => Ok(State::nothing()),
    }
}

/// Writes a checkpoint where one is due. It can be made again from the intents at any time, so a
/// failure is left to the next time.
pub(crate) fn checkpoint_if_due(layout: &Layout, state: &State) -> Result<()> {
    if !state.number.0.is_multiple_of(CHECKPOINT_INTERVAL) {
        return Ok(());
    }
    let path = layout.checkpoint(state.number);
    store::put_new(&path, &to_json(&path, state)?)?;
    Ok(())
}

/// The newest commit at or before a time, among those up to `newest`; times never decrease.
pub(crate) fn number_at(layout: &Layout, newest: SnapshotNumber, time: Timestamp) -> Result<Option<SnapshotNumber>> {
    let (mut low, mut high) = (0, newest.0);
    while low < high {
        let middle = high - (high - low) / 2;
        if required(layout, SnapshotNumber(middle))?.time <= time {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok((low > 0).then_some(SnapshotNumber(low)))
}

/// All commits up to `newest`, one by one.
pub(crate) fn intents(layout: &Layout, newest: SnapshotNumber) -> impl Iterator<Item = Result<Intent>> {
    (1..=newest.0).map(|number| required(layout, SnapshotNumber(number)))
}

pub(crate) fn required(layout: &Layout, number: SnapshotNumber) -> Result<Intent> {
    intent(layout, number)?.ok_or_else(|| Error::damaged(&layout.intent(number), "the commit is missing"))
}

fn to_json<T: serde::Serialize>(path: &Path, value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| Error::damaged(path, error.to_string()))
}

fn from_json<T: serde::de::DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| Error::damaged(path, error.to_string()))
}
