"""The dates of French press prose: words and values, traps, and properties that hold for any text."""

import re
import time
from datetime import date, timedelta

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import InputError
from helpers.french.date_rules import BARE_DAYS, DAY_OF_STORY, RULES
from helpers.french.dates import find_dates
from helpers.french.fold import fold
from helpers.french.mention import Mention
from helpers.french.periods import Published

WEDNESDAY = "2021-02-24"  # the publication day of the tests below


def read(text: str, published: str | None = WEDNESDAY) -> list[Mention]:
    """Return the dates of a text published on that day."""
    return find_dates(text, fold(text), Published.from_edtf(published) if published else None)


def values(text: str, published: str | None = WEDNESDAY) -> list[tuple[str, str]]:
    """Return each date's words and its first and last day, one of them where they are the same."""
    mentions = read(text, published)
    days = [m.earliest if m.earliest == m.latest else f"{m.earliest} {m.latest}" for m in mentions]
    return [(text[m.start : m.end], day) for m, day in zip(mentions, days, strict=True)]


# words, first day, last day (left out when the same), all in an article of Wednesday 24 February 2021
PHRASES = """
dans la nuit du 8 au 9 février 2021 | 2021-02-08 2021-02-09
dans la nuit de dimanche à lundi | 2021-02-21 2021-02-22
dans la nuit du samedi 13 au dimanche 14 février | 2021-02-13 2021-02-14
dans la nuit du 31 décembre au 1er janvier 2021 | 2020-12-31 2021-01-01
lundi 15 février | 2021-02-15
Lundi 15 février vers 4 heures du matin | 2021-02-15
à 8h30 le 3 février | 2021-02-03
mardi soir | 2021-02-23
hier vers 14 heures | 2021-02-23
avant-hier | 2021-02-22
mi-septembre | 2020-09-11 2020-09-20
mi-2020 | 2020-05-01 2020-08-31
fin 2020 | 2020-10-01 2020-12-31
début 2021 | 2021-01-01 2021-03-31
depuis le début de l’année 2021 | 2021-01-01 2021-03-31
depuis le mois de juin | 2020-06-01 2020-06-30
l’été dernier | 2020-06-01 2020-08-31
en plein été | 2020-06-01 2020-08-31
durant l’hiver 2019-2020 | 2019-12-01 2020-02-29
il y a trois semaines | 2021-02-01 2021-02-07
il y a une dizaine de jours | 2021-02-14
dans la nuit de vendredi à samedi, vers minuit et demi | 2021-02-19 2021-02-20
entre 2 h et 4 h du matin lundi 15 février | 2021-02-15
en fin de journée mardi | 2021-02-23
Vendredi 19, samedi 20 et dimanche 21 février | 2021-02-19 2021-02-21
pendant tout l’été 2020 | 2020-06-01 2020-08-31
tout au long de l’année 2019 | 2019-01-01 2019-12-31
au cours du mois écoulé | 2021-01-01 2021-01-31
le week-end de Pâques 2020 | 2020-04-11 2020-04-12
les 12 et 13 février derniers | 2021-02-12 2021-02-13
il y a deux mois | 2020-12-01 2020-12-31
il y a un peu plus de deux ans | 2019-01-01 2019-12-31
il y a un an et demi | 2019-08-01 2019-08-31
entre 2015 et 2020 | 2015-01-01 2020-12-31
entre 2015 et la fin de l’année 2020 | 2015-01-01 2020-12-31
entre le 1er janvier 2017 et le 24 juin 2020 | 2017-01-01 2020-06-24
entre mars et juin 2020 | 2020-03-01 2020-06-30
de mars à juin 2020 | 2020-03-01 2020-06-30
du 30 juin au 2 juillet 2020 | 2020-06-30 2020-07-02
du 15 décembre au 4 janvier | 2020-12-15 2021-01-04
du lundi 8 au vendredi 12 février | 2021-02-08 2021-02-12
les 3 et 4 février | 2021-02-03 2021-02-04
les 8, 9 et 10 février | 2021-02-08 2021-02-10
23/02/2021 | 2021-02-23
le 20/03/23 à 8:00 | 2023-03-20
23.02.21 | 2021-02-23
2021-02-23 | 2021-02-23
15 févr. 2021 | 2021-02-15
le 1er sept. 2020 | 2020-09-01
le dix-huit janvier | 2021-01-18
en 2019 | 2019-01-01 2019-12-31
dès 2018 | 2018-01-01 2018-12-31
dans les années 2010 | 2010-01-01 2019-12-31
à la fin des années 1990 | 1997-01-01 1999-12-31
au mois de janvier dernier | 2021-01-01 2021-01-31
fin janvier-début février | 2021-01-21 2021-02-10
la première quinzaine de janvier | 2021-01-01 2021-01-15
au premier trimestre 2020 | 2020-01-01 2020-03-31
T3 2020 | 2020-07-01 2020-09-30
au second semestre 2020 | 2020-07-01 2020-12-31
les six premiers mois de 2020 | 2020-01-01 2020-06-30
ces quinze derniers jours | 2021-02-09 2021-02-24
au cours des douze derniers mois | 2020-02-24 2021-02-24
la semaine dernière | 2021-02-15 2021-02-21
en début de semaine | 2021-02-22 2021-02-23
la semaine du 8 février | 2021-02-08 2021-02-14
le mois dernier | 2021-01-01 2021-01-31
l’an dernier | 2020-01-01 2020-12-31
le week-end dernier | 2021-02-20 2021-02-21
ce mercredi | 2021-02-24
ce lundi 22 février au matin | 2021-02-22
mercredi dernier | 2021-02-17
jeudi prochain | 2021-02-25
la nuit dernière | 2021-02-23 2021-02-24
d’ici fin juin | 2021-06-21 2021-06-30
d’ici à 2025 | 2025-01-01 2025-12-31
à partir du 1er mars | 2021-03-01
jusqu’au 15 avril 2020 | 2020-04-15
dans deux mois | 2021-04-01 2021-04-30
à Noël | 2020-12-25
la veille de Noël | 2020-12-24
le lundi de Pâques 2020 | 2020-04-13
au petit matin du 9 février | 2021-02-09
le 1er et le 3 août 2020 | 2020-08-01 2020-08-03
17 mars-11 mai 2020 | 2020-03-17 2020-05-11
mars 2020-janvier 2021 | 2020-03-01 2021-01-31
au XXIe siècle | 2001-01-01 2100-12-31
à la fin du XIXe siècle | 1871-01-01 1900-12-31
au 18e siècle | 1701-01-01 1800-12-31
dans la décennie 2010 | 2010-01-01 2019-12-31
au T3 2020 | 2020-07-01 2020-09-30
au T1 | 2021-01-01 2021-03-31
le 11-Septembre | 2001-09-11
le dimanche de Pâques 2020 | 2020-04-12
le week-end de l’Ascension 2020 | 2020-05-21 2020-05-24
le pont de l’Ascension 2020 | 2020-05-21 2020-05-24
le premier lundi de septembre 2020 | 2020-09-07
le dernier week-end de juin 2020 | 2020-06-27 2020-06-28
en mai 68 | 1968-05-01 1968-05-31
au milieu des années quatre-vingt | 1984-01-01 1986-12-31
après 1998 | 1998-01-01 1998-12-31
en deux mille dix-neuf | 2019-01-01 2019-12-31
"""


