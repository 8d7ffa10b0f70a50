"""SQL that the two engines spell differently: percentiles, lengths of time, local days."""

import math
from typing import Any

from sqlalchemy import ColumnElement, Engine, Float, Text, event, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class percentile(FunctionElement[float]):  # noqa: N801 - reads like the SQL that it is
    """`percentile(column, fraction)`: linear interpolation, as numpy and PostgreSQL do it."""

    type = Float()
    inherit_cache = True


class seconds_between(FunctionElement[float]):  # noqa: N801 - reads like the SQL that it is
    """`seconds_between(earlier, later)`, to the millisecond."""

    type = Float()
    inherit_cache = True


class local_day(FunctionElement[str]):  # noqa: N801 - reads like the SQL that it is
    """`local_day(moment, offset in seconds)`: the day as `2026-10-05`."""

    type = Text()
    inherit_cache = True


class _Percentile:
    """The aggregate that SQLite lacks."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.fraction = 0.5

    def step(self, value: float | None, fraction: float) -> None:
        self.fraction = fraction
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        if not self.values:
            return None
        ordered = sorted(self.values)
        place = (len(ordered) - 1) * self.fraction
        below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
        return below + (above - below) * (place - math.floor(place))


@event.listens_for(Engine, "connect")
def _teach_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.create_aggregate("percentile_cont", 2, _Percentile)


def share_below(column: ColumnElement[float], fraction: float) -> percentile:
    """The value below which `fraction` of the column's values lie."""
    return percentile(column, literal(fraction, Float()))


@compiles(percentile, "sqlite")
def _percentile_sqlite(element: percentile, compiler: SQLCompiler, **kw: Any) -> str:
    return f"percentile_cont({compiler.process(element.clauses, **kw)})"


@compiles(percentile, "postgresql")
def _percentile_postgresql(element: percentile, compiler: SQLCompiler, **kw: Any) -> str:
    column, fraction = (compiler.process(each, **kw) for each in element.clauses)
    return f"percentile_cont({fraction}) WITHIN GROUP (ORDER BY {column})"


@compiles(seconds_between, "sqlite")
def _seconds_sqlite(element: seconds_between, compiler: SQLCompiler, **kw: Any) -> str:
    earlier, later = (compiler.process(each, **kw) for each in element.clauses)
    return f"ROUND((julianday({later}) - julianday({earlier})) * 86400.0, 3)"


@compiles(seconds_between, "postgresql")
def _seconds_postgresql(element: seconds_between, compiler: SQLCompiler, **kw: Any) -> str:
    earlier, later = (compiler.process(each, **kw) for each in element.clauses)
    return f"CAST(ROUND(EXTRACT(EPOCH FROM ({later} - {earlier})), 3) AS double precision)"


@compiles(local_day, "sqlite")
def _day_sqlite(element: local_day, compiler: SQLCompiler, **kw: Any) -> str:
    moment, offset = (compiler.process(each, **kw) for each in element.clauses)
    return f"date({moment}, {offset} || ' seconds')"


@compiles(local_day, "postgresql")
def _day_postgresql(element: local_day, compiler: SQLCompiler, **kw: Any) -> str:
    moment, offset = (compiler.process(each, **kw) for each in element.clauses)
    moved = f"({moment} AT TIME ZONE 'UTC') + make_interval(secs => {offset})"
    return f"to_char({moved}, 'YYYY-MM-DD')"
