# Pages.

skip = Aller au contenu
nav-label = Navigation principale
nav-home = Accueil
nav-snapshots = Relevés
nav-methods = Méthodes
footer-what = Weighbridge mesure sur quels modèles d’IA le monde construit. Chaque chiffre est accompagné de sa définition, de sa source et de sa date.
footer-limits = Une part est une fourchette dès que quelque chose n’est pas connu.
footer-methods = Comment c’est mesuré, et ce que cela ne dit pas
moment = { $day } à { $time } UTC

## Page d’accueil
home-title = Sur quels modèles d’IA le monde construit-il ?
home-lead = Le { $day }, les modèles chinois à poids ouverts ont traité { $china } des jetons (tokens) acheminés par OpenRouter, les modèles occidentaux propriétaires { $west }.
home-lead-empty = Aucun relevé de jetons (tokens) n’a encore été chargé : il n’y a rien à dire.
headline-share = part des jetons le { $day } ; la fourchette compte ce qui n’est pas connu pour rien, puis pour tout
headline-unknown = des jetons du { $day } ne relèvent d’aucun pays connu ou d’aucun état connu des poids
headline-total = Jetons acheminés par OpenRouter
headline-total-of = le { $day }, requêtes et réponses
home-share = Part
home-changed = Ce qui a changé en dernier
home-all-snapshots = Tous les relevés
home-not = Ce que cela ne dit pas
home-sources = D’où viennent les chiffres
freshness = { $source } : { $days ->
    [0] le dernier relevé est d’aujourd’hui, le { $day }.
    [1] le dernier relevé a 1 jour, du { $day }.
   *[other] le dernier relevé a { $days } jours, du { $day }.
}

## Figures
downloads = Cette vue en fichier
figure-explore = Filtrer, agrandir et comparer
figure-permalink = Lien permanent
figure-permalink-hint = Cette adresse donnera plus tard les mêmes nombres : ses dates et le relevé le plus récent y sont écrits en toutes lettres
numbers-summary = Les nombres en tableau ({ $count ->
    [one] une date
   *[other] { $count } dates
})
numbers-region = Nombres du graphique
numbers-left-out = { $count ->
    [one] Une date plus ancienne est dans les fichiers.
   *[other] { $count } dates plus anciennes sont dans les fichiers.
}

## Explorateur
metrics-label = Ce qui est mesuré
metric-without = sans { $names }
metrics-no-data = Pas encore de relevé : { $names }
kinds-label = Types de graphiques
chart-dropped = Retiré, parce que cette mesure ne peut y répondre : { $names }.
chips-label = En vigueur
chip = { $name } : { $values }
chip-exclude = { $name } : sauf { $values }
chip-remove = Retirer { $filter }
chips-reset = Tout retirer
facets-title = { $count ->
    [0] Filtres
    [1] Filtres (1 actif)
   *[other] Filtres ({ $count } actifs)
}
facets-note-day = Nombre de modèles le { $date }
facets-note-week = Nombre de modèles dans la semaine du { $date }
facets-note-month = Nombre de modèles dans le mois commencé le { $date }
facets-note-quarter = Nombre de modèles dans le trimestre commencé le { $date }
facets-unlisted = Ce que la source ne détaille pas est inconnu, et ne compte pour aucun modèle.
facet-models = modèles
facet-add = Ajouter le filtre :
facet-remove = Retirer le filtre :
facet-not = sauf
facet-not-applicable = s. o.
facet-more = { $count ->
    [one] { $count } autre
   *[other] { $count } autres
}
form-label = Ce qu’il faut montrer
form-title = Graphique
form-more = { $count ->
    [0] Autres choix
    [1] Autres choix (1 modifié)
   *[other] Autres choix ({ $count } modifiés)
}
form-submit = Afficher
form-reset = Recommencer
form-decided = Fixé par ce type de graphique : { $list }.
form-date-hint = 2025-01-31 ou 2025-01
form-moment-hint = 2026-05-01
form-model-hint = identifiants de modèles, séparés par ~
form-model-search = Chercher des modèles
form-panel-unasked = Ce qui convient à la mesure
top-all = toutes
chart-definition = Ce qui est compté :

