//! Where sources are and who asks them.

use super::policy::Policy;
use secrecy::{ExposeSecret, SecretString};

/// Credentials are longer; what is shorter occurs in any text.
const LEAST_CREDENTIAL_BYTES: usize = 8;

/// The address of a source, and the credential it is asked with.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Base address.
    pub base: String,
    /// The variable that sets it.
    pub variable: &'static str,
    /// The credential, where there is one.
    pub credential: Option<SecretString>,
    /// The variable that sets it, where the source takes any.
    pub credential_variable: Option<&'static str>,
}

/// Settings of all collectors.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The Hugging Face Hub.
    pub huggingface: Endpoint,
    /// OpenRouter.
    pub openrouter: Endpoint,
    /// pypistats.org.
    pub pypistats: Endpoint,
    /// The npm registry's download counts.
    pub npm: Endpoint,
    /// How patient a run is.
    pub policy: Policy,
}

impl Settings {
    /// Where a source is.
    pub fn endpoint(&self, source: &str) -> &Endpoint {
        match source {
            "huggingface" => &self.huggingface,
            "openrouter" => &self.openrouter,
            "pypi" => &self.pypistats,
            _ => &self.npm,
        }
    }

    /// A text without the credentials: what a source said may echo what it was sent.
    pub fn without_credentials(&self, text: &str) -> String {
        let endpoints = [
            &self.huggingface,
            &self.openrouter,
            &self.pypistats,
            &self.npm,
        ];
        let credentials = endpoints.map(|endpoint| endpoint.credential.as_ref());
        let known = credentials
            .into_iter()
            .flatten()
            .map(ExposeSecret::expose_secret);
        known
            .filter(|credential| credential.len() >= LEAST_CREDENTIAL_BYTES)
            .fold(text.to_owned(), |text, credential| {
                text.replace(credential, "...")
            })
    }
}
