//! Tables of the Human Mortality Database: period life tables (`fltper_1x1.txt`, `mltper_1x1.txt`,
//! `bltper_1x1.txt`) and death rates (`Mx_1x1.txt`), as downloaded.
//!
//! Under a title with the country and the sex, columns are separated by blanks, the last age is open
//! (`110+`) and `.` is a missing figure. Of the death rates, where nobody of an old age was alive, the
//! rate of the age below is taken.

use std::path::Path;

use polars::prelude::{Column, DataFrame};

use crate::error::{Error, Result};
use crate::life_table::axes::parse_age;
use crate::life_table::columns::Columns;

/// From this age on, a missing figure is that of the age below.
const OLD: f64 = 85.0;

/// Where the columns of an HMD table are named; `None` for other text.
pub(super) fn header(text: &str) -> Option<usize> {
    let is_header = |line: &str| {
        let mut words = line.split_whitespace();
        words.next() == Some("Year") && words.next() == Some("Age") && !line.contains(',')
    };
    text.lines().take(10).position(is_header)
}

/// The columns of the table, one row a cell, and what a reader of results should know.
pub(super) fn columns(path: &Path, text: &str, header: usize) -> Result<(Columns, Vec<String>)> {
    let table = Table { path, text, header };
    let names: Vec<&str> = text.lines().nth(header).unwrap_or_default().split_whitespace().collect();
    let sexes = ["Female", "Male"].map(|sex| names.iter().position(|name| *name == sex));
    let mut rows = Rows::default();
    match (sexes, table.kind()?) {
        ([Some(female), Some(male)], Kind::DeathRates) => {
            rows.read(&table, names.len(), female, Some("female"))?;
            rows.read(&table, names.len(), male, Some("male"))?;
            rows.columns(&table, "mx")
        }
        (_, Kind::LifeTable) => match names.iter().position(|name| *name == "qx") {
            Some(qx) => {
                rows.read(&table, names.len(), qx, table.sex()?)?;
                rows.columns(&table, "qx")
            }
            None => Err(table.unreadable("it has no column qx; take the 1x1 period life tables".to_owned())),
        },
        (_, Kind::DeathRates) => Err(table.unreadable("it has no columns Female and Male".to_owned())),
    }
}

enum Kind {
    LifeTable,
    DeathRates,
}

struct Table<'a> {
    path: &'a Path,
    text: &'a str,
    header: usize,
}

impl Table<'_> {
    /// The lines above the names of the columns, and the file's name, in lower case.
    fn title(&self) -> (String, String) {
        let title: Vec<&str> = self.text.lines().take(self.header).collect();
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        (title.join(" ").to_lowercase(), name)
    }

    fn kind(&self) -> Result<Kind> {
        let (title, name) = self.title();
        if title.contains("cohort") || name.contains("coh") {
            return Err(self.unreadable("it is of birth cohorts; take the tables by period".to_owned()));
        }
        if title.contains("life tables") || name.contains("ltper") {
            Ok(Kind::LifeTable)
        } else if title.contains("death rates") || name.starts_with("mx") {
            Ok(Kind::DeathRates)
        } else {
            let problem = "its title says neither life tables nor death rates; take fltper_1x1.txt and mltper_1x1.txt, or \
                           Mx_1x1.txt, and keep their first lines";
            Err(self.unreadable(problem.to_owned()))
        }
    }

    /// The sex of a life table; `None` for both together.
    fn sex(&self) -> Result<Option<&'static str>> {
        let (title, name) = self.title();
        if title.contains("female") || name.starts_with("fltper") {
            Ok(Some("female"))
        } else if title.contains("male") || name.starts_with("mltper") {
            Ok(Some("male"))
        } else if title.contains("total") || title.contains("both") || name.starts_with("bltper") {
            Ok(None)
        } else {
            let problem = "its title does not say of which sex it is; keep the first lines, or HMD's name for the file";
            Err(self.unreadable(problem.to_owned()))
        }
    }

    fn unreadable(&self, problem: String) -> Error {
        Error::Unreadable { path: self.path.to_owned(), format: "a table of the Human Mortality Database", problem }
    }
}

#[derive(Default)]
struct Rows<'a> {
    sex: Vec<&'static str>,
    year: Vec<&'a str>,
    age: Vec<&'a str>,
    figure: Vec<Option<&'a str>>,
    numbers: Vec<u32>,
    carried: usize,
}

impl<'a> Rows<'a> {
    /// Every row's figure in one column.
    fn read(&mut self, table: &Table<'a>, width: usize, column: usize, sex: Option<&'static str>) -> Result<()> {
        let lines = table.text.lines().enumerate().skip(table.header + 1);
        let lines = lines.filter(|(_, line)| !line.trim().is_empty());
        for (number, (line, text)) in (1..).zip(lines) {
            let fields: Vec<&str> = text.split_whitespace().collect();
            if fields.len() != width {
                let (line, found) = (line + 1, fields.len());
                return Err(table.unreadable(format!("line {line} has {found} fields, expected the header's {width}")));
            }
            let (year, age) = (fields[0], fields[1]);
            let below = self.figure.last().copied().flatten().filter(|_| self.year.last() == Some(&year));
            let figure = match Some(fields[column]).filter(|figure| *figure != ".") {
                None if below.is_some() && parse_age(age).is_some_and(|age| age >= OLD) => {
                    self.carried += 1;
                    below
                }
                figure => figure,
            };
            self.sex.push(sex.unwrap_or("total"));
            self.year.push(year);
            self.age.push(age);
            self.figure.push(figure);
            self.numbers.push(number);
        }
        Ok(())
    }

    fn columns(self, table: &Table<'_>, measure: &str) -> Result<(Columns, Vec<String>)> {
        let columns = vec![
            Column::new("sex".into(), &self.sex),
            Column::new("Year".into(), &self.year),
            Column::new("Age".into(), &self.age),
            Column::new(measure.into(), &self.figure),
        ];
        let frame = DataFrame::new(self.numbers.len(), columns);
        let frame = frame.map_err(|_| table.unreadable("its columns differ in length".to_owned()))?;
        let note = format!(
            "{} missing figures of the life table, at ages of {OLD} and over, are taken from the age below",
            self.carried
        );
        let notes = Some(note).filter(|_| self.carried > 0).into_iter().collect();
        Ok((Columns::new(table.path.display().to_string(), frame, self.numbers), notes))
    }
}
