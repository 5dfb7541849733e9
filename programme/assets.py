"""The addresses of scripts, styles and pictures."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """A storage that looks up the hashed name of each file once, since names do not change while a process runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        known = self._addresses.get(name or "")
        if known is None or force:
            known = self._addresses[name or ""] = super().url(name, force)
        return known
