"""A place in words, as an officer would write it."""


def in_words(soi: str | None, road: str | None, landmark: str | None) -> str:
    """Give "หน้าตลาด ซอยลาดพร้าว 71 ถนนลาดพร้าว", leaving out what isn't known."""
    parts = [landmark, f"ซอย{soi}" if soi else None, f"ถนน{road}" if road else None]
    return " ".join(part for part in parts if part)
