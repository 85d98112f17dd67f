//! Findings in words: what was expected, and what to do. No text holds the value that was found.

use std::fmt::Write as _;

use crate::{Code, DataType, Finding, FindingItem, ItemDef};

impl Finding {
    /// What is wrong, in one line, with what was expected: `dateOfBirth (240): value too long; expected at most 8
    /// characters`. Lower case, without a full stop.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = match &self.item {
            Some(FindingItem::Known(def)) => format!("{} ({}): ", def.id, def.number),
            Some(FindingItem::Unknown(id)) => format!("{id}: "),
            None => String::new(),
        };
        message.push_str(phrase(self.code));
        // Writing to a text cannot fail.
        if let Some(expected) = self.expected() {
            let _ = write!(message, "; expected {expected}");
        }
        if !self.detail.is_empty() {
            let _ = write!(message, "; {}", self.detail);
        }
        message
    }

    /// What the standard expects instead, as a noun: `8 digits`, `YYYY, YYYYMM or YYYYMMDD`; `None` where only
    /// [`Finding::detail`] can say.
    #[must_use]
    pub fn expected(&self) -> Option<String> {
        let def = self.known_item();
        Some(match self.code {
            Code::InvalidLineLength | Code::QuarantinedPatient => return None,
            Code::UnknownId => "an item of the file's version, record type and user dictionaries".to_owned(),
            Code::WrongNumber => format!("number {}", def?.number),
            Code::InvalidLevel => format!("it under {}", def?.level.element()),
            Code::TooLong => format!("at most {}", counted(def?.length, "character", "characters")),
            Code::TooShort | Code::InvalidType => shape(def?),
            Code::LeadingSpace => "no blank before the value".to_owned(),
            Code::TrailingSpace => "no blank after the value".to_owned(),
            Code::PatientMismatch => "the same value on all lines of the patient".to_owned(),
            Code::RootMismatch => "the same value on all lines of the file".to_owned(),
            Code::InvalidTimeGenerated => "a date and time such as 2025-01-31T12:00:00Z".to_owned(),
        })
    }

    /// What to do about it.
    #[must_use]
    pub fn cure(&self) -> &'static str {
        let data_type = self.known_item().map(|def| def.data_type);
        match self.code {
            Code::InvalidLineLength => "write the record at its full length; an editor may have cut blanks off its end",
            Code::UnknownId => {
                "check the id's spelling and the file's version and record type; for an item of your own, give the user \
                 dictionary that defines it"
            }
            Code::WrongNumber => "correct naaccrNum or leave it out; the item was read by its id",
            Code::InvalidLevel => "move the item to the element it belongs to",
            Code::TooLong => "shorten the value, or move what does not fit to a text item",
            Code::TooShort if data_type == Some(DataType::Digits) => "enter the whole code, leading zeros included",
            Code::TooShort => "enter the whole code",
            Code::InvalidType => cure_of_type(data_type),
            Code::LeadingSpace | Code::TrailingSpace => "remove the blanks around the value",
            Code::PatientMismatch => "give all tumors of the patient the same value; that of the first line was read",
            Code::RootMismatch => "give all lines the same value; that of the first line was read",
            Code::InvalidTimeGenerated => "correct timeGenerated or leave it out",
            Code::QuarantinedPatient => {
                "correct the patient and submit the file again; the patient was set aside and the others were read"
            }
        }
    }

    fn known_item(&self) -> Option<&ItemDef> {
        match self.item.as_ref()? {
            FindingItem::Known(def) => Some(def),
            FindingItem::Unknown(_) => None,
        }
    }
}

fn phrase(code: Code) -> &'static str {
    match code {
        Code::InvalidLineLength => "invalid line length",
        Code::UnknownId => "unknown item",
        Code::WrongNumber => "wrong item number",
        Code::InvalidLevel => "invalid data level",
        Code::TooLong => "value too long",
        Code::TooShort => "value too short",
        Code::InvalidType => "value invalid for its data type",
        Code::LeadingSpace => "value starts with a blank",
        Code::TrailingSpace => "value ends with a blank",
        Code::PatientMismatch => "value differs between the patient's lines",
        Code::RootMismatch => "value differs between the file's lines",
        Code::InvalidTimeGenerated => "invalid timeGenerated",
        Code::QuarantinedPatient => "the patient cannot be read",
    }
}

