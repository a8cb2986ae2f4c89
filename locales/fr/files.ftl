# Fichiers des vues, et ce qui s’y trouve.

## Formats
format-csv = CSV
format-option-excel = CSV pour Excel
format-xlsx = XLSX
format-json = JSON
format-png = PNG
format-svg = SVG
format-ndjson = NDJSON
format-parquet = Parquet
format-zip = ZIP avec README
format-metadata-json = Métadonnées
format-bib = BibTeX
format-ris = RIS
format-csl-json = CSL-JSON
formats-more = Autres formats
snapshot-withheld = Les conditions de sa source interdisent d’en diffuser les lignes : le contenu est conservé, mais non remis.
formats-withheld = Les conditions de la source interdisent d’en diffuser les lignes : il y a le graphique, mais aucun fichier de ses lignes.
cite-this = Citer cette vue

## Ce que les fichiers disent d’une vue
about-question = Question
about-metric = Mesure
about-definition = Définition
about-unit = Unité
about-as-of = État au
about-nothing-yet = aucun relevé encore
about-rows = Lignes
about-source = Source
about-license = Licence des données
about-license-ours = Libellés, pays, blocs et classes
about-license-ours-words = catalogue Weighbridge, CC BY 4.0
about-citation = À citer ainsi
about-address = Adresse
about-permalink = Adresse permanente
about-hash = SHA-256 de data.csv
about-precision = Précision
about-pair = { $name } : { $value }
data-license-not-stated = non précisée
license-not-stated = la source n’indique aucune licence ; vérifier ses conditions avant de publier des copies
package-license-figures = Chiffres : { $license }
package-license-labels = Libellés de Weighbridge : { $license }
cite-text = { $author }. { $title } [jeu de données]. { $address }. { $source }
cite-no-year = s. d.

## XLSX
xlsx-data = Données
xlsx-definitions = Définitions
xlsx-precision = Excel garde 15 chiffres d’un nombre. Le CSV de la même vue les a tous.

## README de l’archive
readme-columns = Colonnes de data.csv
readme-reading = Une ligne par date et par série. Une date sans observation n’a pas de ligne : ce qui manque n’est pas zéro. Une part est une fourchette dès que quelque chose n’est pas connu. Dans le CSV, un texte qui commence par =, +, -, @, ', une tabulation ou un retour chariot est précédé d’un ', pour qu’un tableur ne l’exécute pas.
readme-cite = Comment citer
