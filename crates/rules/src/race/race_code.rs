//! The codes of race: items 160 to 164.

use std::borrow::Cow;

use crate::padded::Padded;
use crate::{Labels, icd_o_3};

pub(super) static LABELS: Labels = Labels::of_pairs(&[
    ("01", "White"),
    ("02", "Black or African American"),
    ("03", "American Indian or Alaska Native"),
    ("04", "Chinese"),
    ("05", "Japanese"),
    ("06", "Filipino"),
    ("07", "Native Hawaiian"),
    ("08", "Korean"),
    ("10", "Vietnamese"),
    ("11", "Laotian"),
    ("12", "Hmong"),
    ("13", "Cambodian"),
    ("14", "Thai"),
    ("15", "Asian Indian, NOS or Pakistani, NOS"),
    ("16", "Asian Indian"),
    ("17", "Pakistani"),
    ("20", "Micronesian, NOS"),
    ("21", "Chamorro"),
    ("22", "Guamanian, NOS"),
    ("25", "Polynesian, NOS"),
    ("26", "Tahitian"),
    ("27", "Samoan"),
    ("28", "Tongan"),
    ("30", "Melanesian, NOS"),
    ("31", "Fiji Islander"),
    ("32", "Papua New Guinean"),
    ("88", "No further race documented"),
    ("96", "Other Asian, NOS"),
    ("97", "Pacific Islander, NOS"),
    ("98", "Some other race"),
    ("99", "Unknown by patient"),
]);

static CODES: Padded<2> = Padded::new();

/// The number of a code of two digits.
pub(super) fn number(code: &str) -> Option<u32> {
    icd_o_3::number::<2>(code).map(u32::from)
}

/// The code of a number.
pub(super) fn code(number: u32) -> Cow<'static, str> {
    CODES.text(number)
}

/// A code as it was written, be it none of the standard's.
pub(super) fn as_written(text: &str) -> Option<Cow<'static, str>> {
    number(text).map(code).or_else(|| (!text.is_empty()).then(|| Cow::Owned(text.to_owned())))
}
