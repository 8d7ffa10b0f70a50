"""How the work with Facebook goes, for admins: calls and balance of a Page, and unread webhooks."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.views.blueprint import blueprint
from crm.db import transaction
from crm.graph import queries as graph
from crm.graph import webhook
from crm.graph.sync import vanished
from crm.pagelink import service as pagelink
from crm.pagelink.queries import lookup
from crm.web import settings


@blueprint.get("/admin/pages/<int:page_id>/health")
@requires(Role.ADMIN)
def page_health(page_id: int) -> Any:
    """How far a Page is read, what the calls were spent on, and which posts don't balance."""
    found = lookup.get_page(page_id)
    now = clock.now()
    days = graph.calls_by_day(found.id, today=now.date())
    today = now.astimezone(settings().timezone).date()
    balance_days = graph.days_of_balance(found.id, today=today)
    day = _chosen_day(balance_days)
    return render_template(
        "console/page_health.html",
        page=found,
        days=days,
        most=max(day.calls for day in days),
        budget=graph.find_budget(found.id),
        progress=graph.progress(found.id),
        subscription=graph.find_subscription(found.id),
        suspicion=graph.find_suspicion(found.id),
        balance_days=balance_days,
        day=day,
        balances=graph.balances_on(found.id, day.day) if day else [],
    )


def _chosen_day(days: list[graph.DayOfBalance]) -> graph.DayOfBalance | None:
    """The day that the address names, else the newest one."""
    named = (day for day in days if day.day.isoformat() == request.args.get("day"))
    return next(named, days[0] if days else None)


@blueprint.post("/admin/pages/<int:page_id>/deleted")
@requires(Role.ADMIN)
def confirm_deleted(page_id: int) -> Any:
    """Say that what is out of sight was really deleted; the next pass marks it."""
    with transaction():
        vanished.confirm(lookup.get_page(page_id), by=current_user, now=clock.now())
    flash(_("การอ่านเพจรอบถัดไปจะทำเครื่องหมายว่าลบ ข้อความเดิมยังเก็บไว้ครบ"))
    return redirect(url_for("console.page_health", page_id=page_id), code=303)


@blueprint.get("/admin/webhooks")
@requires(Role.ADMIN)
def webhooks() -> Any:
    """The events that could not be understood, or not be stored."""
    return render_template(
        "console/webhooks.html", events=graph.unread_bodies(), counts=webhook.counts()
    )


@blueprint.post("/admin/webhooks/<int:event_id>/again")
@requires(Role.ADMIN)
def run_webhook_again(event_id: int) -> Any:
    """Let an event be taken in once more; a job does it within seconds."""
    with transaction():
        webhook.run_again(event_id)
    flash(_("จะประมวลผลเหตุการณ์นี้อีกครั้งภายในไม่กี่วินาที"))
    return redirect(url_for("console.webhooks"), code=303)


@blueprint.post("/admin/pages/allow-sending")
@requires(Role.ADMIN)
def allow_sending_everywhere() -> Any:
    """Let every Page send again."""
    with transaction():
        pagelink.allow_sending_everywhere(by=current_user, now=clock.now())
    flash(_("ทุกเพจส่งต่อได้แล้ว ข้อความที่รออยู่จะทยอยส่ง"))
    return redirect(url_for("console.pages"), code=303)
