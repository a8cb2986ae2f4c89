//! `/snapshots` and `/snapshots/{id}`: what has come in, from where, and what it changed.

use super::listing::Cell;
use super::runs::{Runs, runs};
use super::{Page, live};
use crate::export::rows::{FORMATS, Format};
use crate::export::{Described, Download, Reference};
use crate::plot::format;
use crate::query::{Allowed, Fault, LANGUAGE, Problem};
use crate::store::changes::Change;
use crate::store::snapshots::Snapshot;
use crate::text::{self, Language, message};
use crate::web::Error;
use crate::web::data::gives_rows;
use crate::web::language::{InLanguage, in_language};
use crate::web::places;
use crate::web::snapshot_files::known;
use crate::web::state::Site;
use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use chrono::Utc;

const PER_PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "snapshots.html")]
struct ListPage {
    page: Page,
    snapshots: Vec<Snapshot>,
    /// Sources whose rows are not handed out.
    withheld: Vec<String>,
    /// The formats of those that are.
    formats: Vec<&'static Format>,
    total: i64,
    newer: Option<i64>,
    older: Option<i64>,
    freshness: Vec<Freshness>,
    /// Runs of collectors, on the first page alone.
    runs: Option<Runs>,
}

/// How old the newest snapshot of a source is.
pub(super) struct Freshness {
    pub words: String,
    /// Name of the source.
    pub source: String,
    /// Age in whole days.
    pub days: i64,
    /// Whether readers should be warned.
    pub stale: bool,
}

/// Snapshots older than this are pointed out, in days.
const STALE_AFTER_DAYS: i64 = 14;

#[derive(Template)]
#[template(path = "snapshot.html")]
struct SnapshotPage {
    page: Page,
    snapshot: Snapshot,
    source_name: String,
    source_line: String,
    /// Its content as files, where it may be handed out.
    files: Vec<Cell>,
    changes: Vec<ChangeRow>,
    /// Whether there are more than are shown.
    more_changes: bool,
    changes_shown: i64,
    /// Whether each needs to say what it is a number of.
    several_metrics: bool,
}

/// Numbers a snapshot restated that are shown for each metric: the largest changes.
const CHANGES_SHOWN: i64 = 50;

/// A restated number in words.
struct ChangeRow {
    metric: String,
    model: String,
    address: String,
    day: String,
    before: String,
    after: String,
    change: String,
    percent: String,
}

/// The list, newest capture first.
pub(in crate::web) async fn list(
    InLanguage(site): InLanguage,
    RawQuery(question): RawQuery,
) -> Result<Response, Error> {
    let language = site.language();
    let number = page_number(&question.unwrap_or_default()).map_err(Error::BadQuery)?;
    let page = site
        .store()
        .list_snapshots((number - 1).saturating_mul(PER_PAGE), PER_PAGE)
        .await?;
    if page.snapshots.is_empty() && number > 1 {
        return Err(Error::NotFound);
    }
    let question = if number == 1 {
        String::new()
    } else {
        format!("page={number}")
    };
    let title = message(language, "snapshots-title", &[]);
    let head = Page::new(&site, "/snapshots", &question, title);
    let runs = if number == 1 {
        Some(runs(&site, &head, Utc::now()).await?)
    } else {
        None
    };
    live(
        site.spoken(),
        &ListPage {
            page: head,
            runs,
            newer: (number > 1).then(|| number - 1),
            older: (number.saturating_mul(PER_PAGE) < page.total).then(|| number + 1),
            total: page.total,
            snapshots: page.snapshots,
            withheld: withheld(&site),
            formats: formats().collect(),
            freshness: freshness(&site, language),
        },
    )
}

/// The formats of a snapshot's content.
fn formats() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().filter(|format| !format.packs)
}

impl Page {
    /// What a link to a snapshot's file is to those who hear it alone.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates pass references"
    )]
    fn file_of_snapshot(&self, format: &Format, id: &i64) -> String {
        let (name, id) = (self.t(&format.name_key()), id.to_string());
        let arguments = [("format", name.as_str()), ("id", &id)];
        message(self.language, "snapshot-file-of", &arguments)
    }
}

