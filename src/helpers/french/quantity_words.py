"""The vocabulary of quantities: modifiers, collectives, connectors and identifiers, each with the words it was made for.

Qualifiers and the bounds that they make of a number N:

- ``""`` (nothing said; « exactement » is no part of a span), ``about`` (« environ », « une trentaine »), ``near`` (« près de », « à peine »): N to N
- ``more_than`` (« plus de »), ``at_least`` (« au moins », « à partir de »): from N, open above
- ``less_than`` (« moins de »), ``up_to`` (« jusqu'à », « au plus »): to N, open below
- ``range`` (« entre 200 et 300 »): both; ``several`` (« plusieurs centaines », « des milliers »): from two of them, open above

Every pattern is for folded text (see ``helpers.french.fold``) and has bounded repetitions only.
"""

import re

from helpers.french.numbers import NUMBER
from helpers.french.words import word_set

EDGE = r"(?![a-z0-9œæ])"
LEFT_EDGE = r"(?<![a-z0-9œæ])"
_OF = r"(?:d(?:es?|u) (?:l(?:a |es |'))?|d')"
_TO = r"(?:a (?:l(?:a |es |'))?|aux? )"
_DEGREE = r"(?:(?:un (?:petit )?peu|bien|beaucoup|nettement|largement|legerement|sensiblement|a peine) )?"

