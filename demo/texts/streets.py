"""Texts about safer streets."""
# ruff: noqa: E501 - sentences are kept whole, so that they can be read and searched

from demo.archetypes import FRI, MON, SAT, SUN, THU, TUE, WED, Archetype, Work, meets
from volunteers.models import DbsLevel

STREET_PASTORS = Archetype(
    slug="street-pastors",
    endings=("Street Pastors", "Night Watch Pastors", "Street Angels"),
    purposes=(
        "Volunteers from the churches and temples who are out at night with water, flip-flops and a calm word.",
        "We walk with people who had too much, lost their friends or have nowhere to go, and see them safely on.",
    ),
    audiences=("Anyone out at night who needs a hand",),
    priorities=("public-place-violence", "alcohol-and-drugs", "reduce-victimisation"),
    legal_forms=("faith", "charity"),
    titles=("Street pastors on patrol", "{area} night patrol", "Safe space by night"),
    summaries=(
        "A team in blue jackets who get people home safely.",
        "Out from dusk with water, blankets and time to listen.",
        "A warm room and a patient team for a night that went wrong.",
    ),
    openings=(
        "We pray or have a quiet minute, pair up, and walk until the last buses have gone. People come to us with sore feet, lost phones and big questions.",
        "The team works beside the door staff, the taxi marshals and the ambulance crews, and is often the first to notice.",
    ),
    details=(
        "In a usual night we hand out forty bottles of water and ring five worried mothers.",
        "Patrols are four people, never fewer, and have a radio to the control room.",
    ),
    times=(meets((FRI, SAT), "20:00", "23:30"), meets((SAT,), "19:30", "23:00")),
    works=(
        Work(
            "Street pastor",
            (
                "Walk the city at night in a team of four, help those who need it, and go home tired and glad.",
                "Patrol with the team, carry the first-aid bag, and stay with people until they are safe.",
            ),
            ("listening", "conflict-resolution", "first-aid"),
            DbsLevel.ENHANCED,
            places=(2, 8),
        ),
        Work(
            "Base team",
            ("Stay at base, answer the radio, and keep the urn hot.",),
            ("administration",),
            places=(1, 2),
        ),
    ),
    venues=("{area} Gospel Hall", "The {area} Chapel Rooms", "{area} Temple Kitchen"),
)

WATCH = Archetype(
    slug="neighbourhood-watch",
    endings=("Neighbourhood Watch", "Residents’ Watch", "Good Neighbours", "Street Champions"),
    purposes=(
        "Neighbours who look out for each other and know whom to ring.",
        "Street by street we share news, mark bikes and help those who were burgled to feel at home again.",
    ),
    audiences=("Everyone who lives nearby", "Residents of {area}"),
    priorities=("neighbourhood-crime", "anti-social-behaviour", "build-capacity"),
    legal_forms=("residents", "association"),
    titles=(
        "{area} neighbourhood watch",
        "Bike marking and home safety",
        "Know your neighbour",
        "{area} street meet",
    ),
    summaries=(
        "Meet your neighbours and your police team, and agree what to put right.",
        "Free bike marking, timer switches and a look at your locks.",
        "A monthly list of small things that make a street feel safe, and people who do them.",
    ),
    openings=(
        "We meet around a map of {area}. Everyone puts a pin where something bothers them, and we choose three to work on.",
        "A police community support officer comes along. Bring your bike, your questions and your lock that never worked.",
    ),
    details=(
        "If you were burgled, someone from your own street will come by within the week, with a timer switch and a cake.",
        "We also keep a telephone tree for people who don’t use the internet.",
    ),
    times=(meets((THU,), "18:30", "20:00"), meets((SAT,), "10:00", "12:00"), meets((MON,), "18:00", "19:30")),
    works=(
        Work(
            "Street coordinator",
            ("Know your street, pass on the news, and welcome people who move in.",),
            ("administration", "listening"),
            places=(1, 6),
        ),
        Work(
            "Home-safety visitor",
            ("Visit homes in pairs and fit small things: a chain, a viewer, a light.",),
            ("diy",),
            DbsLevel.BASIC,
        ),
    ),
)

WALKS = Archetype(
    slug="litter-and-light-walks",
    endings=("Bright Streets", "Litter and Lights", "Tidy Team", "Street Light Walkers"),
    purposes=(
        "We walk our streets, pick litter and report every dark lamp and broken fence.",
        "A cheerful group of residents of {area} who leave each street a bit better than they found it.",
    ),
    audiences=("Everyone; children with an adult", "Anyone who can walk a mile"),
    priorities=("anti-social-behaviour", "neighbourhood-crime", "build-capacity"),
    legal_forms=("residents", "association", "other"),
    titles=("{area} litter and light walk", "Two bags each", "Dark corners walk", "Love {area}"),
    summaries=(
        "An hour’s walk with pickers, bags and a list of lamps to report.",
        "We look for the dark and dirty spots and get them seen to.",
        "Fresh air, good company and a tidier {area}.",
    ),
    openings=(
        "Pickers, gloves and bright vests are there. One person carries the list and reports what we find before the kettle boils.",
        "In winter we walk after dark with torches, because that is when you see what is missing.",
    ),
    details=(
        "Last year the walks got sixty street lamps mended and two alleys gated.",
        "Schools join in spring, and then there is a prize for the strangest thing found.",
    ),
    times=(meets((SUN,), "10:00", "11:30"), meets((SAT,), "14:00", "15:30"), meets((TUE,), "18:30", "20:00")),
    works=(
        Work(
            "Walk leader",
            ("Choose the route, count the people out and in, and send off the list.",),
            ("stewarding",),
            places=(1, 3),
        ),
        Work("Litter picker", ("Walk, pick and chat. Gloves are there.",), (), places=(1, 12)),
    ),
    venues=("{area} Bandstand", "The {area} Green", "{area} Community Room"),
)

WOMENS_WALKS = Archetype(
    slug="womens-safety-walks",
    endings=("Women’s Walks", "Sisters Walk Safe", "Reclaim the Path", "Women of {area}"),
    purposes=(
        "Women who walk together after dark and tell the city what has to change.",
        "Safety walks, self-belief and a WhatsApp group that answers at midnight.",
    ),
    audiences=("Women and girls aged 14 and over",),
    priorities=("women-and-girls", "public-place-violence", "build-capacity"),
    legal_forms=("association", "cio", "cic"),
    titles=("Women’s safety walk", "Walk {area} together", "Her way home", "Lights on for women"),
    summaries=(
        "A walk for women, with notes on what feels unsafe and why.",
        "Walk a well-known path in good company and help to have it made safer.",
        "For women and girls: walk, talk, and be heard by those who plan our streets.",
    ),
    openings=(
        "We take a path that women told us they avoid, and stop wherever someone says so. What we find goes to the council, with photographs.",
        "You can walk in silence or talk the whole way. Nobody walks home alone afterwards.",
    ),
    details=(
        "After the first six walks the underpass was painted, lit and cut back.",
        "A worker who knows about abuse and stalking walks with us, and you can fall back to talk to her.",
    ),
    times=(meets((WED,), "18:30", "20:00"), meets((THU,), "18:00", "19:30"), meets((SUN,), "16:00", "17:30")),
    works=(
        Work(
            "Walk steward",
            ("Walk at the front or the back, keep the group together, and see everyone home.",),
            ("stewarding", "first-aid"),
            DbsLevel.BASIC,
            places=(2, 5),
        ),
    ),
)

STREETS = (STREET_PASTORS, WATCH, WALKS, WOMENS_WALKS)