/// Sources whose terms forbid to hand their rows out.
fn withheld(site: &Site) -> Vec<String> {
    let sources = site.catalog().sources.iter().map(|source| &source.slug);
    sources
        .filter(|slug| !gives_rows(site, slug))
        .cloned()
        .collect()
}

/// Which page of the list is asked for, from 1, or all that is wrong with the question.
fn page_number(question: &str) -> Result<i64, Vec<Problem>> {
    let mut number = 1;
    let mut problems = Vec::new();
    for (parameter, value) in form_urlencoded::parse(question.as_bytes()) {
        let (what, allowed) = match (&*parameter, value.parse()) {
            ("page", Ok(given)) if given >= 1 => {
                number = given;
                continue;
            }
            ("page", _) => (Fault::UnknownValue, Allowed::said("allowed-page")),
            // Read before.
            (LANGUAGE, _) => continue,
            _ => {
                let known = ["page", LANGUAGE].map(str::to_owned);
                (Fault::UnknownParameter, Allowed::OneOf(known.into()))
            }
        };
        problems.push(Problem {
            parameter: parameter.into_owned(),
            value: value.into_owned(),
            what,
            allowed,
            suggestion: None,
        });
    }
    if problems.is_empty() {
        Ok(number)
    } else {
        Err(problems)
    }
}

/// How fresh each source is that has any snapshot.
pub(super) fn freshness(site: &Site, language: Language) -> Vec<Freshness> {
    let edition = site.edition();
    edition
        .dictionary
        .sources()
        .iter()
        .filter_map(|source| {
            let captured = edition.newest_capture(&source.slug, None)?;
            let days = (site.now() - captured).num_days().max(0);
            let day =
                crate::plot::format::day(captured.date_naive(), crate::charts::locale(language));
            let words = message(
                language,
                "freshness",
                &[
                    ("source", &source.name),
                    ("day", &day),
                    ("days", &days.to_string()),
                ],
            );
            Some(Freshness {
                words,
                source: source.name.clone(),
                days,
                stale: days > STALE_AFTER_DAYS,
            })
        })
        .collect()
}

/// One snapshot.
pub(in crate::web) async fn page(site: &Site, id: i64) -> Result<Response, Error> {
    let language = site.language();
    let snapshot = site.store().snapshot(id).await?.ok_or(Error::NotFound)?;
    let source = site.catalog().source(&snapshot.source);
    let title = message(language, "snapshot-title", &[("id", &id.to_string())]);
    let path = format!("/snapshots/{id}");
    let cited = cited(site, &snapshot, &path);
    let description = message(
        language,
        "snapshot-description",
        &[("title", &cited.reference.title)],
    );
    let changes = if snapshot.restated > 0 {
        site.store().restated_by(id, CHANGES_SHOWN).await?
    } else {
        Vec::new()
    };
    let changes_shown = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    let page = Page::new(site, &path, "", title)
        .described(description)
        .cited_as(cited);
    let files = if gives_rows(site, &snapshot.source) {
        files(site, &page, &snapshot).await?
    } else {
        Vec::new()
    };
    live(
        site.spoken(),
        &SnapshotPage {
            page,
            files,
            source_name: source.map(|source| source.name.clone()).unwrap_or_default(),
            source_line: source
                .map(|source| {
                    let citation =
                        text::citation(source, language, Some(snapshot.captured_at.date_naive()));
                    let arguments = [
                        ("citation", citation.as_str()),
                        ("license", &text::data_license(source, language)),
                    ];
                    message(language, "source-line", &arguments)
                })
                .unwrap_or_default(),
            more_changes: changes_shown < snapshot.restated,
            changes_shown,
            several_metrics: snapshot.metrics.len() > 1,
            changes: changes
                .iter()
                .map(|change| change_row(change, &snapshot.source, language))
                .collect(),
            snapshot,
        },
    )
}

