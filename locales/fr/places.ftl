# Pages sur les pays, les licences, les organisations et les modèles, recherche, comparaison, données, à propos.

nav-explore = Explorer
nav-countries = Pays
nav-licenses = Licences
nav-organizations = Organisations
nav-compare = Comparer des modèles
nav-data = Données
nav-about = À propos
find-label = Chercher des modèles, des organisations, des pays et des licences
find-hint = Modèle ou éditeur
find-submit = Chercher
error-nearest = Vouliez-vous dire :

yes = oui
no = non
not-known = inconnu
country-not-known = inconnu
organization-not-known = inconnue
license-not-known = inconnue
date-not-known = inconnue
weights-are-open = ouverts
weights-are-closed = fermés
weights-are-unknown = inconnus
scope-is-language = modèle de langage génératif
scope-is-other = autre type : représentations vectorielles, image, parole, etc.
scope-is-unknown = inconnu ; montré avec les modèles de langage
bloc-unknown = inconnu
basis = Fondement :

## Colonnes
column-organizations = Organisations
column-tokens-share = Part des jetons
column-downloads-share = Part des téléchargements
column-share = Part de cet ensemble
column-models = Modèles
column-basis = Fondement
column-osi = Approuvée par l’OSI
column-date = Date
column-when = Quand
column-first-model = Premier modèle
column-from = De
column-to = À
column-raw = Texte tel que donné
column-read-as = Lu comme
column-first-seen = Vu d’abord le
column-last-seen = Vu en dernier le
column-released = Sortie
column-numbers = Nombres
column-column = Colonne
column-meaning = Ce qu’elle contient
column-file = Fichier
column-data-license = Licence des données
column-citation = À citer ainsi
column-newest = Relevé le plus récent
in-billion = Milliards de { $unit }
in-million = Millions de { $unit }
in-ones = { $unit }
listing-caption = { $metric } : { $what }
listing-more = { $count ->
    [one] { $count } autre n’est pas montré.
   *[other] { $count } autres ne sont pas montrés.
}
listing-rest = Afficher la suite ({ $count })
listing-rest-of = { $caption }, la suite

amount-trillion = { $number } milliers de milliards de { $unit }
amount-billion = { $whole ->
    [one] { $number } milliard de { $unit }
   *[other] { $number } milliards de { $unit }
}
amount-million = { $whole ->
    [one] { $number } million de { $unit }
   *[other] { $number } millions de { $unit }
}
amount-ones = { $number } { $unit }

## Figures
figure-total = { $name } : { $bound ->
    [least] au moins { $amount }
   *[exact] { $amount }
} { $every ->
    [week] dans la semaine du { $day }
   *[day] le { $day }
}{ $panel }
figure-panel = , parmi les { $models } modèles présents à toutes les dates affichées

## Titres de rubriques
heading-organizations = Organisations
heading-models = Modèles en tête
heading-license-classes = Classes de licence
heading-facts = Faits, et d’où ils viennent
heading-license-changes = Changements de licence, datés par nous
heading-license-texts = Textes de licence donnés par les relevés
heading-variants = Variantes
heading-built-on = Ce qui en est dérivé
heading-mentions = Relevés qui ont donné ses nombres

## Ce qui se trouve sous un tableau de nombres
standing-day = { $metric ->
    [openrouter-tokens] Jetons : { $day }.
    [hf-downloads-30d] Téléchargements : { $day }.
   *[other] { $metric } : { $day }.
}
standing-chart = Graphique
standing-csv = CSV
standing-definition = Définition

