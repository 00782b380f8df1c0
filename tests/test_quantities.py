"""Quantities: the examples of every rule, the conventions word by word, what is no quantity, and any text at all."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.french import quantity_words as words
from helpers.french.fold import fold
from helpers.french.mention import Mention
from helpers.french.quantities import TRIGGER, find_quantities
from helpers.french.units import KINDS, load_units


def read(text: str) -> list[Mention]:
    """Return the quantities of a text."""
    return find_quantities(text, fold(text))


def quotes(text: str) -> list[str]:
    """Return the words of the quantities of a text."""
    return [text[mention.start : mention.end] for mention in read(text)]


def only(text: str) -> Mention:
    """Return the one quantity of a text."""
    (mention,) = read(text)
    return mention


# ------------------------------------------------------------------------------------------ each rule's own example


@pytest.mark.parametrize(("qualifier", "pattern", "example"), words.MODIFIERS_BEFORE + words.MODIFIERS_AFTER)
def test_example_of_each_modifier(qualifier: str, pattern: str, example: str) -> None:
    """A modifier's example is read whole, with its qualifier."""
    mention = only(f"Au total, {example}.")
    assert (mention.qualifier, f"Au total, {example}."[mention.start : mention.end]) == (qualifier, example)


@pytest.mark.parametrize(("pattern", "example"), words.IDENTIFIERS_BEFORE + words.IDENTIFIERS_HERE)
def test_example_of_each_identifier(pattern: str, example: str) -> None:
    """What only names a thing is not counted."""
    assert quotes(f"Voir {example}, a dit la direction.") == []


@pytest.mark.parametrize("collective", sorted(words.COLLECTIVES))
def test_each_collective(collective: str) -> None:
    """Every collective is read with « un » or « une » as part of it."""
    article = "un" if "milli" in collective else "une"
    phrase = f"{article} {collective} de dossiers"
    mention = only(f"La fuite porte sur {phrase} anciens.")
    assert mention.low == mention.high == words.COLLECTIVES[collective]
    assert mention.end - mention.start == len(phrase)


def test_each_form_of_the_lexicon() -> None:
    """Every form is folded and has a kind of the vocabulary."""
    for form, (kind, unit) in load_units().items():
        assert kind in KINDS and unit and fold(form) == form, form


# ------------------------------------------------------------------------------------------ spans and values

