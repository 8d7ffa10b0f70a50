"""Every sentence that a person reads is Thai in the source and English in the catalogue."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from .sources import ROOT, Source, dotted_name, python_files

CATALOGUE = ROOT / "crm" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
GETTEXT = {"_", "_l", "N_", "gettext", "ngettext", "lazy_gettext"}
THAI = re.compile(r"[\u0e01-\u0e5b]")
PLACES = re.compile(r"%\(\w+\)[sdf]")
SPEAKS_THAI_ITSELF = (
    "crm/thai/",  # dates, digits, folding
    "crm/graph/simulator/",  # the citizens of the demo
    "crm/maps/reading",  # the words by which places are read out of texts
    "crm/customers/reading.py",  # the words in which people tell of themselves
    "crm/search/language.py",  # the operators, which are typed in Thai too
    "crm/search/words.py",  # how Thai words are split from what surrounds them
    "crm/console/telling.py",  # what is written to citizens
    "crm/worksheets/canned.py",
    "crm/worksheets/variables.py",  # examples for the preview of what citizens get
    "crm/worksheets/filing.py",  # what is copied into the city's system
    "crm/worksheets/numbers.py",  # what people write before a number
    "crm/worksheets/queries/agencies.py",  # how offices are named after areas
    "crm/migrations/",
    "crm/cli/demo.py",  # strangers are welcomed in both languages, its people have Thai names
)


@pytest.fixture(scope="module")
def english() -> Catalog:
    """The catalogue as it is in the source."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every sentence that stands in the sources now."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import translate

    template = tmp_path_factory.mktemp("messages") / "messages.pot"
    command = [sys.executable, *translate.extraction(template)]
    subprocess.run(command, cwd=ROOT, check=True)
    with template.open("rb") as file:
        return read_po(file)


def test_every_sentence_has_its_english(english: Catalog, said: Catalog) -> None:
    missing = [message.id for message in said if message.id and not is_translated(english, message)]
    assert not missing, missing


def test_no_english_is_left_of_a_sentence_that_is_gone(english: Catalog, said: Catalog) -> None:
    gone = [message.id for message in english if message.id and message.id not in said]
    assert not gone, gone


def test_a_translation_keeps_the_places_to_be_filled(english: Catalog) -> None:
    wrong = [
        message.id
        for message in english
        for original, translation in pairs(message)
        if set(PLACES.findall(original)) != set(PLACES.findall(translation))
    ]
    assert not wrong, wrong


def test_the_catalogue_that_the_program_reads_is_the_one_that_people_edit(
    english: Catalog,
) -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    written = [pairs(message) for message in english if is_filled(message)]
    assert sorted(pairs(message) for message in compiled if message.id) == sorted(written)


def test_no_thai_sentence_escapes_translation() -> None:
    offenders = [
        f"{source.at(node)} {node.value[:60]!r}"
        for source in python_files("crm")
        if not source.path.startswith(SPEAKS_THAI_ITSELF)
        for node in bare_strings(source)
        if THAI.search(node.value)
    ]
    assert not offenders, "\n".join(offenders)


def is_translated(catalogue: Catalog, message: Message) -> bool:
    found = catalogue.get(message.id)
    return found is not None and not found.fuzzy and is_filled(found)


def is_filled(message: Message) -> bool:
    return bool(message.id) and all(text for _, text in pairs(message))


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each form of the sentence with its translation."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))] if message.id else []
    return [(message.id[1], str(text)) for text in message.string]


def bare_strings(source: Source) -> Iterator[ast.Constant]:
    """The texts that stand neither in a docstring nor in a call of gettext."""
    translated = {
        id(inner)
        for node in source.nodes(ast.Call)
        if isinstance(node, ast.Call) and dotted_name(node.func) in GETTEXT
        for inner in ast.walk(node)
    }
    described = {id(node.value) for node in source.nodes(ast.Expr) if isinstance(node, ast.Expr)}
    for node in source.nodes(ast.Constant):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [node] if id(node) not in translated | described else []
