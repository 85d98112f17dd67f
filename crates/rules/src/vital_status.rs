//! Whether a patient lives.

/// NAACCR item 1760, `vitalStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VitalStatus {
    /// Alive at the date of last contact.
    Alive,
    /// Dead; the date of last contact is that of death.
    Dead,
}

impl VitalStatus {
    /// The status of a code: 1 alive, 0 dead. Before version 18, 0 was the code of the Commission on Cancer for dead
    /// and 4 that of SEER; both count. Any other code says nothing.
    ///
    /// Source: NAACCR Data Standards and Data Dictionary, item 1760.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "1" => Some(Self::Alive),
            "0" | "4" => Some(Self::Dead),
            _ => None,
        }
    }

    /// The code that versions from 18 on have for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Alive => "1",
            Self::Dead => "0",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::VitalStatus::{self, Alive, Dead};

    #[test]
    fn codes_of_all_versions() {
        for (code, status) in [
            ("0", Some(Dead)),
            ("1", Some(Alive)),
            ("4", Some(Dead)),
            ("9", None),
            ("2", None),
            ("", None),
            (" 1", None),
            ("01", None),
        ] {
            assert_eq!(VitalStatus::from_code(code), status, "{code:?}");
        }
        assert_eq!((Alive.code(), Dead.code()), ("1", "0"));
    }
}
