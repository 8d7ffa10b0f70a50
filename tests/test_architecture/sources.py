"""Reads the project's own files for the tests beside it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, eq=False)
class Source:
    """One Python file: its path from the root with forward slashes, its text, its tree."""

    path: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Where something stands, as an editor understands it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    @cached_property
    def all_nodes(self) -> tuple[ast.AST, ...]:
        """Everything in the file, walked through once."""
        return tuple(ast.walk(self.tree))

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Everything of these kinds in the file."""
        return (node for node in self.all_nodes if isinstance(node, kinds))


@cache
def python_files(*folders: str) -> tuple[Source, ...]:
    """The Python files below these folders of the project."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(_read(path) for path in paths if "node_modules" not in path.parts)


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def templates() -> dict[str, str]:
    """The text of each template by its path from the root."""
    found = sorted((ROOT / "templates").rglob("*.html"))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in found}


def imported_modules(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Each absolute import with the full name of the module that it names."""
    for node in source.nodes(ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node, node.module


def dotted_name(node: ast.AST) -> str:
    """`os.path.join` for such an expression; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted_name(node.value)}.{node.attr}".lstrip(".")
    return ""


def names_given(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every name that the file itself chooses: of functions, classes, arguments, variables."""
    for node in source.all_nodes:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node, name
            case ast.ClassDef(name=name) | ast.arg(arg=name):
                yield node, name
            case ast.Name(id=name, ctx=ast.Store()):
                yield node, name
