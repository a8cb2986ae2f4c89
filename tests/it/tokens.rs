//! Rust source as tokens, as far as the layering test needs it: names and signs, without
//! comments, text literals and lifetimes.

use std::iter::Peekable;
use std::str::Chars;

/// A name or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// An identifier or keyword, or a number.
    Name(String),
    /// Anything else, a character each.
    Sign(char),
}

impl Token {
    /// Whether it is this name.
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Self::Name(found) if found == name)
    }

    /// Whether it is this sign.
    pub fn is_sign(&self, sign: char) -> bool {
        *self == Self::Sign(sign)
    }
}

/// The tokens of a file, each with its line (from 1).
pub fn tokens(source: &str) -> Vec<(usize, Token)> {
    let mut reader = Reader {
        rest: source.chars().peekable(),
        line: 1,
        found: Vec::new(),
    };
    reader.read();
    reader.found
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    line: usize,
    found: Vec<(usize, Token)>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(char) = self.next() {
            match char {
                '/' if self.rest.peek() == Some(&'/') => {
                    while self.rest.peek().is_some_and(|next| *next != '\n') {
                        self.next();
                    }
                }
                '/' if self.rest.peek() == Some(&'*') => self.block_comment(),
                '"' => self.text(),
                '\'' => self.character_or_lifetime(),
                _ if char.is_alphanumeric() || char == '_' => self.name(char),
                _ if char.is_whitespace() => {}
                _ => self.found.push((self.line, Token::Sign(char))),
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        let char = self.rest.next()?;
        if char == '\n' {
            self.line += 1;
        }
        Some(char)
    }

    fn block_comment(&mut self) {
        self.next();
        let (mut depth, mut before) = (1, ' ');
        while let Some(char) = self.next() {
            match (before, char) {
                ('/', '*') => (depth, before) = (depth + 1, ' '),
                ('*', '/') => (depth, before) = (depth - 1, ' '),
                _ => before = char,
            }
            if depth == 0 {
                break;
            }
        }
    }

    fn text(&mut self) {
        while let Some(char) = self.next() {
            match char {
                '"' => break,
                '\\' => {
                    self.next();
                }
                _ => {}
            }
        }
    }

    fn raw_text(&mut self) {
        let mut hashes = 0;
        while self.rest.peek() == Some(&'#') {
            self.next();
            hashes += 1;
        }
        if self.rest.peek() != Some(&'"') {
            return; // r#name
        }
        self.next();
        let mut closing = None;
        while let Some(char) = self.next() {
            closing = match (char, closing) {
                ('"', _) => Some(0),
                ('#', Some(seen)) => Some(seen + 1),
                _ => None,
            };
            if closing == Some(hashes) {
                break;
            }
        }
    }

    fn character_or_lifetime(&mut self) {
        let first = self.next();
        if first == Some('\\') {
            self.next();
            while self.next().is_some_and(|char| char != '\'') {}
        } else if self.rest.peek() == Some(&'\'') {
            self.next();
        } else {
            // A lifetime: its name means nothing here.
            while self
                .rest
                .peek()
                .is_some_and(|char| char.is_alphanumeric() || *char == '_')
            {
                self.next();
            }
        }
    }

    fn name(&mut self, first: char) {
        let line = self.line;
        let mut name = String::from(first);
        while let Some(char) = self.rest.peek().copied() {
            if !(char.is_alphanumeric() || char == '_') {
                break;
            }
            name.push(char);
            self.next();
        }
        match (name.as_str(), self.rest.peek()) {
            ("r" | "br", Some('"' | '#')) => self.raw_text(),
            ("b", Some('"')) => {
                self.next();
                self.text();
            }
            _ => self.found.push((line, Token::Name(name))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> String {
        let names = tokens(source)
            .into_iter()
            .filter_map(|(_, token)| match token {
                Token::Name(name) => Some(name),
                Token::Sign(_) => None,
            });
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_text_hold_no_names() {
        assert_eq!(names("a // b\nc /* d /* e */ f */ g"), "a c g");
        assert_eq!(names(r#"a "b \" c" d b"e" f"#), "a d f");
        assert_eq!(names(r##"a r"b" c r#"d " e"# f"##), "a c f");
        assert_eq!(names(r"a 'b' '\'' c<'d> '\u{1F600}' e"), "a c e");
    }

    #[test]
    fn tokens_know_their_line() {
        let lines: Vec<_> = tokens("a\n\"\n\"b\n\nc")
            .iter()
            .map(|token| token.0)
            .collect();
        assert_eq!(lines, [1, 3, 5]);
    }
}
