"""From prose with tags to one tree of nodes, which both writers print.

A tag becomes a private character before Markdown is read, and its node afterwards: what an article says
never passes through Markdown, so it cannot become markup.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import InputError
from helpers.paths import Study
from helpers.report.references import Node, References, Unresolved, anchor, text
from helpers.report.wording import typeset

TAG = re.compile(r"\{\{(.*?)\}\}")
HOLE = re.compile("[\U000f0000-\U000ffffd]")
FIRST_HOLE = 0xF0000
HEADING = re.compile(r"(#{1,6}) +(.+?)(?: *\{#([a-z][a-z0-9-]*)\})?$")
LINK = re.compile(r"\]\(([^)\s]*)\)")
CODE = re.compile(r"`([^`]+)`")
COMMENT = re.compile(r"<!--.*?-->")
MARKUP = re.compile(r"<[/!?A-Za-z]|!\[|\{%|^ {0,3}\[[^\]]+\]:")
BLOCKS = ("figure", "table", "evidence")
CAPTION = ": "
CAPTIONED = ("table", "report_table", "figure")
WHERE_TAGS = "see the list of tags in reports/template/README.md"


@dataclass(frozen=True)
class Line:
    """One line of prose and where it stands."""

    where: str
    text: str
    is_code: bool = False


@dataclass
class Draft:
    """A language's prose as it is read: Markdown with holes, what fills them, and all that is wrong."""

    holes: list[Node]
    errors: list[InputError]
    headings: dict[str, str]
    links: list[tuple[str, str]]
    used: dict[str, set[tuple[str, ...]]]
    level: int = 0


def read_lines(path: Path, where: str) -> list[Line]:
    """Return the lines of a prose file, with comments taken out.

    Raises
    ------
    InputError
        The file is not UTF-8.
    """
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(where, f"is not UTF-8 (byte {error.start})", "save it as UTF-8") from None
    lines, fenced = [], False
    for number, line in enumerate(source.split("\n"), 1):
        is_fence = line.startswith("```")
        fenced ^= is_fence
        kept = line if fenced or is_fence else COMMENT.sub("", line).rstrip()
        lines.append(Line(f"{where}, line {number}", kept, fenced or is_fence))
    return lines


def files(study: Study, language: str) -> list[Path]:
    """Return the prose files of a language, in the order of their names."""
    return sorted(path for path in (study.prose / language).glob("*.md") if path.is_file())


def languages(study: Study) -> list[str]:
    """Return the languages that have prose."""
    return [language for language in ("en", "fr") if files(study, language)]


def compose(study: Study, references: References) -> tuple[list[Node], Draft]:
    """Return the report of one language as a tree, and the draft with its errors and references.

    Returns
    -------
    list of dict
        The blocks in order.
    Draft
        ``errors`` tells every bad line; ``used`` holds the references of each file by its name.
    """
    draft = Draft([], [], {}, [], {})
    blocks: list[Node] = []
    paths = files(study, references.say.language)
    for path in paths:
        references.used = draft.used[path.name] = set()
        lines = read_lines(path, study.name(path))
        blocks += parsed(_filled(study, lines, references, draft), draft.holes, references.say.language)
    if draft.level == 0:
        draft.errors.append(InputError(study.name(paths[0]), "has no title", "begin with a line # Title"))
    known = set(draft.headings) | _entries(references)
    draft.errors += [
        InputError(where, f"no heading or entry has the id {target!r}", "correct the link, or give the heading {#id}")
        for where, target in draft.links if target not in known
    ]  # fmt: skip
    if not any("evidence" in names for used in draft.used.values() for names in used):
        cure = "write {{ evidence() }} on a line of its own, once"
        draft.errors.append(
            InputError(study.name(study.prose / references.say.language), "has no appendix", cure)
        )
    return blocks, draft


def _entries(references: References) -> set[str]:
    """Return the identifiers of all appendix entries."""
    facts = references.facts
    kinds = (("claim", facts.claims), ("measure", facts.measures), ("article", facts.articles))
    return {anchor(kind, name) for kind, rows in kinds for name in rows} | {
        anchor("value", *key) for key in facts.values
    }


