# Feeds.
feed-snapshots = Weighbridge: new snapshots
feed-snapshots-words = An entry for each capture of a source that came in, with what it changed.
feed-snapshot = { $source }, captured on { $day }: { $inserted } new numbers, { $restated } restated
feed-snapshot-retracted = Retracted: { $source }, captured on { $day }
feed-snapshot-words = Snapshot { $id } gave { $inserted } numbers that were new, restated { $restated } that were known, and repeated { $unchanged }.
feed-retracted = This snapshot was retracted: { $why }
feed-view = Changes of this view
feed-view-link = Feed (Atom)
feed-view-words = An entry for each snapshot that changed the newest numbers of this view.
feed-share = { $share } ({ $value })
