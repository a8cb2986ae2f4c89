//! From command line and environment to settings. Every field names its variable; `.env.example`
//! lists them all and a test compares the two.

#![allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "the docs of fields are the help texts, where marks would be noise"
)]

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use std::convert::Infallible;
use std::path::{Path, PathBuf};

/// Settings shared by all commands. Every flag is also a variable.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Postgres to use instead of the embedded one, postgres://user:password@host/database; of
    /// several, separated by commas, the first that is not in recovery
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL",
        value_parser = secret
    )]
    pub database_url: Option<SecretString>,

    /// Postgres that pages read, such as a replica; of several, separated by commas, the first that
    /// answers, and where none does DATABASE_URL [default: the same as DATABASE_URL]
    #[arg(
        long,
        global = true,
        env = "DATABASE_READ_URL",
        hide_env_values = true,
        value_name = "URL",
        value_parser = secret
    )]
    pub database_read_url: Option<SecretString>,

    /// How long the server waits at its start for a database that does not answer yet
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_DATABASE_WAIT",
        default_value = "60",
        value_name = "SECONDS"
    )]
    pub database_wait: u64,

    /// Folder of Postgres binaries for the embedded server [default: found on this machine]
    #[arg(long, global = true, env = "WEIGHBRIDGE_PG_BIN", value_name = "FOLDER")]
    pub pg_bin: Option<PathBuf>,

    /// Where the embedded database lives [default: $XDG_DATA_HOME/weighbridge, else
    /// ~/.local/share/weighbridge; as root /var/lib/weighbridge]
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_DATA_DIR",
        value_name = "FOLDER"
    )]
    pub data_dir: Option<PathBuf>,

    /// Address to listen on
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_ADDR",
        default_value = "127.0.0.1:8080",
        value_name = "HOST:PORT",
        value_parser = host_and_port
    )]
    pub addr: String,

    /// Public address of the site, for links in downloads and citations [default: http://ADDR]
    #[arg(long, global = true, env = "WEIGHBRIDGE_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,

    /// Where readers report errors, shown on /about: a mail address, a web address or words
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_CONTACT",
        value_name = "CONTACT"
    )]
    pub contact: Option<String>,

    /// When the server asks which sources, in UTC: `off`, or entries separated by `;` such as
    /// 'openrouter 15 3 * * *; huggingface:top=5000 0 4 * * 1'
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_COLLECT",
        default_value = "off",
        value_name = "LINES"
    )]
    pub collect: String,

    /// Token for the Hugging Face Hub, used by `collect`; better set as a variable than as a flag
    #[arg(
        long,
        global = true,
        env = "HF_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN",
        value_parser = secret
    )]
    pub hf_token: Option<SecretString>,
    /// Key for OpenRouter, used by `collect`; better set as a variable than as a flag
    #[arg(
        long,
        global = true,
        env = "OPENROUTER_API_KEY",
        hide_env_values = true,
        value_name = "KEY",
        value_parser = secret
    )]
    pub openrouter_api_key: Option<SecretString>,
    /// Base address of the Hugging Face Hub, or of a mirror
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_HF_URL",
        default_value = "https://huggingface.co",
        value_name = "URL"
    )]
    pub hf_url: String,
    /// Base address of OpenRouter
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_OPENROUTER_URL",
        default_value = "https://openrouter.ai",
        value_name = "URL"
    )]
    pub openrouter_url: String,
    /// Base address of pypistats.org
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_PYPISTATS_URL",
        default_value = "https://pypistats.org",
        value_name = "URL"
    )]
    pub pypistats_url: String,
    /// Base address of npm's download counts
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_NPM_URL",
        default_value = "https://api.npmjs.org",
        value_name = "URL"
    )]
    pub npm_url: String,
    /// SHA-256 of the tokens by which snapshots can be pushed, in hex, comma-separated [default:
    /// none, so that nothing can be pushed]
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_INGEST_TOKEN_SHA256",
        hide_env_values = true,
        value_name = "SHA256"
    )]
    pub ingest_token_sha256: Option<String>,

    /// Most bytes of a pushed file, sent or inflated
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_MAX_PUSH_BYTES",
        default_value = "1073741824",
        value_name = "BYTES"
    )]
    pub max_push_bytes: u64,

    /// Pages that one client may ask for in a minute; a fifth as many files, a twentieth as many
    /// changes, a two-hundredth as many views to freeze; 0: no limit [default: 1200, and no limit for clients on this machine]
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_RATE_PER_MINUTE",
        value_name = "PAGES",
        value_parser = empty_or_number
    )]
    pub rate_per_minute: Option<Rate>,

    /// Proxies whose word on their clients is taken (X-Forwarded-For or Forwarded), as addresses
    /// or networks such as 10.0.0.0/8, comma-separated [default: none]
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_TRUSTED_PROXIES",
        value_name = "NETWORKS"
    )]
    pub trusted_proxies: Option<String>,

    /// Most connections of clients that may be open; one client may have a quarter of them
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_MAX_CONNECTIONS",
        default_value = "1024",
        value_name = "COUNT",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub max_connections: u32,

    /// Views that readers may freeze in a day, all together; 0: none
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_FROZEN_A_DAY",
        default_value = "200",
        value_name = "VIEWS"
    )]
    pub frozen_a_day: u32,

    /// Memory for pages and files given before, in bytes; 0: none are kept
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_CACHE_BYTES",
        default_value = "16777216",
        value_name = "BYTES"
    )]
    pub cache_bytes: u64,

    /// What to log, as a tracing filter
    #[arg(
        long,
        global = true,
        env = "RUST_LOG",
        default_value = "info",
        value_name = "FILTER"
    )]
    pub log: String,

    /// How to write the log: text, or json with one object a line
    #[arg(
        long,
        global = true,
        env = "WEIGHBRIDGE_LOG_FORMAT",
        default_value = "text",
        value_name = "FORMAT",
        value_parser = ["text", "json"]
    )]
    pub log_format: String,

    /// Do not load the bundled snapshots into an empty store
    #[arg(long, global = true)]
    pub no_bundled: bool,
}

