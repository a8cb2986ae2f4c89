//! Who may push: those who hold a token of which the site knows the SHA-256.

use sha2::{Digest, Sha256};
use std::fmt;
use subtle::{Choice, ConstantTimeEq};

/// The hashes of the tokens that are admitted.
#[derive(Clone)]
pub struct Tokens(Vec<[u8; 32]>);

/// A setting that is no list of hashes. It says nothing of what was found: that may be a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "WEIGHBRIDGE_INGEST_TOKEN_SHA256: entry {0} is not the SHA-256 of a token, 64 hexadecimal \
     digits; `printf %s TOKEN | sha256sum` makes one"
)]
pub struct TokenError(usize);

impl Tokens {
    /// The tokens of a comma-separated list of hashes; none where it is empty.
    pub fn of_hashes(list: &str) -> Result<Option<Self>, TokenError> {
        let mut hashes = Vec::new();
        let entries = list.split(',').map(str::trim);
        for (entry, number) in entries.filter(|entry| !entry.is_empty()).zip(1..) {
            let mut hash = [0; 32];
            hex::decode_to_slice(entry, &mut hash).map_err(|_| TokenError(number))?;
            hashes.push(hash);
        }
        Ok((!hashes.is_empty()).then_some(Self(hashes)))
    }

    /// Whether a value of `Authorization` holds one of the tokens. Takes as long for a wrong token
    /// as for a right one.
    pub(super) fn admit(&self, authorization: Option<&[u8]>) -> bool {
        let Some((scheme, token)) = authorization.and_then(|value| value.split_at_checked(7))
        else {
            return false;
        };
        if !scheme.eq_ignore_ascii_case(b"bearer ") {
            return false;
        }
        let found: [u8; 32] = Sha256::digest(token.trim_ascii()).into();
        let known = self
            .0
            .iter()
            .fold(Choice::from(0), |known, hash| known | hash.ct_eq(&found));
        known.into()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The SHA-256 of `secret` and of `other`.
    const HASHES: &str = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b, \
                          D9298A10D1B0735837DC4BD85DAC641B0F3CEF27A47E5D53A54F2F3F5B2FCFFA";

    #[test]
    fn only_whoever_holds_a_token_is_admitted() {
        let tokens = Tokens::of_hashes(HASHES).unwrap().unwrap();
        assert!(tokens.admit(Some(b"Bearer secret")));
        assert!(tokens.admit(Some(b"bearer  other ")));
        for wrong in [
            &b"Bearer Secret"[..],
            b"Bearer ",
            b"Bearer",
            b"secret",
            b"Basic secret",
            b"",
            HASHES.as_bytes(),
        ] {
            assert!(!tokens.admit(Some(wrong)));
        }
        assert!(!tokens.admit(None));
        assert_eq!(format!("{tokens:?}"), "Tokens(2)");
    }

    #[test]
    fn a_setting_that_is_no_hash_is_named_by_its_place_alone() {
        let error = Tokens::of_hashes(&format!("{HASHES},hunter2")).unwrap_err();
        assert_eq!(error, TokenError(3));
        assert!(!error.to_string().contains("hunter2"));
        assert!(Tokens::of_hashes("").unwrap().is_none());
        assert!(Tokens::of_hashes(" , ").unwrap().is_none());
    }
}
