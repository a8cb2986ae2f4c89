//! A figure on a page: headline, drawing, source, files, table.

use super::Link;
use super::small_panel::SmallPanel;
use crate::charts::{Kind, Numbers};
use crate::export::{self, FORMATS, Feed, Format, Group, SOCIAL};
use crate::plot::{self, Caption, Drawing, TableSpec};
use crate::query::{MOST_SERIES, Query, SeriesKind, Sort};
use crate::text::{Language, message};
use crate::web::state::Site;
use crate::web::view::{Answered, address, asking};
use crate::web::{frozen, oembed, places};

/// A figure with its links.
pub(super) struct FigureView {
    /// Unique on the page.
    pub id: String,
    pub caption: Caption,
    /// Markup of the drawing, escaped by its own templates.
    pub drawing: String,
    /// The files most readers want.
    pub downloads: Vec<Download>,
    /// All others.
    pub more_downloads: Vec<Download>,
    /// Files for programs that keep references.
    pub references: Vec<Download>,
    /// How to cite the view, in words.
    pub citation: String,
    /// Why there are no files of rows, where there are none.
    pub withheld: String,
    /// The view as a `Dataset` of schema.org; it holds no `<`.
    pub json_ld: String,
    /// The figure's own page.
    pub address: String,
    pub numbers: Numbers,
    /// What a point of it is, as `show` spells it.
    pub measure: &'static str,
    /// Whether there is nothing to draw.
    pub is_empty: bool,
    /// Where there is nothing to draw, questions that have an answer.
    pub ways: Vec<Link>,
    /// Where only few are compared, how much of the whole they are.
    pub small_panel: Option<SmallPanel>,
    /// The same numbers for ever: the view with its dates and the newest snapshot it knows spelled
    /// out; none before anything is known.
    pub permalink: Option<String>,
    /// How other sites show it; none of what is frozen.
    pub sharing: Option<Sharing>,
}

/// What other sites are offered of a figure; addresses are whole ones.
pub(super) struct Sharing {
    /// The picture they show for a link.
    pub card: String,
    /// Markup of a frame with the chart.
    pub frame: String,
    /// Where they find that markup by themselves.
    pub oembed: String,
}

impl Sharing {
    fn new(site: &Site, kind: &Kind, question: &str, title: &str) -> Self {
        let whole = |path: String| format!("{}{}", site.base_url(), asking(&path, question));
        let picture = whole(format!("/charts/{}.png", kind.slug));
        let joint = if question.is_empty() { '?' } else { '&' };
        Self {
            card: format!("{picture}{joint}{}={}", SOCIAL.key, SOCIAL.value),
            frame: oembed::usual_frame(&whole(format!("/embed/{}", kind.slug)), title),
            oembed: oembed::discovery(site, &format!("/charts/{}", kind.slug), question),
        }
    }
}

/// A link to the same view as a file.
pub(super) struct Download {
    pub label: String,
    pub address: String,
    /// The format, by its ending.
    pub extension: &'static str,
}

impl FigureView {
    /// The figure of an answer.
    pub fn new(site: &Site, answered: &Answered, kind: &'static Kind, id: &str) -> Self {
        let path = format!("/charts/{}", kind.slug);
        let permalink = answered.permalink(&path);
        let files = Files::live(path, answered);
        Self::with_files(site, answered, kind, id, &files, permalink)
    }

    /// The figure of a page of its own, which may be a frozen one: then its files are those that
    /// are kept with it.
    pub fn of_page(site: &Site, answered: &Answered, kind: &'static Kind) -> Self {
        let Some(freeze) = site.freeze() else {
            return Self::new(site, answered, kind, kind.slug);
        };
        let spot = &freeze.spot;
        let path = format!("{}{}", frozen::folder(spot.day), spot.path);
        let files = Files::kept(path, spot.question.clone());
        let permalink = Some(files.page());
        Self::with_files(site, answered, kind, kind.slug, &files, permalink)
    }

