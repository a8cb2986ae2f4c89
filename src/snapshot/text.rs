//! What a text cell may hold: UTF-8 without NUL, at most 1,024 bytes.

/// Longest text in bytes.
pub const MAX_TEXT_BYTES: usize = 1024;

/// Why a cell is not a text we keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Longer than [`MAX_TEXT_BYTES`].
    #[error("the text is {0} bytes long; at most {MAX_TEXT_BYTES} are kept")]
    TooLong(usize),
    /// Holds a NUL, which the database cannot.
    #[error("the text holds a NUL at byte {0}")]
    Nul(usize),
    /// Holds bytes that are not UTF-8.
    #[error("the text is not valid UTF-8 at byte {at} (0x{byte:02X})")]
    NotUtf8 {
        /// Position in the cell, from 1.
        at: usize,
        /// The byte there.
        byte: u8,
    },
}

impl TextError {
    /// How to mend it.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::TooLong(_) => "shorten it; a very long cell often means a quote left open",
            Self::Nul(_) => "remove it; many NULs mean that the file is UTF-16",
            Self::NotUtf8 { .. } => "save the file as UTF-8",
        }
    }
}

/// The cell as text.
pub fn parse_text(cell: &[u8]) -> Result<&str, TextError> {
    // Encoding first: it explains the rest where a file is in another one.
    let text = std::str::from_utf8(cell).map_err(|error| {
        let at = error.valid_up_to();
        TextError::NotUtf8 {
            at: at + 1,
            byte: cell.get(at).copied().unwrap_or_default(),
        }
    })?;
    if let Some(at) = memchr::memchr(0, cell) {
        return Err(TextError::Nul(at + 1));
    }
    if cell.len() > MAX_TEXT_BYTES {
        return Err(TextError::TooLong(cell.len()));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_utf8_without_nul_and_not_too_long() {
        assert_eq!(parse_text("é\u{200f}\n".as_bytes()), Ok("é\u{200f}\n"));
        assert_eq!(parse_text(&[b'x'; 1024]).map(str::len), Ok(1024));
        assert_eq!(parse_text(&[b'x'; 1025]), Err(TextError::TooLong(1025)));
        assert_eq!(parse_text(b"a\0"), Err(TextError::Nul(2)));
        let latin1 = parse_text(b"caf\xe9").unwrap_err();
        assert_eq!(
            latin1.to_string(),
            "the text is not valid UTF-8 at byte 4 (0xE9)"
        );
    }
}