## Phrases qui ouvrent une page
lead-with = { $name } ({ $range })
lead-standing = { $metric ->
    [openrouter-tokens] { $kind ->
        [country] Le { $day }, les modèles de ses organisations ont traité { $share } des jetons acheminés par OpenRouter : { $place ->
            [1] 1re
           *[other] { $place }e
        } place sur { $of } pays, d’après ce qui est attribué avec certitude.
        [license] Le { $day }, les modèles sous cette licence ont traité { $share } des jetons acheminés par OpenRouter : { $place ->
            [1] 1re
           *[other] { $place }e
        } place sur { $of } licences, d’après ce qui est attribué avec certitude.
        [model] Le { $day }, il a traité { $share } des jetons acheminés par OpenRouter : { $place ->
            [1] 1re
           *[other] { $place }e
        } place sur { $of } modèles listés.
       *[other] Le { $day }, ses modèles ont traité { $share } des jetons acheminés par OpenRouter : { $place ->
            [1] 1re
           *[other] { $place }e
        } place sur { $of } organisations, d’après ce qui est attribué avec certitude.
    }
   *[other] { $kind ->
        [country] Sur les téléchargements Hugging Face, pendant les 30 jours précédant le { $day }, des { $counted } modèles de langage relevés, ses modèles en font { $share } : { $place ->
            [1] 1re
           *[other] { $place }e
        } place sur { $of } pays. C’est une liste de modèles, non le Hub entier.
        [license] Sur les téléchargements Hugging Face, pendant les 30 jours précédant le { $day }, des { $counted } modèles de langage relevés, les modèles sous cette licence en font { $share } : { $place ->
            [1] 1re
           *[other] { $place }e
        } place sur { $of } licences. C’est une liste de modèles, non le Hub entier.
        [model] Sur les téléchargements Hugging Face, pendant les 30 jours précédant le { $day }, des { $counted } modèles relevés, il en fait { $share } : { $place ->
            [1] 1re
           *[other] { $place }e
        } place sur { $of }. C’est une liste de modèles, non le Hub entier.
       *[other] Sur les téléchargements Hugging Face, pendant les 30 jours précédant le { $day }, des { $counted } modèles de langage relevés, ses modèles en font { $share } : { $place ->
            [1] 1re
           *[other] { $place }e
        } place sur { $of } organisations. C’est une liste de modèles, non le Hub entier.
    }
}
lead-no-standing = { $metric ->
    [openrouter-tokens] { $kind ->
        [model] Il n’est pas parmi les modèles qu’OpenRouter a listés le { $day } ; ce qui n’est pas listé n’est pas zéro.
        [license] Aucun modèle listé par OpenRouter le { $day } n’est connu pour être sous cette licence ; ce qui n’est pas listé n’est pas zéro.
       *[other] { $name } : aucun des modèles qu’OpenRouter a listés le { $day } n’y est attribué ; ce qui n’est pas listé n’est pas zéro.
    }
   *[other] { $kind ->
        [model] Il n’a pas été relevé sur le Hub Hugging Face le { $day }.
        [license] Aucun des { $counted } modèles de langage relevés sur le Hub Hugging Face le { $day } n’est connu pour être sous cette licence.
       *[other] { $name } : aucun des { $counted } modèles de langage relevés sur le Hub Hugging Face le { $day } n’y est attribué.
    }
}
lead-few = { $metric ->
    [openrouter-tokens] { $models ->
        [1] Les jetons du { $day } viennent d’un seul modèle listé : une sortie ou un gros client peut les faire bouger.
       *[other] Les jetons du { $day } viennent de { $models } modèles listés : une sortie ou un gros client peut les faire bouger.
    }
   *[other] { $models ->
        [1] Les téléchargements au { $day } sont ceux d’un seul modèle : une construction automatique peut les faire bouger.
       *[other] Les téléchargements au { $day } sont ceux de { $models } modèles : une construction automatique peut les faire bouger.
    }
}
lead-unknown = { $range } des jetons ne relèvent d’aucun pays connu.
lead-unknown-license = { $range } des jetons ne relèvent d’aucune licence connue.

