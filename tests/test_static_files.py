"""The browser keeps static files for long, and still sees an upgrade at once."""

from pathlib import Path

from flask import Flask, url_for

from crm.web import static_version


def test_another_content_has_another_address(tmp_path: Path) -> None:
    versions = set()
    for number, content in enumerate(("a", "b")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "app.css").write_text(content, encoding="utf-8")
        versions.add(static_version(folder))
    assert len(versions) == 2


def test_a_static_file_is_kept_under_an_address_that_names_its_version(app: Flask) -> None:
    with app.test_request_context():
        address = url_for("static", filename="js/app.js")
    assert static_version(Path(app.static_folder or "")) in address
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    assert answer.cache_control.max_age == 365 * 24 * 3600
