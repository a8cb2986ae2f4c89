# Ce qui ne va pas dans une adresse, et ce qui est permis à la place.

problem = { $wrong }. Valeurs admises : { $allowed }
problem-meant = { $wrong } ; vouliez-vous dire « { $meant } » ? Valeurs admises : { $allowed }
problem-unknown-parameter = paramètre inconnu « { $parameter } »
problem-unknown-value = { $parameter } : « { $value } » n’est pas admis
problem-given-twice = { $parameter } : donné deux fois, aussi comme « { $value } »
problem-includes-and-excludes = { $parameter } : « { $value } » inclut et exclut à la fois
problem-ends-before-it-begins = { $parameter } : « { $value } » précède le début de la période
allowed-number = un nombre entier de 1 à { $most }
allowed-page = un nombre entier à partir de 1
allowed-date = une date comme 2025-01-31 ou un mois comme 2025-01
allowed-date-from = une date à partir du { $from }
allowed-moment = un instant comme 2026-05-01T12:00:00Z, ou une date, qui désigne sa fin en temps UTC
allowed-one-value = une seule valeur, comme « { $value } »
allowed-one-list = une seule liste de valeurs, ou une seule liste de valeurs après « ! »
allowed-model = l’identifiant d’un modèle tel que sa source l’écrit, sans caractères de contrôle
allowed-models = les identifiants que { $source } donne à ses modèles
allowed-countries = des codes de pays ISO 3166-1 comme « CN », ou « unknown » ; /countries en donne la liste
allowed-organizations = des organisations par leur identifiant, comme « alibaba », ou « unknown »
allowed-licenses = des identifiants de licence comme « apache-2.0 », ou « unknown » ; /licenses en donne la liste
allowed-day = une date comme { $day }
allowed-day-over = une journée achevée en temps UTC, pour que tout ce qu’elle savait soit là : { $day } ou une journée antérieure
allowed-day-from = une journée à partir du { $day } ; avant, aucun relevé n’avait été fait
allowed-no-day = aucune journée encore : aucun relevé n’a été fait
allowed-view = l’adresse d’une page de chiffres, comme /charts/share?by=country, /countries/FR ou /
allowed-bytes = { $most } octets au plus
