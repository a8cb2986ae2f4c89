# Badges.
badges = Badges
badges-words = Un chiffre pour une page à vous. Il prend les paramètres de tout graphique, dit son intervalle et reste à jour ; series= nomme la série dont il dit la part.
badge-markdown = Markdown
badge-html = HTML
badge-share = Part d’une série
badge-lead = Qui mène
badge-models = Nombre de modèles
badge-count = { $count ->
    [one] { $count } modèle
   *[other] { $count } modèles
}
badge-updated = Jour du dernier relevé
badge-alternative = Weighbridge : { $name }
badge-label = { $name }, { $metric }, { $when }
badge-leads = { $name } mène, { $share }
badge-may-lead = peut-être { $name }, { $share }
badge-of = { $metric }, { $when }
badge-withheld = montré sur le site seulement
badge-nothing = non connu
badge-title = { $label } : { $value }. { $question }. Weighbridge.

## Citations, and the data as a catalog
cite-page = Citer cette page
cite-compare = Modèles côte à côte : { $names }
cite-medium = Jeu de données
cite-snapshot = Relevé { $id } : { $name }
cite-hash = SHA-256 { $hash }. { $source }
snapshot-description = { $title }, ligne par ligne tel qu’il est arrivé : ce qu’il a apporté, ce qu’il a corrigé, et l’empreinte à laquelle ses octets se reconnaissent.
catalog-words = Les modèles d’IA sur lesquels le monde s’appuie, par pays, par licence et par organisation.
catalog-jsonld = Sous forme de catalogue pour les machines (DCAT 3) :
