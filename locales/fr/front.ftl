# La page d’accueil, et depuis quand qui est en tête.

## Depuis quand
crossover-pair = { $by ->
    [camp] Les modèles { $leader-within } comptent plus de { $unit } que les modèles { $other-within }
    [bloc] Les modèles { $leader } comptent plus de { $unit } que ceux { $other }
    [country] Les modèles { $leader-from } comptent plus de { $unit } que ceux { $other-from }
    [license] Les modèles sous { $leader } comptent plus de { $unit } que ceux sous { $other }
    [license-class] Les modèles sous licence { $leader } comptent plus de { $unit } que ceux sous licence { $other }
    [weights] Les modèles à poids { $leader } comptent plus de { $unit } que ceux à poids { $other }
   *[other] { $leader } compte plus de { $unit } que { $other }
}
crossover-date = { $every ->
    [month] { $date }
   *[day] le { $date }
}
crossover-first = la première date affichée, { $date }
crossover-whatever = { $pair } depuis { $known }, quoi que l’inconnu se révèle être.
crossover-whatever-possible = { $pair } depuis { $known }, quoi que l’inconnu se révèle être ; peut-être déjà depuis { $possible }.
crossover-sure = { $pair } depuis { $known } d’après ce qui est connu, et à coup sûr depuis { $sure }.
crossover-sure-possible = { $pair } depuis { $known } d’après ce qui est connu, et à coup sûr depuis { $sure } ; peut-être déjà depuis { $possible }.
crossover-known = { $pair } depuis { $known } d’après ce qui est connu ; à la date la plus récente, { $newest }, l’inconnu pourrait encore renverser cet ordre.
crossover-known-possible = { $pair } depuis { $known } d’après ce qui est connu, peut-être déjà depuis { $possible } ; à la date la plus récente, { $newest }, l’inconnu pourrait encore renverser cet ordre.
crossover-between = Les dates sont celles des observations : d’après ce qui est connu, l’ordre a changé entre { $before } et { $from }.
crossover-last-doubt = La dernière date à laquelle l’inconnu peut le renverser est { $last }.
crossover-pair-all = { $by ->
    [camp] Les modèles { $leader-within } comptent plus de { $unit } que ceux de tout autre camp
    [bloc] Les modèles { $leader } comptent plus de { $unit } que ceux de tout autre bloc
    [country] Les modèles { $leader-from } comptent plus de { $unit } que ceux de tout autre pays
    [license] Les modèles sous { $leader } comptent plus de { $unit } que ceux sous toute autre licence
    [license-class] Les modèles sous licence { $leader } comptent plus de { $unit } que ceux sous toute autre classe de licence
    [weights] Les modèles à poids { $leader } comptent plus de { $unit } que tous les autres
   *[other] { $leader } compte plus de { $unit } que tout autre
}
crossover-mark-known = Devant, d’après le connu
crossover-mark-known-detail = { $leader } devant { $other } d’après ce qui est connu
crossover-mark-sure = Devant à coup sûr
crossover-mark-sure-detail = { $leader } à coup sûr devant { $other }
crossover-all-others = tous les autres
subtitle-two-drawn = Les deux plus grandes séries sont représentées.

## Le premier écran
front-stale-source = { $source } { $days } jours
front-stale = Les relevés les plus récents sont anciens : { $list }.
front-stale-more = Derniers relevés
front-since-blocs = { $sentence } Modèles ouverts et fermés y sont confondus.
front-lead-other = Le { $day }, des jetons ont été observés, mais pas à la fois de modèles chinois à poids ouverts et de modèles occidentaux propriétaires : les deux ne peuvent être comparés.
front-lead-downloads = Aucun relevé de jetons n’a encore été chargé : on ne peut dire qui, des modèles ouverts ou fermés, est en tête. Ce qui se télécharge est ci-dessous.
front-trillion = { $number } milliers de milliards
front-billion = { $whole ->
    [one] { $number } milliard
   *[other] { $number } milliards
}
front-million = { $whole ->
    [one] { $number } million
   *[other] { $number } millions
}
front-ones = { $number }

## Ce qui a changé
front-changed-title = { $direction ->
    [up] { $model } progresse le plus : { $points } points de part entre le { $before } et le { $day }
   *[down] { $model } recule le plus : { $points } points de part entre le { $before } et le { $day }
}
front-changed-sub = Part de l’ensemble des jetons d’un jour, pour les modèles listés aux deux dates.
front-one-date = Une seule date a été observée jusqu’ici, le { $day }. On pourra dire ce qui change à partir de la deuxième.
front-brought-by = Le relevé le plus récent de ces chiffres :
front-movers = Plus fortes variations
front-points = Points
front-new = { $count ->
    [0] Aucun modèle listé le { $day } ne manquait le { $before }.
    [1] 1 modèle est listé le { $day } et ne l’était pas le { $before } :
   *[other] { $count } modèles sont listés le { $day } et ne l’étaient pas le { $before } :
}
front-new-model = { $model } ({ $share })
front-new-more = { $count ->
    [1] et 1 autre, avec moins
   *[other] et { $count } autres, avec moins
}
front-gone = { $count ->
    [0] Tous les modèles listés le { $before } le sont encore.
    [1] 1 modèle listé le { $before } ne l’est plus, ce qui signifie peu de jetons, non aucun.
   *[other] { $count } modèles listés le { $before } ne le sont plus, ce qui signifie peu de jetons, non aucun.
}
front-largest = Les plus grands modèles
front-largest-sub = Part de l’ensemble des jetons à la date la plus récente, et sa variation depuis la date précédente.
front-snapshots = Les derniers relevés, et leur âge

## Rubriques
front-differ = Les deux diffèrent parce qu’ils comptent des choses différentes : les jetons sont un travail effectué à travers un seul routeur, par des modèles ouverts comme fermés ; les téléchargements sont des copies, et les modèles fermés n’apparaissent pas sur le Hub. Aucun des deux n’est une part de l’autre.
front-downloads-only = Les téléchargements sont des copies, non du travail effectué. Les modèles fermés n’apparaissent pas sur le Hub : cela ne dit donc pas qui, des modèles ouverts ou fermés, est en tête.
front-followed = { $models ->
    [1] Seul le modèle que suivent les relevés est compté.
   *[other] Seuls les { $models } modèles que suivent les relevés sont comptés.
}
front-alone = Un seul modèle, { $model }, fait { $share } de ces téléchargements.
front-noted = Note du { $day } : { $event }.
front-events-title = { $event } : le dernier de { $licenses } changements de licence et { $releases } sorties datés ici
front-events-more = Tous les changements de licence dans le temps
front-events-csv = Tous les événements en CSV
front-events-basis = Comment ils sont utilisés
