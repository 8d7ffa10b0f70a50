"""`python3 scripts/start.py`: makes the environment and starts the demo; Ctrl-C ends it."""

from _python import require_supported_python

require_supported_python()

import os  # noqa: E402 - an old Python must get its sentence before it meets newer code
import subprocess  # noqa: E402
import sys  # noqa: E402

import _environment as environment  # noqa: E402


def main() -> int:
    """Install what is missing, then become `crm demo`, which migrates its own database."""
    environment.ready()
    variables = environment.variables()
    variables.setdefault("CRM_DATA_DIR", str(environment.ROOT / "var"))
    command = [str(environment.program("crm")), "demo", *sys.argv[1:]]
    if os.name == "posix":
        os.execve(command[0], command, variables)
    return run_beside(command, variables)


def run_beside(command: list[str], variables: dict[str, str]) -> int:
    """Run the command as a child: Windows can't replace a process, but Ctrl-C reaches both."""
    with subprocess.Popen(command, env=variables) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.wait()
            return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("หยุดแล้ว / Stopped.")