VALUES = [
    # digits
    ("près de 500.000 patients", "people", 500_000, 500_000),
    ("491.840 noms", "records", 491_840, 491_840),
    ("12 000 dossiers", "records", 12_000, 12_000),
    ("12\u202f000 dossiers", "records", 12_000, 12_000),
    ("500000 données", "records", 500_000, 500_000),
    # words
    ("soixante-quatre postes", "devices", 64, 64),
    ("quatre-vingt-dix hôpitaux", "organisations", 90, 90),
    ("septante dossiers", "records", 70, 70),
    ("deux cent mille assurés", "people", 200_000, 200_000),
    ("deux millions de Français", "people", 2e6, 2e6),
    ("un demi-million de patients", "people", 500_000, 500_000),
    ("une douzaine de cliniques", "organisations", 12, 12),
    ("une centaine d’agents", "people", 100, 100),
    ("une bonne centaine de serveurs", "devices", 100, 100),
    ("plusieurs centaines d'ordinateurs", "devices", 200, None),
    ("plusieurs milliers de comptes", "records", 2000, None),
    ("plusieurs dizaines de milliers de fichiers", "records", 20_000, None),
    ("cinq cents lits", "other", 500, 500),
    # mixed
    ("1,4 million de personnes", "people", 1_400_000, 1_400_000),
    ("2.5 millions de lignes", "records", 2_500_000, 2_500_000),
    ("3,2 M de comptes", "records", 3_200_000, 3_200_000),
    ("500k adresses", "records", 500_000, 500_000),
    ("deux milliards et demi d'euros", "money", 2.5e9, 2.5e9),
    # bounds
    ("plus d'un millier de clients", "people", 1000, None),
    ("au moins 12 cliniques", "organisations", 12, None),
    ("moins d'une dizaine de postes", "devices", None, 10),
    ("jusqu'à 10 000 dossiers", "records", None, 10_000),
    ("quelque 300 soignants", "people", 300, 300),
    ("75 ans et plus", "duration", 75, None),
    # ranges
    ("entre 200 et 300 dossiers", "records", 200, 300),
    ("200 à 300 dossiers", "records", 200, 300),
    ("30-40 postes", "devices", 30, 40),
    ("entre deux et trois millions d'euros", "money", 2e6, 3e6),
    ("un ou deux millions de comptes", "records", 1e6, 2e6),
    ("deux à trois cents patients", "people", 200, 300),
    ("10 à 15 000 patients", "people", 10_000, 15_000),
    ("entre 5 % et 10 %", "percent", 5, 10),
    ("deux ou trois jours", "duration", 2, 3),
    # parts
    ("77%", "percent", 77, 77),
    ("12,5 pour cent", "percent", 12.5, 12.5),
    ("un patient sur cinq", "percent", 20, 20),
    ("3 patients sur 10", "percent", 30, 30),
    ("un établissement de santé sur deux", "percent", 50, 50),
    ("deux tiers", "percent", 66.67, 66.67),
    ("près de la moitié", "percent", 50, 50),
    # money
    ("4,5 M€", "money", 4_500_000, 4_500_000),
    ("500 k€", "money", 500_000, 500_000),
    ("3 Md€", "money", 3e9, 3e9),
    ("1 500 milliards de dollars", "money", 1.5e12, 1.5e12),
    ("$10 millions", "money", 1e7, 1e7),
    ("15 bitcoins", "money", 15, 15),
    ("35 000 livres sterling", "money", 35_000, 35_000),
    # volumes and durations keep their unit
    ("300 Go", "data_volume", 300, 300),
    ("1,5 To", "data_volume", 1.5, 1.5),
    ("deux gigaoctets", "data_volume", 2, 2),
    ("48 heures", "duration", 48, 48),
    ("un an et demi", "duration", 1.5, 1.5),
    ("trois quarts d'heure", "duration", 0.75, 0.75),
    ("22 ans", "duration", 22, 22),
    # rates
    ("au moins une par semaine", "rate", 1, None),
    ("deux attaques informatiques par semaine", "rate", 2, 2),
    ("60 euros par mois", "rate", 60, 60),
    ("15 €/mois", "rate", 15, 15),
    ("2 500 euros par patient", "rate", 2500, 2500),
    # nouns
    ("sept différents sites", "organisations", 7, 7),
    ("1 200 premiers dossiers", "records", 1200, 1200),
    ("deux mystérieuses cyberattaques", "other", 2, 2),
    ("135 barrages", "other", 135, 135),
    ("300 Ehpad", "organisations", 300, 300),
    ("12 CHU", "organisations", 12, 12),
    ("un seul hôpital", "organisations", 1, 1),
    ("300 000 mots de passe", "records", 300_000, 300_000),
    ("plus d'une trentaine d'hôpitaux", "organisations", 30, None),
    ("un bon millier d'agents", "people", 1000, 1000),
    ("trente-sept interventions", "other", 37, 37),
    ("deux mille six cent trente résidents", "people", 2630, 2630),
    ("quatre Canadairs", "other", 4, 4),
    ("deux avions", "other", 2, 2),
    ("40 poids lourds", "other", 40, 40),
    ("47 cas", "other", 47, 47),
    ("huit mille évacués", "people", 8000, 8000),
    ("2 700 sinistrés", "people", 2700, 2700),
    ("2 700 sinistres", "other", 2700, 2700),
    ("120 postes d'ingénieurs", "other", 120, 120),
    ("15 000 m²", "other", 15_000, 15_000),
    ("38 °C", "other", 38, 38),
    ("20 000 jours-homme", "other", 20_000, 20_000),
    ("1.000.000.000 dossiers", "records", 1e9, 1e9),
    # durations of two units
    ("trois heures trente", "duration", 3.5, 3.5),
    ("2 min 30", "duration", 2.5, 2.5),
    ("deux heures et quart", "duration", 2.25, 2.25),
    ("24 heures de grève", "duration", 24, 24),
    # nouns that end like participles
    ("neuf arrivées", "other", 9, 9),
    ("six comités", "organisations", 6, 6),
    # lines that are no rows
    ("une douzaine de lignes téléphoniques", "other", 12, 12),
    ("trois lignes de bus", "other", 3, 3),
    ("82 litres d'eau par mètre carré", "rate", 82, 82),
    # parts of a unit, and what stands behind it
    ("moins d'un quart d'heure", "duration", None, 0.25),
    ("une petite demi-heure", "duration", 0.5, 0.5),
    ("un quart de point", "percent", 0.25, 0.25),
    ("trois fois et demie", "other", 3.5, 3.5),
    ("2 h 05 min 43 s", "duration", 2.095278, 2.095278),
    ("deux heures et quatre minutes", "duration", 2.066667, 2.066667),
    # sums counted by the million
    ("720 millions de pertes", "money", 720e6, 720e6),
    ("un mètre vingt", "other", 1.2, 1.2),
    ("2 euros 50", "money", 2.5, 2.5),
    # signs
    ("+3,4 %", "percent", 3.4, 3.4),
    ("-12,5 %", "percent", -12.5, -12.5),
    ("-7 °C", "other", -7, -7),
    ("moins sept degrés", "other", -7, -7),
    ("-35 M€", "money", -35e6, -35e6),
    ("au moins 5 %", "percent", 5, None),
    ("plus ou moins 3 %", "percent", 3, 3),
    # one that measures
    ("un euro", "money", 1, 1),
    # symbols and foreign money
    ("1 500 m", "other", 1500, 1500),
    ("6,8 TWh", "other", 6.8, 6.8),
    ("500 g", "other", 500, 500),
    ("700 000 francs suisses", "money", 700_000, 700_000),
    ("250 kEUR", "money", 250_000, 250_000),
    ("12,50 €/m²", "rate", 12.5, 12.5),
    ("25 µg/m3", "rate", 25, 25),
    # nouns that end like those of people
    ("56 réacteurs", "other", 56, 56),
    ("neuf oliviers", "other", 9, 9),
    ("417 disques durs", "devices", 417, 417),
    ("les dix plus grandes villes", "organisations", 10, 10),
    ("1,64 euro par voix et par an", "rate", 1.64, 1.64),
    ("sept disparus", "people", 7, 7),
    # rates of any noun
    ("1,10 euro par votant", "rate", 1.1, 1.1),
    ("trois formulaires par sinistre", "rate", 3, 3),
    # signs of ranges, codes of money, parts of a sum
    ("entre -3 et 5 °C", "other", -3, 5),
    ("-0,5 à 0,2 %", "percent", -0.5, 0.2),
    ("-5 à -1 °C", "other", -5, -1),
    ("CHF 2'500", "money", 2500, 2500),
    ("4€50", "money", 4.5, 4.5),
    ("4 euros et 50 centimes", "money", 4.5, 4.5),
    ("1 milliard 200 millions d'euros", "money", 1.2e9, 1.2e9),
    # rates of a unit, without « par »
    ("25 euros de l'heure", "rate", 25, 25),
    ("430 euros la tonne", "rate", 430, 430),
    ("50 kilomètres à l'heure", "rate", 50, 50),
    ("105 habitants au km²", "rate", 105, 105),
    # abbreviations, half jobs, aircraft that take no s
    ("12 000 hab.", "people", 12_000, 12_000),
    ("2,5 postes", "other", 2.5, 2.5),
    ("un demi-poste", "other", 0.5, 0.5),
    ("six Canadair", "other", 6, 6),
    ("un bon tiers", "percent", 33.33, 33.33),
]
# the noun alone is in the span
TRAILING = {
    "les dix plus grandes villes": "dix plus grandes villes",
    "une douzaine de lignes téléphoniques": "une douzaine de lignes",
    "trois lignes de bus": "trois lignes",
    "120 postes d'ingénieurs": "120 postes",
    "24 heures de grève": "24 heures",
}