## Issues d’une question sans réponse
ways-label = Ce qui aurait une réponse
way-counted = { $way } ({ $count ->
    [1] 1 modèle
   *[other] { $count } modèles
})
way-counted-last = { $way } ({ $count ->
    [1] 1 modèle
   *[other] { $count } modèles
}, en dernier le { $date })
way-metric = La même question pour une autre mesure : { $metric }
way-first-known = Tel que connu d’abord, le { $date }
way-known-now = Tel que connu aujourd’hui
way-dates = Toutes les dates observées, du { $from } au { $to }
way-any-dates = Toutes les dates
way-earlier = Au { $date }, dernière date où il y en a
way-filter = Sans { $filter }
way-all-filters = Sans aucun filtre
way-panel = Tous les modèles de chaque date, présents ou non aux autres
way-scope = Tous les types de modèles
way-values = Les valeurs au lieu d’un indice
way-over-time = La même question en courbes dans le temps
way-start = Recommencer

## Relevés
snapshots-title = Relevés
snapshots-lead = Tout ce qui est montré vient de ces relevés. Chacun est conservé pour toujours tel qu’il est arrivé, sous l’empreinte de son contenu ; ce qu’un relevé ultérieur révise est conservé dans les deux versions.
snapshots-none = Aucun relevé n’a encore été chargé. Pour en charger un : « weighbridge ingest FICHIER ».
snapshots-count = { $count ->
    [one] { $count } relevé
   *[other] { $count } relevés, le plus récent d’abord
}
snapshots-newer = Plus récents
snapshots-older = Plus anciens
snapshot-title = Relevé { $id }
snapshot-lead = Ce qu’une source disait à un moment donné : immuable, identifié par son empreinte, conservé pour toujours.
snapshot-number = Numéro
snapshot-source = Source
snapshot-metrics = Mesures
snapshot-captured = Relevé le
snapshot-received = Reçu le
snapshot-days = Jours observés
snapshot-origin = Provenance
snapshot-rows = Observations
snapshot-inserted-head = Nouvelles
snapshot-restated-head = Révisées
snapshot-unchanged-head = Inchangées
snapshot-content = Contenu
snapshot-provenance = Provenance
snapshot-changed = Ce qu’il a changé
snapshot-changed-words = Nouvelle : personne n’avait encore donné ce nombre. Révisée : elle en remplace une autre, qui est conservée. Inchangée : elle était connue telle quelle.
snapshot-restatements = Nombres qu’il a révisés
snapshot-restatements-words = Le nombre antérieur reste dans son propre relevé, et la page « telle que connue » à une date antérieure le montre de nouveau.
snapshot-restatements-largest = Les { $count } plus fortes variations.
snapshot-change-model = Modèle
snapshot-change-metric = Mesure
snapshot-change-day = Jour
snapshot-change-before = Avant
snapshot-change-after = Maintenant
snapshot-change-by = Variation
snapshot-change-percent = Variation en pour cent
snapshot-number-with-license = { $number } ({ $license })
snapshot-line = , { $moment } : { $inserted }, { $restated }, { $unchanged }.
snapshot-inserted = { $count ->
    [one] { $count } nouveau nombre
   *[other] { $count } nouveaux nombres
}
snapshot-restated = { $count ->
    [one] { $count } révisé
   *[other] { $count } révisés
}
snapshot-unchanged = { $count ->
    [one] { $count } inchangé
   *[other] { $count } inchangés
}
snapshot-retracted = retiré
snapshot-retracted-on = Retiré le { $moment } : il est conservé, et laissé hors de toute lecture.

