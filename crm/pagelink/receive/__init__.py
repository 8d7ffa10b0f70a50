"""The one door through which everything comes in, whichever way and however often it came."""

from crm.pagelink.receive.door import Received, receive

__all__ = ["Received", "receive"]