@pytest.mark.parametrize("line", PHRASES.strip().splitlines())
def test_each_phrase_is_one_mention_with_its_days(line: str) -> None:
    words, days = line.split(" | ")
    assert values(f"Selon l’établissement, {words}, les serveurs ont été arrêtés.") == [(words, days)]
    assert values(words) == [(words, days)]


RULE_EXAMPLES = [(rule.name, words) for rule in RULES for words in rule.examples]
# words that are a date only after a determiner or a daypart
NEEDS = {
    **dict.fromkeys(
        (
            "unit",
            "last",
            "first_months",
            "first_days",
            "decade",
            "quarter",
            "season",
            "feast",
            "numeric_without_year",
        ),
        "le ",
    ),
    **{"neighbour": "le ", "same_day": "le ", "back_to_school": "à la ", "weekday": "", "ahead": ""},
}


@pytest.mark.parametrize(("name", "words"), RULE_EXAMPLES)
def test_each_rule_reads_its_examples_through_the_whole_grammar(name: str, words: str) -> None:
    rule = next(rule for rule in RULES if rule.name == name)
    assert rule.compiled.fullmatch(words)
    determiner = "ce " if re.fullmatch("week-end|mois-ci", words) else NEEDS.get(name, "")
    text = f"Le 9 février 2021, c’est découvert {determiner}{words} !"
    if words == "ete":
        text = text.replace("le ete", "l'été")
    found = read(text)
    assert len(found) == 2
    assert found[1].end == len(text) - 2
    assert found[1].earliest


def test_bare_days_are_read_after_a_daypart_only() -> None:
    assert all(BARE_DAYS.compiled.fullmatch(words) for words in BARE_DAYS.examples)
    assert values("L’intrusion date de la nuit du 8 au 9.") == [
        ("de la nuit du 8 au 9", "2021-02-08 2021-02-09")
    ]
    assert values("Les pages 8 au 9, du 8 au 9.") == []


TRAPS = (
    "Aucune donnée n’a été volée ; l’attaque a été revendiquée.",
    "Le Covid-19, sept sites, l’article 33, LockBit 3.0, 75004 Paris et 12,5 % des postes.",
    "Quelque 2000 patients, plus de 2020 dossiers, en 2000 patients, un total de 1990 euros.",
    "Peu après, cette année-là, ce jour-là, en ce moment, jusqu’à présent, à ce jour, plus tard dans la journée.",
    "La CVE-2021-34527, le bulletin CERTFR-2021-ALE-014, la loi n° 2021-1017, le règlement 2016/679.",
    "Appelez le 01.42.34.56.78, version 3.12.20, adresse 10.02.20.21, https://exemple.fr/2021/02/23/dax-2021.html?d=2021",
    "Le plan France 2030 et le programme Ma santé 2022 ; Windows Server 2012, Exchange 2019.",
    "Pendant trois jours, sur quatre ans, depuis trois semaines, en deux mois, 24h/24, âgé de 22 ans.",
    "Ouvert du lundi au vendredi, de 9h à 18h ; tous les lundis, chaque mardi, le dimanche ; une attaque par semaine.",
    "Le centre de veille, la veille sanitaire, du jour au lendemain, la sécurité de demain, au lendemain de l’attaque.",
    "Deux jours après l’attaque, trois mois après son retour, il y a trois mois de retard, quelques jours plus tard.",
    "Les 1,4 million de dossiers de la planète Mars, du groupe Avril et de Jean-Noël.",
    "Un iPhone S2, un T3 de 50 m², la norme ISO 27001:2013, le Printemps de Bourges, 500.000 fiches.",
    "Rue du 4 septembre, place du 8 mai 1945, le Journal du dimanche, les cours d’été.",
    "Ces derniers mois, ces dernières années, dans les jours à venir, il y a quelques jours, à 8h30, vers midi.",
)