## Pays
countries-title = D’où viennent les modèles
countries-lead = Le { $day }, les modèles listés par OpenRouter venaient de { $count } pays : { $first } ; les autres sont plus bas.
countries-lead-empty = Aucun relevé de jetons n’a encore été chargé. Voici les pays que connaît le catalogue.
countries-table = Pays qui ont une organisation au catalogue
countries-sub = Un pays est celui du siège d’une organisation. Il ne dit rien de l’endroit où un modèle s’exécute, ni de qui l’utilise. Une part est une fourchette dès que quelque chose n’est pas connu ; un tiret signifie qu’aucun de ses modèles n’est parmi ceux qui sont comptés.
countries-unplaced = { $count ->
    [one] { $count } organisation n’a pas de pays connu.
   *[other] { $count } organisations n’ont pas de pays connu.
}
countries-map = Carte
countries-over-time = Évolution des parts
countries-catalog = Pays et blocs en fichier
country-title = Modèles { $from }
country-lead = { $bloc ->
    [china] { $code ->
        [CN] La Chine, avec ses régions administratives spéciales, est lue comme un bloc à elle seule.
       *[other] { $country } : lu avec le bloc chinois.
    }
    [west] { $country } : lu avec l’Occident.
   *[other] { $country } : en dehors des deux blocs.
}
country-organizations = Organisations { $from }
country-organizations-sub = Chacune avec la raison pour laquelle elle compte ici. Un tiret signifie qu’aucun de ses modèles n’est parmi ceux qui sont comptés.
country-none = Aucune organisation du catalogue n’a son siège { $where }.
country-others = Pays qui ont des organisations
fact-country-code = Code ISO 3166-1

## Licences
licenses-title = Sous quelles licences les modèles sont utilisés
licenses-lead = Sur les jetons acheminés par OpenRouter le { $day }, ceux qu’on peut attribuer sont surtout allés à des modèles sous ces licences : { $first }.
licenses-lead-empty = Aucun relevé de jetons n’a encore été chargé. Voici les licences que connaît le catalogue.
licenses-table = Licences en usage
licenses-none = Rien n’est encore compté.
licenses-then = Parts par classe, licences telles qu’à l’époque
licenses-now = Parts par classe, licences telles qu’aujourd’hui
licenses-timeline = Changements de licence dans le temps
licenses-catalog = Licences en fichier
licenses-others = Connues, mais absentes de ce qui est compté aujourd’hui
licenses-others-sub = Aucun modèle aux dates les plus récentes n’est connu pour être sous celles-ci.
license-class-is-ours = Une classe de licence est notre lecture, non un conseil ; une étiquette n’accorde aucun droit. Lisez la licence elle-même.
license-title = { $license } : qui l’utilise
license-lead = { $class ->
    [permissive] Nous la lisons comme permissive : utilisation, modification et redistribution à toute fin.
    [copyleft] Nous la lisons comme copyleft : les modifications se partagent aux mêmes conditions.
    [restricted] Nous la lisons comme restrictive : ses conditions propres limitent l’usage, la taille ou le chiffre d’affaires.
    [non-commercial] Nous la lisons comme non commerciale.
    [proprietary] Le modèle n’est proposé que comme service ; aucun poids n’est publié sous elle.
   *[other] Nous ne savons pas ce qu’elle permet.
} { $osi ->
    [yes] L’Open Source Initiative l’a approuvée.
   *[no] {""}
}
license-readings = Son usage dans le temps par organisation, avec les
license-readings-or = ou avec les
license-then = licences telles qu’à l’époque
license-now = licences telles qu’aujourd’hui
license-readings-same = Autant que les relevés le disent, aucun modèle n’a aujourd’hui une autre licence qu’alors.
license-readings-differ = { $gone ->
    [0] Aucun modèle que les relevés ont vu sous elle n’a
    [1] Un modèle que les relevés ont vu sous elle a
   *[other] { $gone } modèles que les relevés ont vus sous elle ont
} aujourd’hui une autre licence ; { $come ->
    [0] aucun ne l’a aujourd’hui qui en avait une autre auparavant.
    [1] un l’a aujourd’hui qui en avait une autre auparavant.
   *[other] { $come } l’ont aujourd’hui qui en avaient une autre auparavant.
}
license-moves = Modèles qui l’ont adoptée ou quittée
license-moves-sub = D’après les relevés : { $came ->
    [0] aucun modèle ne l’a adoptée
    [1] un modèle l’a adoptée
   *[other] { $came } modèles l’ont adoptée
}, { $went ->
    [0] aucun ne l’a quittée
    [1] un l’a quittée
   *[other] { $went } l’ont quittée
}. Les dates sont celles des relevés qui encadrent un changement : il a pu avoir lieu n’importe quel jour entre eux.
license-moves-none = Aucun relevé n’a montré de modèle qui l’ait adoptée ou quittée.
moved-on = le { $day }
moved-between = entre le { $first } et le { $last }
license-unused = Aucun modèle compté n’est connu pour être sous elle.
license-others = Licences en usage
license-organizations = Organisations qui l’utilisent le plus
license-models = Modèles en tête sous elle
license-changes = Familles qui l’ont adoptée ou quittée, datées par nous
license-changes-none = Aucun changement daté vers elle ou depuis elle n’est dans le catalogue.
license-changes-note = Ce sont des notes avec leur fondement ; elles ne s’appliquent jamais d’elles-mêmes aux modèles.
license-changes-file = En fichier
fact-id = Identifiant ici
fact-spdx = Identifiant SPDX
fact-none = aucun
fact-text = Texte de la licence
fact-spellings = Graphies lues comme elle

