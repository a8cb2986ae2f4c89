//! `pypistats`: what `GET /api/packages/NAME/overall` of pypistats.org answers, downloads of a
//! package a day. Days come twice, with and without known mirrors; ours are those without.

use super::super::format::Format;
use super::super::intake::Intake;
use super::{Fault, Node, Observation, add};
use std::borrow::Cow;

/// The format of files.
pub(super) const FORMAT: Format = super::recorded("pypistats", |input, intake| {
    super::read_answer(input, intake, take)
});

/// The metric of these rows.
pub const METRIC: &str = "pypi-downloads";

/// Downloads of a package on a day.
#[derive(Debug)]
pub struct Day<'a> {
    /// The day, `YYYY-MM-DD`.
    pub date: Cow<'a, str>,
    /// Digits of the count.
    pub downloads: &'a str,
    /// Where it stands in the answer.
    pub element: Node<'a>,
}

/// The package of an answer and the days in it, each read or at fault.
pub struct Answer<'a> {
    /// Name of the package.
    pub package: Cow<'a, str>,
    /// Its days without mirrors.
    pub days: Vec<Result<Day<'a>, Fault<'a>>>,
}

/// Reads an answer.
pub fn read(root: Node<'_>) -> Result<Answer<'_>, Fault<'_>> {
    let answer = root.object()?;
    let kind = answer.need("type")?;
    if kind.text()? != "overall_downloads" {
        let message = format!("{} are not downloads a day of all", kind.text()?);
        return Err(kind.fault(message, "record /api/packages/NAME/overall"));
    }
    let mut days = Vec::new();
    let mut with_mirrors = 0;
    for element in answer.need("data")?.list()? {
        match read_day(element) {
            Ok(Some(day)) => days.push(Ok(day)),
            Ok(None) => with_mirrors += 1,
            Err(fault) => days.push(Err(fault)),
        }
    }
    if days.is_empty() && with_mirrors > 0 {
        return Err(answer.need("data")?.fault(
            "all days are with mirrors, and the metric leaves mirrors out",
            "record it without ?mirrors=true",
        ));
    }
    Ok(Answer {
        package: answer.need("package")?.text()?,
        days,
    })
}

/// A day, or none where it is the one with mirrors.
fn read_day(element: Node<'_>) -> Result<Option<Day<'_>>, Fault<'_>> {
    let day = element.object()?;
    let category = day.need("category")?;
    match &*category.text()? {
        "without_mirrors" => Ok(Some(Day {
            date: day.need("date")?.text()?,
            downloads: day.need("downloads")?.count()?,
            element,
        })),
        "with_mirrors" => Ok(None),
        _ => Err(category.fault(
            "is neither `with_mirrors` nor `without_mirrors`",
            "the source changed its answers",
        )),
    }
}

fn take(root: Node<'_>, intake: &mut Intake<'_>) {
    match read(root) {
        Ok(answer) => take_days(METRIC, &answer.package, answer.days, intake),
        Err(fault) => add(intake, &fault),
    }
}

/// Hands the days of a package in.
pub(super) fn take_days(
    metric: &str,
    package: &str,
    days: Vec<Result<Day<'_>, Fault<'_>>>,
    intake: &mut Intake<'_>,
) {
    for day in days {
        match day {
            Ok(day) => {
                let observation = Observation {
                    metric,
                    model: package,
                    observed_on: &day.date,
                    value: day.downloads,
                };
                intake.take(&observation.cells(), &day.element);
            }
            Err(fault) => {
                intake.count_row();
                add(intake, &fault);
            }
        }
    }
}
