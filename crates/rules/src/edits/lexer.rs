//! Words, texts, numbers and signs of a condition.

use std::ops::Range;

use super::error::Fault;
use super::literal::Located;

/// A token and its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) at: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    /// A word: of the language, or a name.
    Word(String),
    /// A text in quotes.
    Text(String),
    /// A number.
    Number(f64),
    /// A sign.
    Sign(&'static str),
    /// The end of the condition.
    End,
}

impl TokenKind {
    /// How a message calls it.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Word(word) => word.clone(),
            Self::Text(text) => format!("'{text}'"),
            Self::Number(number) => number.to_string(),
            Self::Sign(sign) => format!("`{sign}`"),
            Self::End => "the end of the condition".to_owned(),
        }
    }
}

/// Signs, the longer ones first.
const SIGNS: [&str; 12] = ["<>", "<=", ">=", "=", "<", ">", "(", ")", ",", "+", "-", "."];

/// The tokens of a condition, the last of which is the end.
pub(crate) fn tokens(source: &Located<'_>) -> Result<Vec<Token>, Fault> {
    let text = source.text;
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(rest, first).map_err(|(message, help, length)| {
            let fault = Fault::new(source.place(at..at + length), message);
            if help.is_empty() { fault } else { fault.help(help) }
        })?;
        tokens.push(Token { kind, at: source.place(at..at + length) });
        at += length;
    }
    tokens.push(Token { kind: TokenKind::End, at: source.place(text.trim_end().len()..text.len()) });
    Ok(tokens)
}

type LexError = (String, &'static str, usize);

/// The token that a text starts with, and its length.
fn token(rest: &str, first: char) -> Result<(TokenKind, usize), LexError> {
    let length_while = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    if first == '\'' {
        return quoted(rest);
    }
    if first.is_alphabetic() || first == '_' {
        let length = length_while(|c| c.is_alphanumeric() || matches!(c, '_' | '@'));
        return Ok((TokenKind::Word(rest.get(..length).unwrap_or("").to_owned()), length));
    }
    if first.is_ascii_digit() {
        let length = length_while(|c| c.is_ascii_digit() || c == '.');
        let number = rest.get(..length).unwrap_or("");
        return match number.parse() {
            Ok(number) => Ok((TokenKind::Number(number), length)),
            Err(_) => Err((format!("expected a number, found {number}"), "", length)),
        };
    }
    if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        return Ok((TokenKind::Sign(sign), sign.len()));
    }
    let help = match first {
        '"' => "texts stand in single quotes: 'C509'",
        '!' => "`<>` is `not equal`, `not` turns a condition round",
        '&' | '|' => "write `and`, `or`",
        '\u{2018}' | '\u{2019}' => "texts stand in straight quotes: 'C509'",
        _ => "",
    };
    Err((format!("`{first}` means nothing here"), help, first.len_utf8()))
}

/// A text in single quotes, in which a quote is doubled.
fn quoted(rest: &str) -> Result<(TokenKind, usize), LexError> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            text.push(c);
        } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
            text.push('\'');
        } else {
            return Ok((TokenKind::Text(text), at + 1));
        }
    }
    Err(("the text that starts here does not end".to_owned(), "close it with a single quote", rest.trim_end().len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Result<Vec<TokenKind>, Fault> {
        let file = format!("'''{text}'''");
        let located = Located::new(text, &file, 0..file.len());
        tokens(&located).map(|tokens| tokens.into_iter().map(|token| token.kind).collect())
    }

    #[test]
    fn a_condition_is_cut_into_tokens() {
        use TokenKind::{End, Number, Sign, Text, Word};
        assert_eq!(
            kinds("other.sex<>'O''B' and(x >=1.5)").unwrap(),
            [
                Word("other".into()),
                Sign("."),
                Word("sex".into()),
                Sign("<>"),
                Text("O'B".into()),
                Word("and".into()),
                Sign("("),
                Word("x".into()),
                Sign(">="),
                Number(1.5),
                Sign(")"),
                End
            ]
        );
    }

    #[test]
    fn what_is_no_token_is_told() {
        for (text, message, at) in [
            ("sex = '1", "the text that starts here does not end", 9..11),
            ("sex = \"1", "`\"` means nothing here", 9..10),
            ("a = 1.2.3", "expected a number, found 1.2.3", 7..12),
        ] {
            let fault = kinds(text).unwrap_err();
            assert_eq!((fault.message.as_str(), fault.at), (message, at));
        }
    }
}
