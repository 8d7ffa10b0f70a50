"""Pages and people as the Graph API shows them."""

from crm.graph.simulator.edges import CONVERSATIONS, FEED, POSTS, PUBLISHED_POSTS, edge
from crm.graph.simulator.objects.base import KINDS, Kind, nested, plain
from crm.graph.simulator.store import Row
from crm.graph.simulator.view import View


def _unread(view: View, row: Row) -> int:
    return int(
        view.world.store.value(
            "SELECT COALESCE(sum(unread), 0) FROM conversations WHERE page = ?", row["id"]
        )
    )


KINDS["page"] = Kind(
    name="Page",
    fields={
        "id": plain(lambda _view, row: row["id"]),
        "name": plain(lambda _view, row: row["name"]),
        "category": plain(lambda _view, _row: "Government organization"),
        "link": plain(lambda view, row: f"{view.base_url}/{row['id']}"),
        "fan_count": plain(lambda _view, row: row["fans"]),
        "followers_count": plain(lambda _view, row: row["followers"]),
        "new_like_count": plain(lambda _view, _row: 0),
        "talking_about_count": plain(lambda _view, row: row["followers"] // 40),
        "unread_message_count": plain(_unread),
        "unseen_message_count": plain(_unread),
        "unread_notif_count": plain(lambda _view, _row: 0),
        "rating_count": plain(lambda _view, _row: 0),
        "overall_star_rating": plain(lambda _view, _row: None),
        "is_published": plain(lambda _view, _row: True),
        "has_transitioned_to_new_page_experience": plain(lambda _view, _row: True),
        "is_webhooks_subscribed": plain(
            lambda view, row: bool(view.world.subscribed_fields(row["id"]))
        ),
        "access_token": plain(lambda view, _row: view.access.token),
        "picture": nested(
            lambda view, _row: {"data": {"url": f"{view.base_url}/pictures/page.png"}}, "url"
        ),
        "feed": edge(FEED, "post"),
        "published_posts": edge(PUBLISHED_POSTS, "post"),
        "posts": edge(POSTS, "post"),
        "conversations": edge(CONVERSATIONS, "conversation"),
    },
    default=("name", "id"),
)

KINDS["person"] = Kind(
    name="User",
    fields={
        "id": plain(lambda _view, row: row["psid"]),
        "name": plain(lambda _view, row: row["name"]),
        "first_name": plain(lambda _view, row: row["name"].split(" ")[0]),
        "last_name": plain(lambda _view, row: row["name"].split(" ")[-1]),
        "profile_pic": plain(lambda view, _row: f"{view.base_url}/pictures/person.png"),
    },
    default=("first_name", "last_name", "profile_pic", "id"),
)
