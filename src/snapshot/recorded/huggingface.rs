//! `huggingface`: what `GET /api/models` of the Hugging Face Hub answers, one model or a list.
//!
//! Counts say nothing of a day, so they are of the day of the capture. The license is the tag's,
//! else the card's; `other` gives way to the name the card has for it. The base is told only where
//! it is one: a merge of models by different publishers has no single base.

use super::super::field::Field;
use super::super::format::Format;
use super::super::intake::Intake;
use super::super::problem::Problem;
use super::{Fault, Node, Object, Observation, add};
use std::borrow::Cow;

/// The format of files.
pub(super) const FORMAT: Format = super::recorded("huggingface", |input, intake| {
    super::read_answer(input, intake, take)
});

/// A count of the Hub: the member of a model, and the metric it is a value of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Name of the member.
    pub member: &'static str,
    /// Id of the metric.
    pub metric: &'static str,
}

/// The counts that are metrics.
pub const COUNTS: [Count; 3] = [
    Count {
        member: "downloads",
        metric: "hf-downloads-30d",
    },
    Count {
        member: "downloadsAllTime",
        metric: "hf-downloads-all-time",
    },
    Count {
        member: "likes",
        metric: "hf-likes",
    },
];

/// What an answer says of a model.
#[derive(Debug)]
pub struct Model<'a> {
    /// Its id, `organization/name`.
    pub id: Cow<'a, str>,
    /// Its counts, in the order of [`COUNTS`]; none where the Hub says nothing.
    pub counts: [Option<&'a str>; COUNTS.len()],
    /// Its license in the Hub's words.
    pub license: Option<String>,
    /// The model it was made from, where it is one.
    pub base_model: Option<String>,
    /// What it is made for, such as `text-generation`, where the Hub says it.
    pub task: Option<Cow<'a, str>>,
    /// Where it stands in the answer.
    pub element: Node<'a>,
}

/// The models of an answer: of a list, or the one it is.
pub fn models(root: Node<'_>) -> Result<Vec<Node<'_>>, Fault<'_>> {
    if root.is_list() {
        return root.list();
    }
    let model = root.object()?;
    if model.said("error").is_some() {
        return Err(root.fault("the answer is an error, not models", "ask again"));
    }
    Ok(vec![root])
}