@pytest.mark.parametrize(("phrase", "kind", "low", "high"), VALUES)
@pytest.mark.parametrize("frame", ["On parle de {} depuis peu.", "Bilan : {}, selon la direction.", "« {} »"])
def test_span_and_value(phrase: str, kind: str, low: float | None, high: float | None, frame: str) -> None:
    """The span is modifier, number and noun; the value is what the words say."""
    text = frame.format(phrase)
    mention = only(text)
    assert text[mention.start : mention.end] == TRAILING.get(phrase, phrase)
    assert (mention.unit_kind, mention.low, mention.high) == (kind, low, high)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les 300 autres postes sont sains.", ["300 autres postes"]),
        ("500.000 ont été touchés.", ["500.000"]),
        ("Sur 40 patients, 300 d'entre eux.", ["40 patients", "300"]),
        ("Quatre des cinq sites ont fermé.", ["Quatre", "cinq sites"]),
        ("Le nombre est passé de 27 à 54 incidents.", ["27", "54 incidents"]),
        ("Un délai de 10 à 15 jours.", ["10 à 15 jours"]),
        ("De 10 à 15 sites sont fermés.", ["De 10 à 15 sites"]),
        ("50.000 identifiants d'agents de centres hospitaliers", ["50.000 identifiants"]),
        ("Les 2/3 des postes, 24/7.", ["2/3"]),
        ("deux tiers des 300 lits", ["deux tiers", "300 lits"]),
        ("un plan d'un milliard d'euros sur quatre ans", ["un milliard d'euros", "quatre ans"]),
        ("300 hôpitaux français et 20 cliniques privées", ["300 hôpitaux", "20 cliniques"]),
        ("une panne de 12 heures, à 14 heures", ["12 heures"]),
        ("La facture passerait de 310 000 à 1,1 million d'euros.", ["310 000", "1,1 million d'euros"]),
        ("Sa tension baisse de 15 à 20 mm.", ["15 à 20 mm"]),
        ("Il risque de cinq à vingt ans de prison.", ["de cinq à vingt ans"]),
        ("On patientait jusqu'à 6 heures du matin.", []),
        ("J'ai mis 2 h 05 pour venir, je suis arrivé à 9 h 05.", ["2 h 05"]),
        ("Une heure de moins, un an de prison, une heure creuse.", ["Une heure", "un an"]),
        ("Vingt-sept agents, contre une quarantaine en 2011.", ["Vingt-sept agents", "une quarantaine"]),
        ("Les passants ont été mis en quarantaine.", []),
        ("Les effectifs ont fondu d'un cinquième.", ["un cinquième"]),
        ("Le journal 20 Minutes, le CAC 40, une magnitude de 5,4.", ["5,4"]),
        ("Il y en avait 300, elle en a 12.", ["300", "12"]),
        (
            "Deux heures et quatre agents, en trois heures trente postes.",
            ["Deux heures", "quatre agents", "trois heures", "trente postes"],
        ),
        ("Il reste 3 millions attendus de l'État.", ["3 millions"]),
        ("Un mois après l'attaque, rien.", ["Un mois"]),
        ("Une demande (environ 300 euros).", ["environ 300 euros"]),
        ("Les délais : 4 h 30 au lieu d'1 h 45, puis une réunion de 3h30.", ["4 h 30", "1 h 45", "3h30"]),
        ("Le journal de 20 heures, la séance de 20 h 30.", []),
        ("La quarantaine de salariés et les 3/4 des élus.", ["quarantaine de salariés", "3/4"]),
        ("Deux autres condamnés à l'amende.", ["Deux"]),
        ("Des lots de mille, une jauge limitée à quarante.", ["mille", "quarante"]),
        ("L'assureur en couvre un tiers, raboté d'un quart.", ["un tiers", "un quart"]),
        ("Un pull neuf, une voiture à deux.", []),
        ("Les versions 8, 9 et 10, les lignes 4 et 12 sont touchées.", []),
        ("Les codes 1-2-1-2-1 et 12-14-16-18.", []),
        ("Un quart ont répondu, dont un tiers ; rien n'a été transmis à un tiers.", ["Un quart", "un tiers"]),
    ],
)
def test_spans_in_a_sentence(text: str, expected: list[str]) -> None:
    """Complements are left out, elided nouns end at the number, and neighbours are kept apart."""
    assert quotes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Un hôpital a subi une attaque dans un département.",
        "Le Covid-19 et le Sars-CoV-2, la 5G, le G7.",
        "LockBit 3.0, la faille CVE-2023-34362 et la norme ISO 27001.",
        "75004 Paris, 12 rue des Lilas, téléphone 01 42 34 56 78.",
        "Le 1er étage, la 7e chambre, le XXIe siècle, la deuxième fois.",
        "Rendez-vous à 8h30, vers 14 heures ou à 18 h.",
        "Plusieurs hôpitaux et quelques patients, de nombreux dossiers.",
        "Ouvert 24 heures sur 24 et 7 jours sur 7.",
        "https://exemple.fr/300-patients?page=12 et contact12@exemple.fr",
        "Le Deux-Sèvres libre, un deux-roues, la rue des Trois-Frères.",
        "L'un des pirates, l'une d'elles, quelqu'un, chacun, aucune donnée.",
        "Un tiers de confiance, des tiers, la mise en quarantaine, à moitié.",
        "Windows 10, TLS 1.2, l'adresse 192.168.1.10, la version 10.2.1.",
        "Il y en a une. Un jour, un mois, un an.",
        "Ouvert de 9 heures à 18 heures, de 8h30 à 17h, jusqu'à 19 h 30.",
        "Le 15 et le 112 sont saturés. Numéro vert : le 0 805 92 10 00.",
        "Remis à neuf, rien de neuf, coupé en deux, un écran 4K.",
        "Noté 3 sur 5, battu 3-1 devant Caen. Le 20 heures de la chaîne.",
        "Dans les Deux Alpes.",
    ],
)
def test_no_quantity(text: str) -> None:
    """Ordinals, identifiers, clock hours and articles are no quantities."""
    assert quotes(text) == []


