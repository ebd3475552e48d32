from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

UPLOAD_LIFE = Keep(30, "days", after=_("you uploaded the file"), work="places.tasks.forget_uploads")
UPLOAD = Personal(
    what=_("Which data files you uploaded as an officer, and when"),
    why=_("So that you can check what a file would change before it is saved"),
    keep=(UPLOAD_LIFE,),
    seen_by=_("Senior officers"),
)
PERSONAL = {"places.Upload": {"brought_by": UPLOAD, "brought_at": UPLOAD}}
# Postcodes here are public data of the city. Whose home a postcode is, is stored in other apps.
NOT_PERSONAL = {
    "places.Ward": [
        "gss",
        "name",
        "valid_from",
        "valid_to",
        "is_outline_approximate",
        "label_latitude",
        "label_longitude",
        "residents",
    ],
    "places.WardOutline": ["ward", "geometry"],
    "places.WardOverlap": ["old", "new", "postcodes"],
    "places.Indicator": [
        "slug",
        "name",
        "unit",
        "direction",
        "measures",
        "comes",
        "weighted_by",
        "is_rated",
        "position",
    ],
    "places.WardFigure": [
        "ward",
        "indicator",
        "period",
        "value",
        "is_approximate",
        "source",
        "licence",
        "imported_at",
    ],
    "places.Postcode": ["code", "district", "ward", "latitude", "longitude", "quality", "ended_on"],
    "places.WardBoundary": ["ward", "geometry", "source", "licence", "imported_at"],
    "places.Lsoa": ["code", "ward", "residents"],
    "places.ImportRun": [
        "kind",
        "file_name",
        "sha256",
        "at",
        "added",
        "changed",
        "ended",
        "unchanged",
        "refused",
    ],
    "places.Upload": [
        "kind",
        "files",
        "options",
        "state",
        "attempt",
        "step",
        "rows_done",
        "heard_at",
        "message",
        "report",
        "refusals",
        "fingerprint",
        "is_overtaken",
    ],
}
