"""What the poll asks Facebook for: paths, page sizes, and the fields of each kind of object."""

from collections.abc import Callable, Sequence

from crm.graph.client import Answer, GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.listing import INVALID_PARAMETER, Listing

POSTS_A_PAGE = 100
POSTS_A_WINDOW = 3
COMMENTS_A_PAGE = 100
CONVERSATIONS_A_PAGE = 25
READABLE_MESSAGES = 20
"""Only the 20 newest messages of a conversation can be read in detail (GRAPH_API.md §5)."""

TOTAL = "comments.filter(stream).limit(0).summary(true)"
AUTHOR = "from{id,name}"
ATTACHMENT = "attachment{type,title,url,media}"

POST_LADDER = (
    f"id,message,story,created_time,updated_time,permalink_url,is_hidden,{AUTHOR},"
    f"attachments{{type,title,url,media}},{TOTAL}",
    f"id,message,created_time,updated_time,permalink_url,{AUTHOR},{TOTAL}",
    f"id,message,created_time,updated_time,{TOTAL}",
)
COMMENT_LADDER = (
    f"id,message,created_time,permalink_url,is_hidden,parent{{id}},{AUTHOR},{ATTACHMENT}",
    f"id,message,created_time,permalink_url,is_hidden,parent{{id}},{AUTHOR}",
    "id,message,created_time,permalink_url,is_hidden,parent{id},from{id}",
    "id,message,created_time,permalink_url,is_hidden,parent{id},admin_creator{id}",
    "id,message,created_time,permalink_url,is_hidden,parent{id}",
)
"""Before nobody is named at all, the author's bare number is asked for, then who of the Page's own
people wrote a comment: the Page's answers must not be taken for a citizen's."""

MESSAGE_LADDER = (
    "id,created_time,from,message,attachments,sticker,shares,reply_to",
    "id,created_time,from,message,attachments",
    "id,created_time,from,message",
)


Ladder = tuple[str, ...]


class Asking:
    """Makes the requests of one pass, and learns which fields this Page's token may see.

    One unknown or forbidden field makes Facebook refuse the whole request with code 100, so each
    kind has a ladder: all fields, then without attachments, then without the author. A rung is
    remembered for the rest of the pass once it was answered, and so is a smaller page size.
    """

    def __init__(self, client: GraphClient, page: str) -> None:
        self.client = client
        self.page = page
        self._rungs: dict[Ladder, int] = {}
        self._comments_a_page = COMMENTS_A_PAGE

    @property
    def names_post_authors(self) -> bool:
        """Whether the author is among the fields that posts are asked for."""
        return AUTHOR in self._fields(POST_LADDER)

    def feed(self, **window: int) -> Listing:
        """The Page's posts, newest first, 100 a page; `since` and `until` are unix seconds."""
        return self._listing(
            POST_LADDER,
            lambda fields: self.client.versioned(
                f"{self.page}/feed", fields=fields, limit=POSTS_A_PAGE, **window
            ),
        )

    def post(self, post: str) -> str:
        """The path that reads one post by its id, as an item of a batch."""
        return self.client.versioned(post, fields=self._fields(POST_LADDER))

    def windows(self, moments: Sequence[int]) -> str:
        """The path of one call that shows the feed around each of these moments (unix seconds).

        The window of place n is called `w<n>` in the answer. Each holds what tells whether a post
        has moved, and nothing else: ids, times and totals.
        """
        fields = ",".join(
            f"feed.since({at - 1}).until({at + 1}).limit({POSTS_A_WINDOW}).as(w{place})"
            f"{{id,created_time,updated_time,{TOTAL}}}"
            for place, at in enumerate(moments)
        )
        return self.client.versioned(self.page, fields=fields)

    def comments(self, post: str, first: Answer | None = None) -> Listing:
        """All comments below a post, newest first, 100 a page; `first` may come from a batch."""
        if first:
            return Listing(self.client, self.comments_path(post), first)
        listing = self._listing(COMMENT_LADDER, lambda fields: self._comments_path(post, fields))
        if listing.smaller_limit:
            self._comments_a_page = listing.smaller_limit
        return listing

    def comments_path(self, post: str) -> str:
        """The path of the newest comments below a post, as an item of a batch."""
        return self._comments_path(post, self._fields(COMMENT_LADDER))

    def conversations(self) -> Listing:
        """The private conversations, the last active first, each with its newest messages."""
        return self._listing(
            MESSAGE_LADDER,
            lambda fields: self.client.versioned(
                f"{self.page}/conversations",
                platform="messenger",
                fields=f"id,updated_time,message_count,link,participants,"
                f"messages.limit({READABLE_MESSAGES}){{{fields}}}",
                limit=CONVERSATIONS_A_PAGE,
            ),
        )

    def _comments_path(self, post: str, fields: str) -> str:
        return self.client.versioned(
            f"{post}/comments",
            filter="stream",
            order="reverse_chronological",
            fields=fields,
            limit=self._comments_a_page,
        )

    def _fields(self, ladder: Ladder) -> str:
        return ladder[self._rungs.get(ladder, 0)]

    def _listing(self, ladder: Ladder, path_of: Callable[[str], str]) -> Listing:
        last = len(ladder) - 1
        for rung in range(self._rungs.get(ladder, 0), last):
            listing = Listing(self.client, path_of(ladder[rung]))
            try:
                listing.begin()
            except GraphError as error:
                if is_about_fields(error):
                    continue
                raise
            self._rungs[ladder] = rung
            return listing
        listing = Listing(self.client, path_of(ladder[last]))
        listing.begin()
        self._rungs[ladder] = last
        return listing


def is_about_fields(error: GraphError) -> bool:
    """Whether the request itself was refused, which a forbidden field may be the reason for."""
    is_invalid = error.body.code == INVALID_PARAMETER and error.body.subcode is None
    return is_invalid and error.error_class is ErrorClass.BUG
