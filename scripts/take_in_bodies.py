"""`python3 scripts/take_in_bodies.py FOLDER`: take in every webhook body below a folder.

Each is signed, delivered and taken in as Facebook's would be, into a new database, and the counts
are printed as one JSON line. Exit 1 when one is refused or can't be taken in. Files that are no
webhook body (answers of the Graph API) are translated as what the poll reads.
"""

from _python import require_supported_python

require_supported_python()

import argparse  # noqa: E402 - an old Python must get its sentence before it meets newer code
import hashlib  # noqa: E402
import hmac  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections import Counter  # noqa: E402
from pathlib import Path  # noqa: E402

import _environment as environment  # noqa: E402

sys.path.insert(0, str(environment.ROOT))

APP_SECRET = "secret for these bodies only"


def main() -> int:
    """Take everything in, print the counts, and say by the exit code whether nothing failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    paths = sorted(parser.parse_args().folder.rglob("*.json"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        counts = _take_in_all([path.read_bytes() for path in paths], folder)
    print(json.dumps(counts))
    return 1 if not paths or counts["refused"] or counts["failed"] else 0


def _take_in_all(bodies: list[bytes], folder: str) -> Counter:
    from crm import create_app

    app = create_app(
        {
            "CRM_DATABASE_URL": f"sqlite:///{folder}/crm.sqlite3",
            "CRM_DATA_DIR": folder,
            "CRM_FACEBOOK_APP_SECRET": APP_SECRET,
        }
    )
    with app.app_context():
        _prepare(bodies)
        counts = Counter(files=len(bodies), refused=0, failed=0)
        for raw in bodies:
            counts["refused"] += _deliver(app.test_client(), raw) != 200
            counts["rows"] += _read_as_an_answer(raw)
        counts.update(_run_the_job())
    return counts


def _prepare(bodies: list[bytes]) -> None:
    """A database with every Page that the bodies speak of."""
    from flask_migrate import upgrade

    from crm import clock
    from crm.db import transaction
    from crm.pagelink import service as pagelink

    upgrade()
    page_ids = {page_id for raw in bodies for page_id in _pages(_read(raw))}
    for page_id in sorted(page_ids):
        with transaction():
            pagelink.add_page(page_id, name=page_id, token=None, now=clock.now())


def _pages(body: object) -> list[str]:
    entries = body.get("entry") if isinstance(body, dict) else None
    ids = [str(entry.get("id")) for entry in entries or [] if isinstance(entry, dict)]
    return [page_id for page_id in ids if page_id.isdigit()]


def _deliver(client, raw: bytes) -> int:
    signature = hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}"}
    return client.post("/webhooks/facebook", data=raw, headers=headers).status_code


def _run_the_job() -> Counter:
    from crm.graph.jobs import take_in_webhooks

    taken: Counter = Counter()
    while counts := take_in_webhooks():
        taken.update(counts)
    return taken


def _read_as_an_answer(raw: bytes) -> int:
    """Translate a body as if the poll had read it; returns how many rows it held."""
    from crm import clock
    from crm.graph.client import Answer
    from crm.graph.errors import classify, read_body
    from crm.graph.listing import read_page
    from crm.graph.translate import reads
    from crm.graph.translate.reading import Author, mapping

    body, now = _read(raw), clock.now()
    classify(read_body(body))
    rows = [*read_page(Answer(body, now)).rows, mapping(body)]
    for row in rows:
        reads.post(row, page="1", observed_at=now)
        reads.comment(row, page="1", post_id="1_2", observed_at=now)
        reads.private_message(
            row, page="1", thread="t", person=Author("7", None), link=None, observed_at=now
        )
    return len(rows)


def _read(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        return None


if __name__ == "__main__":
    sys.exit(main())
