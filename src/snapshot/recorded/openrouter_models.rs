//! `openrouter-models`: what `GET /api/v1/models` of OpenRouter answers. It holds no counts, so it
//! is no snapshot: what it says of models is joined to the rankings by `weighbridge collect
//! openrouter`.

use super::super::format::Format;
use super::super::intake::Intake;
use super::{Fault, Node, add};
use std::borrow::Cow;

/// The format of files: the answer is checked and then refused with words.
pub(super) const FORMAT: Format = super::recorded("openrouter-models", |input, intake| {
    super::read_answer(input, intake, take)
});

/// What an answer says of a model.
#[derive(Debug)]
pub struct Model<'a> {
    /// The permanent slug, by which the rankings name it.
    pub slug: Cow<'a, str>,
    /// The repository of its weights on the Hugging Face Hub, where there is one.
    pub huggingface_id: Option<Cow<'a, str>>,
    /// When it was listed, in seconds since 1970.
    pub created: &'a str,
    /// Price of a token of the prompt in US dollars, a decimal number.
    pub prompt_price: Cow<'a, str>,
    /// Price of a token of the completion in US dollars, a decimal number.
    pub completion_price: Cow<'a, str>,
}

/// The models of an answer.
pub fn models(root: Node<'_>) -> Result<Vec<Node<'_>>, Fault<'_>> {
    root.object()?.need("data")?.list()
}

impl<'a> Model<'a> {
    /// Reads a model.
    pub fn read(element: Node<'a>) -> Result<Self, Fault<'a>> {
        let model = element.object()?;
        let on_the_hub = model.need("hugging_face_id")?;
        let huggingface_id = if on_the_hub.is_null() {
            None
        } else {
            Some(on_the_hub.text()?).filter(|id| !id.trim().is_empty())
        };
        let pricing = model.need("pricing")?.object()?;
        Ok(Self {
            slug: model.need("canonical_slug")?.text()?,
            huggingface_id,
            created: model.need("created")?.count()?,
            prompt_price: pricing.need("prompt")?.text()?,
            completion_price: pricing.need("completion")?.text()?,
        })
    }
}

fn take(root: Node<'_>, intake: &mut Intake<'_>) {
    let models = match models(root) {
        Ok(models) => models,
        Err(fault) => return add(intake, &fault),
    };
    let (mut good, mut open) = (0, 0);
    for element in models {
        match Model::read(element) {
            Ok(model) => {
                good += 1;
                open += u32::from(model.huggingface_id.is_some());
            }
            Err(fault) => add(intake, &fault),
        }
    }
    let message = format!(
        "the answer lists {good} models, {open} of them with weights on the Hub, and no counts: \
         there is nothing to store"
    );
    let hint = "`weighbridge collect openrouter` joins it to the rankings; recorded rankings are \
                read with --as openrouter-rankings";
    add(intake, &root.fault(message, hint));
}
