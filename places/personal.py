# Postcodes here are the city's, from public data; whose home one is stands elsewhere.
NOT_PERSONAL = {
    "places.Ward": [
        "gss",
        "name",
        "valid_from",
        "valid_to",
        "outline",
        "label_latitude",
        "label_longitude",
        "residents",
    ],
    "places.WardOverlap": ["old", "new", "postcodes"],
    "places.Postcode": ["code", "district", "ward", "latitude", "longitude", "quality"],
}
