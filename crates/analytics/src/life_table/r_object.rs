//! Reads an object that R wrote with `dput` or `dump`: as much of the language as data are written in.
//!
//! `structure`, `c` and `list` are understood, with names; whole numbers and ranges, decimal and
//! hexadecimal numbers, text, `NULL` and `NA`. Functions among the attributes are passed over.

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Numbers(Vec<f64>),
    Texts(Vec<String>),
    /// With the name of each element; empty where it has none.
    List(Vec<(String, Value)>),
    /// With its attributes.
    Structure(Box<Value>, Vec<(String, Value)>),
    /// A function, or anything else that is no data.
    Other,
}

impl Value {
    /// An attribute of a structure.
    pub(super) fn attribute(&self, name: &str) -> Option<&Self> {
        let Self::Structure(_, attributes) = self else { return None };
        let found = attributes.iter().find(|(found, _)| {
            // Older versions of R write .Dim and .Dimnames.
            found == name || found.strip_prefix('.').is_some_and(|rest| rest.eq_ignore_ascii_case(name))
        });
        found.map(|(_, value)| value)
    }

    /// The value without attributes.
    pub(super) fn plain(&self) -> &Self {
        match self {
            Self::Structure(value, _) => value.plain(),
            value => value,
        }
    }

    pub(super) fn numbers(&self) -> Option<&[f64]> {
        match self.plain() {
            Self::Numbers(numbers) => Some(numbers),
            _ => None,
        }
    }

    pub(super) fn texts(&self) -> Option<&[String]> {
        match self.plain() {
            Self::Texts(texts) => Some(texts),
            _ => None,
        }
    }

    /// The elements of a list with their names, which R writes within the list or as its attribute.
    pub(super) fn list(&self) -> Option<Vec<(&str, &Self)>> {
        let Self::List(elements) = self.plain() else { return None };
        let names = self.attribute("names").and_then(Self::texts).unwrap_or_default();
        let elements = elements.iter().enumerate().map(|(at, (own, value))| {
            let name = names.get(at).filter(|_| own.is_empty()).unwrap_or(own);
            (name.as_str(), value)
        });
        Some(elements.collect())
    }
}

/// What was read: the object's name, where the text assigns one, and the object.
#[derive(Debug, PartialEq)]
pub(super) struct Object {
    pub(super) name: Option<String>,
    pub(super) value: Value,
}

/// Reads the one object of a text; the error says what was expected, and in which line.
pub(super) fn parse(text: &str) -> Result<Object, String> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let name = parser.assignment();
    let value = parser.value()?;
    parser.skip_blank();
    if parser.at < text.len() {
        return Err(parser.expected("the end: a file holds one object; write each with dput into its own file"));
    }
    Ok(Object { name, value })
}

