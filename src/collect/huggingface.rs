//! `huggingface`: downloads and likes of models on the Hugging Face Hub, page by page. Memory does
//! not grow with the Hub: a page is parsed, spooled and forgotten, and a run that is stopped goes
//! on where it was.

use super::client::{Answer, Client, Manner};
use super::cursor::{self, Cursor};
use super::error::Error;
use super::pace::Limit;
use super::run::{Gathered, Tally};
use super::seen::Seen;
use super::spool::Spool;
use super::{Collector, Job, Reason, Scope, Step, remove_spools};
use crate::snapshot::recorded::huggingface::{COUNTS, Model, models};
use crate::snapshot::{Cells, Field};
use reqwest::Url;
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Models on a page: the most the Hub gives.
const PAGE: &str = "1000";
/// Models remembered, to pass over those that come again: a list moves while it is read.
const REMEMBERED: usize = 200_000;

/// What is asked of each model.
const EXPAND: [&str; 10] = [
    "downloads",
    "downloadsAllTime",
    "likes",
    "tags",
    "cardData",
    "baseModels",
    "createdAt",
    "safetensors",
    "pipeline_tag",
    "gated",
];

/// The Hub's limits for an address and for a user with a token, in five minutes.
const MANNER: Manner = Manner {
    prefix: "/api",
    limits: &[Limit {
        count: 500,
        per: Duration::from_mins(5),
    }],
    limits_with_credential: &[Limit {
        count: 1000,
        per: Duration::from_mins(5),
    }],
};

pub(super) const COLLECTOR: Collector = Collector {
    name: "huggingface",
    about: "Downloads and likes of models on the Hugging Face Hub, as they are now.",
    needs: "Nothing; HF_TOKEN doubles the pace.",
    // All of the Hub takes half an hour at its best.
    longest: Duration::from_hours(6),
    has_scopes: true,
    gather: |job, tally| Box::pin(gather(job, tally)),
};

/// A run under way.
struct Listing<'a> {
    job: &'a Job<'a>,
    spool: Spool,
    cursor: Cursor,
    seen: Seen,
    /// Models of the catalog, which are of interest whatever their kind.
    cataloged: HashSet<&'a str>,
    day: String,
}

async fn gather(job: &Job<'_>, tally: &Tally) -> Result<Gathered, Error> {
    let endpoint = &job.settings.huggingface;
    let client = Client::new(endpoint, &MANNER, &job.settings.policy, tally, job.now)?;
    let kept_at = job.folder.join("huggingface").join(cursor::FILE);
    let lists = lists(job, &client);
    let mut listing = Listing::open(job, &kept_at, &endpoint.base)?;
    let resumed = listing.cursor.models;
    let mut asked = HashSet::new();
    while let Some(list) = lists.get(listing.cursor.lists) {
        let page = match &listing.cursor.next {
            None => list.clone(),
            Some(next) => next
                .parse()
                .map_err(|_| Error::Circle { url: next.clone() })?,
        };
        if !asked.insert(page.clone()) {
            return Err(Error::Circle {
                url: page.to_string(),
            });
        }
        let answer = client.get(&page).await?;
        listing.take(&answer)?;
        listing.turn(answer.next.as_ref());
        listing.cursor.mark = listing.spool.flush()?;
        listing.cursor.save(&kept_at)?;
        listing.tell(lists.len());
        if listing.is_full() {
            break;
        }
    }
    listing.finish(&kept_at, resumed)
}

/// The first pages of the lists to read.
fn lists(job: &Job<'_>, client: &Client<'_>) -> Vec<Url> {
    let first = |author: Option<&str>, sort: &str| {
        let mut query = vec![("limit", PAGE), ("sort", sort)];
        query.extend(author.map(|author| ("author", author)));
        query.extend(EXPAND.map(|property| ("expand", property)));
        client.address("/models", &query)
    };
    match job.scope {
        Scope::Catalog => {
            let organizations = job.catalog.organizations.iter();
            organizations
                .flat_map(|organization| &organization.namespaces)
                .filter(|(source, _)| *source == "huggingface")
                .map(|(_, namespace)| first(Some(namespace), "downloads"))
                .collect()
        }
        Scope::Top(_) => vec![first(None, "downloads")],
        // By an order that does not change while the list is read.
        Scope::All => vec![first(None, "createdAt")],
    }
}

impl<'a> Listing<'a> {
    /// Goes on with the run that was stopped, else begins one.
    fn open(job: &'a Job<'a>, kept_at: &Path, base: &str) -> Result<Self, Error> {
        let (scope, kind) = (job.scope, job.kind.word());
        let question = format!("{base} {scope} {kind}");
        let kept = if job.fresh {
            None
        } else {
            Cursor::load(kept_at, &question, job.now)?
        };
        let mut seen = Seen::of(REMEMBERED);
        let (spool, cursor) = if let Some(cursor) = kept {
            tracing::info!(
                models = cursor.models,
                "going on where the last run was stopped"
            );
            let spool = Spool::resume(&cursor.spool, cursor.started_at, cursor.mark)?;
            seen.read(&cursor.spool)?;
            (spool, cursor)
        } else {
            remove_spools(&job.folder.join("huggingface"))?;
            let path = job.spool("huggingface");
            let mut spool = Spool::create(&path, job.now)?;
            let mark = spool.flush()?;
            (spool, Cursor::begin(question, job.now, path, mark))
        };
        Ok(Self {
            job,
            spool,
            day: cursor.started_at.date_naive().to_string(),
            cursor,
            seen,
            cataloged: job
                .catalog
                .models
                .iter()
                .filter(|model| model.source == "huggingface")
                .map(|model| model.external_id.as_str())
                .collect(),
        })
    }

