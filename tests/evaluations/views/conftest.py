"""A department that has everything filled in, and the person who fills it in."""

import pytest

from accounts.acting import acting
from evaluations.actions.exchange import write_facts
from evaluations.queries import load_facts
from tests.factories import union_facts


@pytest.fixture
def mine(draft):
    """花都区政协's draft, filled with complete facts."""
    facts = union_facts(department=load_facts(draft).department)
    with acting("tests"):
        write_facts(draft, facts, by="tests", files={})
    return draft


@pytest.fixture
def filler(client_of):
    return client_of("zhengxie")
