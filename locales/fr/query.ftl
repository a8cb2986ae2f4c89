# Ce qui peut être demandé, et comment une phrase le dit.

## Dimensions
dimension-camp = Camp
dimension-bloc = Bloc
dimension-country = Pays
dimension-weights = Poids
dimension-license = Licence
dimension-license-class = Classe de licence
dimension-organization = Organisation
dimension-model = Modèle

by-camp = par camp
by-bloc = par bloc
by-country = par pays
by-weights = par poids ouverts ou fermés
by-license = par licence
by-license-class = par classe de licence
by-organization = par organisation
by-model = par modèle

## Valeurs, telles que les séries et les choix les nomment
camp-china-open = Chinois à poids ouverts
camp-west-open = Occidentaux à poids ouverts
camp-west-closed = Occidentaux propriétaires
camp-china-closed = Chinois propriétaires
camp-other = Autres
bloc-china = Chine
bloc-west = Occident
bloc-other = Autres pays
weights-open = Poids ouverts
weights-closed = Poids fermés
license-class-permissive = Permissive
license-class-copyleft = Copyleft
license-class-restricted = Restrictive
license-class-non-commercial = Non commerciale
license-class-proprietary = Propriétaire

series-rest = Tous les autres
series-unlisted = Non détaillé par la source
series-unknown-camp = Inconnu
series-unknown-bloc = Pays inconnu
series-unknown-country = Pays inconnu
series-unknown-weights = Poids inconnus
series-unknown-license = Licence inconnue
series-unknown-license-class = Classe de licence inconnue
series-unknown-organization = Organisation inconnue
series-unknown-model = Non détaillé par la source

## Paramètres et leurs mots, dans les formulaires
parameter-metric = Mesure
parameter-by = Répartir par
parameter-from = Du
parameter-to = Au
parameter-every = Période
parameter-show = Afficher
parameter-scale = Échelle
parameter-sort = Ordre du tableau
parameter-top = Séries affichées
parameter-panel = Modèles dans le temps
parameter-scope = Types de modèles
parameter-variants = Variantes
parameter-license-as = Licences
parameter-lens = Attribué à
parameter-as-of = Tel que connu au
parameter-lang = Langue
every-day = Jour
every-week = Semaine
every-month = Mois
every-quarter = Trimestre
show-value = Valeur
show-share = Part
show-index = Indice
show-rank = Rang
scale-linear = Linéaire
scale-log = Logarithmique
sort-value = Valeur décroissante
sort-value-reversed = Valeur croissante
sort-name = Nom, de A à Z
sort-name-reversed = Nom, de Z à A
sort-share = Part décroissante
sort-share-reversed = Part croissante
sort-change = Variation, la plus forte hausse d’abord
sort-change-reversed = Variation, la plus forte baisse d’abord
sort-points = Points de part, la plus forte hausse d’abord
sort-points-reversed = Points de part, la plus forte baisse d’abord
sort-models = Modèles, le plus grand nombre d’abord
sort-models-reversed = Modèles, le plus petit nombre d’abord
panel-all = Tous les modèles
panel-common = Modèles présents à toutes les dates
scope-language = Modèles de langage
scope-all = Tous les types
variants-merged = Réunies
variants-separate = Séparées
license-as-then = Telles qu’à l’époque
license-as-now = Telles qu’aujourd’hui
lens-publisher = L’éditeur du modèle
lens-base = L’éditeur du modèle de base
lang-en = English
lang-fr = Français

