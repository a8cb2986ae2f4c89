# Ce que deviennent les bases que les modèles indiquent.
note-based = Compté pour le modèle de base d’origine : { $share } du total ({ $models ->
    [one] 1 modèle
   *[other] { $models } modèles
}) est dérivé d’un autre modèle.
note-unresolved = { $share } ({ $models ->
    [one] 1 modèle
   *[other] { $models } modèles
}) indique une base qui ne mène à aucune origine connue et reste compté pour qui l’a publié.

base-unresolved-unknown = on ne sait rien de son dernier maillon
base-unresolved-cycle = revient sur elle-même
base-unresolved-too-deep = compte plus de six bases
base-unresolved-basis = La base ne mène à aucune origine connue ({ $chain } : { $reason }) ; l’usage compte donc pour qui a publié le modèle, quel que soit le point de vue.

to-classify-bases = Bases qui ne mènent à aucune origine
to-classify-bases-mend = Une base inscrite dans models.csv l’emporte sur ce qu’indiquent les sources ; une base dont on ne sait rien demande une ligne dans ce fichier, ou son espace de noms dans organizations.csv. D’ici là, ces modèles comptent pour qui les a publiés, quel que soit le point de vue.
to-classify-bases-of = Du point de vue de la base, { $based } de la journée ({ $based_models ->
    [one] 1 modèle
   *[other] { $based_models } modèles
}) compte pour un autre modèle ; { $unresolved } ({ $unresolved_models ->
    [one] 1 modèle
   *[other] { $unresolved_models } modèles
}) indique une base qui ne mène à aucune origine connue et reste compté pour qui l’a publié.
to-classify-bases-resolve = Du point de vue de la base, { $based } de la journée ({ $based_models ->
    [one] 1 modèle
   *[other] { $based_models } modèles
}) compte pour un autre modèle. Toutes les bases indiquées mènent à une origine connue.
to-classify-column-chain = Chaîne de bases
to-classify-column-reason = Pourquoi elle s’arrête
readme-notes = Remarques
