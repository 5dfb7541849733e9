"""Where a page finds scripts, styles and pictures."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """What a file is called does not change while a process runs, so each is asked for once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        known = self._addresses.get(name or "")
        if known is None or force:
            known = self._addresses[name or ""] = super().url(name, force)
        return known
