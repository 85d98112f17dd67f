//! One case of `survival/results/cases.csv`.

use crate::row::Row;

/// A covariate of a regression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covariate {
    /// The column of the data.
    pub column: String,
    /// For a factor its levels, the reference first; otherwise it enters as a number.
    pub levels: Option<Vec<String>>,
}

impl Covariate {
    /// `column`, or `factor(column, levels=a|b|c)`.
    fn parse(text: &str) -> Self {
        let factor = text.strip_prefix("factor(").and_then(|inner| inner.strip_suffix(')'));
        let Some((column, levels)) = factor.map(|inner| inner.split_once(',').unwrap_or((inner, ""))) else {
            return Self { column: text.to_owned(), levels: None };
        };
        let levels = levels.trim().trim_start_matches("levels=").split('|').filter(|level| !level.is_empty());
        Self { column: column.trim().to_owned(), levels: Some(levels.map(String::from).collect()) }
    }
}

/// A case: its columns say what is estimated, from which data, by whose rules.
#[derive(Debug)]
pub struct Case(pub(crate) Row);

impl Case {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        self.get("case_id")
    }

    /// A column's text; empty where it is not used.
    #[must_use]
    pub fn get(&self, column: &str) -> &str {
        self.0.get(column)
    }

    /// A column's number, which must be there.
    #[must_use]
    pub fn number(&self, column: &str) -> f64 {
        (self.0.number(column)).unwrap_or_else(|| panic!("{}: no {column}", self.id()))
    }

    /// The parts of a column that is a list.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.get(column).split(';').map(str::trim).filter(|item| !item.is_empty())
    }

    /// The covariates of a regression.
    #[must_use]
    pub fn covariates(&self) -> Vec<Covariate> {
        self.list("covariates").map(Covariate::parse).collect()
    }

    /// Whether the references say to leave it out.
    #[must_use]
    pub fn is_skipped(&self) -> bool {
        !self.get("skip").is_empty()
    }

    /// What the results call the stratum of a row of the data. `{column}` is the column's value, and
    /// `site...={0 colon, 1 rectum}` the code of the value of `site`, the longest `by` column so called; other
    /// braces stay.
    #[must_use]
    pub fn label(&self, row: &Row) -> String {
        self.label_of(|column| row.get(column))
    }

    /// The same of the values of columns.
    #[must_use]
    pub fn label_of<'a>(&self, value: impl Fn(&str) -> &'a str) -> String {
        let template = self.list("by").fold(self.get("stratum_label").to_owned(), |label, column| {
            label.replace(&format!("{{{column}}}"), value(column).trim())
        });
        let mut label = String::new();
        let mut rest = template.as_str();
        while let Some((before, (codes, after))) = rest.split_once('{').and_then(|(b, a)| Some((b, a.split_once('}')?)))
        {
            let word = before.trim_end_matches('=').rsplit([' ', ',']).next().unwrap_or("");
            let column = self.list("by").filter(|column| word.starts_with(column)).max_by_key(|column| column.len());
            let value = column.map_or("", |column| value(column).trim());
            let mut pairs = codes.split(',').filter_map(|code| code.trim().split_once(' '));
            let code = pairs.find(|(_, name)| *name == value).map(|(code, _)| code.to_owned());
            label.push_str(before);
            label.push_str(&code.unwrap_or_else(|| format!("{{{codes}}}")));
            rest = after;
        }
        label.push_str(rest);
        label.trim().to_owned()
    }

    /// Whether the case's `where` (conditions joined by AND) selects a row of the data.
    #[must_use]
    pub fn selects(&self, row: &Row) -> bool {
        let conditions = self.get("where").split(" AND ").filter(|text| !text.is_empty());
        conditions.map(str::trim).all(|condition| {
            let words: Vec<&str> = condition.split_whitespace().collect();
            let number = |text: &str| text.parse::<f64>().unwrap();
            match words.as_slice() {
                [column, "IS", "NOT", "NULL"] => !row.get(column).is_empty(),
                [column, "%", modulus, "=", rest] => {
                    row.number(column).is_some_and(|x| x % number(modulus) == number(rest))
                }
                [column, "=", ..] => {
                    let (_, text) = condition.split_once('=').unwrap();
                    row.get(column) == text.trim().trim_matches('\'')
                }
                [column, operator, bound] => row.number(column).is_some_and(|x| {
                    let bound = number(bound);
                    match *operator {
                        "<" => x < bound,
                        "<=" => x <= bound,
                        ">" => x > bound,
                        ">=" => x >= bound,
                        other => panic!("{}: unknown operator {other}", self.id()),
                    }
                }),
                _ => panic!("{}: cannot read `{condition}`", self.id()),
            }
        })
    }
}
