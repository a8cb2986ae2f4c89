# Ce que dit le script des pages.

theme-auto = Thème : auto
theme-light = Thème : clair
theme-dark = Thème : sombre
theme-hint = Thème : celui du système, clair ou sombre
copy-link = Copier le lien
copy-done = Lien copié
reader-label = Valeurs par date : gauche et droite pour les dates, haut et bas pour les séries
