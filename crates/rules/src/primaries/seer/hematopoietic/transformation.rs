//! What the Hematopoietic and Lymphoid Neoplasm Database says of two diseases: whether they are the same primary, and
//! whether one may transform into the other. Each statement holds for some years of diagnosis.

use std::sync::LazyLock;

use crate::Table;
use crate::primaries::seer::{Pair, SeerTumor};

pub(crate) static SAME_PRIMARY_TABLE: Table =
    Table::new("same_primary_2010", include_str!("../../../../data/seer_primaries/same_primary_2010.csv"));
pub(crate) static TRANSFORMS_TO_TABLE: Table =
    Table::new("transforms_to_2010", include_str!("../../../../data/seer_primaries/transforms_to_2010.csv"));
pub(crate) static TRANSFORMS_FROM_TABLE: Table =
    Table::new("transforms_from_2010", include_str!("../../../../data/seer_primaries/transforms_from_2010.csv"));

static SAME_PRIMARY: LazyLock<Statements> = LazyLock::new(|| Statements::of(&SAME_PRIMARY_TABLE));
static TRANSFORMS_TO: LazyLock<Statements> = LazyLock::new(|| Statements::of(&TRANSFORMS_TO_TABLE));
static TRANSFORMS_FROM: LazyLock<Statements> = LazyLock::new(|| Statements::of(&TRANSFORMS_FROM_TABLE));

/// Histology and behavior.
type Morphology = (u16, u8);

/// Morphology, first and last year, and the other morphologies, in order.
struct Statements(Vec<(Morphology, i32, i32, Vec<Morphology>)>);

impl Statements {
    fn of(table: &Table) -> Self {
        let statement = |row: crate::TableRow| {
            let year = |column, open| row.get(column).parse().unwrap_or(open);
            let mut others: Vec<_> = row.get("others").split_whitespace().filter_map(morphology).collect();
            others.sort_unstable();
            Some((morphology(row.get("morphology"))?, year("first_year", 0), year("last_year", 9999), others))
        };
        let mut statements: Vec<_> = table.rows().filter_map(statement).collect();
        statements.sort_unstable();
        Self(statements)
    }

    /// Whether there is a statement on a tumor, in its year of diagnosis, that names the other.
    fn name(&self, tumor: &SeerTumor, other: &SeerTumor) -> bool {
        let (of, year) = ((tumor.histology, tumor.behavior), tumor.year());
        let statements = self.0.get(self.0.partition_point(|statement| statement.0 < of)..).unwrap_or(&[]);
        statements.iter().take_while(|statement| statement.0 == of).any(|(_, first, last, others)| {
            (first..=last).contains(&&year) && others.binary_search(&(other.histology, other.behavior)).is_ok()
        })
    }
}

/// `9590/3`.
fn morphology(text: &str) -> Option<Morphology> {
    let (histology, behavior) = text.split_once('/')?;
    Some((histology.parse().ok()?, behavior.parse().ok()?))
}

/// Whether they are the same primary: as the later tumor's year has it, or, where both are of one year, as both have
/// it.
pub(super) fn same_primary(pair: &Pair<'_>) -> bool {
    let (first, second) = (pair.first, pair.second);
    if pair.same_morphology() {
        return true;
    }
    match first.year().cmp(&second.year()) {
        std::cmp::Ordering::Equal => SAME_PRIMARY.name(first, second) && SAME_PRIMARY.name(second, first),
        std::cmp::Ordering::Less => SAME_PRIMARY.name(second, first),
        std::cmp::Ordering::Greater => SAME_PRIMARY.name(first, second),
    }
}

/// Whether the one is a chronic disease that transforms into the other, an acute one.
pub(super) fn chronic_to_acute(chronic: &SeerTumor, acute: &SeerTumor) -> bool {
    TRANSFORMS_TO.name(chronic, acute) && TRANSFORMS_FROM.name(acute, chronic)
}

/// Whether one is a chronic disease that transforms into the other.
pub(super) fn transform(pair: &Pair<'_>) -> bool {
    chronic_to_acute(pair.first, pair.second) || chronic_to_acute(pair.second, pair.first)
}
