"""Names for the demo city: people of its communities, neighbourhoods, streets that don't exist."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from core.references import ALPHABET, LENGTH
from demo.dice import Dice, Die

DRAMA_LANDLINE, DRAMA_MOBILE = "01632 960", "07700 900"  # Ofcom keeps these ranges free for drama


@dataclass(frozen=True, slots=True)
class Community:
    """People with roots in one place: their names, and the languages that some speak besides English."""

    share: float
    first: tuple[str, ...]
    last: tuple[str, ...]
    languages: tuple[str, ...] = ()


def words(text: str) -> tuple[str, ...]:
    """Split a line of names."""
    return tuple(text.split())


COMMUNITIES = (
    Community(
        44,
        words(
            "Amy Ben Carl Daisy Dean Ellie Frank Gemma Hazel Ian Jack Jean Karen Kyle Lee Lucy Mick Molly "
            "Neil Olive Pat Ray Rosie Sheila Stan Tina Tom Vera Wayne Zoe"
        ),
        words(
            "Ashcombe Barrowby Cartledge Dunstone Fellows Gatley Hackwood Ironside Jessop Kettlewell Lockley "
            "Millward Nockolds Oakden Penhale Ridgway Sproston Thornycroft Underhay Wainhouse"
        ),
    ),
    Community(
        24,
        words(
            "Aman Baljit Charan Daljit Gurpreet Harjit Inder Jaspal Kiran Kulwinder Lakhbir Manjit Navdeep "
            "Parminder Rajan Sandeep Simran Surinder Tarsem Balbir"
        ),
        words("Aulakh Bains Chahal Dosanjh Gahir Heer Johal Kandola Mahal Nijjar Purewal Rai Sahota Thiara"),
        ("panjabi", "hindi", "urdu"),
    ),
    Community(
        10,
        words(
            "Alvin Beverley Clive Delroy Errol Faith Gloria Hyacinth Icilda Jermaine Keisha Leroy Marcia "
            "Nadine Tyrone Winsome"
        ),
        words("Bartley Campion Daley Facey Grizzle Henlon Josephs Levermore Mullings Pinnock Samuda Whyte"),
    ),
    Community(
        6,
        words("Agnieszka Bartek Dorota Ewa Grzegorz Jacek Kasia Lech Magda Piotr Renata Tomasz Zofia"),
        words("Borek Chmielny Dudzik Gajek Jaskot Klonek Lisiak Mazurek Olszyn Rybka Sowik Zielny"),
        ("polish",),
    ),
    Community(
        5,
        words("Abena Chidi Efua Folake Kofi Kwame Ngozi Ola Sade Tunde Yaa Zainab"),
        words("Adomako Boadi Chukwudi Danso Ezenwa Gyamera Ibekwe Lawanson Mensah Okonjo"),
        ("twi", "yoruba", "french"),
    ),
    Community(
        4,
        words("Aso Berivan Dilan Hawre Kawa Lana Nazdar Rebin Shilan Zana Amir Leila"),
        words("Amedi Barzan Dargali Halab Karwani Mawati Qaradagh Rawanda Shekhan Zandi"),
        ("kurdish", "farsi", "arabic"),
    ),
    Community(
        4,
        words("Adina Bogdan Corina Doru Elena Florin Ioana Marius Oana Radu Simona Vlad"),
        words("Albescu Branaru Codrea Doinaru Fagaras Lupeni Moldar Negrila Padurean Stejaru"),
        ("romanian",),
    ),
    Community(
        3,
        words("Abdi Bilan Dalmar Filsan Hodan Selam Tesfay Winta Yonas Zahra"),
        words("Abrehe Birhan Gedi Habtay Kidanu Liban Negash Warfa Yusufi"),
        ("tigrinya", "amharic", "somali"),
    ),
)

SHARES = [(each, each.share) for each in COMMUNITIES]

AREAS = {
    "Bilston North": ("Bilston", "Stowlawn", "Moxley Edge"),
    "Bilston South": ("Bradley", "Ladymoor", "Lower Bilston"),
    "Blakenhall": ("Blakenhall", "Goldthorn", "All Saints"),
    "Bushbury North": ("Bushbury", "Fordhouses", "Moseley Green"),
    "Bushbury South & Low Hill": ("Low Hill", "The Scotlands", "Showell"),
    "East Park": ("East Park", "Monmore", "Eastfield"),
    "Ettingshall North": ("Ettingshall", "Parkfields", "Rough Hills"),
    "Ettingshall South & Spring Vale": ("Spring Vale", "Lanesfield", "Woodcross"),
    "Fallings Park": ("Fallings Park", "Prestwood", "Newbolds"),
    "Graiseley": ("Graiseley", "Pennfields", "Merridale"),
    "Heath Town": ("Heath Town", "Springfields", "Park Village"),
    "Merry Hill": ("Merry Hill", "Warstones", "Bradmore"),
    "Oxley": ("Oxley", "Pendeford", "Rakegate"),
    "Park": ("West Park", "Compton Road", "Newbridge"),
    "Penn": ("Penn", "Lower Penn", "Muchall"),
    "St Peters": ("Whitmore Reans", "City Centre", "Dunstall"),
    "Tettenhall Regis": ("Tettenhall", "Claregate", "Aldersley"),
    "Tettenhall Wightwick": ("Wightwick", "Castlecroft", "Finchfield"),
    "Wednesfield North": ("Wednesfield", "Ashmore Park", "Wood End"),
    "Wednesfield South": ("Wednesfield South", "The Wergs End", "Neachells"),
}
EMBLEMS = words(
    "Cartwheel Kestrels Copperleaf Foxglove Lamplight Bluebell Anvil Harebell Beacon Swallows Brightwater "
    "Ropewalk Tinderbox Larkspur Keystone Millstone Skylark Marigold Thimble Ironbridge Wagtail Clover "
    "Hearthstone Silverbirch Compass Bellfounders"
)
STREETS = words(
    "Tallow Wickerwork Lanternmaker Quillfeather Brassbutton Candlesnuff Thistledown Pewterpot Marmalade "
    "Hobnail Cobblestitch Wheelbarrow Gingerbread Treacle Bobbin"
)
SECRET_STREETS = words("Nightjar Hushwater Stillmoor Veilwood Dimgrove")  # used for protected addresses alone
STREET_ENDS = words("Street Lane Road Close Row")
GREETINGS = ("hello", "info", "office", "team", "contact")


REFERENCES = len(ALPHABET) ** LENGTH
REFERENCE_STEP = 5**12  # shares no factor with REFERENCES, so no reference comes twice
TRIES = 5


def community(die: Die) -> Community:
    """Draw a community, as often as its share of the city."""
    return die.weighted(SHARES)


def person(die: Die, roots: Community | None = None) -> str:
    """Return a full name, of one community's or of any."""
    roots = roots or community(die)
    return f"{die.choice(roots.first)} {die.choice(roots.last)}"


