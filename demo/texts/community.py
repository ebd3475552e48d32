"""Texts about recovery, leaving crime behind, and neighbours who help each other."""
# ruff: noqa: E501 - sentences are kept whole, so that they can be read and searched

from demo.archetypes import FRI, MON, SAT, SUN, THU, TUE, WED, Archetype, Work, meets
from volunteers.models import DbsLevel

RECOVERY = Archetype(
    slug="recovery-cafe",
    endings=("Recovery Café", "Sober Social", "Clean Slate Café", "One Day Kitchen"),
    purposes=(
        "A café run by people in recovery for people in recovery.",
        "Good food and straight talk for anyone in {area} who wants to leave drink or drugs behind.",
    ),
    audiences=(
        "Anyone in recovery or thinking of it, and their families",
        "Adults in recovery from drink or drugs",
    ),
    priorities=("alcohol-and-drugs", "reduce-reoffending", "prevent-violence"),
    legal_forms=("cic", "charity", "association"),
    titles=("{area} recovery café", "Soup and sobriety", "Sober and sociable", "Open table"),
    summaries=(
        "Hot food, honest company and no drink or drugs.",
        "A sober place to be when the week gets long.",
        "Come for the soup. Stay for the people who have been there.",
    ),
    openings=(
        "There is always someone at the door who has been through it. You don’t have to say anything, and you don’t have to be clean to come in, only on the night.",
        "We cook together, eat together and wash up together. In between people talk.",
    ),
    details=(
        "A nurse comes every other week, and we can walk you round to a detox worker.",
        "Families have a table of their own, because they need somewhere too.",
    ),
    times=(
        meets((MON, THU), "11:00", "14:00"),
        meets((SAT,), "17:30", "21:00"),
        meets((WED,), "17:00", "20:00"),
    ),
    works=(
        Work(
            "Cook",
            ("Plan and cook one hot meal for thirty with whoever turns up to help.",),
            ("cooking", "food-hygiene"),
            places=(1, 3),
        ),
        Work(
            "Recovery friend",
            ("Sit down with people, listen, and share what helped you if you have been there.",),
            ("listening", "mental-health-first-aid"),
            DbsLevel.BASIC,
            places=(1, 5),
        ),
    ),
    venues=("The {area} Kitchen", "{area} Café", "{area} Community Room"),
)

RESTORATIVE = Archetype(
    slug="restorative-justice",
    endings=("Restorative Justice", "Putting It Right", "Peace Makers", "Mend"),
    purposes=(
        "We bring people who were harmed together with those who did it, if both want that, and help them to put it right.",
        "Trained facilitators who settle quarrels between neighbours before they grow.",
    ),
    audiences=("People who were harmed, people who did harm, and quarrelling neighbours",),
    priorities=("reduce-reoffending", "reduce-victimisation", "anti-social-behaviour"),
    legal_forms=("charity", "company", "cio"),
    titles=("Putting it right", "Neighbours talking again", "{area} restorative circle"),
    summaries=(
        "A safe conversation between those who were hurt and those who did it.",
        "Free mediation for neighbours who have stopped talking.",
        "Meet, talk and agree how to put it right.",
    ),
    openings=(
        "Nobody is made to meet. We speak to each side alone, often several times, before anyone sits down together.",
        "Two facilitators prepare every meeting with care: who sits where, who speaks first, and what happens if it gets too much.",
    ),
    details=(
        "Most agreements are small and are kept: a fence mended, an apology, an afternoon’s work.",
        "People who were harmed often say that for the first time someone asked what they wanted.",
    ),
    times=(meets((TUE,), "18:00", "20:00"), meets((WED, THU), "14:00", "16:30")),
    works=(
        Work(
            "Facilitator",
            ("Prepare both sides, lead the meeting, and write down what is agreed. Training is four days.",),
            ("restorative-justice", "conflict-resolution", "listening"),
            DbsLevel.ENHANCED,
            minimum_age=21,
            places=(1, 4),
        ),
    ),
)

BREAKFAST = Archetype(
    slug="leavers-breakfast",
    endings=("Breakfast Project", "Through the Gate", "Fresh Start Breakfast", "Second Helping"),
    purposes=(
        "Breakfast, a phone and a plan for people who have just come out of prison.",
        "We meet people at the gate, feed them and help with the first hard week.",
    ),
    audiences=("People leaving prison and their families",),
    priorities=("reduce-reoffending", "alcohol-and-drugs", "neighbourhood-crime"),
    legal_forms=("charity", "cic", "faith"),
    titles=(
        "Prison-leavers’ breakfast",
        "First morning out",
        "Bacon rolls and bus passes",
        "Back on your feet",
    ),
    summaries=(
        "A cooked breakfast and people who know which form comes first.",
        "Breakfast for people who have left prison, with help on housing and work.",
        "Start the day with people who don’t ask what you did.",
    ),
    openings=(
        "The eggs are on before we open. Workers from probation, housing and the job centre sit at the tables, not behind desks.",
        "Half of our cooks have been inside. They know about the first night, the first queue and the first bad idea.",
    ),
    details=(
        "Everyone leaves with a plan for the next three days, a charged phone and a bus pass.",
        "Families are welcome, and there are toys.",
    ),
    times=(
        meets((MON, FRI), "08:30", "11:00"),
        meets((TUE,), "09:00", "11:30"),
        meets((WED, FRI), "08:00", "10:30"),
    ),
    works=(
        Work(
            "Breakfast cook",
            ("Cook a proper breakfast and talk to the people who eat it.",),
            ("cooking", "food-hygiene"),
            places=(1, 4),
        ),
        Work(
            "Form filler",
            ("Help people with forms for housing, benefits and a bank account, one at a time.",),
            ("advice", "administration"),
            DbsLevel.BASIC,
        ),
        Work(
            "Driver",
            ("Fetch people from the prison gate and bring them to breakfast.",),
            ("driving",),
            DbsLevel.STANDARD,
            25,
        ),
    ),
    venues=("The {area} Kitchen", "{area} Mission Hall", "{area} Community Room"),
)