## Organisations
organizations-title = Organisations qui publient des modèles
organizations-lead = Tous ceux qui ont publié un modèle que connaît le catalogue, avec le pays du siège là où il y a de quoi le fonder.
organizations-count = { $count ->
    [one] { $count } organisation
   *[other] { $count } organisations
}
organizations-sub = Dans l’ordre de leur part des jetons, puis des téléchargements. Un tiret signifie qu’aucun de leurs modèles n’est parmi ceux qui sont comptés.
organizations-catalog = Organisations en fichier
organization-title = { $organization } : modèles et usage
organization-lead = { $organization } a son siège { $where }.
organization-lead-nowhere = { $organization } : pays inconnu de nous.
organization-models = { $count ->
    [one] { $count } modèle
   *[other] { $count } modèles
}
organization-models-sub = Les plus utilisés d’abord, par jetons, puis par téléchargements. Les variantes sont avec leur modèle. Un tiret signifie que le relevé le plus récent ne le liste pas, ce qui n’est pas zéro.
organization-no-models = Aucun modèle d’elle n’est connu.
organization-no-changes = Aucun changement daté n’est dans le catalogue.
fact-homepage = Site
fact-namespaces = Publie sous

## Modèles
model-warning = { $title } ({ $day }).
model-title = { $model } : usage, licence et origine
model-lead = { $published ->
    [yes] { $model } est publié par { $organization }
   *[no] On ne sait pas qui a publié { $model }
}, { $weights ->
    [open] à poids ouverts
    [closed] à poids fermés
   *[other] à poids ouverts ou fermés, on ne sait
}, { $licensed ->
    [yes] sous licence { $license }.
   *[no] sous une licence que nous ne connaissons pas.
}
model-no-figures = Aucun relevé n’en a encore donné de nombre.
model-not-cataloged = absent du catalogue : ce qui est dit ici découle de ce que disent les relevés et les règles de la source
model-no-base = aucun connu
model-revealed = Révélé plus tard comme { $name } ; une note, qui ne s’applique pas à ses nombres.
model-compare = Le comparer à d’autres
fact-source-id = Nom donné par sa source
fact-scope = Type de modèle
fact-variant-of = Variante de
fact-base = Fait à partir de
fact-root = Origine de sa lignée
fact-on-hub = Sur le Hub Hugging Face
fact-reveal = Nom d’emprunt
license-basis-snapshot = le relevé du { $day } disait « { $text } »
license-basis-catalog = notre catalogue, sans date ; aucun relevé n’en a indiqué
license-texts-none = Aucun relevé n’a indiqué de licence.
license-texts-sub = Conservés tels que donnés. Les dates sont celles des relevés où ils apparaissent, non celles de la licence.
course-once = { $since ->
    [1] Il n’a été compté que ce jour-là : un seul point ne dit rien d’une tendance.
   *[other] Il a été compté une fois, le { $day }, et plus aucun des jours relevés ensuite : un seul point ne dit rien d’une tendance.
}
course-counted = Il a été compté pour la première fois le { $first }, et { $days } des { $since } jours relevés depuis lors.
course-largest = Sa plus grande part était { $share }, le { $day }, à la { $place ->
    [1] 1re
   *[other] { $place }e
} place sur { $of }.
course-most = Son compte le plus élevé était { $amount }, le { $day }.
built-on-none = Aucun modèle n’est connu pour en être dérivé.
built-on-count = { $count ->
    [1] On en connaît un.
   *[other] On en connaît { $count }.
}
built-on-sum = { $metric ->
    [openrouter-tokens] { $models ->
        [0] Aucun d’eux n’est parmi ceux qu’OpenRouter a listés le { $day }.
        [1] Celui d’entre eux qu’OpenRouter a listé le { $day } a traité { $amount }.
       *[other] Les { $models } d’entre eux qu’OpenRouter a listés le { $day } ont traité { $amount }.
    }
   *[other] { $models ->
        [0] Aucun d’eux n’a été relevé sur le Hub Hugging Face le { $day }.
        [1] Celui d’entre eux relevé le { $day } comptait { $amount }, pour les 30 jours précédents.
       *[other] Les { $models } d’entre eux relevés le { $day } comptaient { $amount }, pour les 30 jours précédents.
    }
}
built-on-sub = Modèles dont la chaîne de modèles de base mène ici. Vu par le modèle de base, leur usage lui est attribué.
mentions-none = Aucun relevé encore.
mentions-sub = Les derniers relevés qui ont donné ou changé un nombre ; ceux qui n’ont fait que répéter ce qui était connu n’y sont pas.

