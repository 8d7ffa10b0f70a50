"""Facebook, spoken in our words: the one place that knows the Graph API.

Owns the client, the classes of errors, the budget, the scan marks and the raw webhook events.
Promises that what Facebook shows of a Page reaches `pagelink.receive` in our words, whole, and
that every failure comes out as a `GraphError` of one class.
"""
