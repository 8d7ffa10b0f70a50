"""Every Python file keeps to the house's layout, sizes and names."""

import ast

from .sources import Source, dotted_name, imported_modules, names_given, python_files

FLASK = ("flask", "flask_babel", "flask_login", "flask_migrate", "flask_wtf", "wtforms")
NETWORK = ("requests", "urllib.request", "urllib3", "http.client", "socket", "facebook", "geopy")
VIEW_NAMES = ("views", "forms")
MAY_USE_FLASK = (
    "crm/__init__.py",
    "crm/wiring",
    "crm/cli",
    "crm/web",
    "crm/languages",
    "crm/db",
    "crm/kept.py",  # an application each in its own store
    "crm/jobs",  # runs each job in the application's context
    "crm/api/",
    "crm/console/",
    "crm/auth/guard.py",
    "crm/auth/models.py",  # a user is what Flask-Login expects one to be
    "crm/graph/simulator/",  # an application of its own
    "crm/migrations/env.py",
)
MAY_USE_NETWORK = (
    "crm/graph/",
    "crm/maps/geocoder",
    "crm/jobs",  # the name of this host
)
MAY_READ_THE_TIME = ("crm/clock.py", "crm/graph/simulator/")  # Facebook has a clock of its own
MAY_COMMIT = ("crm/db", "crm/graph/simulator/")
GRAPH_WORDS = {
    *("psid", "asid", "igsid", "mid", "mids", "fbid", "edge", "edges", "subcode", "fbtrace"),
    *("appsecret", "access_token", "permalink_url", "updated_time", "created_time"),
    *("comment_id", "messaging", "is_echo", "echoes"),
}
MAY_SPEAK_GRAPH = ("crm/graph/", "crm/migrations/")
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
BANNED_NAMES = {"data", "info", "obj", "util", "utils", "helper", "helpers", "common", "misc"}
BANNED_PREFIXES = ("handle_", "process_")
NAMED_BY_SQLALCHEMY = {"process_bind_param", "process_result_value"}
BANNED_ENDINGS = ("Manager", "Helper", "Utils")


def test_flask_is_imported_in_views_and_above_only() -> None:
    offenders = [
        f"{source.at(node)} imports {module}"
        for source in python_files("crm")
        if not source.path.startswith(MAY_USE_FLASK) and not is_view(source)
        for node, module in imported_modules(source)
        if is_part_of(module, FLASK)
    ]
    assert not offenders, "\n".join(offenders)


def test_the_network_is_reached_from_the_adapters_only() -> None:
    offenders = [
        f"{source.at(node)} imports {module}"
        for source in python_files("crm")
        if not source.path.startswith(MAY_USE_NETWORK)
        for node, module in imported_modules(source)
        if is_part_of(module, NETWORK)
    ]
    assert not offenders, "\n".join(offenders)


def test_the_entry_point_owns_the_transaction() -> None:
    offenders = [
        f"{source.at(node)} ends a transaction by itself"
        for source in python_files("crm")
        if not source.path.startswith(MAY_COMMIT)
        for node in source.nodes(ast.Call)
        if isinstance(node, ast.Call)
        and dotted_name(node.func).endswith((".commit", "session.rollback", "session.begin"))
    ]
    assert not offenders, "\n".join(offenders)


def test_the_clock_is_read_in_one_place() -> None:
    offenders = [
        f"{source.at(node)} reads {dotted_name(node)}"
        for source in python_files("crm")
        if not source.path.startswith(MAY_READ_THE_TIME)
        for node in source.nodes(ast.Attribute)
        if dotted_name(node).endswith((*CLOCKS, "func.now", "func.current_timestamp"))
    ]
    assert not offenders, "\n".join(offenders)


def test_facebooks_words_stay_in_the_adapter() -> None:
    offenders = [
        f"{source.at(node)} says {word}"
        for source in python_files("crm")
        if not source.path.startswith(MAY_SPEAK_GRAPH)
        for node in source.all_nodes
        for word in words_said(node)
        if word in GRAPH_WORDS
    ]
    assert not offenders, "\n".join(offenders)


def test_files_are_short_enough_to_read() -> None:
    offenders = [
        f"{source.path} has {len(source.text.splitlines())} lines"
        for source in written_by_hand()
        if len(source.text.splitlines()) > 300
    ]
    assert not offenders, "\n".join(offenders)


def test_functions_are_short_enough_to_read() -> None:
    offenders = [
        f"{source.at(node)} {node.name}"
        for source in written_by_hand()
        if not source.path.startswith("tests/")
        for node in source.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > 40
    ]
    assert not offenders, "\n".join(offenders)


def test_every_module_says_what_it_is_for() -> None:
    offenders = [
        source.path
        for source in python_files("crm", "scripts")
        if not ast.get_docstring(source.tree)
    ]
    assert not offenders, "\n".join(offenders)


def test_names_are_the_domains() -> None:
    offenders = [
        f"{source.at(node)} is called {name}"
        for source in python_files("crm", "scripts")
        for node, name in [*names_given(source), (source.tree, module_name(source))]
        if is_banned(name)
    ]
    assert not offenders, "\n".join(offenders)


def test_nothing_is_left_for_later_in_the_code() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImpl" + "emented")
    offenders = [
        f"{source.path}:{number} {line.strip()}"
        for source in python_files("crm", "scripts", "tests")
        for number, line in enumerate(source.text.splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert not offenders, "\n".join(offenders)


def written_by_hand() -> list[Source]:
    """Everything but the migrations, which Alembic drafts as one long list of tables."""
    files = python_files("crm", "scripts", "tests")
    return [source for source in files if not source.path.startswith("crm/migrations/")]


def is_view(source: Source) -> bool:
    return any(part.removesuffix(".py") in VIEW_NAMES for part in source.path.split("/"))


def is_part_of(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def words_said(node: ast.AST) -> list[str]:
    """The words of an identifier or of a short text that is one, whole and in their parts."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            pass
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.keyword(arg=str(name)):
            pass
        case ast.Constant(value=str(name)) if name.isidentifier():
            pass
        case _:
            return []
    return [name.lower(), *name.lower().split("_")]


def module_name(source: Source) -> str:
    return source.path.rsplit("/", 1)[-1].removesuffix(".py")


def is_banned(name: str) -> bool:
    if name in NAMED_BY_SQLALCHEMY:
        return False
    return name in BANNED_NAMES or name.startswith(BANNED_PREFIXES) or name.endswith(BANNED_ENDINGS)
