"""Each code and subcode falls into one class, and each class tells people one thing."""

import pytest

from crm.graph.errors import (
    BEHAVIOUR,
    SENTENCES,
    Behaviour,
    ErrorBody,
    ErrorClass,
    GraphError,
    classify,
    read_body,
)

TABLE = {
    ErrorClass.TRANSIENT: "1 1/1357046 2 -1 -2 341",
    ErrorClass.RATE: "4 17 32 613/1996 80001 80006",
    ErrorClass.TOKEN: "190 190/460 190/492 102/463 102",
    ErrorClass.PERMISSION: "3 10 200 200/2018028 230 283 1705 2018247",
    ErrorClass.GONE: "100/33 803 21 9000001",
    ErrorClass.WINDOW: (
        "10/2018278 10/2534022 10/2018065 10/2018108 551/1545041 200/1545041 100/2018001 10900"
    ),
    ErrorClass.POLICY: "368 10/1893063 613/2018338 2022",
    ErrorClass.DUPLICATE: "506",
    ErrorClass.TOO_MUCH: "-3",
    ErrorClass.BUG: "100 100/2018109 100/2018008 2500 99999",
}


@pytest.mark.parametrize(
    ("code", "expected"),
    [(code, expected) for expected, codes in TABLE.items() for code in codes.split()],
)
def test_code_and_subcode_decide(code: str, expected: ErrorClass) -> None:
    number, _, subcode = code.partition("/")
    assert classify(ErrorBody(int(number), int(subcode) if subcode else None)) is expected


@pytest.mark.parametrize(
    ("code", "subcode", "message", "expected"),
    [
        (1, None, "Please reduce the amount of data you're asking for", ErrorClass.TOO_MUCH),
        (100, None, "(#100) Missing Permission", ErrorClass.PERMISSION),
        (100, 33, "cannot be loaded due to missing permissions", ErrorClass.GONE),
        (2500, None, "An active access token must be used", ErrorClass.TOKEN),
    ],
)
def test_three_cases_are_told_by_their_text(
    code: int, subcode: int | None, message: str, expected: ErrorClass
) -> None:
    assert classify(ErrorBody(code, subcode, message)) is expected


def test_an_unknown_code_is_transient_when_facebook_says_so() -> None:
    assert classify(ErrorBody(77, is_transient=True)) is ErrorClass.TRANSIENT
    assert classify(ErrorBody(77), http_status=500) is ErrorClass.TRANSIENT


def test_without_a_code_the_subcode_and_then_the_status_decide() -> None:
    assert classify(ErrorBody(None, 463)) is ErrorClass.TOKEN
    assert classify(ErrorBody(), http_status=503) is ErrorClass.TRANSIENT
    assert classify(ErrorBody(), http_status=429) is ErrorClass.TRANSIENT
    assert classify(ErrorBody(), http_status=404) is ErrorClass.BUG


def test_each_class_has_one_behaviour_and_one_sentence() -> None:
    assert set(BEHAVIOUR) == set(SENTENCES) == set(ErrorClass)
    assert sorted(BEHAVIOUR.values()) == sorted(Behaviour)
    assert len(set(SENTENCES.values())) == len(ErrorClass)


def test_a_lost_role_is_told_apart_from_a_dead_token() -> None:
    lost_role = GraphError(ErrorClass.TOKEN, ErrorBody(190, 492))
    assert "คืนหน้าที่" in lost_role.sentence
    assert lost_role.sentence != GraphError(ErrorClass.TOKEN, ErrorBody(190)).sentence


def test_broken_error_bodies_are_read_without_an_exception() -> None:
    assert read_body({"error": "plain text"}).message == "plain text"
    assert read_body(["no", "mapping"]) == ErrorBody()
    assert read_body({"error": {"code": "190", "error_subcode": "460"}}).subcode == 460
    assert read_body({"error": {"code": {}, "message": None}}) == ErrorBody()


def test_the_log_line_holds_no_text_of_facebooks() -> None:
    error = GraphError(ErrorClass.BUG, ErrorBody(100, None, "name and token", trace="AxII"))
    assert error.log_line == "bug code=100 subcode=None trace=AxII"
