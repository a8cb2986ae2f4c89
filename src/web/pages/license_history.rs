//! What became of licenses: changes that the catalog dates, and texts that snapshots gave.

use super::Page;
use super::listing::{Cell, Listing};
use crate::domain::catalog::LicenseChange;
use crate::store::places::LicenseText;
use crate::web::state::Site;

/// Dated changes of licenses, of those asked for, newest first.
pub(super) fn changes(
    page: &Page,
    site: &Site,
    wanted: impl Fn(&LicenseChange) -> bool,
) -> Listing {
    let changes = site.catalog().license_changes.iter();
    let mut found: Vec<&LicenseChange> = changes.filter(|change| wanted(change)).collect();
    found.sort_by(|a, b| b.changed_on.cmp(&a.changed_on));
    let license = |id: &str| page.license_cell(site, Some(id));
    let rows = found.into_iter().map(|change| {
        vec![
            Cell::date(page.release(Some(&change.changed_on))),
            page.organization_cell(site, Some(&change.organization)),
            Cell::text(change.model.as_str()),
            license(&change.from_license),
            license(&change.to_license),
            Cell::text(change.basis.as_str()),
        ]
    });
    let columns = &[
        "column-date",
        "dimension-organization",
        "column-first-model",
        "column-from",
        "column-to",
        "column-basis",
    ];
    Listing {
        caption: page.t("heading-license-changes"),
        columns: page.heads(columns, &["column-first-model", "column-basis"]),
        rows: rows.collect(),
        is_folded: true,
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
            Cell::date(page.day(&text.first_seen.date_naive())),
            Cell::date(page.day(&text.last_seen.date_naive())),
        ];
        if with_models {
            row.push(Cell::number(page.count(&text.models)));
        }
        row
    });
    let mut columns = vec![
        Cell::text(page.t("column-raw")),
        Cell::text(page.t("column-read-as")),
        Cell::text(page.t("column-first-seen")).minor(),
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
        below: Vec::new(),
    }
}