# ------------------------------------------------------------------------------------------ margin notes


def test_scale_is_taken_from_the_same_number_only() -> None:
    """« 1,4 de personnes » is repaired where « 1,4 million » is written, else it has no value."""
    repaired = read("Fuite : 1,4 de personnes. En tout, 1,4 million de personnes.")[0]
    assert (repaired.low, repaired.remarks) == (1_400_000, (("scale_repaired", "million"),))
    missing = read("Fuite : 1,4 de personnes. En tout, 2,4 millions de personnes.")[0]
    assert (missing.low, missing.high, missing.remarks[0][0]) == (None, None, "scale_missing")


# ------------------------------------------------------------------------------------------ nouns left out

ELIDED = [
    # the count before it in the sentence
    ("Sur 97 serveurs, soixante-dix-sept sont éteints, et vingt tournent au ralenti.", "devices", 20),
    ("Douze laboratoires ont déposé plainte ; cinq s'y préparent.", "organisations", 5),
    ("Deux bibliothécaires s'y relaieront ; elles seront trois en août.", "people", 3),
    ("J'ai attendu quarante minutes, puis vingt-cinq en rappelant.", "duration", 25),
    ("Il en a tiré 2,5 bitcoins, l'accusation parle de quatre ou cinq.", "money", 4),
    ("Comptez 12 euros l'entrée, 8 pour les enfants.", "money", 8),
    ("Le foyer compte 300 lits, dont 40 en pédiatrie.", "other", 40),
    # in the sentence before, or a plural noun there
    ("Soixante-dix communes votent. Les écologistes en gagnent cinq.", "organisations", 5),
    ("Les pirates ont suivi les établissements. Neuf ont fermé leurs urgences.", "organisations", 9),
    ("Les syndicats redoutent 1.100 départs. Ils sont quatre à avoir déposé un préavis.", "organisations", 4),
    ("Trente communes ont rejoint le centre. Elles n'étaient que vingt-trois.", "organisations", 23),
    # a pronoun, what was done to them, or large sums
    ("« Ils étaient trois, ils ont fui. »", "people", 3),
    ("Le serveur est lent. Nous étions cinq la nuit.", "people", 5),
    ("À l'arrivée, 40 ont été soignés.", "people", 40),
    ("Une rançon de 10 millions de dollars pour deux hôpitaux, ramenée à deux millions.", "money", 2e6),
    ("Ils réclament dix millions.", "money", 1e7),
    ("En quatre ans, le total a été multiplié par trois.", "other", 3),
    ("La majorité a 27 sièges sur 35.", "other", 35),
    ("Ils sont passés de quinze à vingt-deux médecins, puis de huit à six.", "people", 6),
    ("Le total va de 54 en 2019 à 192 cette année.", "other", 54),
    # money that is spent, and thousands that are no years
    ("L'aide atteint 150 euros. Trois millions ont déjà été engagés.", "money", 3e6),
    ("Le club a acheté un avant-centre huit millions.", "money", 8e6),
    ("Il empruntait 253 000 euros sur vingt ans ; il ne peut plus que 245 000.", "money", 245_000),
    ("La croissance sera de 0,9 % en 2019, 1,2 ensuite.", "percent", 1.2),
    ("Quatre sont venus. Neuf ont été relaxés.", "people", 9),
    ("Cinquante millions d'euros ont été dépensés, sur 190.", "money", 190e6),
    ("Les 369 incidents ont touché 250 sites ; ils étaient 392 l'an dernier.", "other", 392),
    ("L'attaque a coûté 92 millions de livres au service de santé.", "money", 92e6),
    ("L'éditeur a imprimé 3 millions de livres.", "other", 3e6),
    ("Le loyer passe de 1.200 à 1.650 euros par an.", "rate", 1200),
    ("On compte 27 attaques, une par semaine cette année, contre 54 en 2019.", "other", 54),
    ("La marge d'erreur est de 2,5 points.", "percent", 2.5),
    ("Ils sont 43 %, cinq points de plus.", "percent", 5),
]


