"""`python3 scripts/check.py`: format, lint, types, layers, migrations, architecture."""

from _python import require_supported_python

require_supported_python()

import subprocess  # noqa: E402 - an old Python must get its sentence before it meets newer code
import sys  # noqa: E402

import _environment as environment  # noqa: E402

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "layers": ["lint-imports"],
    "migrations": ["pytest", "tests/test_db.py", "-k", "migrations"],
    "architecture": ["pytest", "tests/test_architecture", "tests/test_packaging.py"],
}


def main() -> int:
    """Run every check to its end, so that one look shows all that is wrong."""
    environment.ready("dev")
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    print(f"failed: {', '.join(failed)}" if failed else "every check passed")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one check; what it printed is shown only when it failed."""
    program = str(environment.program(command[0]))
    finished = subprocess.run(
        [program, *command[1:]],
        cwd=environment.ROOT,
        env=environment.variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    passed = finished.returncode == 0
    print(f"{name}: {'ok' if passed else 'FAILED'}", flush=True)
    if not passed:
        print(finished.stdout, flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
