//! What changed between two sets of edits.

use super::set;
use rules::{EditChangeKind, EditSet, edit_changes};

#[test]
fn changes_are_told_key_by_key() {
    let before = set("sex = '1'\n  or sex = '2'", "");
    let same = set("sex = '1' or sex = '2'", "");
    assert!(edit_changes(&before, &same).is_empty(), "blanks and examples are no change");
    let after = set("sex = '1' or sex = '9'", "years = '2018-'");
    let changes = edit_changes(&before, &after);
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    let EditChangeKind::Changed(fields) = &change.kind else { panic!("{change:?}") };
    let told: Vec<_> = fields.iter().map(|field| (field.key, field.before.as_str(), field.after.as_str())).collect();
    assert_eq!(told, [("fails_when", "sex = '1' or sex = '2'", "sex = '1' or sex = '9'"), ("years", "", "2018-")]);
    let kinds = |before: &EditSet, after: &EditSet| edit_changes(before, after)[0].kind.clone();
    assert_eq!(kinds(&EditSet::default(), &after), EditChangeKind::Added);
    assert_eq!(kinds(&after, &EditSet::default()), EditChangeKind::Removed);
}
