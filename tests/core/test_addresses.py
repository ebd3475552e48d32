from uuid import UUID

import pytest
from django.urls import reverse

from core.addresses import address


@pytest.mark.parametrize("name", ["initiatives:detail", "groups:detail"])
def test_address_is_what_reverse_returns(name):
    key = UUID("0195f0a2-7c1e-7b5a-9d5e-2f4f6a7b8c9d")

    assert address(name, key) == reverse(name, args=[key])


@pytest.mark.parametrize("key", ["E05001335", "é b?c", "a&b=c", "<x>"])
def test_address_quotes_as_reverse_does(key):
    assert address("insight:ward", key) == reverse("insight:ward", args=[key])
