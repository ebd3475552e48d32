from core.context_processors import site


def test_site_gives_templates_what_the_settings_say(rf, settings):
    settings.SITE = {"name": "Safer Elsewhere"}
    settings.DEBUG = True

    assert site(rf.get("/")) == {"site": {"name": "Safer Elsewhere", "debug": True}}