@pytest.mark.parametrize(("text", "kind", "low"), ELIDED)
def test_a_noun_left_out(text: str, kind: str, low: float) -> None:
    """The kind is that of what the sentence, the one before it or the words behind the number speak of."""
    taken = [match.span() for match in re.finditer("en 2019|cette année", text)]
    found = [mention for mention in find_quantities(text, fold(text), taken) if mention.low == low]
    assert [mention.unit_kind for mention in found] == [kind]


COMPARED = """
Le budget atteint 16 à 17 millions d’euros, contre 14 il y a deux ans. | 14 | money | 14000000
Il a dépensé 22 millions d’euros en juin et 18 en mai. | 18 | money | 18000000
Une enveloppe de 20 M€, dont 5 pour les hôpitaux. | 5 | money | 5000000
Le groupe a vendu 3,2 millions de flacons au lieu de 4 prévus. | 4 | other | 4000000
Le conseil a voté par 27 voix contre 6 et deux abstentions. | 6 | other | 6
Les urgences voient 140 passages par jour, contre 90 à Dax. | 90 | rate | 90
Trois enfants de 4, 7 et 11 ans ont été soignés. | 4 | duration | 4
Des amendes de 300, 500 et 1 500 euros. | 300 | money | 300
Douze personnes tuées et une trentaine blessées. | une trentaine | people | 30
Le délai moyen est passé de 21 à 9 jours. | 21 | duration | 21
La subvention est portée de 12 000 à 15 000 euros. | 12 000 | money | 12000
Battue, l’équipe recule avec 11 points. | 11 points | other | 11
Le vol a coûté 10 millions d’euros et 3 sont en fuite. | 3 | other | 3
Il a coûté 10 millions d’euros, soit 15 par patient. | 15 par patient | rate | 15
Le groupe supprimera 450 postes sur 3 200. | 450 postes | other | 450
La police a arrêté 12 suspects. | 12 suspects | people | 12
"""