const DEEPEST: usize = 50;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn expected(&self, what: &str) -> String {
        let line = self.text.get(..self.at).unwrap_or_default().matches('\n').count() + 1;
        format!("line {line}: expected {what}")
    }

    /// Skips blanks and comments.
    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            if !self.rest().starts_with('#') {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    /// Takes a sign of the language, where it comes next.
    fn take(&mut self, sign: &str) -> bool {
        self.skip_blank();
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    /// A name, plain or in quotes.
    fn name(&mut self) -> Option<String> {
        self.skip_blank();
        let rest = self.rest();
        if rest.starts_with(['`', '"', '\'']) {
            return self.quoted().ok();
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '.' || c == '_')).unwrap_or(rest.len());
        let name = rest.get(..end).filter(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '.'))?;
        // .5 is a number.
        if name.starts_with('.') && name[1..].starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.at += end;
        Some(name.to_owned())
    }

    /// A name with the sign after it; nothing is taken where the sign does not follow.
    fn name_before(&mut self, sign: &str) -> Option<String> {
        let start = self.at;
        let name = self.name().filter(|_| self.take(sign) && !(sign == "=" && self.rest().starts_with('=')));
        if name.is_none() {
            self.at = start;
        }
        name
    }

    fn assignment(&mut self) -> Option<String> {
        self.name_before("<-").or_else(|| self.name_before("="))
    }

    fn value(&mut self) -> Result<Value, String> {
        self.skip_blank();
        match self.rest().chars().next() {
            Some('"' | '\'') => Ok(Value::Texts(vec![self.quoted()?])),
            Some(c) if c.is_ascii_digit() || "+-.".contains(c) => self.numbers(),
            Some(_) => {
                let start = self.at;
                let Some(name) = self.name() else {
                    return Err(self.expected("a number, text, c(...) or structure(...)"));
                };
                match name.as_str() {
                    "NULL" => Ok(Value::Null),
                    "NA" | "NA_real_" | "NA_integer_" | "NaN" => Ok(Value::Numbers(vec![f64::NAN])),
                    "Inf" => Ok(Value::Numbers(vec![f64::INFINITY])),
                    "c" | "list" | "structure" if self.take("(") => self.call(&name),
                    _ => {
                        self.at = start;
                        self.pass_over()?;
                        Ok(Value::Other)
                    }
                }
            }
            None => Err(self.expected("a value, found the end of the text")),
        }
    }

    /// The arguments of a call, after its parenthesis, and what they make.
    fn call(&mut self, function: &str) -> Result<Value, String> {
        if self.depth == DEEPEST {
            return Err(self.expected("fewer calls within calls"));
        }
        self.depth += 1;
        let mut arguments = Vec::new();
        while !self.take(")") {
            if !arguments.is_empty() && !self.take(",") {
                return Err(self.expected("a comma or a closing parenthesis"));
            }
            let name = self.name_before("=").unwrap_or_default();
            arguments.push((name, self.value()?));
        }
        self.depth -= 1;
        match function {
            "structure" if !arguments.is_empty() => {
                let (_, value) = arguments.remove(0);
                Ok(Value::Structure(Box::new(value), arguments))
            }
            "list" => Ok(Value::List(arguments)),
            _ => self.combine(arguments),
        }
    }

    /// One vector of many.
    fn combine(&self, parts: Vec<(String, Value)>) -> Result<Value, String> {
        let mixed = || self.expected("numbers or text in c(...), not both");
        match parts.first() {
            None | Some((_, Value::Null)) => Ok(Value::Null),
            Some((_, Value::Numbers(_))) => {
                let mut all = Vec::with_capacity(parts.len());
                for (_, part) in parts {
                    all.extend_from_slice(part.numbers().ok_or_else(mixed)?);
                }
                Ok(Value::Numbers(all))
            }
            Some((_, Value::Texts(_))) => {
                let mut all = Vec::with_capacity(parts.len());
                for (_, part) in parts {
                    all.extend_from_slice(part.texts().ok_or_else(mixed)?);
                }
                Ok(Value::Texts(all))
            }
            Some(_) => Ok(Value::Other),
        }
    }

    /// A number, or a range of whole numbers.
    fn numbers(&mut self) -> Result<Value, String> {
        let first = self.number()?;
        if !self.take(":") {
            return Ok(Value::Numbers(vec![first]));
        }
        self.skip_blank();
        let last = self.number()?;
        let length = (last - first).abs();
        if length.is_nan() || length > 1e6 {
            return Err(self.expected("a shorter range"));
        }
        let step = if last < first { -1.0 } else { 1.0 };
        let mut range = vec![first];
        while let Some(next) = range.last().map(|number| number + step).filter(|next| (next - first).abs() <= length) {
            range.push(next);
        }
        Ok(Value::Numbers(range))
    }

    fn number(&mut self) -> Result<f64, String> {
        let rest = self.rest();
        let unsigned = rest.trim_start_matches(['+', '-']);
        let signs = rest.len() - unsigned.len();
        let negative = rest[..signs].matches('-').count() % 2 == 1;
        let hexadecimal = unsigned.starts_with("0x") || unsigned.starts_with("0X");
        let exponent = if hexadecimal { ['p', 'P'] } else { ['e', 'E'] };
        let mut before = ' ';
        let ends_number = |c: char| {
            let sign = ['+', '-'].contains(&c) && exponent.contains(&before);
            before = c;
            !(sign || c.is_ascii_alphanumeric() || c == '.')
        };
        let end = unsigned.find(ends_number).unwrap_or(unsigned.len());
        let written = unsigned.get(..end).unwrap_or_default();
        let digits = written.strip_suffix('L').unwrap_or(written);
        let number = match digits {
            "Inf" => Some(f64::INFINITY),
            "NA" | "NaN" | "NA_real_" => Some(f64::NAN),
            _ if hexadecimal => hexadecimal_number(&digits[2..]),
            _ => digits.parse().ok(),
        };
        let number = number.ok_or_else(|| self.expected("a number"))?;
        self.at += signs + end;
        Ok(if negative { -number } else { number })
    }

    /// Text in quotes of either kind, or a name in backticks.
    fn quoted(&mut self) -> Result<String, String> {
        let mut characters = self.rest().char_indices();
        let quote = characters.next().map_or('"', |(_, quote)| quote);
        let mut text = String::new();
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
                _ if c == quote => {
                    self.at += at + c.len_utf8();
                    return Ok(text);
                }
                _ => text.push(c),
            }
        }
        Err(self.expected("a closing quote"))
    }

    /// Passes over an expression: up to the comma or parenthesis that ends it.
    fn pass_over(&mut self) -> Result<(), String> {
        let mut open = 0_usize;
        loop {
            self.skip_blank();
            let Some(next) = self.rest().chars().next() else {
                return if open == 0 { Ok(()) } else { Err(self.expected("a closing bracket")) };
            };
            match next {
                ',' | ')' if open == 0 => return Ok(()),
                '"' | '\'' | '`' => {
                    self.quoted()?;
                    continue;
                }
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
            self.at += next.len_utf8();
        }
    }
}

/// The number of `1.d084be3435ff6p-12`.
fn hexadecimal_number(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    if digits.is_empty() || significant.len() > 13 + 1 {
        return None;
    }
    let integer = if significant.is_empty() { 0 } else { u64::from_str_radix(significant, 16).ok()? };
    let places = i32::try_from(fraction.len()).ok()?.checked_mul(4)?;
    #[expect(clippy::cast_precision_loss, reason = "at most 14 digits of which the first is 1 in what R writes")]
    Some(libm::scalbn(integer as f64, exponent.parse::<i32>().ok()?.checked_sub(places)?))
}