@pytest.mark.parametrize("text", TRAPS)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert values(text) == []


def test_a_year_that_counts_nothing_is_a_date() -> None:
    text = "Le bilan 2020 : 27 attaques, contre 18 en 2019 et 2018."
    assert [words for words, _ in values(text)] == ["2020", "en 2019", "2018"]


def test_a_verb_is_no_preposition() -> None:
    assert values("L’hôpital a lundi soir déposé plainte.")[0][0] == "lundi soir"
    assert values("Il a dû, lundi, fermer.")[0][0] == "lundi"
    assert values("À la fin de 2020, elle a en 2021 repris.")[1][0] == "en 2021"


def test_a_contradicted_weekday_is_remarked_and_the_day_kept() -> None:
    [mention] = read("Le mardi 15 février 2021, la clinique ferme.")
    assert mention.earliest == "2021-02-15"
    assert mention.remarks == (("weekday_contradiction", "the text says mardi, 2021-02-15 was a lundi"),)
    [mention] = read("Le mardi 15 février, la clinique ferme.")
    assert mention.earliest == "2021-02-15"
    assert "weekday_contradiction" in dict(mention.remarks)


def test_a_weekday_finds_the_year_when_publication_is_far() -> None:
    [mention] = read("Le colloque du vendredi 12 septembre.", "2023-03-20")
    assert (mention.earliest, dict(mention.remarks)["year_inferred"]) == ("2025-09-12", "from weekday")


def test_the_tense_tells_the_side_of_publication() -> None:
    assert values("L’audience aura lieu le 12 mai.") == [("le 12 mai", "2021-05-12")]
    assert values("L’audience a eu lieu le 12 mai.") == [("le 12 mai", "2020-05-12")]
    assert values("Le service rouvrira jeudi.") == [("jeudi", "2021-02-25")]
    assert values("Le service a rouvert jeudi.") == [("jeudi", "2021-02-18")]


# Wednesday 14 September 2022: what the words right before a date tell of its side
SIDES = """
Le jugement a été mis en délibéré au 8 novembre. | au 8 novembre | 2022-11-08
La décision est mise en délibéré au 12 janvier. | au 12 janvier | 2023-01-12
L’audience a été renvoyée au 3 décembre. | au 3 décembre | 2022-12-03
L’audience a été renvoyée au 3 décembre, a indiqué le tribunal. | au 3 décembre | 2022-12-03
Le procès, renvoyé au 4 avril, s’est tenu à huis clos. | au 4 avril | 2022-04-04
L’agence présentera son rapport sur l’attaque du 8 décembre. | du 8 décembre | 2021-12-08
Les patients doivent attendre depuis le 8 décembre. | depuis le 8 décembre | 2021-12-08
- Ouverture de 9 h à 20 h du 1er juillet au 31 août | du 1er juillet au 31 août | 2023-07-01 2023-08-31
L’attaque a visé jeudi deux cliniques. | jeudi | 2022-09-08
La vigilance court jusqu’à jeudi, 6 heures. | jusqu’à jeudi, 6 heures | 2022-09-15
La préfecture prévoit de la neige pour vendredi. | pour vendredi | 2022-09-16
Les syndicats veulent une prime du 26 décembre au 6 janvier. | du 26 décembre au 6 janvier | 2022-12-26 2023-01-06
Le préavis court jusqu’au 5 janvier. | jusqu’au 5 janvier | 2023-01-05
Le préavis a couru, il s’est achevé le 5 janvier. | le 5 janvier | 2022-01-05
La campagne reprend vendredi. | vendredi | 2022-09-16
Prochaine réunion : mardi. | mardi | 2022-09-20
Les écoles ferment dès lundi. | dès lundi | 2022-09-19
Les écoles ont fermé dès lundi. | dès lundi | 2022-09-12
Lundi de Pentecôte, déjà, des trains avaient manqué. | Lundi de Pentecôte | 2022-06-06
Juin : neuf attaques. | Juin | 2022-06-01 2022-06-30
Le courant sera coupé de minuit à 5 heures à partir du 1er décembre. | à partir du 1er décembre | 2022-12-01
"""


@pytest.mark.parametrize("line", SIDES.strip().splitlines())
def test_the_words_before_a_date_tell_its_side(line: str) -> None:
    text, words, days = line.split(" | ")
    assert values(text, "2022-09-14") == [(words, days)]


