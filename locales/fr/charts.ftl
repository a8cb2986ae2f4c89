# Graphiques : leurs noms, les mots qui s’y trouvent, et les titres faits de leurs nombres.

chart-over-time = Évolution
chart-share = Parts
chart-no-data = Pas de données
bracket-china = Chine, total

map-headquarters = Un pays est celui du siège de l’éditeur du modèle, non celui des utilisateurs.
magnitude-million = millions
magnitude-billion = milliards
magnitude-trillion = milliers de milliards
subtitle-magnitude = Valeurs en { $magnitude }.

key-open = Poids ouverts
key-closed = Poids fermés
key-unknown = Inconnu : peut relever de n’importe laquelle des autres séries
key-range = Fourchette où la part se trouve à coup sûr
key-incomplete = Période incomplète

numbers-date = Date
numbers-not-observed = non observé
end-not-listed = non listé
numbers-incomplete = { $date } (incomplet)

## Titres
share-between = entre { $low } et { $high }
title-leader = { $by ->
    [camp] Modèles { $within } en tête : { $share } des { $unit } { $when }
    [license-class] Licence { $within } en tête : { $share } des { $unit } { $when }
   *[other] { $series } en tête : { $share } des { $unit } { $when }
}
title-close = { $series } ({ $share }) et { $rival } ({ $rival-share }) : trop proches pour dire qui est en tête { $when }
title-one = { $series } : { $share } des { $unit } { $when }
title-unknown-only = Rien de ce qui a été observé { $when } ne peut être attribué
when-day = le { $date }
when-period = en { $date }
when-week = dans la semaine du { $date }
when-quarter = dans le trimestre commencé le { $date }
title-nothing = { $metric } : rien à montrer

## Notes sous un graphique
source-line = { $citation } Licence des données : { $license }.
note-gap = Aucune donnée entre le { $from } et le { $to }.
note-panel = { $models ->
    [0] Aucun modèle n’est présent à toutes les dates affichées.
    [1] Seul le modèle présent à toutes les dates affichées est compté.
   *[other] Seuls les { $models } modèles présents à toutes les dates affichées sont comptés.
}
less-than = moins de { $number }
note-restated = La source a révisé { $values ->
    [one] une valeur
   *[other] { $values } valeurs
} { $days ->
    [one] d’un des jours affichés
   *[other] de { $days } des jours affichés
} après les avoir publiées (écart le plus grand : { $share } du total du jour) ; les valeurs les plus récentes sont représentées.
mark-restated = Révision
mark-counter-back = Compteur en recul
mark-counter-back-detail = { $date } : la source a retiré une partie de ce qu’elle avait compté ({ $series }). Une hausse ultérieure est un rattrapage, non une croissance, tant que le compte ne dépasse pas son niveau antérieur.
mark-counter-back-series = { $series } de { $from } à { $to }
mark-counter-still = Compteur à l’arrêt
mark-counter-still-detail = { $date } : aucun compte n’avait bougé depuis le relevé précédent.
mark-restated-once = { $from } : { $values ->
    [one] une valeur révisée
   *[other] { $values } valeurs révisées
} par la suite, en tout { $share } du total du jour.
mark-restated-run = { $from } – { $to } : { $values } valeurs révisées par la suite, jusqu’à { $share } du total d’un jour.
note-growing-list = La liste des modèles s’allonge d’un relevé à l’autre : les totaux de dates différentes ne sont pas comparables.
note-undated = Pour { $share } du total, la licence est celle du catalogue, sans date.
sentence-license-as-undated = licences du catalogue, sans date
note-based = Attribué au modèle de base d’origine ; { $share } du total provient de modèles dérivés d’un autre.
note-possible = Ce qui peut passer les filtres sans que ce soit certain élargit les fourchettes.
note-incomplete = Les périodes incomplètes sont signalées.
note-open-only = { $metric } : les modèles fermés n’en ont pas et ne font donc pas partie du total.

