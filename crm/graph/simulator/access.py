"""Tokens: where they come in a request, whether they live, and the proof beside them."""

import hashlib
import hmac

from crm.graph.simulator.errors import GraphError, bad_parameter, dead_token
from crm.graph.simulator.store import Row
from crm.graph.simulator.view import Access
from crm.graph.simulator.world import World


def bearer(header: str | None) -> str | None:
    """The token of an Authorization header."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "oauth") and token else None


def open_token(world: World, token: str | None, *, in_url: bool) -> Access:
    """The access that a token gives; raises code 104 without one, 190 for a dead one."""
    if not token:
        raise GraphError(104, "An access token is required to request this resource.")
    if token == f"{world.app_id}|{world.app_secret}":
        return Access(token, "app", in_url=in_url)
    row = find_token(world, token)
    if row is None:
        raise dead_token(None, "Invalid OAuth access token - Cannot parse access token")
    if row["code"] is not None:
        raise dead_token(row["subcode"])
    return Access(token, row["kind"], row["page"], in_url)


def find_token(world: World, token: str) -> Row | None:
    """A token that was given out, dead or alive."""
    return world.store.row("SELECT * FROM tokens WHERE token = ?", token)


def proof_of(token: str, secret: str) -> str:
    """The `appsecret_proof` of a token."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def check_proof(world: World, access: Access, proof: str | None) -> None:
    """A proof that is given must be right; none is refused only by `require_proof`."""
    if access.kind == "app":
        return
    if proof is None:
        if world.rules.require_proof:
            raise bad_parameter("API calls from the server require an appsecret_proof argument")
        return
    if not hmac.compare_digest(proof, proof_of(access.token, world.app_secret)):
        raise bad_parameter("Invalid appsecret_proof provided in the API argument")
