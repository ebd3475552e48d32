"""Texts about work with young people and their families."""
# ruff: noqa: E501 - sentences are kept whole, so that they can be read and searched

from demo.archetypes import FRI, MON, SAT, THU, TUE, WED, Archetype, Work, meets
from volunteers.models import DbsLevel

MENTORING = Archetype(
    slug="mentoring",
    endings=("Mentoring", "Youth Mentors", "Mentoring Circle", "Next Steps Mentoring"),
    purposes=(
        "We match young people who are having a hard time at school or at home with a grown-up who sticks around.",
        "Trained mentors from {area} meet young people every week, listen, and help them to plan what comes next.",
        "Mentoring for young people who have been excluded, arrested or drawn towards gangs, by people who know the area.",
    ),
    audiences=("Young people aged 11 to 18", "Young people aged 13 to 19 and their families"),
    priorities=("prevent-violence", "public-place-violence", "build-capacity"),
    legal_forms=("charity", "cio", "cic"),
    titles=(
        "One-to-one mentoring in {area}",
        "Someone in your corner",
        "{area} after-school mentors",
        "Big plans, small steps",
    ),
    summaries=(
        "A mentor of your own, once a week, for as long as it helps.",
        "Talk, plan and get things done with a mentor who has time for you.",
        "Weekly mentoring for young people who are close to trouble and would rather not be.",
    ),
    openings=(
        "You and your mentor meet once a week for about an hour. You choose what to talk about: school, home, friends, money, or nothing much.",
        "Most of our young people come through a school or a youth worker, and some just walk in. Each gets a mentor who stays for at least six months.",
    ),
    details=(
        "We write a short plan together and look at it every month. Mentors also come along to meetings with school if you ask them to.",
        "Once a month all pairs do something together: bowling, a walk on the canal, or cooking for thirty.",
        "Mentors are trained over three evenings and have a supervisor whom they can ring on the day.",
    ),
    times=(
        meets((TUE, THU), "17:30", "19:30"),
        meets((WED,), "16:00", "18:30"),
        meets((MON, TUE), "17:00", "19:00"),
    ),
    works=(
        Work(
            "Mentor",
            (
                "Meet one young person every week, listen well, and keep a short note of what you agreed.",
                "Be a steady grown-up for one young person: turn up each week, talk things through, and celebrate what goes well.",
            ),
            ("mentoring", "listening"),
            DbsLevel.ENHANCED,
            places=(2, 6),
        ),
        Work(
            "Homework helper",
            (
                "Sit with two or three young people and help them to get their homework done without shouting.",
            ),
            ("teaching", "youth-work"),
            DbsLevel.ENHANCED,
        ),
    ),
)

KNIFE_WORKSHOPS = Archetype(
    slug="knife-workshops",
    endings=("Choices Project", "Lives Not Knives Team", "Safer Choices", "Think Again"),
    purposes=(
        "Workshops on knife crime by people whom it has touched: a mother, a surgeon’s nurse, a young man who came out of prison.",
        "We go into schools, clubs and homes in {area} to talk honestly about knives, fear and getting help.",
    ),
    audiences=("Young people aged 10 to 18, parents and teachers", "School years 6 to 11"),
    priorities=("public-place-violence", "prevent-violence"),
    legal_forms=("cic", "charity", "association"),
    titles=(
        "Knife-crime workshop",
        "What would you do? Workshops in {area}",
        "Bleed control and second chances",
        "Drop the weight",
    ),
    summaries=(
        "An honest two hours about carrying, fear, and what really happens next.",
        "Learn how to stop a bleed, how to walk away, and whom to ring.",
        "For young people and the adults around them: the facts without the lecture.",
    ),
    openings=(
        "We start with a true story, and then it is your turn: real situations from {area}, played through, with time to stop and think.",
        "Nobody is told off here. We talk about why people carry, who gains from it, and what else there is to do when you are frightened.",
    ),
    details=(
        "Everyone learns to use a bleed-control kit. Those who want to can stay and speak to a worker alone.",
        "Parents have a room of their own, with a list of signs to look for and of people to ask.",
    ),
    times=(meets((WED,), "18:00", "20:00"), meets((THU,), "16:30", "18:30"), meets((SAT,), "13:00", "15:00")),
    works=(
        Work(
            "Workshop helper",
            ("Help to run small groups, set out the chairs, and stay beside anyone who finds it hard.",),
            ("youth-work", "listening"),
            DbsLevel.ENHANCED,
            places=(1, 4),
        ),
        Work(
            "Bleed-control trainer",
            ("Show people how to use the kit, and check that they can do it themselves.",),
            ("first-aid", "teaching"),
            DbsLevel.ENHANCED,
            minimum_age=21,
        ),
    ),
)

