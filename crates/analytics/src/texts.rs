//! Columns of any type as the standard writes its items: text, with dates as YYYYMMDD.

use polars::prelude::DataType;

use crate::error::Result;
use crate::values::{Values, date_of};

/// A text for each row; empty where there is no value.
pub(crate) enum Texts<'a> {
    /// As the column has them, without surrounding blanks.
    Written(Vec<&'a str>),
    /// Made of numbers or dates.
    Made(Vec<String>),
}

/// Items whose codes begin with zeros, which a column of numbers has lost, and their width.
const ZERO_FILLED: &[(&str, usize)] = &[
    ("causeOfDeath", 4),
    ("countyAtDx", 3),
    ("countyAtDxAnalysis", 3),
    ("countyAtDxGeocode1990", 3),
    ("countyAtDxGeocode2000", 3),
    ("countyAtDxGeocode2010", 3),
    ("countyAtDxGeocode2020", 3),
    ("county_at_dx_analysis", 3),
    ("csSiteSpecificFactor1", 3),
    ("csSiteSpecificFactor2", 3),
    ("csSiteSpecificFactor9", 3),
    ("csSiteSpecificFactor11", 3),
    ("csSiteSpecificFactor13", 3),
    ("csSiteSpecificFactor14", 3),
    ("csSiteSpecificFactor15", 3),
    ("csTumorSize", 3),
    ("eodTumorSize", 3),
    ("race1", 2),
    ("race2", 2),
    ("race3", 2),
    ("race4", 2),
    ("race5", 2),
    ("rxSummSurgPrimSite", 2),
    ("schemaId", 5),
    ("sequenceNumberCentral", 2),
    ("tumorSizeSummary", 3),
];

impl<'a> Texts<'a> {
    /// The values of a column that holds this item.
    pub(crate) fn of(values: &Values<'a>, item: &str) -> Result<Self> {
        Ok(match values.column.dtype() {
            DataType::String => {
                let texts = values.column.str().map_err(|_| values.wrong_type("text"))?;
                Self::Written(texts.iter().map(|text| text.map_or("", str::trim)).collect())
            }
            DataType::Date | DataType::Datetime(..) => {
                Self::Made(values.dates()?.into_iter().map(|day| day.map(yyyymmdd).unwrap_or_default()).collect())
            }
            dtype => {
                let width = ZERO_FILLED.iter().find(|(filled, _)| *filled == item && dtype.is_primitive_numeric());
                let width = width.map_or(0, |(_, width)| *width);
                let filled = |text: &str| if text.is_empty() { String::new() } else { format!("{text:0>width$}") };
                Self::Made(values.texts()?.iter().map(|text| filled(text.as_deref().unwrap_or_default())).collect())
            }
        })
    }

    pub(crate) fn as_strs(&self) -> Vec<&str> {
        match self {
            Self::Written(texts) => texts.clone(),
            Self::Made(texts) => texts.iter().map(String::as_str).collect(),
        }
    }
}

fn yyyymmdd(day: i32) -> String {
    date_of(day).map(|date| format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_are_put_before_what_algorithms_read() {
        let inputs = || rules::algorithms().iter().flat_map(|algorithm| algorithm.inputs).flat_map(|input| input.items);
        for (item, _) in ZERO_FILLED {
            assert!(inputs().any(|input| input == item), "{item}");
        }
    }
}
