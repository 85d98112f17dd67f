//! What a regression explains the hazard by, as a request writes it.

use std::fmt;
use std::str::FromStr;

use crate::convention::spelled;
use crate::error::Error;

/// A covariate: a column as a number, or as a factor that compares levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covariate {
    /// The column, as the request names it. `age` is the age at diagnosis in years where there is no such column.
    pub column: String,
    /// Whether it is a factor even though its values are numbers. Columns of texts always are.
    pub factor: bool,
    /// The levels of a factor, of which the first is compared with; none for all that occur, in natural order.
    pub levels: Vec<String>,
}

/// Covariates in the order of their terms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Covariates(pub Vec<Covariate>);

/// What is made of deaths at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ties {
    /// Efron's approximation.
    Efron,
    /// Breslow's.
    Breslow,
    /// The likelihood of discrete time.
    Exact,
}

impl Ties {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Efron, Self::Breslow, Self::Exact];

    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Efron => "efron",
            Self::Breslow => "breslow",
            Self::Exact => "exact",
        }
    }
}

spelled!(Ties: "ties");

impl FromStr for Covariates {
    type Err = Error;

    /// Columns joined by commas or semicolons: `age, factor(stage), factor(rx, levels=Obs|Lev|Lev+5FU)`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |problem: String| Error::Unsupported { option: "covariates", found: text.to_owned(), problem };
        let parts = split(text).ok_or_else(|| wrong("a parenthesis is not closed".to_owned()))?;
        let covariates = parts.into_iter().map(|part| part.parse().map_err(&wrong));
        covariates.collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Covariate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let named = |column: &str| match column.trim() {
            "" => Err("expected the names of columns, such as age,sex,factor(stage)".to_owned()),
            column => Ok(column.to_owned()),
        };
        let Some(inner) = text.strip_prefix("factor(").and_then(|rest| rest.strip_suffix(')')) else {
            return Ok(Self { column: named(text)?, factor: false, levels: Vec::new() });
        };
        let Some((column, levels)) = inner.split_once(',') else {
            return Ok(Self { column: named(inner)?, factor: true, levels: Vec::new() });
        };
        let levels = levels.trim().strip_prefix("levels").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        let levels: Vec<String> = levels.into_iter().flat_map(|levels| levels.split('|')).map(trimmed).collect();
        let twice = (1..levels.len()).any(|i| levels[..i].contains(&levels[i]));
        if levels.len() < 2 || twice || levels.iter().any(String::is_empty) {
            let problem = "expected two levels or more, each once, such as factor(rx, levels=Obs|Lev|Lev+5FU)";
            return Err(problem.to_owned());
        }
        Ok(Self { column: named(column)?, factor: true, levels })
    }
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

/// The parts between the commas and semicolons that no parenthesis encloses; `None` where one is not closed.
fn split(text: &str) -> Option<Vec<&str>> {
    let mut depth = 0_usize;
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            ',' | ';' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    (depth == 0).then_some(parts)
}

impl fmt::Display for Covariate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.factor, self.levels.as_slice()) {
            (false, _) => f.write_str(&self.column),
            (true, []) => write!(f, "factor({})", self.column),
            (true, levels) => write!(f, "factor({}, levels={})", self.column, levels.join("|")),
        }
    }
}

impl fmt::Display for Covariates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_back() {
        for text in [
            "age",
            "age, sex, factor(stage)",
            "factor(rx, levels=Obs|Lev|Lev+5FU), extent",
            "tumor size (mm), factor(grade, levels=low, or unknown|high (3))",
        ] {
            assert_eq!(text.parse::<Covariates>().unwrap().to_string(), text);
        }
        let Covariates(found) = "factor( rx ,levels = Obs|Lev );age".parse().unwrap();
        assert_eq!((found[0].column.as_str(), found[1].column.as_str()), ("rx", "age"));
        assert_eq!(found[0].levels, ["Obs", "Lev"]);
    }

    #[test]
    fn what_is_not_a_list_is_said() {
        for (text, wanted) in [
            ("", "expected the names of columns"),
            ("age,", "expected the names of columns"),
            ("factor()", "expected the names of columns"),
            ("factor(stage", "not closed"),
            ("stage)", "not closed"),
            ("factor(stage, levels=1)", "two levels or more"),
            ("factor(stage, levels=1|2|1)", "each once"),
            ("factor(stage, 1|2)", "two levels or more"),
        ] {
            let error = text.parse::<Covariates>().unwrap_err().to_string();
            assert!(error.contains(wanted) && error.contains("--covariates"), "{text}: {error}");
        }
    }
}
