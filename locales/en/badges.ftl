# Badges.
badges = Badges
badges-words = A figure for a page of your own. It takes the parameters of any chart, says its range, and stays current; series= names the series whose share it tells.
badge-share = Share of a series
badge-lead = Who leads
badge-models = Number of models
badge-count = { $count } models
badge-updated = Day of the newest snapshot
badge-alternative = Weighbridge: { $name }
badge-label = { $name }, { $metric }, { $when }
badge-leads = { $name } leads, { $share }
badge-may-lead = perhaps { $name }, { $share }
badge-nothing = not known
badge-title = { $label }: { $value }. { $question }, { $when }. Weighbridge.
