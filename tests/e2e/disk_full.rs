//! A full disk: a clear error, an intact warehouse, and the next submission goes through.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shared::{Registry, synthetic, text};

/// A file system of its own in memory, unmounted at the end.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None`, said aloud, where mounting is not allowed.
    fn mount(folder: &Path, megabytes: u32) -> Option<Self> {
        std::fs::create_dir_all(folder).expect("a folder");
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).status();
        if !mounted.is_ok_and(|status| status.success()) {
            eprintln!("skipped: a small file system cannot be mounted here");
            return None;
        }
        Some(Self(folder.to_owned()))
    }

    /// Fills the disk up to `leave` bytes.
    fn fill(&self, leave: u64) {
        let filler = self.0.join("filler");
        let free = Command::new("df").args(["--output=avail", "-B1"]).arg(&self.0).output().expect("df runs").stdout;
        let free: u64 = text(&free).lines().nth(1).expect("a line").trim().parse().expect("a number");
        std::fs::write(filler, vec![0; usize::try_from(free.saturating_sub(leave)).expect("a size")]).expect("room");
    }

    fn empty(&self) {
        std::fs::remove_file(self.0.join("filler")).expect("the filler");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("--lazy").arg(&self.0).status());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_harms_nothing() {
    let outside = tempfile::tempdir().expect("a folder");
    let Some(disk) = SmallDisk::mount(&outside.path().join("disk"), 64) else { return };
    let registry = Registry::within(&disk.0);
    let files = synthetic(&outside.path().join("files"), 3_000, 2, 41, &[]);
    registry.submit(&files[0], "F001");
    let before = registry.survival("latest");

    for leave in [0, 100_000, 300_000] {
        disk.fill(leave);
        let full = registry.submission(&files[1], "F002").output().expect("the program starts");
        assert_eq!(full.status.code(), Some(2), "with {leave} bytes left: {}", text(&full.stdout));
        let said = text(&full.stderr);
        assert!(said.contains("full") || said.contains("space"), "with {leave} bytes left it says: {said}");
        assert!(!said.contains("panicked"), "{said}");
        disk.empty();
        assert_eq!(registry.survival("latest"), before, "nothing of it is seen");
    }
    let receipt = registry.submit(&files[1], "F002");
    assert_eq!(receipt["counts"]["duplicate"], 0);
    assert_eq!(registry.receipts().len(), 2);
}
