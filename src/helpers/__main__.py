"""The command line: ``python -m helpers COMMAND``; each command has ``--help``."""

from __future__ import annotations

import argparse
import ast
import errno
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import InputError

if TYPE_CHECKING:
    from helpers.paths import Study


# what a disk, and not a mistake of the program, answers
DISK = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ELOOP,
    errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 2 after a bad input that was told in one line."""
    parsed = _parser().parse_args(arguments)
    try:
        parsed.run(parsed)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in DISK:
            raise
        cure = "check the rights of the folder, and the space left"
        print(InputError(str(error.filename or "a file"), f"{error.strerror}", cure), file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers", description="A study of incidents told by press articles."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="run the notebooks that are not up to date")
    build.add_argument(
        "--study",
        default="",
        help="the study's folder (default: the variable STUDY, else the one around you)",
    )
    build.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the notebooks",
    )
    build.add_argument("--force", action="store_true", help="run them all")
    build.set_defaults(run=_build)

    verify = commands.add_parser(
        "verify", help="build the committed state twice, elsewhere, and compare every product byte for byte"
    )
    verify.add_argument(
        "versions", nargs="*", metavar="VERSION", help="and once more under another Python, as in 3.13"
    )
    verify.set_defaults(run=_verify)

    _add_reading(commands)
    _add_curation(commands)
    return parser


def _add_reading(commands: Any) -> None:
    """Add the commands that read articles, a few or an archive of them."""
    read = commands.add_parser("read", help="read articles: quantities, dates and names with their offsets")
    read.add_argument(
        "source",
        type=Path,
        help="a folder of *.txt and *.html, with a bibliography.csv (article_id, published_edtf) if there is one; or a "
        ".jsonl or .parquet file (article_id, text, published_edtf)",
    )
    read.add_argument(
        "out_dir",
        type=Path,
        help="receives edits, mentions and remarks, and errors.csv if an article could not be read",
    )
    read.add_argument("--jobs", type=int, nargs="?", default=1, const=0, help="processes (alone: all cores)")
    read.add_argument("--scheduler", default="", metavar="ADDRESS", help="a Dask cluster that is to read")
    read.add_argument("--format", choices=("csv", "parquet"), help="default: csv; with --scheduler parquet")
    read.set_defaults(run=_read)

    link = commands.add_parser("link", help="link near copies, and articles that may tell of one event")
    link.add_argument("source", type=Path, help="the articles that were read")
    link.add_argument("out_dir", type=Path, help="what read wrote; receives links.csv")
    link.set_defaults(run=_link)


def _add_curation(commands: Any) -> None:
    """Add the commands that bring in a new article and a new study."""
    add = commands.add_parser("add", help="store an article, show what it says and where it may belong")
    add.add_argument("source", help="a text file, a saved page, or an address (http, https)")
    add.add_argument("--study", default="", help="the study's folder (default: as for build)")
    add.add_argument("--id", default="", dest="article_id", help="its name (default: from its title)")
    add.add_argument("--published", default="", help="day of publication, EDTF: 2021-02-24, 2021-02~")
    add.add_argument("--allow-private", action="store_true", help="fetch from inside a private network too")
    add.set_defaults(run=_add)

    new = commands.add_parser("new", help="lay out an empty study")
    new.add_argument("path", type=Path, help="its folder, new or empty")
    new.add_argument("--title", default="", help="the report's title")
    new.add_argument("--year", default="", help="the year that it is about")
    new.set_defaults(run=_new)

    lab = commands.add_parser("lab", help="open JupyterLab on a study, with its own notebooks")
    lab.add_argument("--study", default="", help="the study's folder (default: as for build)")
    lab.set_defaults(run=_lab)

    export = commands.add_parser(
        "export", help="write the incidents as Parquet and VERIS, and the data dictionary"
    )
    export.add_argument("--study", default="", help="the study's folder (default: as for build)")
    export.add_argument(
        "--veris-schema",
        type=Path,
        metavar="FILE",
        help="then hold the VERIS records against the schema that VERIS publishes, verisc-merged.json",
    )
    export.set_defaults(run=_export)


def _add(parsed: argparse.Namespace) -> None:
    """Run ``add``."""
    from helpers.add import add, told
    from helpers.paths import Study

    study = Study.find(parsed.study)
    article = add(study, parsed.source, parsed.article_id, parsed.published, parsed.allow_private)
    print(told(study, article))


def _new(parsed: argparse.Namespace) -> None:
    """Run ``new``."""
    import shlex

    from helpers.new import new

    study = new(parsed.path, parsed.title, parsed.year)
    named = shlex.quote(str(parsed.path))
    print(f"laid out {study.root}; next: python -m helpers add FILE_OR_ADDRESS --study {named}")


def _lab(parsed: argparse.Namespace) -> None:
    """Run ``lab``: JupyterLab takes the place of this process."""
    import os

    from helpers.new import lay_out_notebooks
    from helpers.paths import Study

    study = Study.find(parsed.study)
    lay_out_notebooks(study, _own_parameters(study))
    first = study.notebooks / "03_curate_incidents.ipynb"
    # what is opened, run and saved there is the study's: nothing else lies below the root
    lab = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={study.root}", str(first)]
    os.execve(sys.executable, lab, os.environ | {"STUDY": str(study.root)})


def _export(parsed: argparse.Namespace) -> None:
    """Run ``export``."""
    from helpers import export, tables
    from helpers.paths import Study

    study = Study.find(parsed.study)
    paths = export.write(study)
    readme = study.root / "data" / "README.md"
    if readme.is_file():
        tables.replace(readme, export.with_dictionary(readme.read_text(encoding="utf-8")))
        paths.append(readme)
    print("wrote " + ", ".join(study.name(path) for path in paths))
    if parsed.veris_schema:
        counted = export.check_veris(study, parsed.veris_schema)
        print(f"{counted} VERIS records keep the schema {parsed.veris_schema.name}")


def _build(parsed: argparse.Namespace) -> None:
    """Run ``build``."""
    from helpers.build import build
    from helpers.paths import Study

    study = Study.find(parsed.study)
    ran = build(study, _own_parameters(study) | dict(map(_parameter, parsed.parameter)), parsed.force)
    print(f"ran {', '.join(ran)}" if ran else "nothing to do: all is up to date")


def _verify(parsed: argparse.Namespace) -> None:
    """Run ``verify``."""
    from helpers.verify import OWN, verify

    found = verify(parsed.versions)
    if found:
        raise RuntimeError("\n".join(found))
    pythons = ", ".join(dict.fromkeys((OWN, *parsed.versions)))
    print(f"two builds and the committed products are the same, byte for byte, under Python {pythons}")


def _own_parameters(study: Study) -> dict[str, Any]:
    """Return the parameters that a study sets for itself, in ``parameters.json``."""
    import json

    path = study.root / "parameters.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return dict(found)
    except (ValueError, TypeError):
        raise InputError(path.name, "is not a JSON object", 'write for example {"year": 2024}') from None


def _parameter(text: str) -> tuple[str, Any]:
    """Return NAME=VALUE as a name and a Python value; a value that is no literal is text."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise InputError(f"parameter {text}", "is not NAME=VALUE", "write for example -p year=2024")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value


def _read(parsed: argparse.Namespace) -> None:
    """Run ``read``."""
    from helpers.archive import read_archive
    from helpers.sources import remarks

    form = parsed.format or ("parquet" if parsed.scheduler else "csv")
    for line in remarks(parsed.source):
        print(line, file=sys.stderr)
    try:
        outcome = read_archive(parsed.source, parsed.out_dir, parsed.jobs, parsed.scheduler, form)
    except KeyboardInterrupt:
        raise RuntimeError("interrupted; the same command goes on from here") from None
    if outcome.unread:
        print(*outcome.told, sep="\n", file=sys.stderr)
        counted = f"{outcome.unread} of {outcome.articles} articles could not be read"
        print(f"{counted}: see {parsed.out_dir / 'errors.csv'}", file=sys.stderr)


def _link(parsed: argparse.Namespace) -> None:
    """Run ``link``."""
    from helpers.link import link

    print(link(parsed.source, parsed.out_dir))


if __name__ == "__main__":
    sys.exit(main())
