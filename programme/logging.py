"""What is written down: one line an event, as JSON in production, and never a personal link or a code."""

import re
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor, WrappedLogger

from programme.private_paths import is_of_rater, saves_answers

# Everything in an address that opens something for whoever holds it, wherever in a line the address stands.
# An invitation's id opens nothing, but beside a time of day it would say when that rater answered.
SLASH = r"(?:/|%2[Ff])"
ADDRESS = re.compile(rf"({SLASH}(?:r|e|a|feeds|answer){SLASH})[^/%\s\"'<>?\\]+")
# A token by itself: 256 bits in URL-safe base 64.
TOKEN = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])", re.ASCII)
REDACTED = "[redacted]"
SAVED = 200

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]


def redacted(text: str) -> str:
    return TOKEN.sub(REDACTED, ADDRESS.sub(rf"\1{REDACTED}", text))


class Redacting:
    """Renders an event and strikes out of the finished line, traceback and all, what nobody should read there."""

    def __init__(self, renderer: Processor) -> None:
        self._renderer = renderer

    def __call__(self, logger: WrappedLogger, name: str, event: MutableMapping[str, Any]) -> str:
        return redacted(str(self._renderer(logger, name, event)))


class RequestLog(RequestMiddleware):
    """One event for each request: method and path, but no query, no sender's address and no referring page."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return redacted(f"{request.method} {request.path}")

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Many raters have an account besides: beside a time of day it would say when they answered."""
        if not is_of_rater(request.path):
            RequestMiddleware.bind_user_id(request)

    def prepare(self, request: HttpRequest) -> None:
        """Only what the later lines need: that a request has begun is written down nowhere."""
        structlog.contextvars.bind_contextvars(request_id=str(uuid4()))
        self.bind_user_id(request)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """Answers that were saved as they were given leave no line: thirty times would tell how somebody answered."""
        if response.status_code == SAVED and saves_answers(request.path):
            structlog.contextvars.clear_contextvars()
        else:
            super().handle_response(request, response)


def without_color_message(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Some libraries add a second, coloured copy of their message."""
    event.pop("color_message", None)
    return event


def readable() -> Processor:
    """Tracebacks stay plain: the decorated ones print the values of variables."""
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    renderer: Processor = structlog.processors.JSONRenderer() if as_json else readable()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, without_color_message],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, Redacting(renderer)],
    )


def log_config(*, as_json: bool) -> dict[str, Any]:
    """Everybody's records, Django's and the web server's too, go to one handler."""
    to_root: dict[str, Any] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "as_json": as_json}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {**to_root, "level": "INFO"},
            # Its warnings repeat what the request log says; its errors also come from outside of that.
            "django.request": {**to_root, "level": "ERROR"},
            "django.server": {**to_root, "level": "ERROR"},
            "gunicorn.error": to_root,
            "weasyprint": {**to_root, "level": "ERROR"},
            "fontTools": {**to_root, "level": "ERROR"},
        },
    }


def configure_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def leave_logging_alone(**kwargs: object) -> None:
    """Celery sets up logging of its own unless somebody else says that they have."""
