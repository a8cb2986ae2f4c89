# Les graphiques sur d’autres sites.

embed-more = Explorer et télécharger sur Weighbridge
embed-this = Afficher ce graphique sur votre site
embed-words = Collez ceci dans votre page. Le graphique montre les données les plus récentes ; pour qu’il reste tel quel, prenez l’adresse du lien permanent. Aux sites qui connaissent oEmbed, l’adresse de cette page suffit.
format-option-size = PNG pour les réseaux sociaux
