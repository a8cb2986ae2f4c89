//! The style sheet and the script, named by their content so that they can be cached for ever.

use super::Error;
use super::cache::Policy;
use super::state::Site;
use crate::plot::theme;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A file that every page names.
struct Asset {
    text: String,
    /// First digits of its hash.
    name: String,
    extension: &'static str,
    media_type: &'static str,
}

impl Asset {
    fn new(text: String, extension: &'static str, media_type: &'static str) -> Self {
        let name = hex::encode(Sha256::digest(&text))[..16].to_owned();
        Self {
            text,
            name,
            extension,
            media_type,
        }
    }

    fn file_name(&self) -> String {
        format!("{}.{}", self.name, self.extension)
    }

    fn address(&self) -> String {
        format!("/static/{}", self.file_name())
    }

    fn answer(&self, policy: Policy, text: impl IntoResponse) -> Response {
        let headers = [(header::CONTENT_TYPE, self.media_type)];
        (policy, headers, text).into_response()
    }
}

static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| {
    let text = theme::page_css() + &theme::without_comments(include_str!("../../static/site.css"));
    Asset::new(close(&text), "css", "text/css; charset=utf-8")
});

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    let text = close(include_str!("../../static/site.js"));
    Asset::new(text, "js", "text/javascript; charset=utf-8")
});

/// A text without the spaces before its lines and without lines that are comments: what is for
/// those who write it need not be sent to those who read the page.
fn close(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let said = lines
        .filter(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with("/**"));
    said.flat_map(|line| [line, "\n"]).collect()
}

/// What stands in the head of each page, so that a theme chosen by hand is there before anything
/// is painted; [`super::headers`] allows it by its hash.
pub(super) const THEME_SCRIPT: &str = include_str!("../../static/theme.js");

/// Address of the style sheet.
pub(super) fn stylesheet_address() -> String {
    STYLESHEET.address()
}

/// Address of the script.
pub(super) fn script_address() -> String {
    SCRIPT.address()
}

/// What pages of this build are made for, to be kept with those that are frozen: name and text.
pub(super) fn all() -> [(String, &'static str); 2] {
    [&STYLESHEET, &SCRIPT].map(|asset| (asset.file_name(), asset.text.as_str()))
}

/// Serves a file under its present name. Frozen pages have the one they were made for, whatever
/// became of it; any other page that is still open has the present one.
pub(super) async fn file(
    State(site): State<Site>,
    Path(file): Path<String>,
) -> Result<Response, Error> {
    let asset = match file.rsplit_once('.') {
        Some((_, "css")) => &*STYLESHEET,
        Some((_, "js")) => &*SCRIPT,
        _ => return Err(Error::NotFound),
    };
    if file == asset.file_name() {
        return Ok(asset.answer(Policy::Asset, asset.text.as_str()));
    }
    Ok(match site.store().kept_asset(&file).await {
        Ok(Some(text)) => asset.answer(Policy::Asset, text),
        // Without the database, too, a page is better read with another one than with none.
        Ok(None) | Err(_) => asset.answer(Policy::Refusal, asset.text.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No framework and no build step: the script stays small enough to read.
    const LARGEST_SCRIPT: usize = 15 << 10;

    #[test]
    fn the_script_stays_small() {
        let bytes = include_str!("../../static/site.js").len() + THEME_SCRIPT.len();
        assert!(bytes <= LARGEST_SCRIPT, "{bytes} bytes");
    }

    #[test]
    fn the_script_in_the_head_is_the_one_that_is_allowed() {
        use base64::prelude::{BASE64_STANDARD, Engine};
        let hash = BASE64_STANDARD.encode(Sha256::digest(THEME_SCRIPT));
        assert_eq!(
            format!("'sha256-{hash}'"),
            super::super::headers::THEME_SCRIPT_HASH
        );
        assert!(!THEME_SCRIPT.contains('<'), "it stands in a page as it is");
    }
}
