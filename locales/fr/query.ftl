# La question en une phrase.

by-camp = par camp
by-bloc = par bloc
by-country = par pays
by-weights = par poids ouverts ou fermés
by-license = par licence
by-license-class = par classe de licence
by-organization = par organisation
by-model = par modèle

filter-country = { $mode ->
    [exclude] sauf pays : { $values }
   *[include] pays : { $values }
}
filter-bloc = { $mode ->
    [exclude] sauf bloc : { $values }
   *[include] bloc : { $values }
}
filter-weights = { $mode ->
    [exclude] sauf poids { $values }
   *[include] poids { $values }
}
filter-license = { $mode ->
    [exclude] sauf licence : { $values }
   *[include] licence : { $values }
}
filter-license-class = { $mode ->
    [exclude] sauf licence { $values }
   *[include] licence { $values }
}
filter-organization = { $mode ->
    [exclude] sauf organisation : { $values }
   *[include] organisation : { $values }
}
filter-model = { $mode ->
    [exclude] sauf modèle : { $values }
   *[include] modèle : { $values }
}
filter-unknown-country = inconnu
filter-unknown-bloc = inconnu
filter-unknown-weights = d’état inconnu
filter-unknown-license = inconnue
filter-unknown-license-class = de classe inconnue
filter-unknown-organization = inconnue
filter-unknown-model = ce que la source ne détaille pas
filter-bloc-china = Chine
filter-bloc-west = Occident
filter-bloc-other = autres pays
filter-weights-open = ouverts
filter-weights-closed = fermés
filter-license-class-permissive = permissive
filter-license-class-copyleft = copyleft
filter-license-class-restricted = restrictive
filter-license-class-non-commercial = non commerciale
filter-license-class-proprietary = propriétaire
list-or = { $rest } ou { $last }
country-in-text = { $name }

sentence-quantity = { $slug ->
    [huggingface] { $unit } sur le { $source }
   *[other] { $unit } sur { $source }
}
sentence-show-value = { $quantity }
sentence-show-share = part de : { $quantity }
sentence-show-index = { $quantity } en indice (100 à la première date)
sentence-show-rank = rang par : { $quantity }
sentence-top = { $count ->
    [1] la plus grande série à part
   *[other] les { $count } plus grandes séries à part
}
sentence-top-all = chaque série à part
sentence-scope-all = modèles de toutes sortes
sentence-variants-separate = chaque variante à part
sentence-lens-base = comptés pour le modèle de base dont ils sont dérivés
sentence-every-day = chaque jour observé
sentence-every-week = chaque semaine
sentence-every-month = chaque mois
sentence-every-quarter = chaque trimestre
sentence-time-all = { $each }
sentence-time-from = { $each } à partir de : { $from }
sentence-time-to = { $each } jusqu’à : { $to }
sentence-time-between = { $each }, de { $from } à { $to }
sentence-panel-all = tous les modèles de chaque date, présents ou non aux autres
sentence-panel-common = seulement les modèles présents à toutes les dates
sentence-license-as-then = licences telles qu’elles étaient alors
sentence-license-as-now = licences telles qu’elles sont aujourd’hui
sentence-license-as-now-despite-as-of = licences telles qu’elles sont aujourd’hui, quoi que l’on sût au moment demandé
sentence-sort-value-reversed = la plus petite valeur d’abord
sentence-sort-name = dans l’ordre des noms
sentence-sort-name-reversed = dans l’ordre inverse des noms
sentence-sort-share = la plus grande part d’abord
sentence-sort-share-reversed = la plus petite part d’abord
sentence-sort-change = le plus grand gain d’abord
sentence-sort-change-reversed = la plus grande perte d’abord
sentence-sort-points = le plus grand gain de part d’abord
sentence-sort-points-reversed = la plus grande perte de part d’abord
sentence-sort-models = le plus de modèles d’abord
sentence-sort-models-reversed = le moins de modèles d’abord
sentence-scale-log = sur une échelle logarithmique
sentence-as-of = état connu le { $moment }

date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-moment = { $date }, { $time } UTC
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
