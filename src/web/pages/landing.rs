//! The outline that pages about one thing and lists of things share: a name, sentences that open
//! the page, figures, and sections. A page is what it puts in.

use super::figure::FigureView;
use super::history::{share_over_time, values_over_time};
use super::listing::{Cell, Fact, Listing};
use super::ranked::{FEW_MODELS, both, few_sentence, standing_sentence, top};
use super::standing::{DOWNLOADS, TOKENS, by, only};
use super::{Page, html, live};
use crate::query::DimensionId;
use crate::store::facts::Edition;
use crate::web::Error;
use crate::web::state::Site;
use askama::Template;
use axum::response::Response;
use std::sync::Arc;

/// Letters of a name that the largest size is good for.
const LONGEST_HEADING: usize = 90;

/// A page of this outline.
#[derive(Template)]
#[template(path = "landing.html")]
pub(super) struct Landing {
    page: Page,
    name: String,
    lead: Vec<String>,
    /// Reservations before any number is read.
    few: Vec<Vec<Cell>>,
    figures: Vec<FigureView>,
    /// Below the figures: where they are read in another way, or why there are none.
    aside: Vec<Cell>,
    sections: Vec<Section>,
}

/// A part of a page under a heading.
#[derive(Default)]
pub(super) struct Section {
    heading: String,
    /// Below the heading; where there is nothing to list, what there is not.
    words: Vec<Cell>,
    /// Tables, side by side where there is room for two.
    tables: Vec<(String, Listing)>,
    facts: Vec<Fact>,
    /// Names that lead somewhere.
    names: Vec<Cell>,
    links: Vec<Cell>,
}

impl Section {
    /// A section that has something to show, introduced by `words`.
    pub fn new(heading: String, words: Vec<Cell>) -> Self {
        Self {
            heading,
            words,
            ..Self::default()
        }
    }

    /// A table introduced by `words`, or where it has no rows, `nothing` in its place.
    pub fn listing(
        heading: String,
        listing: Listing,
        words: Vec<Cell>,
        nothing: Vec<Cell>,
    ) -> Self {
        if listing.rows.is_empty() {
            return Self::new(heading, nothing);
        }
        Self::new(heading, words).with_tables(vec![(String::new(), listing)])
    }

    /// Facts with their basis.
    pub fn of_facts(page: &Page, facts: Vec<Fact>) -> Self {
        Self {
            facts,
            ..Self::new(page.t("heading-facts"), Vec::new())
        }
    }

    /// The same with tables, each under a heading of its own unless it is the only one.
    pub fn with_tables(self, tables: Vec<(String, Listing)>) -> Self {
        Self { tables, ..self }
    }

    /// The same with names.
    pub fn with_names(self, names: Vec<Cell>) -> Self {
        Self { names, ..self }
    }

    /// The same with words below the heading.
    pub fn saying(self, words: Vec<Cell>) -> Self {
        Self { words, ..self }
    }

    /// The same with links at its end.
    pub fn leading_to(self, links: Vec<Cell>) -> Self {
        Self { links, ..self }
    }
}

/// What a page is about: a value of a breakdown.
pub(super) struct Topic<'a> {
    pub site: &'a Site,
    pub edition: &'a Arc<Edition>,
    pub dimension: DimensionId,
    /// Id of the value.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
}

impl Landing {
    /// A page with its opening sentences.
    pub fn new(page: Page, name: impl Into<String>, lead: Vec<String>) -> Self {
        Self {
            page,
            name: name.into(),
            lead,
            few: Vec::new(),
            figures: Vec::new(),
            aside: Vec::new(),
            sections: Vec::new(),
        }
    }

    /// The page about a topic: an opening sentence of its own, then where it stands.
    pub async fn about(page: Page, topic: &Topic<'_>, opening: String) -> Result<Self, Error> {
        let mut landing = Self::new(page, topic.name, vec![opening]);
        for standings in both(topic.site, topic.edition, topic.dimension)
            .await?
            .iter()
            .flatten()
        {
            let page = &landing.page;
            let standing = standings.one(topic.site, topic.id);
            let sentence = standing_sentence(page, standings, standing.as_ref(), topic.name);
            let few = standing.filter(|it| (1..=FEW_MODELS).contains(&it.models));
            let few = few.map(|standing| few_sentence(page, standings, &standing));
            landing.lead.push(sentence);
            landing.few.extend(few.map(|words| vec![Cell::text(words)]));
        }
        Ok(landing)
    }

    /// Draws a topic's share in the whole over time, and where `parts` are asked for, how much it
    /// consists of them.
    pub async fn draw(
        &mut self,
        topic: &Topic<'_>,
        parts: Option<DimensionId>,
    ) -> Result<(), Error> {
        let (site, edition) = (topic.site, topic.edition);
        for metric in [TOKENS, DOWNLOADS] {
            let share = by(metric, topic.dimension);
            let figure = share_over_time(site, edition, share, topic.id).await?;
            self.figures.extend(figure);
            if let Some(parts) = parts {
                let values = only(by(metric, parts), topic.dimension, topic.id);
                let figure = values_over_time(site, edition, values, topic.name).await?;
                self.figures.extend(figure);
            }
        }
        Ok(())
    }

    /// Whether the name is too long to be set in the largest size.
    fn has_long_name(&self) -> bool {
        self.name.chars().count() > LONGEST_HEADING
    }

    /// Whether anything was drawn.
    pub fn has_figures(&self) -> bool {
        !self.figures.is_empty()
    }

    /// Adds figures.
    pub fn show(&mut self, figures: impl IntoIterator<Item = FigureView>) {
        self.figures.extend(figures);
    }

    /// Adds an opening sentence.
    pub fn say(&mut self, sentences: impl IntoIterator<Item = String>) {
        self.lead.extend(sentences);
    }

    /// Adds a reservation that is read before any number.
    pub fn warn(&mut self, sentences: impl IntoIterator<Item = Vec<Cell>>) {
        self.few.extend(sentences);
    }

    /// Puts words below the figures.
    pub fn remark(&mut self, words: Vec<Cell>) {
        self.aside.extend(words);
    }

    /// Adds a section.
    pub fn push(&mut self, section: Section) {
        self.sections.push(section);
    }

    /// Adds sections.
    pub fn extend(&mut self, sections: impl IntoIterator<Item = Section>) {
        self.sections.extend(sections);
    }

    /// Adds the section that says what of a breakdown leads within a topic, by each metric; no
    /// section where nothing is counted.
    pub async fn push_leading(
        &mut self,
        topic: &Topic<'_>,
        parts: DimensionId,
        section: Section,
    ) -> Result<(), Error> {
        let mut tables = Vec::new();
        for metric in [TOKENS, DOWNLOADS] {
            let query = only(by(metric, parts), topic.dimension, topic.id);
            let table = top(&self.page, topic.site, topic.edition, query).await?;
            tables.extend(table);
        }
        if !tables.is_empty() {
            self.push(section.with_tables(tables));
        }
        Ok(())
    }

    /// The page as an answer, described by its opening sentences.
    pub fn html(mut self) -> Result<Response, Error> {
        self.page = self.page.described(self.lead.join(" "));
        html(self.page.spoken(), &self)
    }

    /// The same of a page that follows from more than the data.
    pub fn live(mut self) -> Result<Response, Error> {
        self.page = self.page.described(self.lead.join(" "));
        live(self.page.spoken(), &self)
    }

    /// The page, for what is said in its language.
    pub fn page(&self) -> &Page {
        &self.page
    }
}
