"""What happens to cases, told in the same transaction to whoever listens above."""

from blinker import Signal

worksheet_opened = Signal()
"""sender: the Worksheet; now."""

worksheet_changed = Signal()
"""sender: the Worksheet; event: the WorksheetEvent that was written; now."""

tag_set = Signal()
"""sender: the ConversationTag; now."""

tag_unset = Signal()
"""sender: the ConversationTag; now."""
