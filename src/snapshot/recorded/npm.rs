//! `npm`: what `GET /downloads/range/PERIOD/NAME` of api.npmjs.org answers, downloads of a package
//! a day.
//!
//! npm writes 0 where it has not counted a day, or has lost it (github.com/npm/registry-issue-archive
//! 342 and 382): of a package that is used at all, a 0 is a day without a figure. Missing is not
//! zero, so such a day has no row.

use super::super::format::Format;
use super::super::intake::Intake;
use super::pypistats::{Answer, Day, take_days};
use super::{Fault, Node, add};

/// The format of files.
pub(super) const FORMAT: Format = super::recorded("npm", |input, intake| {
    super::read_answer(input, intake, take)
});

/// The metric of these rows.
pub const METRIC: &str = "npm-downloads";

/// Reads an answer; days of 0 are left out.
pub fn read(root: Node<'_>) -> Result<Answer<'_>, Fault<'_>> {
    let answer = root.object()?;
    let downloads = answer.need("downloads")?;
    if !downloads.is_list() {
        return Err(downloads.fault(
            "is a sum over a period, not downloads a day",
            "record /downloads/range/PERIOD/NAME",
        ));
    }
    let days = downloads.list()?.into_iter().map(read_day);
    Ok(Answer {
        package: answer.need("package")?.text()?,
        days: days
            .filter(|day| !day.as_ref().is_ok_and(is_not_counted))
            .collect(),
    })
}

fn is_not_counted(day: &Day<'_>) -> bool {
    day.downloads.bytes().all(|digit| digit == b'0')
}

fn read_day(element: Node<'_>) -> Result<Day<'_>, Fault<'_>> {
    let day = element.object()?;
    Ok(Day {
        date: day.need("day")?.text()?,
        downloads: day.need("downloads")?.count()?,
        element,
    })
}

fn take(root: Node<'_>, intake: &mut Intake<'_>) {
    match read(root) {
        Ok(answer) => take_days(METRIC, &answer.package, answer.days, intake),
        Err(fault) => add(intake, &fault),
    }
}