## Recherche
search-title = Recherche
search-title-for = Recherche : { $text }
search-label = Modèles, organisations, pays et licences
search-empty = Tapez une partie d’un nom ou d’un identifiant, comme qwen3, mistral, Suisse ou apache.
search-leading-models = Modèles en tête
search-found = { $count ->
    [1] 1 résultat pour « { $text } ».
   *[other] { $count } résultats pour « { $text } ».
}
search-nothing = Rien ici ne se nomme « { $text } ».
search-cut = Seuls les { $most } premiers caractères sont cherchés.
search-nothing-hint = Essayez une partie plus courte du nom, ou parcourez
search-models = Modèles

## Comparaison
compare-title = Comparer des modèles
compare-label = Identifiants de modèles d’une même source, séparés par ~
compare-submit = Comparer
compare-lead = Côte à côte : { $names }. L’usage ne dit rien de la qualité.
compare-lead-empty = Les modèles d’une même source peuvent se tracer sur un même axe. Les jetons et les téléchargements, non : ils se comptent différemment.
compare-examples = Par exemple :
compare-too-many = { $given } modèles ont été demandés ; les { $most } premiers sont montrés, car on ne distinguerait pas plus de courbes.
compare-within = Comparer au sein de { $source } : { $models }
compare-unknown = Aucune source ne nomme un modèle « { $id } ».
compare-unknown-near = Aucune source ne nomme un modèle « { $id } ». Vouliez-vous dire { $meant } ?
compare-sources = Ce sont des modèles de sources différentes. Les jetons et les téléchargements se comptent différemment et ne doivent pas partager un axe : il n’y a donc pas de graphique de tous. { $models }.
compare-no-figures = Aucun relevé n’a encore donné de nombres pour aucun d’eux.

