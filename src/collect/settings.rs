//! Where sources are and who asks them.

use super::policy::Policy;
use secrecy::SecretString;

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
