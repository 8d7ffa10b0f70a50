"""Every test asserts something, and every skip says why."""

import ast

from .sources import Source, dotted_name, python_files

WORDS_THAT_ASSERT = ("assert", "check", "expect", "raises", "warns", "fail")


def test_every_test_can_fail() -> None:
    offenders = [
        f"{source.at(test)} {test.name}"
        for source in python_files("tests")
        for test in cases_of(source)
        if not asserts(test)
    ]
    assert not offenders, "\n".join(offenders)


def test_every_skip_says_why() -> None:
    offenders = [
        source.at(node)
        for source in python_files("tests")
        for node in source.nodes(ast.Call, ast.Attribute)
        if is_bare_skip(node)
    ]
    assert not offenders, "\n".join(offenders)


def cases_of(source: Source) -> list[ast.FunctionDef]:
    return [
        node
        for node in source.nodes(ast.FunctionDef)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def asserts(test: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and is_assertion(node))
        for node in ast.walk(test)
    )


def is_assertion(call: ast.Call) -> bool:
    last = (
        call.func.attr if isinstance(call.func, ast.Attribute) else dotted_name(call.func)
    ).lstrip("_")
    asks_for_a_status = any(keyword.arg == "status" for keyword in call.keywords)
    return asks_for_a_status or last.startswith(WORDS_THAT_ASSERT)


def is_bare_skip(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        name = dotted_name(node.func)
        wanted = {"pytest.skip": 1, "pytest.mark.skip": 1, "pytest.mark.skipif": 2}.get(name)
        return wanted is not None and len(node.args) + len(node.keywords) < wanted
    return False
