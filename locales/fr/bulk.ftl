# Tout d’un coup : les relevés dans tous les formats, et toutes les observations d’une mesure en un fichier.

## Relevés en fichiers
snapshot-files = Le relevé en fichier
snapshot-file = { $format } ({ $bytes } octets)
snapshot-file-of = { $format } du relevé { $id }
snapshot-files-words = Chaque fichier garde à jamais les mêmes octets et peut être rechargé dans toute installation avec la même empreinte, qui est le SHA-256 du CSV.
snapshot-hash = SHA-256
data-snapshots-files = Par exemple le plus récent d’une mesure, en CSV, NDJSON et Parquet (une adresse qui mène au plus récent ; celle du relevé auquel elle mène ne change jamais) :

## Observations en bloc
bulk-heading = Toutes les observations d’une mesure
bulk-lead = Tous les nombres d’une mesure en un seul fichier, quelle que soit sa taille : tels que les donnent les derniers relevés ou tels qu’ils étaient connus à un moment donné.
bulk-asked = Ce qu’on peut demander
bulk-parameter = Paramètre
bulk-parameter-meaning = Ce qu’il dit
bulk-parameters = Tout autre paramètre est refusé. Les fichiers ont la taille qu’il faut : un fichier interrompu l’a été par le réseau ou par nous et se termine par une erreur, jamais comme s’il était complet.
bulk-order = Les lignes se suivent mois par mois, dans un mois modèle par modèle dans l’ordre où nous les avons connus, chacun par jour. Les nombres corrigés depuis sont omis ; chaque ligne nomme le relevé dont elle vient, et dont les fichiers contiennent ce que la source disait d’autre, comme la licence.
bulk-limits = Quatre de ces fichiers au plus sont envoyés à la fois ; celui que rien ne lit pendant une minute, ou qui n’est pas lu en une heure, est coupé : il faut alors demander moins de jours.
bulk-columns = Colonnes des observations
bulk-column-metric = Identifiant de la mesure.
bulk-column-model = Identifiant du modèle, tel que la source l’écrit ; aussi la ligne de tous les modèles qu’une source ne détaille pas.
bulk-column-observed-on = Le jour dont parle le nombre (ISO 8601).
bulk-column-value = Le nombre, exact.
bulk-column-snapshot = Numéro du relevé dont il vient, qui figure dans l’adresse de sa page.
bulk-column-known-from = Le moment de la capture de ce relevé, en UTC (RFC 3339) : le nombre est connu depuis.
bulk-title = Toutes les observations : { $metric }
bulk-readme-lead = Toutes les observations d’une mesure, une par ligne, telles que les donne le relevé le plus récent qui parle de leur jour. trailer.json donne le nombre de lignes et le SHA-256 de data.csv ; datapackage.json décrit les colonnes pour les programmes.
bulk-readme-reading = Un jour sans observation n’a pas de ligne : ce qui manque n’est pas zéro. Un nombre qu’un relevé ultérieur a corrigé est omis. Dans le CSV, un texte qui commence par =, +, -, @, ', une tabulation ou un retour chariot est précédé d’un ', pour qu’un tableur ne l’exécute pas.

## Trop à la fois
error-bulk-crowded = Trop de gros fichiers sont envoyés en ce moment
error-bulk-crowded-words = Réessayez dans une demi-minute.
error-too-many-rows = Cette vue a plus de lignes qu’un classeur ne peut en contenir (1 048 575) : demandez moins de séries (top) ou de dates (from, to, every), ou prenez-la en .csv ou en .parquet
error-too-many-rows-words = XLSX s’arrête là ; tous les autres formats ont toutes les lignes.
