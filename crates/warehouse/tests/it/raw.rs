//! The raw store: what was received comes back, and nothing else does.

use std::io::Read;

use proptest::prelude::*;
use warehouse::{AsOf, ChangeKind, Changes, Error, Purpose, RawFile, SnapshotNumber, Warehouse};

use crate::support::*;

const SHA: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Stores chunks that are sealed on two threads, last chunk first, and appended in order.
fn store(warehouse: &Warehouse, sha256: &str, chunks: &[Vec<u8>]) -> RawFile {
    let writer = warehouse.writer().unwrap();
    let mut raw = writer.raw_file().unwrap();
    let sealer = raw.sealer();
    let seal = |parity: usize| {
        let sealer = sealer.clone();
        move || {
            let numbered = chunks.iter().enumerate().rev();
            let own = numbered.filter(|(index, _)| index % 2 == parity);
            own.map(|(index, chunk)| (index, sealer.seal(index as u64, chunk).unwrap())).collect::<Vec<_>>()
        }
    };
    let mut sealed = std::thread::scope(|threads| {
        let workers = [threads.spawn(seal(0)), threads.spawn(seal(1))];
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    sealed.sort_by_key(|(index, _)| *index);
    for (_, chunk) in sealed {
        raw.append(chunk).unwrap();
    }
    let file = raw.finish(sha256, "S1").unwrap();
    writer
        .commit_with(|_, _| {
            let mut changes = Changes::new(ChangeKind::Submit, at(1));
            changes.raw.push(file.clone());
            Ok::<_, Error>(changes)
        })
        .unwrap();
    file
}

fn load(warehouse: &Warehouse, sha256: &str) -> std::io::Result<Vec<u8>> {
    let snapshot = warehouse.snapshot(&AsOf::Latest).unwrap();
    let purpose = Purpose { who: "test", why: "test", scope: "all" };
    let vault = warehouse.vault(&snapshot, &unrecorded, &purpose).unwrap();
    let mut bytes = Vec::new();
    let mut reader = vault.read_raw(sha256).map_err(std::io::Error::other)?;
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn what_was_received_comes_back(
        chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..5000), 0..6)
    ) {
        let fixture = Fixture::new();
        store(&fixture.warehouse, SHA, &chunks);
        prop_assert_eq!(load(&fixture.reopen(), SHA).unwrap(), chunks.concat());
    }
}

#[test]
fn any_altered_byte_any_missing_end_and_any_swap_is_noticed() {
    let fixture = Fixture::new();
    let chunks: Vec<_> = (0..4_u8).map(|number| vec![number; 300]).collect();
    let raw = store(&fixture.warehouse, SHA, &chunks);
    let path = fixture.folder.join("raw").join(&raw.name);
    assert!(raw.name.starts_with(SHA));
    let stored = std::fs::read(&path).unwrap();
    assert_eq!(raw.stored_bytes, stored.len() as u64);
    let check = |bytes: &[u8], what: &str| {
        std::fs::write(&path, bytes).unwrap();
        assert!(load(&fixture.warehouse, SHA).is_err(), "{what}");
    };
    for at in 0..stored.len() {
        let mut altered = stored.clone();
        altered[at] ^= 1;
        check(&altered, &format!("byte {at} altered"));
        check(&stored[..at], &format!("cut to {at} bytes"));
    }
    check(&[&stored[..], b"more"].concat(), "longer");

    // Frames: a length and so many bytes, after the first line; the first frame is the header.
    let mut frames = Vec::new();
    let (magic, mut rest) = stored.split_at(stored.iter().position(|&byte| byte == b'\n').unwrap() + 1);
    while let Some((length, _)) = rest.split_first_chunk::<4>() {
        let (frame, after) = rest.split_at(4 + u32::from_le_bytes(*length) as usize);
        frames.push(frame);
        rest = after;
    }
    assert_eq!(frames.len(), 1 + chunks.len() + 1);
    let join = |order: &[usize]| {
        let frames = order.iter().map(|&frame| frames[frame]);
        [&[magic], frames.collect::<Vec<_>>().as_slice()].concat().concat()
    };
    std::fs::write(&path, join(&[0, 1, 2, 3, 4, 5])).unwrap();
    assert_eq!(load(&fixture.warehouse, SHA).unwrap(), chunks.concat());
    for (order, what) in [
        (&[0, 2, 1, 3, 4, 5][..], "two chunks swapped"),
        (&[0, 1, 2, 4, 5], "a chunk left out"),
        (&[0, 1, 1, 2, 3, 4, 5], "a chunk repeated"),
        (&[0, 1, 2, 3, 5], "the last chunk left out"),
        (&[0, 1, 2, 3, 4], "no closing chunk"),
        (&[0, 1, 2, 3, 4, 5, 5], "closed twice"),
    ] {
        check(&join(order), what);
    }
}

#[test]
fn chunks_must_come_in_order() {
    let fixture = Fixture::new();
    let writer = fixture.warehouse.writer().unwrap();
    let mut raw = writer.raw_file().unwrap();
    let second = raw.sealer().seal(1, b"second").unwrap();
    let error = raw.append(second).unwrap_err();
    assert!(matches!(error, Error::ChunkOrder { found: 1, wanted: 0, .. }), "{error}");
}

#[test]
fn the_same_bytes_are_kept_once() {
    let fixture = Fixture::new();
    let first = store(&fixture.warehouse, SHA, &[b"abc".to_vec()]);
    store(&fixture.warehouse, SHA, &[b"abc".to_vec()]);
    let snapshot = fixture.reopen().snapshot(&AsOf::Latest).unwrap();
    assert_eq!(snapshot.raw_file(SHA), Some(&first));
    assert_eq!(files(&fixture.folder.join("raw")).len(), 1);
    let before = AsOf::Number(SnapshotNumber::FIRST);
    assert_eq!(fixture.warehouse.snapshot(&before).unwrap().raw_file(SHA), None);
}

#[test]
fn another_file_in_its_place_is_noticed() {
    let fixture = Fixture::new();
    let one = store(&fixture.warehouse, SHA, &[b"one".to_vec()]);
    let other = "0".repeat(64);
    let two = store(&fixture.warehouse, &other, &[b"two".to_vec()]);
    let raw = fixture.folder.join("raw");
    std::fs::copy(raw.join(two.name), raw.join(one.name)).unwrap();
    assert!(load(&fixture.warehouse, SHA).is_err());
}
