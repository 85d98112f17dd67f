//! Values by county.

/// A county within a state: the number of three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CountyCode(u16);

impl CountyCode {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| text.parse().ok().map(Self))?
    }
}

/// A value for each of some counties.
#[derive(Debug)]
pub(crate) struct CountyTable<T> {
    /// Sorted by state and county.
    values: Vec<([u8; 2], CountyCode, T)>,
}

impl<T: Copy> CountyTable<T> {
    /// From state, county and value; what is no code is left out.
    pub(crate) fn new(rows: impl Iterator<Item = (String, String, T)>) -> Self {
        let code = |(state, county, value): (String, String, T)| {
            Some((<[u8; 2]>::try_from(state.as_bytes()).ok()?, CountyCode::parse(&county)?, value))
        };
        let mut values: Vec<_> = rows.filter_map(code).collect();
        values.sort_unstable_by_key(|(state, county, _)| (*state, *county));
        Self { values }
    }

    pub(crate) fn get(&self, state: [u8; 2], county: CountyCode) -> Option<T> {
        let key = (state, county);
        let at = self.values.binary_search_by_key(&key, |(state, county, _)| (*state, *county)).ok()?;
        self.values.get(at).map(|(_, _, value)| *value)
    }

    pub(super) fn has_state(&self, state: [u8; 2]) -> bool {
        let at = self.values.partition_point(|(other, _, _)| *other < state);
        self.values.get(at).is_some_and(|(other, _, _)| *other == state)
    }
}
