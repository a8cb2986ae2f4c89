# Ce que dit le script des pages.

theme-auto = Thème : comme le système
theme-light = Thème : clair
theme-dark = Thème : sombre
theme-hint = Clair, sombre, ou comme le système
copy-link = Copier le lien
copy-done = Lien copié
reader-label = Valeurs par date : gauche et droite pour les dates, haut et bas pour les séries