DETACHED = Archetype(
    slug="detached-youth-work",
    endings=("Street Youth Team", "Detached Youth Work", "Youth on the Corner", "Park Bench Project"),
    purposes=(
        "Youth workers and volunteers who go where young people are: parks, shops and bus stops.",
        "We walk {area} in pairs on school nights, talk with young people and bring them to things worth doing.",
    ),
    audiences=("Young people aged 11 to 25 who hang out outdoors",),
    priorities=("anti-social-behaviour", "public-place-violence", "prevent-violence"),
    legal_forms=("cio", "cic", "association"),
    titles=(
        "{area} street team",
        "Out and about in {area}",
        "Nights in the park",
        "Youth workers on the corner",
    ),
    summaries=(
        "Two youth workers, a rucksack of snacks and time to talk.",
        "We come to you: a regular walk through {area} to listen and to help.",
        "A friendly team on the streets when the clubs are shut.",
    ),
    openings=(
        "The team follows a route that young people helped to choose and stops wherever somebody wants to talk.",
        "We are not the police and don’t move anybody on. We get to know people, and after a while they tell us what is needed.",
    ),
    details=(
        "From these talks have come a five-a-side league, a girls’ night and a ramp for the skate park.",
        "If somebody is in trouble we stay with them, and know who can help that very night.",
    ),
    times=(
        meets((FRI,), "18:30", "21:00"),
        meets((THU, FRI), "18:00", "20:30"),
        meets((SAT,), "18:00", "21:00"),
    ),
    works=(
        Work(
            "Street team volunteer",
            (
                "Walk the route with a youth worker, talk with young people, and write down what they ask for.",
            ),
            ("youth-work", "conflict-resolution"),
            DbsLevel.ENHANCED,
            minimum_age=21,
            places=(2, 4),
        ),
    ),
)

PARENTS = Archetype(
    slug="parents",
    endings=("Parents Together", "Family Hub Friends", "Parents’ Circle", "Family Table"),
    purposes=(
        "Parents who help parents: with teenagers, with school, and with worries about gangs and phones.",
        "A circle of families in {area} who meet, cook and learn from each other.",
    ),
    audiences=("Parents, grandparents and carers", "Families with children of any age"),
    priorities=("prevent-violence", "build-capacity", "reduce-victimisation"),
    legal_forms=("association", "cio", "other"),
    titles=(
        "Parents’ table in {area}",
        "Worried about your teenager?",
        "Strong families course",
        "{area} dads’ group",
    ),
    summaries=(
        "Something to eat, a short talk and other parents who know what it is like.",
        "Ten weeks about staying close to your child when life pulls the other way.",
        "Somewhere to say out loud that you are worried, and to find out what helps.",
    ),
    openings=(
        "Each time there is one subject: phones, money, county lines, sleep. A worker says a little and the parents say the rest.",
        "Children are looked after next door, so you can finish a sentence for once.",
    ),
    details=(
        "We can go with you to a meeting at school, or sit with you while you make a difficult call.",
        "Several of those who run it now first came because they didn’t know what to do.",
    ),
    times=(
        meets((WED,), "17:30", "19:30"),
        meets((SAT,), "10:00", "12:00"),
        meets((MON, THU), "09:30", "11:30"),
    ),
    works=(
        Work(
            "Crèche helper",
            ("Play with the children next door so that their parents can talk.",),
            ("youth-work", "art-music"),
            DbsLevel.ENHANCED,
            places=(1, 4),
        ),
        Work(
            "Table host",
            ("Welcome parents, cook something simple, and keep the talk kind.",),
            ("listening", "cooking"),
            DbsLevel.BASIC,
        ),
    ),
)

YOUTH = (MENTORING, KNIFE_WORKSHOPS, DETACHED, PARENTS)
