"""What Cadre needs from the machine. It uses the standard library only, since it runs before installation."""

from __future__ import annotations

import ctypes
import errno
import importlib.util
import os
import shutil
import socket
import subprocess
import sys

from deploy.refusal import Refusal, say

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
PANGO_LIBRARIES = (
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
# They are as wide as Arial, so that a report breaks its lines and pages where it does on other machines.
LIKE_ARIAL = {"Arial", "Arimo", "Liberation Sans"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def need(what: str, *packages: str) -> None:
    """Install packages for root on Debian. Others are told to install them. Raises Refusal."""
    names = " ".join(packages)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Cadre needs {what}: installing {names}.")
        if _apt_install(packages):
            return
    raise Refusal(f"Cadre needs {what}: run 'apt-get install {names}' as root and start again.")


def _apt_install(packages: tuple[str, ...]) -> bool:
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return _quietly(install) or (_quietly(["apt-get", "update", "-qq"]) and _quietly(install))


def _quietly(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, env=environment, capture_output=True).returncode == 0


def python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        raise Refusal(
            f"Cadre needs Python 3.11 or later and this is {found}: "
            "install a later one and name it, for example 'make run PYTHON=python3.11'."
        )
    if importlib.util.find_spec("ensurepip") is None:
        need("Python's venv module", "python3-venv")


def node() -> None:
    if not (shutil.which("node") and shutil.which("npm")):
        need("Node and npm to build its styles", "nodejs", "npm")
    version = subprocess.run(["node", "--version"], check=False, capture_output=True, text=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0] or 0) < OLDEST_NODE:
        raise Refusal(
            f"Cadre needs Node {OLDEST_NODE} or later to build its styles "
            f"and this is {version or 'one that does not work'}: "
            "install a later one and start again."
        )


def pango() -> None:
    if sys.platform == "linux" and not all(map(_loads, PANGO_LIBRARIES)):
        need("Pango to make PDFs", *PANGO_PACKAGES)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def font() -> None:
    if shutil.which("fc-match") and not LIKE_ARIAL & set(_family_for("arial").split(",")):
        need("a font as wide as Arial for its tests", "fonts-liberation")


def _family_for(name: str) -> str:
    command = ["fc-match", "--format=%{family}", name]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


def browser() -> str:
    found = _browser()
    if found is None:
        need("Chromium for its tests", "chromium")
        found = _browser()
    return found or BROWSERS[0]


def _browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def port() -> int:
    """Return the port in PORT. Raises Refusal if another process uses it."""
    number = _port_number(os.environ.get("PORT") or "8000")
    with socket.socket() as probe:
        # The web server sets this too: a port whose last connections are still closing counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            raise Refusal(_why_not(number, error)) from error
    return number


def _port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Refusal(
            f"PORT is '{text}', which is not a port: "
            "choose a number from 1024 to 65535, for example 'PORT=9000 make run'."
        )
    return int(text)


def _why_not(number: int, error: OSError) -> str:
    reason = "is in use" if error.errno == errno.EADDRINUSE else "is not open to you"
    return f"Port {number} {reason}: choose another, for example 'PORT=9000 make run'."
