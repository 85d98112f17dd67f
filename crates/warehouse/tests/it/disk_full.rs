//! A full disk: a clear error, and a warehouse that is as it was.

use std::path::{Path, PathBuf};
use std::process::Command;

use warehouse::{AsOf, Error, KeySource, Schemas, Warehouse};

use crate::support::{assert_delta_agrees, at, committed_in, contents, files, submit};

/// A small file system in memory, for as long as it lives.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where this user may not mount one.
    fn mount(folder: &Path) -> Option<Self> {
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(folder)
            .stderr(std::process::Stdio::null())
            .status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(folder.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).status());
    }
}

/// Writes a raw file of `bytes` that cannot be compressed, without a commit.
fn write_raw(warehouse: &Warehouse, bytes: usize) -> Result<(), Error> {
    let writer = warehouse.writer()?;
    let mut raw = writer.raw_file()?;
    let mut state = 1_u32;
    let noise: Vec<u8> = (0..bytes)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .collect();
    for (index, chunk) in noise.chunks(100_000).enumerate() {
        let chunk = raw.sealer().seal(index as u64, chunk)?;
        raw.append(chunk)?;
    }
    raw.finish(&"0".repeat(64), "S1").map(drop)
}

#[test]
fn a_full_disk_is_said_and_leaves_the_warehouse_as_it_was() {
    let parent = tempfile::tempdir().unwrap();
    let Some(_disk) = SmallDisk::mount(parent.path()) else {
        println!("skipped: this user may not mount a small tmpfs");
        return;
    };
    let folder = parent.path().join("registry");
    let created = Warehouse::create(&folder, KeySource::default(), &Schemas::new(&[("primarySite", 400)]), at(0));
    let warehouse = created.unwrap().warehouse;
    submit(&warehouse, "F1", &["C509"], 1);
    let before = warehouse.snapshot(&AsOf::Latest).unwrap();
    let (wanted, all) = (contents(&before), files(&folder));

    let error = write_raw(&warehouse, 4 << 20).unwrap_err();
    assert!(error.is_disk_full(), "{error}");
    assert!(error.to_string().contains("free some space"), "{error}");
    assert_eq!(files(&folder), all, "what did not fit is gone");

    // Full to the last byte, whatever step of a commit that hits.
    let ballast = parent.path().join("ballast");
    let mut size = 2 << 20;
    while size > 0 {
        let grown = [std::fs::read(&ballast).unwrap_or_default(), vec![0; size]].concat();
        if std::fs::write(&ballast, &grown).is_err() {
            std::fs::write(&ballast, &grown[..grown.len() - size]).unwrap();
            size /= 2;
        }
    }
    let reopened = Warehouse::open(&folder, KeySource::default()).unwrap();
    let error = reopened.writer().and_then(|_| write_raw(&reopened, 100_000)).unwrap_err();
    assert!(error.is_disk_full(), "{error}");
    assert_eq!(contents(&reopened.snapshot(&AsOf::Latest).unwrap()), wanted);

    std::fs::remove_file(&ballast).unwrap();
    let after = submit(&reopened, "F1", &["C619"], 2);
    assert_eq!(committed_in(&after.snapshot), [2, 3]);
    assert_delta_agrees(&folder, &after.snapshot);
}
