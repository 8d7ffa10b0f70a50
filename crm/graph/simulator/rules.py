"""How strict or how odd the simulated Facebook is; each can be changed while it runs."""

from dataclasses import dataclass


@dataclass
class Rules:
    """Settings of the simulated Facebook, with its usual behaviour as the default."""

    posts_per_year: int | None = None
    """The feed lists at most so many ranked posts of a year (Facebook: about 600); None: all."""
    nested_reply: str = "reject"
    """A reply to a second-level comment: `reject` (code 100) or `flatten` (to the top level)."""
    comment_prefix: str = "story"
    """The first half of the id of a comment under a photo post: `story`, `photo`, `bare`, or
    `mixed` (lists say story, single reads and webhooks say photo)."""
    missing_from_share: float = 0.0
    """The share of new comments whose author is never shown."""
    require_proof: bool = False
    """Refuse calls without `appsecret_proof`."""
    honour_since: bool = True
    """Whether `since` on /comments does anything."""
    profile_access: bool = True
    """Without it the Messenger profile is an empty object."""
    human_agent: bool = True
    """Whether the app may use the HUMAN_AGENT tag."""
    most_rows: int | None = None
    """A request that asks for more rows fails with code 1, `reduce the amount of data`."""
    deepest_cursor: int | None = None
    """A list that goes on behind so many items ends with code 100."""
    calls_per_day: int = 48_000
    """The Page's budget, which the usage headers are a percentage of."""
    enforce_budget: bool = False
    """Answer code 80001 when the budget is used up."""
