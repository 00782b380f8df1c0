"""Hard-wrapped texts: a line end inside a paragraph is a space, every other one tells things apart."""

import re
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.clean import CleanText, Edit
from helpers.french.dates import Published
from helpers.french.mention import Mention
from helpers.read import read_text
from helpers.wrapped import line_joins

PUBLISHED = Published.from_edtf("2021-02-24")
# Every quantity and every date stands in braces.
WRAPPED = {
    "mail": """\
Bonjour à tous,

La direction informatique vous confirme que le logiciel a été arrêté {le
12 février 2021 en fin de journée}. La remise en état a coûté {plus de 700
000 euros} à ce jour, et la facture pourrait encore monter. {Plusieurs
centaines de postes} restent à réinstaller.
""",
    "agency": """\
BREST, {24 fév} (Agence) - Un laboratoire d'analyses a perdu
la main sur ses serveurs {dans la nuit du 8 au 9 février},
a-t-on appris {mercredi} auprès du parquet. Les données de {410
000 patients} auraient été copiées, dont {près de 3 200
mineurs}.
""",
    "million": """\
Le groupe de cliniques a chiffré la perte d'exploitation à {3,5
millions d'euros} {au premier trimestre 2021}, auxquels
s'ajoutent {1,2 million d'euros} de prestations et {une
cinquantaine de recrutements} prévus {d'ici la fin de l'année
2021}.
""",
    "between": """\
Selon les enquêteurs, {entre 200 et 300 dossiers} ont
été consultés sans droit, et de {10 à 15 praticiens}
avaient prêté leur mot de passe. L'affaire remonte {à
l'été 2019}, quand la mutuelle comptait {moins de 40
000 adhérents}.
""",
    "report": """\
Rapport d'activité

L'établissement dispose de {six cent vingt lits}, dont
{quatre-vingt} en soins critiques, et emploie {1 850
agents}. {En 2020}, il a reçu {un peu plus de 64 000
passages} aux urgences, soit {12 %} de moins que {l'année
précédente}. Les dépenses de sécurité informatique,
elles, ont triplé en {cinq ans} pour atteindre {450 000
euros}.
""",
    "poll": """\
L'enquête, menée auprès de {1 204 pharmaciens} {entre
le 4 et le 15 janvier 2021}, montre que {62 %} d'entre
eux n'ont jamais testé leurs sauvegardes, et qu'{un
sur cinq} ignore qui appeler en cas d'attaque.
""",
    "forum": """\
Sur un forum fréquenté par des vendeurs de fichiers, un compte créé {le
mois dernier} propose {environ 1,4 To} d'archives, soit {quelque 27 millions
de lignes}. Le prix demandé, {5 000 dollars}, a encore baissé {mardi
dernier}.
""",
    "words": """\
{Trente-deux personnes} ont été entendues par les
gendarmes de la section de recherches et {vingt et
une plaintes} ont été enregistrées à ce jour. {Deux
suspects} ont été placés en garde à vue pendant
{quarante-huit heures}.
""",
    "relative": """\
{Il y a trois semaines}, les équipes de nuit ont vu les
écrans s'éteindre un à un dans tous les services. {Depuis
le mois de janvier}, {quatre établissements} voisins ont
connu le même sort, et l'agence régionale a promis {lundi
15 février} un audit des {84 sites} de la région.
""",
    "carriage returns": """\
Le centre d'appels de la caisse primaire a reçu {plus\r
de 1 500 demandes} {depuis le 3 février}, et la caisse\r
a écrit aux assurés concernés, puis déposé plainte.
""",
    "flowed": """\
La société de télémédecine reconnaît que {près de 80 \n\
000 comptes rendus} étaient lisibles par tous {entre \n\
mars 2019 et novembre 2020}, sans qu'aucune trace de \n\
téléchargement ait été gardée.
""",
    "indented": """\
   Le syndicat des hôpitaux publics réclame une
   enveloppe de {350 millions d'euros}, étalée sur {quatre
   ans}, pour remettre à niveau les réseaux de ses
   adhérents. Le ministère, lui, en a promis {25
   millions} {au mois de janvier}.
""",
    "names": """\
L'attaque a touché l'Assistance publique-Hôpitaux
de Paris, le centre hospitalier de Dax et la mairie de La
Rochelle, où les agents ont travaillé sur papier {jusqu'au
20 février}. Un rançongiciel du groupe Ryuk est en cause.
""",
    "conditional": """\
Selon une source proche du dossier, les pirates auraient mis en vente {300
dossiers} de patients suivis dans le service de cardiologie, ce que dément
la clinique. Aucune rançon n'a été versée.
""",
    "capital": """\
Le tribunal judiciaire, saisi par la caisse, examinera l'affaire {le 9
septembre}. Le parquet de Lyon avait requis, lors de l'audience de Paris, {le
2 février 2021}, une amende de {180 000 euros} contre la société Medisoft,
filiale du groupe.
""",
    "sanction": """\
La commission a prononcé une sanction d'un montant total de {1,5
million d'euros} contre cet éditeur de logiciels, qui avait
laissé fuiter les données médicales de {près de 500 000
personnes} {au début de l'année 2021}, sans prévenir les {28
laboratoires} clients {avant le 23 février}.
""",
    "rate": """\
Les {quinze agents} du service saisissent désormais
à la main {environ 250 bulletins par jour}, contre
{900} en temps normal, et le retard atteint {six
semaines}. Le coût est estimé à {30 000 euros par
semaine}.
""",
    "hour": """\
L'alerte a été donnée {samedi 6 février vers 5 heures
du matin}. Le plan blanc a aussitôt été lancé, et {23
patients} ont été transférés vers les hôpitaux
voisins, dont {sept} par hélicoptère.
""",
    "fraud": """\
Les chiffres de la fraude aux prestations ont été
revus : de {110 millions d'euros} {en 2018}, on est
passé à {240 millions} {en 2020}, pour un total de {8
500 dossiers} instruits par une équipe de {60
enquêteurs}.
""",
}
MIXED = {
    "press release": """\
Cyberattaque contre le laboratoire Biolor :
point de situation au 10 mars 2021

Le laboratoire Biolor, qui exploite vingt-deux sites dans le Grand¬
Est, a constaté le 2 mars une intrusion dans son système de gestion¬
des prélèvements. Les investigations menées avec l'appui de deux¬
prestataires montrent que les données administratives de 48¬
000 patients ont été consultées, et que les résultats d'environ 3¬
200 d'entre eux ont pu être copiés entre le 18 et le 26¬
février.

Les mesures prises
• coupure des accès distants dès le 2 mars au soir
• dépôt de plainte le 3 mars
""",
    "mail with a list": """\
Madame, Monsieur,

Comme annoncé lundi, les services de l'établissement reprennent¬
progressivement leur activité. Nous vous prions de trouver¬
ci-dessous le point de situation arrêté par la cellule de crise¬
ce matin à 8 heures, avant la réunion des chefs de pôle.

Services rouverts :
- urgences adultes et enfants, avec une régulation par le 15, de
- maternité et bloc obstétrical
1. radiologie conventionnelle, sur rendez-vous pris au guichet et

12 lits de réanimation
30 lits de chirurgie
45 lits de médecine

Pour toute question, un numéro vert est ouvert de 9 heures à¬
18 heures. Plus de 1 200 appels y ont été traités depuis le¬
12 février.

Cordialement,
La direction
Centre hospitalier de Bressigny
12 rue de l'Hôpital
""",
    "titles": """\
Cyberattaque : la mutuelle chiffre ses pertes de 2020
410 000 euros, c'est le montant des prestations payées deux fois¬
pendant la panne, d'après le rapport que la mutuelle a remis¬
mardi à ses délégués.

Des dossiers vieux de dix ans
Les fichiers copiés comprennent des feuilles de soins de 2011¬
et des relevés d'identité bancaire. Deux cabinets d'avocats¬
préparent une action de groupe.
""",
    "table": """\
Le tableau ci-dessous résume les dépenses engagées par les trois¬
hôpitaux du groupement depuis le mois de mars, hors personnel et¬
hors assurance, telles que la chambre des comptes les a relevées.

Site                    Postes        Coût (en euros)
Bressigny                  410               1 200 000
de la Vallée               230                 640 000

Elle recommande de mutualiser les sauvegardes, dont le coût a¬
triplé en quatre ans.
""",
    "interview": """\
Combien de postes avez-vous perdus ?
Près de 600 sur 1 850, et tous les serveurs de fichiers sauf un¬
seul, celui de la pharmacie, que l'éditeur héberge.

Et les sauvegardes ?
Elles ont tenu. La dernière datait du vendredi 5 février et elle¬
était stockée hors ligne, ce qui nous a évité le pire.
""",
    "paragraphs without blank lines": """\
La préfecture a fermé vendredi les trois écoles de la commune,¬
dont le chauffage est piloté par le serveur de la mairie.
Les 340 élèves ont été accueillis dans le gymnase, où la Croix-¬
Rouge a installé des radiateurs prêtés par un loueur de la zone¬
artisanale.
Le maire espère un retour à la normale avant le 1er mars.
""",
}
APART = {
    "beds": """\
À l'étage
12 lits
30 médecins
45 infirmières
""",
    "table": """\
Établissement                              Lits      Postes chiffrés
Centre hospitalier de Bressigny et de la    620
Clinique du Parc                             84
""",
    "paragraphs": """\
Le centre hospitalier estime désormais le coût de la cyberattaque à 1,2 million d'euros
200 agents ont été rappelés pendant leurs congés pour aider les services à tenir le coup
La direction a également fait appel à des prestataires et déposé plainte le 9 février 2021
12 serveurs sur 52 sont repartis, et la messagerie devrait suivre au début du printemps
""",
    "title above": """\
Cyberattaque contre une mutuelle : le nombre de dossiers volés est de 410
000 n'est pas un nombre.""",
    "bullets": """\
L'établissement recherche pour ses services, dès que possible et en contrat à durée de
- deux médecins urgentistes à temps plein, dont un en
- trois infirmiers de bloc opératoire, de jour ou de
- une dizaine d'aides-soignants pour les nuits
""",
    "jobs": """\
deux postes de médecin urgentiste à pourvoir sur place
trois postes d'infirmier de bloc opératoire, temps plein
quatre postes d'aide-soignant de nuit dans le service
cinq postes d'agent de sécurité pour le parking visiteurs
""",
    "numbers alone": """\
Hôpital de Bressigny, chambres ouvertes au public
un
deux
sept
neuf
""",
    "chronology": """\
8 février 2021 : premiers écrans noirs, les équipes passent au papier
9 février 2021 : la plainte est déposée auprès de la gendarmerie
15 février 2021 : les dix-huit consultants de l'éditeur arrivent
23 février 2021 : retour de la messagerie et du dossier patient
""",
    "headlines": """\
Les maires réclament un plan de sauvetage pour les pharmacies
15 communes privées d'eau potable après un orage
Une rançon de 50 bitcoins demandée à un laboratoire de biologie
300 manifestants devant la maternité menacée de fermeture
Le procès des pirates s'ouvrira lundi
""",
    "figures": """\
Personnes dont le numéro de sécurité sociale a été copié
33 000 000
Personnes dont les coordonnées bancaires ont été copiées
0
Organismes complémentaires qui ont prévenu leurs adhérents
84
""",
    "addresses": """\
https://exemple.example/sante/2021/02/attaque-hopital-300-lits
https://exemple.example/sante/2021/03/mutuelle-fuite-12-000
https://exemple.example/sante/2021/04/labo-rancon-50-bitcoins
""",
    "comments": """\
moi aussi j'ai reçu 3 mails de la mutuelle cette semaine
pareil à lyon depuis mardi
chez nous on nous a dit que rien n'avait fuité et puis finalement le courrier est arrivé hier soir
faut porter plainte
la cpam répond pas, j'ai attendu 45 min au téléphone pour rien du tout
""",
    "semicolons": """\
nom;ville;lits;postes chiffrés;date
hôpital de la vallée;dax;620;410;9 février 2021
clinique du parc et de la plage;brest;84;12;3 mars 2021
centre des hauts de la ville;albi;31;5;4 mars 2021
""",
    "one paragraph a line": """\
L'hôpital a perdu l'accès à ses dossiers dans la nuit du 8 au 9 février, et ses équipes ont travaillé sur papier pendant trois semaines.
12 serveurs ont été remplacés pour un montant que la direction évalue à 450 000 euros, hors coût des prestataires venus en renfort dès le
lendemain.
""",
}