## Filtres dans une phrase
filter-country = { $mode ->
    [exclude] hors organisations établies { $values }
   *[include] d’organisations établies { $values }
}
filter-bloc = { $mode ->
    [exclude] à l’exclusion { $values }
   *[include] { $values }
}
filter-weights = { $mode ->
    [exclude] hors modèles à poids { $values }
   *[include] à poids { $values }
}
filter-license = { $mode ->
    [exclude] hors licence { $values }
   *[include] sous licence { $values }
}
filter-license-class = { $mode ->
    [exclude] hors licence { $values }
   *[include] sous licence { $values }
}
filter-organization = { $mode ->
    [exclude] non publiés par { $values }
   *[include] publiés par { $values }
}
filter-model = { $mode ->
    [exclude] sans compter { $values }
   *[include] en ne comptant que { $values }
}
filter-unknown-country = dans un pays inconnu
filter-unknown-bloc = d’un bloc inconnu
filter-unknown-weights = d’état inconnu
filter-unknown-license = inconnue
filter-unknown-license-class = de classe inconnue
filter-unknown-organization = une organisation inconnue
filter-unknown-model = ce que la source ne détaille pas
filter-bloc-china = du bloc chinois
filter-bloc-west = de l’Occident
filter-bloc-other = d’autres pays
filter-weights-open = ouverts
filter-weights-closed = fermés
filter-license-class-permissive = permissive
filter-license-class-copyleft = copyleft
filter-license-class-restricted = restrictive
filter-license-class-non-commercial = non commerciale
filter-license-class-proprietary = propriétaire
list-or = { $rest } ou { $last }

## Le reste de la phrase
sentence-quantity = { $slug ->
    [huggingface] { $unit } sur le { $source }
   *[other] { $unit } sur { $source }
}
sentence-show-value = { $quantity }
sentence-show-share = part des { $quantity }
sentence-show-index = { $quantity } en indice (100 à la première date)
sentence-show-rank = rang selon les { $quantity }
sentence-top = { $count ->
    [1] la plus grande série à part
   *[other] les { $count } plus grandes séries à part
}
sentence-top-all = chaque série à part
sentence-scope-all = modèles de tous les types
sentence-variants-separate = chaque variante à part
sentence-lens-base = attribués à l’éditeur du modèle de base
sentence-every-day = chaque jour observé
sentence-every-week = chaque semaine
sentence-every-month = chaque mois
sentence-every-quarter = chaque trimestre
sentence-time-all = { $each }
sentence-time-from = { $ends ->
    [months] { $each } depuis { $from }
   *[days] { $each } depuis le { $from }
}
sentence-time-to = { $ends ->
    [months] { $each } jusqu’en { $to }
   *[days] { $each } jusqu’au { $to }
}
sentence-time-between = { $ends ->
    [months] { $each } depuis { $from } et jusqu’en { $to }
   *[days] { $each } du { $from } au { $to }
}
sentence-panel-all = tous les modèles de chaque date, présents ou non aux autres
sentence-panel-common = seulement les modèles présents à toutes les dates
sentence-license-as-then = licences telles qu’à l’époque
sentence-license-as-now = licences telles qu’aujourd’hui
sentence-license-as-now-despite-as-of = licences telles qu’aujourd’hui, quoi que l’on ait su au moment demandé
sentence-sort-value-reversed = la plus petite valeur d’abord
sentence-sort-name = dans l’ordre des noms
sentence-sort-name-reversed = dans l’ordre inverse des noms
sentence-sort-share = la plus grande part d’abord
sentence-sort-share-reversed = la plus petite part d’abord
sentence-sort-change = la plus forte hausse d’abord
sentence-sort-change-reversed = la plus forte baisse d’abord
sentence-sort-points = la plus forte hausse de part d’abord
sentence-sort-points-reversed = la plus forte baisse de part d’abord
sentence-sort-models = le plus grand nombre de modèles d’abord
sentence-sort-models-reversed = le plus petit nombre de modèles d’abord
sentence-scale-log = sur une échelle logarithmique
sentence-as-of = tel que connu le { $moment }

## Dates
date-day = { $day ->
    [1] 1er { $month } { $year }
   *[other] { $day } { $month } { $year }
}
date-month = { $month } { $year }
date-moment = { $date } à { $time } UTC
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre

## Titres
title-lens-base = attribués au modèle de base,
