//! User dictionaries: items that a registry defined for itself, read from their XML.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::user_rules;
use crate::{DataType, Error, ItemDef, Level, Padding, RecordType, Rule, SpecVersion, Version, timestamp};

/// A dictionary of items that a registry defined for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDictionary {
    /// Its name in data files; not an address to load it from.
    pub uri: String,
    /// The only version it is for; `None`: any.
    pub naaccr_version: Option<Version>,
    /// The specification it follows; 1.0 where it says nothing.
    pub spec_version: SpecVersion,
    /// When it was last changed, as written.
    pub date_last_modified: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Its items, in its order.
    pub items: Vec<ItemDef>,
}

impl UserDictionary {
    /// Reads a dictionary: UTF-8, or UTF-16 with a byte order mark, or else Windows-1252.
    ///
    /// Where the dictionary names no version, the rules that need one are checked by [`crate::Dictionary::new`].
    ///
    /// # Errors
    /// A text that is no dictionary, or a dictionary that breaks the standard: [`Rule::UserDictionary`], with its line.
    pub fn parse(xml: &[u8]) -> Result<Self, Error> {
        let text = decode(xml);
        let mut parser = Parser { text: &text, reader: Reader::from_str(&text) };
        parser.reader.config_mut().enable_all_checks(true);
        let dictionary = parser.dictionary()?;
        user_rules::check_dictionary(&dictionary, dictionary.naaccr_version).map_err(|message| broken(0, message))?;
        Ok(dictionary)
    }
}

/// A dictionary that breaks a rule.
pub(super) fn broken(line: u64, message: String) -> Error {
    let cure = "correct the user dictionary, or ask whoever issued it for a corrected one";
    Error::broken(Rule::UserDictionary, line, 0, message, cure)
}

fn decode(xml: &[u8]) -> std::borrow::Cow<'_, str> {
    let encoding = match encoding_rs::Encoding::for_bom(xml) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(xml).is_ok() => encoding_rs::UTF_8,
        None => encoding_rs::WINDOWS_1252,
    };
    encoding.decode(xml).0
}

struct Parser<'t> {
    text: &'t str,
    reader: Reader<&'t [u8]>,
}

/// An element's start, or the end of the one around it.
enum Tag<'t> {
    Start { element: BytesStart<'t>, is_empty: bool },
    End,
}

impl<'t> Parser<'t> {
    fn dictionary(&mut self) -> Result<UserDictionary, Error> {
        let (root, is_empty) = self.expect("NaaccrDictionary")?;
        let mut dictionary = self.root(&root)?;
        if !is_empty {
            let mut has_definitions = false;
            while let Tag::Start { element, is_empty } = self.next_tag()? {
                match element.local_name().as_ref() {
                    "ItemDefs" if !has_definitions => {
                        has_definitions = true;
                        if !is_empty {
                            self.items(&mut dictionary)?;
                        }
                    }
                    // An empty element is as good as none.
                    "GroupedItemDefs" if is_empty => {}
                    "GroupedItemDefs" => return Err(self.broken("user dictionaries cannot have grouped items")),
                    _ => return Err(self.unexpected(&element)),
                }
            }
        }
        self.nothing_more()?;
        if dictionary.items.is_empty() {
            return Err(self.broken("the dictionary defines no item"));
        }
        Ok(dictionary)
    }