# what a dense text says once and means of several numbers: each bare number with its kind and value
DENSE = """
Sur 90 postes, 60 ont été réparés, 20 remplacés et 10 mis au rebut. | 60 devices 60, 20 devices 20, 10 devices 10
Les urgences ont reçu 87 patients lundi, 112 mardi. | 112 people 112
Nantes en compte 12, Rennes 8 et Angers 5. | 12 other 12, 8 other 8, 5 other 5
Les hommes sont 45 %, les femmes 55. | 55 percent 55
Le premier vaut 12 millions d'euros, le second 8. | 8 money 8000000
Six médailles : 3 d'or, 2 d'argent et 1 de bronze. | 3 other 3, 2 other 2, 1 other 1
Des 45 sites, 12 tournent au ralenti. | 12 organisations 12
Un groupe de 3, 5 et 12 établissements. | 3 organisations 3, 5 organisations 5
Sur les 300 malades, les 200 restants attendent. | 200 people 200
Il a touché 6 serveurs sur les 90 que compte le site. | 90 devices 90
Le déficit est passé de 3 à 5 millions d'euros. | 3 money 3000000
Il investira 25 M€, plus 5 de bonus. | 5 money 5000000
L'État ajoute 25 millions pour des audits, puis 350. | 25 millions money 25000000, 350 money 350000000
Trois millions ont été engagés, sur une enveloppe de 80. | 80 money 80000000
Le prix tombe à 800 euros, puis la somme est ramenée à 450. | 450 money 450
Une fuite de 310 adhérents. Les noms de 47 d'entre eux ont été vus. | 47 people 47
Les vols ont bondi de 15 % et les locations de vélos de 37. | 37 percent 37
La part des femmes est passée de 12 à 19 % ; celle des hommes de 88 à 81. | 88 percent 88, 81 percent 81
Trois classes de 54 élèves, soit 18 par classe. | 18 par classe rate 18
Les croisiéristes n'étaient que 210. | 210 people 210
Il encourt sept ans ; ses deux complices, cinq. | cinq duration 5
Deux ans de prison, dont un ferme. | un duration 1
La ville gagne 15 habitants par an et devrait en compter 600 en mai. | 600 people 600
On compte 27 attaques, une par semaine en mai, et 54 en juin. | 54 other 54
La salle atteint 45 °C, 20 de trop. | 20 other 20
Quatre hommes de 27 ans ont été jugés ; deux dorment en prison. | deux people 2
Le plan de 75 M€ sur trois ans : 21,5 en mai, 26,3 en juin. | 21,5 money 21500000, 26,3 money 26300000
Un déficit de 98 millions, creusé de 13,2 par la panne. | 13,2 money 13200000
Sa moyenne est passée de 7,5 à 16,2 sur 20. | 7,5 other 7.5, 16,2 sur 20 other 16.2
Le lot se vendait 200 dollars, puis à 80 euros. | 200 dollars money 200, 80 euros money 80
Le lot se vendait à 200 dollars puis à 80. | 80 money 80
On compte 300 incidents. Les hôpitaux en ont déclaré 86. | 86 other 86
Les sorties : 41 fois lundi, 19 mardi. | 19 other 19
Sur 90 euros investis, 62 sont allés aux hôpitaux. | 62 money 62
Ils ont saisi 417 disques. Neuf ont déjà été jugés, dont deux lundi. | Neuf people 9, deux people 2
De quoi porter à quarante-huit le nombre de malades déplacés. | quarante-huit people 48
Les pompiers, 860 au plus fort de la crise, sont repartis. | 860 people 860
Le terrain de 900 m² jouxte un autre de 450. | 450 other 450
Ils ont vu 73 enfants de 2 ans, dont 26.104 ont été hospitalisés. | 26.104 people 26104
Sa banque lui a pris 90 euros en neuf virements et en a remboursé 25. | 25 money 25
Un piéton dépense 27 euros par semaine, un automobiliste 21. | 21 rate 21
Le poids baisse, de 112 à 79 grammes par enfant. | 112 rate 112, 79 grammes par enfant rate 79
Il vaut 90 M€ et emploie 520 personnes. Il vise 200 millions. | 200 millions money 200000000
Ils ont reversé 1 670 euros. L'an passé, c'était 840. | 840 money 840
Le délai, de 19 jours en mai, est descendu à six. | six duration 6
Il demande 90 euros sous 24 heures, puis 500. | 500 money 500
Le voleur de 610 millions de dollars en a rendu 260 mardi. | 260 money 260000000
Il a passé trois nuits à trouver des camions : il en fallait quarante. | quarante other 40
Il demande 70 dollars. Une enchère à 175 000 a été annoncée. | 175 000 money 175000
La bande a 17 comptes et aurait gagné plus de 2 millions. | plus de 2 millions money 2000000
Les rendements varient de 58 à 81 quintaux à l'hectare. | de 58 à 81 quintaux à l'hectare rate 58
À 82 dollars le baril et 15 centimes le kWh. | 82 dollars le baril rate 82, 15 centimes le kWh rate 15
On lui accorde un an. | un an duration 1
Il faudrait que 56 % l'installent ; le sondage n'en promet que 34. | 34 percent 34
Un exercice par trimestre divise les clics par quatre. | quatre other 4
On en attendait 130. Le premier lundi, nous en avions vu 37. | 130 other 130, 37 other 37
Il a 750 millions d'euros. L'État n'en avait versé que 32 lundi. | 32 money 32000000
Ils mettent 1,7 % de leur budget, les banques en dépensent 9. | 9 percent 9
Il a reçu 733 appels, contre 21 lundi, et paie 89 179 euros. Pour 42 avis et 89 179 500 euros, contre 60. | 60 other 60
Il a compté 733 décès, plus que lundi (369). | 369 other 369
On a formé 312 agents (98 en mai). | 98 people 98
Postes à réinstaller : 1 850. Agents formés en juin : 312. | 1 850 devices 1850, 312 people 312
L'un couvre 20 millions de personnes, l'autre environ 13. | environ 13 people 13000000
Combien d'hôpitaux suivez-vous ? — Une quarantaine, contre trente lundi. | Une quarantaine organisations 40, trente organisations 30
Il faut trois mois. Ici, il en a fallu onze. | onze duration 11
Le plan de 1 milliard comprend 25 millions d'euros pour les sites, 350 pour les écoles et 60 pour les villes. | 1 milliard money 1000000000, 350 money 350000000, 60 money 60000000
Il a vu 5 600 personnes dans 31 pays, dont 381 à Paris. | 381 people 381
Le taux atteint 45,6 % en mai et 37 en juin. | 37 percent 37
Le ratio, de 167 % en mai, est retombé à 88. | 88 percent 88
Il atteint 90 %, loin devant l'objectif de 50. | 50 percent 50
La ville débloque 340 euros pour ses services. Sur ce total, 210 iront aux agents. | 210 money 210
Il réclame 1 500 euros pour 212 malades. La défense en propose 300. | 300 money 300
Un dossier vaut 250 dollars, un numéro de carte bancaire 5, un compte 2. | 5 money 5, 2 money 2
Le coût atteint 220 euros par ménage et 5,4 milliards par an. | 5,4 milliards par an rate 5400000000
Il reste trois logiciels à réinstaller sur 150. | 150 other 150
15 000 entités de 18 secteurs sont suivies, contre 500 en mai. | 500 organisations 500
Il veut 70 millions de dollars ; lundi, il était prêt à descendre à 50. | 50 money 50000000
Un tiers des interventions sont reportées. Une cinquantaine d'entre elles attendent 40 agents. | Une cinquantaine other 50
On compte 450 incidents. Il veut deux milliards. | deux milliards money 2000000000
Cent services ont fermé au moins une nuit ; on en avait dénombré 80 en mai. | 80 organisations 80
L'attente est passée de 3 heures à 4 h 40. | 3 heures duration 3, 4 h 40 duration 4.666667
Sur les 65 millions votés, 22 ont été consommés. | 65 millions money 65000000, 22 money 22000000
La faille obtient un score de 9,8 sur 300 postes. | 9,8 other 9.8
Il en paie 129 € HT/mois, ou 8 euros l'unité. | 129 € HT/mois rate 129, 8 euros money 8
82 % donnent un numéro et un quart une adresse. | un quart percent 25
Les franchises sont multipliées par trois, parfois par quatre. | quatre other 4
Trois ont été jugés graves. | Trois other 3
Elle emploie 300 personnes, contre 1,6 annoncé en mai. | 1,6 other 1.6
Il reçoit 300 appels à l'heure. | 300 appels à l'heure rate 300
On compte 548 avis en mai, 83 ayant abouti. | 83 other 83
Il a jugé 900 ordonnances. Cinq comparaissent libres. | Cinq people 5
Il perdra 90 millions de droits, dont 11 000 coups de fil. | 90 millions de droits money 90000000, 11 000 coups de fil other 11000
"""


