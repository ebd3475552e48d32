from datetime import UTC, date, datetime

import factory

from places.models import Indicator, Postcode, Upload, Ward, WardFigure, WardOutline, WardOverlap


class WardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ward
        skip_postgeneration_save = True

    gss = factory.Sequence(lambda n: f"E05{900000 + n}")
    name = factory.Sequence(lambda n: f"Ward {n}")
    valid_from = date(2023, 5, 4)
    label_latitude = 52.59
    label_longitude = -2.12

    @factory.post_generation
    def outline(self, create, extracted):
        """Draw the ward, if it is said how (GeoJSON geometry)."""
        if create and extracted:
            WardOutline.objects.create(ward=self, geometry=extracted)


class PostcodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Postcode
        django_get_or_create = ("code",)  # the real postcodes may be there already

    code = factory.Sequence(lambda n: f"WV{n // 100 % 99 + 1} {n // 10 % 10}A{chr(65 + n % 10)}")
    district = "E08000031"
    ward = factory.SubFactory(WardFactory)
    latitude = 52.5870
    longitude = -2.1296
    quality = 10


class WardOverlapFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WardOverlap

    old = factory.SubFactory(WardFactory, valid_from=date(2004, 6, 10), valid_to=date(2023, 5, 3))
    new = factory.SubFactory(WardFactory)
    postcodes = 100


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator

    slug = factory.Sequence(lambda n: f"indicator-{n}")
    name = factory.Sequence(lambda n: f"Indicator {n}")
    unit = "people"
    direction = Indicator.Direction.NEITHER
    measures = "How many there are."
    comes = Indicator.Comes.YEARLY
    position = 0


class WardFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WardFigure

    ward = factory.SubFactory(WardFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    period = "2021"
    value = 100.0
    source = "Census 2021"
    licence = "Open Government Licence v3.0"
    imported_at = datetime(2026, 1, 1, tzinfo=UTC)


class UploadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Upload

    kind = Upload.Kind.POPULATION
    brought_by = factory.SubFactory("tests.factories.accounts.SeniorOfficerFactory")
    brought_at = heard_at = datetime(2026, 1, 1, tzinfo=UTC)
    files = factory.Dict({"file": "people.csv"})
    options = factory.Dict({"on": "2026-01-01"})
