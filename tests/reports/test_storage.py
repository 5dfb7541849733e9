"""Documents lie in a folder or in a bucket, as one address says."""

import logging
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from moto.server import ThreadedMotoServer
from storages.backends.s3 import S3Storage

from people.models import Organisation
from programme.logging import log_config
from reports import documents
from reports.models import Document, DocumentState
from reports.rendering import make
from reports.storage import DocumentStorage
from tests.reports.conftest import owe_page

KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "secret/with+signs", "region_name": "eu-west-2"}


@pytest.fixture
def bucket() -> Iterator[str]:
    """The address of a bucket on a real server that speaks S3."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    name = f"cadre-{uuid.uuid4()}"
    boto3.client("s3", endpoint_url=endpoint, **KEYS).create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    yield f"s3://key:secret%2Fwith%2Bsigns@{name}/trust?endpoint_url={endpoint}&region_name=eu-west-2"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStorage:
    address = request.getfixturevalue("bucket") if request.param == "bucket" else (tmp_path / "a b").as_uri()
    return DocumentStorage(address)


def test_what_is_saved_is_found_again(storage: DocumentStorage) -> None:
    storage.save("one.pdf", ContentFile(b"%PDF one"))
    with storage.open("one.pdf") as file:
        assert file.read() == b"%PDF one"
    assert storage.exists("one.pdf")
    assert storage.size("one.pdf") == 8


def test_saving_again_writes_over_it(storage: DocumentStorage) -> None:
    """A worker that died after saving left a file behind: the next one takes its place, under the same name."""
    storage.save("one.pdf", ContentFile(b"%PDF half"))
    assert storage.save("one.pdf", ContentFile(b"%PDF whole")) == "one.pdf"
    with storage.open("one.pdf") as file:
        assert file.read() == b"%PDF whole"


def test_what_was_never_saved_is_not_there(storage: DocumentStorage) -> None:
    assert not storage.exists("none.pdf")
    with pytest.raises(FileNotFoundError):
        storage.open("none.pdf").read()


def test_what_is_deleted_is_gone(storage: DocumentStorage) -> None:
    storage.save("one.pdf", ContentFile(b"%PDF"))
    storage.delete("one.pdf")
    assert not storage.exists("one.pdf")


def test_a_document_is_made_and_read_from_either(
    storage: DocumentStorage, trust: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Document._meta.get_field("file"), "storage", storage)
    owed = owe_page(trust)
    make(owed.pk)
    document = Document.objects.get()
    assert document.state == DocumentState.READY
    assert documents.read(document).startswith(b"%PDF-1.7")


def test_a_document_has_no_address_of_its_own(storage: DocumentStorage) -> None:
    with pytest.raises(NotImplementedError):
        storage.url("one.pdf")


@pytest.mark.parametrize("address", ["http://127.0.0.1/documents", "documents", "ftp://x/y"])
def test_another_kind_of_address_is_refused_in_plain_words(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape("must start with file:// or s3://")):
        DocumentStorage(address)


def test_key_and_secret_of_the_address_sign_the_requests(bucket: str) -> None:
    """Both are decoded, and so is what stands beside them: AWS signs with exactly these."""
    storage = DocumentStorage(bucket)._storage

    assert isinstance(storage, S3Storage)
    assert (storage.access_key, storage.secret_key) == ("key", "secret/with+signs")
    signer = storage.connection.meta.client._request_signer._credentials
    assert (signer.access_key, signer.secret_key) == ("key", "secret/with+signs")
    assert (storage.region_name, storage.location) == ("eu-west-2", "trust")


def test_without_key_and_secret_the_machine_s_own_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """On AWS they come from the machine's role, or from the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "machine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "machine's secret")
    storage = DocumentStorage("s3://documents?region_name=eu-west-2")._storage

    assert isinstance(storage, S3Storage)
    signer = storage.connection.meta.client._request_signer._credentials
    assert (signer.access_key, signer.secret_key) == ("machine", "machine's secret")


@pytest.mark.parametrize("scheme", ["s3", "ftp"])
def test_key_and_secret_stand_in_no_sentence_about_the_storage(scheme: str) -> None:
    address = f"{scheme}://Opal-key:Opal-secret@documents/trust?region_name=eu-west-2"
    try:
        said = repr(DocumentStorage(address)) + str(DocumentStorage(address))
    except ImproperlyConfigured as error:
        said = repr(error) + str(error)

    assert "DocumentStorage" in said or "STORAGE_URL" in said
    assert "Opal" not in said


def test_a_bucket_out_of_reach_is_logged_without_key_and_secret(
    trust: Organisation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # Nothing listens at port 1 of this machine.
    query = "endpoint_url=http://127.0.0.1:1&region_name=eu-west-2"
    storage = DocumentStorage(f"s3://Opal-key:Opal-secret@documents/trust?{query}")
    owed = owe_page(trust)
    make(owed.pk)
    document = Document.objects.get()
    monkeypatch.setattr(document.file, "storage", storage)

    with caplog.at_level(logging.INFO), pytest.raises(documents.LostError):
        documents.read(document)

    line = log_config(as_json=True)
    formatter: logging.Formatter = line["formatters"]["line"]["()"](as_json=True)
    written = "".join(formatter.format(record) for record in caplog.records)
    assert f"document {document.pk} cannot be read" in written
    assert "EndpointConnectionError" in written
    assert "Opal" not in written
