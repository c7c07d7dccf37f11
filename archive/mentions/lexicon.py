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
    "mes his her its their our my your this that these those former ex fellow"
)
# Directly before a name, or with "de" between, these say that it is that of a street or a house.
NAMED_AFTER_BEFORE = _listed(
    "rue rues avenue boulevard bd av quai quais pont lycee college hopital clinique stade gymnase aeroport gare "
    "metro prix fondation universite musee theatre institut cathedrale basilique chapelle porte-avions bibliotheque "
    "mediatheque"
)
# These only directly before it: "à la place de" and "la maison de" somebody speak of the person.
NAMED_AFTER_NEXT = _listed(
    "place placette passage impasse allee allees chemin route square parc jardin ecole ecoles station salle centre "
    "residence hotel mount mont cap ile lac tour maison galerie port fort camp"
)
# Directly after it, likewise.
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
# Common given names of French and English readers' news; those of the archive's own people are known beside them.
GIVEN_NAMES = _listed(
    "aaron abdel abdul abigail abraham achille adam adele adeline adolf adolphe adrian adrien agathe agnes ahmed aime "
    "aisha alain alan albert alberto albin alec alex alexander alexandra alexandre alexis alfred ali alice alicia "
    "alison aline allan alma alphonse amanda amandine amber ambroise amelia amelie amina amy ana anais anatole andre "
    "andrea andreas andree andrew andy angel angela angele angelique angelo anita ann anna anne annette annie anthony "
    "antoine antoinette anton antonia antonin antonio antony apolline ariane aristide arlette armand arnaud arnold "
    "arthur arturo ashley astrid auguste augustin aurelie aurelien aurore ava axel baptiste barbara barry bart basile "
    "bastien beatrice beatrix ben benedicte benjamin benoit bernadette bernard bernhard bert bertrand beth betty bill "
    "billy blaise blanche bob bobby brad bradley brandon brenda bret brett brian brigitte bruce bruno bryan caleb "
    "calvin cameron camille camilla cara carl carla carlo carlos carmen carol carole caroline carolyn caspar "
    "catherine cathy cecile cecilia cedric celeste celia celine cesar chantal charles charlie charlotte cheryl chloe "
    "chris christa christelle christian christiane christina christine christophe christopher claire clara clarisse "
    "claude claudia claudine clement clemence cleo cliff clint clive clotilde colette colin connor constance constant "
    "corentin corinne craig cristina curtis cynthia cyril cyrille daisy damien dan dana daniel daniela daniele "
    "danielle danny daphne darren dave david dean deborah delphine denis denise dennis derek diana diane didier diego "
    "dimitri dirk dominic dominique don donald donna dora doris dorothee dorothy doug douglas duncan dustin dylan "
    "earl eddie edgar edgard edith edmond edmund edouard eduardo edward edwin eileen eleanor elena eleonore eli elias "
    "elie eliane elijah elisa elisabeth elise elizabeth ella ellen elliot elodie eloise elon elsa elvire emanuel emil "
    "emile emilie emilien emily emma emmanuel emmanuelle emmett enrico enzo eric erica erich erik erika ernest ernst "
    "erwin estelle esther ethan etienne eugene eugenie eva evan eve evelyn evelyne fabian fabien fabienne fabio "
    "fabrice fanny farid fatima felicia felicie felicien felix ferdinand fernand fernando fiona flavien flavio flora "
    "florence florent florian floriane france francesca francesco francine francis francisco franck francois "
    "francoise frank franz fred frederic frederick frederique friedrich fritz gabriel gabriela gabrielle gael gaelle "
    "gareth garry gary gaspard gaston gautier gavin geoffrey geoffroy george georges georgia georgette georgina "
    "gerald geraldine gerard gerhard germain germaine gertrude gervais ghislain ghislaine giacomo gianni gilbert "
    "gilberte gilles gina ginette giorgio giovanni giulia giuseppe glenn gloria gonzague gordon graham greg gregoire "
    "gregory gretchen guillaume guido gunther gustave guy gwen hakim hamid hannah hans harold harriet harry harvey "
    "hassan heather hector heidi heinrich heinz helen helena helene helmut henri henriette henry herbert hermann "
    "herve hilary hippolyte honore hortense howard hubert hugh hugo hugues humbert ian ibrahim ida ignace igor ilya "
    "ines ingrid irene iris irma isaac isabel isabelle isidore ismael ivan jack jackie jacky jacob jacqueline jacques "
    "jade jaime jake james jamie jan jane janet janice janine jared jasmine jason jasper javier jay jean jeanine "
    "jeanne jeannette jeff jeffrey jennifer jenny jeremie jeremy jerome jerry jesse jessica jesus jill jim jimmy joan "
    "joanna joanne joao joe joel joelle joey johan johann johanna johannes john johnny jon jonas jonathan jordan "
    "jorge joris jose joseph josephine josette josh joshua josiane juan juana judith julia julian juliana julie "
    "julien juliet juliette julio jules julius june jurgen justin justine kamel karen karim karine karl kaspar kate "
    "katherine kathleen kathy katie keith kelly ken kenneth kenny kerry kevin khaled kim kimberly kirk klaus kristen "
    "kurt kyle lance lara larry laura laure laurence laurent laurie lauren lea leah leila lena leo leon leonard "
    "leonardo leonie leopold leslie leticia liam liliane lily linda lindsay lionel lisa lise liz logan lois lola "
    "lorenzo loic lou louis louise lucas luc luca lucia lucie lucien lucienne lucy ludovic ludwig luigi luis luke "
    "lydia lynn mabel madeleine mado mael maggie malcolm manon manuel manuela marc marcel marcelle marcello marco "
    "marcus margaret margaux margot marguerite maria mariana marianne marie marielle marilyn marina mario marion "
    "marius marjorie mark markus marlene martha marthe martin martina martine mary maryse mateo mathias mathieu "
    "mathilde matt matteo matthew matthias matthieu maud maurice mauro max maxime maximilian maximilien may megan "
    "meghan mehdi melanie melinda melissa melvin mercedes michael michel michele micheline michelle miguel mike "
    "mikhail milan mira mireille miriam moe mohamed mohammed moise mona monica monique morgan morgane moritz moshe "
    "mustapha myriam nabil nadia nadine nancy naomi napoleon natacha natalia natalie nathalie nathan nathaniel neal "
    "neil nelly nestor nicholas nick nicola nicolas nicole nigel nikolai nils nina noah noel noelle noemie nora "
    "norbert norma norman odette odile olga oliver olivia olivier omar oprah oscar otto pablo pam pamela paola paolo "
    "pascal pascale patrice patricia patrick paul paula paulette pauline paulo pavel pedro peggy penelope perrine "
    "pete peter petra phil philip philibert philippe philippine phillip pierre pierrette pierrick pietro prosper "
    "quentin rachel rafael ralph ramon randy raoul raphael raphaelle raul ray raymond raymonde rebecca regine regis "
    "reinhold remi remy renato renaud rene renee ricardo richard rick ricky rita rob robert roberta roberto robin "
    "rocco rod rodolphe rodney rodrigue rodrigo roger roland rolf roman romain romane romeo romuald ron ronald ronan "
    "rory rosalie rosalind rosemary ross roxane roy ruben rudolf rudolph rudy rupert russell ruth ryan sabine sabrina "
    "salim sally salvador salvatore sam samantha sami samir samuel sandra sandrine sandy sara sarah sasha scott sean "
    "sebastian sebastien selim serge sergei sergio severine seth shane shannon sharon shaun sheila shirley sibylle "
    "sidney sidonie silvia silvio simon simone sofia solange solene sonia sophia sophie stan stanislas stanley stefan "
    "stefano steffi stella stephan stephane stephanie stephen steve steven stewart stuart sue susan susanna suzanne "
    "suzy sven sylvain sylvaine sylvestre sylvia sylviane sylvie tamara tania tanya tara tasha ted teresa terrence "
    "terry theo theodore theophile theresa therese thibault thibaut thierry thomas tiffany tim timothy timothee tina "
    "titouan toby todd tom tomas tommy toni tony tracy travis trevor tristan tyler ugo ulrich ulrike umberto urs "
    "ursula valentin valentina valentine valere valerie vanessa vera veronica veronique victor victoire victoria "
    "vincent vincenzo violaine violet violette virgile virginia virginie viviane vivien vladimir wade walter warren "
    "wayne wendy werner wilfred wilfrid wilhelm william willy wilson winston wolfgang xavier yann yannick yasmina "
    "yasmine yohann yolande yoann youssef yuri yves yvette yvonne zachary zelda zoe"
)
# After these a family name stands for several people or for a house, not for one person.
FAMILY_BEFORE = _listed(
    "les famille familles family clan dynastie dynasty maison house freres brothers soeurs sisters epoux"
)
ROMAN_NUMBERS = _listed("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi")
