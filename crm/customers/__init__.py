"""People (ฐานข้อมูลผู้ใช้บริการ): identities, facts with their origin, consent, merge and un-merge."""
