//! Work on facilities that do not depend on each other.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use synth::{Facility, Written};

use crate::failure::Failure;

/// Does the work for each facility, as many at a time as there are cores, and adds up what was made. The first
/// failure ends it; work that was begun is finished.
pub(crate) fn side_by_side(
    facilities: &[Facility],
    work: impl Fn(&Facility) -> Result<Written, Failure> + Sync,
) -> Result<Written, Failure> {
    let next = AtomicUsize::new(0);
    let made: Mutex<Result<Written, Failure>> = Mutex::new(Ok(Written::default()));
    let worker = || {
        while let Some(facility) = facilities.get(next.fetch_add(1, Ordering::Relaxed)) {
            if made.lock().is_ok_and(|made| made.is_err()) {
                break;
            }
            let written = work(facility);
            let Ok(mut made) = made.lock() else { break };
            match (&mut *made, written) {
                (Ok(made), Ok(written)) => {
                    made.patients += written.patients;
                    made.tumors += written.tumors;
                    made.items += written.items;
                }
                (made, Err(failure)) => *made = Err(failure),
                (Err(_), Ok(_)) => {}
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(facilities.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(worker);
        }
    });
    made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}
