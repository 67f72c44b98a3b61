import pytest


@pytest.fixture
def erasure_list(settings, tmp_path):
    """Where the list of erasures is written during the test."""
    settings.ERASURE_LIST = tmp_path / "list" / "erasures.txt"
    return settings.ERASURE_LIST
