//! The model of Fellegi and Sunter with more than one way of not being a match.
//!
//! Fellegi, I. P. and Sunter, A. B. (1969). A theory for record linkage. JASA 64, 1183-1210, has two classes of pairs: matches and
//! non-matches, and takes fields as independent within each. Non-matches among people who live together are not like that: twins
//! agree on surname, date of birth, address and phone at once. Here a pair is of one of eight *kinds*, two of them matches, and
//! fields are independent within a kind (a latent class model; Winkler 1993, Larsen and Rubin 2001, JASA 96, 32-41). What a field
//! says then depends on what the others say: an agreeing address counts for a match as long as the pair could not be relatives.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::fields::Field;

/// The number of kinds of pairs.
pub const KINDS: usize = 8;

/// What a pair can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One person, both records with care.
    Careful,
    /// One person, records with several errors.
    Careless,
    /// Two people who have nothing to do with one another.
    Stranger,
    /// A couple.
    Spouse,
    /// Siblings, parent and child.
    Relative,
    /// Twins.
    Twin,
    /// Relatives of the same name: Sr and Jr, cousins.
    Namesake,
    /// Strangers who share name and birth year or date.
    Lookalike,
}

impl Kind {
    /// Every kind, in the order of the arrays of [`Model`].
    pub const ALL: [Self; KINDS] = [
        Self::Careful,
        Self::Careless,
        Self::Stranger,
        Self::Spouse,
        Self::Relative,
        Self::Twin,
        Self::Namesake,
        Self::Lookalike,
    ];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Careful => "careful",
            Self::Careless => "careless",
            Self::Stranger => "stranger",
            Self::Spouse => "spouse",
            Self::Relative => "relative",
            Self::Twin => "twin",
            Self::Namesake => "namesake",
            Self::Lookalike => "lookalike",
        }
    }

    /// Whether it is one person.
    pub fn is_match(self) -> bool {
        matches!(self, Self::Careful | Self::Careless)
    }

    /// Whether two such people have the same first name by chance only, so that its frequency counts.
    pub(crate) fn shares_first_name_by_chance(self) -> bool {
        matches!(self, Self::Stranger | Self::Spouse | Self::Relative | Self::Twin)
    }

    /// The same for surnames.
    pub(crate) fn shares_last_name_by_chance(self) -> bool {
        self == Self::Stranger
    }

    /// The same for middle initials.
    pub(crate) fn shares_initial_by_chance(self) -> bool {
        !self.is_match() && self != Self::Namesake
    }

    /// The same for ZIP codes.
    pub(crate) fn shares_zip_by_chance(self) -> bool {
        matches!(self, Self::Stranger | Self::Lookalike)
    }
}

/// A level of a comparison with its probability in each kind of pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelModel {
    /// What the level means.
    pub level: String,
    /// The probability of the level given that both sides are known, by [`Kind::ALL`].
    pub probability: [f64; KINDS],
}

/// A comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldModel {
    /// The comparison.
    pub field: Field,
    /// Its levels, best first.
    pub levels: Vec<LevelModel>,
}

/// Everything that turns levels of agreement into a probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Pairs of each kind a record, by [`Kind::ALL`]; what is left of all pairs are strangers.
    pub pairs_per_record: [f64; KINDS],
    /// The comparisons, by [`Field::ALL`].
    pub fields: Vec<FieldModel>,
}

const DEFAULTS: &str = include_str!("../data/weights.csv");

impl Model {
    /// The weights that come with this crate: see the head of `data/weights.csv` for what they were trained on.
    ///
    /// # Errors
    /// Never, as long as the table in this crate is whole.
    pub fn pretrained() -> Result<Self> {
        Self::from_table(DEFAULTS)
    }

    /// Reads a table of weights: `field,level` and a column a kind; lines that start with `#` are comments.
    ///
    /// # Errors
    /// When a line cannot be read or a level is missing.
    pub fn from_table(table: &str) -> Result<Self> {
        let mut model = Self { pairs_per_record: [0.0; KINDS], fields: Vec::new() };
        for (line, text) in
            (1..).zip(table.lines()).filter(|(_, text)| !text.starts_with('#') && !text.starts_with("field,"))
        {
            let wanted = |wanted| Error::Table { line, found: text.to_owned(), wanted };
            let (name, rest) = text.split_once(',').ok_or_else(|| wanted("field,level and eight numbers"))?;
            // A level's name may have commas of its own: the numbers are the last eight.
            let mut numbers = [0.0; KINDS];
            let mut parts = rest.rsplitn(KINDS + 1, ',');
            for number in numbers.iter_mut().rev() {
                let part = parts.next().ok_or_else(|| wanted("eight numbers"))?;
                *number = part.trim().parse().map_err(|_| wanted("eight numbers"))?;
            }
            let level = parts.next().ok_or_else(|| wanted("a level"))?.trim_matches('"').to_owned();
            if name == "pairs_per_record" {
                model.pairs_per_record = numbers;
                continue;
            }
            let field =
                Field::ALL.into_iter().find(|field| field.name() == name).ok_or_else(|| wanted("a known field"))?;
            let level = LevelModel { level, probability: numbers };
            match model.fields.last_mut().filter(|last| last.field == field) {
                Some(last) => last.levels.push(level),
                None => model.fields.push(FieldModel { field, levels: vec![level] }),
            }
        }
        model.check()?;
        Ok(model)
    }

    /// The model as a table that [`Model::from_table`] reads.
    pub fn to_table(&self) -> String {
        let mut table = format!("field,level,{}\n", Kind::ALL.map(Kind::name).join(","));
        let mut line = |field: &str, level: &str, numbers: &[f64; KINDS]| {
            let numbers = numbers.map(|number| format!("{number:.3e}")).join(",");
            // Writing to a string cannot fail.
            let _ = writeln!(table, "{field},\"{level}\",{numbers}");
        };
        line("pairs_per_record", "all", &self.pairs_per_record);
        for field in &self.fields {
            for level in &field.levels {
                line(field.field.name(), &level.level, &level.probability);
            }
        }
        table
    }

    /// Whether every level of every field is there with probabilities.
    ///
    /// # Errors
    /// Names the first level that is not.
    pub fn check(&self) -> Result<()> {
        for (position, field) in Field::ALL.into_iter().enumerate() {
            let found = self.fields.get(position).filter(|found| found.field == field);
            for (at, level) in field.levels().iter().copied().enumerate() {
                let known = found.and_then(|found| found.levels.get(at)).filter(|known| known.level == level);
                let sound =
                    known.is_some_and(|known| known.probability.iter().all(|p| p.is_finite() && *p > 0.0 && *p <= 1.0));
                if !sound {
                    return Err(Error::Model { field: field.name(), level });
                }
            }
        }
        Ok(())
    }
}
