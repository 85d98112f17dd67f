//! Codes of the International Classification of Diseases, in any revision.

/// A code in upper case and without its dot: up to eight characters as a number, so that numbers compare as texts do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct IcdCode(u64);

impl IcdCode {
    pub(crate) fn new(code: &str) -> Self {
        let mut packed = [0; 8];
        let characters = code.bytes().filter(|byte| *byte != b'.');
        packed.iter_mut().zip(characters).for_each(|(to, from)| *to = from.to_ascii_uppercase());
        Self(u64::from_be_bytes(packed))
    }

    /// The first three characters: the category.
    pub(crate) const fn category(self) -> Self {
        Self(self.0 & !(u64::MAX >> 24))
    }

    pub(crate) fn is_within(self, first: &str, last: &str) -> bool {
        Self::new(first) <= self && self <= Self::new(last)
    }

    pub(crate) fn is_any(self, codes: &[&str]) -> bool {
        codes.iter().any(|code| Self::new(code) == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_compare_as_texts() {
        let texts = ["", "042", "0422", "C00", "C00 ", "C509", "D48", "D489", "D4891", "ZZZZZZZZ"];
        assert!(texts.iter().map(|text| IcdCode::new(text)).is_sorted());
        assert_eq!(IcdCode::new("c50.9"), IcdCode::new("C509"));
        assert_eq!(IcdCode::new("c509").category(), IcdCode::new("C50"));
        assert!(IcdCode::new("C509").is_within("C00", "D489") && !IcdCode::new("D4891").is_within("C00", "D489"));
    }
}