impl<'a> Model<'a> {
    /// Reads a model; `wanted` are the counts that have to be there.
    pub fn read(element: Node<'a>, wanted: &[Count]) -> Result<Self, Fault<'a>> {
        let model = element.object()?;
        let mut counts = [None; COUNTS.len()];
        for (slot, count) in counts.iter_mut().zip(COUNTS) {
            if wanted.contains(&count) {
                model.need(count.member)?;
            }
            *slot = model.said(count.member).map(Node::count).transpose()?;
        }
        let tags = texts(model.said("tags"))?;
        let card = model.said("cardData").map(Node::object).transpose()?;
        Ok(Self {
            id: model.need("id")?.text()?,
            counts,
            license: license_of(&tags, card.as_ref()),
            base_model: base_of(
                model.said("baseModels").map(found_bases).transpose()?,
                &tags,
                card.as_ref(),
            ),
            task: model.said("pipeline_tag").map(Node::text).transpose()?,
            element,
        })
    }
}

/// The counts an answer has: those of its first model, which all others then must have as well. A
/// list that was asked for without `downloadsAllTime` is whole without it.
fn counts_of_first(models: &[Node<'_>]) -> Vec<Count> {
    let Some(Ok(first)) = models.first().map(|model| model.object()) else {
        return Vec::new();
    };
    let has = |count: &Count| first.need(count.member).is_ok();
    COUNTS.into_iter().filter(has).collect()
}

fn take(root: Node<'_>, intake: &mut Intake<'_>) {
    let Some(captured_at) = intake.given_capture() else {
        intake.problems().add(|| no_moment(1));
        return;
    };
    let day = captured_at.date_naive().to_string();
    let models = match models(root) {
        Ok(models) => models,
        Err(fault) => return add(intake, &fault),
    };
    let mut wanted = counts_of_first(&models);
    if wanted.is_empty() {
        // Then each model says that its downloads are missing.
        wanted.extend(COUNTS.first());
    }
    for element in models {
        match Model::read(element, &wanted) {
            Ok(model) => take_model(&model, &day, intake),
            Err(fault) => {
                intake.count_row();
                add(intake, &fault);
            }
        }
    }
}

fn take_model(model: &Model<'_>, day: &str, intake: &mut Intake<'_>) {
    for (count, value) in COUNTS.iter().zip(model.counts) {
        let Some(value) = value else { continue };
        let observation = Observation {
            metric: count.metric,
            model: &model.id,
            observed_on: day,
            value,
        };
        let mut cells = observation.cells();
        if let Some(license) = &model.license {
            cells.set(Field::License, license.as_bytes());
        }
        if let Some(base) = &model.base_model {
            cells.set(Field::BaseModel, base.as_bytes());
        }
        intake.take(&cells, &model.element);
    }
}

/// A text, or the texts of a list: cards hold either.
fn texts(node: Option<Node<'_>>) -> Result<Vec<Cow<'_, str>>, Fault<'_>> {
    match node {
        None => Ok(Vec::new()),
        Some(node) if node.is_list() => node.list()?.into_iter().map(Node::text).collect(),
        Some(node) => Ok(vec![node.text()?]),
    }
}

/// The license in the Hub's words; all of them where several are named.
pub fn license_of(tags: &[Cow<'_, str>], card: Option<&Object<'_>>) -> Option<String> {
    let mut named: Vec<String> = tags
        .iter()
        .filter_map(|tag| Some(tag.strip_prefix("license:")?.to_owned()))
        .collect();
    if named.is_empty()
        && let Some(card) = card
    {
        // Cards are written by people: what is no text there is not said.
        let written = texts(card.said("license")).unwrap_or_default();
        named.extend(written.into_iter().map(Cow::into_owned));
    }
    if named == ["other"]
        && let Some(name) = card.and_then(|card| card.said("license_name"))
        && let Ok(name) = name.text()
        && !name.trim().is_empty()
    {
        return Some(name.into_owned());
    }
    (!named.is_empty()).then(|| named.join(", "))
}

/// The base a model was made from: what the Hub found, else what its tags say, else its card.
pub fn base_of(
    found: Option<Vec<String>>,
    tags: &[Cow<'_, str>],
    card: Option<&Object<'_>>,
) -> Option<String> {
    if let Some(found) = found {
        return single(&found);
    }
    let tagged: Vec<String> = tags
        .iter()
        .filter_map(|tag| {
            let base = tag.strip_prefix("base_model:")?;
            // `base_model:quantized:ORG/NAME` repeats the base with its relation.
            Some(base.rsplit_once(':').map_or(base, |(_, id)| id).to_owned())
        })
        .collect();
    if !tagged.is_empty() {
        return single(&tagged);
    }
    let written = card.and_then(|card| card.said("base_model"));
    let written = texts(written).unwrap_or_default();
    let written: Vec<String> = written.into_iter().map(Cow::into_owned).collect();
    single(&written)
}

/// The bases in the text of a JSON value, as archives keep what the Hub found; none where it says
/// nothing.
pub fn bases_in(json: &[u8]) -> Option<Vec<String>> {
    let node = Node::root(std::str::from_utf8(json).ok()?).ok()?;
    if node.is_null() {
        return None;
    }
    found_bases(node).ok()
}

/// The problem of counts whose day nobody said; `line` is its place.
pub fn no_moment(line: u64) -> Problem {
    let hint = "say when the Hub was asked: --captured-at 2026-10-07T12:00:00Z, in a push \
                ?captured_at=2026-10-07T12:00:00Z";
    Problem::of_line(line, "counts of the Hub carry no date", hint)
}

/// `{relation, models: [{id}]}`, or a list of ids.
fn found_bases(found: Node<'_>) -> Result<Vec<String>, Fault<'_>> {
    let list = if found.is_list() {
        found.list()?
    } else {
        found.object()?.need("models")?.list()?
    };
    list.into_iter()
        .map(|base| match base.text() {
            Ok(id) => Ok(id.into_owned()),
            Err(_) => Ok(base.object()?.need("id")?.text()?.into_owned()),
        })
        .collect()
}

/// The first base, where all are of one publisher and written as ids of the Hub; a path on
/// somebody's disk is none.
fn single(bases: &[String]) -> Option<String> {
    let first = bases.first()?;
    let publisher = publisher(first)?;
    bases
        .iter()
        .all(|base| self::publisher(base) == Some(publisher))
        .then(|| first.clone())
}

/// What stands before the slash of an id of the Hub.
fn publisher(id: &str) -> Option<&str> {
    let (publisher, name) = id.split_once('/')?;
    let is_name = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    (is_name(publisher) && is_name(name)).then_some(publisher)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        let model = Model::read(Node::root(text).unwrap(), &[]).unwrap();
        (model.license, model.base_model)
    }

    #[rstest]
    #[case(
        r#""tags":["license:mit"],"cardData":{"license":"apache-2.0"}"#,
        Some("mit")
    )]
    #[case(r#""cardData":{"license":"apache-2.0"}"#, Some("apache-2.0"))]
    #[case(
        r#""cardData":{"license":["mit","cc-by-4.0"]}"#,
        Some("mit, cc-by-4.0")
    )]
    #[case(
        r#""tags":["license:other"],"cardData":{"license_name":"kimi-k3"}"#,
        Some("kimi-k3")
    )]
    #[case(
        r#""tags":["license:other"],"cardData":{"license_name":null}"#,
        Some("other")
    )]
    #[case(
        r#""tags":["license:mit"],"cardData":{"license_name":"not this"}"#,
        Some("mit")
    )]
    #[case(r#""tags":["arxiv:1234"],"cardData":{"license":{"odd":1}}"#, None)]
    fn the_license_is_what_the_hub_says(#[case] members: &str, #[case] license: Option<&str>) {
        let text = format!("{{\"id\":\"a/b\",{members}}}");
        assert_eq!(read(&text).0.as_deref(), license);
    }

    #[rstest]
    #[case(
        r#""baseModels":{"relation":"quantized","models":[{"_id":"1","id":"Qwen/Qwen3-8B"}]}"#,
        Some("Qwen/Qwen3-8B")
    )]
    #[case(r#""baseModels":["Qwen/Qwen3-8B"]"#, Some("Qwen/Qwen3-8B"))]
    #[case(
        r#""baseModels":{"relation":"merge","models":[{"id":"Qwen/A"},{"id":"Qwen/B"}]}"#,
        Some("Qwen/A")
    )]
    #[case(
        r#""baseModels":{"relation":"merge","models":[{"id":"Qwen/A"},{"id":"mistralai/B"}]}"#,
        None
    )]
    #[case(
        r#""tags":["base_model:Qwen/A","base_model:finetune:Qwen/A"]"#,
        Some("Qwen/A")
    )]
    #[case(r#""tags":["base_model:Qwen/A","base_model:meta-llama/B"]"#, None)]
    #[case(r#""cardData":{"base_model":["meta-llama/B"]}"#, Some("meta-llama/B"))]
    #[case(r#""cardData":{"base_model":"/content/model"}"#, None)]
    #[case(r#""cardData":{"base_model":"./out/model"}"#, None)]
    #[case(r#""cardData":{"base_model":"bert-base-uncased"}"#, None)]
    fn the_base_is_told_where_it_is_one(#[case] members: &str, #[case] base: Option<&str>) {
        let text = format!("{{\"id\":\"a/b\",{members}}}");
        assert_eq!(read(&text).1.as_deref(), base);
    }
}