def test_a_sentence_that_begins_with_a_year_goes_on_in_it() -> None:
    text = "En 2019, l’activité a baissé ; au quatrième trimestre, elle a repris. En octobre, elle retombe."
    assert [days for _, days in values(text)] == [
        "2019-01-01 2019-12-31",
        "2019-10-01 2019-12-31",
        "2020-10-01 2020-10-31",
    ]
    assert values("En 2018, onze attaques, contre six en 2017, dont deux en mars.")[2][1][:4] != "2018"


def test_the_year_is_that_of_the_story() -> None:
    text = "Un client, attaqué le 9 mars 2020, attendait encore à la fin de l’année."
    assert values(text)[1] == ("à la fin de l’année", "2020-10-01 2020-12-31")


def test_what_was_begun_is_past_and_what_is_for_a_season_is_to_come() -> None:
    assert values("L’attaque a commencé dans la nuit de mercredi à jeudi.")[0][1] == "2021-02-17 2021-02-18"
    assert values("Le CHU a dû fermer le 16 avril.")[0][1] == "2020-04-16"
    assert values("Une salle neuve pour la rentrée.")[0][1] == "2021-09-01 2021-09-30"


def test_a_share_and_a_habit_are_no_dates() -> None:
    assert values("Les 3/4 des salariés, le premier dimanche du mois, en mai 68 postes.") == [
        ("en mai", "2021-05-01 2021-05-31")
    ]


def test_opening_hours_are_no_part_of_a_range_and_a_clock_time_is_part_of_a_day() -> None:
    assert values("De 8h30 à 18h du lundi 22 au mardi 23 février.") == [
        ("du lundi 22 au mardi 23 février", "2021-02-22 2021-02-23")
    ]
    assert values("Publié le 13/02/2021 17:26:00 à Dax") == [("le 13/02/2021 17:26:00", "2021-02-13")]
    assert values("21 février 2021 \\ 08h00") == [("21 février 2021 \\ 08h00", "2021-02-21")]
    assert values("Fermé jusqu’à vendredi 6 heures.") == [("jusqu’à vendredi 6 heures", "2021-02-26")]
    assert values("Depuis lundi 3 heures de retard.") == [("Depuis lundi", "2021-02-22")]


def test_a_day_without_its_month_goes_on_the_story() -> None:
    assert all(DAY_OF_STORY.compiled.fullmatch(words) for words in DAY_OF_STORY.examples)
    text = "L’attaque date du 28 janvier. Le 30, tout est éteint ; le 2, le service repart. Composez le 15."
    assert values(text)[1:] == [("Le 30", "2021-01-30"), ("le 2", "2021-02-02")]
    assert values("L’attaque date du 8 février. Du 12 au 15, tout est annulé.")[1:] == [
        ("Du 12 au 15", "2021-02-12 2021-02-15")
    ]
    assert (
        values("L’attaque date du 8 février. Le 9, à 14 heures, tout est coupé.")[1][0] == "Le 9, à 14 heures"
    )
    assert values("Le 25, les services redémarrent ; du 12 au 15, rien.") == []
    assert values("Le 8 février, les patients appellent le 15.") == [("Le 8 février", "2021-02-08")]
    assert values("Le 8 février, le 20 heures, le 15 de France et le 12 rue du Port.") == [
        ("Le 8 février", "2021-02-08")
    ]


def test_a_day_without_its_month_ends_what_a_day_begins() -> None:
    assert values("Le procès s’ouvre le 12 mai 2021 et durera jusqu’au 30.")[1:] == [
        ("jusqu’au 30", "2021-05-30")
    ]


def test_the_same_day_and_the_day_of_a_month() -> None:
    text = (
        "Le 9 février, le réseau tombe. Le même jour, les urgences ferment. Le 2 du mois suivant, rien ne va."
    )
    assert [day for _, day in values(text)] == ["2021-02-09", "2021-02-09", "2021-03-02"]
    assert values("Les paies sont versées le 5 du mois.") == []
    assert values("Le même jour que lui, le jour même de l’attaque.") == []


def test_plural_seasons_and_school_years() -> None:
    assert values("Les étés 2019 et 2020 ont été chauds.") == [
        ("Les étés 2019 et 2020", "2019-06-01 2020-08-31")
    ]
    assert values("Les années 2018 et 2019.") == [("Les années 2018 et 2019", "2018-01-01 2019-12-31")]
    assert values("Durant l’année scolaire 2019-2020.")[0][1] == "2019-09-01 2020-08-31"
    assert values("Depuis la rentrée, 40 classes ferment.")[0][1] == "2020-09-01 2020-09-30"
    assert values("La rentrée littéraire ; elle est rentrée à Dax ; la rentrée des classes.") == []


def test_a_street_is_no_date_and_what_ends_like_one_is_no_street() -> None:
    assert values("L’étude, parue le 8 février.") == [("le 8 février", "2021-02-08")]
    assert values("Il a quitté le lycée le 8 février.") == [("le 8 février", "2021-02-08")]
    assert values("Le marché se tient sur la place mardi.") == [("mardi", "2021-02-23")]
    assert values("Au 3 rue du 8 Mai 1945.") == []


def test_a_day_just_ahead_goes_on_the_story_before_it() -> None:
    text = "Elle a reçu le 3 octobre 2021 une lettre datée du 28 septembre."
    assert values(text, "2022-09-14")[1] == ("du 28 septembre", "2021-09-28")


