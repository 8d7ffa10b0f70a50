"""`python3 scripts/translate.py`: brings the English catalogue up to date with the Thai sources."""

from _python import require_supported_python

require_supported_python()

import subprocess  # noqa: E402 - an old Python must get its sentence before it meets newer code
import sys  # noqa: E402
import tempfile  # noqa: E402
from pathlib import Path  # noqa: E402

import _environment as environment  # noqa: E402

LANGUAGE = "en"
CATALOGUES = environment.ROOT / "crm" / "translations"
PYBABEL = ["-m", "babel.messages.frontend", "--quiet"]
COMPILING = [*PYBABEL, "compile", f"--directory={CATALOGUES}", "--statistics"]


def main() -> int:
    """Extract the Thai sentences, add the new ones to the English catalogue, compile it.

    Sentences that lost their place are dropped, and no translation is guessed from a similar
    one: what is new stands in the catalogue with an empty `msgstr`, to be filled in.
    """
    python = str(environment.ready("dev"))
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        for step in (extraction(template), merging(template), COMPILING):
            finished = subprocess.run(
                [python, *step], cwd=environment.ROOT, env=environment.variables()
            )
            if finished.returncode:
                return finished.returncode
    return 0


def extraction(template: Path) -> list[str]:
    """Babel's words for writing every sentence of crm/ and templates/ to a template."""
    keywords = ["--keyword=lazy_gettext", "--keyword=lazy_ngettext:1,2", "--keyword=_l"]
    layout = ["--no-wrap", "--sort-by-file", "--add-location=file", "--omit-header"]
    mapping = ["--mapping=pyproject.toml", f"--output-file={template}"]
    return [*PYBABEL, "extract", *keywords, *layout, *mapping, "."]


def merging(template: Path) -> list[str]:
    """Babel's words for merging the template into the catalogue, begun where there is none."""
    place = [f"--input-file={template}", f"--output-dir={CATALOGUES}", f"--locale={LANGUAGE}"]
    if not (CATALOGUES / LANGUAGE / "LC_MESSAGES" / "messages.po").exists():
        return [*PYBABEL, "init", "--no-wrap", *place]
    rules = ["--no-wrap", "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"]
    return [*PYBABEL, "update", *rules, *place]


if __name__ == "__main__":
    sys.exit(main())
