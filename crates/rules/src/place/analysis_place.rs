//! State and county at diagnosis for analysis, as the variables of a place read them.

use super::address::{County, State};
use super::county_at_diagnosis::AddressColumns;
use crate::{Column, Input, Records};

const COUNTY: &[&str] = &["countyAtDxAnalysis", "county_at_dx_analysis"];

/// The county of analysis, or what it is derived from.
pub(super) const INPUTS: &[Input] = &[
    Input::required(&["addrAtDxState"]),
    Input::required(&["countyAtDxAnalysis", "county_at_dx_analysis", "countyAtDx"]),
    Input::required(&["countyAtDxAnalysis", "county_at_dx_analysis", "dateOfDiagnosis"]),
    Input::optional(&["countyAtDxGeocode1990"]),
    Input::optional(&["countyAtDxGeocode2000"]),
    Input::optional(&["countyAtDxGeocode2010"]),
    Input::optional(&["countyAtDxGeocode2020"]),
    Input::optional(&["censusTrCert19708090"]),
    Input::optional(&["censusTrCertainty2000"]),
    Input::optional(&["censusTrCertainty2010"]),
    Input::optional(&["censusTractCertainty2020"]),
];

/// The place of every record.
pub(super) fn places<'r>(records: &'r Records<'_>) -> impl Iterator<Item = (State, County)> + 'r {
    let state = records.column("addrAtDxState");
    let given: Option<Column<'r>> = COUNTY.iter().any(|name| records.has(name)).then(|| records.first_of(COUNTY));
    let columns = AddressColumns::new(records);
    (0..records.rows()).map(move |row| {
        let county = given.map_or_else(|| columns.analysis_county(row).county, |column| column.get(row));
        (State::parse(state.get(row)), County::parse(county))
    })
}