## Données
data-title = Données : tout ici s’obtient en fichier
data-lead = Chaque graphique est une adresse, et la même adresse suivie d’une terminaison est la même vue en données ou en image.
data-views = Les vues en fichiers
data-views-words = Mettez une de ces terminaisons après le type de graphique, avant le point d’interrogation. Les fichiers ont toutes les dates, portent la citation de leur source, et restent les mêmes octets tant que les données restent les mêmes ; une adresse qui ne se lit pas reçoit en réponse ce qui n’y va pas. Par exemple, les parts par pays et par mois :
data-languages = Les données ne sont traduites en aucune langue : leurs libellés sont en anglais pour tous. Les images, elles, le sont : ajoutez lang=fr à leur adresse. Sur le CSV pour Excel, lang=fr sépare les colonnes par des points-virgules et écrit les décimales avec une virgule, comme un Excel français les attend.
data-guard = Dans le CSV, un texte qui commence par =, +, -, @, ', une tabulation ou un retour chariot est précédé d’un ', pour qu’un tableur ne l’exécute pas ; le chargement d’un relevé retire exactement un de ces '. Tous les autres formats ont les textes tels quels.
data-excel = Avec excel=1 dans son adresse, le CSV commence par un indicateur d’ordre des octets, auquel Excel reconnaît ses lettres. Les autres formats ne connaissent pas ce paramètre.
data-numbers = Les nombres entiers sont exacts dans tous les formats sauf XLSX, qui garde 15 chiffres. Les moyennes ont jusqu’à six décimales. Dans Parquet, les valeurs sont des entiers ou des décimaux sur 64 bits, les dates des dates, les parts des flottants doubles.
data-withheld = Les lignes d’une source dont les conditions interdisent la diffusion ne sont dans aucun fichier ; leurs graphiques sont montrés. Cela concerne actuellement { $sources }.
data-withheld-none = Les lignes d’une source dont les conditions interdisent la diffusion ne seraient dans aucun fichier ; il n’y a actuellement aucune source de ce genre.
data-columns = Colonnes d’une vue
data-columns-sub = Une ligne par date et par série. Une date sans observation n’a pas de ligne : ce qui manque n’est pas zéro.
data-column-observed-on = La date, ou le premier jour de la semaine, du mois ou du trimestre (ISO 8601).
data-column-metric = Identifiant de la mesure.
data-column-unit = Ce que compte la valeur, en anglais.
data-column-series = Identifiant de la série : code de pays, identifiant de licence, nom court d’une organisation, identifiant d’un modèle ; _rest pour ce qui est regroupé, _unlisted pour ce que la source ne détaille pas, unknown pour ce qui n’est pas connu.
data-column-label = Nom de la série, en anglais.
data-column-value = La valeur ; à partir de la semaine, la moyenne par jour observé d’un flux, le dernier relevé de toute autre mesure.
data-column-share = Part de ce qui passe sûrement les filtres à cette date, de 0 à 1.
data-column-share-low = Le moins que la part puisse être, une fois l’inconnu connu.
data-column-share-high = Le plus que la part puisse être.
data-column-models = Modèles comptés ; sur les périodes plus longues d’un flux, le plus grand nombre en un jour.
data-column-days-observed = Jours observés dans la période de la date.
data-ranking-columns = Colonnes propres à un classement
data-ranking-columns-sub = Un classement a une ligne par série, à la date complète la plus récente, et n’a ni share_low, ni share_high, ni models, ni days_observed.
data-column-rank = Rang par la valeur, 1 pour la plus grande ; vide pour ce qui n’est pas classé.
data-column-previous-observed-on = La date précédente.
data-column-previous-value = La valeur à cette date.
data-column-change = La valeur moins la précédente ; pour un cumul qui avait baissé, seulement ce qui dépasse son maximum.
data-column-changed-on = Le jour du changement, ou son mois quand le jour n’est pas connu.
data-column-organization = Identifiant de l’organisation.
data-column-family = Famille de modèles.
data-column-model = Premier modèle sous la nouvelle licence.
data-column-from-license = Identifiant de l’ancienne licence.
data-column-to-license = Identifiant de la nouvelle licence.
data-column-basis = Origine de cette ligne.
data-snapshots = Les relevés tels qu’ils sont arrivés
data-snapshots-words = Chaque relevé se télécharge tel qu’il est conservé, et se charge dans toute autre installation avec la même empreinte : « weighbridge ingest FICHIER ». Les colonnes vides n’ont pas été données.
data-snapshot-columns = Colonnes d’un relevé
snapshot-column-metric = Identifiant de la mesure.
snapshot-column-model = Identifiant du modèle propre à la source.
snapshot-column-observed-on = Le jour dont parle le nombre.
snapshot-column-value = Le nombre.
snapshot-column-captured-at = Moment du relevé, un seul par fichier.
snapshot-column-license = La licence telle que la source l’a donnée.
snapshot-column-weights = L’état des poids tel que la source l’a donné.
snapshot-column-organization = L’organisation telle que la source l’a donnée.
snapshot-column-base-model = Le modèle de base tel que la source l’a donné.
data-sources = Sources, licences et citations
data-sources-sub = Les chiffres sont à leurs sources ; citez la ligne donnée, et ce site pour ce qu’il ajoute.
data-cite-site = Par exemple : Weighbridge, { $host }, l’adresse de la page, la ligne de la source, le jour de votre lecture.
data-no-snapshot = aucun encore
data-catalog = Le catalogue
data-catalog-sub = Ce que nous ajoutons aux chiffres, chaque ligne avec son fondement : pays, blocs, organisations, licences, modèles. À nous, sous CC BY 4.0, sauf si les premières lignes d’un fichier disent autre chose.
catalog-countries = Les pays, et le bloc où chacun est lu.
catalog-events = Les événements datés que signalent les graphiques.
catalog-license-aliases = Les graphies de licences, et ce que chacune est lue.
catalog-license-changes = Les changements de licence datés de familles de modèles.
catalog-licenses = Les licences, avec leur identifiant SPDX et notre lecture de leur classe.
catalog-metrics = Les mesures, avec unité, nature du décompte et définition.
catalog-models = Les modèles, avec organisation, poids, licence et modèle de base.
catalog-organizations = Les organisations, avec leur pays et les noms sous lesquels elles publient.
catalog-published-figures = Ce que d’autres ont publié, avec la population comptée.
catalog-sources = Les sources, avec leur licence et leur citation.
catalog-stealth-reveals = Ce que des modèles sous nom d’emprunt se sont révélés être.

