"""Whether the installation lives, and figures for who watches over it."""

import logging

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from crm.api.tokens import needs
from crm.db import db
from crm.jobs import JobRun
from crm.pagelink.models import AnswerState, Health, Message, Page, Reply
from crm.web import public

log = logging.getLogger(__name__)
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """200 while the database answers, else 503."""
    try:
        db.session.execute(select(1))
    except SQLAlchemyError:
        log.exception("the database doesn't answer")
        return jsonify({"status": "database"}), 503
    return jsonify({"status": "ok"}), 200


@blueprint.get("/metrics")
@needs("read")
def metrics() -> Response:
    """Counts and ages for Prometheus; read with an API token."""
    registry = CollectorRegistry()
    _pages(registry)
    _outbox(registry)
    _jobs(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _pages(registry: CollectorRegistry) -> None:
    waiting = Gauge("crm_messages_open", "Messages that wait", ["page"], registry=registry)
    healthy = Gauge("crm_page_healthy", "1 if it can be read", ["page"], registry=registry)
    polled = Gauge("crm_page_polled_seconds", "Time of the last poll", ["page"], registry=registry)
    counts = dict(
        db.session.execute(
            select(Message.page_id, func.count())
            .where(Message.answer_state == AnswerState.OPEN)
            .group_by(Message.page_id)
        )
        .tuples()
        .all()
    )
    for page in db.session.scalars(select(Page).where(Page.active)):
        waiting.labels(page.external_id).set(counts.get(page.id, 0))
        healthy.labels(page.external_id).set(page.health == Health.OK)
        if page.last_polled_at:
            polled.labels(page.external_id).set(page.last_polled_at.timestamp())


def _outbox(registry: CollectorRegistry) -> None:
    replies = Gauge("crm_replies", "Replies by state", ["state"], registry=registry)
    for state, count in db.session.execute(select(Reply.state, func.count()).group_by(Reply.state)):
        replies.labels(state).set(count)


def _jobs(registry: CollectorRegistry) -> None:
    ran = Gauge(
        "crm_job_run_seconds", "Time of the last run that did something", ["job"], registry=registry
    )
    for name, at in db.session.execute(
        select(JobRun.name, func.max(JobRun.started_at)).group_by(JobRun.name)
    ):
        ran.labels(name).set(at.timestamp())
