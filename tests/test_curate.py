"""The claims ledger: quotes, rules, decisions, review."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import articles as received
from helpers import checks, curate, tables
from helpers.days import iso_days
from helpers.errors import InputError
from helpers.paths import Study
from helpers.schemas import RULES

NAN = float("nan")


def claim(name: str, field: str = "persons_exposed", **values: object) -> dict[str, object]:
    """Return one claim with sensible defaults."""
    row = {
        "claim_id": name, "article_id": "a", "incident_id": "i", "field": field, "value": "", "low": NAN, "high": NAN,
        "edtf": "", "unit": "persons", "qualifier": "exact", "population": "exposed", "speaker": "press",
        "modality": "asserted", "stance": "affirms", "quote": "x", "occurrence": NAN, "note": "", "start": 100, "end": 101,
        "earliest": "", "latest": "",
    }  # fmt: skip
    row |= values
    if row["edtf"]:
        row["earliest"], row["latest"] = iso_days(str(row["edtf"]))
    return row


def number(name: str, value: float, **values: object) -> dict[str, object]:
    return claim(name, low=value, high=value, **values)


def date(name: str, edtf: str, **values: object) -> dict[str, object]:
    return claim(name, field="event_date", edtf=edtf, **values)


CONTEXT = {
    "published": {"a": "2021-12-24", "b": "2021-12-31", "c": "2021-12-31"},
    "title": {"a": "Une clinique de Valmure piratée", "b": "Un autre", "c": "Un titre de la page d’accueil"},
    "text": {
        "a": "Santé\nUne clinique de Valmure piratée\n\nLa clinique du Parc n’a plus accès à ses dossiers depuis lundi.",
        "b": "Un autre\n\nLe parquet a été saisi.",
        "c": "La clinique du Parc n’a plus accès à ses dossiers.",
    },
}


def resolve(claims: list[dict[str, object]], rule: str = "") -> dict[str, object]:
    """Return the resolved value of claims about one field, with a decision if `rule` is given."""
    decision = {
        "incident_id": "i",
        "field": claims[0]["field"],
        "rule": rule,
        "reason_en": "A reason that a reader can check.",
        "reason_fr": "Une raison que le lecteur peut vérifier.",
    }
    decision["claims"] = " ".join(str(row["claim_id"]) for row in claims)
    decisions = pd.DataFrame([decision] if rule else [], columns=list(decision))
    return curate.resolve(pd.DataFrame(claims), decisions, CONTEXT).to_dict("records")[0]


# --- quotes


def test_a_quote_is_found_at_its_place() -> None:
    assert curate.find_quote("près de 500.000 français", "500.000", NAN, "w") == (8, 15)


@pytest.mark.parametrize(
    ("quote", "occurrence", "told"),
    [
        ("600.000", NAN, "is not in the article; copy the words exactly"),
        ("un", NAN, "stands 2 times; write 1 to 2 in column occurrence"),
        ("un", 3.0, "there is no number 3; the words stand 2 time"),
        ("n et", NAN, "'n et' cuts a word or a number in two"),
        ("un e", NAN, "'un e' cuts a word or a number in two"),
    ],
)
def test_a_quote_that_cannot_be_placed_is_told(quote: str, occurrence: float, told: str) -> None:
    with pytest.raises(InputError, match=told):
        curate.find_quote("un et un", quote, occurrence, "claims.csv, row 2")


# --- claims


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"incident_id": "nowhere"}, "column incident_id: unknown incident 'nowhere'"),
        ({"low": 5.0, "high": 2.0}, "column low: 5 is greater than high 2"),
        ({"low": NAN, "high": NAN}, "column low: is empty in a claim about persons_exposed"),
        ({"population": "catchment"}, "column population: 'catchment' never counts persons exposed"),
        (
            {"field": "attack_type", "value": "magic", "low": NAN, "high": NAN},
            "column value: 'magic' is no attack_type",
        ),
        (
            {"field": "event_date", "edtf": "2021-13", "low": NAN, "high": NAN},
            "column edtf: '2021-13' is not an EDTF date",
        ),
        ({"field": "event_date", "edtf": "", "low": NAN, "high": NAN}, "column edtf: is empty"),
        (
            {"field": "event_date", "edtf": "2021-02/2020-01", "low": NAN, "high": NAN},
            "ends before it begins",
        ),
        ({"field": "organisation", "value": "X"}, "column low: holds a number"),
        ({"field": "organisation", "low": NAN, "high": NAN}, "column value: is empty"),
    ],
)
def test_a_claim_that_contradicts_itself_is_told(values: dict[str, object], told: str) -> None:
    frame = pd.DataFrame([number("c", 5.0) | values])
    with pytest.raises(InputError, match=told):
        checks.check_claims(frame, pd.DataFrame({"incident_id": ["i"], "scope": ["attack"]}))


# --- rules: each one settles what it is for, and refuses what it cannot settle


def test_claims_that_agree_need_no_decision() -> None:
    assert resolve([number("c", 500000.0), number("d", 500000.0)])["status"] == "agreement"
    assert resolve([number("c", 500000.0)])["status"] == "single_claim"


def test_claims_that_disagree_need_a_decision() -> None:
    with pytest.raises(InputError, match=r"claims disagree \(500000 persons \| 491840 persons\); add a row"):
        resolve([number("c", 500000.0), number("d", 491840.0)])


def test_a_decision_about_claims_that_agree_fails() -> None:
    with pytest.raises(InputError, match="its claims no longer disagree; remove the decision"):
        resolve([number("c", 5.0), number("d", 5.0)], "interval_hull")


def test_a_decision_weighs_exactly_the_claims_that_disagree() -> None:
    claims = pd.DataFrame([number("c", 5.0), number("d", 6.0), number("e", 7.0)])
    decision = {
        "incident_id": "i",
        "field": "persons_exposed",
        "rule": "interval_hull",
        "claims": "c d",
        "reason_en": "A reason that a reader can check.",
        "reason_fr": "Une raison que le lecteur peut vérifier.",
    }
    with pytest.raises(InputError, match="weigh c d e"):
        curate.resolve(claims, pd.DataFrame([decision]), CONTEXT)


def test_exact_over_rounded() -> None:
    value = resolve([number("c", 500000.0, qualifier="near"), number("d", 491840.0)], "exact_over_rounded")
    assert (value["low"], value["high"], value["claims"], value["set_aside"]) == (491840, 491840, "d", "c")
    assert resolve([number("c", 500000.0), number("d", 450000.0)], "exact_over_rounded")["low"] == 450000
    with pytest.raises(InputError, match="600000 is no rounding of 491840"):
        resolve([number("c", 600000.0), number("d", 491840.0)], "exact_over_rounded")


def test_what_says_the_exact_number_again_is_not_set_aside() -> None:
    claims = [number("c", 491840.0), number("d", 500000.0), number("e", 491840.0)]
    value = resolve(claims, "exact_over_rounded")
    assert (value["claims"], value["set_aside"]) == ("c e", "d")


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "told"),
    [
        (500000.0, NAN, "more_than", "'more than 500000 persons' is not one number"),
        (NAN, 500000.0, "up_to", "'up to 500000 persons' is not one number"),
        (400000.0, 500000.0, "range", "'400000 to 500000 persons' is not one number"),
    ],
)
def test_what_is_not_one_number_is_no_rounding(low: float, high: float, qualifier: str, told: str) -> None:
    other = claim("c", low=low, high=high, qualifier=qualifier)
    with pytest.raises(InputError, match=rf"{told}, so it rounds nothing; choose another rule"):
        resolve([other, number("d", 491840.0)], "exact_over_rounded")


def test_official_over_press() -> None:
    value = resolve([number("c", 5.0), number("d", 6.0, speaker="victim")], "official_over_press")
    assert value["claims"] == "d"
    with pytest.raises(InputError, match="leaves 0 claims"):
        resolve([number("c", 5.0), number("d", 6.0)], "official_over_press")


def test_latest_official() -> None:
    early, late = number("c", 5.0, speaker="victim"), number("d", 6.0, speaker="victim", article_id="b")
    assert resolve([late, early], "latest_official")["claims"] == "d"


def test_asserted_over_hedged() -> None:
    assert (
        resolve([number("c", 5.0, modality="conditional"), number("d", 6.0)], "asserted_over_hedged")[
            "claims"
        ]
        == "d"
    )


def placed(name: str, value: str, quote: str, article: str = "a", **values: object) -> dict[str, object]:
    """Return a claim about the organisation whose quote stands where it stands in its article."""
    start = CONTEXT["text"][article].index(quote)
    return claim(name, "organisation", value=value, article_id=article, start=start, **values)


def test_body_over_headline() -> None:
    title, body = placed("c", "A", "clinique de Valmure"), placed("d", "B", "clinique du Parc")
    value = resolve([title, body], "body_over_headline")
    assert (value["value"], value["set_aside"]) == ("B", "c"), "the kicker stands above the title"
    with pytest.raises(
        InputError, match="where the title of c ends is not known: no line of its text is that"
    ):
        resolve([title, placed("e", "C", "clinique du Parc", "c")], "body_over_headline")


@pytest.mark.parametrize(
    ("text", "title", "places"),
    [
        ("Un titre\nLe corps.", "Un titre", ["Un titre"]),
        (
            "Rubrique\n\n L'hôpital\u00a0: le point \nLe corps.",
            "L’hôpital : le point",
            ["L'hôpital\u00a0: le point"],
        ),
        ("L?hôpital attaqué\nLe corps.", "L’hôpital attaqué", ["L?hôpital attaqué"]),
        ("Le corps parle d’un titre de presse.", "titre", []),
        ("Le corps.", "", []),
    ],
)
def test_a_title_is_a_line_of_the_article(text: str, title: str, places: list[str]) -> None:
    assert [text[start:end] for start, end in curate.title_places(text, title)] == places


def test_a_repeated_title_is_no_body() -> None:
    assert [curate._is_below(start, [(3, 9), (40, 46)]) for start in (0, 3, 9, 40, 46)] == [
        False, False, True, False, True,
    ]  # fmt: skip


def test_interval_hull_and_unresolved() -> None:
    hull = resolve([number("c", 5.0), number("d", 8.0)], "interval_hull")
    assert (hull["low"], hull["high"], hull["status"]) == (5, 8, "decided")
    open_value = resolve([claim("c", "place", value="A"), claim("d", "place", value="B")], "unresolved")
    assert (open_value["status"], open_value["value"]) == ("disputed", "A | B")


def test_a_hull_is_open_where_a_claim_is() -> None:
    more, plain = claim("c", low=500.0, high=NAN, qualifier="more_than"), number("d", 400.0)
    for claims in ([more, plain], [plain, more]):
        value = resolve(claims, "interval_hull")
        assert (value["low"], str(value["high"]), value["qualifier"]) == (400, "nan", "at_least")
    assert resolve([plain, number("e", 450.0)], "interval_hull")["qualifier"] == "range"
    with pytest.raises(InputError, match="leave both ends of the interval open"):
        resolve([more, claim("f", low=NAN, high=300.0, qualifier="up_to")], "interval_hull")
    dates = resolve([date("c", "2021-06-10"), date("d", "2021-06-18")], "interval_hull")
    assert dates["edtf"] == "2021-06-10/2021-06-18"


def test_dates_of_which_one_lies_within_the_other_agree_on_the_narrower() -> None:
    value = resolve([date("c", "2021-06"), date("d", "2021-06-18")])
    assert (value["status"], value["edtf"], value["earliest"]) == ("agreement", "2021-06-18", "2021-06-18")


def test_dates_that_only_overlap_disagree() -> None:
    with pytest.raises(InputError, match="claims disagree"):
        resolve([date("c", "2021-06-01/2021-06-20"), date("d", "2021-06-10/2021-06-30")])


def test_a_value_both_affirmed_and_denied_is_a_disagreement() -> None:
    with pytest.raises(InputError, match=r"claims disagree \(Medical \| Medical \(denied\)\)"):
        resolve(
            [
                claim("c", "data_variety", value="Medical"),
                claim("d", "data_variety", value="Medical", stance="denies"),
            ]
        )


# --- a denial is no value


def disclosed(name: str, **values: object) -> dict[str, object]:
    return claim(name, "data_disclosure", value="Yes", **values)


DENIALS = {
    "official_over_press": ({}, {"speaker": "victim"}),
    "latest_official": ({"speaker": "regulator"}, {"speaker": "victim", "article_id": "b"}),
    "asserted_over_hedged": ({"modality": "conditional"}, {}),
    "body_over_headline": ({"start": 10}, {}),
}
NEVER = ("exact_over_rounded", "interval_hull")  # no reason to prefer a denial, or what it denies


@pytest.mark.parametrize(("rule", "press", "victim"), [(rule, *sides) for rule, sides in DENIALS.items()])
def test_a_denial_that_wins_is_no_value(
    rule: str, press: dict[str, object], victim: dict[str, object]
) -> None:
    for make in (disclosed, lambda name, **values: number(name, 5000.0, **values)):
        value = resolve([make("p", **press), make("v", **victim, stance="denies")], rule)
        assert (value["status"], value["rule"], value["value"]) == ("not_reported", rule, "")
        assert value["low"] != value["low"] and value["unit"] == ""
        assert (value["claims"], value["set_aside"]) == ("v", "p")
        value = resolve([make("p", **press, stance="denies"), make("v", **victim)], rule)
        assert (value["status"], value["claims"]) == ("decided", "v"), "and a denial that loses takes nothing"


@pytest.mark.parametrize("rule", NEVER)
def test_a_rule_about_sizes_does_not_settle_a_denial(rule: str) -> None:
    denied = number("v", 5000.0, stance="denies")
    with pytest.raises(InputError, match=r"leaves 2 claims \(5000 persons \| 5000 persons \(denied\)\)"):
        resolve([number("p", 5000.0), denied], rule)
    # what nobody affirms may be denied beside the number that is taken
    value = resolve([number("p", 5000.0), number("q", 4980.0), denied | {"low": 9.0, "high": 9.0}], rule)
    assert (value["status"], value["claims"].split()[-1]) == ("decided", "v")


def test_a_denial_stays_visible_where_nothing_is_settled() -> None:
    value = resolve([disclosed("p"), disclosed("v", stance="denies")], "unresolved")
    assert (value["status"], value["value"]) == ("disputed", "Yes | Yes (denied)")


def test_every_rule_is_held_against_a_denial() -> None:
    assert {*DENIALS, *NEVER, "unresolved"} == set(RULES)


def test_beside_a_denial_that_wins_stands_what_is_affirmed_with_it() -> None:
    claims = [disclosed("p"), disclosed("v", speaker="victim", stance="denies"),
              disclosed("r", speaker="regulator") | {"value": "Potentially"}]  # fmt: skip
    value = resolve(claims, "official_over_press")
    assert (value["value"], value["claims"], value["set_aside"]) == ("Potentially", "v r", "p")
    with pytest.raises(InputError, match=r"leaves 2 claims \(Yes \(denied\) \| Yes\)"):
        resolve([disclosed("p"), claims[1], disclosed("r", speaker="regulator")], "official_over_press")


def test_of_many_values_only_those_in_dispute_are_weighed() -> None:
    said = {"a": "Medical", "b": "Personal", "c": "Credentials", "d": "Medical", "e": "Personal"}
    claims = [claim(name, "data_variety", value=value) for name, value in said.items()]
    claims[3] |= {"stance": "denies", "speaker": "victim"}
    decision = {
        "incident_id": "i", "field": "data_variety", "rule": "official_over_press", "claims": "a d",
        "reason_en": "The hospital knows its own files.", "reason_fr": "L’hôpital connaît ses propres fichiers.",
    }  # fmt: skip
    value = curate.resolve(pd.DataFrame(claims), pd.DataFrame([decision]), CONTEXT).to_dict("records")[0]
    assert (value["status"], value["value"]) == ("decided", "Personal; Credentials")
    assert (value["claims"], value["set_aside"]) == ("b c d e", "a")
    with pytest.raises(InputError, match="weigh a d"):
        resolve(claims, "official_over_press")


def test_what_is_denied_or_open_is_so_in_every_table() -> None:
    """The tables can be written: a column of terms holds no « Yes | Yes (denied) »."""
    claims = [disclosed("p"), disclosed("v", speaker="victim", stance="denies")]
    frame = pd.DataFrame(claims)
    about = dict.fromkeys(tables.declared("curated/incidents").header, "x") | {
        "incident_id": "i", "organisation_type": "clinic", "scope": "attack", "register_id": "",
    }  # fmt: skip
    for rule, resolved in (("official_over_press", "not reported"), ("unresolved", "unresolved")):
        decision = {
            "incident_id": "i", "field": "data_disclosure", "rule": rule, "claims": "p v",
            "reason_en": "The hospital knows its own files.", "reason_fr": "L’hôpital connaît ses propres fichiers.",
        }  # fmt: skip
        decisions = pd.DataFrame([decision])
        values = curate.resolve(frame, decisions, CONTEXT)
        apart = curate.disagreements(values, frame, decisions).to_dict("records")
        assert [(row["values"], row["resolved"]) for row in apart] == [("Yes | Yes (denied)", resolved)]
        row = curate.incident_table(pd.DataFrame([about]), values, frame, {"a": "a"}).to_dict("records")[0]
        assert (row["data_disclosure"], row["disagreements"]) == ("", 1)
        for name, rows in (
            ("values", values.to_dict("records")),
            ("disagreements", apart),
            ("incidents", [row]),
        ):
            table = tables.declared(f"processed/{name}")
            cells = [{column: tables.as_cell(line[column]) for column in table.header} for line in rows]
            tables.check(cells, table, name)
    assert list(curate.ledger(frame)["says"]) == ["Yes", "Yes (denied)"]


def test_every_rule_has_a_function_and_a_test() -> None:
    assert set(curate.RULE_FUNCTIONS) == set(RULES)
    tested = {name for name in globals() if name.startswith("test_")}
    for rule in set(RULES) - {"interval_hull", "unresolved"}:
        assert f"test_{rule}" in tested


# --- review


def mention(
    start: int, end: int, low: float, high: float = NAN, label: str = "QUANTITY"
) -> dict[str, object]:
    return {
        "article_id": "a",
        "start": start,
        "end": end,
        "quote": "q",
        "label": label,
        "low": low,
        "high": high,
        "earliest": "",
        "latest": "",
    }


def test_a_claim_uses_only_the_number_it_states() -> None:
    claims = pd.DataFrame([number("c", 500.0, start=0, end=50)])
    mentions = pd.DataFrame(
        [mention(5, 9, 500.0, 500.0), mention(20, 25, 30.0, 30.0), mention(60, 65, 500.0, 500.0)]
    )
    reviewed = curate.review(
        mentions, claims, pd.DataFrame(columns=["article_id", "start", "end", "reason", "note", "quote"])
    )
    assert list(reviewed["state"]) == ["used", "unreviewed", "unreviewed"]
    with pytest.raises(InputError) as caught:
        curate.require_reviewed(reviewed, claims)
    first, second = str(caught.value).splitlines()
    assert "row 2 (c) quotes it and says '500 persons'" in first
    assert "claims.csv" not in second


def test_a_dismissal_must_be_an_unused_mention() -> None:
    claims = pd.DataFrame([number("c", 500.0, start=0, end=50)])
    mentions = pd.DataFrame([mention(5, 9, 500.0, 500.0)])
    dismissed = pd.DataFrame(
        [{"article_id": "a", "start": 5, "end": 9, "quote": "q", "reason": "background", "note": ""}]
    )
    with pytest.raises(InputError, match="is used by c"):
        curate.review(mentions, claims, dismissed)
    with pytest.raises(InputError, match="is no mention of the reader"):
        curate.review(mentions, claims, dismissed.assign(end=8))


@pytest.mark.parametrize(
    ("found", "reason", "told"),
    [
        ({"low": 30.0, "high": 30.0}, "repeats_claim", "no claim says the same as 'q'"),
        ({"low": 30.0, "high": 30.0}, "publication_stamp", "'q' is no date"),
        ({"low": 500.0, "high": 500.0}, "repeats_claim", ""),
        ({"low": 6.0, "high": 6.0, "unit_kind": "duration"}, "repeats_claim", ""),
        ({"label": "DATE", "earliest": "2021-06-18", "latest": "2021-06-18"}, "repeats_claim", ""),
        (
            {"label": "DATE", "earliest": "2021-07-18", "latest": "2021-07-18"},
            "repeats_claim",
            "no claim says",
        ),
        ({"label": "DATE", "earliest": "2021-07-18", "latest": "2021-07-18"}, "publication_stamp", ""),
        ({"low": 30.0, "high": 30.0}, "background", ""),
    ],
)
def test_a_reason_for_dismissal_must_hold_where_it_can_be_seen(
    found: dict[str, object], reason: str, told: str
) -> None:
    claims = pd.DataFrame([number("c", 500.0, start=0, end=4), date("d", "2021-06", start=0, end=4)]).assign(
        earliest=["", "2021-06-01"], latest=["", "2021-06-30"]
    )
    mentions = pd.DataFrame([mention(5, 9, NAN, NAN) | {"unit_kind": "people"} | found])
    row = {"article_id": "a", "start": 5, "end": 9, "quote": "q", "reason": reason, "note": ""}
    if told:
        with pytest.raises(InputError, match=rf"dismissed\.csv, row 2, column reason: .*{told}"):
            curate.review(mentions, claims, pd.DataFrame([row]))
    else:
        assert curate.review(mentions, claims, pd.DataFrame([row]))["state"].tolist() == ["dismissed"]


# --- the study itself


def test_every_quote_stands_at_its_offsets(study: Study) -> None:
    texts = received.receive(study).set_index("article_id")["text"]
    for name in ("claims", "mentions", "review"):
        for row in tables.read(study, f"processed/{name}").itertuples():
            assert texts[row.article_id][int(row.start) : int(row.end)] == row.quote, (name, row.quote)


def test_every_reference_resolves(study: Study) -> None:
    claims = set(tables.read(study, "curated/claims")["claim_id"])
    incidents = set(tables.read(study, "curated/incidents")["incident_id"])
    register = set(tables.read(study, "raw/press_incidents")["incident_id"])
    for row in tables.read(study, "processed/values").itertuples():
        assert row.incident_id in incidents
        assert set(row.claims.split()) | set(row.set_aside.split()) <= claims
    assert set(tables.read(study, "processed/register_matches")["register_id"]) <= register


def test_totals_reconcile(study: Study) -> None:
    claims, values = tables.read(study, "processed/claims"), tables.read(study, "processed/values")
    about = claims[claims["incident_id"] != ""]
    resting = [name for cell in [*values["claims"], *values["set_aside"]] for name in cell.split()]
    assert len(resting) == len(set(resting))
    assert set(about[~about["claim_id"].isin(resting)]["stance"]) <= {"denies"}
    incidents = tables.read(study, "processed/incidents")
    assert incidents["claims"].sum() == len(about)
    assert incidents["disagreements"].sum() == len(tables.read(study, "processed/disagreements"))
    mentions = tables.read(study, "processed/mentions")
    assert mentions["label"].isin(["QUANTITY", "DATE"]).sum() == len(tables.read(study, "processed/review"))


def test_nothing_is_left_unreviewed(study: Study) -> None:
    assert set(tables.read(study, "processed/review")["state"]) <= {"used", "dismissed"}


def test_deleting_a_claim_that_a_decision_weighs_breaks_the_build(damaged: Study) -> None:
    claims = tables.read(damaged, "processed/claims")
    decisions = tables.read(damaged, "curated/decisions")
    context = curate.context(received.receive(damaged))
    for decision in decisions.itertuples():
        for name in decision.claims.split():
            with pytest.raises(InputError, match=r"decisions\.csv"):
                curate.resolve(claims[claims["claim_id"] != name], decisions, context)


def test_copies_of_one_text_are_one_source() -> None:
    words = (
        "La plainte a été déposée lundi par la direction du centre hospitalier de la ville après l'intrusion. "
        * 3
    )
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b", "c"],
            "text": [words, words + "(AFP)", "Un tout autre article, sur tout autre chose."],
        }
    )
    edits = pd.DataFrame(columns=["article_id", "start", "end", "replacement", "rule"])
    assert received.independent_sources(articles, edits) == {"a": "a", "b": "a", "c": "c"}
