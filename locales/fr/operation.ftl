# Ce que l’on dit à un client qui demande plus que le site ne donne.
error-too-many = Trop de requêtes en peu de temps
error-too-many-words = Merci de patienter un peu. Pour obtenir beaucoup de données, un seul fichier suffit : voir la page des données.
error-address-too-long = Cette adresse est trop longue
error-address-too-long-words = Une adresse compte au plus 16 384 octets, question après le « ? » comprise.
error-headers-too-large = Les en-têtes de cette requête sont trop volumineux
error-headers-too-large-words = Ils comptent au plus 16 384 octets au total. Supprimer les anciens cookies de ce site suffit en général.
error-body-too-slow = La requête n’est pas arrivée à temps
error-body-too-slow-words = La connexion était trop lente ou a été coupée. Merci de réessayer.
error-crowded = Trop de questions volumineuses sont en cours de traitement
error-crowded-words = Merci de réessayer dans quelques secondes.
error-still-made = Cette réponse demande plus de temps que vous ne devriez attendre
error-still-made-words = Elle est en cours de préparation. Merci de la redemander dans dix secondes : elle sera là dès qu’elle sera prête.
error-too-long = Cette question demande trop de temps en ce moment
error-too-long-words = Merci de réessayer dans quelques secondes, ou de demander moins de dates ou de modèles.
