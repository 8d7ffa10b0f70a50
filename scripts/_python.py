"""Says in plain words when Python is too old; parses on any Python 3, unlike the rest."""

import sys

OLDEST = (3, 11)


def require_supported_python():
    """End with a sentence, in Thai and English, on a Python older than 3.11."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < OLDEST:
        version = ".".join(str(part) for part in sys.version_info[:2])
        sys.exit(
            f"ต้องใช้ Python 3.11 ขึ้นไป (เครื่องนี้คือ {version}) "
            "ติดตั้งได้จาก https://www.python.org/downloads/\n"
            f"Python 3.11 or newer is needed (this is {version}); "
            "get it from https://www.python.org/downloads/"
        )
