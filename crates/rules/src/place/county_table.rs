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
    /// By the two letters of the state: where its counties begin among `places`; none where it has no county here.
    states: Vec<Option<usize>>,
    /// By state and county: where the county's value is; none where it has none.
    places: Vec<Option<u16>>,
    values: Vec<T>,
}

/// Codes of a state's counties, 000 to 999.
const COUNTIES: usize = 1000;
const LETTERS: usize = 26;

impl<T: Copy> CountyTable<T> {
    /// From state, county and value; what is no code is left out.
    pub(crate) fn new(rows: impl Iterator<Item = (String, String, T)>) -> Self {
        let mut table = Self { states: vec![None; LETTERS * LETTERS], places: Vec::new(), values: Vec::new() };
        for (state, county, value) in rows {
            let state = <[u8; 2]>::try_from(state.as_bytes()).ok();
            if let Some((state, county)) = state.zip(CountyCode::parse(&county)) {
                table.insert(state, county, value);
            }
        }
        table
    }

    fn insert(&mut self, state: [u8; 2], county: CountyCode, value: T) {
        let next = self.places.len();
        let Some(first) = self.states.get_mut(letters(state)) else { return };
        let first = *first.get_or_insert(next);
        if first == next {
            self.places.resize(next + COUNTIES, None);
        }
        if let Some(place) = self.places.get_mut(first + usize::from(county.0)) {
            *place = u16::try_from(self.values.len()).ok();
            self.values.push(value);
        }
    }

    pub(crate) fn get(&self, state: [u8; 2], county: CountyCode) -> Option<T> {
        let first = (*self.states.get(letters(state))?)?;
        let place = (*self.places.get(first + usize::from(county.0))?)?;
        self.values.get(usize::from(place)).copied()
    }

    pub(crate) fn has_state(&self, state: [u8; 2]) -> bool {
        self.states.get(letters(state)).is_some_and(Option::is_some)
    }
}

/// The number of two capital letters; out of range for others.
fn letters([first, second]: [u8; 2]) -> usize {
    let letter = |byte: u8| if byte.is_ascii_uppercase() { usize::from(byte - b'A') } else { LETTERS * LETTERS };
    letter(first) * LETTERS + letter(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counties_have_the_values_of_their_rows() {
        let rows =
            [("ZZ", "999", 1), ("AA", "000", 2), ("AA", "001", 3), ("aa", "002", 4), ("AAA", "003", 5), ("AA", "3", 6)];
        let table = CountyTable::new(
            rows.into_iter().map(|(state, county, value)| (state.to_owned(), county.to_owned(), value)),
        );
        let get = |state: &[u8; 2], county| table.get(*state, CountyCode::parse(county)?);
        assert_eq!((get(b"ZZ", "999"), get(b"AA", "000"), get(b"AA", "001")), (Some(1), Some(2), Some(3)));
        assert_eq!(
            (get(b"AA", "002"), get(b"aa", "002"), get(b"AB", "000"), get(b"\xff\xff", "000")),
            (None, None, None, None)
        );
        assert!(table.has_state(*b"AA") && !table.has_state(*b"aa") && !table.has_state(*b"AB"));
    }
}
