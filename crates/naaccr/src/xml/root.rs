//! The root element's attributes: what a document says of itself.

use std::sync::Arc;

use super::attributes::{Attribute, attributes, find};
use super::fault::Fault;
use super::names::{Element, NAACCR_NAMESPACE, Names, bindings};
use super::scanner::Tag;
use crate::{
    BASE_URI_PREFIX, Code, Finding, Header, ReadOptions, RecordType, Rule, Sensitive, SpecVersion, UserDictionary,
    Version, timestamp,
};

/// The name of the library's default user dictionary, which some files give as their base.
const DEFAULT_USER_URI_PREFIX: &str = "http://naaccr.org/naaccrxml/user-defined-naaccr-dictionary-";
const OWN_ATTRIBUTES: [&str; 5] =
    ["baseDictionaryUri", "userDictionaryUri", "recordType", "specificationVersion", "timeGenerated"];

/// What a root start tag says.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) names: Names,
    pub(super) header: Header,
    pub(super) user_dictionaries: Vec<Arc<UserDictionary>>,
    pub(super) findings: Vec<Finding>,
}

impl Root {
    pub(super) fn parse(tag: &Tag<'_>, options: &ReadOptions) -> Result<Self, Fault> {
        let attributes = attributes(tag)?;
        let names = Names::new(options, bindings(&attributes).collect());
        check_namespaces(tag, &attributes, &names)?;
        let is_root = names.element(tag, &[]).is_ok_and(|element| element == Element::NaaccrData);
        if !is_root {
            let message = format!("found the element {}, expected NaaccrData of the NAACCR namespace", tag.name);
            return Err(Fault::new(Rule::Root, tag.line, message));
        }
        let version = version(tag, find(&attributes, "baseDictionaryUri"))?;
        let record_type = record_type(tag, find(&attributes, "recordType"))?;
        let mut header = Header::new(version, record_type);
        header.spec_version = spec_version(tag, find(&attributes, "specificationVersion"))?;
        let uris = find(&attributes, "userDictionaryUri").unwrap_or_default();
        header.user_dictionary_uris = uris.split_whitespace().map(str::to_owned).collect();
        if header.user_dictionary_uris.len() > 1 && SpecVersion::minor(2) > Some(header.spec_version) {
            let message = "several user dictionaries, which the specification has from 1.2 on";
            return Err(Fault::new(Rule::RootAttribute, tag.line, message));
        }
        let user_dictionaries = user_dictionaries(&mut header, options);
        let mut findings = Vec::new();
        if let Some(time) = find(&attributes, "timeGenerated").filter(|time| !time.trim().is_empty()) {
            if !timestamp::is_valid(time) {
                findings.push(invalid_time(tag.line, time));
            }
            header.time_generated = Some(time.to_owned());
        }
        Ok(Self { names, header, user_dictionaries, findings })
    }
}

fn check_namespaces(tag: &Tag<'_>, attributes: &[Attribute<'_>], names: &Names) -> Result<(), Fault> {
    let fault = |message: String| Err(Fault::new(Rule::Namespace, tag.line, message));
    let declared = names.root();
    if declared.iter().any(|binding| binding.prefix.is_empty() && binding.uri != NAACCR_NAMESPACE) {
        return fault(format!("the default namespace must be {NAACCR_NAMESPACE}"));
    }
    if !names.is_strict() {
        return Ok(());
    }
    if !declared.iter().any(|binding| binding.uri == NAACCR_NAMESPACE) {
        return fault(format!("the namespace {NAACCR_NAMESPACE} is not declared"));
    }
    for binding in declared {
        if binding.uri != NAACCR_NAMESPACE && !names.is_registered(binding) {
            return fault(format!("the namespace of the prefix {} is not registered", binding.prefix));
        }
    }
    for Attribute { name, .. } in attributes {
        match name.split_once(':') {
            Some(("xmlns" | "xml", _)) => {}
            Some((prefix, _)) if declared.iter().any(|binding| binding.prefix == prefix) => {}
            Some((prefix, _)) => return fault(format!("the prefix {prefix} of the attribute {name} is not declared")),
            None if *name == "xmlns" || OWN_ATTRIBUTES.contains(name) => {}
            None => return fault(format!("the attribute {name} is not of the standard and has no namespace")),
        }
    }
    Ok(())
}

fn version(tag: &Tag<'_>, uri: Option<&str>) -> Result<Version, Fault> {
    let fault = |message: String| Fault::new(Rule::RootAttribute, tag.line, message);
    let uri = uri.ok_or_else(|| fault("the attribute baseDictionaryUri is missing".to_owned()))?;
    let number = [BASE_URI_PREFIX, DEFAULT_USER_URI_PREFIX]
        .into_iter()
        .find_map(|prefix| uri.strip_prefix(prefix)?.strip_suffix(".xml"))
        .filter(|number| number.len() == 3 && number.bytes().all(|digit| digit.is_ascii_digit()))
        .ok_or_else(|| fault(format!("the baseDictionaryUri must be {BASE_URI_PREFIX}VVV.xml")))?;
    number
        .parse()
        .ok()
        .and_then(Version::from_number)
        .ok_or_else(|| fault(format!("there is no NAACCR version {number} among those known (140 to 260)")))
}

fn record_type(tag: &Tag<'_>, letter: Option<&str>) -> Result<RecordType, Fault> {
    let fault = |message| Fault::new(Rule::RootAttribute, tag.line, message);
    let letter = letter.filter(|letter| !letter.trim().is_empty());
    let letter = letter.ok_or_else(|| fault("the attribute recordType is missing"))?;
    RecordType::from_letter(letter).ok_or_else(|| fault("the recordType must be A, M, C or I"))
}

fn spec_version(tag: &Tag<'_>, version: Option<&str>) -> Result<SpecVersion, Fault> {
    let Some(version) = version else { return Ok(SpecVersion::V1_0) };
    SpecVersion::parse(version)
        .ok_or_else(|| Fault::new(Rule::RootAttribute, tag.line, "the specificationVersion must be 1.0 to 1.8"))
}

/// The dictionaries that the header names, each once; those that are not at hand are noted as missing.
fn user_dictionaries(header: &mut Header, options: &ReadOptions) -> Vec<Arc<UserDictionary>> {
    let mut found: Vec<Arc<UserDictionary>> = Vec::new();
    for uri in &header.user_dictionary_uris {
        match options.user_dictionaries.iter().find(|dictionary| dictionary.uri == *uri) {
            Some(_) if found.iter().any(|known| known.uri == *uri) => {}
            Some(dictionary) => found.push(Arc::clone(dictionary)),
            None if header.missing_dictionary_uris.contains(uri) => {}
            None => header.missing_dictionary_uris.push(uri.clone()),
        }
    }
    found
}

fn invalid_time(line: u64, time: &str) -> Finding {
    Finding { value: Some(Sensitive::new(time)), ..Finding::new(Code::InvalidTimeGenerated, line) }
}
