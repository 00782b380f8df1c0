"""The declarations of all tables: what stands in each column, in the field's terms.

VERIS 1.4.1 for what happened, EDTF (ISO 8601-2) for dates of any precision, Frictionless for the types.
"""

from __future__ import annotations

from helpers.tables import Column, Table

ORGANISATION_TYPES = (
    "hospital", "clinic", "laboratory", "practice", "care_home", "vendor", "insurer", "pharma", "research", "other",
)  # fmt: skip
SCOPES = ("attack", "exposure", "misuse", "credential_sale")
ATTACK_TYPES = ("ransomware", "intrusion", "data_theft", "data_leak", "ddos", "unknown")

NUMBER_FIELDS = (
    "persons_exposed",
    "records_exposed",
    "organisations_affected",
    "publication_sites",
    "attack_rate",
    "funding",
)
DATE_FIELDS = (
    "event_date",
    "detection_date",
    "complaint_date",
    "disclosure_date",
    "data_period",
    "rate_period",
)
TERM_FIELDS = ("attack_type", "data_variety", "data_disclosure", "motive")
TEXT_FIELDS = ("organisation", "place", "breached_system", "discovered_by", "investigation", "notified")
FIELDS = NUMBER_FIELDS + DATE_FIELDS + TERM_FIELDS + TEXT_FIELDS
TERMS = {
    "attack_type": ATTACK_TYPES,
    "data_variety": ("Personal", "Sensitive Personal", "Medical", "Credentials", "Unknown"),
    "data_disclosure": ("Yes", "Potentially", "No", "Unknown"),
    "motive": ("Financial", "Unknown"),
}
MANY_VALUED = ("data_variety", "notified")

QUALIFIERS = ("exact", "about", "near", "at_least", "more_than", "up_to", "less_than", "range")
POPULATIONS = ("exposed", "rows_in_leak", "notified", "held", "catchment", "activity")
SPEAKERS = ("victim", "attacker", "justice", "regulator", "government", "researcher", "press")
MODALITIES = ("asserted", "conditional", "implied", "planned", "question")
STANCES = ("affirms", "denies")
DENIED = " (denied)"  # what the tables write behind what a source denies
RULES = (
    "exact_over_rounded", "official_over_press", "latest_official", "asserted_over_hedged",
    "body_over_headline", "interval_hull", "unresolved",
)  # fmt: skip
STATUSES = ("not_reported", "single_claim", "agreement", "decided", "disputed")
CODED_TABLES = ("claims", "incidents", "decisions", "dismissed")
DISMISSALS = ("repeats_claim", "background", "other_sector", "publication_stamp", "commerce", "misread")
LABELS = ("QUANTITY", "DATE", "ORG", "PLACE", "ATTACK", "ACTOR", "DATA")
UNIT_KINDS = (
    "people",
    "records",
    "organisations",
    "devices",
    "money",
    "percent",
    "data_volume",
    "duration",
    "rate",
    "other",
)

ARTICLE_ID = Column("article_id", "string", "The article: the name of its file without extension", True)
START = Column("start", "integer", "First character, a code point index into the raw text", True)
END = Column("end", "integer", "One past the last character", True)
QUOTE = Column("quote", "string", "The words of the article, verbatim", True)
OCCURRENCE = Column(
    "occurrence", "integer", "Which one, counted from 1, where the words stand more than once in the article"
)
INCIDENT_ID = Column("incident_id", "string", "The incident", True)
EDTF = Column("edtf", "edtf", "The date or period, EDTF")
EARLIEST = Column("earliest", "date", "First day that the date allows")
LATEST = Column("latest", "date", "Last day that the date allows")
LOW = Column("low", "number", "Lower bound of the value; empty where the words give none")
HIGH = Column("high", "number", "Upper bound of the value; empty where the words give none")


def _text(*names: str, required: bool = False) -> tuple[Column, ...]:
    """Return plain text columns whose names say all there is to say."""
    return tuple(Column(name, "string", name.replace("_", " ").capitalize(), required) for name in names)


def _span(prefix: str, meaning: str) -> tuple[Column, ...]:
    """Return the two columns of a resolved date."""
    return (
        Column(f"{prefix}_earliest", "date", f"First day that {meaning} allows"),
        Column(f"{prefix}_latest", "date", f"Last day that {meaning} allows"),
    )


