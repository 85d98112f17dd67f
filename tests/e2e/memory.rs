//! Memory stays bounded, whatever the size of the file.

use std::path::Path;
use std::time::Duration;

use crate::shared::{Registry, synthetic};

/// The bar, in megabytes of anonymous memory.
const LIMIT: f64 = 700.0;

/// Peak anonymous memory of a submission, in megabytes.
fn peak(registry: &Registry, file: &Path) -> f64 {
    let mut child = registry.submission(file, "F001").stdout(std::process::Stdio::null()).spawn().expect("it starts");
    let rollup = format!("/proc/{}/smaps_rollup", child.id());
    let mut peak: f64 = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait().expect("its state") {
            break status;
        }
        let anonymous = std::fs::read_to_string(&rollup).ok().and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("Anonymous:"))?.to_owned();
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        });
        peak = peak.max(anonymous.unwrap_or(0.0) / 1024.0);
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(matches!(status.code(), Some(0 | 1)), "submit failed: {status}");
    assert!(peak > 0.0, "nothing was measured");
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn submissions_of_200_mb_and_2_gb_stay_below_700_mb() {
    for (megabytes, tumors) in [(200_u64, 16_000_u64), (2_000, 160_000)] {
        let registry = Registry::new();
        let file = synthetic(&registry.beside("files"), tumors, 1, 3, &[]).remove(0);
        let size = std::fs::metadata(&file).expect("its size").len() / 1_000_000;
        assert!(size >= megabytes * 3 / 4, "{tumors} tumors gave only {size} MB");
        let peak = peak(&registry, &file);
        println!("{size} MB: {peak:.0} MB of anonymous memory at most");
        assert!(peak < LIMIT, "{size} MB took {peak:.0} MB of anonymous memory, the bar is {LIMIT}");
    }
}
