"""The settings of one installation, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

DEFAULT_GRAPH_URL = "https://graph.facebook.com"
DEFAULT_GRAPH_VERSION = "v25.0"


@dataclass(frozen=True)
class Settings:
    """Every `CRM_…` variable, with its default filled in."""

    database_url: str
    data_dir: Path
    secret_key: str
    host: str
    port: int
    graph_url: str
    graph_version: str
    facebook_app_id: str
    facebook_app_secret: str
    facebook_verify_token: str
    poll_seconds: int
    timezone: ZoneInfo
    locale: str
    tile_url: str
    geocoder_url: str
    public_url: str


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; makes the data folder and, where none is given, a lasting secret key."""
    env = os.environ if environ is None else environ
    data_dir = Path(env.get("CRM_DATA_DIR") or _default_data_dir()).expanduser().resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    host, port = env.get("CRM_HOST", "127.0.0.1"), int(env.get("CRM_PORT", "8080"))
    return Settings(
        database_url=_with_driver(
            env.get("CRM_DATABASE_URL") or f"sqlite:///{data_dir}/crm.sqlite3"
        ),
        data_dir=data_dir,
        secret_key=env.get("CRM_SECRET_KEY") or _lasting_secret(data_dir / "secret.key"),
        host=host,
        port=port,
        graph_url=env.get("CRM_GRAPH_URL", DEFAULT_GRAPH_URL).rstrip("/"),
        graph_version=env.get("CRM_GRAPH_VERSION", DEFAULT_GRAPH_VERSION),
        facebook_app_id=env.get("CRM_FACEBOOK_APP_ID", ""),
        facebook_app_secret=env.get("CRM_FACEBOOK_APP_SECRET", ""),
        facebook_verify_token=env.get("CRM_FACEBOOK_VERIFY_TOKEN", ""),
        poll_seconds=int(env.get("CRM_POLL_SECONDS", "60")),
        timezone=ZoneInfo(env.get("CRM_TIMEZONE", "Asia/Bangkok")),
        locale=language(env),
        tile_url=env.get("CRM_TILE_URL", ""),
        geocoder_url=env.get("CRM_GEOCODER_URL", ""),
        public_url=env.get("CRM_PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
    )


def language(environ: Mapping[str, str] | None = None) -> str:
    """The language before anybody chose: `th` or `en`."""
    return (os.environ if environ is None else environ).get("CRM_LOCALE", "th")


def _default_data_dir() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "rongtook"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "rongtook"


def _with_driver(url: str) -> str:
    """Name psycopg 3 for plain PostgreSQL addresses, since SQLAlchemy's default is psycopg2."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _lasting_secret(path: Path) -> str:
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="utf-8").strip()
