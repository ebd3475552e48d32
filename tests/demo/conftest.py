from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from demo.city import SIZES, build_city
from demo.dice import Dice
from demo.reference_data import read_reference_data

TODAY = date(2026, 6, 1)
SEEDS = (1, 2, 3)


def load_reference_data():
    call_command("load_places", stdout=StringIO())
    call_command("load_strategies", stdout=StringIO())


@pytest.fixture(scope="package")
def built(django_db_setup, django_db_blocker):
    """What a city stands on, and small cities of some seeds: nothing stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        reference = read_reference_data(Dice(1), TODAY)
        cities = [build_city(SIZES["small"], seed, TODAY) for seed in SEEDS]
        transaction.set_rollback(True)
    return reference, cities


@pytest.fixture(scope="package")
def reference(built):
    """The wards, postcodes and priorities of seed 1."""
    return built[0]


@pytest.fixture(scope="package")
def cities(built):
    """Small cities of some seeds; tests only look at them."""
    return built[1]
