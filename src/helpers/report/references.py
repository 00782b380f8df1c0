"""What a tag of the prose may call: each looks a fact up and gives a node of the report's tree.

A node is a plain dictionary with a ``kind``; text never becomes markup again once it is in one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from helpers import schemas
from helpers.report.facts import Facts, Row
from helpers.report.wording import Wording, interval_decimals, shown, typeset

Node = dict[str, Any]
NUMBER_FORMS = ("", "number", "full", "low", "high", "range", "interval", "words", "words_feminine", "of")
DATE_FORMS = ("", "when", "day_month", "month", "year", "weekday")
TABLES = (
    "incidents",
    "disagreements",
    "screening",
    "register_matches",
    "articles",
    "reader_check",
    "measures",
)
COMPARISON = re.compile(r"(.+?)\s*(<=|>=|==|!=|<|>)\s*(.+)")
TINY = 0.001
MOST = {"percent": 1, "per_week": 2, "weeks": 1, "days": 1, "incidents": 0}
PARTS = ("value", "low", "high", "earliest", "latest", "term", "status")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right, "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right, ">=": lambda left, right: left >= right,
    "==": lambda left, right: left == right, "!=": lambda left, right: left != right,
}  # fmt: skip


class Unresolved(Exception):
    """A tag that cannot be filled in: what is wrong, and the cure."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.what, self.cure = what, cure


def anchor(kind: str, *names: str) -> str:
    """Return the identifier of an appendix entry, safe in an address.

    >>> anchor("value", "dax-2021", "attack_type")
    'value-dax-2021-attack_type'
    """
    return re.sub(r"[^A-Za-z0-9_-]+", "-", "-".join((kind, *names)))


def text(words: str, language: str = "") -> Node:
    """Return plain words, with their language where it is not the report's."""
    return {"kind": "text", "text": words} | ({"lang": language} if language else {})


def evidence_link(to: str, words: str) -> Node:
    """Return words that lead to their appendix entry."""
    return {"kind": "ref", "to": to, "text": words}


def most_decimals(row: Row) -> int:
    """Return how many decimals a measure's unit bears: none for ten percent and more.

    >>> most_decimals({"unit": "percent", "value": 23.4}), most_decimals({"unit": "per_week", "value": 14.06})
    (0, 2)
    """
    if row["unit"] == "percent" and abs(row["value"] or 0) >= 10:
        return 0
    return MOST.get(row["unit"], 8)