def joined(text: str) -> CleanText:
    """Return a text with the line ends of its paragraphs mended."""
    return CleanText(text, [Edit(*join, "wrapped_line") for join in line_joins(text)])


def read(text: str) -> list[Mention]:
    """Return the mentions of a text in its own offsets."""
    mended = joined(text)
    _, mentions = read_text(mended.text, PUBLISHED)
    return [mention.at(*mended.raw_span(mention.start, mention.end)) for mention in mentions]


def without_braces(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text and the spans that stood in braces."""
    text, spans = "", []
    for part in re.split("([{}])", marked):
        if part == "{":
            start = len(text)
        elif part == "}":
            spans.append((start, len(text)))
        else:
            text += part
    return text, spans


def told(text: str, mentions: list[Mention]) -> list[tuple]:
    """Return what mentions say, with their words on one line, wherever they stand."""
    return [
        (" ".join(text[each.start : each.end].split()).replace("- ", "-"), each.at(0, 0)) for each in mentions
    ]


@pytest.mark.parametrize("name", WRAPPED)
def test_a_phrase_goes_on_over_the_end_of_a_line(name: str) -> None:
    text, spans = without_braces(WRAPPED[name])
    found = [each for each in read(text) if each.label in ("QUANTITY", "DATE")]
    assert [(each.start, each.end) for each in found] == spans


@pytest.mark.parametrize("name", WRAPPED)
def test_a_wrapped_text_says_what_it_says_on_one_line(name: str) -> None:
    text, _ = without_braces(WRAPPED[name])
    flat = "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    assert told(text, read(text)) == told(flat, read_text(flat, PUBLISHED)[1])


@pytest.mark.parametrize("name", MIXED)
def test_only_line_ends_inside_paragraphs_are_joined(name: str) -> None:
    parts = MIXED[name].split("¬")
    places = [len("".join(parts[: number + 1])) for number in range(len(parts) - 1)]
    assert [start for start, _, _ in line_joins("".join(parts))] == places


@pytest.mark.parametrize("name", APART)
def test_lines_that_tell_things_apart_stay(name: str) -> None:
    assert line_joins(APART[name]) == []


def test_lists_beside_wrapped_paragraphs_are_read_line_by_line() -> None:
    text = MIXED["mail with a list"].replace("¬", "")
    found = [text[each.start : each.end] for each in read(text) if each.label == "QUANTITY"]
    assert found == ["12 lits", "30 lits", "45 lits", "Plus de 1 200 appels"]


CUT = """\
Le groupement hospitalier a fait les comptes après la cyberat-
taque de février. Il a dû remplacer à ses frais trois cents or-
dinateurs, rappeler pour trois semaines entre soixante et quatre-
vingts retraités et a perdu, d'après ses estimations, près de deux mil-
lions d'euros, sans compter les heures payées aux agents, peut-
être avant l'été.
"""


def test_words_cut_at_the_ends_of_lines_are_whole_again() -> None:
    text = joined(CUT).text
    assert all(
        words in text for words in ("la cyberattaque de", "trois cents ordinateurs", "deux millions d'euros")
    )
    assert all(words in text for words in ("quatre-vingts retraités", "peut-être avant"))
    assert [CUT[each.start : each.end] for each in read(CUT) if each.unit_kind == "money"] == [
        "près de deux mil-\nlions d'euros"
    ]


def test_a_hyphen_stays_where_no_words_are_cut() -> None:
    text = (
        "Le ministère de la santé a transmis le dossier à la porte-\n"
        "parole du gouvernement, qui évoque de 2 000 à 3 000 dossiers\n"
        "de patients suivis dans les hôpitaux d'Île-de-\nFrance."
    )
    assert joined(text).text == text.replace("-\n", "-").replace("\n", " ")


def test_offsets_hold_whatever_ends_the_lines() -> None:
    text, spans = without_braces(WRAPPED["sanction"])
    for end in ("\r\n", " \n", "\n    ", "\n\t"):
        wrapped = text.rstrip("\n").replace("\n", end)
        found = [
            wrapped[each.start : each.end] for each in read(wrapped) if each.label in ("QUANTITY", "DATE")
        ]
        assert found == [text[start:stop].replace("\n", end) for start, stop in spans]


SENTENCES = (
    "La direction de l'hôpital de Dax chiffre la remise en état à {n} 500 euros, dont la moitié pour les postes de travail.",
    "Dans la nuit du 8 au 9 février 2021, les équipes de garde ont vu les écrans s'éteindre dans les services de soins.",
    "Plus de {n} 000 patients ont été prévenus par courrier depuis le 12 janvier, selon la caisse primaire.",
    "Plusieurs centaines de dossiers auraient été mis en vente sur un forum par des pirates qui se disent russophones.",
    "Le parquet de Paris a ouvert une enquête confiée aux gendarmes, et {n} plaintes ont été jointes au dossier.",
    "Entre {n} et {n}0 serveurs restent à vérifier, d'après un rapport remis à l'agence régionale de santé en mars 2020.",
    "Près de {n} % des établissements interrogés n'ont pas testé leurs sauvegardes au cours des deux dernières années.",
    "Un laboratoire sur cinq conserve les comptes rendus pendant vingt ans, alors que la loi n'en demande que dix.",
    "Il y a trois semaines, la mutuelle assurait que les données bancaires de ses {n} 200 adhérents n'étaient pas touchées.",
    "Le prestataire, qui emploie quatre-vingt-douze personnes à Rennes, a été condamné à verser 1,5 million d'euros.",
    "Les urgences ont fonctionné sur papier jusqu'au 3 mars, et une trentaine de malades ont été transférés vers le CHU.",
    "La commission a prononcé, en avril 2022, une amende de {n}0 000 euros contre un éditeur de logiciels pour les médecins.",
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.permutations(SENTENCES).map(lambda order: order[:4]), min_size=1, max_size=3),
    st.integers(2, 95),
    st.integers(50, 90),
)
def test_wrapping_at_any_width_keeps_the_mentions(paragraphs: list, number: int, width: int) -> None:
    flat = [" ".join(sentences).replace("{n}", str(number)) for sentences in paragraphs]
    wrapped = "\n\n".join(textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in flat)
    text = "\n\n".join(flat)
    assert told(wrapped, read(wrapped)) == told(text, read_text(text, PUBLISHED)[1])
    assert line_joins("\n".join(flat)) == []