/// A text that is never shown, not even in debug output.
#[allow(
    clippy::unnecessary_wraps,
    reason = "what the command line wants of a parser"
)]
fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(text.to_owned().into())
}

/// Pages a minute; none where a variable is set to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(pub Option<u32>);

fn empty_or_number(text: &str) -> Result<Rate, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Rate(None));
    }
    match text.parse() {
        Ok(count) => Ok(Rate(Some(count))),
        Err(_) => Err("a whole number is wanted, 0 for no limit".to_owned()),
    }
}

/// A host, by name or address, and a port.
fn host_and_port(text: &str) -> Result<String, String> {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
            Ok(text.to_owned())
        }
        _ => Err("a host and a port are wanted, such as 127.0.0.1:8080".to_owned()),
    }
}

/// A secret's text, where there is one.
fn set(secret: Option<&SecretString>) -> Option<&str> {
    let text = secret?.expose_secret().trim();
    (!text.is_empty()).then_some(text)
}

fn is_set(secret: &SecretString) -> bool {
    !secret.expose_secret().trim().is_empty()
}

impl Config {
    /// The public address of the site, without a slash at its end.
    pub fn base_url(&self) -> String {
        match self.base_url.as_deref().filter(|url| !url.is_empty()) {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.addr),
        }
    }

    /// Where readers report errors, where the host says so.
    pub fn contact(&self) -> Option<&str> {
        let contact = self.contact.as_deref().map(str::trim);
        contact.filter(|contact| !contact.is_empty())
    }

    /// The database to use instead of the embedded one; a variable set to nothing is not set.
    pub fn database_url(&self) -> Option<&str> {
        set(self.database_url.as_ref())
    }

    /// The database that pages read, where it is another one.
    pub fn database_read_url(&self) -> Option<&str> {
        set(self.database_read_url.as_ref())
    }

    /// The token for the Hugging Face Hub, where one is set.
    pub fn hf_token(&self) -> Option<&SecretString> {
        self.hf_token.as_ref().filter(|token| is_set(token))
    }

    /// The key for OpenRouter, where one is set.
    pub fn openrouter_api_key(&self) -> Option<&SecretString> {
        self.openrouter_api_key.as_ref().filter(|key| is_set(key))
    }

    /// Pages a minute for one client, where a number is set.
    pub fn pages_per_minute(&self) -> Option<u32> {
        self.rate_per_minute.and_then(|rate| rate.0)
    }

    /// The folder of Postgres binaries, where one is named.
    pub fn pg_bin(&self) -> Option<&Path> {
        self.pg_bin
            .as_deref()
            .filter(|folder| !folder.as_os_str().is_empty())
    }

    /// The data directory, where one is named.
    pub fn data_dir(&self) -> Option<&Path> {
        self.data_dir
            .as_deref()
            .filter(|folder| !folder.as_os_str().is_empty())
    }
}
