"""`crm demo`: an installation of its own on a simulated Page, which goes on where it was."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from crm import clock, config, create_app
from crm.auth import queries as staff
from crm.auth import service as auth
from crm.auth.models import Role
from crm.cli.pages import connect
from crm.cli.upkeep import bring_up_to_date
from crm.db import transaction
from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import RunningSimulator, free_port
from crm.graph.simulator.server import start as serve_simulator
from crm.graph.simulator.world import default_token
from crm.pagelink.queries import pages

POLL_SECONDS = "10"
WEB_PORT = 8080
PEOPLE = {
    Role.ADMIN: "อารีย์ (ผู้ดูแลระบบ)",
    Role.SUPERVISOR: "สุดา (หัวหน้าศูนย์)",
    Role.AGENT: "ก้อย (ผู้ดูแลเพจ)",
    Role.VIEWER: "วิชัย (ผู้ชม)",
}
WELCOME = """
Rongtook · ร้องทุกข์ (เพจจำลอง ไม่เชื่อมต่อเฟซบุ๊กจริง · a simulated Page, not the real Facebook)

  เปิดเบราว์เซอร์ที่ · open    {address}
  ผู้ดูแลเพจ · Page admin      agent@demo.example
  หัวหน้าศูนย์ · supervisor     supervisor@demo.example
  ผู้ดูแลระบบ · administrator   admin@demo.example
  ผู้ชม · viewer              viewer@demo.example
  รหัสผ่าน · password         {password}
  เพจจำลอง · the Page         {page}
"""


@dataclass(frozen=True)
class Demonstration:
    """What `prepare` made ready: the application, the simulated Page, and what to tell people."""

    app: Flask
    simulator: RunningSimulator
    welcome: str


def prepare() -> Demonstration:
    """Start the simulated Page, and make an installation that is connected to it."""
    folder = config.load().data_dir / "demo"
    folder.mkdir(exist_ok=True)
    simulator = serve_simulator(create_simulator(folder / "page.sqlite3", live=True))
    app = create_app(_environment(folder, simulator))
    password = _lasting_password(folder)
    with app.app_context():
        bring_up_to_date()
        _add_people(password)
        _add_page(simulator)
    settings: config.Settings = app.config["SETTINGS"]
    welcome = WELCOME.format(
        address=settings.public_url, password=password, page=simulator.url + "/"
    )
    return Demonstration(app, simulator, welcome)


def _environment(folder: Path, simulator: RunningSimulator) -> dict[str, str]:
    defaults = {"CRM_POLL_SECONDS": POLL_SECONDS, "CRM_PORT": str(free_port(WEB_PORT))}
    return (
        defaults
        | dict(os.environ)
        | {
            "CRM_DATA_DIR": str(folder),
            "CRM_GRAPH_URL": simulator.url,
            "CRM_FACEBOOK_APP_ID": simulator.world.app_id,
            "CRM_FACEBOOK_APP_SECRET": simulator.world.app_secret,
        }
    )


def _lasting_password(folder: Path) -> str:
    path = folder / "password.txt"
    if not path.exists():
        path.write_text(f"rongtook-{secrets.randbelow(9000) + 1000}", encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _add_people(password: str) -> None:
    for role, name in PEOPLE.items():
        email = f"{role}@demo.example"
        with transaction():
            if staff.find_user(email) is None:
                auth.add_user(email, name=name, role=role, password=password, now=clock.now())


def _add_page(simulator: RunningSimulator) -> None:
    world = simulator.world
    if not pages():
        connect(world.main_page, default_token(world.main_page))
