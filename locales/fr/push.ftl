# La réponse à un envoi, outre le rapport sur son fichier.
push-unauthorized = Un envoi demande un jeton d’accès : ajoutez l’en-tête `Authorization: Bearer JETON`.
push-media-type = Le type du contenu n’est pas de ceux qui se lisent ; sont admis { $accepted }.
push-encoding = Le codage du contenu n’est pas de ceux qui se défont ; sont admis { $accepted }.
push-off = Ce site n’a aucun jeton d’accès : rien ne peut y être envoyé.
push-too-large = Le contenu dépasse { $limit } octets.
push-too-slow = Le contenu n’est pas arrivé à temps.
push-cut = Le contenu s’est arrêté avant la fin.
push-busy = D’autres fichiers sont en cours de réception ; réessayez dans quelques secondes.
push-malformed = Le fichier ne se lit pas comme ce qu’il est dit être ; rien n’en est enregistré.
push-refused = Le fichier se lit, mais tout ce qu’il dit ne peut être enregistré ; rien n’en est enregistré.
push-unavailable = La base de données est injoignable en ce moment ; rien du fichier n’est enregistré.
push-failed = Quelque chose s’est mal passé de notre côté ; rien du fichier n’est enregistré.