BIBLIOGRAPHY = Table(
    "raw/articles/bibliography", "The articles and where they come from", ("article_id",),
    (
        Column("article_id", "string", "The article: the name of its file without extension", True),
        Column("title", "string", "Its title", True),
        *_text("publisher", "author"),
        Column("published_edtf", "edtf", "Day of publication, EDTF; ~ where it is inferred"),
        *_text("published_basis", "address", "received_as"),
        Column("sha256", "string", "Hash of the file's bytes as received", True),
    ),
)  # fmt: skip
REGISTER = Table(
    "raw/press_incidents", "The press register: incidents that public pages report", ("incident_id",),
    (
        Column("incident_id", "string", "The register's own name of the incident", True),
        Column("organisation", "string", "Who was hit", True),
        Column("organisation_type", "string", "Kind of organisation", True, ORGANISATION_TYPES),
        *_text("place", "department", "region"),
        Column("event_date_edtf", "edtf", "When, EDTF", True),
        Column("date_meaning", "string", "What the date dates", True, ("attack", "detected", "disclosed")),
        Column("scope", "string", "What kind of event", True, SCOPES),
        Column("attack_type", "string", "How", True, ATTACK_TYPES),
        *_text("malware_or_actor"),
        Column("persons_exposed_low", "number", "Least number of persons exposed"),
        Column("persons_exposed_high", "number", "Greatest number of persons exposed"),
        *_text("records_note"),
        Column("care_disrupted", "yes_no", "Whether care was disrupted"),
        Column("ransom_demanded", "yes_no", "Whether a ransom was asked for"),
        Column("ransom_paid", "yes_no", "Whether a ransom was paid"),
        Column("source_url", "string", "Address of the page", True),
        Column("source_publisher", "string", "Publisher of the page", True),
        Column("source_date", "edtf", "Date of the page"),
        Column("source2_url", "string", "Address of a second page"),
        Column("source2_publisher", "string", "Publisher of the second page"),
        Column("source2_date", "edtf", "Date of the second page"),
        Column("confidence", "string", "high: two pages or an official one; medium: one page; low: a line in a list", True,
               ("high", "medium", "low")),
        *_text("note"),
    ),
)  # fmt: skip
SERIES = Table(
    "raw/official_series", "Counts published by authorities", ("series_id", "period_start", "period_end", "metric", "value", "source_url"),
    (
        *_text("series_id", "publisher", "population", "metric", required=True),
        Column("period_start", "date", "First day of the period"),
        Column("period_end", "date", "Last day of the period"),
        Column("value", "number", "The number", True),
        Column("unit", "string", "What is counted", True),
        LOW, HIGH,
        Column("kind", "string", "reported, derived by arithmetic, or a misquote", True, ("reported", "derived", "misquote")),
        Column("confidence", "string", "Confidence in the number", False, ("high", "medium", "low")),
        Column("source_url", "string", "Address of the page", True),
        *_text("source_title"),
        Column("source_date", "edtf", "Date of the page"),
        *_text("note"),
    ),
)  # fmt: skip
RATE_CLAIMS = Table(
    "raw/rate_claims", "Who said what rate or count, and when", (),
    (
        *_text("speaker", "role"),
        Column("date_said", "edtf", "When it was said"),
        Column("claim_kind", "string", "Kind of statement", True),
        Column("value", "number", "The number"),
        *_text("unit", "scope"),
        Column("source_url", "string", "Address of the page", True),
        *_text("source_publisher"),
        Column("source_date", "edtf", "Date of the page"),
        *_text("note"),
    ),
)  # fmt: skip
CNIL = Table(
    "raw/cnil_health_monthly", "Breach notifications to CNIL, by month of receipt", ("month",),
    (
        Column("month", "edtf", "Month of receipt", True),
        *(Column(name, "integer", meaning, True) for name, meaning in (
            ("health_notifications", "Notifications by the health and social sector"),
            ("health_external_malicious", "of these, from an external malicious act"),
            ("health_hacking", "of these, for hacking"),
            ("health_hacking_and_malicious", "of these, both"),
            ("health_malicious_distinct_profiles", "Distinct combinations of the recorded fields among the malicious ones"),
            ("health_hacking_malicious_availability_loss", "Both, with a loss of availability"),
            ("all_sectors_notifications", "Notifications by all sectors"),
        )),
    ),
)  # fmt: skip