def _filled(study: Study, lines: list[Line], references: References, draft: Draft) -> str:
    """Return a file's Markdown with holes for its tags; errors go to the draft."""
    made: list[str] = []
    for number, line in enumerate(lines):
        neighbours = [lines[at].text for at in (number - 1, number + 1) if 0 <= at < len(lines)]
        if neighbours and neighbours[0].startswith(CAPTION):
            neighbours[0] = ""
        try:
            if not line.is_code:
                _check_heading(line, draft)
                _check_caption(line, lines[number + 1 :])
                _check_block(line, any(neighbours))
            filled = (
                line.text
                if line.is_code
                else TAG.sub(lambda tag: _hole(tag[1], references, draft.holes), line.text)
            )
            _check_words(study, line, filled, draft)
        except Unresolved as problem:
            draft.errors.append(InputError(line.where, problem.what, problem.cure))
            filled = ""
        if made and made[-1].startswith(CAPTION) and (filled.startswith("|") or HOLE.fullmatch(filled)):
            made.append("")
        made.append(filled)
    return "\n".join(made)


def _hole(tag: str, references: References, holes: list[Node]) -> str:
    """Return the private character that stands for a tag's node."""
    node = resolve(tag.strip(), references)
    holes.append(node)
    return chr(FIRST_HOLE + len(holes) - 1)


def resolve(tag: str, references: References) -> Node:
    """Return the node that a tag stands for.

    A tag is a name, or a call of a known function with words in quotation marks; it is read, never run.

    Raises
    ------
    Unresolved
        No such function, a wrong number of arguments, or nothing of that name.
    """
    try:
        call = ast.parse(tag, mode="eval").body
    except (SyntaxError, ValueError):
        raise Unresolved(f"{{{{ {tag} }}}} cannot be read", WHERE_TAGS) from None
    if isinstance(call, ast.Name) and call.id in references.front:
        return text(references.front[call.id])
    function = getattr(getattr(call, "func", None), "id", "")
    arguments = [getattr(argument, "value", None) for argument in getattr(call, "args", [])]
    if function not in references.functions or getattr(call, "keywords", None):
        raise Unresolved(f"{{{{ {tag} }}}} is no tag", WHERE_TAGS)
    if not all(isinstance(argument, str) for argument in arguments):
        raise Unresolved(f"{{{{ {tag} }}}} takes words in quotation marks", WHERE_TAGS)
    try:
        return references.functions[function](*arguments)
    except TypeError:
        raise Unresolved(f"{{{{ {tag} }}}} has too few or too many arguments", WHERE_TAGS) from None


def _check_heading(line: Line, draft: Draft) -> None:
    """Note the heading's id; raise if it has no words, if its level skips one or it is a second title."""
    if re.fullmatch(r" {0,3}#{1,6}[\s#]*", line.text):
        raise Unresolved("this heading has no words", "write some, or remove the line")
    match = HEADING.fullmatch(line.text)
    if not match:
        return
    level, identifier = len(match[1]), match[3] or slug(TAG.sub("", match[2]))
    if (level == 1) != (draft.level == 0) or level > draft.level + 1 or level > 4:
        raise Unresolved(
            "this heading's level does not follow", "one # title first, then ## sections, ### in them"
        )
    if identifier in draft.headings:
        raise Unresolved(
            f"the id {identifier!r} stands twice ({draft.headings[identifier]})", "give another with {#id}"
        )
    draft.level = level
    draft.headings[identifier] = line.where


def _check_block(line: Line, has_neighbours: bool) -> None:
    """Raise unless a figure, a table or the appendix stands alone."""
    is_block = any(re.match(rf"\s*(?:{'|'.join(BLOCKS)})\s*\(", tag) for tag in TAG.findall(line.text))
    if is_block and (has_neighbours or not TAG.fullmatch(line.text.strip())):
        raise Unresolved(
            "a figure, table or appendix does not stand alone", "give it a line, with empty lines around"
        )


