//! Codes of ICD-O-3, the International Classification of Diseases for Oncology, as NAACCR writes them.
//!
//! What has the form of a code is one here, whether or not the classification uses it: C99.9 has the form, C50 has not.

/// A topography code: `C` and three digits, without the dot (item 400, `primarySite`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topography(u16);

/// A histology code: four digits (item 522, `histologicTypeIcdO3`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Histology(u16);

/// A behavior code: a digit (item 523, `behaviorCodeIcdO3`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Behavior(u8);

impl Topography {
    /// The code that a text is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('C')?;
        Some(Self(number::<3>(digits)?))
    }

    /// The number behind the `C`: 509 of C50.9.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl Histology {
    /// The code that a text is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(number::<4>(text)?))
    }

    /// The code as a number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl Behavior {
    /// Benign.
    pub const BENIGN: Self = Self(0);
    /// Uncertain whether benign or malignant: borderline.
    pub const BORDERLINE: Self = Self(1);
    /// In situ.
    pub const IN_SITU: Self = Self(2);
    /// Malignant, primary site.
    pub const MALIGNANT: Self = Self(3);

    /// The code that a text is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(u8::try_from(number::<1>(text)?).ok()?))
    }

    /// The code as a number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// The number that exactly `N` digits, at most four, write.
pub(crate) fn number<const N: usize>(digits: &str) -> Option<u16> {
    let digits: &[u8; N] = digits.as_bytes().try_into().ok()?;
    digits.iter().try_fold(0, |number: u16, digit| {
        digit.is_ascii_digit().then(|| number.wrapping_mul(10).wrapping_add(u16::from(digit - b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_codes_are_codes() {
        let site = |text| Topography::parse(text).map(Topography::number);
        assert_eq!((site("C509"), site("C000"), site("C999")), (Some(509), Some(0), Some(999)));
        for text in ["", "C", "C50", "C50.9", "C5O9", "C5099", "c509", "509", "X509", " C509", "C+09", "C١٢"] {
            assert_eq!(site(text), None, "{text:?}");
        }
        let histology = |text| Histology::parse(text).map(Histology::number);
        assert_eq!(
            (histology("8500"), histology("850"), histology("85001"), histology("ABCD")),
            (Some(8500), None, None, None)
        );
        let behavior = |text| Behavior::parse(text).map(Behavior::number);
        assert_eq!((behavior("3"), behavior(""), behavior("X"), behavior("13")), (Some(3), None, None, None));
    }
}
