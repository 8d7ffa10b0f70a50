"""Refreshes the front-end files that we serve ourselves, from their pinned npm packages.

`python3 scripts/vendor.py` needs npm; it writes the files, their licences and the record
VENDORED.toml (name, version, licence, files, SHA-256) that the tests compare with the disk.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Package:
    """One pinned npm package: which of its files we keep, and where."""

    name: str
    version: str
    licence: str
    folder: str
    files: tuple[str, ...]


SERVED = (
    Package("htmx.org", "2.0.11", "0BSD", "htmx", ("LICENSE", "dist/htmx.min.js")),
    Package("bootstrap", "5.3.8", "MIT", "bootstrap", ("LICENSE", "dist/css/bootstrap.min.css")),
    Package(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        "leaflet",
        (
            "LICENSE",
            "dist/leaflet.css",
            "dist/leaflet.js",
            "dist/images/layers-2x.png",
            "dist/images/layers.png",
            "dist/images/marker-icon-2x.png",
            "dist/images/marker-icon.png",
            "dist/images/marker-shadow.png",
        ),
    ),
    Package(
        "leaflet.markercluster",
        "1.5.3",
        "MIT",
        "markercluster",
        (
            "MIT-LICENCE.txt",
            "dist/MarkerCluster.css",
            "dist/MarkerCluster.Default.css",
            "dist/leaflet.markercluster.js",
        ),
    ),
    Package(
        "@fontsource/sarabun",
        "5.3.0",
        "OFL-1.1",
        "sarabun",
        (
            "LICENSE",
            "files/sarabun-latin-400-normal.woff2",
            "files/sarabun-latin-600-normal.woff2",
            "files/sarabun-thai-400-normal.woff2",
            "files/sarabun-thai-600-normal.woff2",
        ),
    ),
)
FOR_TESTS = (
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        "axe-core",
        ("LICENSE", "LICENSE-3RD-PARTY.txt", "axe.min.js"),
    ),
)
PLACES = {ROOT / "crm/static/vendor": SERVED, ROOT / "tests/vendor": FOR_TESTS}


def main() -> int:
    """Replaces every vendored folder by what the pins say, and rewrites the records."""
    for place, packages in PLACES.items():
        for package in packages:
            refresh(package, place / package.folder)
            sys.stdout.write(f"{package.name} {package.version}\n")
        (place / "VENDORED.toml").write_text(record(place, packages), encoding="utf-8")
    return 0


def refresh(package: Package, target: Path) -> None:
    """Unpacks the wanted files of one package into an emptied folder, without the `dist` level."""
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch, tarfile.open(download(package, scratch)) as box:
        for name in package.files:
            content = box.extractfile(f"package/{name}")
            if content is None:
                raise SystemExit(f"{package.name} {package.version} has no {name}")
            kept = target / kept_name(name)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(content.read())


def download(package: Package, folder: str) -> Path:
    """The package's archive, fetched by npm itself, so that its own settings are honoured."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to refresh the vendored files")
    wanted = f"{package.name}@{package.version}"
    subprocess.run([npm, "pack", "--silent", wanted], cwd=folder, check=True, capture_output=True)
    return next(Path(folder).glob("*.tgz"))


def kept_name(name: str) -> str:
    """Where a file of the package stands below our folder."""
    return name.removeprefix("dist/").removeprefix("files/")


def record(place: Path, packages: tuple[Package, ...]) -> str:
    """The text of VENDORED.toml."""
    return "# Written by scripts/vendor.py; don't edit.\n" + "".join(
        entry(place, package) for package in packages
    )


def entry(place: Path, package: Package) -> str:
    """One package's part of the record."""
    names = [f"{package.folder}/{kept_name(name)}" for name in package.files]
    sums = [f'"{name}" = "{sha256(place / name)}"\n' for name in names]
    head = (("name", package.name), ("version", package.version), ("licence", package.licence))
    lines = "".join(f'{key} = "{value}"\n' for key, value in head)
    return f"\n[[package]]\n{lines}[package.sha256]\n{''.join(sums)}"


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