    fn with_files(
        site: &Site,
        answered: &Answered,
        kind: &'static Kind,
        id: &str,
        files: &Files,
        permalink: Option<String>,
    ) -> Self {
        let figure = answered.figure(site, kind);
        let path = format!("/charts/{}", kind.slug);
        let whole = |path: &str| format!("{}{path}", site.base_url());
        let (public, lasting) = (whole(&files.page()), permalink.as_deref().map(whole));
        let view = answered.view(site, kind, &figure, &public, lasting.as_deref());
        let language = answered.language;
        let (json_ld, citation) = (
            export::json_ld(&view).unwrap_or_default(),
            export::citation(&view, language),
        );
        let (given, withheld): (Vec<&Format>, Vec<&Format>) =
            FORMATS.iter().partition(|format| format.is_given(&view));
        let offered = |chosen: fn(&Format) -> bool| -> Vec<Download> {
            let chosen = given.iter().filter(|format| chosen(format));
            chosen
                .map(|format| files.download(format, language))
                .collect()
        };
        let common = offered(|format| format.is_common);
        let references = offered(|format| format.group == Group::Reference);
        let mut more = offered(|format| !format.is_common && format.group != Group::Reference);
        if site.freeze().is_none() {
            let optional = given.iter();
            more.extend(optional.filter_map(|format| files.optional(format, language)));
            more.push(files.feed(language));
        }
        let mut drawing = figure.drawing.with_id(id);
        if let Drawing::Table(table) = &mut drawing {
            lead(table, answered, &path);
        }
        let drawn = drawing.on_page();
        let is_live = site.freeze().is_none();
        let title = &figure.caption.title;
        let sharing = is_live.then(|| Sharing::new(site, kind, &files.question, title));
        Self {
            sharing,
            is_empty: drawn.is_empty,
            permalink,
            ways: Vec::new(),
            small_panel: None,
            id: id.to_owned(),
            caption: figure.caption,
            drawing: drawn.markup,
            downloads: common,
            more_downloads: more,
            references,
            citation,
            withheld: if withheld.is_empty() {
                String::new()
            } else {
                message(language, "formats-withheld", &[])
            },
            json_ld,
            address: address(&path, &answered.query),
            numbers: figure.numbers,
            measure: kind.asked(&answered.query).show.word(),
        }
    }
}

/// Where the files of a figure are.
struct Files {
    path: String,
    /// What stands behind the `?` of the page.
    question: String,
    /// The same for files of data, which are in no language.
    of_data: String,
    /// The same for pictures and for what a reader's programs open, in the language of the page.
    in_words: String,
}

impl Files {
    /// The files of a live view.
    fn live(path: String, answered: &Answered) -> Self {
        let asked = |lang| {
            let query = Query {
                lang,
                ..answered.query.clone()
            };
            query.canonical()
        };
        // Without a language a file is in the default one, whatever a browser prefers.
        Self {
            path,
            question: answered.query.canonical(),
            of_data: asked(None),
            in_words: asked(answered.language.if_not_default()),
        }
    }

    /// The files that are kept with a frozen view, under its own question.
    fn kept(path: String, question: String) -> Self {
        Self {
            path,
            of_data: question.clone(),
            in_words: question.clone(),
            question,
        }
    }

    fn page(&self) -> String {
        asking(&self.path, &self.question)
    }

    /// The link to the view in a format.
    fn download(&self, format: &Format, language: Language) -> Download {
        let question = match format.group {
            Group::Picture => &self.in_words,
            Group::Rows | Group::About | Group::Reference => &self.of_data,
        };
        Download {
            label: message(language, &format.name_key(), &[]),
            address: self.address(format, question),
            extension: format.extension,
        }
    }

    /// The link to the feed of what changes the view.
    fn feed(&self, language: Language) -> Download {
        Download {
            label: message(language, "feed-view-link", &[]),
            address: asking(
                &format!("{}.{}", self.path, Feed::EXTENSION),
                &self.question,
            ),
            extension: Feed::EXTENSION,
        }
    }

    fn address(&self, format: &Format, question: &str) -> String {
        asking(&format!("{}.{}", self.path, format.extension), question)
    }

    /// The link to what a format gives beyond itself, such as a CSV that Excel opens at once.
    fn optional(&self, format: &Format, language: Language) -> Option<Download> {
        let option = format.option.as_ref()?;
        let address = self.address(format, &self.in_words);
        let joint = if address.contains('?') { '&' } else { '?' };
        Some(Download {
            label: message(language, &option.name_key(), &[]),
            address: format!("{address}{joint}{}={}", option.key, option.value),
            extension: format.extension,
        })
    }
}

/// Rows a table shows when a reader asks for more, and for more again.
const MORE_ROWS: [u16; 2] = [50, MOST_SERIES];

/// Where the heads and names of a table lead, and where it has more rows.
fn lead(table: &mut TableSpec, answered: &Answered, path: &str) {
    let query = &answered.query;
    let heads = [&mut table.rank, &mut table.name];
    for column in heads.into_iter().chain(&mut table.numbers) {
        column.href = Sort::from_word(&column.slug).map(|sort| {
            let query = Query {
                sort: query.sort.after_click(sort),
                ..query.clone()
            };
            address(path, &query)
        });
    }
    let source = &answered.answer.metric.source;
    for row in &mut table.rows {
        row.href = places::of_value(query.by, source, &row.slug);
    }
    let is_folded = answered
        .answer
        .series
        .iter()
        .any(|series| series.kind == SeriesKind::Rest);
    let more = MORE_ROWS.into_iter().find(|rows| *rows > query.top);
    table.more = more.filter(|_| is_folded).map(|top| plot::Link {
        label: message(
            answered.language,
            "table-more",
            &[("count", &top.to_string())],
        ),
        href: address(
            path,
            &Query {
                top,
                ..query.clone()
            },
        ),
    });
}
