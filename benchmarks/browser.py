"""A browser for benchmarks. It keeps cookies and one connection, and counts its requests."""

import gzip
import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
# Links and scripts of pages, and the imports of a script.
ASSET = re.compile(
    r"""(?:<link[^>]+href=|<script[^>]+src=|<img[^>]+src=|^import [^"']*)["']([^"']+)["']""", re.MULTILINE
)
HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def token(self) -> str:
        """The CSRF token in the page's form."""
        found = TOKEN.search(self.text)
        assert found, self.text[:500]
        return found[1]


class Browser(Protocol):
    requests: int

    def send(self, path: str, data: dict[str, str] | None = None) -> Answer: ...


def follow(browser: Browser, path: str, data: dict[str, str] | None = None) -> tuple[str, Answer]:
    """Send a request and follow redirects, as a browser does."""
    answer = browser.send(path, data)
    while answer.status in (301, 302):
        path = answer.location
        answer = browser.send(path)
    assert answer.status == 200, (path, answer.status, answer.text[:500])
    return path, answer


@dataclass
class OverTheWire:
    """A browser with one connection to a server, which is told that it is behind a TLS proxy."""

    port: int
    requests: int = 0
    compressed: int = 0
    # Whether assets of pages are loaded too, each once. They count in `compressed`, but not in `requests`.
    keeps_assets: bool = False
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    kept: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(HOST, self.port, timeout=30)

    def send(self, path: str, data: dict[str, str] | None = None) -> Answer:
        self.requests += 1
        response, content = self._exchange(path, None if data is None else urlencode(data))
        for header in response.msg.get_all("Set-Cookie") or []:
            self.cookies.load(header)
        if self.keeps_assets:
            self._load(path, content.decode())
        location = urlsplit(response.getheader("Location") or "")._replace(scheme="", netloc="", fragment="")
        return Answer(response.status, location.geturl(), content)

    def _exchange(self, path: str, body: str | None) -> tuple[http.client.HTTPResponse, bytes]:
        headers = self._headers(path, posts=body is not None)
        self._connection.request("GET" if body is None else "POST", path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        self.compressed += len(content) if response.getheader("Content-Encoding") else len(gzip.compress(content, 6))
        return response, content

    def _load(self, path: str, content: str) -> None:
        """Load what a page links to, and what its scripts import."""
        found = {urljoin(path, address) for address in ASSET.findall(content)}
        for address in found - self.kept:
            self.kept.add(address)
            response, loaded = self._exchange(address, None)
            assert response.status == 200, address
            if address.endswith(".js"):
                body = gzip.decompress(loaded) if response.getheader("Content-Encoding") else loaded
                self._load(address, body.decode())

    def _headers(self, path: str, *, posts: bool) -> dict[str, str]:
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        sent = {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip" if path.startswith("/static/") else "identity"}
        if cookies:
            sent["Cookie"] = cookies
        if posts:
            sent |= {
                "Content-Type": FORM,
                "Origin": f"https://{HOST}:{self.port}",
                "Referer": f"https://{HOST}:{self.port}{path}",
            }
        return sent

    def close(self) -> None:
        self._connection.close()


@dataclass
class InProcess:
    """A browser without a server, so that queries can be counted."""

    client: Client
    requests: int = 0

    def send(self, path: str, data: dict[str, Any] | None = None) -> Answer:
        self.requests += 1
        encoded = urlencode(data or {})
        response = (
            self.client.get(path, secure=True)
            if data is None
            else self.client.post(path, encoded, content_type=FORM, secure=True)
        )
        return Answer(response.status_code, response.headers.get("Location", "").partition("#")[0], response.content)
