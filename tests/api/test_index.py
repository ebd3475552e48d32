def test_the_index_leads_to_every_room(client, db):
    links = client.get("/api/v1/").json()
    assert set(links) == {
        "wards",
        "wards_geojson",
        "indicators",
        "groups",
        "initiatives",
        "initiatives_geojson",
        "roles",
        "priorities",
        "schema",
        "docs",
    }
    assert {client.get(link).status_code for link in links.values()} == {200}
