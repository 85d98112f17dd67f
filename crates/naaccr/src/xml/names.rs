//! Which element a name means: prefixes, namespaces and extensions.

use super::attributes::{Attribute, attributes};
use super::fault::Fault;
use super::scanner::Tag;
use crate::{Extension, Extensions, Namespaces, ReadOptions, Rule};

/// The namespace of the standard's elements.
pub(super) const NAACCR_NAMESPACE: &str = "http://naaccr.org/naaccrxml";

/// An element by its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    NaaccrData,
    Patient,
    Tumor,
    Item,
    /// Of another namespace, and allowed.
    Extension,
}

impl Element {
    fn of_local_name(name: &str) -> Option<Self> {
        Some(match name {
            "NaaccrData" => Self::NaaccrData,
            "Patient" => Self::Patient,
            "Tumor" => Self::Tumor,
            "Item" => Self::Item,
            _ => return None,
        })
    }
}

/// A prefix (empty: the default) and the namespace it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binding {
    pub(super) prefix: String,
    pub(super) uri: String,
}

/// The namespaces that an element's attributes declare.
pub(super) fn bindings(attributes: &[Attribute<'_>]) -> impl Iterator<Item = Binding> {
    attributes.iter().filter_map(|attribute| {
        let prefix = match attribute.name.strip_prefix("xmlns")? {
            "" => "",
            other => other.strip_prefix(':')?,
        };
        Some(Binding { prefix: prefix.to_owned(), uri: attribute.value.clone() })
    })
}

/// The namespaces that a start tag declares.
pub(super) fn declared_in(tag: &Tag<'_>) -> Result<Vec<Binding>, Fault> {
    if tag.attributes.contains("xmlns") { Ok(bindings(&attributes(tag)?).collect()) } else { Ok(Vec::new()) }
}

/// The namespaces in force for a whole document.
#[derive(Debug)]
pub(super) struct Names {
    namespaces: Namespaces,
    extensions: Extensions,
    root: Vec<Binding>,
}

impl Names {
    pub(super) fn new(options: &ReadOptions, root: Vec<Binding>) -> Self {
        Self { namespaces: options.namespaces, extensions: options.extensions.clone(), root }
    }

    pub(super) fn is_strict(&self) -> bool {
        self.namespaces == Namespaces::Strict
    }

    /// The namespaces that the root declares.
    pub(super) fn root(&self) -> &[Binding] {
        &self.root
    }

    /// Whether a namespace was registered.
    pub(super) fn is_registered(&self, binding: &Binding) -> bool {
        self.registered().iter().any(|known| is_same(known, &binding.prefix, Some(&binding.uri)))
    }

    /// The prefixes under which the standard's elements may stand, beside none at all.
    pub(super) fn naaccr_prefixes(&self) -> Vec<String> {
        let declared = self.root.iter().map(|binding| binding.prefix.as_str());
        let registered = self.registered().iter().map(|extension| extension.prefix.as_str());
        let mut prefixes: Vec<String> = declared
            .chain(registered)
            .filter(|prefix| !prefix.is_empty() && self.resolve(prefix, &[]) == Some(NAACCR_NAMESPACE))
            .map(str::to_owned)
            .collect();
        prefixes.sort();
        prefixes.dedup();
        prefixes
    }

    /// The element of a start tag. `inner` holds what was declared since the root, innermost last.
    pub(super) fn element(&self, tag: &Tag<'_>, inner: &[Binding]) -> Result<Element, Fault> {
        let fault = |rule, message: String| Err(Fault::new(rule, tag.line, message));
        let (prefix, local) = tag.name.split_once(':').unwrap_or(("", tag.name));
        if local.is_empty() || local.contains(':') {
            return fault(Rule::XmlSyntax, format!("the name {} is not well formed", tag.name));
        }
        let standard = Element::of_local_name(local);
        let uri = if prefix.is_empty() { Some(default_namespace(inner)) } else { self.resolve(prefix, inner) };
        match (standard, uri) {
            (Some(element), Some(NAACCR_NAMESPACE)) => Ok(element),
            (Some(_), _) => fault(
                Rule::Namespace,
                format!("{} has the name of an element of the standard in another namespace", tag.name),
            ),
            (None, Some(NAACCR_NAMESPACE)) if self.is_strict() => {
                fault(Rule::Namespace, format!("{} is not an element of the standard and has no namespace", tag.name))
            }
            (None, uri) => match &self.extensions {
                Extensions::Ignored => Ok(Element::Extension),
                Extensions::Registered(extensions) => match uri {
                    Some(NAACCR_NAMESPACE) => {
                        fault(Rule::UnexpectedElement, format!("{} is not an element of the standard", tag.name))
                    }
                    uri if extensions.iter().any(|known| is_same(known, prefix, uri) && has_tag(known, local)) => {
                        Ok(Element::Extension)
                    }
                    _ => fault(Rule::Namespace, format!("{} is not a registered extension", tag.name)),
                },
            },
        }
    }

    /// The element of a start tag outside of extensions.
    pub(super) fn outer_element(&self, tag: &Tag<'_>) -> Result<Element, Fault> {
        self.element(tag, &declared_in(tag)?)
    }

    /// Whether extensions are skipped without a look inside.
    pub(super) fn ignores_extensions(&self) -> bool {
        self.extensions == Extensions::Ignored
    }

    fn registered(&self) -> &[Extension] {
        match &self.extensions {
            Extensions::Registered(extensions) => extensions,
            Extensions::Ignored => &[],
        }
    }

    /// A prefix that the document does not declare means what it was registered for.
    fn resolve<'a>(&'a self, prefix: &str, inner: &'a [Binding]) -> Option<&'a str> {
        let declared = inner.iter().rev().chain(&self.root).find(|binding| binding.prefix == prefix);
        declared.map(|binding| binding.uri.as_str()).or_else(|| {
            let registered = self.registered().iter().find(|extension| extension.prefix == prefix);
            registered.map(|extension| extension.uri.as_str())
        })
    }
}

/// The root can declare no other default than the standard's. Where it declares none and only a prefix, unprefixed names
/// are the standard's all the same: nothing is lost by it, and the field's reference library reads them so.
fn default_namespace(inner: &[Binding]) -> &str {
    inner.iter().rev().find(|binding| binding.prefix.is_empty()).map_or(NAACCR_NAMESPACE, |binding| &binding.uri)
}

/// A registered prefix is enough, as for the field's reference library, whatever the document binds it to: extensions are
/// skipped, so that nothing is lost by it.
fn is_same(known: &Extension, prefix: &str, uri: Option<&str>) -> bool {
    Some(known.uri.as_str()) == uri || known.prefix == prefix
}

fn has_tag(extension: &Extension, local: &str) -> bool {
    extension.tags.iter().any(|tag| tag == local)
}