def test_what_lasts_until_a_weekday_looks_ahead() -> None:
    assert values("Le service est fermé jusqu’à dimanche soir.") == [("jusqu’à dimanche soir", "2021-02-28")]
    assert values("Il avait été fermé jusqu’à dimanche.") == [("jusqu’à dimanche", "2021-02-21")]


def test_a_day_in_apposition_is_the_same_day() -> None:
    text = "Le 9 février, tout cesse. Le lendemain, mercredi 10 février, on compte. Une semaine plus tard, le 17, rien."
    assert [day for _, day in values(text)] == ["2021-02-09", *["2021-02-10"] * 2, *["2021-02-17"] * 2]


def test_days_that_hang_on_one_named_before() -> None:
    text = "Le 3 mai, tout cesse. Le lendemain, on attend ; le 7, on loue. Le soir même, on paie. Dans la matinée du 9, rien."
    days = ["2021-05-03", "2021-05-04", "2021-05-07", "2021-05-07", "2021-05-09"]
    assert [day for _, day in values(text, "2021-06-30")] == days
    text = "Attaqué dans la nuit du 3 au 4 août. Deux jours après, on vend."
    assert values(text, "2024-08-13")[1][1] == "2024-08-06"
    text = "Ce mardi, on juge. Du 4 au 11 juin 2018, on a copié. Six mois plus tard, on a vendu."
    assert values(text, "2023-03-21")[2][1] == "2018-12-01 2018-12-31"
    text = "On l'a vu le 2 octobre. Huit jours après, à partir du 5, rien."
    assert [day for _, day in values(text, "2020-10-12")] == ["2020-10-02", "2020-10-10", "2020-10-05"]


def test_what_a_year_or_a_week_is_held_against() -> None:
    text = "On en compte 12 en 2021, 79 % de plus que l'année précédente, contre 22 % un an plus tôt."
    assert [day for _, day in values(text)][1:] == ["2020-01-01 2020-12-31"] * 2
    text = "Du 26 octobre au 1er novembre, 16 %, contre 14 % la semaine précédente."
    assert values(text, "2020-11-05")[1][1] == "2020-10-19 2020-10-25"
    assert values("Ils sont 145, trente de plus que la veille.", "2020-03-24")[0][1] == "2020-03-23"


def test_what_a_longer_time_is_held_against_is_no_anchor() -> None:
    text = "Au T2 2023, 15 %, contre 13 au T2 2022. La marge est de 3 %, contre 1 % un an plus tôt."
    assert [day for _, day in values(text, "2023-07-07")][2] == "2022-01-01 2022-12-31"
    text = "On en compte 220 en 2021, contre 192 en 2020 et 69 l’année d’avant."
    assert [day[:4] for _, day in values(text, "2022-01-05")] == ["2021", "2020", "2019"]
    text = "Il le sera le 1er janvier 2022. Il y en a deux tiers, contre un tiers deux ans plus tôt."
    assert values(text, "2021-09-29")[1][1] == "2019-01-01 2019-12-31"
    text = "Fermé cet été, il avait ouvert l’été précédent et rouvrira l’hiver suivant."
    days = ["2022-06-01 2022-08-31", "2021-06-01 2021-08-31", "2021-12-01 2022-02-28"]
    assert [day for _, day in values(text, "2022-11-10")] == days


def test_what_counts_from_no_day_is_a_duration() -> None:
    assert values("Un an après, à Dax, rien n’est oublié.") == []
    assert values("Attaqué le 9 mars 2020, il rouvre un an plus tard.")[1][1] == "2021-01-01 2021-12-31"
    assert values("Un an après, rien n’est oublié.", None) == [("Un an après", "")]


def test_a_year_over_a_chronology_goes_on_below_it() -> None:
    text = "2019, l’année noire\nEn mars, deux CHU. Février, Dax.\nLe 3 avril, un autre.\n2020\nJuin : rien."
    assert [day[:7] for _, day in values(text)] == [
        "2019-01",
        "2019-03",
        "2019-02",
        "2019-04",
        "2020-01",
        "2020-06",
    ]
    text = "Attaqué le 9 février 2019, il repart en août de l’année suivante."
    assert values(text)[1] == ("en août de l’année suivante", "2020-08-01 2020-08-31")


def test_a_slashed_day_heads_a_line_or_stands_in_brackets() -> None:
    assert values("14/02 : la base est diffusée. 15/02 à 18 h : enquête.") == [
        ("14/02", "2021-02-14"),
        ("15/02 à 18 h", "2021-02-15"),
    ]
    assert values("Hier (23/02), tout a fermé (1/2). Le taux est de 14/20 : faible.")[1:] == [
        ("23/02", "2021-02-23")
    ]


def test_weekdays_of_a_story_and_of_a_timetable() -> None:
    text = "L’attaque a eu lieu le samedi 6 février. Le dimanche, ils ont veillé. Depuis le lundi, rien."
    assert [day for _, day in values(text)] == ["2021-02-06", "2021-02-07", "2021-02-08"]
    assert values("Le premier lundi, ils étaient trois.") == []
    assert values("Corbigny accueille mardi une maison de santé.")[0][1] == "2021-03-02"
    assert values("Nouvelle réunion vendredi à 14 heures.")[0][1] == "2021-02-26"
    assert values("La prochaine étape : tout le monde en mai.")[0][1] == "2021-05-01 2021-05-31"