@pytest.mark.parametrize("line", DENSE.strip().splitlines())
def test_bare_numbers_of_dense_texts(line: str) -> None:
    """A number whose noun, verb or scale stands elsewhere in the sentence is found, and takes them from there."""
    text, expected = line.split(" | ")
    taken = [match.span() for match in re.finditer(r"lundi|mardi|en (?:mai|juin)", text)]
    found = {text[m.start : m.end]: m for m in find_quantities(text, fold(text), taken)}
    for each in expected.split(", "):
        phrase, kind, value = each.rsplit(" ", 2)
        assert (found[phrase].unit_kind, found[phrase].low) == (kind, float(value))


@pytest.mark.parametrize("line", COMPARED.strip().splitlines())
def test_a_number_takes_scale_and_noun_of_what_it_stands_beside(line: str) -> None:
    """« contre 14 » is 14 million where the first was of millions; « 4, 7 et 11 ans » are all of years."""
    text, phrase, kind, low = line.split(" | ")
    found = {text[mention.start : mention.end]: mention for mention in read(text)}
    assert (found[phrase].unit_kind, found[phrase].low) == (kind, float(low))


def test_what_a_sentence_numbers() -> None:
    """« le nombre de plaintes » tells what the bare range behind it counts."""
    mention = read("En trois ans, le nombre de plaintes a doublé, de 1 900 à 3 600.")[-1]
    assert (mention.unit_kind, mention.unit, mention.low, mention.high) == ("other", "plainte", 1900, 3600)


def test_parts_that_stand_alone() -> None:
    """« un cinquième » behind « en » and a verb, « un quart de plus » and « Un quart consacrent » are shares."""
    for text in (
        "Ils en concentrent un quart.",
        "On en compte un quart de plus.",
        "Un quart consacrent dix ans.",
    ):
        assert [m.low for m in read(text) if m.unit_kind == "percent"] == [25.0]
    assert quotes("Un tiers a pu lire la base.") == []


def test_what_only_looks_like_a_noun_or_a_unit() -> None:
    """An elided « l' » is no litre, a pressure no bar that serves drinks, « à partir du 5 » no count, a lot with a size no identifier."""
    assert quotes("Vingt-six communes la demandent ; trente-quatre l'avaient obtenue.")[1] == "trente-quatre"
    assert [m.unit_kind for m in read("Elle perd 0,4 bar.")] == ["other"]
    assert quotes("Le standard, renforcé à partir du 5, est ouvert.") == []
    assert quotes("Le lot : 78 Go d'images.") == ["78 Go"]
    assert quotes("Une équipe passe douze heures par semaine à chercher.") == ["douze heures par semaine"]
    assert [m.unit_kind for m in read("Une centaine de supercongélateurs.")] == ["devices"]


def test_results_of_matches_count_nothing() -> None:
    """« 3 à 1 » is no quantity, « passe de 27 à 12 » is two."""
    assert quotes("Lyon s’est imposé 3 à 1 face à Caen, puis le score est de 21 à 18.") == []
    assert quotes("Le nombre de lits passe de 27 à 12.") == ["27", "12"]
    assert quotes("Il a gagné 3 à 5 euros.") == ["3 à 5 euros"]


@pytest.mark.parametrize(("kind", "pattern", "example"), words.CUES)
def test_example_of_each_cue(kind: str, pattern: str, example: str) -> None:
    """What only people, machines or files undergo tells what was counted."""
    assert only(f"Au total, {example}.").unit_kind == kind


def test_elided_noun_is_that_of_the_count_before() -> None:
    """« 40 sont guéris » counts the patients named before, and says that it was inferred."""
    mention = read("Ils étaient 300 patients. Depuis, 40 sont guéris.")[1]
    assert (mention.unit_kind, mention.unit, mention.remarks) == (
        "people", "patient", (("noun_elided", "patient"),),
    )  # fmt: skip


def test_taken_spans_are_never_read() -> None:
    """A quantity does not reach into a date."""
    text = "Dans la nuit du 8 au 9 février, 300 patients."
    taken = [(text.index("Dans"), text.index(","))]
    assert [text[m.start : m.end] for m in find_quantities(text, fold(text), taken)] == ["300 patients"]


# ------------------------------------------------------------------------------------------ any text