    fn root(&self, root: &BytesStart<'_>) -> Result<UserDictionary, Error> {
        let mut uri = None;
        let mut naaccr_version = None;
        let mut spec_version = SpecVersion::V1_0;
        let mut date_last_modified = None;
        let mut description = None;
        for (name, value) in self.attributes(root)? {
            match name.as_str() {
                "dictionaryUri" => uri = value,
                "naaccrVersion" => naaccr_version = value.map(|text| self.version(&text)).transpose()?,
                "specificationVersion" => {
                    if let Some(text) = value {
                        spec_version = SpecVersion::parse(&text).ok_or_else(|| self.invalid(&name, "1.0 to 1.8"))?;
                    }
                }
                "dateLastModified" => date_last_modified = value,
                "description" => description = value,
                name if name == "xmlns" || name.starts_with("xmlns:") => {}
                name => return Err(self.broken(format!("NaaccrDictionary has no attribute {name}"))),
            }
        }
        if date_last_modified.as_deref().is_some_and(|text| !timestamp::is_valid(text)) {
            return Err(self.invalid("dateLastModified", "a date and time such as 2025-01-31T12:00:00Z"));
        }
        if naaccr_version.is_none() && !user_rules::may_omit_version(spec_version) {
            return Err(self.missing("naaccrVersion"));
        }
        let uri = uri.ok_or_else(|| self.missing("dictionaryUri"))?;
        Ok(UserDictionary { uri, naaccr_version, spec_version, date_last_modified, description, items: Vec::new() })
    }

    fn version(&self, text: &str) -> Result<Version, Error> {
        let version = text.parse().ok().and_then(Version::from_number);
        version.ok_or_else(|| self.invalid("naaccrVersion", "one of 140, 150, 160, 180, 210, 220, 230, 240, 250, 260"))
    }

    fn items(&mut self, dictionary: &mut UserDictionary) -> Result<(), Error> {
        while let Tag::Start { element, is_empty } = self.next_tag()? {
            if element.local_name().as_ref() != "ItemDef" {
                return Err(self.unexpected(&element));
            }
            let item = self.item(&element, dictionary)?;
            let version = dictionary.naaccr_version;
            user_rules::check_item(&item, dictionary, version).map_err(|message| self.broken(message))?;
            dictionary.items.push(item);
            if !is_empty && let Tag::Start { element, .. } = self.next_tag()? {
                return Err(self.unexpected(&element));
            }
        }
        Ok(())
    }

    fn item(&self, element: &BytesStart<'_>, dictionary: &UserDictionary) -> Result<ItemDef, Error> {
        let spec = dictionary.spec_version;
        let (mut id, mut number, mut name, mut length, mut level) = (None, None, None, None, None);
        let mut record_types = RecordType::ALL.iter().fold(0, |bits, kind| bits | kind.bit());
        let mut data_type = DataType::Text;
        let mut start_column = None;
        let mut padding = Padding::None;
        let mut trim = true;
        let mut unlimited_text = false;
        for (attribute, value) in self.attributes(element)? {
            let attribute = attribute.as_str();
            if !user_rules::is_item_attribute(attribute, spec) {
                return Err(self.broken(format!("ItemDef has no attribute {attribute} in specification {spec}")));
            }
            // A blank attribute is as good as none.
            let Some(value) = value else { continue };
            match attribute {
                "naaccrId" => id = Some(value),
                "naaccrNum" => number = Some(self.number(attribute, &value)?),
                "naaccrName" => name = Some(value),
                "length" => length = Some(self.number(attribute, &value)?),
                "startColumn" => start_column = Some(self.number(attribute, &value)?),
                "parentXmlElement" => {
                    level = Some(
                        Level::from_element(&value)
                            .ok_or_else(|| self.invalid(attribute, "NaaccrData, Patient or Tumor"))?,
                    );
                }
                "recordTypes" => {
                    record_types = user_rules::record_types(&value)
                        .ok_or_else(|| self.invalid(attribute, "letters A, M, C and I with commas between them"))?;
                }
                "dataType" => {
                    data_type = user_rules::data_type(&value, spec).ok_or_else(|| {
                        self.invalid(
                            attribute,
                            "alpha, digits, mixed, numeric, date or text, from \
                            specification 1.8 on dateTime",
                        )
                    })?;
                }
                "padding" => {
                    padding = user_rules::padding(&value, spec).ok_or_else(|| {
                        self.invalid(
                            attribute,
                            "leftZero or none, before specification 1.7 also \
                            leftBlank, rightBlank or rightZero",
                        )
                    })?;
                }
                "trim" => match value.as_str() {
                    "all" => trim = true,
                    "none" => trim = false,
                    _ => return Err(self.invalid(attribute, "all or none")),
                },
                "allowUnlimitedText" => match value.as_str() {
                    "true" => unlimited_text = true,
                    "false" => unlimited_text = false,
                    _ => return Err(self.invalid(attribute, "true or false")),
                },
                _ => {}
            }
        }
        let id = id.ok_or_else(|| self.missing("naaccrId"))?;
        Ok(ItemDef {
            number: number.ok_or_else(|| self.missing("naaccrNum"))?,
            name: name.as_deref().unwrap_or(&id).into(),
            id: id.into(),
            level: level.ok_or_else(|| self.missing("parentXmlElement"))?,
            record_types,
            data_type,
            length: length.ok_or_else(|| self.missing("length"))?,
            start_column,
            padding,
            trim,
            unlimited_text,
            user_dictionary: Some(dictionary.uri.as_str().into()),
        })
    }