## À propos
about-title = À propos
about-lead = Weighbridge mesure sur quels modèles d’IA le monde construit : à poids ouverts ou fermés, chinois, occidentaux ou autres, sous quelle licence, dans le temps.
about-why = Pourquoi
about-why-1 = Les modèles américains les plus forts sont pour la plupart fermés et payants ; leurs équivalents chinois sont souvent ouverts et gratuits. Certains en concluent qu’une grande partie du monde pourrait en venir à dépendre de modèles chinois pour leur prix plutôt que pour leur qualité. C’est une affirmation sur l’adoption : elle peut donc se vérifier sur l’adoption, autant que celle-ci peut se voir. Ces chiffres disent quels modèles sont utilisés, non par qui, ni à quel prix.
about-why-2 = Ce qui est utilisé compte pour la souveraineté (qui dépend de qui, et que se passerait-il si une licence se fermait demain ?) et pour la recherche (qu’en peut-on réutiliser ?). Ces pages permettent de vérifier par soi-même :
about-question-open = Quelle part de l’usage va aux poids ouverts, quelle part aux poids fermés ?
about-question-diffusion = Quels modèles se répandent, et à quelle vitesse ?
about-question-dependence = De quels pays viennent les modèles ?
about-question-license = Sous quelles conditions sont-ils utilisés, et qui a changé les siennes ?
about-question-base = Et si l’usage est attribué au modèle dont d’autres sont dérivés ?
about-how = Comment
about-how-words = À partir de relevés datés de chiffres publics, chacun conservé pour toujours tel qu’il est arrivé. Les parts sont des fourchettes dès que quelque chose n’est pas connu. Aucune qualité n’est mesurée, aucune opinion sondée, aucun lecteur suivi.
about-errors = Si quelque chose est faux
about-errors-1 = Un pays, une licence, un propriétaire ou un état des poids qui est faux se trouve dans un fichier du catalogue, avec le fondement que nous en avions. Trouvez la ligne, et dites ce qu’elle devrait être et sur quel fondement :
about-errors-2 = Un nombre faux est tel que sa source l’a donné dans un relevé. Un relevé ultérieur peut le réviser, et un relevé peut être retiré ; les deux restent visibles :
about-errors-3 = Dites l’adresse de la page, le numéro du relevé (il est dans la liste des relevés), ce qu’elle dit, ce qu’elle devrait dire, et sur quel fondement. Une page d’erreur montre un numéro de requête : joignez-le.
about-errors-4 = Écrivez à qui héberge ce site :
about-errors-5 = Qui héberge ce site, à { $host }, n’a pas dit où écrire. Il peut corriger le catalogue ou retirer un relevé ; demandez à qui vous a donné l’adresse.
about-version = Weighbridge { $version }