PIECES = st.sampled_from(
    [
        "un",
        "une",
        "deux",
        "trois",
        "cent",
        "mille",
        "vingt",
        "millions",
        "milliards",
        "dizaine",
        "centaines",
        "tiers",
        "sur",
        "par",
        "de",
        "d'",
        "des",
        "entre",
        "et",
        "à",
        "ou",
        "1",
        "12",
        "300",
        "1.234",
        "1,4",
        "%",
        "€",
        "k€",
        "M",
        "Go",
        "heures",
        "ans",
        "plus",
        "moins",
        "près",
        "quelque",
        "environ",
        "patients",
        "CHU",
        "-",
        "(",
        ")",
        ".",
        ",",
        "\n",
    ]
)


@given(
    st.one_of(
        st.text(max_size=80), st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES).map("".join)
    )
)
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    """No text raises; mentions are in order, apart, inside the text, with bounds that are bounds."""
    last = 0
    for mention in read(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end
        assert mention.unit_kind in KINDS
        assert text[mention.start : mention.end].strip()
        if mention.low is not None and mention.high is not None:
            assert mention.low <= mention.high


@given(
    st.integers(2, 10**9),
    st.sampled_from(" .\u00a0\u202f"),
    st.sampled_from(["dossiers", "patients", "postes"]),
)
def test_grouped_numbers_with_a_noun(number: int, separator: str, noun: str) -> None:
    """Any grouped number before a plural is read whole."""
    phrase = f"{f'{number:,}'.replace(',', separator)} {noun}"
    mention = only(f"Soit {phrase} volés.")
    assert (mention.start, mention.end, mention.low, mention.high) == (5, 5 + len(phrase), number, number)


HOSTILE = [
    "un ",
    "mille-",
    "1 ",
    "7",
    "deux-",
    "cent ",
    "plus de ",
    "entre 1 et ",
    "1,4 de x ",
    "1@",
    "une par ",
    "a",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_with_length(unit: str) -> None:
    """Eight times the text takes no more than some eight times the time (a square would take 64)."""

    def seconds(length: int) -> float:
        folded = fold((unit * length)[:length])
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            find_quantities(folded, folded)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(16_000) < 24 * max(seconds(2_000), 0.0005)


def test_trigger_finds_every_number_word() -> None:
    """Each form of the grammar's own number words wakes the grammar."""
    for word in ["zéro", "onze", "quatre-vingts", "nonante", "demi-million", "milliers", "moitié", "3", "$5"]:
        assert TRIGGER.search(fold(word))


@pytest.mark.parametrize(("nouns", "before", "after", "kind", "example"), words.SENSES)
def test_example_of_each_sense(nouns: str, before: str, after: str, kind: str, example: str) -> None:
    """What stands beside a noun of two senses gives it the kind of its example, and not without it."""
    mention = read(f"{example} hier.")[0]
    alone = only(f"On en parle : deux {nouns.split()[0]}.")
    assert mention.unit_kind == kind
    assert alone.unit_kind != kind


OF_OTHER_HANDS = [
    ("Les 75 laitières sont traites à la main.", [("75 laitières", "other", 75, 75)]),
    ("La fuite contient exactement 491 840 noms.", [("491 840 noms", "records", 491840, 491840)]),
    ("Ils étaient précisément 42 à la réunion.", [("42", "people", 42, 42)]),
    ("Une durée de 10 à 15 minutes est prévue.", [("10 à 15 minutes", "duration", 10, 15)]),
    ("Un concurrent sur quatre a abandonné.", [("Un concurrent sur quatre", "percent", 25, 25)]),
    (
        "Cinq cent mille lignes circulent sur un forum.",
        [("Cinq cent mille lignes", "records", 500000, 500000)],
    ),
    ("Les jeunes âgés de 16 à 25 ans sont invités.", [("16 à 25 ans", "duration", 16, 25)]),
    (
        "Le budget est passé de 12 à 18 millions d'euros, et l'effectif de 40 à 65 salariés.",
        [
            ("12", "money", 12e6, 12e6),
            ("18 millions d'euros", "money", 18e6, 18e6),
            ("40", "people", 40, 40),
            ("65 salariés", "people", 65, 65),
        ],
    ),
    (
        "Vingt-deux cars assurent quarante-six allers-retours par jour.",
        [("Vingt-deux cars", "other", 22, 22), ("quarante-six allers-retours par jour", "rate", 46, 46)],
    ),
    (
        "Chaque mois, 100.000 le font, environ 45.000 en ville.",
        [("100.000", "rate", 1e5, 1e5), ("environ 45.000", "rate", 45e3, 45e3)],
    ),
    (
        "Le service reçoit 120 patients par jour. Lundi, moins de 90 ont été admis.",
        [("120 patients par jour", "rate", 120, 120), ("moins de 90", "people", None, 90)],
    ),
    (
        "Trois serveurs sur dix étaient vulnérables, et 45 d'entre eux déjà compromis.",
        [("Trois serveurs sur dix", "percent", 30, 30), ("45", "devices", 45, 45)],
    ),
    ("Sur le total des dossiers, un quart a été perdu.", [("un quart", "percent", 25, 25)]),
    (
        "Ils risquent de six à quatorze ans de prison. Le parquet en a requis neuf.",
        [("de six à quatorze ans", "duration", 6, 14), ("neuf", "duration", 9, 9)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), OF_OTHER_HANDS)
def test_quantities_of_other_hands(text: str, expected: list[tuple[str, str, float, float]]) -> None:
    """Whole sentences: the words of each quantity, its kind and its bounds."""
    found = [(text[m.start : m.end], m.unit_kind, m.low, m.high) for m in read(text)]
    assert found == expected