def test_two_days_go_on_the_story() -> None:
    text = (
        "Les 4 et 5 février, puis les 18 et 19, il a fermé. Il a rouvert le 22. Les 18 et 19 ans attendent."
    )
    days = ["2021-02-04 2021-02-05", "2021-02-18 2021-02-19", "2021-02-22"]
    assert [day for _, day in values(text)] == days
    assert values("Du 20 au 24 janvier, rien. Les 3 et 4, ils ont gagné.")[1][1] == "2021-02-03 2021-02-04"


def test_been_is_no_summer() -> None:
    assert values("Les attaques ont été cette année plus nombreuses.") == [
        ("cette année", "2021-01-01 2021-12-31")
    ]
    assert [words for words, _ in values("2020 a été l’année des records, pas l’été 2020.")] == [
        "2020",
        "l’été 2020",
    ]


def test_what_stands_before_a_day_and_is_no_part_of_it() -> None:
    assert values("Mise à jour du 19 mars 2020 : rien.") == [("du 19 mars 2020", "2020-03-19")]
    assert values("Des correctifs pour Exchange 2013, 2016 et 2019.") == []
    assert values("L’été, l’équipe tourne avec deux agents.") == []
    text = "Le docteur Bel, parti fin décembre, et ses patients sont attendus."
    assert values(text, "2021-08-30")[0][1] == "2020-12-21 2020-12-31"
    text = "Les réservations reprendront bientôt, selon le président de cette région voisine. Datant du 30 juillet, la copie sert."
    assert values(text, "2021-08-03")[0][1] == "2021-07-30"
    assert values("Fermé du 3 au 6 février, il a rouvert le 8.")[1] == ("le 8", "2021-02-08")


def test_first_days_old_years_and_broken_lines() -> None:
    text = "Les deux premières semaines de mars 2021, les dix derniers jours de juin 2021, en 1866."
    days = ["2021-03-01 2021-03-14", "2021-06-21 2021-06-30", "1866-01-01 1866-12-31"]
    assert [day for _, day in values(text)] == days
    assert values("Il y en a deux\nsept fois.") == []
    assert [words for words, _ in values("Vu le 3 mai. Annulez jusqu'à 24 heures avant.")] == ["le 3 mai"]


def test_what_is_announced_without_a_verb_lies_ahead() -> None:
    for words in (
        "Décision fin mars.",
        "La clinique rouvre. Livraison fin mars.",
        "« Revenez fin mars », dit-elle.",
    ):
        assert values(words, "2024-01-31")[-1][1] == "2024-03-21 2024-03-31"


def test_a_season_told_with_this_is_the_nearest() -> None:
    assert values("Un audit est mené cet été.") == [("cet été", "2021-06-01 2021-08-31")]
    assert values("L’attaque a été vue cet été.") == [("cet été", "2020-06-01 2020-08-31")]


def test_a_year_comes_from_the_date_beside_or_before() -> None:
    assert values("En janvier et février 2019, rien.") == [
        ("En janvier", "2019-01-01 2019-01-31"),
        ("février 2019", "2019-02-01 2019-02-28"),
    ]
    story = "Le 15 novembre 2019, Rouen est touché. Le 22 novembre, le réseau revient."
    assert values(story)[1] == ("Le 22 novembre", "2019-11-22")
    assert values(story, None)[1] == ("Le 22 novembre", "2019-11-22")
    assert values(story.replace(". ", ".\n"))[1] == ("Le 22 novembre", "2020-11-22")


def test_relative_dates_hang_on_the_day_named_before() -> None:
    text = (
        "Le 9 février, tout cesse. Deux jours après, on lit. La veille, rien. Le mois suivant, tout revient."
    )
    assert [day for _, day in values(text)] == [
        "2021-02-09",
        "2021-02-11",
        "2021-02-10",
        "2021-03-01 2021-03-31",
    ]


def test_a_month_named_before_is_the_day_named_after() -> None:
    text = (
        "Le vol date du mois de juin. La plainte vient trois semaines plus tard. La fuite est vue le 18 juin."
    )
    assert values(text, "2021-07-16")[1] == ("trois semaines plus tard", "2021-07-09")
    without_day = text.replace("le 18 juin", "tard")
    assert values(without_day, "2021-07-16")[1] == ("trois semaines plus tard", "2021-06-22 2021-07-21")


def test_without_publication_relative_dates_are_found_without_value() -> None:
    assert values("Hier, puis le 3 mars, puis en 2019.", None) == [
        ("Hier", ""),
        ("le 3 mars", ""),
        ("en 2019", "2019-01-01 2019-12-31"),
    ]


def test_an_uncertain_publication_gives_the_days_that_fit_it() -> None:
    [mention] = read("Hier, le réseau est tombé.", "2021-02~")
    assert (mention.earliest, mention.latest) == ("2021-01-31", "2021-02-27")


def test_an_impossible_day_is_remarked() -> None:
    for words in ("le 30 février 2021", "31/02/2021"):
        [mention] = read(words)
        assert (mention.earliest, mention.remarks[0][0]) == ("", "impossible_date")


