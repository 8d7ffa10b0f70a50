"""A new installation, Bangkok's or another municipality's."""

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from crm import create_app
from crm.cli import crm
from crm.db import db
from crm.maps.models import District
from crm.worksheets import queries
from crm.worksheets.seed import BANGKOK

TOWN = {"type": "Polygon", "coordinates": [[[99, 18], [100, 18], [100, 19], [99, 19], [99, 18]]]}


def _another_municipality(folder: Path) -> Path:
    shutil.copytree(BANGKOK, folder)
    labels = "key,th,en\ndistrict,อำเภอ,Amphoe\nsubdistrict,ตำบล,Tambon\n"
    (folder / "labels.csv").write_text(labels, encoding="utf-8")
    for name, code in (("districts", "5001"), ("subdistricts", "500101")):
        facts = {"code": code, "district_code": "5001", "name_th": "เมือง", "name_en": "Mueang"}
        area = {
            "type": "Feature",
            "properties": facts | {"postal_code": "", "latitude": 18.5, "longitude": 99.5},
            "geometry": TOWN,
        }
        file = folder / f"{name}.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": [area]}), "utf-8")
    header = "kind,name,name_en,road,district_code,subdistrict_code,latitude,longitude,spread_m\n"
    (folder / "gazetteer.csv").write_text(header, encoding="utf-8")
    return folder


def test_another_municipality_brings_its_own_areas_and_words(tmp_path: Path) -> None:
    environ = {"CRM_DATA_DIR": str(tmp_path / "crm"), "CRM_SECRET_KEY": "test"}
    folder = _another_municipality(tmp_path / "chiang mai")
    result = CliRunner(env=environ).invoke(crm, ["migrate", "--data", str(folder)])
    assert result.exit_code == 0, result.exception
    with create_app(environ).app_context():
        assert [district.name_th for district in db.session.query(District)] == ["เมือง"]
        assert queries.labels()["district"].th == "อำเภอ"
        assert len(queries.tags("topic")) == 30
        db.engine.dispose()
