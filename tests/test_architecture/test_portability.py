"""The sources keep to what Linux, macOS and Windows have in common."""

import ast
import re

from .sources import ROOT, Source, dotted_name, imported_modules, python_files

UNIX_MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "pty", "syslog", "crypt"}
UNIX_CALLS = {
    *("os.fork", "os.forkpty", "os.getuid", "os.geteuid", "os.getgid", "os.getpgid", "os.killpg"),
    *("os.setsid", "os.uname", "os.mkfifo", "os.nice", "os.wait", "os.getloadavg"),
    *("signal.alarm", "signal.setitimer", "signal.pause", "select.poll", "select.epoll"),
    *("os.system", "os.popen"),
}
UNIX_SIGNALS = {
    "SIGKILL",
    "SIGALRM",
    "SIGHUP",
    "SIGUSR1",
    "SIGUSR2",
    "SIGCHLD",
    "SIGPIPE",
    "SIGQUIT",
}
BINARY = re.compile(r"[rwax+]*b[rwax+]*")
MACHINE_PATH = re.compile(r"(?<![\w.\]})/])/(work|home|root|opt|Users|tmp|var/tmp|mnt)/|[A-Z]:\\\\")
TEXT_FILES = ("*.py", "*.html", "*.js", "*.css", "*.md", "*.toml", "*.ini", "*.mako", ".ci/run")
WRITTEN_BY_OTHERS = ("vendor", "node_modules", "translations", ".venv", "var", "build", "dist")


def test_no_module_is_imported_that_only_unix_has() -> None:
    offenders = [
        f"{source.at(node)} imports {module}"
        for source in python_files("crm", "scripts")
        for node, module in imported_modules(source)
        if module in UNIX_MODULES
    ]
    assert not offenders, "\n".join(offenders)


def test_nothing_is_used_that_windows_lacks() -> None:
    offenders = [
        f"{source.at(node)} uses {name}"
        for source in python_files("crm", "scripts")
        for node in source.nodes(ast.Attribute)
        if (name := dotted_name(node)) in UNIX_CALLS or name.removeprefix("signal.") in UNIX_SIGNALS
    ]
    assert not offenders, "\n".join(offenders)


def test_text_files_and_pipes_name_their_encoding() -> None:
    offenders = [
        f"{source.at(node)} leaves the encoding to the machine"
        for source in python_files("crm", "scripts", "tests")
        for node in source.nodes(ast.Call)
        if isinstance(node, ast.Call) and is_text_without_encoding(node)
    ]
    assert not offenders, "\n".join(offenders)


def test_no_shell_is_started() -> None:
    offenders = [
        source.at(node)
        for source in python_files("crm", "scripts")
        for node in source.nodes(ast.keyword)
        if isinstance(node, ast.keyword) and node.arg == "shell"
    ]
    assert not offenders, "\n".join(offenders)


def test_dates_are_not_written_with_directives_of_one_system() -> None:
    offenders = [
        source.at(node)
        for source in python_files("crm", "scripts")
        for node in source.nodes(ast.Constant)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"%[-#][dmHIMSjy]", node.value)
    ]
    assert not offenders, "\n".join(offenders)


def test_no_path_of_one_machine_is_written_down() -> None:
    offenders = [
        f"{path.relative_to(ROOT).as_posix()}:{number} {line.strip()[:80]}"
        for pattern in TEXT_FILES
        for path in ROOT.rglob(pattern)
        if not set(path.relative_to(ROOT).parts) & set(WRITTEN_BY_OTHERS)
        and path.name != "test_portability.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert not offenders, "\n".join(offenders)


def test_the_checks_see_what_they_look_for() -> None:
    """A check that can't fail is a defect: each pattern is shown its offence and its pardon."""
    assert is_text_without_encoding(call("open('names.txt')"))
    assert is_text_without_encoding(call("path.read_text()"))
    assert is_text_without_encoding(call("subprocess.run(command, text=True)"))
    assert not is_text_without_encoding(call("open('photo', 'rb')"))
    assert not is_text_without_encoding(call("path.open('r', encoding='utf-8')"))
    assert MACHINE_PATH.search('Path("/home/somchai/rongtook")')
    assert not MACHINE_PATH.search('redirect("/inbox/opt/")')


def is_text_without_encoding(call: ast.Call) -> bool:
    given = {keyword.arg for keyword in call.keywords}
    if "encoding" in given or None in given:
        return False
    name = dotted_name(call.func) or (
        call.func.attr if isinstance(call.func, ast.Attribute) else ""
    )
    match name.rsplit(".", 1)[-1]:
        case "read_text":
            return not call.args
        case "write_text":
            return len(call.args) < 2
        case "open" | "fdopen":
            return is_file_open(name) and not opens_binary(call)
    return bool(given & {"text", "universal_newlines"}) and "subprocess" in name


def is_file_open(name: str) -> bool:
    """`open` of files, not of pictures, archives or web pages."""
    owner = name.rsplit(".", 1)[0] if "." in name else ""
    return owner.lower() not in {"image", "zipfile", "tarfile", "webbrowser", "gzip", "client"}


def opens_binary(call: ast.Call) -> bool:
    modes = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    return any(
        isinstance(mode, ast.Constant)
        and isinstance(mode.value, str)
        and BINARY.fullmatch(mode.value)
        for mode in modes
    )


def call(expression: str) -> ast.Call:
    body = ast.parse(expression, mode="eval").body
    assert isinstance(body, ast.Call)
    return body


def test_an_old_python_can_read_the_starters() -> None:
    starters = [s for s in python_files("scripts") if s.path in STARTERS]
    assert [s.path for s in starters] == sorted(STARTERS)
    assert [s.path for s in starters if not parses_on_3_8(s)] == []


STARTERS = ("scripts/_python.py", "scripts/check.py", "scripts/start.py", "scripts/test.py")


def parses_on_3_8(source: Source) -> bool:
    return bool(ast.parse(source.text, feature_version=(3, 8)))