/// What a value of the item looks like.
fn shape(def: &ItemDef) -> String {
    let length = def.length;
    match def.data_type {
        DataType::Alpha => counted(length, "capital letter", "capital letters"),
        DataType::Digits => counted(length, "digit", "digits"),
        DataType::Mixed => counted(length, "capital letter or digit", "capital letters or digits"),
        DataType::Numeric => {
            format!("a number of at most {}, such as 12 or 1.5", counted(length, "character", "characters"))
        }
        DataType::Date => "YYYY, YYYYMM or YYYYMMDD of the years 1800 to 2099".to_owned(),
        DataType::DateTime => {
            "YYYY, or YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with or without a zone such as -05:00".to_owned()
        }
        DataType::Text => format!("text of at most {}", counted(length, "character", "characters")),
    }
}

fn cure_of_type(data_type: Option<DataType>) -> &'static str {
    match data_type {
        Some(DataType::Date) => {
            "leave out a day, or a month and day, that nobody knows, and the whole date where nothing is known; \
             99 and 9999 are no dates"
        }
        Some(DataType::DateTime) => "separate the parts with hyphens, T and colons, and leave out what nobody knows",
        Some(DataType::Numeric) => "enter digits with at most one decimal point between them, without sign or unit",
        Some(DataType::Alpha) => "enter the code in capital letters",
        Some(DataType::Mixed) => "enter the code in capital letters and digits, without blanks or points",
        Some(DataType::Digits) => "enter the code in digits alone, without blanks or points",
        Some(DataType::Text) | None => "correct the value",
    }
}

fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dictionary, RecordType, Sensitive, Version};

    fn finding(code: Code, id: &str) -> Finding {
        let dictionary = Dictionary::new(Version::V250, RecordType::Abstract, &[]).unwrap();
        let item = match dictionary.slot(id).and_then(|slot| dictionary.item(slot)) {
            Some(def) => FindingItem::Known(def.clone()),
            None => FindingItem::Unknown(id.into()),
        };
        let value = Some(Sensitive::new("Jane Doe"));
        Finding { code, line: 7, patient: 1, tumor: 1, item: Some(item), value, detail: "".into() }
    }

    #[test]
    fn messages_say_what_was_expected() {
        for (code, id, message) in [
            (Code::TooLong, "sex", "sex (220): value too long; expected at most 1 character"),
            (Code::TooShort, "patientIdNumber", "patientIdNumber (20): value too short; expected 8 digits"),
            (Code::InvalidType, "sex", "sex (220): value invalid for its data type; expected 1 digit"),
            (
                Code::InvalidType,
                "dateOfBirth",
                "dateOfBirth (240): value invalid for its data type; expected YYYY, YYYYMM or YYYYMMDD of the years \
                 1800 to 2099",
            ),
            (
                Code::InvalidType,
                "ruca2010",
                "ruca2010 (341): value invalid for its data type; expected 1 capital letter or digit",
            ),
            (Code::InvalidLevel, "sex", "sex (220): invalid data level; expected it under Patient"),
            (Code::WrongNumber, "sex", "sex (220): wrong item number; expected number 220"),
            (
                Code::UnknownId,
                "sexx",
                "sexx: unknown item; expected an item of the file's version, record type and user dictionaries",
            ),
        ] {
            assert_eq!(finding(code, id).message(), message);
        }
        let detail =
            Finding { detail: "duplicate-item".into(), item: None, ..finding(Code::QuarantinedPatient, "sex") };
        assert_eq!(detail.message(), "the patient cannot be read; duplicate-item");
    }

    #[test]
    fn no_text_holds_the_value() {
        for code in [Code::TooLong, Code::InvalidType, Code::LeadingSpace, Code::UnknownId, Code::PatientMismatch] {
            for id in ["nameLast", "dateOfBirth", "sexx"] {
                let finding = finding(code, id);
                let all = format!("{} {:?} {} {finding:?}", finding.message(), finding.expected(), finding.cure());
                assert!(!all.contains("Jane") && !all.contains("Doe"), "{all}");
            }
        }
    }
}
