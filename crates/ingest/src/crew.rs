//! A few threads that share work out among themselves.
//!
//! A task belongs to a *lane* or to none. Tasks of one lane run one at a time, in the order in which they were given;
//! so what a lane builds depends on its tasks only, never on how many threads there are. The oldest task that may
//! run is run first.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

type Task<'e> = Box<dyn FnOnce() + Send + 'e>;

/// The threads and the work they still have to do.
pub(crate) struct Crew<'e> {
    board: Mutex<Board<'e>>,
    changed: Condvar,
}

#[derive(Default)]
struct Board<'e> {
    next: u64,
    free: VecDeque<(u64, Task<'e>)>,
    lanes: Vec<Lane<'e>>,
    closed: bool,
}

#[derive(Default)]
struct Lane<'e> {
    busy: bool,
    tasks: VecDeque<(u64, Task<'e>)>,
}

/// Runs `lead` on this thread beside a crew of `threads` others, and returns when all tasks are done.
pub(crate) fn with_crew<'e, R>(threads: usize, lead: impl FnOnce(&Crew<'e>) -> R) -> R {
    let crew = Crew { board: Mutex::default(), changed: Condvar::new() };
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| crew.work());
        }
        let _close = CloseOnDrop(&crew);
        lead(&crew)
    })
}

/// As many threads as the machine has cores for this process.
pub(crate) fn available_threads() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

struct CloseOnDrop<'c, 'e>(&'c Crew<'e>);

impl Drop for CloseOnDrop<'_, '_> {
    fn drop(&mut self) {
        self.0.board().closed = true;
        self.0.changed.notify_all();
    }
}

impl<'e> Crew<'e> {
    /// Has a task run on any thread, beside all others.
    pub(crate) fn run(&self, task: impl FnOnce() + Send + 'e) {
        let mut board = self.board();
        let number = board.number();
        board.free.push_back((number, Box::new(task)));
        drop(board);
        self.changed.notify_one();
    }

    /// Has a task run after all earlier ones of its lane.
    pub(crate) fn run_in_lane(&self, lane: usize, task: impl FnOnce() + Send + 'e) {
        let mut board = self.board();
        let number = board.number();
        if board.lanes.len() <= lane {
            board.lanes.resize_with(lane + 1, Lane::default);
        }
        if let Some(lane) = board.lanes.get_mut(lane) {
            lane.tasks.push_back((number, Box::new(task)));
        }
        drop(board);
        self.changed.notify_one();
    }

    fn work(&self) {
        let mut board = self.board();
        loop {
            if let Some((lane, task)) = board.take() {
                drop(board);
                task();
                board = self.board();
                if let Some(lane) = lane.and_then(|lane| board.lanes.get_mut(lane)) {
                    lane.busy = false;
                    if !lane.tasks.is_empty() {
                        self.changed.notify_one();
                    }
                }
            } else if board.closed && board.is_empty() {
                self.changed.notify_all();
                return;
            } else {
                board = self.changed.wait(board).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// No task runs under the lock, so a poisoned one is still whole.
    fn board(&self) -> MutexGuard<'_, Board<'e>> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'e> Board<'e> {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn is_empty(&self) -> bool {
        self.free.is_empty() && self.lanes.iter().all(|lane| lane.tasks.is_empty())
    }

    /// The oldest task that may run now, with its lane, which is busy from here on.
    fn take(&mut self) -> Option<(Option<usize>, Task<'e>)> {
        let ready = self.lanes.iter().enumerate().filter(|(_, lane)| !lane.busy);
        let oldest = ready.filter_map(|(at, lane)| Some((lane.tasks.front()?.0, at))).min();
        let free = self.free.front().map(|(number, _)| *number);
        match oldest {
            Some((number, at)) if free.is_none_or(|free| number < free) => {
                let lane = self.lanes.get_mut(at)?;
                lane.busy = true;
                let (_, task) = lane.tasks.pop_front()?;
                Some((Some(at), task))
            }
            _ => self.free.pop_front().map(|(_, task)| (None, task)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_runs_in_order_whatever_the_threads() {
        for threads in [1, 2, 7] {
            let lanes: Vec<Mutex<Vec<usize>>> = (0..3).map(|_| Mutex::default()).collect();
            let free = Mutex::new(0);
            with_crew(threads, |crew| {
                for task in 0..300 {
                    let lane = &lanes[task % 3];
                    crew.run_in_lane(task % 3, move || lane.lock().unwrap().push(task));
                    crew.run(|| *free.lock().unwrap() += 1);
                }
            });
            assert_eq!(free.into_inner().unwrap(), 300);
            for (lane, tasks) in lanes.into_iter().enumerate() {
                assert_eq!(tasks.into_inner().unwrap(), (lane..300).step_by(3).collect::<Vec<_>>());
            }
        }
    }
}