@pytest.mark.parametrize("text", ["24 février", "2021-13", "2021-02-30", "", "2021/2022", "0000"])
def test_a_broken_publication_date_is_an_input_error(text: str) -> None:
    with pytest.raises(InputError, match="is not a date"):
        Published.from_edtf(text)


def test_publication_dates_of_every_precision() -> None:
    assert Published.from_edtf("2021-02-24~") == Published(date(2021, 2, 24), date(2021, 2, 24))
    assert Published.from_edtf("2021-02~") == Published(date(2021, 2, 1), date(2021, 2, 28))
    assert Published.from_edtf("2021") == Published(date(2021, 1, 1), date(2021, 12, 31))


# An independent generator of French dates: it shares nothing with the grammar.
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
SHORT = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
ONES = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
dates = st.dates(date(1990, 1, 1), date(2039, 12, 31))
spaces = st.sampled_from([" ", "\u00a0", "\u202f", "  "])


def spelled(number: int) -> str:
    """Return a number of 1 to 31 in words."""
    if number == 1:
        return "premier"
    if number <= 16:
        return ONES[number]
    ten, one = divmod(number, 10)
    word = {1: "dix", 2: "vingt", 3: "trente"}[ten]
    return word + ("" if one == 0 else " et un" if one == 1 else f"-{ONES[one]}")


LEADS = [
    "à partir du", "à compter du", "au cours du", "lors du", "aux alentours du", "autour du", "aux environs du",
    "en date du", "à la date du", "d'ici au", "d'ici le", "jusqu'au", "depuis le", "dès le", "avant le", "après le", "vers le",
    "pour le", "au plus tard le", "dans la nuit du", "au petit matin du", "dans la soirée du", "en fin de journée du",
    "peu avant minuit le", "vers quatre heures du matin le", "à 8h30 le", "entre 2 h et 4 h le", "ce", "du",
]  # fmt: skip


@pytest.mark.parametrize("lead", LEADS)
def test_each_word_that_leads_to_a_date(lead: str) -> None:
    """The scan goes back from the month over every word that a phrase may begin with."""
    words = f"{lead} 12 mars 2021"
    assert values(f"L’attaque a été repérée, {words}, par un agent.") == [(words, "2021-03-12")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trente-sept interventions et dix-sept pays.", []),
        (
            "Les sept postes volés le 12 sept. ont servi le 3\nsept. 2020, puis du 7 sept. au 9 mars.",
            [
                ("le 12 sept.", "2020-09-12"),
                ("le 3\nsept. 2020", "2020-09-03"),
                ("du 7 sept. au 9 mars", "2020-09-07 2021-03-09"),
            ],
        ),
        ("Deux mille six cents boîtes ont été volées.", []),
        ("Le retour est espéré pour ce week-end.", [("pour ce week-end", "2021-02-27 2021-02-28")]),
        ("Le week-end a été long.", [("Le week-end", "2021-02-20 2021-02-21")]),
        ("Fermé le week-end et les jours fériés.", []),
        ("L’attaque a duré durant le week-end.", [("durant le week-end", "2021-02-20 2021-02-21")]),
        (
            "Les attaques ont bondi au quatrième trimestre.",
            [("au quatrième trimestre", "2020-10-01 2020-12-31")],
        ),
        (
            "Le groupe vise l’équilibre au quatrième trimestre.",
            [("au quatrième trimestre", "2021-10-01 2021-12-31")],
        ),
        (
            "Le procès aurait lieu au troisième trimestre.",
            [("au troisième trimestre", "2021-07-01 2021-09-30")],
        ),
        ("Prochain rendez-vous samedi.", [("samedi", "2021-02-27")]),
        ("J’irai au commissariat samedi.", [("samedi", "2021-02-27")]),
        ("Ils sont relogés jusqu’à dimanche.", [("jusqu’à dimanche", "2021-02-28")]),
        ("Il est resté fermé jusqu’à dimanche.", [("jusqu’à dimanche", "2021-02-21")]),
        ("Le dimanche, les équipes ont travaillé.", [("Le dimanche", "2021-02-21")]),
        ("Le dimanche, les équipes se reposent.", []),
        (
            "En mai prochain, en juin 2020.",
            [("En mai prochain", "2021-05-01 2021-05-31"), ("en juin 2020", "2020-06-01 2020-06-30")],
        ),
        ("Réunion ce vendredi.", [("ce vendredi", "2021-02-26")]),
        ("Fermeture du 3 mars au 1er septembre.", [("du 3 mars au 1er septembre", "2021-03-03 2021-09-01")]),
    ],
)
def test_tense_and_false_dates(text: str, expected: list[tuple[str, str]]) -> None:
    """What is told as coming lies ahead; number words are no dates."""
    assert values(text) == expected