impl Page {
    /// A snapshot in one line: its name, which leads to it, and what it brought.
    pub(super) fn snapshot_line(&self, snapshot: &Snapshot) -> (String, String) {
        let counted = |key: &str, count: i64| self.tv(key, "count", self.count(&count));
        let words = message(
            self.language,
            "snapshot-line",
            &[
                ("moment", &self.moment(&snapshot.captured_at)),
                ("inserted", &counted("snapshot-inserted", snapshot.inserted)),
                ("restated", &counted("snapshot-restated", snapshot.restated)),
                (
                    "unchanged",
                    &counted("snapshot-unchanged", snapshot.unchanged),
                ),
            ],
        );
        let words = match snapshot.retracted {
            Some(_) => format!("{words} {}", self.t("snapshot-retracted")),
            None => words,
        };
        let name = self.tv("snapshot-title", "id", snapshot.id.to_string());
        (name, words)
    }
}

/// A snapshot as data: its address and its hash say which bytes are meant.
fn cited(site: &Site, snapshot: &Snapshot, path: &str) -> Described {
    let language = site.language();
    let source = site.catalog().source(&snapshot.source);
    let name = source.map_or(snapshot.source.as_str(), |source| &source.name);
    let (id, day) = (snapshot.id.to_string(), snapshot.captured_at.date_naive());
    let whole = format!("{}{path}", site.base_url());
    let hash = snapshot.sha256_hex();
    let line = source.map(|source| text::citation(source, language, Some(day)));
    let note = [
        ("hash", hash.as_str()),
        ("source", &line.unwrap_or_default()),
    ];
    let metrics = site.catalog().metrics.iter();
    let metrics = metrics.filter(|metric| snapshot.metrics.contains(&metric.slug));
    let definitions: Vec<&str> = metrics
        .map(|metric| text::localized(&metric.definition, language))
        .collect();
    let file = gives_rows(site, &snapshot.source).then(|| Download {
        media_type: "text/csv",
        address: format!("{whole}.csv"),
        sha256: Some(hash.clone()),
    });
    Described {
        reference: Reference {
            id: Reference::id(&["snapshot", &id], Some(day)),
            title: message(language, "cite-snapshot", &[("id", &id), ("name", name)]),
            address: match language.if_not_default() {
                Some(language) => in_language(&whole, language),
                None => whole,
            },
            day: Some(day),
            note: message(language, "cite-hash", &note),
            language,
        },
        definition: definitions.join(" "),
        sources: source.into_iter().cloned().collect(),
        days: Some((snapshot.first_observed_on, snapshot.last_observed_on)),
        files: file.into_iter().collect(),
    }
}

/// A snapshot's content as files, with the length of each that is known.
async fn files(site: &Site, page: &Page, snapshot: &Snapshot) -> Result<Vec<Cell>, Error> {
    let mut files = Vec::new();
    for format in formats() {
        let name = page.t(&format.name_key());
        let words = match known(site, snapshot, format).await? {
            Some(file) => {
                let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
                let arguments = [("format", name.as_str()), ("bytes", &page.count(&bytes))];
                message(page.language, "snapshot-file", &arguments)
            }
            None => name,
        };
        let address = format!("/snapshots/{}.{}", snapshot.id, format.extension);
        files.push(Cell::link(words, address));
    }
    Ok(files)
}

fn change_row(change: &Change, source: &str, language: Language) -> ChangeRow {
    let locale = crate::charts::locale(language);
    let decimals = usize::from(change.after.decimals);
    let number = |value: f64| format::number(value, decimals, locale);
    let (before, after) = (change.before.to_f64(), change.after.to_f64());
    let with_license = |value: f64, license: Option<&str>| match license {
        Some(license) if change.license_before != change.license_after => message(
            language,
            "snapshot-number-with-license",
            &[("number", &number(value)), ("license", license)],
        ),
        _ => number(value),
    };
    ChangeRow {
        metric: change.metric.clone(),
        model: change.name.clone(),
        address: places::model(source, &change.model),
        day: format::day(change.observed_on, locale),
        before: with_license(before, change.license_before.as_deref()),
        after: with_license(after, change.license_after.as_deref()),
        change: format::signed(after - before, decimals, locale),
        percent: if before > 0.0 {
            format::signed_percent((after - before) / before * 100.0, 1, locale)
        } else {
            String::new()
        },
    }
}
