"""The storage of documents that STORAGE_URL names: a folder (file://) or an S3 bucket (s3://)."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.deconstruct import deconstructible


def _folder(url: str) -> Storage:
    return FileSystemStorage(location=unquote(urlsplit(url).path), allow_overwrite=True)


def _bucket(url: str) -> Storage:
    from storages.backends.s3 import S3Storage  # noqa: PLC0415 slow to import, and most installations use a folder

    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if parts.username:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")}
    bucket: Storage = S3Storage(
        bucket_name=parts.hostname, location=parts.path.strip("/"), default_acl=None, file_overwrite=True, **options
    )
    return bucket


_schemes = {"file": _folder, "s3": _bucket}


@deconstructible
class DocumentStorage(Storage):
    """A storage that passes every call to the one that the URL names. No document has a public address."""

    def __init__(self, url: str) -> None:
        scheme = urlsplit(url).scheme
        if scheme not in _schemes:
            raise ImproperlyConfigured(f"STORAGE_URL must start with file:// or s3://, not {scheme}://")
        self._storage = _schemes[scheme](url)

    def _open(self, name: str, mode: str = "rb") -> Any:
        return self._storage.open(name, mode)

    def _save(self, name: str, content: Any) -> str:
        return self._storage.save(name, content)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def delete(self, name: str) -> None:
        self._storage.delete(name)

    def exists(self, name: str) -> bool:
        return self._storage.exists(name)

    def size(self, name: str) -> int:
        return self._storage.size(name)
