"""The reader as a spaCy pipeline: a blank French model, a tokenizer that keeps its cache, and four components.

Three components find dates, quantities and names; the last puts the mentions in order and makes their spans. Each
``Mention`` is in ``doc._.mentions``, its span in ``doc.spans["mentions"]``, and the span knows it as
``span._.mention``. They are the mentions of ``helpers.read.read_clean_text``, remarks included. The text of a document
is to be clean already (see ``helpers.clean``). Importing spaCy and its French takes seconds, so only this module does.
"""

from pathlib import Path
from typing import Any

import spacy
from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from helpers.errors import InputError
from helpers.french.dates import Published, find_dates
from helpers.french.fold import fold
from helpers.french.mention import Mention, reading_order
from helpers.french.modality import with_modality
from helpers.french.names import find_names
from helpers.french.quantities import find_quantities

COMPONENTS = ("french_dates", "french_quantities", "french_names", "french_mentions")
_MOST_CHUNKS = 500_000
_LONG = 60  # characters, beyond which a word is no word
_WARMING = 16  # one text in so many gives its words to the cache, wherever they stand

for _extension, _default in (("mentions", ()), ("published", None)):
    if not Doc.has_extension(_extension):
        Doc.set_extension(_extension, default=_default)


def _mention_of(span: Span) -> Mention | None:
    """Return the mention that a span was made of; spaCy's own memory would confuse spans that differ in their label."""
    doc = span.doc
    mentions, known = doc._.mentions, doc.user_data.get("mention_of", ((), {}))
    if known[0] is not mentions:
        pairs = zip(doc.spans.get("mentions", ()), mentions, strict=True)
        known = (mentions, {(each.start, each.end, each.label): mention for each, mention in pairs})
        doc.user_data["mention_of"] = known
    return known[1].get((span.start, span.end, span.label))


if not Span.has_extension("mention"):
    Span.set_extension("mention", getter=_mention_of)


class _LettersToo:
    """A match of the tokenizer's that takes letters alone as one word, and need not look for more.

    Prefixes, suffixes and infixes all ask for punctuation, a digit, a hyphen or an apostrophe. ``__self__`` is what
    spaCy writes to disk.
    """

    def __init__(self, match: Any) -> None:
        self._match = match
        self.__self__ = match.__self__

    def __call__(self, text: str) -> Any:
        """Return whether the text is one word."""
        return text.isalpha() or self._match(text)


def _without_spaces(tokenizer: Any) -> dict[str, Any]:
    """Return the special cases but spaces; what one gives as the norm of a space becomes the norm of the word."""
    for space, (token,) in [case for case in tokenizer.rules.items() if case[0].isspace()]:
        if NORM in token:
            tokenizer.vocab[space].norm_ = token[NORM]
    return {chunk: tokens for chunk, tokens in tokenizer.rules.items() if not chunk.isspace()}


