"""`python3 scripts/test.py [pytest's arguments]`: makes the environment and runs the tests."""

from _python import require_supported_python

require_supported_python()

import os  # noqa: E402 - an old Python must get its sentence before it meets newer code
import subprocess  # noqa: E402
import sys  # noqa: E402

import _environment as environment  # noqa: E402


def main(arguments: list[str]) -> int:
    """Run pytest: everything on all cores, or just what the arguments ask for."""
    python = environment.ready("dev")
    command = [str(python), "-m", "pytest", *(arguments or everything())]
    return subprocess.run(command, cwd=environment.ROOT, env=environment.variables()).returncode


def everything() -> list[str]:
    """All tests, spread over the cores; a file stays together, since its fixtures are dear."""
    cores = min(os.cpu_count() or 1, 8)
    return ["--numprocesses", str(cores), "--dist", "loadfile"] if cores > 1 else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