def group(die: Die, place: str, endings: Sequence[str], taken: Container[str]) -> str:
    """Return a name that no group has: a place, an emblem and an ending, such as “Penn Skylark Boxing Club”.

    Where such names run out there are two emblems in it, then three, and so on.
    """
    tries = 0
    while True:
        emblems = " & ".join(die.sample(EMBLEMS, 1 + tries // TRIES))
        name = f"{place} {emblems} {die.choice(endings)}".strip()
        if name not in taken:
            return name
        tries += 1


def reference(dice: Dice, prefix: str, number: int) -> str:
    """Return the reference of the thing of this number: it looks drawn at random, and no other has it."""
    first = dice.of("references", prefix, "first").below(REFERENCES)
    left = (first + number * REFERENCE_STEP) % REFERENCES
    letters = ""
    for _ in range(LENGTH):
        left, letter = divmod(left, len(ALPHABET))
        letters += ALPHABET[letter]
    return f"SWP-{prefix}-{letters}"


def mobile(die: Die) -> str:
    """Return a mobile number that nobody has."""
    return f"{DRAMA_MOBILE}{die.below(1000):03}"


def landline(die: Die) -> str:
    """Return a landline number that nobody has."""
    return f"{DRAMA_LANDLINE}{die.below(1000):03}"


def mailbox(name: str, number: int, domain: str = "example.org") -> str:
    """Return an address for a person: the number makes it the only one."""
    return f"{name.lower().replace(' ', '.')}.{number}@{domain}"


def street(die: Die, streets: tuple[str, ...] = STREETS) -> str:
    """Return the address of a house in a street that does not exist."""
    return f"{die.between(1, 120)} {die.choice(streets)} {die.choice(STREET_ENDS)}"
