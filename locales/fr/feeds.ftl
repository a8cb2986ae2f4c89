# Flux.
feed-snapshots = Weighbridge : nouveaux relevés
feed-snapshots-words = Une entrée par relevé d’une source, avec ce qu’il a changé.
feed-snapshot = { $source }, relevé du { $day } : { $inserted } nouveaux nombres, { $restated } corrigés
feed-snapshot-retracted = Retiré : { $source }, relevé du { $day }
feed-snapshot-words = Le relevé { $id } a donné { $inserted } nombres nouveaux, en a corrigé { $restated } et répété { $unchanged }.
feed-retracted = Ce relevé a été retiré : { $why }
feed-view = Changements de cette vue
feed-view-link = Flux (Atom)
feed-view-words = Une entrée par relevé qui a changé les derniers nombres de cette vue.
feed-share = { $share } ({ $value })