CURATED_INCIDENTS = Table(
    "curated/incidents", "The incidents that the articles tell of: who and where, no value", ("incident_id",),
    (
        Column("incident_id", "string", "Name of the incident, never used again", True),
        *_text("label_en", "label_fr", required=True),
        Column("organisation", "string", "Who was hit, as it names itself", True),
        Column("organisation_type", "string", "Kind of organisation", True, ORGANISATION_TYPES),
        *_text("place", "department", "region"),
        Column("scope", "string", "What kind of event", True, SCOPES),
        Column("register_id", "string", "The same incident in the press register", refers_to="raw/press_incidents"),
        Column("match_basis", "string", "Why the two are the same incident"),
    ),
)  # fmt: skip
CLAIM_COLUMNS = (
    Column("claim_id", "string", "Name of the claim", True),
    Column("article_id", "string", "The article that says it", True, refers_to="raw/articles/bibliography"),
    Column("incident_id", "string", "The incident it speaks of; empty for the sector as a whole", refers_to="curated/incidents"),
    Column("field", "string", "What it speaks of", True, FIELDS),
    Column("value", "string", "The value of a term or text field"),
    LOW, HIGH, EDTF,
    Column("unit", "string", "What a number counts"),
    Column("qualifier", "string", "How the words qualify a number", False, QUALIFIERS),
    Column("population", "string", "Which people or records a number counts", False, POPULATIONS),
    Column("speaker", "string", "Whose statement it is", True, SPEAKERS),
    Column("modality", "string", "How firmly it is said", True, MODALITIES),
    Column("stance", "string", "Whether the value is affirmed or denied", True, STANCES),
    QUOTE, OCCURRENCE,
    Column("note", "string", "What a reader must know"),
)  # fmt: skip
CURATED_CLAIMS = Table(
    "curated/claims", "One statement by one source about one field", ("claim_id",), CLAIM_COLUMNS
)
DECISIONS = Table(
    "curated/decisions", "How contradicting claims were resolved", ("incident_id", "field"),
    (
        Column("incident_id", "string", "The incident", True, refers_to="curated/incidents"),
        Column("field", "string", "The field in dispute", True, FIELDS),
        Column("rule", "string", "The rule applied", True, RULES),
        Column("claims", "string", "The claims weighed, separated by spaces", True),
        Column("reason_en", "string", "Why this rule", True),
        Column("reason_fr", "string", "The same in French", True),
    ),
)  # fmt: skip
DISMISSED = Table(
    "curated/dismissed", "Quantities and dates that are no claim, and why", ("article_id", "quote", "occurrence"),
    (
        ARTICLE_ID, QUOTE, OCCURRENCE,
        Column("reason", "string", "Why it is no claim", True, DISMISSALS),
        Column("note", "string", "What it is instead"),
    ),
)  # fmt: skip
CODED_CELL = (
    Column("table", "string", "The curated table that holds the cell", True, CODED_TABLES),
    Column("row", "string", "The cell's row: the table's key, its parts separated by spaces", True),
    Column("column", "string", "The cell's column", True),
)
SECOND_CODING = Table(
    "curated/second_coding", "What a second coder wrote in the same cells", tuple(column.name for column in CODED_CELL),
    (
        *CODED_CELL,
        Column("code", "string", "What the second coder wrote, unedited; empty where the cell should be empty"),
        Column("first", "string", "Where the two differ: what the first coder had written"),
        Column("settled", "string", "Where the two differ: which of them stands"),
        Column("reason", "string", "Where the two differ: why, naming the code that is set aside"),
    ),
)  # fmt: skip

