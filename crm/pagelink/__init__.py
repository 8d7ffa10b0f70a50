"""The link to the Page: what was said where, what waits for an answer, and what goes out.

Owns pages, posts, conversations, messages, the text index, the outbox and the answer ledger.
Promises that what a channel delivers is stored exactly once, and that a reply goes out at most
once. Knows channels only by the `Channel` port.
"""
