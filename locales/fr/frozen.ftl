# Vues figées : des pages conservées à l’octet près à la fin d’une journée.

## Le formulaire sous une page
keep-title = Conserver cette vue
keep-words = Donne à cette page, et avec un graphique à ses fichiers, une adresse propre dont les octets ne changent jamais : ce qui était connu à la fin d’une journée, quoi que l’on corrige ensuite. Elle est là pour tout le monde, afin d’être citée.
keep-day = À la fin de quelle journée (UTC)
keep-day-hint = vide : hier
keep-submit = Conserver

## Sur une page figée
frozen-label = Vue figée
frozen-title = Figée à la fin du { $day }
frozen-words-view = Cette page et ses fichiers ont été conservés le { $moment }, d’après la version { $version } des données. Ils montrent ce qui était connu à la fin du { $day } (UTC), et leurs octets ne changent jamais.
frozen-words-page = Cette page a été conservée le { $moment }, d’après la version { $version } des données, et ses octets ne changent jamais. Ses chiffres montrent ce qui était connu à la fin du { $day } (UTC) ; ce qu’elle dit par ailleurs des modèles et des licences est du moment où elle a été conservée.
frozen-live = La même vue telle qu’elle est maintenant
frozen-others = Tout ce qui est figé à la fin du { $day }
frozen-files = Fichiers conservés avec cette vue ({ $count })
frozen-files-region = Fichiers conservés avec cette vue
frozen-files-words = L’empreinte SHA-256 de chaque fichier est aussi son ETag. Qui possède un fichier de cette empreinte possède ce qui est conservé ici.
frozen-file = Fichier
frozen-bytes = Octets

## Listes
frozen-days-title = Vues figées
frozen-days-lead = Une vue figée est une page avec ses fichiers, conservée à l’octet près telle qu’elle était connue à la fin d’une journée. Elle ne change pas quand une source corrige ses chiffres, quand un relevé est retiré ou quand notre catalogue est rectifié : on peut donc la citer.
frozen-how = Toute page de chiffres peut être conservée par le formulaire qui se trouve dessous.
frozen-days-list = Par journée
frozen-day = Journée
frozen-count = Vues
frozen-none = Rien n’a encore été figé.
frozen-day-title = Vues figées à la fin du { $day }
frozen-day-lead = Chacune montre ce qui était connu à la fin du { $day } (UTC), avec les octets conservés alors.
frozen-views = Vues
frozen-view = Vue
frozen-address = Adresse courante
frozen-kept = Conservée le
frozen-version = Version des données
frozen-none-of-day = Rien n’est figé à la fin du { $day }.

## Refus
error-never-frozen = Cette vue n’a jamais été figée à la fin de cette journée
error-never-frozen-words = Il faut demander une fois qu’une vue soit figée, par le formulaire sous la page courante. Son adresse demeure ensuite.
error-freezing-off = Aucune vue n’est figée ici
error-freezing-off-words = La personne qui exploite ce site l’a désactivé. Les vues figées auparavant restent en place.
error-freezing-spent = Plus aucune vue ne peut être figée aujourd’hui
error-freezing-spent-words = On a figé autant de vues que ce site en conserve par jour. Merci de réessayer après minuit, UTC.
error-view-too-large = Cette vue est trop volumineuse pour être conservée
error-view-too-large-words = Demandez moins de dates, moins de séries ou des périodes plus longues, et figez cela.
error-read-only = Cette instance du site ne fait que lire
error-read-only-words = Sa base de données est une copie qui n’accepte aucun changement. Merci de réessayer sur l’instance principale.
error-other-site = Ceci a été envoyé depuis la page d’un autre site
error-other-site-words = Les formulaires de ce site ne sont acceptés que depuis ses propres pages. Ouvrez la page ici et envoyez son formulaire.
error-form-too-long = Ce qui a été envoyé est plus long que tout formulaire de ce site
error-form-too-long-words = Merci d’utiliser le formulaire sous la page à conserver.

## Citations
cite-snapshot = { $author }. Relevé { $id } : { $name } [jeu de données]. { $address }. SHA-256 { $hash }. { $source }
