//! How a page of figures is cited as a whole, and what it tells search engines of data. Charts have
//! files for that; other pages say it themselves.

use super::standing::{DOWNLOADS, TOKENS};
use crate::domain::Metric;
use crate::export::{Described, Download, Measured, Reference};
use crate::text::{Language, citation, localized};
use crate::web::data::gives_rows;
use crate::web::dcat::measured;
use crate::web::frozen;
use crate::web::state::Site;

/// A page at its address.
pub(super) struct Place<'a> {
    pub path: &'a str,
    /// What stands behind its `?`.
    pub question: &'a str,
    pub title: &'a str,
    /// Its whole address.
    pub address: String,
    pub language: Language,
}

impl Place<'_> {
    /// What is to be cited here; none where there are no figures, or each is cited by itself.
    pub fn cited(&self, site: &Site) -> Option<Described> {
        let is_page = frozen::can_be_kept(self.path) && !self.path.starts_with("/charts/");
        // A comparison shows figures of the source whose models it is given.
        if !is_page || self.path == "/compare" {
            return None;
        }
        Some(match self.path.strip_prefix("/models/") {
            Some(rest) => {
                let source = rest.split('/').next().unwrap_or_default();
                self.of(site, |metric| metric.source == source)
            }
            None => self.of(site, |metric| [TOKENS, DOWNLOADS].contains(&&*metric.slug)),
        })
    }

    /// The same of a page that shows these metrics.
    pub fn of(&self, site: &Site, shows: impl Fn(&Metric) -> bool) -> Described {
        let (edition, language) = (site.edition(), self.language);
        let mut all = measured(&edition);
        all.retain(|it| shows(it.metric));
        let first = all.iter().map(|it| it.days.0).min();
        let last = all.iter().map(|it| it.days.1).max();
        let newest = all.iter().map(|it| it.captured_at).max();
        let day = newest.map(|at| at.date_naive());
        let definitions = all
            .iter()
            .map(|it| localized(&it.metric.definition, language));
        let mut sources: Vec<&Measured<'_>> = Vec::new();
        for it in &all {
            if sources
                .iter()
                .all(|known| known.source.slug != it.source.slug)
            {
                sources.push(it);
            }
        }
        let lines = sources
            .iter()
            .map(|it| citation(it.source, language, Some(it.captured_at.date_naive())));
        let id: Vec<&str> = match self.path {
            "/" => vec!["home"],
            path => path.split('/').skip(1).chain([self.question]).collect(),
        };
        let id: Vec<&str> = id.into_iter().filter(|part| !part.is_empty()).collect();
        let is_given = sources.iter().all(|it| gives_rows(site, &it.source.slug));
        let files = api(self.path).filter(|_| is_given && site.freeze().is_none());
        let files = files.map(|path| Download {
            media_type: "application/json",
            address: format!("{}{path}", site.base_url()),
            sha256: None,
        });
        Described {
            reference: Reference {
                id: Reference::id(&id, day),
                title: self.title.to_owned(),
                address: self.address.clone(),
                day,
                note: lines.collect::<Vec<_>>().join(" "),
                language,
            },
            definition: definitions.collect::<Vec<_>>().join(" "),
            sources: sources.iter().map(|it| it.source.clone()).collect(),
            days: first.zip(last),
            files: files.into_iter().collect(),
        }
    }
}

/// Where a page's figures are in the API.
fn api(path: &str) -> Option<String> {
    match path {
        "/" => Some("/api/v1/series".to_owned()),
        "/compare" => None,
        path => Some(format!("/api/v1{path}")),
    }
}