ARTICLES = Table(
    "processed/articles", "The articles, decoded and cleaned", ("article_id",),
    (
        Column("article_id", "string", "The article", True),
        Column("title", "string", "Its title", True),
        Column("publisher", "string", "Who published it, where known"),
        Column("published_edtf", "edtf", "Day of publication, EDTF"),
        Column("sha256", "string", "Hash of the bytes, verified", True),
        Column("encoding", "string", "How the bytes were decoded", True),
        Column("raw_characters", "integer", "Length of the raw text in code points", True),
        Column("clean_characters", "integer", "Length of the clean text in code points", True),
        Column("removed_characters", "integer", "Characters that cleaning removed", True),
        Column("repairs", "integer", "Characters that cleaning mended", True),
    ),
)  # fmt: skip
EDITS = Table(
    "processed/edits", "Every change that cleaning makes", ("article_id", "start", "end"),
    (ARTICLE_ID, START, END, Column("replacement", "string", "What stands there instead; empty for a removal"),
     Column("rule", "string", "The rule that made it", True)),
)  # fmt: skip
MENTIONS = Table(
    "processed/mentions", "Every span that the reader found", ("article_id", "start", "end", "label"),
    (
        ARTICLE_ID, START, END, QUOTE,
        Column("label", "string", "What it is", True, LABELS),
        Column("unit_kind", "string", "What kind of thing a quantity counts", False, UNIT_KINDS),
        Column("unit", "string", "The unit, or the thing counted"),
        Column("qualifier", "string", "How the words qualify a number"),
        LOW, HIGH, EDTF, EARLIEST, LATEST,
    ),
)  # fmt: skip
REMARKS = Table(
    "processed/remarks", "What the reader noticed about a mention", ("article_id", "start", "end", "kind"),
    (ARTICLE_ID, START, END, Column("kind", "string", "Kind of remark", True), Column("detail", "string", "What was noticed")),
)  # fmt: skip
CLAIMS = Table(
    "processed/claims", "The claims with their places in the articles", ("claim_id",),
    (*CLAIM_COLUMNS, START, END, EARLIEST, LATEST),
)  # fmt: skip
VALUES = Table(
    "processed/values", "What each field of each incident came to, by which rule, from which claims", ("incident_id", "field"),
    (
        INCIDENT_ID, Column("field", "string", "The field", True, FIELDS),
        Column("status", "string", "How the value came to be", True, STATUSES),
        Column("rule", "string", "The rule that a decision names, where claims disagree", False, RULES),
        Column("value", "string", "The value of a term or text field"),
        LOW, HIGH, EDTF, EARLIEST, LATEST,
        Column("unit", "string", "What a number counts"),
        Column("qualifier", "string", "How the words qualify a number", False, QUALIFIERS),
        Column("claims", "string", "The claims it rests on, separated by spaces"),
        Column("set_aside", "string", "The claims weighed and set aside, separated by spaces"),
    ),
)  # fmt: skip
INCIDENTS = Table(
    "processed/incidents", "One row an incident: every value resolved from claims; empty means not reported", ("incident_id",),
    (
        Column("incident_id", "string", "The incident", True),
        *_text("label_en", "label_fr", required=True),
        Column("organisation", "string", "Who was hit", True),
        Column("organisation_type", "string", "Kind of organisation", True, ORGANISATION_TYPES),
        *_text("place", "department", "region"),
        Column("scope", "string", "What kind of event", True, SCOPES),
        Column("register_id", "string", "The same incident in the press register", refers_to="raw/press_incidents"),
        Column("attack_type", "string", "How", False, ATTACK_TYPES),
        Column("data_disclosure", "string", "Whether data were disclosed (VERIS)", False, TERMS["data_disclosure"]),
        Column("data_variety", "string", "Kinds of data (VERIS), separated by semicolons"),
        Column("event_edtf", "edtf", "When it happened, EDTF"),
        *_span("event", "the date of the event"), *_span("detection", "the date of detection"),
        *_span("complaint", "the date of the complaint"), *_span("disclosure", "the date it became public"),
        Column("persons_low", "number", "Least number of persons exposed"),
        Column("persons_high", "number", "Greatest number of persons exposed"),
        Column("persons_qualifier", "string", "How the words qualify the number", False, QUALIFIERS),
        Column("persons_status", "string", "How the number came to be", True, STATUSES),
        Column("records_low", "number", "Least number of records or accounts exposed; never persons"),
        Column("records_high", "number", "Greatest number of records or accounts exposed"),
        Column("records_unit", "string", "What the records are"),
        Column("articles", "integer", "Articles that tell of it", True),
        Column("sources", "integer", "Independent sources: copies of one text count as one", True),
        Column("claims", "integer", "Claims made about it", True),
        Column("disagreements", "integer", "Fields in which claims disagree", True),
    ),
)  # fmt: skip
DISAGREEMENTS = Table(
    "processed/disagreements", "Fields in which claims contradict each other", ("incident_id", "field"),
    (
        INCIDENT_ID, Column("field", "string", "The field", True, FIELDS),
        Column("claims", "string", "The claims that disagree, separated by spaces", True),
        Column("values", "string", "What they say, separated by |", True),
        Column("rule", "string", "The rule that decides", True, RULES),
        Column("resolved", "string", "What was taken", True),
        *_text("reason_en", "reason_fr", required=True),
    ),
)  # fmt: skip
REVIEW = Table(
    "processed/review", "Every quantity and date, and what became of it", ("article_id", "start", "end", "label"),
    (
        ARTICLE_ID, START, END, QUOTE,
        Column("label", "string", "Quantity or date", True, ("QUANTITY", "DATE")),
        Column("state", "string", "Used by a claim, dismissed, or not yet reviewed", True, ("used", "dismissed", "unreviewed")),
        Column("claims", "string", "The claims that use it, separated by spaces"),
        Column("reason", "string", "Why it was dismissed", False, DISMISSALS),
        Column("note", "string", "The curator's note"),
    ),
)  # fmt: skip
MATCHES = Table(
    "processed/register_matches", "What the press register says of the same incidents", ("incident_id", "field"),
    (
        INCIDENT_ID, Column("register_id", "string", "The register's row", True, refers_to="raw/press_incidents"),
        Column("field", "string", "The field compared", True),
        Column("study", "string", "What the articles came to"),
        Column("register", "string", "What the register says"),
        Column("verdict", "string", "corroborates, contradicts, only one of them speaks, or the articles' date is approximate",
               True, ("corroborates", "contradicts", "register_only", "articles_only", "approximate")),
        Column("source_url", "string", "Address of the register's source", True),
        Column("source2_url", "string", "Address of its second source; either may be the one that tells the field"),
    ),
)  # fmt: skip
READER_CHECK = Table(
    "processed/reader_check", "The reader's own reading beside the curator's, claim by claim", ("claim_id",),
    (
        Column("claim_id", "string", "The claim", True),
        Column("field", "string", "Its field", True, FIELDS),
        Column("curated", "string", "What the curator wrote"),
        Column("read", "string", "What the reader read in the same words"),
        Column("verdict", "string", "same, differs, or missed", True, ("same", "differs", "missed")),
    ),
)  # fmt: skip
CODED_TWICE = Table(
    "processed/second_coding", "The cells that two people coded, and what stands", tuple(column.name for column in CODED_CELL),
    (
        *CODED_CELL,
        Column("first", "string", "What the first coder wrote"),
        Column("second", "string", "What the second coder wrote"),
        Column("settled", "string", "What stands in the curated table"),
        Column("is_blind", "yes_no", "Whether the second coder wrote it without sight of the first coding of this cell", True),
        Column("reason", "string", "Where the two differ: why"),
    ),
)  # fmt: skip
MEASURES = Table(
    "processed/measures", "Every number that the study computes", ("measure_id",),
    (
        Column("measure_id", "string", "Name of the measure", True),
        *_text("label_en", "label_fr", required=True),
        Column("value", "number", "The number"), LOW, HIGH,
        Column("unit", "string", "Its unit", True),
        Column("method", "string", "How the interval was made", True),
        Column("inputs", "string", "Tables and rows it rests on", True),
        Column("formula", "string", "The formula", True),
    ),
)  # fmt: skip
FIGURES = Table(
    "processed/figures", "The figures, their words and the tables behind them", ("figure_id",),
    (
        Column("figure_id", "string", "Name of the figure", True),
        *_text("title_en", "title_fr", "alt_en", "alt_fr", "caption_en", "caption_fr", required=True),
        Column("data", "string", "The CSV file behind it, from the study's root", True),
    ),
)  # fmt: skip

TABLES = {
    table.name: table
    for table in (
        BIBLIOGRAPHY, REGISTER, SERIES, RATE_CLAIMS, CNIL, CURATED_INCIDENTS, CURATED_CLAIMS, DECISIONS, DISMISSED,
        SECOND_CODING, ARTICLES, EDITS, MENTIONS, REMARKS, CLAIMS, VALUES, INCIDENTS, DISAGREEMENTS, REVIEW, MATCHES,
        READER_CHECK, CODED_TWICE, MEASURES, FIGURES,
    )
}  # fmt: skip
