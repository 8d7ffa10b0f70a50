"""What `crm doctor` looks at, each with a sentence that says what to do."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select

from crm import clock
from crm.auth.models import User
from crm.cli.context import say
from crm.db import db
from crm.errors import N_
from crm.jobs import JobRun
from crm.pagelink.models import Health, Page
from crm.web import settings

LEAST_FREE_BYTES = 1_000_000_000
QUIET = timedelta(minutes=15)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    is_good: bool
    sentence: str


def examine() -> list[Finding]:
    """Look at the database, the disk, the accounts, the Pages and the jobs."""
    migrated = _migrations()
    if not migrated.is_good:
        return [migrated]
    return [migrated, _disk(), _accounts(), *_pages(), _jobs()]


def _migrations() -> Finding:
    with db.engine.connect() as connection:
        stands = MigrationContext.configure(connection).get_current_revision()
    folder = current_app.extensions["migrate"].directory
    newest = ScriptDirectory(folder).get_current_head()
    if stands == newest:
        current = N_("ฐานข้อมูลเป็นรุ่นปัจจุบัน (%(engine)s, %(newest)s)")
        return Finding(True, say(current, engine=db.engine.dialect.name, newest=newest))
    behind = N_("ฐานข้อมูลเป็นรุ่น %(stands)s ต้องเป็น %(newest)s: สั่ง crm migrate")
    return Finding(False, say(behind, stands=stands, newest=newest))


def _disk() -> Finding:
    folder = settings().data_dir
    free = shutil.disk_usage(folder).free
    sentence = say(N_("พื้นที่ว่าง %(free)s GB ที่ %(folder)s"), free=f"{free / 1e9:.1f}", folder=folder)
    writable = os.access(folder, os.W_OK)
    return Finding(free > LEAST_FREE_BYTES and writable, sentence)


def _accounts() -> Finding:
    count = db.session.scalar(select(func.count()).where(User.active)) or 0
    if count:
        return Finding(True, say(N_("บัญชีผู้ใช้ %(n)s บัญชี"), n=count))
    return Finding(False, say(N_("ยังไม่มีบัญชีผู้ใช้: สั่ง crm user add EMAIL --role admin")))


def _pages() -> Iterator[Finding]:
    pages = db.session.scalars(select(Page).where(Page.active).order_by(Page.id)).all()
    if not pages:
        yield Finding(False, say(N_("ยังไม่ได้เชื่อมต่อเพจ: สั่ง crm page add ID --token-stdin")))
    for page in pages:
        is_good = page.health == Health.OK and not page.sending_stopped_at
        state = say(page.health_sentence) if page.health_sentence else page.health
        yield Finding(is_good, say(N_("เพจ %(name)s: %(state)s"), name=page.name, state=state))


def _jobs() -> Finding:
    last = db.session.scalar(select(func.max(JobRun.started_at)))
    if last and clock.now() - last < QUIET:
        ran = say(N_("งานเบื้องหลังทำงานล่าสุด %(when)s UTC"), when=f"{last:%Y-%m-%d %H:%M:%S}")
        return Finding(True, ran)
    idle = N_("งานเบื้องหลังไม่ทำงานในช่วง 15 นาทีที่ผ่านมา: สั่ง crm start หรือ crm work")
    return Finding(False, say(idle))
