//! An answer at a snapshot is the same bytes whenever it is asked.

use crate::shared::{Registry, synthetic};

#[test]
fn a_snapshot_answers_the_same_after_more_submissions_compaction_and_vacuum() {
    let registry = Registry::new();
    let files = synthetic(&registry.beside("files"), 900, 3, 21, &[]);
    let first = registry.submit(&files[0], "F001")["snapshot"].to_string();
    let before = registry.survival(&first);
    registry.answer(&["snapshots", "pin", "first-call", "--as-of", &first]);

    registry.submit(&files[1], "F002");
    registry.submit(&files[2], "F003");
    registry.answer(&["maintain", "compact"]);
    registry.answer(&["maintain", "vacuum", "--grace-hours", "0"]);

    let lines = |answer: &[u8]| String::from_utf8_lossy(answer).lines().count();
    assert!(lines(&before) > 3, "the answer has rows");
    assert_eq!(registry.survival(&first), before, "by number");
    assert_eq!(registry.survival("first-call"), before, "by name");
    assert_ne!(registry.survival("latest"), before, "the newest snapshot has more cases");
}