def _check_caption(line: Line, below: list[Line]) -> None:
    """Raise for a caption of nothing."""
    following = next((other.text for other in below if other.text), "")
    is_captioned = following.startswith("|") or re.match(r"\{\{\s*(figure|table)\s*\(", following)
    if line.text.startswith(CAPTION) and not is_captioned:
        raise Unresolved("a caption stands above no table or figure", "begin the line without a colon")


def _check_words(study: Study, line: Line, filled: str, draft: Draft) -> None:
    """Raise for a digit typed by hand, for markup, or for a private character; note the links inside."""
    bare = re.sub(r" *\{#[a-z0-9-]+\}$", "", filled)
    if not line.is_code:
        if re.search(r"\{\{|\}\}", bare):
            raise Unresolved("a tag is not closed on its line", 'write it on one line, as {{ m("measure") }}')
        if MARKUP.search(CODE.sub("", bare)):
            raise Unresolved(
                "HTML, an image or a template statement stands in the prose", "use Markdown and tags only"
            )
        draft.links += [(line.where, target[1:]) for target in LINK.findall(bare) if target.startswith("#")]
        if any(not re.match(r"#|https?://|mailto:", target) for target in LINK.findall(bare)):
            raise Unresolved(
                "a link leads neither to an address nor to an id", "write [words](https://…) or [words](#id)"
            )
        bare = CODE.sub(lambda code: "" if is_path(study, code[1]) else code[0], LINK.sub("]", bare))
    if any(unicodedata.category(character) in ("Co", "Cc") for character in line.text.replace("\t", " ")):
        raise Unresolved("a control or private-use character stands in the prose", "remove it")
    digits = re.search(r"\S*\d\S*", bare)
    if digits and not (line.is_code and is_path(study, digits[0])):
        raise Unresolved(
            f"a digit is typed by hand ({HOLE.sub('…', digits[0])})",
            "refer to a claim or a measure, or name it",
        )


def is_path(study: Study, words: str) -> bool:
    """Return whether words name a file or folder of the study."""
    if not re.fullmatch(r"[\w./-]+", words) or words.startswith("/") or ".." in words:
        return False
    return (study.root / words).exists()


def slug(words: str) -> str:
    """Return words as an identifier.

    >>> slug("Ce que l’on a trouvé")
    'ce-que-l-on-a-trouve'
    """
    letters = (
        unicodedata.normalize("NFKD", words.replace("’", "-").lower()).encode("ascii", "ignore").decode()
    )
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def parsed(markdown: str, holes: list[Node], language: str) -> list[Node]:
    """Return Markdown as blocks, its holes filled and its words typeset."""
    import mistune

    tokens: Any = mistune.create_markdown(renderer="ast", plugins=["table"])(markdown)
    return list(_blocks(tokens, lambda words: _words(words, holes, language)))


Words = Callable[[str], list[Node]]


def _blocks(tokens: list[dict[str, Any]], words: Words) -> Iterator[Node]:
    """Give the blocks of mistune's tokens; a paragraph that begins with a colon captions the table or figure after it."""
    caption: list[Node] = []
    for token in (token for token in tokens if token["type"] != "blank_line"):
        kind = token["type"]
        inlines = list(_inlines(token["children"], words)) if kind in ("paragraph", "block_text") else []
        if inlines and inlines[0].get("text", "").startswith(CAPTION):
            inlines[0]["text"] = inlines[0]["text"].removeprefix(CAPTION)
            caption = inlines
            continue
        node = _block(token, inlines, words)
        if node:
            yield node | ({"caption": caption} if caption and node["kind"] in CAPTIONED else {})
        caption = []


def _block(token: dict[str, Any], inlines: list[Node], words: Words) -> Node | None:
    """Return the block of a token; None for what is no block."""
    kind = token["type"]
    if inlines:
        return _paragraph(inlines)
    if kind == "heading":
        return _heading(token, words)
    if kind == "list":
        return {
            "kind": "list",
            "items": [list(_blocks(item["children"], words)) for item in token["children"]],
        }
    if kind == "block_code":
        return {"kind": "code", "text": token["raw"].rstrip("\n")}
    if kind == "block_quote":
        return {"kind": "blockquote", "blocks": list(_blocks(token["children"], words))}
    return _table(token, words) if kind == "table" else None