    fn number(&self, attribute: &str, value: &str) -> Result<u32, Error> {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let number = value.parse().ok().filter(|number| digits && i32::try_from(*number).is_ok());
        number.ok_or_else(|| self.invalid(attribute, "a whole number"))
    }

    /// Names and values, without the blanks around them; a blank value is `None`.
    fn attributes(&self, element: &BytesStart<'_>) -> Result<Vec<(String, Option<String>)>, Error> {
        let mut attributes = Vec::new();
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| self.not_xml(&error.into()))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| self.not_xml(&error))?;
            let value = Some(value.trim().to_owned()).filter(|value| !value.is_empty());
            attributes.push((attribute.key.as_ref().to_owned(), value));
        }
        Ok(attributes)
    }

    fn expect(&mut self, name: &str) -> Result<(BytesStart<'t>, bool), Error> {
        match self.next_tag()? {
            Tag::Start { element, is_empty } if element.local_name().as_ref() == name => Ok((element, is_empty)),
            _ => Err(self.broken(format!("the text does not start with an element {name}"))),
        }
    }

    /// Skips texts, comments and declarations, which mean nothing here.
    fn next_tag(&mut self) -> Result<Tag<'t>, Error> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Start(element)) => return Ok(Tag::Start { element, is_empty: false }),
                Ok(Event::Empty(element)) => return Ok(Tag::Start { element, is_empty: true }),
                Ok(Event::End(_)) => return Ok(Tag::End),
                Ok(Event::Eof) => return Err(self.broken("the text ends before the dictionary does")),
                Ok(_) => {}
                Err(error) => return Err(self.not_xml(&error)),
            }
        }
    }

    fn nothing_more(&mut self) -> Result<(), Error> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::Start(element) | Event::Empty(element)) => return Err(self.unexpected(&element)),
                Ok(_) => {}
                Err(error) => return Err(self.not_xml(&error)),
            }
        }
    }

    fn broken(&self, message: impl Into<String>) -> Error {
        let read = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let bytes = self.text.as_bytes();
        let line = 1 + memchr::memchr_iter(b'\n', bytes.get(..read).unwrap_or(bytes)).count() as u64;
        broken(line, message.into())
    }

    fn missing(&self, attribute: &str) -> Error {
        self.broken(format!("the attribute {attribute} is missing"))
    }

    fn invalid(&self, attribute: &str, wanted: &str) -> Error {
        self.broken(format!("the attribute {attribute} has another value than {wanted}"))
    }

    fn unexpected(&self, element: &BytesStart<'_>) -> Error {
        self.broken(format!("the element {} does not belong here", element.name().as_ref()))
    }

    fn not_xml(&self, error: &quick_xml::Error) -> Error {
        self.broken(format!("the text is not well-formed XML: {error}"))
    }
}
