"""What the records of a demo city say, to compare one city with another."""

from django.db import models

NOT_COMPARED = {"password", "created_at", "updated_at"}
OF_OFFERS = {"last_asked_on", "last_placed_on"}


def facts(record):
    """Return what a record says, without what differs from run to run."""
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if field.name not in NOT_COMPARED and not field.generated and not isinstance(field, models.AutoField)
    }


def facts_of_group(built):
    """Return what a group, its people, checks and decisions say, and how it is linked."""
    records = [built.group, *(user for user, _role in built.people), *built.checks, *built.decisions]
    return [facts(each) for each in records] + [built.area, slugs(built.priorities), codes(built.wards)]


def facts_of_initiative(built):
    """Return what an initiative, its venue and its times say, and how it is linked."""
    records = [built.initiative, built.venue, *built.times, *([built.secret] if built.secret else [])]
    return [facts(each) for each in records] + [slugs(built.priorities)]


def facts_of_person(person):
    """Return what a volunteer, their checks and their times away say, and how they are linked.

    When they were last asked and placed follows from the offers.
    """
    records = [person.volunteer, person.user, *person.checks, *person.times_away]
    volunteer, *others = map(facts, records)
    said = {name: value for name, value in volunteer.items() if name not in OF_OFFERS}
    return [said, *others, slugs(person.interests), codes(person.wards)]


def facts_of_city(city):
    """Return what everything in a city says, by what it is of and its number."""
    return {
        "cast": {user.email: facts(user) for user in city.cast.users},
        "group": {built.number: facts_of_group(built) for built in city.groups},
        "initiative": {built.number: facts_of_initiative(built) for built in city.initiatives},
        "role": {built.number: facts(built.role) for built in city.roles},
        "volunteer": {person.number: facts_of_person(person) for person in city.people},
        "offer": {offer.pk: facts(offer) for offer in city.given.offers},
        "placement": {placement.pk: facts(placement) for placement in city.given.placements},
    }


def slugs(priorities):
    return [priority.slug for priority in priorities]


def codes(wards):
    return [ward.pk for ward in wards]
