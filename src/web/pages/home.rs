//! `/`: the answer on one page. Who leads, by how much and since when; what changed; then by
//! country, license class and organization, downloads beside tokens, and what happened.

mod changes;
mod events;
mod lead;
mod sections;

use super::figure::FigureView;
use super::listing::Listing;
use super::snapshots::{Freshness, freshness};
use super::{Page, html};
use crate::charts::Kind;
use crate::query::{DimensionId, Query};
use crate::store::snapshots::Snapshot;
use crate::text::{self, Language, message};
use crate::web::Error;
use crate::web::language::InLanguage;
use crate::web::state::Site;
use crate::web::view::answer;
use askama::Template;
use axum::response::Response;
use changes::Changes;
use events::Events;
use lead::Headline;
use sections::{Beside, Breakdowns};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    /// One line where the newest data is old; empty where it is not.
    stale: String,
    lead: String,
    /// Since when, in sentences, and between which dates.
    since: Vec<String>,
    between: String,
    headlines: Vec<Headline>,
    figure: Option<FigureView>,
    changes: Option<Changes>,
    /// The newest snapshot of the source these changes are of.
    brought_by: Option<Snapshot>,
    breakdowns: Breakdowns,
    largest: Option<Listing>,
    beside: Beside,
    events: Option<Events>,
    latest: Vec<Snapshot>,
    freshness: Vec<Freshness>,
    sources: Vec<SourceNote>,
}

/// A source with its citation.
struct SourceNote {
    name: String,
    line: String,
}

/// Snapshots listed.
const LATEST: usize = 3;
/// Snapshots among which the newest of a source is looked for.
const RECENT: i64 = 50;

/// The page.
pub(in crate::web) async fn home(InLanguage(site): InLanguage) -> Result<Response, Error> {
    let language = site.language();
    let edition = site.edition();
    let camps = answer(&site, edition.clone(), Query::default()).await?;
    // One version of the data for the whole page, also where it was read anew.
    let edition = camps.edition.clone();
    let blocs = Query {
        by: DimensionId::Bloc,
        ..Query::default()
    };
    let blocs = answer(&site, edition.clone(), blocs).await?;
    let models = changes::models(&site, &camps).await?;
    let share = Kind::of("share").filter(|_| !camps.answer.periods.is_empty());
    let title = message(language, "home-title", &[]);
    let beside = sections::beside(&site, &edition).await?;
    let lead = lead::sentence(&site, &camps, !beside.figures.is_empty());
    let freshness = freshness(&site, language);
    let mut latest = site.store().list_snapshots(0, RECENT).await?.snapshots;
    let of_source = |snapshot: &&Snapshot| {
        snapshot.source == camps.answer.metric.source && snapshot.retracted.is_none()
    };
    latest.retain(|it| edition.as_of.is_none_or(|end| it.captured_at <= end));
    let brought_by = latest.iter().find(of_source).cloned();
    latest.truncate(LATEST);
    html(
        site.spoken(),
        &HomePage {
            page: Page::new(&site, "/", "", title).described(lead.clone()),
            stale: lead::stale(&freshness, language),
            lead,
            since: lead::since(&site, &camps, &blocs),
            between: lead::between(&site, &camps),
            headlines: lead::headlines(&camps),
            figure: share.map(|kind| FigureView::new(&site, &camps, kind, "headline")),
            changes: models.as_ref().map(changes::of),
            breakdowns: sections::breakdowns(&site, &edition).await?,
            brought_by,
            largest: models.as_ref().and_then(changes::largest),
            beside,
            events: events::newest(&site, language),
            latest,
            freshness,
            sources: sources(&site, language),
        },
    )
}

fn sources(site: &Site, language: Language) -> Vec<SourceNote> {
    let edition = site.edition();
    edition
        .dictionary
        .sources()
        .iter()
        .filter_map(|source| {
            let captured = edition.newest_capture(&source.slug, None)?;
            let citation = text::citation(source, language, Some(captured.date_naive()));
            let arguments = [
                ("citation", citation.as_str()),
                ("license", &text::data_license(source, language)),
            ];
            let line = message(language, "source-line", &arguments);
            Some(SourceNote {
                name: source.name.clone(),
                line,
            })
        })
        .collect()
}