def _paragraph(inlines: list[Node]) -> Node:
    """Return a paragraph, or the block that it consists of."""
    if len(inlines) == 1 and inlines[0]["kind"] in ("figure", "report_table", "evidence"):
        return inlines[0]
    return {"kind": "paragraph", "inlines": inlines}


def _heading(token: dict[str, Any], words: Words) -> Node:
    """Return a heading with its id."""
    inlines = list(_inlines(token["children"], words))
    last = inlines[-1].get("text", "") if inlines else ""
    written = re.search(r" *\{#([a-z][a-z0-9-]*)\}$", last)
    if written:
        inlines[-1]["text"] = last[: written.start()]
    own = "".join(node["text"] for node in inlines if node["kind"] == "text" and not node.get("hole"))
    return {"kind": "heading", "level": token["attrs"]["level"], "id": written[1] if written else slug(own),
            "inlines": inlines, "plain": plain(inlines)}  # fmt: skip


def _table(token: dict[str, Any], words: Words) -> Node:
    """Return a table written in the prose; its caption is given to it."""
    head, body = token["children"][0], token["children"][1]["children"] if len(token["children"]) > 1 else []
    columns = [{"label": plain(list(_inlines(cell["children"], words)))} for cell in head["children"]]
    rows = [
        [{"inlines": list(_inlines(cell["children"], words))} for cell in row["children"]] for row in body
    ]
    return {"kind": "table", "caption": [], "columns": columns, "rows": rows}


def _inlines(tokens: list[dict[str, Any]], words: Words) -> Iterator[Node]:
    """Give the inline nodes of mistune's tokens."""
    for token in tokens:
        kind = token["type"]
        if kind == "text":
            yield from words(token["raw"])
        elif kind in ("softbreak", "linebreak"):
            yield text(" ")
        elif kind == "codespan":
            yield {"kind": "code", "text": plain(words(token["raw"]))}
        elif kind in ("strong", "emphasis"):
            yield {"kind": kind, "inlines": list(_inlines(token["children"], words))}
        elif kind == "link":
            yield _link(token, words)


def _link(token: dict[str, Any], words: Words) -> Node:
    """Return a link: to an id of the report, or to an address."""
    target = token["attrs"]["url"]
    inlines = [text(plain(list(_inlines(token["children"], words))))]
    if target.startswith("#"):
        return {"kind": "jump", "to": target[1:], "inlines": inlines}
    return {"kind": "link", "to": target, "inlines": inlines}


def _words(words: str, holes: list[Node], language: str) -> list[Node]:
    """Return words as nodes, with the holes filled; typeset as one, so that spaces see what stands beside a hole."""
    nodes: list[Node] = []
    for part in re.split(f"({HOLE.pattern})", typeset(words, language)):
        if HOLE.fullmatch(part):
            node = dict(holes[ord(part) - FIRST_HOLE])
            nodes.append(node | ({"hole": True} if node["kind"] == "text" else {}))
        elif part:
            nodes.append(text(part))
    return nodes


def plain(inlines: list[Node]) -> str:
    """Return the bare words of inline nodes."""
    parts = []
    for node in inlines:
        words = plain(node["inlines"]) if "inlines" in node else node.get("text", "")
        parts.append(f"{node['open']}{words}{node['close']}" if node["kind"] == "quote" else words)
    return "".join(parts)


def compare_languages(study: Study, drafts: dict[str, Draft]) -> list[InputError]:
    """Return an error for each file or reference that stands in one language only."""
    if len(drafts) < 2:
        return []
    errors = []
    for here, there in (("en", "fr"), ("fr", "en")):
        for name, used in drafts[here].used.items():
            where = study.name(study.prose / there / name)
            if name not in drafts[there].used:
                errors.append(
                    InputError(where, "does not exist", f"translate {study.name(study.prose / here / name)}")
                )
                continue
            for missing in sorted(used - drafts[there].used[name]):
                told = f"{missing[0]}({', '.join(missing[1:])})"
                errors.append(
                    InputError(where, f"lacks {told}, which {here} has", "say the same in both languages")
                )
    return errors
