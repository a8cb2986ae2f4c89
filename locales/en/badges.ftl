# Badges.
badges = Badges
badges-words = A figure for a page of your own. It takes the parameters of any chart, says its range, and stays current; series= names the series whose share it tells.
badge-markdown = Markdown
badge-html = HTML
badge-share = Share of a series
badge-lead = Who leads
badge-models = Number of models
badge-count = { $count ->
    [one] 1 model
   *[other] { $count } models
}
badge-updated = Day of the newest snapshot
badge-alternative = Weighbridge: { $name }
badge-label = { $name }, { $metric }, { $when }
badge-leads = { $name } leads, { $share }
badge-may-lead = perhaps { $name }, { $share }
badge-of = { $metric }, { $when }
badge-withheld = shown on the site alone
badge-nothing = not known
badge-title = { $label }: { $value }. { $question }. Weighbridge.

## Citations, and the data as a catalog
cite-page = Cite this page
cite-compare = Models side by side: { $names }
cite-medium = Data set
cite-snapshot = Snapshot { $id }: { $name }
cite-hash = SHA-256 { $hash }. { $source }
snapshot-description = { $title }, row by row as it came in: what it brought, what it corrected, and the hash by which its bytes are known.
catalog-words = Which AI models the world builds on, by country, license and organization.
catalog-jsonld = As a catalog for machines (DCAT 3):
