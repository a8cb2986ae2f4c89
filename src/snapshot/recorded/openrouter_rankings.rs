//! `openrouter-rankings`: what `GET /api/v1/datasets/rankings-daily` of OpenRouter answers, the
//! tokens of the 50 leading models a day and of all others, in a row named `other`.

use super::super::format::Format;
use super::super::intake::Intake;
use super::{Fault, Node, Object, Observation, add};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The format of files.
pub(super) const FORMAT: Format = super::recorded("openrouter-rankings", |input, intake| {
    super::read_answer(input, intake, take)
});

/// The metric of these rows.
pub const METRIC: &str = "openrouter-tokens";

/// What an answer says of itself.
#[derive(Debug)]
pub struct Meta<'a> {
    /// The moment its figures are of, RFC 3339.
    pub as_of: Cow<'a, str>,
    /// First day of the window, as the source resolved it.
    pub start_date: Cow<'a, str>,
    /// Last day of the window.
    pub end_date: Cow<'a, str>,
    /// Where it stands in the answer.
    pub node: Node<'a>,
}

/// Tokens of one model on one day.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The day, `YYYY-MM-DD`.
    pub date: Cow<'a, str>,
    /// The permanent slug of the model, or `other`.
    pub model: Cow<'a, str>,
    /// Digits of the count.
    pub tokens: &'a str,
    /// Where it stands in the answer.
    pub element: Node<'a>,
}

/// What the answer says of itself.
pub fn meta<'a>(answer: &Object<'a>) -> Result<Meta<'a>, Fault<'a>> {
    let node = answer.need("meta")?;
    let meta = node.object()?;
    Ok(Meta {
        as_of: meta.need("as_of")?.text()?,
        start_date: meta.need("start_date")?.text()?,
        end_date: meta.need("end_date")?.text()?,
        node,
    })
}

impl<'a> Entry<'a> {
    /// Reads an entry of `data`.
    pub fn read(element: Node<'a>) -> Result<Self, Fault<'a>> {
        let entry = element.object()?;
        Ok(Self {
            date: entry.need("date")?.text()?,
            model: entry.need("model_permaslug")?.text()?,
            tokens: entry.need("total_tokens")?.count()?,
            element,
        })
    }
}

/// Refuses sums over weeks or months, which have the shape of days: a day's tokens would be
/// counted many times over. Only a daily answer has two neighboring days.
pub fn check_daily<'a, 'd>(
    days: impl Iterator<Item = &'d str>,
    at: Node<'a>,
) -> Result<(), Fault<'a>> {
    let days: BTreeSet<NaiveDate> = days.filter_map(|day| day.parse().ok()).collect();
    let apart = days
        .iter()
        .zip(days.iter().skip(1))
        .map(|(day, next)| (*next - *day).num_days())
        .min();
    if apart.is_some_and(|apart| apart >= 7) {
        return Err(at.fault(
            "the dates are weeks or months apart: these are no figures of single days",
            "ask for period=day",
        ));
    }
    Ok(())
}

fn take(root: Node<'_>, intake: &mut Intake<'_>) {
    if let Err(fault) = take_answer(root, intake) {
        add(intake, &fault);
    }
}

fn take_answer<'a>(root: Node<'a>, intake: &mut Intake<'_>) -> Result<(), Fault<'a>> {
    let answer = root.object()?;
    let meta = meta(&answer)?;
    intake.take_capture(meta.as_of.as_bytes(), &meta.node);
    let list = answer.need("data")?;
    let mut days = BTreeSet::new();
    for element in list.list()? {
        match Entry::read(element) {
            Ok(entry) => {
                let observation = Observation {
                    metric: METRIC,
                    model: &entry.model,
                    observed_on: &entry.date,
                    value: entry.tokens,
                };
                intake.take(&observation.cells(), &element);
                days.insert(entry.date);
            }
            Err(fault) => {
                intake.count_row();
                add(intake, &fault);
            }
        }
    }
    check_daily(days.iter().map(AsRef::as_ref), list)
}
