"""The spaCy pipeline: the same tokens as the shipped tokenizer, the same mentions as ``helpers.read``."""

from pathlib import Path

import pytest
import spacy
import srsly
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.errors import InputError
from helpers.french.dates import Published
from helpers.french.pipeline import WarmTokenizer, document, make_nlp
from helpers.french.units import load_units
from helpers.read import read_clean_text

TEXTS = [
    "Dax : près de 300 patients touchés le 9 février 2021.\n\nL’AP-HP  dément.\t« 1,4 million », dit-elle.\n",
    "Villefranche-sur-Saône, mi-2020 : 500\u202f000 dossiers (c’est-à-dire tout)…\r\nAujourd’hui, qu'en est-il ?",
    "Selon les pirates, 300 Go auraient fuité lundi. La Cnil, elle, n'a pas été prévenue des 300 Go : pourquoi ?",
    "",
    " \n ",
]


@pytest.fixture(scope="module")
def shipped():
    """The blank French model as spaCy ships it."""
    return spacy.blank("fr")


@pytest.fixture(scope="module")
def nlp():
    """The pipeline."""
    return make_nlp()


@given(
    st.one_of(
        st.sampled_from(TEXTS),
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                ["l’hôpital", "aujourd'hui", "1,4", "AP-HP", "\n", "\xa0", "\t", ".", "(voir)", "M.", "qu'il"]
            ),
            max_size=20,
        ).map(" ".join),
    )
)
@settings(deadline=None)
def test_same_tokens(shipped, nlp, text: str) -> None:
    """The warm tokenizer gives the shipped one's tokens, norms and offsets, the first time and the second."""
    expected = [(token.text, token.norm_, token.idx, token.whitespace_) for token in shipped.make_doc(text)]
    for _ in range(2):
        found = [(token.text, token.norm_, token.idx, token.whitespace_) for token in nlp.make_doc(text)]
        assert found == expected


def test_tokenizer_forgets_within_bounds(shipped, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of chunks is emptied when it is full, without changing a token."""
    monkeypatch.setattr("helpers.french.pipeline._MOST_CHUNKS", 3)
    monkeypatch.setattr("helpers.french.pipeline._WARMING", 1)
    warm = WarmTokenizer(spacy.blank("fr").tokenizer)
    for text in TEXTS * 2:
        assert [token.text for token in warm(text)] == [token.text for token in shipped.make_doc(text)]


def test_words_behind_a_special_case_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that only ever stand behind « M. » are worked out once, not in every text."""
    monkeypatch.setattr("helpers.french.pipeline._WARMING", 2)
    warm, asked = WarmTokenizer(spacy.blank("fr").tokenizer), list[str]()
    search = warm.prefix_search
    warm._tokenizer.prefix_search = lambda text: (asked.append(text), search(text))[1]
    for _ in range(2):
        warm("M. Untel\ndécrit l'intrusion.")
    asked.clear()
    warm("M. Untel\ndécrit l'intrusion.")
    assert not asked


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=12))
@example("l" * 40)
def test_nothing_is_found_in_letters_alone(shipped, text: str) -> None:
    """What the warm tokenizer need not look for in letters is not there."""
    look = shipped.tokenizer
    assert not any(
        search(text) for search in (look.prefix_search, look.suffix_search, look.token_match, look.url_match)
    )
    assert not list(look.infix_finditer(text))


def test_letters_alone_are_one_token(shipped) -> None:
    """No form of the lexicon that is letters alone is taken apart, unless it is a special case."""
    words = {word for form in load_units() for word in form.split() if word.isalpha()} | {
        "Dax",
        "CHU",
        "ARS",
        "œuvre",
    }
    assert len(words) > 1500
    assert not [word for word in words if len(shipped.make_doc(word)) != 1]


def test_the_tokenizer_is_written_like_the_shipped_one(shipped, nlp) -> None:
    """What spaCy writes to disk are the patterns behind the searches, and all special cases but spaces."""
    ours, theirs = (
        srsly.msgpack_loads(each.tokenizer.to_bytes(exclude=["vocab"])) for each in (nlp, shipped)
    )
    spaces = theirs["exceptions"].keys() - ours["exceptions"].keys()
    assert spaces and all(space.isspace() for space in spaces)
    assert {**theirs, "exceptions": None} == {**ours, "exceptions": None}


@pytest.mark.parametrize("text", TEXTS)
def test_same_mentions_as_the_reader(nlp, text: str) -> None:
    """The documents hold exactly the reader's mentions, with every remark."""
    published = Published.from_edtf("2021-02-24")
    assert list(document(nlp, text, published)._.mentions) == read_clean_text(text, published)


def test_spans_keep_their_mention(nlp) -> None:
    """A span group of labelled spans, each with its mention."""
    doc = nlp(TEXTS[0])
    spans = list(doc.spans["mentions"])
    assert [span.label_ for span in spans][:3] == ["PLACE", "QUANTITY", "DATE"]
    assert spans[1]._.mention.low == spans[1]._.mention.high == 300
    assert [span._.mention for span in spans] == list(doc._.mentions)


def test_a_model_that_is_missing_is_told() -> None:
    """A named model that is not installed is the user's error."""
    with pytest.raises(InputError, match="is not installed"):
        make_nlp("fr_no_such_model")


def test_a_study_adds_names_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_text(
        "form,name\nClinique des Trois Ormes,Clinique des Trois Ormes\n", encoding="utf-8"
    )
    text = "La Clinique des Trois Ormes porte plainte."
    found = [
        each.unit for each in document(make_nlp(lexicon=tmp_path), text)._.mentions if each.label == "ORG"
    ]
    assert found == ["Clinique des Trois Ormes"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("form,name\nCHU d'Été,CHU\n".encode("latin-1"), "is not UTF-8"),
        (b"form,name\na,b,c\n", "row 2: has too many or too few cells"),
        (b'form,name\n"a,b\n', "is no CSV"),
        (b"forme,nom\na,b\n", "has no column form"),
    ],
)
def test_a_broken_lexicon_is_one_line(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "organisations.csv").write_bytes(content)
    with pytest.raises(InputError, match=told):
        document(make_nlp(lexicon=tmp_path), "Une phrase.")