## Exécutions des collecteurs
runs-title = Exécutions des collecteurs
runs-sub = Un collecteur demande ses chiffres à une source. Ce qu’il rapporte devient un relevé ; une exécution qui échoue ou s’interrompt n’enregistre rien, et le dernier bon relevé demeure.
runs-all = Exécutions des collecteurs, et les prochaines prévues
runs-none-scheduled = Ce serveur ne collecte rien de lui-même : les relevés arrivent quand son hôte charge des fichiers ou lance des collecteurs.
runs-scheduled = Ce serveur interroge les sources de lui-même. Les heures sont en UTC ; une exécution commence dans les trois minutes qui suivent son heure.
runs-next = { $source } : prochaine le { $moment }
runs-next-again = { $source } : de nouveau le { $moment }, parce que la dernière exécution s’est mal terminée
runs-next-now = { $source } : à faire maintenant
runs-next-running = { $source } : en cours
runs-next-never = { $source } : plus jamais, d’après ses horaires
runs-none = Aucun collecteur n’a encore été exécuté.
runs-trouble-failed = { $source } : la dernière exécution du collecteur, du { $moment }, a échoué. Les chiffres montrés sont ceux des relevés précédents.
runs-trouble-interrupted = { $source } : la dernière exécution du collecteur, du { $moment }, a été interrompue. Les chiffres montrés sont ceux des relevés précédents.
run-began = Début
run-outcome = Issue
run-requests = Requêtes
run-took = Durée
run-snapshot = Relevé
run-source-with-scope = { $source } ({ $scope })
run-running = en cours
run-ok = complète
run-partial = partielle : il en manque
run-no-data = sans données : la source n’avait rien à dire
run-failed = échec : rien d’enregistré
run-interrupted = interrompue : rien d’enregistré
run-no-rows = aucune
run-no-rows-yet = aucune encore
run-no-snapshot = aucun
run-known = (déjà connu)
duration-seconds = { $small } s
duration-minutes = { $large } min { $small } s
duration-hours = { $large } h { $small } min