# (qualifier, pattern that ends where the number begins, words that it was made for)
MODIFIERS_BEFORE: tuple[tuple[str, str, str], ...] = (
    ("at_least", rf"pas moins {_OF}", "pas moins de 300 patients"),
    ("at_least", r"au (?:strict )?(?:moins|minimum) |a minima ", "au moins 12 hôpitaux"),
    ("at_least", r"au bas mot,? ", "au bas mot 300 victimes"),
    ("at_least", rf"(?:un )?minimum {_OF}", "un minimum de 20 euros"),
    ("at_least", rf"a partir {_OF}", "à partir de 500 dollars"),
    ("up_to", rf"pas plus {_OF}", "pas plus de 40 postes"),
    ("up_to", r"(?:tout )?au (?:plus|maximum|mieux) ", "au plus 30 jours"),
    ("up_to", rf"(?:un )?maximum {_OF}", "un maximum de 20 euros"),
    ("up_to", rf"jusqu'{_TO}", "jusqu'à 10 000 dossiers"),
    ("more_than", rf"{_DEGREE}plus {_OF}", "un peu plus de 300 patients"),
    ("more_than", rf"davantage (?:que |{_OF})", "davantage que 300 patients"),
    ("more_than", rf"au[ -]?dela {_OF}", "au-delà de 500 euros"),
    ("more_than", rf"superieure?s? {_TO}", "supérieure à 500 000 euros"),
    ("more_than", r"(?:depassant|excedant) (?:les |la |l')?", "dépassant les 10 millions d'euros"),
    ("less_than", rf"{_DEGREE}moins {_OF}", "moins de 48 heures"),
    ("less_than", rf"en[ -]dessous {_OF}|sous (?:la barre|le seuil) {_OF}", "en dessous de 100 lits"),
    ("less_than", rf"inferieure?s? {_TO}", "inférieur à 100 euros"),
    ("near", rf"(?:tout |tres )?pres {_OF}", "près de 500.000 patients"),
    ("near", rf"pas (?:tres )?loin {_OF}|proches? {_OF}", "pas loin de 200 lits"),
    ("near", r"presque |quasi(?:ment)? |a peine |avoisinant (?:les |la |l')?", "presque 300 patients"),
    ("about", r"environ |plus ou moins |~ ?|≈ ?", "environ 300 patients"),
    ("about", r"peu ou prou ", "peu ou prou 300 patients"),
    (
        "about",
        rf"autour {_OF}|(?:aux (?:alentours|environs)|de l'ordre) {_OF}",
        "aux alentours de 300 patients",
    ),
    ("about", r"quelques? |a peu pres |approximativement |grosso modo ", "quelque 300 patients"),
)
# (qualifier, pattern that begins where the noun or the number ends, words that it was made for)
MODIFIERS_AFTER: tuple[tuple[str, str, str], ...] = (
    ("about", r" environ| a peu pres", "300 patients environ"),
    ("at_least", r" au (?:moins|minimum)| minimum| a minima", "deux hôpitaux au moins"),
    ("at_least", r" (?:et|ou|voire) (?:plus|davantage)(?! (?:d(?:e |u |')|que |en ))", "75 ans et plus"),
    ("up_to", r" (?:tout )?au plus(?! (?:tard|tot|vite|pres|haut|bas|fort))", "30 jours au plus"),
    (
        "up_to",
        r" (?:(?:au )?grand |au )?maximum| (?:et|ou) moins(?! (?:d(?:e |u |')|que ))",
        "50 lits maximum",
    ),
)
# (pattern, words that it was made for): digits that name a thing, seen from where the digits begin
IDENTIFIERS_BEFORE: tuple[tuple[str, str], ...] = (
    (
        r"(?:articles?|art\.|alineas?|annexes?|chapitres?|sections?|pages?|p\.|figures?|fig\.|tableaux?)",
        "article 33",
    ),
    (
        r"(?:numeros?|n°|n º|no|nos?\.|ref\.?|reference|code|codes|cedex|bp|cs|siret|siren|finess|rpps|rcs(?: [a-z-]{2,12})?(?: [abcd])?)",
        "n° 5",
    ),
    (
        r"(?:lycees?|colleges?|lignes?|bus|canal|grade|echelon|categorie|colonne|cop|vol|terminal|l'a|niveaux?|versions?|v\.?|phases?|etapes?|ports?|salles?|chambres?|types?|classes?|stades?|top|rang)",
        "niveau 3",
    ),
    (
        r"(?:windows|office|lockbit|android|ios|debian|exchange|server|radio|bfm|covid|sars-cov|bac)",
        "LockBit 3.0",
    ),
    (
        r"(?:cve|iso|iso/iec|nf|en iso|apt|unc|ta|tls|ssl|sha|md|nis|http|usb|wi-?fi|bluetooth|python|php)",
        "ISO 27001",
    ),
    (r"(?:cac|sbf|ftse|nikkei|stoxx)", "CAC 40"),
    (r"(?:loi|decret|directive|reglement|arrete|ordonnance)(?: n°)?", "décret 2018-137"),
    (r"(?:compos(?:er|ez)|appel(?:er|ez)|contact(?:er|ez)|joignable)(?: au| le)", "appelez le 15"),
    (r"numeros? (?:verts?|gratuits?|uniques?|court|special|d'urgence),? (?:le|au)", "numéro vert, le 3919"),
    (r"not(?:e|ee|es|ees|er)", "noté 3 sur 5"),
    (
        r"(?:tome|volume|episode|saison|formule|secteur|axe|volet|scenario|bloc|groupe|lot|batiment|hall|etage|zone)",
        "épisode 4",
    ),
)
_STREET = (
    r"(?:rue|avenue|av\.|boulevard|bd|place|quai|allee|chemin|impasse|route|cours|square|faubourg|esplanade)"
)
# (pattern, words that it was made for): digits that name a thing, read from where the digits begin
IDENTIFIERS_HERE: tuple[tuple[str, str], ...] = (
    (r"[0-9]{1,2}-[0-9]{1,2}(?= (?:devant|contre|face|a (?:domicile|l'exterieur)|apres))", "3-1 devant Caen"),
    (r"0[0-9](?:[ .-]?[0-9]{2}){4}(?![0-9])", "01 42 34 56 78"),
    (r"33 ?\(?0?\)? ?[1-9](?:[ .-]?[0-9]{2}){4}(?![0-9])", "+33 1 42 34 56 78"),
    (r"0 ?8[0-9]{2}(?:(?: ?[0-9]{3}){2}|(?: ?[0-9]{2}){3})(?![0-9])", "0 805 92 10 00"),
    (r"[0-9]{1,2} ?(?:h|:) ?[0-5][0-9](?![0-9]| min [0-9])", "8h30"),
    (r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}(?![0-9])", "23/02/2021"),
    (r"(?:24|vingt-quatre) ?(?:heures?|h) ?(?:sur|/) ?(?:24|vingt-quatre)(?: ?h)?", "24 heures sur 24"),
    (r"(?:7|sept) ?(?:jours?|j) ?(?:sur|/) ?(?:7|sept)(?: ?j)?|(?:24|7) ?/ ?7", "sept jours sur sept"),
    (r"(?![0-9]{1,3}(?:\.[0-9]{3}){2}\.000(?![0-9]))(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9])", "192.168.1.10"),
    (r"[0-9]{1,4}\.[0-9]{1,2}\.[0-9]{1,4}(?![0-9])", "10.2.1"),
    (r"[0-9]{1,5}(?:-[0-9]{1,5}){3,}(?![0-9])", "1-2-1-2"),
    (r"[0-9]{1,4}(?:e|er|ers|ere|eres|re|eme|emes|es|nd|nde|ieme|iemes)(?![a-z0-9])", "7e"),
    (rf"[0-9]{{1,4}}(?: ?(?:bis|ter))?,? {_STREET}{EDGE}", "12 rue des Lilas"),
    (r"[0-9]{1,5}-[0-9]{3,6}(?![0-9])(?= du [0-9]{1,2})", "2018-137 du 26"),
)
COLLECTIVES: dict[str, float] = {
    "demi-douzaine": 6, "demi-dizaine": 5, "demi-centaine": 50, "huitaine": 8, "dizaine": 10, "douzaine": 12,
    "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60,
    "septantaine": 70, "centaine": 100, "demi-millier": 500, "millier": 1e3, "demi-million": 5e5, "million": 1e6,
    "demi-milliard": 5e8, "milliard": 1e9,
}  # fmt: skip
SCALES: dict[str, float] = {
    "k": 1e3, "m": 1e6, "md": 1e9, "mds": 1e9, "mrd": 1e9, "million": 1e6, "milliard": 1e9, "billion": 1e12,
}  # fmt: skip
PARTS: dict[str, int] = {
    "moitie": 2, "tiers": 3, "quart": 4, "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9,
    "dixieme": 10, "centieme": 100,
}  # fmt: skip
# Adjectives that stand between the number and its noun.
PREPOSED = word_set(
    """
    ancien ancienne anciennes anciens autre autres beaux belles bon bonne bonnes bons court courtes
    courts dernier derniere dernieres derniers different differentes differents divers diverses enieme
    enormes eventuelles eventuels ex fausse fausses faux futures futurs grand grande grandes grands gros
    grosse grosses haut hautes hauts immenses importantes importants jeune jeunes long longs longue
    longues malheureuses malheureux mauvais mauvaise mauvaises meilleures meilleurs memes multiples
    nombreuses nombreux nouveau nouveaux nouvelle nouvelles pauvres petit petite petites petits
    potentielles potentiels precedentes precedents premier premiere premieres premiers presumees
    presumes pretendues pretendus principales principaux prochaines prochains rares seul seule seules
    seuls simple simples supposees supposes vastes veritables vieilles vieux vrai vraies vrais
    """
)
# Words that end like a plural noun, or stand where one would, and never are the thing counted.
NOT_COUNTED = word_set(
    """
    ensuite enfin plutot voire outre parmi durant grace auparavant actuellement
    a actifs actives ailleurs ainsi alors aout apres assez au aujourd'hui auraient aurons auront aussi
    aussitot autrefois aux auxquelles auxquels avaient avec avez avons avril bis car ce celles
    certaines certains ces cet cette ceux chez comme completes complets contre dans de
    decembre deja depuis des desormais desquelles desquels dimanche distinctes distincts dois dont du
    elles en encore entre environ est et etaient ete etes etions eux fais fevrier furent hier hormis
    hors ils jamais janvier jeudi juillet juin jusqu la le les lesquelles lesquels leur leurs lors lundi
    mai mais malgre mardi mars maximum mercredi mes mieux minimum moins ne neanmoins ni nos notre nous
    novembre octobre ont or ou par parfois partielles partiels pas pendant peux plus plusieurs pour pres
    publics publiques puis quand que quelles quelquefois quelques quels qui restantes restants restent
    sa samedi sans se selon septembre sera seraient serez serons seront ses seulement si sinon soit
    sommes son sont sous suivantes suivants supplementaires sur tandis ter tes toujours tous
    toutes tres un une uniques vendredi vers veux vois volontiers vos votre vous
    acquis assis commis compris concernes connus devenus dus inclus issus lus mis obtenus parvenus perdus prevus pris promis
    critiques disponibles graves gratuits gratuites legers legeres mortels mortelles negatifs negatives positifs positives
    attendues compromises conclus conclues connues construites detruites exclues interrompus interrompues maintenus maintenues
    obtenues offertes ouverts ouvertes parues perdues pourvus pourvues prevues promises recues rendues resolus resolues
    retenus retenues soumises soutenues suspendus suspendues transmises vendues
    possibles valides recus remis rendus repris requis soumis survenus tenus touches transmis vendus venus vus
    """
)
# Compounds whose first word alone would name another thing.
COMPOUNDS = frozenset(
    """mots de passe|mot de passe|points de pourcentage|point de pourcentage|livres sterling|ayants droit|comptes rendus
    |poids lourds|poids lourd|mises a jour|mise a jour|mises en demeure|mise en demeure|gardes a vue|garde a vue
    |disques durs|disque dur|metres carres|metre carre|metres cubes|metre cube|kilometres carres|kilometre carre
    |coups de fil|coup de fil|boites aux lettres|boite aux lettres|data centers|week-ends|cas contacts|sages-femmes|francs suisses|francs cfa|dollars canadiens|dollars americains
    |dollars australiens""".replace("\n    ", "").split("|")
)
_BODIES = (
    r"(?:hopita(?:l|ux)|cliniques?|etablissements?|ehpad|laboratoires?|pharmacies?|mairies?|collectivites|communes|banques?|assureurs|mutuelles|entreprises"
    r"|societes|groupes|industriels|pme|administrations|ministeres|universites|cabinets|agences|chu|organismes)"
)
_LEAKED = r"(?:publi|divulgu|vole|derob|exfiltr|diffus|mis (?:en ligne|en vente)|consult|copi|telecharg|fuit)[a-z]{0,5}"
# (nouns, words before them, words behind them, kind): nouns that what stands beside them gives another kind, with an example;
# either side may stand in the same sentence, and one is enough
SENSES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "services",
        rf"{LEFT_EDGE}(?:cantine|restaurant|cuisine|traiteur|refectoire|self|brasserie){EDGE}",
        rf"(?:,| (?:a|le|du|de|par|pour)) ?(?:la |le )?(?:midi|soir|table|repas|dejeuner|diner|cantine|restaurant){EDGE}",
        "other",
        "La cantine assure trois services",
    ),
    (
        "profils",
        rf"{LEFT_EDGE}(?:mesur|usin|decoup|soud|forg)[a-z]{{1,4}}{EDGE}",
        rf" (?:en (?:acier|alu[a-z]*|metal|bois|plastique|pvc|beton|laiton|cuivre)|metalliques|topographiques|de (?:sol|terrain|plage|riviere|rail)s?){EDGE}",
        "other",
        "36 profils en aluminium",
    ),
    (
        "controleurs",
        rf"{LEFT_EDGE}(?:serveurs?|routeurs?|commutateurs|automates|domaines?|active directory)(?:,| et)[^.,;!?\n]{{0,12}}$",
        rf" (?:de (?:domaines?|stockage|disques?|bornes?)|reseau|wi-?fi|raid|logiques|(?:et|ou) (?:[a-z0-9]{{1,8}} )?(?:serveurs?|routeurs?|commutateurs)){EDGE}",
        "devices",
        "trois contrôleurs de domaine",
    ),
    (
        "clients exploitants utilisateurs abonnes adherents",
        "(?!)",
        rf"(?: [a-z]{{3,14}}(?:s|x))?(?:,| :| \(| -)(?: (?:dont|surtout|comme|essentiellement|principalement|notamment|tels? que|soit|pour la plupart|en majorite|parmi lesquels))?"
        rf"(?: (?:des|les|de|plusieurs|quelques|deux|trois))? ?{_BODIES}{EDGE}|(?: [a-z]{{3,14}}(?:s|x))? de (?:reseaux|services publics){EDGE}| hospitaliers{EDGE}",
        "organisations",
        "140 clients, surtout des hôpitaux",
    ),
    (
        "pieces",
        rf"{LEFT_EDGE}{_LEAKED}{EDGE}[^.;!?\n]{{0,40}}$",
        rf" (?:du dossier|des dossiers|d'un dossier|justificatives|comptables|medicales|administratives|confidentielles|numerisees|scannees){EDGE}|[^.;,!?\n]{{0,30}} (?:ont ete |a ete )?{_LEAKED}{EDGE}",
        "records",
        "2 300 pièces du dossier",
    ),
    (
        "tableaux",
        "(?!)",
        rf" (?:excel|de (?:bord|donnees|suivi|calcul|garde|service)|croises|word|numeriques|informatiques){EDGE}",
        "records",
        "cinq tableaux Excel",
    ),
    (
        "lignes",
        rf"{LEFT_EDGE}(?:bus|tramway|metro|autocars?|trains?|sncf|ratp){EDGE}[^.;!?\n]{{0,40}}$",
        rf" (?:transport|desserv|roul)[a-z]{{1,6}}{EDGE}| de (?:bus|tram|tramway|metro|train|car|production|code){EDGE}",
        "other",
        "Quatre lignes transportent 9 000 voyageurs",
    ),
)
BESIDE = {
    noun: (re.compile(before + r"[^.;!?\n]{0,60}$" if "$" not in before else before), re.compile(after), kind)
    for nouns, before, after, kind, _ in SENSES
    for noun in nouns.split()
}
# Adjectives before a noun that are as often nouns: what follows them must be known to be one (« trois jeunes hospitalisés »).
ALSO_NOUNS = frozenset(("jeunes", "vieux", "autres", "faux", "petits", "grands", "premiers", "derniers"))
# Acronyms that French writes without an s, with a capital or not.
INVARIABLE = word_set(
    """
    canadair rafale mirage airbus boeing dash
    ars chr chu cpam ehpad ehpads eti ght irm mail pc pme samu sms smur tpe
    """
)
# Nouns that only their accent tells from another of the lexicon: « 300 sinistrés », « 300 sinistres ».
BY_ACCENT = dict.fromkeys(("sinistrés", "sinistrées", "diplômés", "diplômées"), "people")
# Nouns that end like participles: « neuf arrivées », not « neuf blessées » alone.
NOUNS_LIKE_PARTICIPLES = word_set(
    """
    allees araignees armees arrivees assemblees avancees bouchees bourrees bouees chaussees cheminees coulees couvees
    croisees destinees dictees dragees echappees echauffourees embardees enjambees envolees epees epopees equipees fees
    flambees foulees fumees fusees gelees giboulees gorgees grimpees huees idees jetees levees lycees melees montees musees
    nuees ondees orchidees papillotees percees pesees plongees poignees poupees poussees purees rangees randonnees
    rentrees retombees ruees tablees tournees tranchees traversees trophees vallees veillees virees
    cafes canapes cles clefs comites conges defiles fosses marches pres procedes releves resumes traites trophees
    """
)
# Units of measure: no bare number after them counts them again.
MEASURES = word_set(
    """
    centimetre degre degree gramme gigawatt hectare kg kilo kilometre kilowatt km km2 litre m2 m3 megawatt metre
    milligramme millimetre mm cm tonne volt watt fois
    """
)
# Names of peoples that no ending tells.
PEOPLES = frozenset(
    ["belges", "suisses", "russes", "anglais", "espagnols", "allemands", "bretons", "corses", "basques"]
)
# Known nouns that also follow a noun as its adjective (« 12 barrages policiers », « 300 fiches clients »).
ALSO_ADJECTIVES = word_set(
    """
    adultes allemandes allemands americaines americains belges cadres clients concernes criminels
    europeennes europeens externes francais francaises generalistes internes jeunes majeurs malades
    medecins medicaux militaires mineures mineurs parents particuliers patients pirates policiers
    portables proches professionnelles professionnels radio responsables russes specialistes standards
    suisses sujets suspectes suspects temoins tests touches volontaires
    """
)
# Endings of plural nouns for people; the lexicon has the other nouns that end like them (« ordinateurs », « dossiers »).
PEOPLE_ENDING = re.compile(
    r"(?:[^ai]eurs|euses|trices|iers|ieres|istes|ants|antes|[^s]aires|ais|aises|ois|oises|iens|iennes|eens|eennes|ains"
    r"|aines|ologues|iatres|nautes)$"
)
# Words behind a bare number that tell what was left out (« 40 ont été soignés », « 12 ont été chiffrés »).
CUES: tuple[tuple[str, str, str], ...] = (
    (
        "people",
        r"(?:bless|soign|hospitalis|vaccin|licenci|embauch|recrut|interpell|arret|relach|ecrou|condamn|entendu|juge(?!e?s? (?:grave|critiqu|serieu|importan|majeur|sensibl|suspec|prioritair|insuffisan|conform|recevabl|fiabl|inutil))|relax|acquitt|expuls|extrad|liber|defer|incarcer|opere|rapatri|secour|evacu|relog"
        r"|transfer|gueri|decede|comparai|plaident|encourent|nient|contamin|infect|pris en charge|mis en (?:examen|cause|garde)|place[se]* en|tue|age|venu|form|admis|accueilli"
        r"|inscri|prevenu|invite|present|malade|positi|absent|enceint|en arret|sans emploi|grievement|ont (?:porte plainte|repondu|demissionne|accepte|refuse|perdu la vie|survecu))",
        "40 ont été soignés",
    ),
    (
        "devices",
        r"(?:eteint|redemarr|rallum|debranch|deconnect|chiffr|crypt|reinstall|remplac|tourn(?:ent|aient)|en panne|hors service)",
        "12 ont été chiffrés",
    ),
    (
        "records",
        r"(?:vol[eé]|exfiltr|divulgu|publi|telecharg|derob|consult|copi|en ligne|en vente|supprim|effac|fuite)",
        "900 ont été exfiltrés",
    ),
)
_UNDERGO = (
    r"(?: seulement| environ)? (?:(?:ont|avaient|auraient|auront) (?:(?:deja|aussi|depuis|tous) )?ete |(?:sont|etaient|seraient|seront|restent|restaient) )?"
    r"(?:(?:[a-z]{3,12}ment|toujours|encore|deja|aussi) ){0,2}"
)
CUE_AFTER = [(kind, re.compile(_UNDERGO + pattern)) for kind, pattern, _ in CUES]
# « ils étaient trois », « nous étions cinq », « elles n'étaient que vingt-trois », « ils seront deux à »
PRONOUN_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?P<who>ils|elles|nous|on|vous) (?:(?:n'|ne )?(?:y |en )?(?:etaient|sont|seront|seraient|etions|sommes|serons|etait"
    r"|etiez|serez|restent|restaient)(?: que| deja| encore| exactement| precisement| environ| pres de| plus de| au moins| moins de| desormais| aujourd'hui| ainsi| donc| alors| toujours)?) $"
)
# « les croisiéristes n'étaient que 210 000 »
NOUN_SUBJECT_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:les|ces|nos|leurs|ses) (?P<noun>[a-zœæ-]{{3,30}}[sx])(?: [a-zœæ-]{{3,20}}s)? (?:n'|ne )?(?:etaient|sont|seront|seraient|restent)"
    r"(?: plus| deja| encore| desormais| aujourd'hui| pourtant| donc| toujours)?(?: que| environ| pres de| plus de| moins de)? $"
)
# « porter à 48 le nombre de malades »: what a number numbers, told behind it
NUMBER_OF_AFTER = re.compile(
    rf" (?:le|leur|son) nombre (?:total )?(?:de |des |d')(?P<noun>[a-zœæ-]{{3,30}}[sx]){EDGE}"
)
# « Les pompiers, 860 au plus fort de la crise, »
APPOSED_BEFORE = re.compile(rf"{LEFT_EDGE}(?:les|des|ses|nos|leurs|ces) (?P<noun>[a-zœæ-]{{3,30}}[sx]), $")
APPOSED_AFTER = re.compile(rf",| (?:au|aux|en|a|selon|hier|dans|pour|sur place){EDGE}")
# « multiplié par trois », « divise les clics par quatre », « par trois, parfois par quatre »: the number of times
TIMES_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:multipli|divis)[a-z]{{1,5}}(?: (?:l'|(?:le|la|les|son|sa|ses|leurs?) )[a-zœæ' -]{{2,30}})? par"
    rf"(?: {NUMBER},?(?: (?:et|ou|voire|puis|parfois|meme)){{1,2}} par)? (?:plus de |pres de |environ )?$"
)
# « réclament dix millions », « un déficit de 3 milliards »: bare millions of money
MONEY_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:(?:levees? de )?fonds|levees?|tresorerie|dotation|capital|recettes?|surcout|devis|provisions?|emprunt|excedent|rancons?|sommes?|reclam\w{{1,5}}|demand(?:e|ent|aient)|exig\w{{1,5}}|chiffre d'affaires|deficit|budget|pertes?|invest\w{{1,11}}|cout\w{{0,5}}"
    r"|achet\w{1,4}|achat|vend(?:u|ue|us|re|ent|ait)?|vente|amende|subvention|financ\w{1,8}|enveloppe|paye\w{0,3}|vers(?:e|er|ent)|facture|prejudice|credit|benefice|dette|prix|montant|depens\w{1,5}|mobilis(?:e|ent|er|ait)|dote(?:e?s?)|prome(?:t|ts|ttent|ttait|ttre)|promis|allou\w{1,4}|debloqu\w{1,4}|inject\w{1,4}|gagn\w{1,5}|empoch\w{1,5}|amass\w{1,5}|detourn\w{1,5}|blanchi\w{0,5}|soutir\w{1,5}|extorqu\w{1,5}|encaiss\w{1,5}|salaire|estime\w{0,3}|evalue\w{0,3})"
    rf"{EDGE}[^.!?\n]{{0,60}}$|{LEFT_EDGE}plans? (?:d'aide |d'urgence |d'investissement |cyber |national )?de $"
)
# « une population de 68 millions »: bare millions of no money
NO_MONEY_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:population|audience|tirage|nombre|public|vu|vue|telecharge|vendu|partage|exemplaires|habitants|ans|personnes|annees)[a-z]{{0,4}}{EDGE}[^.!?\n]{{0,40}}$"
)
# « le prix tombe à 800 », « la somme est ramenée à 4 500 »: what is said of an amount of money
AMOUNT_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:(?:le|la|les|un|une|ce|cette|son|sa|du|de|au) |l')(?:prix|tarif|cout|montant|somme|facture|amende|rancon|budget|loyer|salaire|indemnite|prime|cagnotte|addition|enchere|offre|cheque|virement)s?"
    rf"{EDGE}[^.!?\n]{{0,60}}$"
)
# « trois millions ont déjà été engagés »: what is done with money only
SPENT_AFTER = re.compile(
    r"(?: (?:ont|avaient|auraient|seront|sont|seraient|restent|a))?(?: (?:deja|ete|encore|aussi|a)){0,3}"
    r" (?:engag|depens|vers[eé]|debloqu|invest|pay[eé]|rembours|decaiss|economis|provisionn|collect|consomm|gel[eé])"
)
# « les syndicats », « nos deux scanners »: a plural noun that a bare number may count
PLURAL_NOUN = re.compile(
    rf"{LEFT_EDGE}(?:les|des|ces|ses|nos|leurs|aux|plusieurs|certaines?|certains) (?P<noun>[a-zœæ-]{{3,30}}[sx]){EDGE}"
)
VERB_AFTER = re.compile(
    r"(?: seulement| deja| encore| autres)? (?:(?:n'|ne |en |s'|se |y |l'|les |nous |vous |lui )?(?:ont|sont|etaient|avaient|auraient|seraient|auront|seront"
    r"|[a-z]{2,12}(?:aient|eront|iront|dront)|furent|eurent|restent|restaient|concernent|concernaient|viennent|proviennent|peuvent|pourraient|doivent|devraient"
    rf"|appartiennent|portent|figurent|font|n'ont|n'etaient|n'avaient)|d'entre|de (?:ces|ses|leurs|nos)|en [12][0-9]{{3}}){EDGE}"
)
# « 120 postes d'ingénieurs », « 40 postes supprimés » are jobs, not machines
JOBS_AFTER = re.compile(
    r" (?:(?:de |d')(?P<who>[a-zœæ-]{3,30})|(?:[a-z]{3,12} ){0,2}(?:supprim|cre[eé]|ouvert|vacant|pourvu|a pourvoir|budgetaire|menac|financ"
    r"|seront (?:ouverts|crees|supprimes)))"
)
JOBS_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:supprim|cre|ouvr|pourv|recrut|embauch|menac|manqu|suppression|creation)[a-z]{{0,6}} (?:de |d'|quelque |environ |pres de |plus de |les )?$"
)
# « 3 à 1 », « 21 à 18 »: two bare numbers with nothing behind them that they could count
SCORE = re.compile(
    r"[0-9]{1,3} a [0-9]{1,3}(?![0-9]|[.,][0-9])(?= ?[,.;:!?)»\n]|$| ?\(| (?:\x00|a|au|aux|devant|contre|face|apres|en|dans|lors|grace|et|puis|ce|pour|hier|sur)(?![a-z]))"
)
# what tells of a match before its result
MATCH_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:score|batt[a-z]{{1,5}}|impos[a-z]{{1,5}}|inclin[a-z]{{1,5}}|men(?:e|ent|ait|aient|er|es?)|gagn[a-z]{{1,5}}|victoires?|defaites?"
    r"|succes|remport[a-z]{1,5}|qualifi[a-z]{1,5}|egalis[a-z]{1,5}|nul|domin[a-z]{1,5}|l'emport[a-z]{1,5}|perd[a-z]{1,3}|tie-break|match|mi-temps)"
    r"(?![a-z])[^.!?\n]{0,45}$"
)
# « en comptent 12 », « en ont déclaré 86 », « en avions vu 37 », « n'en avait versé que 32 »: what « en » takes up
EN_BEFORE = re.compile(
    rf"{LEFT_EDGE}en (?:[a-zœæ]{{2,14}}(?:nt|[taer])|(?:ai|as|a|av(?:ons|ez|ions|iez)|ont|avai(?:s|t|ent)|aurai(?:t|ent)) [a-zœæ]{{1,14}}(?:e|i|u|is|it|ert))(?: que)? $"
)
COUNT_BEFORE = re.compile(
    r"(?:exactement|precisement|au nombre de|loin des|c'(?:est|etait)(?: deja| encore)?|, sur|en [a-z]{0,14}(?:nt|[taer])(?: [a-z]{3,14})?|contre|au lieu de|dont|etaient|sont|soit|denombre|recense|compte|comptait|recensait|atteint|atteignait|totalise|(?:multipli|divis)[a-z]{1,4} par"
    r"|passe[es]* (?:de|a)|passer (?:de|a)|passant de [0-9]{1,6} a|etait de|est de|s'eleve a|s'elevait a"
    r"|(?:tomb|grimp|mont|bondi|recul|port|ramen|abaiss|limit|descend|plafonn|culmin|stagn|chut|s'etabli)[a-z]{1,6} a|(?:haut|long|large|profond)e?s? de"
    r"|, plus|(?:un |une |l')(?:autre|second|seconde|troisieme) de|(?:enveloppe|budget|plafond|somme|montant|total|fonds|dotation|objectif|cible|seuil|barre) de) $"
)
# « 12 euros l'entrée, 8 pour les enfants »: before and behind a number that continues a list
LISTED_BEFORE = re.compile(r"(?:,|;| :| et| puis| dont| ou) $")
LISTED_AFTER = re.compile(
    rf" (?:d'|(?:a|au|aux|en|dans|chez|pour|contre|de|du|seulement|selon|avec|sans|ayant|hors|lors|pendant|apres|ensuite|au-dela|sinon|avant|depuis|sous|quand|lorsque){EDGE}"
    rf"|[a-z]{{3,14}}(?:e|ie|u|i)e?s{EDGE}|(?:mis|pris|remis|repris|soumis|admis|commis)e?s?{EDGE}|[a-z]{{3,14}}ent{EDGE})"
)
# « Rennes 8 », « le second 8 », « à 200 dollars puis à 80 »: who else has the same thing, its verb left out
GAP_BEFORE = re.compile(
    r"(?:[,;] | et |, et |,? puis )(?:(?:le |la |les |l'|une? |chaque |son |sa |ses |leurs? |cel(?:le|les|ui) |ceux )(?!autre|article)[a-zœæ-]{3,20}(?: (?:de |d'|du |des )?[a-zœæ-]{3,20}){0,2}(?: (?P<at>a|de))?|(?P<name>(?!dont |soit |voire |puis |enfin |avec |pour |selon |ainsi )[a-zœæ-]{3,20})|(?P<again>a)) $"
)
GAP_AFTER = re.compile(r"[,.;)\n]|$| et (?!demie?)| a [0-9]")
# « Postes à réinstaller : 1 850 », « Agents formés en 2020 : 312 »: the noun that heads a line of figures
LABEL_BEFORE = re.compile(
    r"(?:^|[\n.;•·–—|«] ?|- )(?:(?:le |total |nombre (?:total |moyen )?)(?:de |des |d')?)?(?P<noun>[a-zœæ-]{3,30}[sx])(?: [^.,;:!?|\n]{1,50})? : $"
)
# « que l'année précédente (369) », « 312 agents (98 en 2019) »: a number alone in brackets, a date beside it
BRACKETED_BEFORE = re.compile(r"(?P<dated>\x00 )?\((?:contre |soit |dont )?$")
BRACKETED_AFTER = re.compile(r"(?P<dated> \x00[^()\n]{0,40})?\)")
# « 12 tournent en mode dégradé »: what a number is the subject of, where nothing stands before it
SUBJECT_BEFORE = re.compile(r"(?:^|[\n.!?:;,(«] ?| et | dont )$")
SUBJECT_AFTER = re.compile(rf" [a-z]{{2,12}}(?:(?<!m)|(?<=rm)|(?<=om)|(?<=omm))ent{EDGE}")
# « les 200 restants seront prévenus »
THE_REST_BEFORE = re.compile(rf"{LEFT_EDGE}(?:les|des|aux|ces|nos|ses|leurs) $")
THE_REST_AFTER = re.compile(
    rf" (?:(?:prevu|attendu|annonce|promis|recense|signale|declare|enregistre|concerne|espere|initialement [a-z]{4, 12})e?s|restante?s|autres|premiere?s|derniere?s|suivante?s|concernee?s|que){EDGE}| qu'"
)
# « de 54 en 2019 à 192 en 2020 »: before a number that a date follows
DATED_BEFORE = re.compile(rf"{LEFT_EDGE}(?:de|a|contre|apres|et|soit|dont|que|deja) $")
CHANGE_BEFORE = re.compile(
    r"(?:pass(?:er?|ees?|es|ant|ai(?:en)?t|era|erai(?:en)?t|eront|age|a)|augment\w{1,6}|grimp\w{1,5}|bondi\w{0,4}|chut\w{1,5}|progress\w{1,5}|tomb\w{1,5}"
    r"|recul\w{1,5}|baiss\w{1,5}|evolu\w{1,5}|redui\w{1,5}|hausse|(?:ramene|abaisse)\w{0,3}|(?:est|ete|sera|sont|etait|serait) portee?s?)(?: [a-z]{2,15}){0,2} de $"
)
DURATION_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:pendant|durant|dur(?:e|er|ait|era|ee)|en|sous|sur|de|d'|apres|pour|dans|depuis|(?:laiss|accord|donn|octroy)[a-z]{{0,5}}) ?(?:a peine )?$"
)
# « une heure de moins », « un an de prison », « un euro symbolique »: one that measures, against « une heure creuse »
ONE_MEASURED = re.compile(
    rf" (?:apres|avant(?!-)|de (?:plus|moins|retard|prison|detention|reclusion|sursis|suspension|difference)|et (?:[0-9]|{NUMBER}) ?(?:mois|semaines?|jours?)|d'(?:avance|ecart|attente|emprisonnement|interdiction|intervalle|affilee)|ferme|avec sursis)(?![a-z])"
)
ONE_QUALIFIED = re.compile(r" (?:fort|faible|numerique|digital|cher|stable|plus|moins)(?![a-z])")
# « Un quart n'ont pas répondu », « un quart de plus », « Un tiers consacrent », « dont un tiers », not « transmis à un tiers »
SHARE_ALONE_AFTER = re.compile(
    rf" (?:(?:n'|ne )?(?:sont|ont|etaient|avaient|seraient|auraient)|seulement|environ|de (?:plus|moins|mieux)|une?(?= [a-z])"
    rf"|[a-z]{{2,12}}(?:(?<!m)|(?<=rm)|(?<=om)|(?<=omm))ent){EDGE}"
)
# « Un quart a été perdu », not « un tiers a été prévenu », which is someone
QUARTER_UNDERGOES = re.compile(
    rf" (?:a|avait|aura|est|etait|reste|sera)(?: [a-z]{{3,12}}ment| deja)? [a-z]{{3,14}}{EDGE}"
)
# « Chaque mois, 100.000 le font »: the period of a rate, told before a number that leaves its noun out
PACE_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:chaque|par) (?P<period>jour|nuit|semaine|mois|trimestre|an|annee|heure|minute|seconde),? (?:environ |pres de |plus de |moins de |quelque )?$"
)
SHARE_ALONE_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:dont|soit|contre|en [a-z]{{3,14}}(?:e|ait|nt|ont)|(?:couvr|represent|rembours|financ|prend en charge|absorb|conserv|cede|vend|pes|perd|manqu|rest|concern|refus)[a-z]{{0,5}}) $"
)
# « est retombé à 88 », « loin de l'objectif de 50 »: the level of what is told in percent before it
LEVEL_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:(?:re)?(?:tomb|mont|descend|pass)|grimp|bondi|recul|port|ramen|abaiss|plafonn|culmin|stagn|chut|s'etabli)[a-z]{{0,6}} a $"
    rf"|{LEFT_EDGE}(?:objectif|cible|seuil|barre|moyenne)(?: [a-z]{{3,12}})? (?:de|a) $"
)
# « lui en a remboursé 2 500 », « en propose 300 »: what is done to money, right before the number
PAID_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:en (?:propos|offr|exig|demand|obt)[a-z]{{1,5}}(?: que)? $|(?:rembours|vers|pay|depens|encaiss|empoch|restitu|allou|reclam|factur)[a-z]{{1,5}}(?: que| deja| encore| pres de| plus de| environ)? $)"
)
# « 720 millions de fonds publics »: what is counted by the million is the money
SUMS = word_set(
    """
    aides benefices budgets commandes cotisations creances credits degats depenses deficits dettes dividendes dommages dons droits economies fonds honoraires impayes impots
    indemnites investissements loyers pertes prestations prets profits recettes remboursements salaires subventions taxes travaux
    """
)
SHARE_BEFORE = re.compile(r"(?:moitie|tiers|quart) d'$")  # « la moitié d'un mois normal »
LONG_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:pendant|durant|dure[a-z]{{0,3}}|en|(?:plus|moins|pres) de|au bout de|quelque"
    r"|pris|mis|prend|met|mettre|falloir|fallu|faut|compter|patiente|attendu|attendre|apres|reste|restes|dormi|marche|roule|couru|travaille|tenu"
    r"|(?:duree|trajet|attente|retard|coupure|panne|arret|interruption|traversee|voyage|delai) d(?:e |')"
    r"|au lieu de|(?:une?|d'une?) (?:film|vol|reunion|garde|concert|match|debat|conference|spectacle|intervention|operation|audition) de) $"
    r"|(?<![a-z])(?:film|vol|reunion|duree|trajet|attente|retard|coupure|panne|lieu|plus|moins|pres) d'$"
)
# « l'attente est passée de 3 heures à 4 h 40 »: hours that grow are no time of day
GROWN_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:pass|mont|grimp|bondi|tomb|ramen|redui|allong|recul|chut|augment|progress)[a-z]{{0,6}} (?:de )?"
    r"(?:[0-9]{1,2} ?(?:h|heures?|min|minutes?)(?: ?[0-5][0-9])? a )?(?:a |pres de |plus de )?$"
)
# « 4 h 30 d'attente », « 3h15 de route », « 4 h 30 au lieu d'1 h 45 »
LONG_AFTER = re.compile(
    r"[0-9]{1,2} ?h ?[0-5][0-9] (?:au lieu d|d'(?:attente|avion|audition)|de (?:retard|route|trajet|vol|train|marche|garde|travail|sommeil|debat|film|match|course|bateau|voiture|spectacle|musique|cours|conduite|coupure|panne)(?![a-z]))"
)
ONE_AHEAD = re.compile(
    r"une? (?:bon|bonne|petit|gros|petite|grosse|simple|belle|point|metre|fois et demie|euro|dollar|franc|centime|pour cent|an|mois|jour|journee|nuit|semaine|heure|minute|seconde|annee|trimestre|semestre|decennie|siecle|seule?|demi|tiers|quart|ferme|avec sursis"
    r"|[a-z]{3,7}ieme|cent|mille|sur|par|a|ou|et|[a-z-]{1,20}(?:aine|lli(?:on|ard|er)))(?![a-z])|une? demi-"
)
ONE_BEHIND = re.compile(
    r"(?:(?:plus|moins|pres|dela|loin|proche) d'|(?:moins|minimum|maximum|environ|presque|quasi|quasiment|peine|exactement"
    r"|plus|entre) )$"
)
CLOCK_BEFORE = re.compile(
    rf"{LEFT_EDGE}(?:a|vers|des|avant|de [0-9]{{1,2}} ?(?:heures|h) a|(?:journal|jt|edition|flash|train|messe|seance) de) $"
)
NUMBER_THEN = re.compile(rf" (?:[0-9]|{NUMBER}{EDGE})")
PERIOD = (
    r"(?:seconde|minute|heure|jour|journee|nuit|semaine|quinzaine|mois|trimestre|semestre|an|annee|decennie|siecle"
    r"|week-end)"
)
RATE_BASE = (
    r"(?:patient|patiente|personne|habitant|hopital|hospitalisation|etablissement|tete|dossier|fichier|poste|lit|appel"
    r"|attaque|cyberattaque|victime|utilisateur|site|departement|region|salarie|agent|medecin|compte|ligne|client|cabinet"
    r"|service|unite|foyer|abonne|article|incident|enregistrement|sejour|acte|visite|consultation|ordinateur|machine"
    r"|licence|membre|pays|lot|page|million|millier|equipe|structure|entreprise|laboratoire|adresse|identifiant|infraction"
    r"|manquement|violation|fuite|praticien|professionnel|eleve|etudiant|menage|famille|chambre|passage|serveur|clinique"
    r"|metre (?:carre|cube)|kilometre|hectare|litre|kilo|tonne|votant|sinistre|sinistree|adherent|assure|beneficiaire|bitcoin|action|seance|intervention|operation|tranche"
    r"|classe|ecole|commune|bureau|table|match|course|trajet|billet|arbre|bete|vache|enfant|joueur|candidat|electeur|inscrit|visiteur|spectateur"
    r"|passager|vehicule|voiture|logement|magasin|boutique|commande|contrat|volontaire|salle|etage)"
)
# What follows « par » behind an amount and is no base of a rate: the means, the cause or the way.
NO_BASE = word_set(
    """
    accident ailleurs air ambulance amour application balle avance avion bateau carte cause certains certaines cheque chronopost colis
    consequent contre courriel courrier crainte cryptomonnaie defaut definition ecrit email erreur essence exemple
    fax fibre force helicoptere formulaire fraude habitude hameconnage hasard ici internet intrusion ironie l la le les leur leurs
    ma mail manque mer mesure messagerie mon nature negligence notre nos oral ordre oubli peur phishing piratage plusieurs
    politesse poste precaution principe prelevement prudence quelque quelques ransomware rancongiciel rapport route sa
    satellite securite ses sms son souci suite telephone terre tous tout toute toutes train tranches un une virement
    visioconference voie vos votre web
    """
)