class References:
    """The functions that tags call, over the facts of a study in one language.

    Attributes
    ----------
    used : set of tuple
        Every reference made since it was last emptied, to compare the languages.
    """

    def __init__(self, facts: Facts, wording: Wording, names: frozenset[str], front: dict[str, str]) -> None:
        self.facts, self.say, self.names, self.front = facts, wording, names, front
        self.used: set[tuple[str, ...]] = set()
        self.figures: set[str] = set()
        self.tables: set[str] = set()
        self.blocks: set[tuple[str, ...]] = set()
        self.rows: set[str] = set()
        self.functions: dict[str, Callable[..., Node]] = {
            "v": self.value, "c": self.claim, "q": self.quote, "m": self.measure, "a": self.article,
            "r": self.cited, "plural": self.plural, "holds": self.holds, "name": self.name,
            "figure": self.figure, "table": self.table, "evidence": self.evidence,
        }  # fmt: skip

    def value(self, incident_id: str, field: str, form: str = "") -> Node:
        """Return a resolved value of an incident, linked to its entry."""
        row = self._row(f"{incident_id}:{field}")
        if row["status"] == "not_reported":
            raise Unresolved(
                f"no claim reports {field} of {incident_id}", "mend the sentence, or restore the claim"
            )
        self.used.add(("v", incident_id, field))
        return evidence_link(anchor("value", incident_id, field), self.field_words(row, form))

    def claim(self, claim_id: str, form: str = "") -> Node:
        """Return what one claim says, linked to its entry."""
        row = self._known(self.facts.claims, claim_id, "claim")
        self.used.add(("c", claim_id))
        return evidence_link(anchor("claim", claim_id), self.field_words(row, form))

    def quote(self, claim_id: str) -> Node:
        """Return the verbatim words of a claim, linked to its entry."""
        row = self._known(self.facts.claims, claim_id, "claim")
        self.used.add(("q", claim_id))
        return {"kind": "quote", "to": anchor("claim", claim_id), "text": shown(row["quote"]),
                "open": self.say("quote.open"), "close": self.say("quote.close")}  # fmt: skip

    def measure(self, measure_id: str, form: str = "") -> Node:
        """Return a measure, linked to its entry."""
        row = self._known(self.facts.measures, measure_id, "measure")
        self.used.add(("m", measure_id))
        return evidence_link(anchor("measure", measure_id), self.measure_words(row, form))

    def article(self, article_id: str) -> Node:
        """Return the title of an article, linked to its entry."""
        row = self._known(self.facts.articles, article_id, "article")
        self.used.add(("a", article_id))
        return evidence_link(anchor("article", article_id), shown(row["title"])) | {"lang": "fr"}

    def cited(self, row: str, column: str, form: str = "") -> Node:
        """Return a number or date of a row of the raw tables, linked to its entry with the page's address."""
        table, _, key = row.partition(":")
        found = self.facts.raw_rows(table, key)
        if not found:
            raise Unresolved(
                f"there is no row {row!r}",
                "name it as press_incidents:ID, official_series:ID:YEAR or rate_claims:DATE",
            )
        cell = found[0].get(column)
        if cell is None or cell == "":
            raise Unresolved(f"{column} of {row} is empty or unknown", "name a column that is filled in")
        self.used.add(("r", row, column))
        self.rows.add(row)
        is_date = isinstance(cell, str)
        self._form(form, DATE_FORMS if is_date else ("", "full"), column)
        words = self.say.edtf(cell, form) if is_date else self.say.number(cell, form == "full")
        return evidence_link(anchor("row", table, key), shown(words))

    def plural(self, reference: str, singular: str, plural: str) -> Node:
        """Return the word that fits a number."""
        number = self._operand(reference)
        if not isinstance(number, float | int):
            raise Unresolved(
                f"{reference} is not a number", "name a measure, a claim or incident:field with a number"
            )
        is_one = abs(number) < 2 if self.say.language == "fr" else number == 1
        self.used.add(("plural", reference))
        return text(typeset(singular if is_one else plural, self.say.language))

    def holds(self, words: str, comparison: str) -> Node:
        """Return the words if every comparison is true."""
        for part in comparison.split(" and "):
            match = COMPARISON.fullmatch(part.strip())
            if not match:
                raise Unresolved(f"{part!r} is no comparison", 'write two operands, as "rate_a < rate_b"')
            left, right = self._operand(match[1]), self._operand(match[3])
            if isinstance(left, str) != isinstance(right, str):
                raise Unresolved(
                    f"{part!r} compares a number with words", "compare numbers, or dates, or terms"
                )
            if not COMPARE[match[2]](left, right):
                raise Unresolved(f"“{words}” no longer holds: {part.strip()} is {left} {match[2]} {right}",
                                 "rewrite the sentence")  # fmt: skip
        self.used.add(("holds", comparison))
        return text(typeset(words, self.say.language))

    def name(self, words: str) -> Node:
        """Return a name that carries digits, if the list of names has it."""
        if words not in self.names or not re.search(r"[^\W\d_]", words):
            raise Unresolved(
                f"{words!r} is not in the list of names", "add it to reports/prose/names.txt if it is a name"
            )
        return text(words)

    def figure(self, figure_id: str) -> Node:
        """Return a figure."""
        self._known(self.facts.figures, figure_id, "figure")
        self._once("figure", figure_id)
        self.figures.add(figure_id)
        return {"kind": "figure", "id": figure_id}

    def table(self, name: str, *patterns: str) -> Node:
        """Return a table of the report."""
        if name not in TABLES:
            raise Unresolved(f"there is no table {name!r}", f"one of {', '.join(TABLES)}")
        self._once("table", name, *patterns)
        self.tables.add(name)
        if name == "register_matches":
            self.rows |= {f"press_incidents:{row['register_id']}" for row in self.facts.matches}
        return {"kind": "report_table", "name": name, "measures": self._measures(patterns)}

    def _once(self, *block: str) -> None:
        """Note a block; raise if it stands in the report already: each has one number and one address."""
        if block in self.blocks:
            raise Unresolved(f"{' '.join(block)} stands twice", "refer to the first one with a link")
        self.blocks.add(block)
        self.used.add(block)

    def evidence(self) -> Node:
        """Return the appendix."""
        self._once("evidence")
        return {"kind": "evidence"}

    def _measures(self, patterns: tuple[str, ...]) -> list[str]:
        """Return the measures that patterns name."""
        found: list[str] = []
        for pattern in patterns:
            named = [name for name in self.facts.measures if fnmatchcase(name, pattern)]
            if not named:
                raise Unresolved(f"no measure is named {pattern!r}", "see data/processed/measures.csv")
            found += [name for name in named if name not in found]
        return found

    def _known(self, rows: dict[str, Row], name: str, what: str) -> Row:
        """Return the row of that name."""
        if name not in rows:
            raise Unresolved(f"there is no {what} {name!r}", f"correct the name, or restore the {what}")
        return rows[name]

    def _row(self, reference: str) -> Row:
        """Return the row of an ``incident:field``, a measure or a claim."""
        if ":" in reference:
            incident_id, field = reference.split(":", 1)
            self._known(self.facts.incidents, incident_id, "incident")
            if field not in schemas.FIELDS:
                raise Unresolved(f"there is no field {field!r}", f"one of {', '.join(schemas.FIELDS)}")
            return self.facts.values.get((incident_id, field), {"field": field, "status": "not_reported"})
        if reference in self.facts.claims:
            return self.facts.claims[reference]
        return self._known(self.facts.measures, reference, "measure or claim")

    def _operand(self, written: str) -> float | str:
        """Return what an operand of a comparison stands for."""
        written = written.strip()
        if re.fullmatch(r"-?\d+(\.\d+)?", written):
            return float(written)
        if re.fullmatch(r"'[^']*'", written):
            return written[1:-1]
        reference, _, part = written.rpartition(".")
        if part not in PARTS or not reference:
            reference, part = written, "value"
        found = self._part(self._row(reference), part)
        if found is None or found == "":
            raise Unresolved(f"{written} has no value", "compare what is reported")
        return found

    def _part(self, row: Row, part: str) -> float | str | None:
        """Return one part of a row; the value of bounds is their common number."""
        if part == "term":
            return row.get("value")
        if part != "value" or "measure_id" in row:
            return row.get(part)
        low, high = row.get("low"), row.get("high")
        return low if low == high or high is None else high if low is None else None

    def field_words(self, row: Row, form: str = "") -> str:
        """Return what a claim or resolved value says, in words."""
        kind = row["field"]
        asked = form[:1].lower() + form[1:]
        if kind in schemas.NUMBER_FIELDS:
            words = self._number_words(row, self._form(asked, NUMBER_FORMS, kind))
        elif kind in schemas.DATE_FIELDS:
            edtf = row["edtf"] or "/".join(dict.fromkeys((row["earliest"], row["latest"])))
            words = self.say.edtf(edtf, self._form(asked, DATE_FORMS, kind))
        else:
            self._form(asked, ("",), kind)
            terms = [self._term(kind, term) for term in re.split(r"\s*[;|]\s*", row["value"])]
            words = self.say.listed(terms, "or" if row.get("status") == "disputed" else "and")
        return capital(words) if form[:1].isupper() else words

    def _term(self, kind: str, term: str) -> str:
        """Return a term in words; in a value that is left open, a denial is marked."""
        words = self.say.term(kind, shown(term.removesuffix(schemas.DENIED)))
        return self.say("value.denied", value=words) if term.endswith(schemas.DENIED) else words

    def _form(self, form: str, allowed: tuple[str, ...], what: str) -> str:
        """Return the form if it fits."""
        if form not in allowed:
            raise Unresolved(
                f"{what} has no form {form!r}", f"one of {', '.join(filter(None, allowed)) or 'none'}"
            )
        return form

    def _number_words(self, row: Row, form: str) -> str:
        """Return a bounded number in one of its forms."""
        low, high = row["low"], row["high"]
        if form in ("low", "high"):
            if row[form] is None:
                raise Unresolved(f"the {form} bound is not reported", "use another form")
            return self.say.number(row[form])
        if form.startswith("words"):
            number = self._part(row, "value")
            if number is None:
                raise Unresolved("the value is a range", "use another form")
            return self.say.counted(float(number), form == "words_feminine")
        if form == "number" and (low is None or high is None):
            return self.say.number(low if high is None else high)
        if form == "of":
            return self.say.of(self.say.bounds(low, high, row["qualifier"]))
        return self.say.bounds(low, high, "" if form == "number" else row["qualifier"], form == "full")

    def measure_words(self, row: Row, form: str = "") -> str:
        """Return a measure in words, with its sign where it is a percentage."""
        asked = self._form(form[:1].lower() + form[1:], (*NUMBER_FORMS, "label"), row["measure_id"])
        words = self._measured(row, asked)
        return capital(words) if form[:1].isupper() else words

    def _measured(self, row: Row, form: str) -> str:
        """Return a measure in one of its forms."""
        if form == "label":
            return self.say.own(row[f"label_{self.say.language}"])
        places = interval_decimals(row["value"], row["low"], row["high"], most_decimals(row))
        if form in ("range", "interval"):
            ends = [self._numeric(row, part) for part in ("low", "high")]
            # two whole ends are counts or days, not estimates: « de 0 à 5 », not « de 0,0 à 5,0 »
            between = 0 if all(end.is_integer() for end in ends) else places
            parts = {part: self._unit(row, part, between) for part in ("low", "high")}
            if form == "range":
                return self.say("number.range", **parts)
            return self.say("number.interval_plain", value=self._unit(row, "value", places), **parts)
        if form.startswith("words"):
            return self.say.counted(self._numeric(row, "value"), form == "words_feminine")
        part = form if form in ("low", "high") else "value"
        alone = interval_decimals(self._numeric(row, part), None, None, most_decimals(row))
        words = self._unit(row, part, alone, full=form == "full")
        return self.say.of(words) if form == "of" else words

    def _numeric(self, row: Row, part: str) -> float:
        """Return a number of a measure that there is."""
        if row[part] is None:
            raise Unresolved(f"{row['measure_id']} has no {part}", "use another form")
        return float(row[part])

    def _unit(self, row: Row, part: str, places: int, full: bool = False) -> str:
        """Return one number of a measure with the sign of its unit."""
        number = self._numeric(row, part)
        if row["unit"] == "year":
            return f"{number:.0f}"
        if row["unit"] == "probability" and number < TINY:  # a zero is one too small for the machine
            return self.say("number.tiny", number=self.say.number(TINY, places=3))
        words = self.say.number(number, full or places > 0, places)
        return self.say("number.percent", number=words) if row["unit"] == "percent" else words


def capital(words: str) -> str:
    """Return words with a capital first letter; a symbol before a hyphen stays as it is.

    >>> capital("un cabinet"), capital("p-value")
    ('Un cabinet', 'p-value')
    """
    return words if words[1:2] == "-" else words[:1].upper() + words[1:]
