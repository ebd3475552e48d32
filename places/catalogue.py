"""The indicators of need: what each measures and how to read its figures."""

from dataclasses import dataclass

from places.figures import RESIDENTS

MORE_IS_WORSE, NEITHER = "more_is_worse", "neither"
CENSUS, YEARLY, MONTHLY, SOME_YEARS = "census", "yearly", "monthly", "some_years"
ALL_CRIME = "crime-all"
CRIME_TYPES = {
    "Anti-social behaviour": "crime-anti-social-behaviour",
    "Bicycle theft": "crime-bicycle-theft",
    "Burglary": "crime-burglary",
    "Criminal damage and arson": "crime-damage-and-arson",
    "Drugs": "crime-drugs",
    "Other crime": "crime-other",
    "Other theft": "crime-other-theft",
    "Possession of weapons": "crime-weapons",
    "Public order": "crime-public-order",
    "Robbery": "crime-robbery",
    "Shoplifting": "crime-shoplifting",
    "Theft from the person": "crime-theft-from-the-person",
    "Vehicle crime": "crime-vehicle",
    "Violence and sexual offences": "crime-violence-and-sexual-offences",
}
"""The police's street-level categories (data.police.uk), with our indicators."""


@dataclass(frozen=True, slots=True)
class IndicatorFacts:
    """One indicator. `weighted_by` is the indicator that weights the city's mean; empty means a sum."""

    slug: str
    name: str
    unit: str
    direction: str
    measures: str
    comes: str
    weighted_by: str = ""
    is_rated: bool = False


INDICATORS = [
    IndicatorFacts(
        RESIDENTS, "Residents", "people", NEITHER, "How many people usually live in the ward.", YEARLY
    ),
    IndicatorFacts(
        "households", "Households", "households", NEITHER, "How many households there are.", CENSUS
    ),
    IndicatorFacts(
        "lsoas",
        "Small areas",
        "areas",
        NEITHER,
        "How many small areas of the census (LSOAs, about 1,600 people each) fit the ward best.",
        CENSUS,
    ),
    IndicatorFacts(
        "imd-score",
        "Deprivation score",
        "points",
        MORE_IS_WORSE,
        "Index of Multiple Deprivation: income, work, health, schooling, crime, housing and surroundings in "
        "one score. Small areas are weighted by their residents.",
        SOME_YEARS,
        weighted_by=RESIDENTS,
    ),
    IndicatorFacts(
        "deprived-lsoas",
        "Most deprived small areas",
        "areas",
        MORE_IS_WORSE,
        "How many of the ward's small areas are among the most deprived tenth of England.",
        SOME_YEARS,
    ),
    IndicatorFacts(
        "deprived-share",
        "Share of most deprived small areas",
        "%",
        MORE_IS_WORSE,
        "How many in a hundred of the ward's small areas are among the most deprived tenth of England.",
        SOME_YEARS,
        weighted_by="lsoas",
    ),
    IndicatorFacts(
        ALL_CRIME,
        "All crime and anti-social behaviour",
        "reports",
        MORE_IS_WORSE,
        "Everything that the police recorded in a month. Places are rounded to map points.",
        MONTHLY,
        is_rated=True,
    ),
    *(
        IndicatorFacts(
            slug,
            name,
            "reports",
            MORE_IS_WORSE,
            f"{name}, as the police recorded it in a month. Places are rounded to map points.",
            MONTHLY,
            is_rated=True,
        )
        for name, slug in CRIME_TYPES.items()
    ),
]
