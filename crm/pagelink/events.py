"""What this module tells the ones above, in the same transaction as the change.

Listeners only keep books; what thinks is a job.
"""

from blinker import Namespace

_signals = Namespace()

messages_received = _signals.signal("messages-received")
"""New messages were stored: sender=page, messages=[ids], now."""

messages_changed = _signals.signal("messages-changed")
"""Known messages were edited, hidden, deleted or moved: sender=page, messages=[ids], now."""

conversations_answered = _signals.signal("conversations-answered")
"""Nothing waits in these conversations any more: sender=page, conversations=[ids], now."""

conversations_merged = _signals.signal("conversations-merged")
"""What looked like two was one: sender=page, kept=id, absorbed=id, now.

Listeners re-point what they keep about `absorbed`, which is deleted after them.
"""

reply_queued = _signals.signal("reply-queued")
"""A reply was put into the outbox: sender=reply, now."""

reply_sent = _signals.signal("reply-sent")
"""A reply has arrived: sender=reply, now."""

reply_failed = _signals.signal("reply-failed")
"""A reply was refused for good: sender=reply, now."""

page_counted = _signals.signal("page-counted")
"""A Page's public figures were read: sender=page, day, followers, likes (None: not told)."""

messages_erased = _signals.signal("messages-erased")
"""A person's words were erased: sender=Erasure, erased=ErasedWords, now."""