## À la place d’un graphique
empty-not-applicable = Sans objet : les modèles fermés ne se téléchargent pas, si bien que la mesure « { $metric } » n’en dit rien. Choisissez une mesure qui couvre les deux, comme les jetons OpenRouter.
empty-as-of = Rien n’était encore connu le { $date } : aucun relevé n’avait été fait.
empty-metric = Aucun relevé de cette mesure n’a encore été chargé.
empty-filter = Rien de ce qui a été observé ne passe ces filtres. Retirez-en un, ou élargissez la période.
empty-range = Rien n’a été observé dans la période demandée.
empty-kind = Rien de ce qui a été observé ici ne peut être représenté ainsi.

## Classements, fourchettes, petits multiples
chart-range = Fourchettes
chart-ranking = Classement
chart-multiples = Petits multiples
range-end = { $low } – { $high }
change-new = nouveau
change-since = Places depuis le { $date }
chart-countries = Carte
map-blank = Aucun modèle observé
map-unlisted = Hors de la carte
chart-aligned = Depuis la sortie
chart-license-timeline = Changements de licence
title-aligned = { $models ->
    [0] Aucun modèle affiché n’a de jour de sortie connu
    [1] Un modèle, à partir du jour de sa sortie
   *[other] { $models } modèles, chacun à partir du jour de sa sortie
}
note-unreleased = { $models ->
    [one] Un des plus grands modèles n’a pas de jour de sortie connu et manque ici.
   *[other] { $models } des plus grands modèles n’ont pas de jour de sortie connu et manquent ici.
}
empty-aligned = Aucun modèle affiché n’a de jour de sortie dans le catalogue.
title-license-changes = { $count ->
    [one] Un changement de licence daté de famille de modèles
   *[other] { $count } changements de licence datés de familles de modèles
}
title-license-changes-of = { $organization } : { $count ->
    [one] un changement de licence daté
   *[other] { $count } changements de licence datés
}
title-no-license-changes = Aucun changement de licence daté n’est connu ici
empty-license-changes = Le catalogue n’a aucun changement de licence daté de ces organisations.
license-change = de { $from } à { $to }
license-change-of-month = { $change } ({ $month } ; le jour n’est pas connu)
subtitle-license-changes = Licences par famille de modèles, au-dessus de l’usage des mêmes organisations : { $background }
note-license-changes = Un changement est celui d’une famille : les nouveaux modèles paraissent sous la nouvelle licence, les anciens dépôts gardent la leur. Les bandes sont des notes du catalogue et ne s’appliquent à aucun chiffre.

title-panel = { $models ->
    [1] du seul modèle présent à toutes les dates
   *[other] des { $models } modèles présents à toutes les dates
}
title-of-panel = { $models ->
    [1] Sur le seul modèle présent à toutes les dates
   *[other] Sur les { $models } modèles présents à toutes les dates
} – { $title }
small-panel = { $models ->
    [1] Ce seul modèle fait
   *[other] Ces { $models } modèles font
} { $share } de l’ensemble des { $unit } le { $day }, où { $all ->
    [one] un modèle était compté
   *[other] { $all } modèles étaient comptés
}.
small-panel-wider = À partir du { $day }, { $models ->
    [one] un modèle peut être comparé
   *[other] { $models } modèles peuvent être comparés
}
empty-panel = Aucun modèle n’a été observé à toutes les dates affichées : il n’y a rien à comparer. Choisissez tous les modèles, ou une période plus courte.
note-index = Une série absente à la première date affichée, ou nulle ce jour-là, n’a pas d’indice.

## Tableaux
chart-table = Tableau
table-rank = Rang
table-value = Valeur
table-share = Part
table-change = Variation
table-points = Points
table-models = Modèles
table-less = <{ $number }
table-line = Depuis le { $date }
table-since = Variations depuis le { $date }, points de part
table-order = Ordre : { $order }
table-more = Afficher jusqu’à { $count } lignes
note-table-lines = Chaque petite courbe a sa propre échelle, à partir de zéro.
note-table-counts = Une variation est l’écart entre deux comptes, non ce qui s’est ajouté entre eux.
note-table-points = Les variations en points comparent ce qui est attribué avec certitude à chaque date, non les fourchettes.
