"""Each table has one owner, and nobody else writes to it."""

import ast
from collections import Counter
from functools import cache

from .sources import Source, dotted_name, python_files

WRITES = ("insert", "update", "delete")


def test_each_table_is_declared_once() -> None:
    counted = Counter(name for _, name in declared_tables())
    assert [name for name, times in counted.items() if times > 1] == []


def test_tables_are_declared_among_the_models() -> None:
    offenders = [
        f"{source.path} declares {name}"
        for source, name in declared_tables()
        if "models" not in source.path.removesuffix(".py").split("/")
        and not source.path.startswith(("crm/jobs", "crm/graph/simulator/"))
    ]
    assert not offenders, "\n".join(offenders)


def test_only_the_owner_makes_or_changes_a_row() -> None:
    offenders = [
        f"{source.at(node)} writes {model} of {owner}"
        for source in python_files("crm")
        for node in source.nodes(ast.Call)
        if isinstance(node, ast.Call)
        for model in written_models(node)
        if (owner := foreign_models(source).get(model))
    ]
    assert not offenders, "\n".join(offenders)


def declared_tables() -> list[tuple[Source, str]]:
    return [
        (source, node.value.value)
        for source in python_files("crm")
        for node in source.nodes(ast.Assign)
        if isinstance(node, ast.Assign)
        and [dotted_name(target) for target in node.targets] == ["__tablename__"]
        and isinstance(node.value, ast.Constant)
    ]


@cache
@cache
def foreign_models(source: Source) -> dict[str, str]:
    """The table classes that a file imports from other packages, with their owners."""
    own = package(source.path.removesuffix(".py").replace("/", "."))
    tables = table_classes()
    return {
        alias.asname or alias.name: package(node.module)
        for node in source.nodes(ast.ImportFrom)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and package(node.module) not in ("", own)
        for alias in node.names
        if alias.name in tables
    }


@cache
@cache
def table_classes() -> frozenset[str]:
    """The names of all classes that are a table."""
    return frozenset(
        node.name
        for source in python_files("crm")
        for node in source.nodes(ast.ClassDef)
        if isinstance(node, ast.ClassDef)
        and any(
            isinstance(line, ast.Assign) and dotted_name(line.targets[0]) == "__tablename__"
            for line in node.body
        )
    )


def package(module: str) -> str:
    """`pagelink` for `crm.pagelink.models`; nothing for what isn't ours."""
    parts = module.split(".")
    return parts[1] if parts[0] == "crm" and len(parts) > 1 else ""


def written_models(call: ast.Call) -> list[str]:
    """The class that a call makes (`Message(...)`) or writes to (`update(Message)`)."""
    name = dotted_name(call.func)
    targets = [dotted_name(arg) for arg in call.args[:1]] if name in WRITES else []
    return [name, *targets]
