# Ce que disent les fichiers, qui le disent dans toutes les langues.

about-definition = Définition
about-unit = Unité
about-as-of = État au
about-nothing-yet = aucun relevé encore
about-rows = Lignes
about-source = Source
about-license = Licence des données
about-license-ours = Libellés, pays, blocs et classes
about-license-ours-words = catalogue Weighbridge, CC BY 4.0
about-address = Adresse
about-permalink = Adresse permanente
about-hash = SHA-256 de data.csv
about-pair = { $name } : { $value }
license-not-stated = la source n’indique aucune licence ; vérifier ses conditions avant de publier des copies
cite-text = { $author }. { $title } [jeu de données]. { $address }. { $source }
cite-no-year = s. d.
readme-columns = Colonnes de data.csv
readme-reading = Une ligne par date et par série. Une date sans observation n’a pas de ligne : ce qui manque n’est pas zéro. Une part est un intervalle dès que quelque chose n’est pas connu. Dans le CSV, un texte qui commence par =, +, -, @, ', une tabulation ou un retour chariot est précédé d’un ', pour qu’un tableur ne l’exécute pas.
readme-cite = Comment citer
column-column = Colonne
column-meaning = Signification

data-column-observed-on = La date, ou le premier jour de la semaine, du mois ou du trimestre (ISO 8601).
data-column-metric = Identifiant de la mesure.
data-column-unit = Ce que compte la valeur, en anglais.
data-column-series = Identifiant de la série : code de pays, identifiant de licence, nom court d’une organisation, identifiant d’un modèle ; _rest pour ce qui est regroupé, _unlisted pour ce que la source ne détaille pas, unknown pour ce qui n’est pas connu.
data-column-label = Nom de la série, en anglais.
data-column-value = La valeur ; à partir de la semaine, la moyenne par jour observé d’un flux, le dernier relevé de toute autre mesure.
data-column-share = Part de ce qui passe sûrement les filtres à cette date, de 0 à 1.
data-column-share-low = Le moins que la part puisse être, une fois l’inconnu connu.
data-column-share-high = Le plus que la part puisse être.
data-column-models = Modèles comptés ; sur les périodes plus longues d’un flux, le plus grand nombre en un jour.
data-column-days-observed = Jours observés dans la période de la date.
data-column-rank = Rang par la valeur, 1 pour la plus grande ; vide pour ce qui n’est pas classé.
data-column-previous-observed-on = La date précédente.
data-column-previous-value = La valeur à cette date.
data-column-change = La valeur moins la précédente ; pour un cumul qui avait baissé, seulement ce qui dépasse son maximum.
data-column-changed-on = Le jour du changement, ou son mois quand le jour n’est pas connu.
data-column-organization = Identifiant de l’organisation.
data-column-family = Famille de modèles.
data-column-model = Premier modèle sous la nouvelle licence.
data-column-from-license = Identifiant de l’ancienne licence.
data-column-to-license = Identifiant de la nouvelle licence.
data-column-basis = Origine de cette ligne.
