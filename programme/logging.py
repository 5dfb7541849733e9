"""Logs: one line for each event, as JSON in production, and never a personal link or a code."""

import re
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor, WrappedLogger

from programme.private_paths import is_of_rater, saves_answers

# Secret parts of addresses, anywhere in a line. An invitation's id opens nothing, but beside a time it would show when
# that rater answered.
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


def redact(text: str) -> str:
    return TOKEN.sub(REDACTED, ADDRESS.sub(rf"\1{REDACTED}", text))


class Redacting:
    """A renderer that removes secrets from the finished line, tracebacks included."""

    def __init__(self, renderer: Processor) -> None:
        self._renderer = renderer

    def __call__(self, logger: WrappedLogger, name: str, event: MutableMapping[str, Any]) -> str:
        return redact(str(self._renderer(logger, name, event)))


class RequestLog(RequestMiddleware):
    """A log of requests with method and path, but without query, IP address and referring page."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return redact(f"{request.method} {request.path}")

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Leave out the account on raters' pages: many raters have one, and it would reveal when they answered."""
        if not is_of_rater(request.path):
            RequestMiddleware.bind_user_id(request)

    def prepare(self, request: HttpRequest) -> None:
        """Prepare what later lines need, without a line of its own for the beginning of a request."""
        structlog.contextvars.bind_contextvars(request_id=str(uuid4()))
        self.bind_user_id(request)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """Log the response, but not saved answers: the times of thirty in a row would reveal how somebody answered."""
        if response.status_code == SAVED and saves_answers(request.path):
            structlog.contextvars.clear_contextvars()
        else:
            super().handle_response(request, response)


def without_color_message(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Remove the coloured copy of the message that some libraries add."""
    event.pop("color_message", None)
    return event


def readable() -> Processor:
    """Render events for a console. Tracebacks are plain, because decorated ones print the values of variables."""
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    renderer: Processor = structlog.processors.JSONRenderer() if as_json else readable()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, without_color_message],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, Redacting(renderer)],
    )


def log_config(*, as_json: bool) -> dict[str, Any]:
    """Send all records, also those of Django and the web server, to one handler."""
    to_root: dict[str, Any] = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "as_json": as_json}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {**to_root, "level": "INFO"},
            # Its warnings repeat the request log; its errors can also come from outside of it.
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
    """Do nothing. A receiver of its signal keeps Celery from setting up logging of its own."""
