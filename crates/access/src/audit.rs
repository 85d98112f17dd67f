//! The audit log: an append-only table in SQLite. Several processes may append at once; each group of
//! entries is one transaction, durable when it returns.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::entry::{Entry, Event, Hash, Head, NO_HASH, hash, hexadecimal};
use crate::error::{Error, Result};

/// The audit log of a warehouse; threads may share it.
#[derive(Debug)]
pub struct AuditLog {
    path: PathBuf,
    connection: Mutex<Connection>,
}

/// Whether the chain holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// Every entry is as it was written; where the chain ends.
    Intact(Head),
    /// The chain breaks.
    Broken {
        /// The number of the first entry that is not as it was written.
        sequence: u64,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// Events to be put on record together, in one transaction.
#[derive(Debug)]
pub struct Group<'a> {
    log: &'a AuditLog,
    events: Vec<Event>,
}

impl Group<'_> {
    /// Adds an event.
    pub fn push(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Puts the events on record.
    ///
    /// # Errors
    ///
    /// The disk is full, or another process held the log for half a minute; nothing is on record.
    pub fn commit(self) -> Result<Head> {
        self.log.append(&self.events)
    }
}

impl AuditLog {
    /// Opens the log, and creates it where there is none.
    ///
    /// # Errors
    ///
    /// The file cannot be opened, is not an audit log, or was written by a newer program.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = Connection::open(path).map_err(Error::database("open", path))?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(Error::database("open", path))?;
        let log = Self { path: path.to_owned(), connection: Mutex::new(connection) };
        log.create_if_new()?;
        Ok(log)
    }

    /// Begins a group of events.
    pub fn group(&self) -> Group<'_> {
        Group { log: self, events: Vec::new() }
    }

    /// Puts events on record, all or none, and returns where the chain now ends.
    ///
    /// # Errors
    ///
    /// The disk is full, or another process held the log for half a minute; nothing is on record.
    pub fn append(&self, events: &[Event]) -> Result<Head> {
        let failed = Error::database("append to", &self.path);
        let mut connection = self.connection();
        // Taking the write lock before reading the last entry: no two processes chain to the same one.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
        let (mut sequence, mut previous) = last(&transaction).map_err(&failed)?;
        {
            let mut insert = transaction.prepare_cached(INSERT).map_err(&failed)?;
            for event in events {
                sequence += 1;
                previous = hash(&previous, sequence, event);
                insert
                    .execute(params![
                        sequence.cast_signed(),
                        event.time.to_string(),
                        event.actor,
                        event.action,
                        event.subject,
                        event.origin,
                        event.allowed,
                        previous,
                    ])
                    .map_err(&failed)?;
            }
        }
        transaction.commit().map_err(&failed)?;
        Ok(head(sequence, &previous))
    }

    /// Where the chain ends.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn head(&self) -> Result<Head> {
        let (sequence, hash) = last(&self.connection()).map_err(Error::database("read", &self.path))?;
        Ok(head(sequence, &hash))
    }

    /// At most `limit` entries after entry number `after`, oldest first.
    ///
    /// # Errors
    ///
    /// The database cannot be read; [`Error::Damaged`].
    pub fn entries(&self, after: u64, limit: u64) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        self.for_each(after, limit, |entry| {
            let StoredEntry { sequence, event, hash } = entry;
            let event = event.map_err(|what| Error::Damaged { path: self.path.clone(), sequence, what })?;
            let hash = hexadecimal(&hash);
            entries.push(Entry { sequence, event, hash });
            Ok(true)
        })?;
        Ok(entries)
    }

    /// Checks every entry. An entry cut off the end leaves no trace in the log itself: give the `known`
    /// end of the chain, noted elsewhere at an earlier time, to notice that too.
    ///
    /// # Errors
    ///
    /// The database cannot be read.
    pub fn verify(&self, known: Option<&Head>) -> Result<Verification> {
        let mut sequence = 0;
        let mut previous = NO_HASH;
        let mut broken = None;
        self.for_each(0, u64::MAX, |entry| {
            sequence += 1;
            let agrees = known.is_none_or(|known| known.sequence != sequence || known.hash == hexadecimal(&entry.hash));
            broken = match entry.event {
                _ if entry.sequence != sequence => Some("it is missing"),
                Err(what) => Some(what),
                Ok(event) if hash(&previous, sequence, &event) != entry.hash => {
                    Some("it or the entry before it was changed")
                }
                Ok(_) if !agrees => Some("it is not the entry noted at an earlier time"),
                Ok(_) => None,
            };
            previous = entry.hash;
            Ok(broken.is_none())
        })?;
        if let Some(reason) = broken {
            return Ok(Verification::Broken { sequence, reason });
        }
        if known.is_some_and(|known| known.sequence > sequence) {
            return Ok(Verification::Broken { sequence: sequence + 1, reason: "it is missing: the log was cut short" });
        }
        Ok(Verification::Intact(head(sequence, &previous)))
    }

    /// Calls `visit` with the entries in order until it says no.
    fn for_each(&self, after: u64, limit: u64, mut visit: impl FnMut(StoredEntry) -> Result<bool>) -> Result<()> {
        let failed = Error::database("read", &self.path);
        let connection = self.connection();
        let mut select = connection.prepare_cached(SELECT).map_err(&failed)?;
        let bound = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let mut rows = select.query(params![bound(after), bound(limit)]).map_err(&failed)?;
        while let Some(row) = rows.next().map_err(&failed)? {
            let entry = StoredEntry::read(row).map_err(&failed)?;
            if !visit(entry)? {
                break;
            }
        }
        Ok(())
    }

    fn create_if_new(&self) -> Result<()> {
        let failed = Error::database("open", &self.path);
        let mut connection = self.connection();
        let version =
            |connection: &Connection| connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
        if version(&connection).map_err(&failed)? == 0 {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
            // Another process may have been first.
            if version(&transaction).map_err(&failed)? == 0 {
                transaction.execute_batch(CREATE).map_err(&failed)?;
                transaction.pragma_update(None, "user_version", FORMAT).map_err(&failed)?;
            }
            transaction.commit().map_err(&failed)?;
        }
        let found = version(&connection).map_err(&failed)?;
        if found > FORMAT {
            return Err(Error::NewerFormat { path: self.path.clone(), found, supported: FORMAT });
        }
        Ok(())
    }

    /// A panic elsewhere leaves at most an open transaction, which is rolled back.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An entry as found, which may be anything.
