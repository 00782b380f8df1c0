"""Pages with hard line ends: a line of a broken paragraph is no furniture, and broken furniture goes as a whole."""

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.clean import apply_edits, find_edits
from helpers.wrapped import line_joins, paragraph_joins

PAGES = {
    path.stem: path.read_text(encoding="utf-8").replace("⟦", "").replace("⟧", "")
    for path in sorted((Path(__file__).parent / "pages").glob("*.txt"))
}
TOP = """\
Le réseau des maisons médicales du Gers privé d'agenda

Les onze maisons médicales du Gers n'ont plus accès à leur agenda
depuis lundi matin. Leur prestataire, une société de Pau, a débranché
ses machines après avoir repéré un programme inconnu.

"""
BOTTOM = """

Le prestataire promet un retour progressif à partir de vendredi.
Personne ne sait encore si les motifs des consultations, notés dans
l'agenda, ont été lus par des tiers.
"""


def cleaned(text: str) -> str:
    return apply_edits(text, find_edits(text)).text


def wrapped(text: str, width: int, gap: str = "\n") -> str:
    """Return a text whose lines were broken at a width, with an empty line between them or none."""
    lines = (
        textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)
        for line in text.split("\n")
    )
    return gap.join(lines)


@pytest.mark.parametrize(
    "body",
    [
        # each has a line that a page of one paragraph a line would lose
        "Une enquête a été ouverte par le parquet d'Auch, qui a saisi hier la\n"
        "section de recherches. Photos et vidéos des salles d'attente vides\ncirculaient lundi sur les réseaux sociaux.",
        "Le message invitait les secrétaires, en leur promettant un bon, à\n"
        "s'inscrire à la newsletter de l'établissement, puis à confirmer leur\nmot de passe sur une page imitée.",
        "L'attaque a coûté leur soirée à quarante secrétaires, qui ont dû tout\n"
        "partager, imprimer, envoyer par mail\net classer dans des boîtes, sous la lampe.",
        "Les pirates ont modifié les droits de quarante comptes, du\n2 mars 2022 à 8 h 05 au\n6 mars 2022 à 9 h 10, sans alerter.",
    ],
)
def test_a_line_of_a_broken_paragraph_is_no_furniture(body: str) -> None:
    assert cleaned(TOP + body + BOTTOM).split() == (TOP + body + BOTTOM).split()


@pytest.mark.parametrize(
    "furniture",
    [
        "À lire aussi : Pourquoi les maisons médicales se partagent un seul\nprestataire",
        "Recevez chaque matin, gratuitement, l'essentiel de l'actualité du\n"
        "Gers dans votre boîte mail : je m'inscris à la newsletter.",
        "Abonnez-vous à notre lettre d'information pour recevoir chaque matin\n"
        "l'essentiel de l'actualité de votre département.",
        "Nous et nos partenaires utilisons des cookies pour mesurer\n"
        "l'audience du site et vous proposer des publicités adaptées à vos\ncentres d'intérêt.",
    ],
)
def test_broken_furniture_goes_as_a_whole(furniture: str) -> None:
    assert cleaned(TOP + furniture + BOTTOM).split() == (TOP + BOTTOM).split()


@pytest.mark.parametrize(
    ("above", "furniture", "below"),
    [
        (
            "« On rappelle les gens le soir », raconte l'une d'elles, qui en est à sa",
            "Publicité",
            "quatrième soirée.",
        ),
        (
            "Deux mille six cents consultations sont concernées, selon la caisse.",
            "Par Adèle Fontanier, publié le 18 mai 2022 à 6 h 40",
            "Les patients du centre de Condom ont été invités à se présenter sans\nrendez-vous.",
        ),
        (
            "Le centre de Condom n'a pas répondu à nos questions. Ses secrétaires\ngardent copie de leurs carnets, que le prestataire de",
            "Il vous reste 72 % de cet article à lire.",
            "",
        ),
    ],
    ids=["advertisement", "byline", "paywall"],
)
def test_furniture_is_not_joined_to_a_paragraph(above: str, furniture: str, below: str) -> None:
    text = TOP.replace("\n\n", "\n") + above + "\n" + furniture + ("\n" + below if below else "")
    assert furniture not in cleaned(text)
    assert cleaned(text).split() == text.replace(furniture, "").split()


def test_a_running_head_is_not_joined_to_the_lines_around_it() -> None:
    head = "Les Cahiers de la sûreté numérique, décembre 2022, {}"
    text = (
        f"{head.format(14)}\n\n{TOP}Les courtiers que nous avons rencontrés\nparlent d'un marché fermé, où les primes et les\n"
        f"{head.format(15)}\nfranchises ont quadruplé.\n\nLes plus petits hôpitaux renoncent. L'idée d'une\ncaisse commune et de\n"
        f"{head.format(16)}\nréserves fait école.\n"
    )
    starts = [start for start, _, _ in paragraph_joins(text)]
    lines = [text[: start + 1].count("\n") for start in starts]
    assert starts
    assert not any(
        text.split("\n")[line - 1 : line + 1][side].startswith("Les Cahiers")
        for line in lines
        for side in (0, 1)
    )


@pytest.mark.parametrize(
    ("width", "gap", "least"), [(60, "\n\n", 0.99), (72, "\n\n", 0.99), (80, "\n", 0.985)]
)
def test_breaking_the_lines_of_a_page_changes_little(width: int, gap: str, least: float) -> None:
    same = words = 0
    for text in PAGES.values():
        whole, broken = cleaned(text.replace("\n", gap)).split(), cleaned(wrapped(text, width, gap)).split()
        left = set(re.findall(r"\w+", " ".join(broken)))
        said = set(re.findall(r"\w+", " ".join(whole)))
        same, words = same + len(said & left), words + len(said | left)
    assert same >= least * words


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(PAGES)), st.integers(45, 95), st.sampled_from(["\n", "\n\n", "\r\n", "\n   "]))
def test_a_broken_page_is_clean_once_cleaned(name: str, width: int, gap: str) -> None:
    assert find_edits(cleaned(wrapped(PAGES[name], width, gap))) == []


def test_no_more_lines_are_joined_than_the_paragraphs_tell() -> None:
    for text in PAGES.values():
        broken = wrapped(text, 66)
        assert set(paragraph_joins(broken)) <= set(line_joins(broken))


def test_an_indent_begins_a_paragraph() -> None:
    text = (
        "   Neuf jeunes mères et leurs enfants ont été transférés jeudi de la\nmaternité de Laon vers Reims, après une panne du"
        "\nréseau, a indiqué la préfecture de l'Aisne dans un bref communiqué.\n   Publié jeudi soir, un premier bilan de l'agence"
        " régionale écarte\nl'hypothèse d'un acte malveillant, sans l'exclure pour les\nenquêteurs."
    )
    assert "communiqué.\n   Publié jeudi soir, un premier" in cleaned(text)
    assert cleaned(text).count("\n") == 1
