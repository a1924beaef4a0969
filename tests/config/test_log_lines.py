import logging

import pytest

from config.logs import WithoutBodies


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/en/signatures/S-7KQ4M2XZ91ABCDEF/", "/en/signatures/…/"),
        ("/en/signatures/confirm/zJ4mF0_abcdefghijkl/", "/en/signatures/confirm/…/"),
        ("/en/institutions/zJ4mF0_abcdefghijkl/file", "/en/institutions/…/file"),
        ("/en/petitions/justice-for-the-deported/sign/", None),
        ("/admin/testimonies/submission/12/change/", None),
    ],
)
def test_a_path_is_logged_without_the_keys_in_it(path: str, logged: str | None) -> None:
    record = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Not Found", path), None)

    assert WithoutBodies().filter(record)

    assert record.getMessage() == f"Not Found: {logged or path}"


def test_a_task_that_fails_is_logged_without_the_words_of_the_error() -> None:
    told = {"name": "send", "exc": "Refused('ona@example.org')", "traceback": "ona@example.org"}
    record = logging.LogRecord("celery", 40, "", 0, "%(name)s: %(exc)s", (told,), None)
    record.__dict__["data"] = told

    assert WithoutBodies().filter(record)

    assert record.getMessage() == "send: …"
    assert "ona" not in str(record.__dict__)