WELCOME = Archetype(
    slug="faith-welcome-table",
    endings=("Welcome Table", "Langar Friends", "Open Door Table", "Shared Table"),
    purposes=(
        "A free meal for all, cooked by people of several faiths and none.",
        "Our kitchen feeds whoever comes, and our people find out why they are hungry.",
    ),
    audiences=("Everyone, of any faith or none", "People new to the city and people who feel alone"),
    priorities=("build-capacity", "reduce-victimisation", "anti-social-behaviour"),
    legal_forms=("faith", "charity"),
    titles=("{area} welcome table", "Eat with us", "Newcomers’ lunch", "Neighbours’ table"),
    summaries=(
        "A free hot meal, and a seat next to someone you haven’t met.",
        "Lunch for newcomers and old hands, with help to find your way in the city.",
        "One long table for the whole neighbourhood.",
    ),
    openings=(
        "The food is vegetarian, so that everybody can eat it. You can come to eat, to serve or to do both.",
        "People who arrived last month sit beside people born in the next street. After the pudding we sort out letters and forms.",
    ),
    details=(
        "Once a month we invite the police, the council and the housing office, and they wash up.",
        "There are prayers before and after for those who want them, in the room at the back.",
    ),
    times=(meets((SUN,), "12:30", "15:00"), meets((WED,), "12:00", "14:00"), meets((FRI,), "12:00", "14:30")),
    works=(
        Work(
            "Kitchen helper",
            ("Chop, stir, serve and wash up with a cheerful crew.",),
            ("cooking",),
            places=(2, 8),
        ),
        Work(
            "Table friend",
            ("Welcome people, sit with those on their own, and help with letters.",),
            ("listening", "translation"),
        ),
    ),
    venues=("{area} Temple Kitchen", "The {area} Chapel Rooms", "{area} Mosque Hall"),
)

DIGITAL = Archetype(
    slug="digital-skills",
    endings=("Digital Friends", "Click Club", "Online Together", "Tablet Team"),
    purposes=(
        "Patient help with phones and computers, and with the tricks of fraudsters.",
        "We lend tablets, teach people to use them, and keep them safe from scams.",
    ),
    audiences=("Adults who feel left behind by the internet", "Older residents and newcomers"),
    priorities=("neighbourhood-crime", "reduce-victimisation", "build-capacity"),
    legal_forms=("cic", "association", "school"),
    titles=("{area} click club", "Scam-safe café", "Tea and tablets", "Phones made easy"),
    summaries=(
        "Bring your phone and your questions. We have time and biscuits.",
        "Learn to spot scams, shop safely, and see your grandchildren on a screen.",
        "Borrow a tablet and learn what it is good for.",
    ),
    openings=(
        "There is one helper to two people, and no question is too small. Most people begin with a password that they forgot.",
        "Each week we look at one scam that is going round and at how to answer it: not at all.",
    ),
    details=(
        "If you have lost money to a fraud, we report it with you and talk to your bank.",
        "The room has twelve tablets, large keyboards and a printer that works.",
    ),
    times=(
        meets((TUE,), "10:00", "12:00"),
        meets((THU,), "14:00", "16:00"),
        meets((MON, WED), "13:30", "15:30"),
    ),
    works=(
        Work(
            "Digital friend",
            ("Sit beside one or two people and help them at their own speed.",),
            ("digital", "teaching"),
            places=(1, 5),
        ),
    ),
    venues=("{area} Library Corner", "{area} Community Room", "The {area} Hall"),
)

GARDEN = Archetype(
    slug="community-garden",
    endings=("Community Garden", "Growers", "Secret Garden", "Roots and Shoots"),
    purposes=(
        "A garden where there used to be a dump, tended by whoever has an hour.",
        "We grow food, flowers and confidence on a corner of {area} that nobody cared for.",
    ),
    audiences=("Everyone; children with an adult", "Anyone who likes to be outdoors"),
    priorities=("anti-social-behaviour", "build-capacity", "reduce-reoffending"),
    legal_forms=("association", "residents", "cio"),
    titles=("{area} community garden", "Dig for {area}", "Green fingers", "From dump to damsons"),
    summaries=(
        "Dig, plant, mend and share what grows.",
        "A quiet green place to work with others. Tools and tea are there.",
        "We turn neglected corners into gardens, and keep an eye on them.",
    ),
    openings=(
        "Come in old clothes. Someone will give you a job that suits your back and your mood.",
        "The garden was fly-tipped every week. Since people are in it, that has stopped.",
    ),
    details=(
        "People on community payback work beside us, and several came back afterwards of their own accord.",
        "What we grow goes home with those who worked, and the rest to the welcome tables.",
    ),
    times=(
        meets((SAT,), "10:00", "13:00"),
        meets((WED,), "10:00", "12:30"),
        meets((SUN, THU), "14:00", "16:00"),
    ),
    works=(
        Work(
            "Gardener",
            ("Dig, plant and weed with the group. You will be shown how.",),
            ("gardening",),
            places=(2, 10),
        ),
        Work(
            "Tool mender",
            ("Keep the tools, the shed and the fence in order.",),
            ("diy", "gardening"),
            places=(1, 2),
        ),
    ),
    venues=("{area} Garden Gate", "The {area} Allotment Shed", "{area} Orchard Hut"),
)

COMMUNITY = (RECOVERY, RESTORATIVE, BREAKFAST, WELCOME, DIGITAL, GARDEN)