    /// Spools the models of a page.
    fn take(&mut self, answer: &Answer) -> Result<(), Error> {
        answer.read(|root| {
            for element in models(root)? {
                let model = Model::read(element, &COUNTS)?;
                if self.is_full() {
                    break;
                }
                self.take_model(&model).map_err(Reason::from)?;
            }
            Ok(())
        })
    }

    fn take_model(&mut self, model: &Model<'_>) -> Result<(), Error> {
        let cataloged = self.cataloged.contains(&*model.id);
        if !cataloged && !self.job.kind.admits(model.task.as_deref()) {
            self.cursor.other_kinds += 1;
            return Ok(());
        }
        if !self.seen.is_new(&model.id) {
            self.cursor.repeated += 1;
            return Ok(());
        }
        self.cursor.valued.resize(COUNTS.len(), 0);
        let counts = COUNTS.iter().zip(model.counts);
        for ((count, value), valued) in counts.zip(&mut self.cursor.valued) {
            let Some(value) = value else { continue };
            *valued += 1;
            let mut cells = Cells::default();
            cells.set(Field::Metric, count.metric.as_bytes());
            cells.set(Field::Model, model.id.as_bytes());
            cells.set(Field::ObservedOn, self.day.as_bytes());
            cells.set(Field::Value, value.as_bytes());
            if let Some(license) = &model.license {
                cells.set(Field::License, license.as_bytes());
            }
            if let Some(base) = &model.base_model {
                cells.set(Field::BaseModel, base.as_bytes());
            }
            self.spool.row(&cells)?;
        }
        self.cursor.models += 1;
        Ok(())
    }

    /// Turns to the next page, or to the next list after the last.
    fn turn(&mut self, next: Option<&Url>) {
        self.cursor.next = next.map(Url::to_string);
        if next.is_none() {
            self.cursor.lists += 1;
        }
    }

    /// Whether there are as many models as were asked for.
    fn is_full(&self) -> bool {
        matches!(self.job.scope, Scope::Top(most) if self.cursor.models >= most)
    }

    fn tell(&self, lists: usize) {
        let models = self.cursor.models;
        let (unit, done, total) = match self.job.scope {
            Scope::Catalog => ("names", self.cursor.lists as u64, Some(lists as u64)),
            Scope::Top(most) => ("models", models, Some(most)),
            Scope::All => ("models", models, models_of_last(self.job.folder)),
        };
        (self.job.progress)(Step { unit, done, total });
    }

    fn finish(self, kept_at: &Path, resumed: u64) -> Result<Gathered, Error> {
        let models = self.cursor.models;
        if models > 0 {
            let silent = COUNTS.iter().zip(&self.cursor.valued);
            if let Some((count, _)) = silent.into_iter().find(|(_, valued)| **valued == 0) {
                let member = count.member;
                return Err(Error::Silent { member });
            }
        }
        let mut notes = vec![format!("{models} models ({})", self.job.scope)];
        if resumed > 0 {
            notes.push(format!("{resumed} of them by a run that was stopped"));
        }
        if self.cursor.other_kinds > 0 {
            notes.push(format!(
                "{} models of other kinds are left out; --kind all takes them in",
                self.cursor.other_kinds
            ));
        }
        if self.cursor.repeated > 0 {
            notes.push(format!(
                "{} came again and were passed over",
                self.cursor.repeated
            ));
        }
        let rows = self.spool.rows();
        let file = self.spool.finish()?;
        fs::remove_file(kept_at).map_err(Error::keeping(kept_at))?;
        if rows == 0 {
            fs::remove_file(&file).map_err(Error::keeping(&file))?;
        } else if self.job.scope == Scope::All {
            keep_models(self.job.folder, models)?;
        }
        Ok(Gathered {
            file: (rows > 0).then_some(file),
            rows,
            missing: Vec::new(),
            notes,
        })
    }
}

/// How many models the last run over all of the Hub gathered: the Hub does not say how many there
/// are, so this is what the remaining time is guessed from.
fn models_of_last(folder: &Path) -> Option<u64> {
    let text = fs::read_to_string(folder.join("huggingface/models")).ok()?;
    text.trim().parse().ok()
}

fn keep_models(folder: &Path, models: u64) -> Result<(), Error> {
    let path = folder.join("huggingface/models");
    fs::write(&path, models.to_string()).map_err(Error::keeping(&path))
}
