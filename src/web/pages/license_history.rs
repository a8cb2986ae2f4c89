//! What became of licenses: changes that snapshots told of, changes that the catalog dates, and
//! texts that snapshots gave.

use super::Page;
use super::listing::{Cell, Listing, shortened};
use crate::domain::catalog::LicenseChange;
use crate::store::places::{LicenseMove, LicenseText};
use crate::text::message;
use crate::web::places;
use crate::web::state::Site;
use std::collections::HashSet;

/// Dated changes of licenses, of those asked for, newest first.
pub(super) fn changes(
    page: &Page,
    site: &Site,
    with_organization: bool,
    wanted: impl Fn(&LicenseChange) -> bool,
) -> Listing {
    let changes = site.catalog().license_changes.iter();
    let mut found: Vec<&LicenseChange> = changes.filter(|change| wanted(change)).collect();
    found.sort_by(|a, b| b.changed_on.cmp(&a.changed_on));
    let license = |id: &str| page.license_cell(site, Some(id));
    let rows = found.into_iter().map(|change| {
        let mut row = vec![
            Cell::whole(page.release(Some(&change.changed_on))),
            Cell::text(change.model.as_str()),
            license(&change.from_license),
            license(&change.to_license),
            Cell::english(change.basis.as_str()),
        ];
        if with_organization {
            row.insert(1, page.organization_cell(site, Some(&change.organization)));
        }
        row
    });
    let mut columns = vec![
        "column-date",
        "column-first-model",
        "column-from",
        "column-to",
        "column-basis",
    ];
    if with_organization {
        columns.insert(1, "dimension-organization");
    }
    Listing {
        caption: page.t("heading-license-changes"),
        columns: page.heads(&columns, &[]),
        rows: rows.collect(),
        is_folded: true,
        is_stacked: true,
        below: vec![vec![
            Cell::text(page.t("license-changes-note")),
            Cell::link(page.t("license-changes-file"), "/data/license_changes.csv"),
        ]],
    }
}

/// What snapshots said of licenses, with the days of the first and last capture that did.
pub(super) fn license_texts(
    page: &Page,
    site: &Site,
    texts: &[LicenseText],
    with_models: bool,
) -> Listing {
    let rows = texts.iter().map(|text| {
        let mut row = vec![
            Cell::text(text.raw.as_str()),
            page.license_cell(site, text.license.as_deref()),
            Cell::whole(page.day(&text.first_seen.date_naive())),
            Cell::whole(page.day(&text.last_seen.date_naive())),
        ];
        if with_models {
            row.push(Cell::number(page.count(&text.models)));
        }
        row
    });
    let mut columns = vec![
        Cell::text(page.t("column-raw")),
        Cell::text(page.t("column-read-as")),
        Cell::text(page.t("column-first-seen")),
        Cell::text(page.t("column-last-seen")),
    ];
    if with_models {
        columns.push(Cell::number(page.t("column-models")));
    }
    Listing {
        caption: page.t("heading-license-texts"),
        columns,
        rows: rows.collect(),
        is_folded: true,
        is_stacked: true,
        below: Vec::new(),
    }
}

/// Models that snapshots saw move to a license or away from it.
pub(super) struct Moves<'a> {
    license: &'a str,
    found: Vec<&'a LicenseMove>,
}

impl<'a> Moves<'a> {
    /// Those of one license, out of all, newest first.
    pub fn of(license: &'a str, all: &'a [LicenseMove]) -> Self {
        let concerns = |at: &&LicenseMove| {
            [&at.from, &at.to]
                .iter()
                .any(|end| end.as_deref() == Some(license))
        };
        Self {
            license,
            found: all.iter().filter(concerns).collect(),
        }
    }

    /// How many models made such a move; one that came and went counts for both.
    fn models(&self, is_such: impl Fn(&LicenseMove) -> bool) -> usize {
        let such = self.found.iter().filter(|at| is_such(at));
        let models: HashSet<(&str, &str)> = such
            .map(|at| (at.source.as_str(), at.id.as_str()))
            .collect();
        models.len()
    }

    /// What reading licenses as they are now changes against as they were then.
    pub fn difference(&self, page: &Page) -> String {
        let is = |end: &Option<String>| end.as_deref() == Some(self.license);
        let gone = self.models(|at| is(&at.from) && !is(&at.now));
        let come = self.models(|at| is(&at.to) && is(&at.now));
        if gone + come == 0 {
            return page.t("license-readings-same");
        }
        message(
            page.language,
            "license-readings-differ",
            &[("gone", &gone.to_string()), ("come", &come.to_string())],
        )
    }

    /// How many came and how many went.
    pub fn summary(&self, page: &Page) -> String {
        let is = |end: &Option<String>| end.as_deref() == Some(self.license);
        let (came, went) = (self.models(|at| is(&at.to)), self.models(|at| is(&at.from)));
        message(
            page.language,
            "license-moves-sub",
            &[("came", &came.to_string()), ("went", &went.to_string())],
        )
    }

    /// Each move with the captures it happened between.
    pub fn listing(&self, page: &Page, site: &Site) -> Listing {
        let license = |id: &Option<String>| page.license_cell(site, id.as_deref());
        let rows = self.found.iter().map(|at| {
            vec![
                Cell::link(shortened(&at.id), places::model(&at.source, &at.id)),
                Cell::text(when(page, at)),
                license(&at.from),
                license(&at.to),
                page.organization_cell(site, at.organization.as_deref()),
            ]
        });
        Listing {
            caption: page.t("license-moves"),
            columns: page.heads(
                &[
                    "dimension-model",
                    "column-when",
                    "column-from",
                    "column-to",
                    "dimension-organization",
                ],
                &[],
            ),
            rows: rows.collect(),
            below: Vec::new(),
            is_folded: true,
            is_stacked: true,
        }
    }
}

/// The days a change is bounded by: it may have happened on any of them.
fn when(page: &Page, change: &LicenseMove) -> String {
    let days = [change.last_before, change.first_after].map(|at| page.day(&at.date_naive()));
    if days[0] == days[1] {
        return page.tv("moved-on", "day", &days[0]);
    }
    message(
        page.language,
        "moved-between",
        &[("first", &days[0]), ("last", &days[1])],
    )
}
