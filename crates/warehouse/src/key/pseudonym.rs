//! Pseudonyms: keyed hashes that stand for persons and abstracts in the analysis tables.

use ring::hmac;

use crate::hex;

/// Makes the pseudonyms of one warehouse; cheap to clone and to share between threads.
///
/// A pseudonym is the first 128 bits of HMAC-SHA-256 (RFC 2104) under the warehouse's pseudonym key,
/// over parts each led by its length, so that no two lists of parts look alike.
#[derive(Debug, Clone)]
pub struct Pseudonyms {
    key: hmac::Key,
}

impl Pseudonyms {
    pub(super) fn new(key: &[u8]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key) }
    }

    /// The pseudonym of a patient of a facility, 32 hexadecimal digits; `patient_id` is NAACCR item 20,
    /// patientIdNumber.
    pub fn patient_key(&self, facility_id: &str, patient_id: &str) -> String {
        self.pseudonym("patient", &[facility_id, patient_id])
    }

    /// The key of an abstract through all its versions, 32 hexadecimal digits; `tumor_record_number` is
    /// NAACCR item 60, empty for a patient without tumors.
    pub fn abstract_key(&self, facility_id: &str, patient_id: &str, tumor_record_number: &str) -> String {
        self.pseudonym("abstract", &[facility_id, patient_id, tumor_record_number])
    }

    /// A keyed hash of a record's content: equal contents are told without anyone who lacks the key being
    /// able to try out guesses at a name.
    pub fn content_hasher(&self) -> ContentHasher {
        let mut hasher = ContentHasher(hmac::Context::with_key(&self.key));
        hasher.part(b"content");
        hasher
    }

    fn pseudonym(&self, kind: &str, parts: &[&str]) -> String {
        let mut hasher = ContentHasher(hmac::Context::with_key(&self.key));
        hasher.part(kind.as_bytes());
        for part in parts {
            hasher.part(part.as_bytes());
        }
        hasher.finish()
    }
}

/// A keyed hash under way.
#[derive(Debug, Clone)]
pub struct ContentHasher(hmac::Context);

impl ContentHasher {
    /// Adds a part; `["ab", "c"]` and `["a", "bc"]` differ.
    pub fn part(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// Adds bytes that are a sequence of parts already.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash, 32 hexadecimal digits.
    pub fn finish(self) -> String {
        hex::encode(&self.0.sign().as_ref()[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonyms_depend_on_key_kind_and_every_part() {
        let (one, two) = (Pseudonyms::new(&[1; 32]), Pseudonyms::new(&[2; 32]));
        let all = [
            one.patient_key("F1", "12"),
            one.patient_key("F11", "2"),
            one.patient_key("F1", "13"),
            one.abstract_key("F1", "12", ""),
            one.abstract_key("F1", "12", "01"),
            two.patient_key("F1", "12"),
        ];
        for (at, pseudonym) in all.iter().enumerate() {
            assert_eq!(pseudonym.len(), 32);
            assert!(!all[..at].contains(pseudonym));
        }
        assert_eq!(all[0], one.patient_key("F1", "12"));
    }

    #[test]
    fn a_pseudonym_is_truncated_hmac_sha_256() {
        // Computed with Python's hmac module: key b"\x0b" * 32, the message is 7 as a little-endian
        // u64, "patient", 2, "F1", 2, "12".
        assert_eq!(Pseudonyms::new(&[11; 32]).patient_key("F1", "12"), "a112f791043ae64ddabd002a66549564");
    }
}
