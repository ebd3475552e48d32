import pytest

from core.limits import count, network_of, plain_address
from core.models import RequestCount

pytestmark = pytest.mark.django_db


def counted(who="192.0.2.1", now=1000.0):
    return count(who, now=now, seconds=60)


def test_count_counts_from_the_first_request_on():
    assert [counted(now=moment) for moment in (1000.0, 1001.0, 1059.9)] == [(1, 1000), (2, 1000), (3, 1000)]


def test_count_begins_anew_when_the_time_is_over():
    counted(now=1000.0)
    counted(now=1030.0)

    assert counted(now=1060.0) == (1, 1060)
    assert counted(now=1119.0) == (2, 1060)


def test_count_counts_each_by_themselves():
    counted("192.0.2.1")

    assert counted("192.0.2.2").number == 1
    assert counted("192.0.2.1").number == 2


def test_count_takes_one_query_and_keeps_no_address(django_assert_num_queries):
    with django_assert_num_queries(1):
        counted("192.0.2.1")

    assert "192.0.2.1" not in str(RequestCount.objects.values_list("key"))


def test_count_never_drops_anybody_to_make_room_for_others():
    counted("192.0.2.1")
    for number in range(400):
        counted(f"machine {number}")

    assert counted("192.0.2.1").number == 2


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("no address", "no address"),
    ],
)
def test_network_of_counts_an_ipv6_network_as_one(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:202", "192.0.2.2"),
        ("2001:db8::1", "2001:db8::1"),
        ("192.0.2.1", "192.0.2.1"),
        ("no address", "no address"),
    ],
)
def test_plain_address_writes_ipv4_one_way(address, plain):
    assert plain_address(address) == plain