class WarmTokenizer:
    """spaCy's own tokenizer, made fast: the same tokens, taken from a cache that fills.

    After the first special case of a document spaCy's tokenizer works out every word anew that its cache does not have,
    and no longer fills it: https://github.com/explosion/spaCy/issues/13950. In French every newline is one. A space
    is the same token without being one, so those cases go. For texts in which others come early (« M. ») the words of
    some are tokenised one by one.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._read = 0
        self._kept: set[str] = set()
        cases = _without_spaces(tokenizer)
        tokenizer.rules = {}  # each of the next lines reads them anew
        tokenizer.token_match = _LettersToo(tokenizer.token_match)
        tokenizer.rules = cases
        if hasattr(tokenizer, "max_cache_size"):
            tokenizer.max_cache_size = _MOST_CHUNKS

    def __call__(self, text: str) -> Doc:
        """Return the document of a text."""
        self._read += 1
        if self._read % _WARMING == 0:
            self._keep({"\n", "\n\n", *text.split()})
        doc = self._tokenizer(text)
        doc.user_data["text"] = text
        return doc

    def _keep(self, chunks: set[str]) -> None:
        """Put chunks into the cache that no text has yet put there."""
        if len(self._kept) > _MOST_CHUNKS:
            self._kept.clear()
        for chunk in chunks - self._kept:
            if len(chunk) < _LONG:
                self._tokenizer(chunk)
        self._kept |= chunks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)


def make_nlp(model: str = "", lexicon: Path | None = None) -> Language:
    """Return the French pipeline.

    Parameters
    ----------
    model : str
        An installed French model, which adds organisations and places to those of the lexicon; nothing else of it
        is used. Empty for none.
    lexicon : Path, optional
        A study's own folder of names, on top of the package's.

    Raises
    ------
    InputError
        Where the model is not installed.

    >>> doc = make_nlp()("Dax : près de 300 patients touchés le 9 février 2021.")
    >>> [(span.text, span.label_) for span in doc.spans["mentions"]]
    [('Dax', 'PLACE'), ('près de 300 patients', 'QUANTITY'), ('le 9 février 2021', 'DATE')]
    """
    nlp = spacy.blank("fr")
    nlp.tokenizer = WarmTokenizer(nlp.tokenizer)
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"lexicon": str(lexicon or "")} if name == "french_names" else {})
    if model:
        nlp.add_pipe("french_model_names", before="french_mentions", config={"model": model})
    return nlp


def document(nlp: Language, text: str, published: Published | None = None) -> Doc:
    """Return the document of a clean text with its mentions, its dates seen from the publication day."""
    doc = nlp.make_doc(text)
    doc._.published = published
    return nlp(doc)


def _text_of(doc: Doc) -> str:
    """Return the text that a document was made of; putting it together again takes longer than to read it."""
    return doc.user_data.get("text") or doc.text


def _found(doc: Doc) -> list[Mention]:
    """Return the mentions found so far, which the last component puts in order and gives to ``doc._``, which is slow."""
    return doc.user_data.setdefault("found", [])


def _add(doc: Doc, mentions: list[Mention]) -> Doc:
    """Add mentions to those of a document."""
    _found(doc).extend(mentions)
    return doc


@Language.component("french_dates")
def french_dates(doc: Doc) -> Doc:
    """Add every calendar expression."""
    text = _text_of(doc)
    return _add(doc, find_dates(text, fold(text), doc._.published))


@Language.component("french_quantities")
def french_quantities(doc: Doc) -> Doc:
    """Add every quantity that is no part of a date."""
    taken = [(mention.start, mention.end) for mention in _found(doc) if mention.label == "DATE"]
    text = _text_of(doc)
    return _add(doc, find_quantities(text, fold(text), taken))


@Language.factory("french_names", default_config={"lexicon": ""})
def french_names(nlp: Language, name: str, lexicon: str) -> Any:
    """Return a component that adds the names that the lexicon knows."""
    folder = Path(lexicon) if lexicon else None

    def add_names(doc: Doc) -> Doc:
        text = _text_of(doc)
        return _add(doc, find_names(text, fold(text), folder))

    return add_names


@Language.component("french_mentions")
def french_mentions(doc: Doc) -> Doc:
    """Put the mentions in order, with how firm their sentences are, and make each a span of the tokens that it touches.

    Spans are made once, in the end: making them takes longer than to find a name.
    """
    found = sorted(doc.user_data.pop("found", ()), key=reading_order)
    if found:
        mentions = with_modality(fold(_text_of(doc)), found)
        doc._.mentions = tuple(mentions)
        spans = (doc.char_span(m.start, m.end, m.label, alignment_mode="expand") for m in mentions)
        doc.spans["mentions"] = [span for span in spans if span]
    return doc


@Language.factory("french_model_names", default_config={"model": ""})
def french_model_names(nlp: Language, name: str, model: str) -> Any:
    """Return a component that adds the organisations and places of an installed model."""
    try:
        loaded = spacy.load(model)
    except OSError as error:
        raise InputError(
            f"model {model}", "is not installed", "install it, or leave the model out"
        ) from error
    labels = {"ORG": "ORG", "LOC": "PLACE", "GPE": "PLACE"}

    def add_model_names(doc: Doc) -> Doc:
        taken = {label: _covered(doc, label) for label in ("ORG", "PLACE")}
        found = [
            Mention(entity.start_char, entity.end_char, labels[entity.label_], unit=entity.text)
            for entity in filter_spans(loaded(doc.text).ents)
            if entity.label_ in labels and entity.text.strip()
        ]
        return _add(doc, [new for new in found if not taken[new.label] & set(range(new.start, new.end))])

    return add_model_names


def _covered(doc: Doc, label: str) -> set[int]:
    """Return the offsets that mentions of a label cover."""
    return {
        at for mention in _found(doc) if mention.label == label for at in range(mention.start, mention.end)
    }
