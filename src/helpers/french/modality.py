"""How firmly a sentence says what it says: conditional, denied, asked, planned or attributed, as remarks."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

from helpers.french.mention import Mention

Remark = tuple[str, str]
FIRM_OR_NOT = ("QUANTITY", "DATE")

# (kind of remark, letters that must stand in the sentence, pattern in the folded sentence, words that it was made for)
MODALITIES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "conditional",
        ("rait", "raient"),
        r"(?<![a-z])(?!(?:pa|dispa|appa|ext|port|ret|att|t|dist|cont|abst)rait)[a-z]{2,20}r(?:ait|aient)(?![a-z])",
        "300 patients seraient touchés",
    ),
    (
        "denied",
        ("dement", "nie", "refut", "contest", "recus"),
        r"(?<![a-z])(?:dement(?:i|ent|ait)?|nie(?:nt)?|refut(?:e|ent|ait)|contest(?:e|ent|ait)|recus(?:e|ent|ait))(?![a-z])",
        "la clinique dément la fuite de 300 dossiers",
    ),
    (
        "denied",
        ("aucun",),
        r"(?<![a-z])aucune?(?: [a-z0-9'-]{1,30}){1,8}? (?:ne |n')",
        "aucun des 300 postes n'est touché",
    ),
    (
        "denied",
        (" pas ", " jamais "),
        r"(?:n'|(?<![a-z])ne )(?:a|ont|avai\w{1,3}|aurai\w{1,3}|est|sont|etai\w{1,3}|serai\w{1,3}) (?:donc |en fait )?(?:pas|jamais)"
        r" (?:ete )?(?:vole|derobe|exfiltre|divulgue|publie|compromis|touche|affecte|fuite|consulte|concerne|paye|verse)",
        "les 300 dossiers n'ont pas été volés",
    ),
    ("question", ("?",), r"\?\s*[»\"]?\s*$", "Combien des 300 dossiers ont fuité ?"),
    (
        "planned",
        ("prevoi", "d'ici ", "promet", "envisage", "va ", "era", "eront"),
        r"(?<![a-z])(?:prevoi(?:t|ent)|d'ici (?:a |la |fin )|promet|envisage|va (?:investir|recruter|debloquer|consacrer|financer)"
        r"|(?!camera|opera(?![a-z]))[a-z]{3,20}er(?:a|ont)(?![a-z]))",
        "l'État prévoit 20 millions d'euros",
    ),
    (
        "attributed",
        ("selon", "d'apres", "revendiqu", "affirm", "assur", "preten", "declar", "indiqu", "precis"),
        r"(?<![a-z])(?:selon (?!la loi|que )|d'apres|revendiqu|affirm|assur(?:e|ent)(?![a-z])|preten[dt]|declar|indiqu|precis(?:e|ent)(?![a-z]))",
        "selon les pirates, 300 Go",
    ),
)
_HINTED = [(hint, kind, re.compile(pattern)) for kind, hints, pattern, _ in MODALITIES for hint in hints]
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<=\n)|(?=[\s»\"]|$)(?:\s*[»\"])?)")
_LONGEST_SENTENCE = 600


def _borders(folded: str) -> list[int]:
    """Return where the sentences begin, and where the last ends."""
    return [0, *[match.end() for match in _SENTENCE_END.finditer(folded)], len(folded)]


def sentences(folded: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences; a new line ends one, a dot inside a number does not.

    >>> sentences("500.000 dossiers ont fuite. qui ?")
    [(0, 27), (27, 33)]
    """
    return [(start, end) for start, end in pairwise(_borders(folded)) if end > start]


def modality_of(folded_sentence: str) -> tuple[Remark, ...]:
    """Return the remarks on one folded sentence, each kind once, with the words that show it.

    >>> modality_of("selon les pirates, 300 patients seraient touches.")
    (('conditional', 'seraient'), ('attributed', 'selon'))
    """
    sentence, found = folded_sentence[:_LONGEST_SENTENCE], dict[str, str]()
    for hint, kind, pattern in _HINTED:
        if hint in sentence and kind not in found and (match := pattern.search(sentence)):
            found[kind] = match[0].strip()
    return tuple(found.items())


def with_modality(folded: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions in order of the text, those of quantities and dates with the remarks on their sentences."""
    borders, known = _borders(folded), dict[int, tuple[Remark, ...]]()
    result = []
    for mention in mentions:
        if mention.label in FIRM_OR_NOT:
            at = bisect_right(borders, mention.start)
            if at not in known:
                known[at] = modality_of(folded[borders[at - 1] : borders[at]])
            mention = mention.with_remarks(known[at])
        result.append(mention)
    return result
