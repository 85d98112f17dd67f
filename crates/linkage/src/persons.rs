//! Person lists as columns of text, exactly as they came.

/// One column of text. All values lie in one buffer, so that a million rows cost no allocation each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    text: String,
    ends: Vec<usize>,
}

impl Column {
    /// Adds a value; a blank one means that it is missing.
    pub fn push(&mut self, value: &str) {
        self.text.push_str(value);
        self.ends.push(self.text.len());
    }

    /// Adds the parts that are not blank with a space between, as one value.
    pub fn push_joined(&mut self, parts: &[&str]) {
        let start = self.text.len();
        for part in parts.iter().filter(|part| !part.is_empty()) {
            if self.text.len() > start {
                self.text.push(' ');
            }
            self.text.push_str(part);
        }
        self.ends.push(self.text.len());
    }

    /// The value at `row`, blank when missing or past the end.
    pub fn get(&self, row: usize) -> &str {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(row).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or("")
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no value has anything but blanks.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Column {
    fn from_iter<I: IntoIterator<Item = S>>(values: I) -> Self {
        let mut column = Self::default();
        for value in values {
            column.push(value.as_ref());
        }
        column
    }
}

/// A list of persons. A column that is empty is one that the list does not have; otherwise it has a value a row.
///
/// Values are as submitted; linking normalises them. Dates are `YYYYMMDD`, `YYYYMM`, `YYYY`, with or without
/// dashes, or `MM/DD/YYYY`. An SSN is nine digits, or the last four. Sex is `1`/`M…`, `2`/`F…`, anything else unknown.
/// Vital status is `0` dead, `1` alive; the date of last contact of a dead person is the date of death unless
/// `date_of_death` says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the columns, told of above")]
pub struct Persons {
    pub record_id: Column,
    pub first_name: Column,
    pub middle_name: Column,
    pub last_name: Column,
    pub maiden_name: Column,
    pub name_suffix: Column,
    pub dob: Column,
    pub sex: Column,
    pub ssn: Column,
    pub address: Column,
    pub city: Column,
    pub state: Column,
    pub zip: Column,
    pub phone: Column,
    pub vital_status: Column,
    pub date_of_last_contact: Column,
    pub date_of_death: Column,
}

impl Persons {
    /// The number of persons: the length of the longest column.
    pub fn len(&self) -> usize {
        self.columns().iter().map(|(_, column)| column.len()).max().unwrap_or(0)
    }

    /// Whether the list has no person.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every column with its name.
    pub fn columns(&self) -> [(&'static str, &Column); 17] {
        [
            ("record_id", &self.record_id),
            ("first_name", &self.first_name),
            ("middle_name", &self.middle_name),
            ("last_name", &self.last_name),
            ("maiden_name", &self.maiden_name),
            ("name_suffix", &self.name_suffix),
            ("dob", &self.dob),
            ("sex", &self.sex),
            ("ssn", &self.ssn),
            ("address", &self.address),
            ("city", &self.city),
            ("state", &self.state),
            ("zip", &self.zip),
            ("phone", &self.phone),
            ("vital_status", &self.vital_status),
            ("date_of_last_contact", &self.date_of_last_contact),
            ("date_of_death", &self.date_of_death),
        ]
    }

    /// The column of this name, to be filled.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        Some(match name {
            "record_id" => &mut self.record_id,
            "first_name" => &mut self.first_name,
            "middle_name" => &mut self.middle_name,
            "last_name" => &mut self.last_name,
            "maiden_name" => &mut self.maiden_name,
            "name_suffix" => &mut self.name_suffix,
            "dob" => &mut self.dob,
            "sex" => &mut self.sex,
            "ssn" => &mut self.ssn,
            "address" => &mut self.address,
            "city" => &mut self.city,
            "state" => &mut self.state,
            "zip" => &mut self.zip,
            "phone" => &mut self.phone,
            "vital_status" => &mut self.vital_status,
            "date_of_last_contact" => &mut self.date_of_last_contact,
            "date_of_death" => &mut self.date_of_death,
            _ => return None,
        })
    }
}
