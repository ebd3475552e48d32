"""The city's places: wards and postcodes, what is measured in them, and the files that they come from."""

from places.models.figures import PERIOD, Indicator, WardFigure
from places.models.files import ImportRun, Upload
from places.models.postcodes import Located, Postcode
from places.models.wards import Lsoa, Ward, WardBoundary, WardOutline, WardOverlap

__all__ = [
    "PERIOD",
    "ImportRun",
    "Indicator",
    "Located",
    "Lsoa",
    "Postcode",
    "Upload",
    "Ward",
    "WardBoundary",
    "WardFigure",
    "WardOutline",
    "WardOverlap",
]
