//! Words, numbers, texts and signs.

use super::FilterError;

/// A token and the character, from 1, at which it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) position: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A bare word: a word of the language, or a column.
    Word(String),
    /// A column in double quotes.
    Column(String),
    Number(String),
    Text(String),
    Compare(Comparison),
    Open,
    Close,
    Comma,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Longer conditions are refused, so that no stage after this one need fear their size.
const MAX_TOKENS: usize = 20_000;

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&first) = chars.get(at) {
        let position = at + 1;
        let second = chars.get(at + 1).copied();
        let (kind, length) = match first {
            blank if blank.is_whitespace() => {
                at += 1;
                continue;
            }
            '(' => (Kind::Open, 1),
            ')' => (Kind::Close, 1),
            ',' => (Kind::Comma, 1),
            '<' if second == Some('>') => (Kind::Compare(Comparison::NotEqual), 2),
            '!' if second == Some('=') => (Kind::Compare(Comparison::NotEqual), 2),
            '<' if second == Some('=') => (Kind::Compare(Comparison::LessOrEqual), 2),
            '>' if second == Some('=') => (Kind::Compare(Comparison::GreaterOrEqual), 2),
            '=' if second == Some('=') => (Kind::Compare(Comparison::Equal), 2),
            '<' => (Kind::Compare(Comparison::Less), 1),
            '>' => (Kind::Compare(Comparison::Greater), 1),
            '=' => (Kind::Compare(Comparison::Equal), 1),
            '\'' => quoted(&chars[at..], position, "text", Kind::Text)?,
            '"' => quoted(&chars[at..], position, "column name", Kind::Column)?,
            '-' | '+' | '.' | '0'..='9' => number(&chars[at..], position)?,
            letter if letter.is_alphabetic() || letter == '_' => {
                let word: String = chars[at..].iter().take_while(|c| in_word(**c)).collect();
                let length = word.chars().count();
                (Kind::Word(word), length)
            }
            other => {
                return Err(FilterError {
                    position,
                    problem: format!(
                        "unexpected {other:?}; a column with such a character is written in double quotes"
                    ),
                });
            }
        };
        tokens.push(Token { position, kind });
        at += length;
        if tokens.len() > MAX_TOKENS {
            let problem = format!("the condition has more than {MAX_TOKENS} words and signs; shorten it");
            return Err(FilterError { position, problem });
        }
    }
    Ok(tokens)
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// A text between quotes; two quotes in a row stand for one.
fn quoted(chars: &[char], position: usize, what: &str, kind: fn(String) -> Kind) -> Result<(Kind, usize), FilterError> {
    let quote = chars[0];
    let mut text = String::new();
    let mut at = 1;
    loop {
        match (chars.get(at), chars.get(at + 1)) {
            (Some(&c), Some(&next)) if c == quote && next == quote => {
                text.push(quote);
                at += 2;
            }
            (Some(&c), _) if c == quote => return Ok((kind(text), at + 1)),
            (Some(&c), _) => {
                text.push(c);
                at += 1;
            }
            (None, _) => {
                let problem = format!("the {what} that begins here has no closing {quote}");
                return Err(FilterError { position, problem });
            }
        }
    }
}

/// A sign, digits with a point, an exponent.
fn number(chars: &[char], position: usize) -> Result<(Kind, usize), FilterError> {
    let mut text = String::new();
    for &c in chars {
        let sign = matches!(c, '-' | '+') && (text.is_empty() || text.ends_with(['e', 'E']));
        if !(sign || in_word(c)) {
            break;
        }
        text.push(c);
    }
    let length = text.chars().count();
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Kind::Number(text), length)),
        _ => {
            let problem = format!("{text} is not a number; a text or a date is written in single quotes");
            Err(FilterError { position, problem })
        }
    }
}