@given(
    dates,
    spaces,
    st.sampled_from(["words", "short", "slash", "dot", "iso", "spelled", "plain"]),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_a_written_day_comes_back(day: date, space: str, form: str, capitals: bool) -> None:
    number = "1er" if day.day == 1 else str(day.day)
    words = {
        "words": f"le {DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}",
        "short": f"le {number} {SHORT[day.month - 1]} {day.year}",
        "slash": f"le {day:%d/%m/%Y}",
        "dot": f"le {day:%d.%m.%Y}",
        "iso": f"{day:%Y-%m-%d}",
        "spelled": f"le {spelled(day.day)} {MONTHS[day.month - 1]} {day.year}",
        "plain": f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    }[form].replace(" ", space)
    words = words.upper() if capitals else words
    [mention] = read(f"Paris, {words} : un hôpital est visé.")
    assert (mention.start, mention.end) == (7, 7 + len(words))
    assert mention.earliest == mention.latest == mention.edtf == day.isoformat()
    assert mention.remarks == ()


@given(dates, st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_a_written_range_comes_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    left = "1er" if first.day == 1 else str(first.day)
    if (first.year, first.month) != (last.year, last.month):
        left += f" {MONTHS[first.month - 1]}" + (f" {first.year}" if first.year != last.year else "")
    right = f"{'1er' if last.day == 1 else last.day} {MONTHS[last.month - 1]} {last.year}"
    assert values(f"Du {left} au {right}, tout est noir.") == [(f"Du {left} au {right}", f"{first} {last}")]


@given(dates, st.integers(1, 300))
@settings(max_examples=100, deadline=None)
def test_days_ago_and_weekdays_count_from_publication(published: date, count: int) -> None:
    assert values(f"Il y a {count} jours, rien.", str(published))[0][1] == str(
        published - timedelta(days=count)
    )
    for shift, weekday in enumerate(
        [DAYS[(published - timedelta(days=back)).weekday()] for back in range(7)]
    ):
        assert values(f"Il a été vu {weekday}.", str(published))[0][1] == str(
            published - timedelta(days=shift)
        )


ALPHABET = "0123456789 \n/.-,':aeéûû’«»()ABM\u00a0"
PIECES = st.sampled_from(
    [line.split(" | ")[0] for line in PHRASES.strip().splitlines()] + list(TRAPS) + ["de ", "du ", "le "]
)
texts = st.lists(st.one_of(PIECES, st.text(ALPHABET, max_size=12), st.text(max_size=6)), max_size=12).map(
    "".join
)


@given(texts, st.sampled_from([WEDNESDAY, "2021", "0001-01-01", "9999-12-31", None]))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_mentions_are_sound(text: str, published: str | None) -> None:
    end = 0
    for mention in read(text, published):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.earliest <= mention.latest
        assert bool(mention.edtf) == bool(mention.earliest) == bool(mention.latest)
        assert mention.label == "DATE"
        end = mention.end


@pytest.mark.parametrize("line", PHRASES.strip().splitlines())
def test_edtf_says_the_same_days(line: str) -> None:
    [mention] = read(line.split(" | ")[0])
    parsed = edtf.parse_edtf(mention.edtf)
    first, last = parsed.lower_strict()[:3], parsed.upper_strict()[:3]
    assert (date(*first).isoformat(), date(*last).isoformat()) == (mention.earliest, mention.latest)


HOSTILE = (
    *(
        "un ",
        "mi-",
        "du 8 au ",
        "lundi ",
        "2021-",
        "le 8 février ",
        "à 8 h ",
        "8, ",
        "janvier, ",
        "entre ",
        "il y a ",
    ),
    *(
        "dans la nuit du ",
        "à la fin de l'",
        "a",
        "1",
        "deux mille ",
        "  ",
        "trois semaines plus tard ",
        "en 2021 et ",
    ),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        folded = fold(text)
        times = []
        for _ in range(3):
            start = time.process_time()
            find_dates(text, folded, Published.from_edtf(WEDNESDAY))
            times.append(time.process_time() - start)
        return min(times)

    short, long = seconds(4_000), seconds(16_000)
    assert long < 0.02 or long < 8 * short


OF_OTHER_HANDS = [
    ("Hier, mardi 23 février, tout s'est arrêté.", [("Hier, mardi 23 février", "2021-02-23")]),
    (
        "L'intrusion a eu lieu entre dimanche 18 heures et lundi matin.",
        [("entre dimanche 18 heures et lundi matin", "2021-02-21 2021-02-22")],
    ),
    ("Le plan sera prêt pour l'hiver prochain.", [("l'hiver prochain", "2021-12-01 2022-02-28")]),
    ("Le nombre a doublé par rapport à 2019.", [("2019", "2019-01-01 2019-12-31")]),
    (
        "C'est plus que celui de l'année précédente.",
        [("de l'année précédente", "2020-01-01 2020-12-31")],
    ),
    ("Le niveau montera d'ici à 2100, avec 2100 arbres.", [("d'ici à 2100", "2100-01-01 2100-12-31")]),
    (
        "L'attaque de mars 2019 a tout coupé.\nEn avril, le site rouvrait.",
        [("de mars 2019", "2019-03-01 2019-03-31"), ("En avril", "2019-04-01 2019-04-30")],
    ),
    (
        "Victime en janvier 2020, la clinique annonçait en février la fin des travaux.",
        [("en janvier 2020", "2020-01-01 2020-01-31"), ("en février", "2020-02-01 2020-02-29")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), OF_OTHER_HANDS)
def test_dates_of_other_hands(text: str, expected: list[tuple[str, str]]) -> None:
    """Whole sentences: the words of each date and the days that they name."""
    assert values(text) == expected