struct StoredEntry {
    sequence: u64,
    event: Result<Event, &'static str>,
    hash: Hash,
}

impl StoredEntry {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let time: String = row.get("time")?;
        let event = match time.parse() {
            Ok(time) => Ok(Event {
                time,
                actor: row.get("actor")?,
                action: row.get("action")?,
                subject: row.get("subject")?,
                origin: row.get("origin")?,
                allowed: row.get("allowed")?,
            }),
            Err(_) => Err("its time cannot be read"),
        };
        Ok(Self {
            sequence: row.get::<_, i64>("sequence")?.cast_unsigned(),
            event,
            // One of another length is no entry's hash.
            hash: row.get::<_, Vec<u8>>("hash")?.try_into().unwrap_or(NO_HASH),
        })
    }
}

const FORMAT: i64 = 1;
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

const CREATE: &str = "
    CREATE TABLE entries (
        sequence INTEGER PRIMARY KEY,
        time     TEXT NOT NULL,
        actor    TEXT NOT NULL,
        action   TEXT NOT NULL,
        subject  TEXT NOT NULL,
        origin   TEXT NOT NULL,
        allowed  INTEGER NOT NULL CHECK (allowed IN (0, 1)),
        hash     BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    CREATE TRIGGER no_update BEFORE UPDATE ON entries BEGIN
        SELECT RAISE(ABORT, 'the audit log is append-only');
    END;
    CREATE TRIGGER no_delete BEFORE DELETE ON entries BEGIN
        SELECT RAISE(ABORT, 'the audit log is append-only');
    END;
    -- INSERT OR REPLACE would delete without the trigger above.
    CREATE TRIGGER next_only BEFORE INSERT ON entries
    WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM entries) BEGIN
        SELECT RAISE(ABORT, 'the audit log is append-only');
    END;
";

const INSERT: &str = "
    INSERT INTO entries (sequence, time, actor, action, subject, origin, allowed, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

const SELECT: &str = "
    SELECT sequence, time, actor, action, subject, origin, allowed, hash
    FROM entries WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";

/// The number and hash of the last entry.
fn last(connection: &Connection) -> rusqlite::Result<(u64, Hash)> {
    let last = connection
        .query_row("SELECT sequence, hash FROM entries ORDER BY sequence DESC LIMIT 1", [], |row| {
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
        })
        .optional()?;
    Ok(last.unwrap_or((0, NO_HASH)))
}

fn head(sequence: u64, hash: &Hash) -> Head {
    Head { sequence, hash: hexadecimal(hash) }
}
