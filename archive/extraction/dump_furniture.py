"""What a page has beside its article: menus, counters, share buttons, comments, teasers, footers, told by their words.

All patterns are written for folded text (`archive.lib.words.fold`): lower case, no accents, hyphens as spaces.
"""

import re
from enum import Enum
from functools import cache

from archive.lib.words import fold

_LONGEST = 200


class Furniture(Enum):
    """The kinds of furniture, by what they mean for the lines around."""

    COMMENTS = "comments begin"
    TALK = "a button or a counter of comments, or their beginning"
    RELATED = "teasers of other stories begin"
    FOOTER = "the page ends"
    TEASER = "one teaser of another story"
    SMALL = "a button, a counter, a tag or an advertisement"
    COOKIES = "a notice about cookies, scripts or subscriptions"


_TALK = (
    r"(?:(?:\d+|aucun|no|vos|les|voir|view|keine)\s){0,3}"
    r"(?:commentaires?|comments?|reactions?|kommentare?|comentarios?|leserkommentare|discussion)(?: recents)?"
    r"\s?[(:\[]{0,2}\s?\d{0,6}\s?[)\]:]{0,2}",
    r"(?:reagir|reagissez|commenter|repondre|reply)(?: a cet article)?",
)
_COMMENTS = (
    r"(?:tous les|toutes les|all|view all|voir tous les|show|hide|afficher(?: les)?)\s"
    r"(?:commentaires?|comments?|reactions?|kommentare)\s?[(:\[]{0,2}\s?\d{0,6}\s?[)\]:]{0,2}",
    r"(?:\d+ )?(?:commentaires?|comments?|reactions?|thoughts?|responses?|replies|reponses?) (?:sur|on|to|a) .{1,200}",
    r"(?:laisse[rz]|poste[rz]|ajoute[rz]|ecrire|ecrivez|publie[rz]|depose[rz]|redige[rz])(?: (?:un|une|votre"
    r"|nous un))?"
    r" (?:commentaire|reponse|avis|message)\b.{0,60}",
    r"(?:leave|post|add|write|submit) (?:a|your|us a) (?:comment|reply|response|review)\b.{0,60}",
    r".{0,60}reservee?s? aux (?:abonne|inscrit|membre)\w{0,4}.{0,20}",
    r"cancel reply|annuler la reponse|(?:join|participe[rz] a) (?:the|la) (?:conversation|discussion|debat)\b.{0,60}",
    r"(?:soyez le premier a|be the first to) (?:comment|reagir|donner|laisser|leave).{0,60}",
    r"(?:vous devez|merci de|veuillez) (?:etre connecte|vous connecter|vous identifier).{0,80}",
    r"(?:(?:log|sign) ?in|connectez vous|you must be (?:logged|signed) in) (?:to|pour) .{0,60}",
    r"(?:your e? ?mail address will not be published|votre adresse (?:e ?mail|de messagerie"
    r"|email) ne sera pas).{0,160}",
    r"(?:sauvegarder|enregistrer) mon (?:pseudo|nom)\b.{0,140}|save my name\b.{0,140}",
    r"(?:schreiben sie einen|kommentar) (?:kommentar|schreiben|verfassen|hinterlassen).{0,60}|diskutieren sie.{0,60}",
)
_STORIES = r"(?:articles?|stories|story|posts?|contenus?|content|sujets?|topics?|themes?|actualites?|actus?|news|infos?"
_STORIES += (
    r"|videos?|billets?|publications?|headlines?|links?|coverage|reading|breves?|depeches?|newsletters?|podcasts?)"
)
_RELATED = (
    r"(?:a )?(?:re)?(?:lire|voir|decouvrir|ecouter) (?:aussi|egalement|encore|ensuite)(?: (?:sur"
    r"|dans) .{1,60})?\s?[:>]?",
    r"a (?:lire|voir|decouvrir|ecouter|ne pas manquer)(?: (?:sur|dans|en ce moment)\b.{0,40})?\s?[:>]?"
    r"|lire aussi\s?:?",
    r"(?:sur|dans|autour d\w) (?:le |la |du )?meme (?:sujet|theme|rubrique|dossier|thematique|categorie"
    r"|auteur)s?.{0,20}",
    rf"(?:tou(?:s|tes) )?(?:les |nos |vos |ses )?(?:autres |derni(?:er|ere)s ){{1,2}}{_STORIES}\b.{{0,40}}",
    rf"(?:les |nos )?{_STORIES} (?:similaires?|lies?|liees?|associes?|connexes?|recente?s?|populaires?|recommandes?"
    r"|sponsorises?|relatifs?|en lien|les plus (?:lus|vus|recents|populaires|partages)|a la une|a lire"
    r"|du moment)\b.{0,40}",
    r"(?:les )?(?:plus|mieux) (?:lus|lues|vus|vues|populaires|recents|commentes|partages|notes)\b.{0,20}|top \d{1,2}",
    r"(?:vous|ca|cela|ceci) (?:aimerez|aimeriez|pourriez|pourrait|devriez|peut) .{0,60}",
    r".{0,50}(?:pourrai(?:en)?t|peu(?:ven)?t|devraient) (?:aussi |egalement )?vous (?:interess?er|plaire)\b.{0,20}",
    rf"(?:pour aller plus loin|plus d'{_STORIES}|et aussi|a la une|en ce moment|en direct|ailleurs sur le web"
    rf"|fil info)",
    r"(?:nos|notre|les) (?:selections?|derniers tests|bons plans|partenaires|recommandations|suggestions"
    r"|dossiers)\b.{0,30}",
    rf"(?:related|recommended|suggested|similar|more|latest|recent|popular|trending|top|featured|sponsored|breaking"
    rf"|most (?:read|popular|viewed|shared|watched)|editors?'? ?s? ?picks?)(?: (?:{_STORIES}|on this (?:story|topic)"
    r"|for you|now|today|from .{1,40}|in .{1,30}|about .{1,40}|like this)){0,2}\s?:?",
    r"(?:read (?:more|also|next|this next)|see also|also read|also in .{1,30}|watch next|up next|what to read next"
    r"|continue reading|keep reading|(?:from )?around the web|promoted(?: content)?|you (?:may|might|will)(?: also)?"
    r" (?:also )?(?:like|be interested|enjoy)\b.{0,30}|don't miss|next (?:article|post|story)|previous (?:article"
    r"|post|story))\s?:?",
    r"(?:article|billet) (?:suivant|precedent)\b.{0,200}",
    r"(?:mehr (?:zum thema|zu diesem thema|aus|von)|weitere (?:artikel|meldungen|nachrichten|themen|beitrage)"
    r"|ahnliche (?:artikel|beitrage|themen)|verwandte (?:artikel|themen)|aktuelle (?:beitrage|meldungen|nachrichten)"
    r"|neue(?:ste)? (?:beitrage|artikel)|das konnte (?:sie|dich) auch|meistgelesen\w{0,3}|auch interessant"
    r"|zum thema)\b.{0,40}",
)
_TEASER = (
    r"(?:>+ ?|→ ?|➡ ?)?(?:(?:a )?(?:re)?(?:lire|voir|decouvrir|ecouter)(?: (?:aussi|egalement|encore|ensuite))?"
    r"|lire la suite"
    r"|sur le meme sujet|read (?:more|also|next)|see also|also read|related|lesen sie auch|mehr dazu"
    r"|lire notre .{1,30}|lire (?:l'article|le dossier|l'interview))\s?(?:[:>|→]|\s\s).{3,200}",
    r"(?:a )?lire (?:aussi|egalement)\b.{3,200}|lesen sie (?:auch|mehr)\b.{1,200}|read (?:more|also) (?:about"
    r"|on)\b.{3,200}",
    r".{0,200}(?:lire la suite|read more|continue reading|weiterlesen|en savoir plus|\[\s?(?:…"
    r"|\.\.\.)\s?\])\s?[.…>»→]{0,3}",
)
_FOOTER = (
    r".{0,60}(?:mentions legales|tous droits reserves|all rights reserved|alle rechte vorbehalten).{0,100}",
    r"(?:copyright|(?:©|\(c\))\s?(?:copyright )?(?:19|20)\d\d)\b.{0,140}",
    r"(?:conditions generales|cgu|cgv|plan du site|sitemap|credits|politique de (?:confidentialite|cookies)"
    r"|impressum|agb"
    r"|privacy(?: (?:policy|notice|statement))?|terms(?: (?:of (?:use|service)|and conditions|& conditions))?|legal"
    r"|cookies?(?: (?:policy|settings|preferences))?|gestion des cookies|datenschutz\w{0,10}|accessibilite"
    r"|accessibility)",
    r"(?:contact(?:ez nous|s| us)?|nous contacter|qui sommes nous|a propos(?: de (?:nous|l'auteur))?|about(?: us"
    r"| the author)?)\W{0,3}",
    r"(?:nous suivre|suivez nous|follow us|retrouvez nous|rejoignez nous|join us)\b.{0,60}",
    r"https?://\S+|(?:\d{1,3}\. )https?://\S+|references|visible links|hidden links",
)
_SITES = r"(?:facebook|twitter|x|linked ?in|whats ?app|pinterest|reddit|telegram|messenger|bluesky|mastodon|instagram"
_SITES += (
    r"|you ?tube|tik ?tok|flipboard|google(?: news| plus|\+)?|xing|snapchat|threads|e ?mail|mail|courriel|sms|rss)"
)
_SMALL = (
    rf"(?:(?:partage[rz]?|share|teilen|tweet(?:er|ez)?|envoyer|send|recommander|epingler|pin|suivre|follow|like)"
    rf"(?: (?:sur|on|via|par|auf|with|to|a|un|ami|cet|cette|l'|this|the|le|la|ceci|cela|article|post|page|story|via"
    rf"|it|{_SITES})){{0,5}}"
    rf"|{_SITES}(?:[\s,|/]{{1,3}}{_SITES}){{0,9}})\s?[:!]?\s?\d{{0,6}}",
    r"(?:click|cliquez|show|share|close|voir) .{0,60}(?:shar(?:e|ing)|partag\w+|print|imprimer|e ?mail|window\)"
    r"|search box).{0,40}",
    r"(?:imprimer|print|drucken|copier le lien|copy link|lien copie|enregistrer|sauvegarder|save|bookmark|favoris"
    r"|ecouter(?: l'article| cet article)?|listen(?: to (?:this )?article)?.{0,20}|offrir(?: l'article"
    r"| cet article)?|reagir"
    r"|ajouter (?:a|aux) .{1,30}|signaler.{0,30}|report .{0,30}|play|pause|lecture|zoom|agrandir|fullscreen"
    r"|loading.{0,5}|chargement.{0,5})",
    r"(?:tags?|mots? cles?|etiquettes?|topics?|filed under|categor(?:ies|ie|y)|schlagw\w{3,7}|classe dans|rubriques?"
    r"|sujets? (?:lies?|associes?|abordes?)|themes? (?:lies?|associes?)|en lien avec|posted in|publie dans"
    r"|poste dans)\s?(?::.{0,200})?",
    r"(?:advertisement|publicite|pub|annonce|anzeige|werbung|sponsored?|sponsorise|(?:la "
    r"|lire la )?suite (?:de l'article )?apres"
    r" (?:cette|la) publicite|article continues (?:below|after).{0,40}|story continues (?:below|after).{0,40}"
    r"|contenu sponsorise)",
    r"(?:(?:first )?(?:published|posted|updated|last updated)|publie|mis a jour|par|by|\w{4,15} ?: ?\d{1,3} ?(?:min"
    r"|h|mn|heures?|minutes?))\W{0,3}",
    r"(?:(?:first )?(?:published|posted|updated|last updated|publie|mis a jour|modifie) ?)?(?:il y a|about|vor"
    r"|environ)? ?\d{1,3}"
    r" (?:min(?:ute)?s?|h|heures?|jours?|hours?|hrs?|days?|semaines?|weeks?|mois|months?|stunden?|tagen?)(?: ago)?",
    r"(?:newsletters?|se connecter|connexion|deconnexion|log ?(?:in|out)|sign ?(?:in|up|out)|register|creer un compte"
    r"|mon compte|my account|s'inscrire|s'abonner|abonnez vous\b.{0,80}|je m'abonne.{0,40}|subscribe(?: now)?"
    r"|(?:anmelden|abonnieren))\W{0,3}",
    r"(?:inscrivez vous|s'inscrire|abonnez vous|subscribe|sign up|recevez|get) .{0,60}(?:newsletters?|inbox"
    r"|boite mail|alertes?)\b.{0,60}",
    r"(?:skip|jump) to .{1,40}|aller (?:au|a la) .{1,40}|passer au contenu.{0,20}|(?:menu\s?){1,4}|accueil|home"
    r"|startseite|fermer|close|retour"
    r"|retour .{1,30}|back to .{1,30}|haut de page|recherche[rz]?|search|suche|ok|oui|non|yes|no|suivant|precedent"
    r"|next|previous",
)
_COUNTER = re.compile(
    r"[\W_]{0,9}(?:(?:temps de lecture|lecture|duree|reading time|lesezeit|lesedauer|vu|lu|views"
    r"|vues)\s?:?\s?)?(?:environ )?"
    r"\d[\d\s.,]{0,12}[km]?\s?(?:fois|vues?|views?|partages?|shares?|likes?|j'aime|lectures?|lecteurs?|votes?"
    r"|mots|words|min(?:utes?)?\.?|mn|sec(?:onde)?s?|abonnes?|followers?|fans|photos?|images?)?(?: (?:de lecture"
    r"|a lire|read|lesezeit|restantes?))?(?:\s?[–—-]?\s?\d[\d\s.,]{0,9} (?:words|mots))?\W{0,9}"
)
_NOTICES = re.compile(
    r"(?:si vous avez|vous avez) aime cet? (?:article|billet)|if you (?:liked|enjoyed) this (?:article|story|post"
    r"|piece)"
    r"|(?:abonn\w+|suiv\w+|retrouve\w*|follow\w*) .{0,60}\bgoogle (?:news|actualites)|(?:espace|zone) (?:de"
    r"|des) (?:contributions|commentaires)|"
    r"(?:nous|notre site|ce site|this (?:web)?site|we|wir|(?:diese|unsere) (?:web)?seite)(?: \w+){0,4} (?:utilis\w+"
    r"|use[sd]?|verwende\w*|nutz\w+)"
    r"(?: \w+){0,3} cookies|(?:use|utilisation|usage) (?:of|de|des|du) cookies|(?:accepte[rz]?"
    r"|accept)(?: \w+){0,3} cookies|tout (?:accepter|refuser)"
    r"|continuer sans accepter|accepter et (?:continuer|fermer)|accept (?:all|and (?:continue|close))|(?:gerer"
    r"|parametrer|manage)(?: \w+){0,2}"
    r" (?:choix|preferences|cookies|consent)|(?:activ|enable|desactiv|disable)\w{0,3} javascript|javascript (?:is"
    r"|est|must|doit)"
    r"|(?:votre navigateur|your browser) (?:ne|n'|does|doesn|is|est|est)|nos partenaires (?:stock|trait|et nous)"
    r"|our partners (?:store|process)"
    r"|vous (?:inscrire|abonner) a (?:nos|notre|la) newsletter|you can unsubscribe"
    r"|vous pouvez vous (?:y )?(?:desinscrire|opposer|desabonner)"
    r"|(?:donnees|informations) (?:\w+ ){0,3}(?:sont|seront) (?:\w+ ){0,3}(?:traite|collecte|destine"
    r"|utilise)\w+ (?:\w+ ){0,6}newsletter"
)


def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def _kinds() -> tuple[tuple[Furniture, re.Pattern[str]], ...]:
    """Return the patterns of each kind. They are compiled when a page needs them, not whenever a command starts."""
    return (
        (Furniture.COMMENTS, _compiled(_COMMENTS)),
        (Furniture.TALK, _compiled(_TALK)),
        (Furniture.RELATED, _compiled(_RELATED)),
        (Furniture.SMALL, _compiled(_SMALL)),
        (Furniture.FOOTER, _compiled(_FOOTER)),
        (Furniture.TEASER, _compiled(_TEASER)),
    )


def furniture(text: str) -> Furniture | None:
    """Return what kind of furniture the line `text` is; None for a line that may be the article's own."""
    folded = fold(text[:1000]).text
    if _NOTICES.search(folded):
        return Furniture.COOKIES
    if len(folded) > _LONGEST:
        return None
    bare = folded.strip(" .>|»›→-_*#:")
    if not bare or _COUNTER.fullmatch(folded):
        return Furniture.SMALL
    for kind, pattern in _kinds():
        if pattern.fullmatch(bare) or pattern.fullmatch(folded):
            return kind
    return None
