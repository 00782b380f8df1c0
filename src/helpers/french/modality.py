"""How firmly a sentence says what it says: conditional, denied, asked, planned or attributed, as remarks."""

import re

from helpers.french.mention import Mention

# (kind of remark, pattern in the folded sentence, words that it was made for)
MODALITIES: tuple[tuple[str, str, str], ...] = (
    ("conditional", r"[a-z]{2,20}r(?:ait|aient)(?![a-z])", "300 patients seraient touchés"),
    ("denied", r"(?:n'|ne )[a-z']{1,20} (?:pas|aucun|aucune|jamais|ni)(?![a-z])|aucune?s? |dement(?:i|ent)?(?![a-z])|nie(?:nt)?(?![a-z])", "aucun des 300 postes n'est touché"),
    ("question", r"\?\s*[»\"]?\s*$", "Combien des 300 dossiers ont fuité ?"),
    ("planned", r"prevoi(?:t|ent)|d'ici (?:a |la |fin )|promet|envisage|va (?:investir|recruter|debloquer|consacrer|financer)|[a-z]{3,20}er(?:a|ont)(?![a-z])", "l'État prévoit 20 millions d'euros"),
    ("attributed", r"selon (?!la loi)|d'apres|revendiqu|affirm|assur(?:e|ent)(?![a-z])|pretend|declar|indiqu|precis(?:e|ent)(?![a-z])", "selon les pirates, 300 Go"),
)  # fmt: skip
_NOT_CONDITIONAL = r"(?!(?:parait|disparait|apparait|reconnait|connait|extrait|portrait|retrait|attrait|trait|distrait|contrait|abstrait))"
_PATTERNS = [
    (
        kind,
        re.compile(
            (
                rf"(?<![a-z]){_NOT_CONDITIONAL}"
                if kind in ("conditional", "planned")
                else r"(?<![a-z])"
                if kind != "question"
                else ""
            )
            + f"(?:{pattern})"
        ),
    )
    for kind, pattern, _ in MODALITIES
]
_SENTENCE_END = re.compile(r"[.!?…](?=[\s»\"]|$)(?:\s*[»\"])?|\n")
_LONGEST_SENTENCE = 600


def sentences(folded: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences; a new line ends one, a dot inside a number does not.

    >>> sentences("500.000 dossiers ont fuite. qui ?")
    [(0, 27), (27, 33)]
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(folded)]
    starts = [0, *ends]
    return [(start, end) for start, end in zip(starts, [*ends, len(folded)], strict=True) if end > start]


def modality_of(folded_sentence: str) -> tuple[tuple[str, str], ...]:
    """Return the remarks on one folded sentence, each with the words that show it.

    >>> modality_of("selon les pirates, 300 patients seraient touches.")
    (('conditional', 'seraient'), ('attributed', 'selon'))
    """
    found = ((kind, pattern.search(folded_sentence[:_LONGEST_SENTENCE])) for kind, pattern in _PATTERNS)
    return tuple((kind, match[0].strip()) for kind, match in found if match)


def with_modality(folded: str, mentions: list[Mention]) -> list[tuple[Mention, tuple[tuple[str, str], ...]]]:
    """Return each mention with the remarks on the sentence that it stands in; mentions are in order."""
    spans, known, position = sentences(folded), {}, 0
    result = []
    for mention in mentions:
        while position < len(spans) - 1 and spans[position][1] <= mention.start:
            position += 1
        if position not in known:
            start, end = spans[position] if spans else (0, 0)
            known[position] = modality_of(folded[start:end])
        result.append((mention, known[position]))
    return result
