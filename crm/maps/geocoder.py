"""Asks a Nominatim server where something is; only when a person wants to know.

Nominatim's usage policy: at most one question a second, an own user agent, no bulk questions.
"""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

from crm.errors import N_, CrmError

USER_AGENT = "rongtook"
TIMEOUT_SECONDS = 5
BETWEEN_SECONDS = 1.0


class GeocoderSilent(CrmError):
    """The geocoding server didn't answer."""

    status = 502
    sentence = N_("ระบบค้นหาตำแหน่งไม่ตอบ กรุณาปักหมุดบนแผนที่แทน หรือลองใหม่ภายหลัง")


@dataclass(frozen=True)
class Answer:
    """A point in degrees (WGS 84), and how the server names it."""

    latitude: float
    longitude: float
    name: str


@cache
def geocoder_at(url: str) -> "Geocoder":
    """The geocoder of a server; one for all, so that the pace is kept over requests."""
    return Geocoder(url)


class Geocoder:
    """One server, asked at most once a second from this process."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        server = Nominatim(
            user_agent=USER_AGENT,
            domain=f"{address.netloc}{address.path}".rstrip("/"),
            scheme=address.scheme,
            timeout=TIMEOUT_SECONDS,
        )
        self._ask = RateLimiter(
            server.geocode,
            min_delay_seconds=BETWEEN_SECONDS,
            max_retries=0,
            swallow_exceptions=False,
        )

    def look_up(self, question: str) -> Answer | None:
        """Give the best answer, or None when the server knows none; raises GeocoderSilent."""
        try:
            found = self._ask(question, language="th", exactly_one=True)
        except GeopyError as error:
            raise GeocoderSilent from error
        return Answer(found.latitude, found.longitude, found.address) if found else None
