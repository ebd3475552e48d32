"""Texts about sport."""
# ruff: noqa: E501 - sentences are kept whole, so that they can be read and searched

from demo.archetypes import FRI, MON, SAT, SUN, TUE, WED, Archetype, Work, meets
from volunteers.models import DbsLevel

BOXING = Archetype(
    slug="boxing",
    endings=("Boxing Club", "Amateur Boxing", "Boxing Academy", "Gloves and Books"),
    purposes=(
        "A boxing club where young people train hard, calm down and get help with the rest of life.",
        "Non-contact and amateur boxing for all, with a homework table next to the ring.",
        "We use boxing to keep young people of {area} fit, busy and away from knives.",
    ),
    audiences=("Young people aged 9 to 19", "Anyone aged 10 or over; girls’ sessions every week"),
    priorities=("public-place-violence", "prevent-violence", "anti-social-behaviour"),
    legal_forms=("association", "cic", "charity"),
    titles=(
        "Gloves on, knives down",
        "{area} junior boxing",
        "Girls’ boxing in {area}",
        "Ring and homework club",
    ),
    summaries=(
        "Boxing training for young people, with coaches who also ask how you are.",
        "Skipping, bags, pads and a hot meal. No experience needed.",
        "Train twice a week and talk to someone when things get heavy.",
    ),
    openings=(
        "Every session starts with a warm-up and ends with everyone shaking hands. In between you learn to box, safely and at your level.",
        "Sparring is only for those who want it and whom the coaches think ready. Most people come for the training and the company.",
    ),
    details=(
        "Gloves and wraps are there to borrow. Once a month someone comes to speak about knives, exploitation or work.",
        "Coaches hold the governing body’s awards, and one adult with first aid is always in the room.",
    ),
    times=(
        meets((MON, WED), "17:30", "19:30"),
        meets((TUE, FRI), "18:00", "20:00"),
        meets((SAT,), "10:00", "12:30"),
    ),
    works=(
        Work(
            "Assistant boxing coach",
            ("Hold pads, lead the warm-up and keep an eye on those who are new.",),
            ("boxing-coaching", "sports-coaching", "first-aid"),
            DbsLevel.ENHANCED,
        ),
        Work(
            "Welcome desk",
            (
                "Sign people in, lend out gloves, and notice who is quieter than usual.",
                "Be the first face that people see, keep the register, and make the squash.",
            ),
            ("youth-work", "administration"),
            DbsLevel.ENHANCED,
        ),
    ),
    venues=("{area} Boxing Gym", "The {area} Ring", "{area} Sports Hall"),
)

SPORTS = Archetype(
    slug="sports",
    endings=("Sports Project", "Community Sports", "Football for All", "Active Streets"),
    purposes=(
        "Free sport in the evenings and at weekends, when there is little else to do.",
        "Football, cricket and basketball in {area}, with coaches who look out for each other’s kids.",
    ),
    audiences=("Young people aged 8 to 18", "Anyone who wants to play, from 8 to 80"),
    priorities=("anti-social-behaviour", "build-capacity", "public-place-violence"),
    legal_forms=("association", "charity", "company"),
    titles=("{area} free league", "Free football in {area}", "Cage cricket", "{area} kickabout"),
    summaries=(
        "Turn up and play. Bibs, balls and coaches are there.",
        "A free league for young people at the time when it matters.",
        "Mixed teams, short games, and a talk at half-time.",
    ),
    openings=(
        "There are no trials: teams are made afresh each week, so everybody gets a game.",
        "Points are given for fair play as well as for goals, and last year the winners never topped the goals table.",
    ),
    details=(
        "Older players can train as referees and coaches, and many now run the juniors’ hour.",
        "Police officers and councillors play too, badly, and stay to listen.",
    ),
    times=(
        meets((FRI,), "18:00", "20:30"),
        meets((SUN,), "10:30", "12:30"),
        meets((TUE, SAT), "17:00", "18:30"),
    ),
    works=(
        Work(
            "Coach",
            ("Lead a group of about twelve players, keep it safe and keep it fun.",),
            ("sports-coaching", "first-aid"),
            DbsLevel.ENHANCED,
            places=(1, 4),
        ),
        Work(
            "Match-day helper",
            ("Put out the goals, keep the scores and hand round the water.",),
            ("stewarding",),
            places=(1, 5),
        ),
    ),
    venues=("{area} Playing Field Pavilion", "{area} Sports Hall", "The {area} Cage"),
)

SPORT = (BOXING, SPORTS)
