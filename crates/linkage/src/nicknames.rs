//! Which first names are used for one another.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

const TABLE: &str = include_str!("../data/nicknames.txt");

/// The families that a name belongs to: each is a formal name with its nicknames.
static FAMILIES: LazyLock<HashMap<&'static str, Vec<u16>, FixedState>> = LazyLock::new(|| {
    let mut families: HashMap<&'static str, Vec<u16>, FixedState> = HashMap::default();
    for (family, line) in (0u16..).zip(TABLE.lines().filter(|line| !line.starts_with('#'))) {
        let (formal, nicknames) = line.split_once(':').unwrap_or((line, ""));
        // A formal name's own family comes first: it is the one that its nicknames are filed under.
        families.entry(formal).or_default().insert(0, family);
        for nickname in nicknames.split_whitespace() {
            families.entry(nickname).or_default().push(family);
        }
    }
    families
});

/// The families of a first name, its own first.
pub(crate) fn families(name: &str) -> &'static [u16] {
    FAMILIES.get(name).map_or(&[], Vec::as_slice)
}
