# Badges.
badges = Badges
badges-words = Un chiffre pour une page à vous. Il prend les paramètres de tout graphique, dit son intervalle et reste à jour ; series= nomme la série dont il dit la part.
badge-share = Part d’une série
badge-lead = Qui mène
badge-models = Nombre de modèles
badge-count = { $count } modèles
badge-updated = Jour du dernier relevé
badge-alternative = Weighbridge : { $name }
badge-label = { $name }, { $metric }, { $when }
badge-leads = { $name } mène, { $share }
badge-may-lead = peut-être { $name }, { $share }
badge-nothing = non connu
badge-title = { $label } : { $value }. { $question }, { $when }. Weighbridge.
