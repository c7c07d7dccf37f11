"""Words of French and English that stand beside names, folded: general words, none of any collection."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a name they say that it is a person, and are no given names.
HONORIFICS = _listed(
    "m mm mr mrs ms miss mme mmes mlle mlles me mtre dr drs pr prof sir dame lord lady mgr st ste monsieur "
    "messieurs madame mesdames mademoiselle maitre docteur doctor professeur professor father mother brother sister "
    "pere mere frere soeur abbe cure rabbi imam herr frau don dona signor signora senor senora mad messrs rev "
    "reverend"
)
# Functions and ranks, which some write with a capital before a name.
ROLES = _listed(
    "president presidente premier ministre minister chancelier chanceliere chancellor senateur senatrice senator "
    "depute deputee representative congressman congresswoman governor gouverneur gouverneure mayor maire judge juge "
    "justice magistrate prosecutor procureur attorney ambassador ambassadeur ambassadrice secretary secretaire "
    "general colonel major captain capitaine lieutenant commander commandant admiral amiral marshal marechal "
    "sergeant sergent corporal caporal officer agent inspector inspecteur commissaire commissioner constable "
    "detective chief chef king queen roi reine prince princess princesse emperor empereur imperatrice empress duke "
    "duc duchess duchesse count countess comte comtesse baron baroness baronne earl marquis marquise pope pape "
    "cardinal bishop eveque archbishop archeveque pasteur pastor director directeur directrice boss patron ceo cfo "
    "cto pdg dg chairman chairwoman chairperson founder cofounder fondateur fondatrice coach manager trainer "
    "entraineur skipper driver champion star actor actress acteur actrice singer chanteur chanteuse writer author "
    "auteur novelist journalist journaliste reporter editor redacteur critic avocat lawyer counsel citoyen citizen "
    "camarade comrade republican democrat labour labor tory conservative socialist candidate candidat spokesman "
    "spokeswoman porte-parole mp mep tsar czar sheikh cheikh emir sultan shah pacha bey leader leaders host analyst "
    "analyste gen gov sen rep lt sgt capt col maj adm pres hon vice deputy first lady"
)
# Words that open a sentence before a name without belonging to it.
OPENERS = _listed(
    "a according after against ah ainsi alors although and another apparently apres as at aussi autour aux avant "
    "avec because before behind beside besides between both but by car ce celui cependant certes ces cet cette chez "
    "comme comment contre d dans de depuis derriere des deja desormais despite devant did do does dont du during "
    "effet elle en encore enfin entre est et ete eux even face finally for former from grace had has hier how "
    "however if il ils in instead interroge is it its jadis jamais je just l la lady last later le les like lors "
    "lorsque mais malgre may maybe meanwhile meme moreover ne near never next ni no non nor not nous now of on once "
    "only or ou oui out outre over par parce parmi pendant per perhaps plus pour pourquoi pourtant puis puisque qu "
    "quand quant que qui quoi quoique said sans sauf says selon seul seulement should si since sinon so some soon "
    "sous still suite sur tandis tant than that the then there therefore these this those though through thus till "
    "to today toujours tous tout toutefois under unlike until upon vers versus via voici voila was we were what "
    "when where whereas whether which while who whom whose why will with without would yes yesterday yet you "
    "aujourd'hui demain maintenant bientot concernant cher chere dear ex feu late old young poor rich new big "
    "little many most all none each every either"
)
DETERMINERS = _listed(
    "the a an le la les l un une du des au aux ce cet cette ces son sa ses leur leurs notre nos votre vos mon ma "
    "mes his her its their our my your this that these those former ex fellow de d"
)
# After "rue", "prix" or before "Street", "Foundation" a name is that of a thing.
NAMED_AFTER_BEFORE = _listed(
    "rue rues avenue boulevard bd av place placette quai quais pont passage impasse allee allees chemin route "
    "square parc jardin lycee college ecole ecoles hopital clinique stade gymnase aeroport gare station metro prix "
    "fondation universite musee salle theatre centre institut cathedrale basilique chapelle porte-avions residence "
    "hotel mount mont cap ile lac loi tour maison galerie bibliotheque mediatheque port fort camp"
)
NAMED_AFTER_AFTER = _listed(
    "street st avenue ave road rd boulevard blvd lane drive tower towers hotel hotels foundation institute "
    "university college school airport prize award awards center centre stadium arena square bridge museum park "
    "hall library house building plaza memorial hospital clinic island islands mountain county city inc corp ltd "
    "llc plc group company bank gallery trust act bill cup trophy fund capital holdings records studios theatre "
    "theater"
)
# Parts of a family name that come before it; where one stands, a bare family name is only half of another.
FOREIGN_PARTICLES = _listed(
    "van von vom zu zum zur di della dello degli del dal da dos das do der den ter ten af av bin ben ibn"
)
# Small words of names, which are written with or without a capital.
PARTICLES = FOREIGN_PARTICLES | _listed("de du des d l la le les of the and et y e el al st saint")
ELIDED = _listed("l d j m t s n c qu jusqu lorsqu puisqu quoiqu quelqu presqu entr")
SUFFIXES = _listed("jr sr ii iii iv junior senior fils pere aine cadet md phd")
MONTHS_AND_DAYS = _listed(
    "january february march april may june july august september october november december janvier fevrier mars "
    "avril mai juin juillet aout septembre octobre novembre decembre monday tuesday wednesday thursday friday "
    "saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche"
)
BEFORE_MONTHS = _listed(
    "in of since last next by until till from this early late mid en de du fin debut mi courant depuis jusqu'en and "
    "to on le every each through before after between during for"
)
# Names that are, in lower case, among the commonest words: with a capital where any word has one, they prove nothing.
COMMON_WORDS = _listed(
    "will may can so an son long ma me do he her his in is it no not of on or too you mark bill grace hope rose "
    "faith joy king young page pierre prince roy noble sage marchand petit grand le la les un une des du de en et a "
    "au aux bon beau bel blanc noir rouge vert brun roux fort dur sec vieux jeune bois champ pont puit mont val roi "
    "duc white black green brown gray grey day june april august law price field west east north south hill wood "
    "woods banks rice best love little major cook baker butler carter taylor smith stone"
)