## Méthodes
methods-title = Méthodes : ce qui est compté, et ce que les nombres ne disent pas
methods-lead = Weighbridge montre l’adoption, non la qualité : combien les modèles sont utilisés et téléchargés, par qui ils ont été publiés et sous quelle licence. Un chiffre sans sa définition, sa source et sa date ne vaut rien : tous figurent donc partout côte à côte.
methods-measured = Ce qui est mesuré
methods-measured-1 = Nous comptons combien les modèles d’IA sont utilisés, non ce qu’ils valent. Deux décomptes portent ces pages : les jetons (tokens) qu’OpenRouter, un routeur de requêtes, achemine en un jour, pour les modèles ouverts comme fermés ; et les téléchargements de poids ouverts depuis le Hub Hugging Face sur 30 jours.
methods-measured-2 = Les deux ne sont jamais additionnés et ne partagent jamais un axe. Un jeton est un fragment de texte qu’un modèle a lu ou écrit ; un téléchargement est une copie de ses fichiers. Un modèle peut être téléchargé une fois et servir des millions de personnes, ou être téléchargé par des machines qui ne l’exécutent jamais.
methods-measured-3 = Chaque nombre vient d’un relevé daté d’une source publique, conservé pour toujours tel qu’il est arrivé. Là où un jour n’a pas été relevé, il y a un vide, non un zéro. Là où une source a corrigé un jour passé, les deux valeurs sont conservées, et toute page peut se lire telle qu’elle était connue à une date antérieure.
methods-example = Un exemple détaillé
methods-example-1 = Le { $day }, OpenRouter a acheminé { $whole }. Les modèles d’organisations que l’on sait chinoises en ont traité { $sure }.
methods-example-2 = À cela s’ajoutent { $possible } qui ne relèvent d’aucun pays connu : modèles hors des 50 premiers du jour, et modèles dont l’éditeur n’est pas révélé ou n’a pas de pays dans notre catalogue. Il se peut que rien de cela ne soit chinois, ou que tout le soit.
methods-example-3 = Si rien ne l’est, la part est { $sure } divisé par { $whole } : { $low }. Si tout l’est, elle est { $reach } divisé par { $whole } : { $high }. Arrondie vers l’extérieur, pour ne pas affirmer plus que ce qui est connu, la part chinoise était { $phrase }. Les graphiques tracent la bande entre les deux.
methods-example-exact = Tout le reste vient de pays connus ce jour-là : la part n’a pas de fourchette. { $sure } divisé par { $whole } donne { $low }.
methods-example-unit = jetons
methods-example-chart = Le même exemple en graphique
methods-example-csv = Le même exemple en CSV
methods-limits = Ce que les nombres ne disent pas
limit-1 = OpenRouter est un routeur parmi bien d’autres façons d’utiliser un modèle. Ses jetons disent ce que ses clients ont choisi, non ce que le monde utilise par les services des éditeurs eux-mêmes.
limit-2 = Les jetons ne sont pas de l’argent, et les éditeurs les comptent avec des segmenteurs (tokenizers) différents ; les variantes gratuites attirent du trafic. Une part des jetons n’est pas une part de marché.
limit-3 = Ce qui ne peut être attribué est montré comme inconnu : les modèles hors des 50 premiers du jour, et les modèles dont l’éditeur n’est pas révélé.
limit-4 = Il n’y a de téléchargements que pour les poids ouverts. Là où une mesure ne peut couvrir les modèles fermés, la page dit « sans objet », jamais 0.
limit-5 = Les téléchargements ne sont pas des personnes : constructions automatiques, miroirs et tests téléchargent sans cesse. Un seul modèle peut montrer un trafic qui est presque certainement automatisé.
limit-6 = Une étiquette de licence n’accorde aucun droit. Le texte brut donné par une source, la licence normalisée et notre lecture de sa classe sont tenus séparés ; lisez la licence elle-même.
limit-7 = Des poids ouverts ne sont pas de l’open source : les poids peuvent se télécharger librement quand les données, le code ou les conditions ne sont pas libres.
limit-9 = Aucun chiffre ici ne dit où se trouvent les utilisateurs, ni ce qu’ils ont payé. Un pays est celui du siège de l’éditeur : « la Chine est en tête » se dit des modèles utilisés, non de ceux qui les utilisent.
limit-8 = Les relevés Hugging Face fournis suivent une liste de modèles qui s’allonge d’un relevé à l’autre : seuls les modèles présents à toutes les dates sont donc comparés, sauf demande contraire.
methods-ranges = Les parts sont des fourchettes
methods-ranges-1 = Pour une série et une date, la part est ce qui relève de la série avec certitude, divisé par ce qui passe les filtres avec certitude. La borne basse ajoute au diviseur tout ce qui peut passer les filtres ; la borne haute ajoute à la série tout ce qui peut en relever.
methods-ranges-2 = Ce qui peut en relever se déduit de ce qui est connu : une entreprise occidentale dont les poids ne sont pas connus peut compter comme occidentale à poids ouverts ou occidentale propriétaire, jamais comme chinoise. La ligne d’OpenRouter pour tout ce qui est hors de ses 50 premiers peut être n’importe quoi, sauf un modèle listé ce jour-là.
methods-ranges-3 = Une organisation sans pays peut être de tout pays où une organisation du catalogue a son siège, ou d’un autre pays en dehors des deux blocs.
methods-metrics = Mesures
methods-metrics-sub = Une mesure qui ne couvre pas les modèles fermés n’en dit rien : ils ne valent pas zéro, ils ne sont pas comptés.
column-metric = Mesure
column-unit = Unité
column-semantics = Nature du décompte
column-covers = Couvre
covers-closed = modèles ouverts et fermés
covers-open = poids ouverts seulement
window = décompte glissant, jamais additionné dans le temps
cumulative = cumul depuis l’origine, parfois corrigé à la baisse
flow = décompte par jour ; au-delà, moyenne par jour observé
methods-words = Vocabulaire
word-model = Modèle
word-model-is = Un modèle publié, tel que sa source le nomme : Qwen/Qwen3-8B sur Hugging Face, qwen/qwen3-8b sur OpenRouter.
word-organization = Organisation
word-organization-is = Qui l’a publié. Son pays est celui de son siège, avec le fondement que le catalogue en donne.
word-weights = Poids
word-weights-is = Ouverts : ils se téléchargent. Fermés : servis par une API seulement. Inconnus : nous ne le savons pas.
word-license = Licence
word-license-is = Normalisée à partir du texte donné par une source. « Telle qu’à l’époque » est ce que disait ce relevé, à défaut ce qui avait été vu en dernier avant lui, à défaut ce que sait le catalogue, qui n’est pas daté.
word-license-class = Classe de licence
word-license-class-is = Notre lecture d’une licence : permissive, copyleft, restrictive (conditions propres qui limitent l’usage, la taille ou le chiffre d’affaires), non commerciale, propriétaire.
word-camp = Camp
word-camp-is = Bloc et poids lus ensemble : chinois à poids ouverts, occidentaux à poids ouverts, occidentaux propriétaires, chinois propriétaires, autres, inconnu.
word-snapshot = Relevé
word-snapshot-is = Ce qu’une source disait à un moment donné.
word-vintage = Millésime
word-vintage-is = Ce que l’on croyait à une date. Un relevé ultérieur peut réviser un jour antérieur ; les deux valeurs sont conservées, la plus récente l’emporte, et « tel que connu au » fait relire l’ancienne.
word-panel = Panel
word-panel-is = Les modèles comparés dans le temps : tous ceux de chaque date, ou seulement ceux présents à toutes les dates affichées.
word-variants = Variantes
word-variants-is = Des noms comme :free, :beta ou :thinking sont des variantes d’un modèle et comptent avec lui, sauf demande contraire.
methods-mappings = Comment les noms sont lus
methods-mappings-words = Les sources écrivent les noms et les textes de licence comme elles l’entendent. Ces tableaux disent comment chacun est lu, et pourquoi ; ce qui n’est dans aucun compte comme inconnu. Les modèles pour lesquels l’espace de noms ne suffit pas ont une ligne à eux.
mapping-organizations = Organisations et leurs pays
mapping-namespaces = Publie sous
mapping-licenses = Licences et leur classe
mapping-license-texts = Textes de licence
mapping-file = Ce tableau en CSV
mapping-models-file = Les modèles en CSV
methods-blocs = Blocs
methods-blocs-words = Une table documentée, non un jugement. Les pays qui n’y figurent pas sont « autres » ; qui regroupe autrement peut répartir et filtrer par pays. Hong Kong et Macao figurent avec la Chine, dont ils sont des régions administratives spéciales.
methods-bloc-other = Tout pays non nommé ci-dessus.
methods-bloc-unknown = Les organisations sans pays connu, et tout ce qu’une source ne nomme pas.
methods-published = Pourquoi on dit de la Chine à la fois 17 %, 41 % et 56 %
methods-published-words = Les trois sont des parts des téléchargements du Hub Hugging Face, et les trois peuvent être justes. Elles comptent des modèles différents sur des durées différentes : aucune ne peut être comparée à une autre, ni tracée à côté d’elle.
methods-reason-1 = La plus basse porte sur l’année close en août 2025, dans un jeu de données de quelque 851 000 modèles de tous les types. On l’a aussi citée comme la part des nouveaux modèles, qui est encore un autre chiffre.
methods-reason-2 = Celle du milieu porte sur les douze mois clos en février 2026, une demi-année plus tard, sur l’ensemble du Hub.
methods-reason-3 = La plus haute compte quelque 1 500 modèles de langage choisis, sans encodeurs ni copies dans d’autres formats, et additionne tous leurs téléchargements depuis novembre 2023. C’est la seule des trois dont les deux nombres sont publiés, si bien que la division peut être montrée. Face à une telle part, demandez : de quels modèles, sur quelle durée, et s’agit-il des téléchargements d’une période ou de toujours ?
published-figure = Part de la Chine
published-kind = Nature
published-share = telle que publiée
published-cumulative = calculée à partir de totaux publiés
published-period = Téléchargements de
published-population = De quels modèles
published-division = Division
published-divided = { $part } divisé par { $total } : { $share }
published-not-told = numérateur et dénominateur non publiés
published-source = Source
published-secondary = { $source }, cité d’après une source secondaire
published-downloads = téléchargements
published-file = Les chiffres publiés en fichier
methods-source-license = Licence des données : { $license }.

## Erreurs
error-not-found = Il n’y a rien à cette adresse
error-not-found-words = Elle a pu être mal saisie, ou c’est une page à venir.
error-without = La même question sans { $names }
error-bad-query = Quelque chose dans cette adresse n’a pas de réponse
error-bad-query-words = Chaque point ci-dessous dit ce qui n’a pas été compris et ce qui est admis.
error-method = Cette adresse ne s’utilise pas ainsi
error-method-words = On ne peut que la lire.
error-withheld = Les lignes sous-jacentes ne sont pas diffusées
error-withheld-words = Les conditions de leur source l’interdisent. Le graphique est à la même adresse, sans la terminaison.
error-busy = Trop de fichiers sont en préparation en ce moment
error-busy-words = Réessayez dans quelques secondes.
error-unavailable = La base de données est injoignable en ce moment
error-unavailable-words = Réessayez dans quelques secondes.
error-internal = Quelque chose s’est mal passé de notre côté
error-internal-words = L’incident a été consigné. S’il se répète, signalez-le avec le numéro ci-dessous.
error-home = Accueil
error-explore = Explorer les données
error-request = Requête { $id }
