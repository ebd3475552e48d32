"""Texts about help for people who were hurt by crime; some of it in protected places."""
# ruff: noqa: E501 - sentences are kept whole, so that they can be read and searched

from demo.archetypes import FRI, MON, SAT, THU, TUE, WED, Archetype, Work, meets
from volunteers.models import DbsLevel

HATE_CRIME = Archetype(
    slug="hate-crime-centre",
    endings=("Speak Up Centre", "Reporting Centre", "Together Against Hate", "Stand By Me"),
    purposes=(
        "A place to report hate crime without going to the police station, in your own language.",
        "We listen to people who were attacked for who they are, write it down with them and stay until it is dealt with.",
    ),
    audiences=(
        "Anyone targeted for race, faith, disability, sexuality or being trans",
        "Victims and witnesses of hate crime",
    ),
    priorities=("reduce-victimisation", "anti-social-behaviour", "public-place-violence"),
    legal_forms=("charity", "cio", "faith"),
    titles=("Hate-crime reporting centre", "{area} speak-up desk", "Report it here", "You are not alone"),
    summaries=(
        "Tell us what happened, in private and in your language. We can report it for you.",
        "A third-party reporting centre for hate crime, with tea and no queue.",
        "Help to report hate crime and to feel safe again.",
    ),
    openings=(
        "You decide what happens. We can send a report to the police with your name or without, or only write it down in case it happens again.",
        "Our helpers speak many languages between them, and we can book a signer.",
    ),
    details=(
        "Afterwards we help with the practical side: locks, a letter to the landlord, somebody to walk with you.",
        "Every three months we tell the partnership what we see, never who told us.",
    ),
    times=(
        meets((TUE, THU), "10:00", "13:00"),
        meets((WED,), "13:00", "16:00"),
        meets((MON, FRI), "14:00", "16:30"),
    ),
    works=(
        Work(
            "Reporting helper",
            ("Listen, write the report with the person, and tell them what happens next.",),
            ("listening", "advice"),
            DbsLevel.BASIC,
            places=(1, 4),
        ),
        Work(
            "Interpreter",
            ("Interpret for people who come to report, word for word and in confidence.",),
            ("translation",),
        ),
    ),
)

REFUGE = Archetype(
    slug="refuge",
    endings=("Women’s Refuge", "Safe House Project", "Haven", "Freedom House"),
    purposes=(
        "A safe house and steady support for women and children who had to leave home.",
        "We give shelter from abuse, and walk with each family until they are on their feet.",
    ),
    audiences=("Women and their children who live with abuse",),
    priorities=("women-and-girls", "reduce-victimisation"),
    legal_forms=("charity", "cio"),
    titles=("Refuge support", "Safe tonight", "A room and a key", "Children’s hour in the refuge"),
    summaries=(
        "A safe room, a worker of your own and time to decide what comes next.",
        "Shelter and support for women and children. The place is kept private.",
        "Play, quiet and homework for children who have left in a hurry.",
    ),
    openings=(
        "You can come with children and with nothing else. There are clothes, a bed and somebody awake all night.",
        "Our workers help with court, housing, schools and benefits, in the order that suits you.",
    ),
    details=(
        "Many of our helpers once needed a safe place themselves.",
        "We speak several languages in the house and can have others on the telephone within minutes.",
    ),
    times=(
        meets((MON, WED), "10:00", "13:00"),
        meets((TUE, THU), "16:00", "18:00"),
        meets((SAT,), "10:30", "12:30"),
    ),
    works=(
        Work(
            "Children’s play helper",
            ("Play, read and paint with children in the house, together with a worker.",),
            ("art-music", "youth-work"),
            DbsLevel.ENHANCED_BARRED,
            minimum_age=21,
        ),
        Work(
            "Practical helper",
            ("Sort clothes, make up rooms, and put furniture together.",),
            ("diy",),
            DbsLevel.ENHANCED,
        ),
    ),
    venues=("A safe place",),
    is_protected=True,
)

VICTIM_SERVICE = Archetype(
    slug="victim-service",
    endings=("Victim Care", "Beside You", "Stalking and Harassment Support", "Recovery after Crime"),
    purposes=(
        "Help for people after violence, stalking or exploitation, for as long as it takes.",
        "Trained listeners and caseworkers who stand by people from the first call to the last day in court.",
    ),
    audiences=("Anyone hurt by violence, stalking or exploitation",),
    priorities=("reduce-victimisation", "women-and-girls", "prevent-violence"),
    legal_forms=("charity", "cio"),
    titles=(
        "Someone beside you in court",
        "Stalking and harassment support",
        "Quiet room",
        "Starting again group",
    ),
    summaries=(
        "One-to-one support after a crime, in a place that is kept private.",
        "A small group that meets in private to find its feet again.",
        "Advice on staying safe from somebody who won’t leave you alone.",
    ),
    openings=(
        "We begin with what worries you most today. It might be a lock, a letter or not sleeping.",
        "Caseworkers explain what the police and the courts will do, and come with you.",
    ),
    details=(
        "The group is at most eight people and stays the same for ten weeks.",
        "Everything is at your own pace, and you can have the same person throughout.",
    ),
    times=(
        meets((TUE,), "13:00", "15:30"),
        meets((WED, FRI), "10:00", "12:30"),
        meets((THU,), "17:30", "19:00"),
    ),
    works=(
        Work(
            "Court companion",
            ("Go to court with people, sit beside them, and explain what is going on.",),
            ("listening", "advice"),
            DbsLevel.ENHANCED,
            minimum_age=21,
        ),
    ),
    venues=("A private meeting place",),
    is_protected=True,
)

PROTECTED = (REFUGE, VICTIM_SERVICE)
