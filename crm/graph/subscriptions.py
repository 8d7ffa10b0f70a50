"""Whether Facebook calls us about a Page: asked for, looked at every so often, and repaired.

The subscription belongs to the app and the Page. Facebook drops it after an hour of failures, and
another installation of the same app may replace its fields (GRAPH_API.md §7.1 and §7.4).
"""

from typing import Any

from crm import clock
from crm.db import transaction
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import GraphAddress, GraphClient
from crm.graph.errors import GraphError
from crm.graph.sync import marks
from crm.graph.sync.marks import MarkKind
from crm.graph.sync.run import PageRef
from crm.graph.translate.reading import identifier, rows

FIELDS = (
    "feed",
    "messages",
    "message_echoes",
    "message_edits",
    "messaging_postbacks",
    "messaging_policy_enforcement",
)


def subscribe(page: PageRef, address: GraphAddress, public_url: str) -> bool:
    """Ask Facebook to call us about this Page, where it can reach us; whether it agreed is kept.

    A POST replaces the whole list of fields. The app's own half, the address to call, is set in
    Meta's App Dashboard. Polling goes on in any case.
    """
    if not can_be_reached(public_url):
        return False
    return _keep(page, _subscribe(page, GraphClient(address, page.token)))


def look_after(page: PageRef, address: GraphAddress, app_id: str) -> str:
    """Read how the subscription stands, and subscribe anew where fields are missing.

    Returns `stands`, `repaired`, or `failed`. What was found is kept for the admin.
    """
    meter = PageMeter(page.id, Purpose.WEBHOOKS)
    client = GraphClient(address, page.token, meter=meter)
    try:
        return _repair(page, client, app_id)
    except GraphError as error:
        _keep(page, {"error": error.sentence})
        return "failed"
    finally:
        meter.flush()


def can_be_reached(public_url: str) -> bool:
    """Whether Facebook could call this installation at all."""
    return public_url.startswith("https://")


def _repair(page: PageRef, client: GraphClient, app_id: str) -> str:
    missing = sorted(set(FIELDS) - _subscribed(client, page, app_id))
    if not missing:
        _keep(page, {**_kept(page), "fields": ",".join(FIELDS), "error": None})
        return "stands"
    state = _subscribe(page, client)
    repair = {"repaired_at": clock.now().isoformat(), "missed": ",".join(missing)}
    return "repaired" if _keep(page, {**state, **repair}) else "failed"


def _subscribed(client: GraphClient, page: PageRef, app_id: str) -> set[str]:
    """Our app's fields; where the app isn't set up here, those of any."""
    told = client.get(f"{page.external_id}/subscribed_apps", fields="id,name,subscribed_fields")
    return {
        str(name)
        for app in rows(told.body)
        if not app_id or identifier(app.get("id")) == app_id
        for name in _names(app.get("subscribed_fields"))
    }


def _names(fields: Any) -> list[Any]:
    return fields if isinstance(fields, list) else []


def _subscribe(page: PageRef, client: GraphClient) -> dict[str, Any]:
    try:
        client.post(f"{page.external_id}/subscribed_apps", subscribed_fields=",".join(FIELDS))
    except GraphError as error:
        return {"error": error.sentence}
    return {"fields": ",".join(FIELDS)}


def _kept(page: PageRef) -> dict[str, Any]:
    with transaction():
        return marks.load_one(page.id, MarkKind.WEBHOOKS, page.external_id).state or {}


def _keep(page: PageRef, state: dict[str, Any]) -> bool:
    kept = {name: value for name, value in state.items() if value is not None}
    with transaction():
        marks.save(page.id, MarkKind.WEBHOOKS, page.external_id, state=kept, visited_at=clock.now())
    return "error" not in kept
