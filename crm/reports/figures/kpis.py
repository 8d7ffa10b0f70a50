"""The figures that the 2017 study will be judged by, each against its typed-in baseline.

KPI 2 is printed strictly, answered ÷ all. KPI 5 counts filed cases in the Thai fiscal year.
"""

from dataclasses import dataclass

from crm.errors import N_
from crm.reports.figures import baselines, counting, searches
from crm.reports.figures.cases import FILED_YEAR, LEAKS, SLOW_REPLIES
from crm.reports.figures.figure import Length
from crm.reports.figures.followers import followers, total
from crm.reports.figures.messages import ANSWERED_COUNT, MESSAGES_IN
from crm.reports.figures.people import PEOPLE_SERVED
from crm.reports.figures.period import Period
from crm.reports.models import BaselineKind

FOLLOWERS_GROWTH = 1.5
SLOW_REPLY_PERCENT = 10.0
SEARCH_SHARE = 0.5
FILED_GROWTH = 1.15
_SEARCH_TITLES = {
    searches.NAME_FIRST.slug: N_("4. เวลาค้นหาชื่อผู้ใช้ สิบวันแรก"),
    searches.NAME_AFTERWARDS.slug: N_("4. เวลาค้นหาชื่อผู้ใช้ ตั้งแต่วันที่สิบ"),
    searches.POST_FIRST.slug: N_("4. เวลาค้นหาโพสต์และประวัติ สิบวันแรก"),
    searches.POST_AFTERWARDS.slug: N_("4. เวลาค้นหาโพสต์และประวัติ ตั้งแต่วันที่สิบ"),
}


@dataclass(frozen=True)
class Kpi:
    """One KPI. `unit` is people, percent, seconds or cases; None is missing, never 0.

    `met` is None while it can't be said.
    """

    slug: str
    title: str
    definition: str
    unit: str
    baseline: float | None
    target: float | None
    actual: float | None
    met: bool | None


def kpis(period: Period) -> list[Kpi]:
    """All KPIs as they stand at the end of the month."""
    return [
        _followers(period),
        _answered(period),
        _slow_replies(period),
        _search_time(period, searches.NAME_FIRST, BaselineKind.NAME_SEARCH),
        _search_time(period, searches.NAME_AFTERWARDS, BaselineKind.NAME_SEARCH),
        _search_time(period, searches.POST_FIRST, BaselineKind.POST_SEARCH),
        _search_time(period, searches.POST_AFTERWARDS, BaselineKind.POST_SEARCH),
        _filed(period),
        _leaks(period),
    ]


def _followers(period: Period) -> Kpi:
    before = baselines.followers_before(period)
    target = None if before is None else before * FOLLOWERS_GROWTH
    now = total(followers(period)).end
    return Kpi(
        "followers",
        N_("1. ผู้ติดตามเพิ่มขึ้น"),
        N_("ผู้ติดตามเมื่อสิ้นเดือน เทียบกับวันเริ่มใช้งาน เป้าหมายเพิ่มขึ้นร้อยละ 50 ภายใน 6 เดือน"),
        "people",
        before,
        target,
        now,
        None if target is None or now is None else now >= target,
    )


def _answered(period: Period) -> Kpi:
    came_in = counting.total(MESSAGES_IN, period)
    percent = _percent(counting.total(ANSWERED_COUNT, period), came_in)
    return Kpi(
        "answered",
        N_("2. ตอบทุกความเห็น"),
        N_("ตอบแล้วหารด้วยข้อความเข้าทั้งหมดของเดือน รายการที่ไม่ต้องตอบยังนับอยู่ในตัวหาร"),
        "percent",
        None,
        100.0,
        percent,
        None if percent is None else percent >= 100,
    )


def _slow_replies(period: Period) -> Kpi:
    complaints = counting.total(SLOW_REPLIES, period) + baselines.slow_replies_typed_in(period)
    percent = _percent(complaints, counting.total(PEOPLE_SERVED, period))
    return Kpi(
        "slow_replies",
        N_("3. ร้องเรียนว่าตอบล่าช้า"),
        N_("เรื่องร้องเรียนว่าเพจตอบล่าช้าจากทุกช่องทาง (รวมที่พิมพ์เพิ่ม) ต่อจำนวนผู้ใช้บริการเดือนเดียวกัน"),
        "percent",
        None,
        SLOW_REPLY_PERCENT,
        percent,
        None if percent is None else percent <= SLOW_REPLY_PERCENT,
    )


def _search_time(period: Period, figure: Length, kind: BaselineKind) -> Kpi:
    """The mean; how many, the median and the 90th percentile stand among the lengths of time."""
    seconds = counting.spread(figure, period).mean
    before = baselines.newest(kind, period)
    target = None if before is None else before * SEARCH_SHARE
    return Kpi(
        figure.slug,
        _SEARCH_TITLES[figure.slug],
        N_("เวลาเฉลี่ยตั้งแต่พิมพ์อักษรตัวแรกจนเปิดรายการที่พบหรือกดว่าเจอแล้ว เป้าหมายลดลงร้อยละ 50 จากค่าตั้งต้น"),
        "seconds",
        before,
        target,
        seconds,
        None if target is None or seconds is None else seconds <= target,
    )


def _filed(period: Period) -> Kpi:
    cases = counting.total(FILED_YEAR, period)
    before = baselines.newest(BaselineKind.FILED, period)
    target = None if before is None else before * FILED_GROWTH
    return Kpi(
        "filed",
        N_("5. เรื่องจากเพจที่บันทึกลงระบบ MIS"),
        N_("ใบงานจากเพจที่บันทึกแล้วตั้งแต่ต้นปีงบประมาณถึงสิ้นเดือนนี้ เป้าหมายทั้งปีเพิ่มขึ้นร้อยละ 15 จากค่าตั้งต้น"),
        "cases",
        before,
        target,
        cases,
        True if target is not None and cases >= target else None,
    )


def _leaks(period: Period) -> Kpi:
    leaks = counting.total(LEAKS, period)
    return Kpi(
        "privacy_leaks",
        N_("6. ร้องเรียนว่าข้อมูลส่วนบุคคลรั่วไหล"),
        N_("ใบงานหมวดข้อมูลส่วนบุคคลรั่วไหลที่เปิดในเดือนนี้ จากทุกช่องทาง"),
        "cases",
        None,
        0,
        leaks,
        leaks == 0,
    )


def _percent(part: int | float, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
