"""Names of people in a text: after words that announce one, or by lists of common first names and surnames. Pure.

Names that are words too (*Roos*, *Wil*, *Jan* before a day) only count with a surname, before or after it. A name that
is in no list stays, unless something announces it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lde_bot.redaction_lists import ALSO_WORDS, FIRST_NAMES, SURNAMES

_WORD = r"[^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,2}"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŞİĞÇŁŚŻ][^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,2}"
_PARTICLES = "van de den der du di el ben al ait ould te ten ter von le la".split()
_BETWEEN = "(?:(?:" + "|".join((*_PARTICLES, *map(str.capitalize, _PARTICLES))) + ") ){0,3}"
_SURNAME = rf"(?: {_BETWEEN}{_CAPITAL}){{1,2}}"
_INTRODUCTIONS = (
    "mijn naam is",
    "mn naam is",
    "m'n naam is",
    "de naam is",
    "naam ?:",
    "ik heet",
    "kheet",
    "ik noem",
    "noem mij",
    "genaamd",
    r"(?:hij|zij|ze|mijn \w{2,12}) (?:heet|noemt)",
    "je m['’]appelle",
    "mon nom est",
    "(?:il|elle) s['’]appelle",
    "my name is",
    "my name['’]s",
    "i am called",
    "i['’]m called",
    "(?:his|her) name is",
    "groetjes,?",
    "groeten,?",
    "mvg,?",
    "met vriendelijke groet(?:en)?,?",
    "(?:af|onder)?getekend,?",
    "bien à vous,?",
    "kind regards,?",
    "best regards,?",
    "cordialement,?",
)
_NO_NAME = "dat niet nie het de een van aan uit voor allemaal ook nu wel is en bij not pas hoe wat".replace(" ", "|")
_GOES_ON = r"(?=[.,;!?]|$| (?:en|ik|et|je|and|i|uit|van)\b)"
_ANNOUNCED = re.compile(
    rf"(?P<before>\b(?i:{'|'.join(_INTRODUCTIONS)})[ \n]{{1,3}})"
    rf"(?P<name>(?!(?i:{_NO_NAME})\b){_WORD}(?:{_SURNAME})?"
    rf"(?: (?!(?:{_NO_NAME}|ik|et|je|and|i)\b){_WORD}{_GOES_ON})?)"
)
_TITLES = (
    r"mevrouw|mevr\.?|mw\.?|meneer|mijnheer|mr\.?|dhr\.?|de heer|juffrouw|dokter|dr\.?|madame|mme\.?|monsieur"
    r"|mademoiselle|mrs\.?|ms\.?|miss|mister"
)
_TITLED = re.compile(rf"(?P<before>\b(?i:{_TITLES}) )(?P<name>{_BETWEEN}{_CAPITAL}(?:{_SURNAME})?)")
_RELATED = (
    "zoon zoontje dochter dochtertje man vrouw moeder vader mama papa broer zus zusje buurman buurvrouw vriend "
    "vriendin partner nonkel tante oma opa bomma bompa kleinzoon kleindochter neef nicht baas collega cliënt client "
    "klant begeleider begeleidster consulent fils fille mari femme frère soeur voisin voisine son daughter husband "
    "wife brother sister neighbour"
).replace(" ", "|")
_AFTER_RELATION = re.compile(
    rf"(?P<before>\b(?:mijn|mn|m'n|onze|ons|zijn|haar|mon|ma|my) (?:{_RELATED}),? )(?P<name>{_WORD}(?:{_SURNAME})?)",
    re.IGNORECASE,
)
_NOT_A_PERSON = frozenset(
    "nederlands frans engels turks arabisch pools duits belg belgisch marokkaan marokkaans turk pool "
    "oekraïens oekraïense syrisch afghaans bulgaars roemeens vlaams brussel gent antwerpen leuven brugge "
    "vlaanderen koepel bedankt groetjes groeten mvg dank alvast hallo dag en ik we wij het de een mijn wat "
    "waar hoe kan mag is zijn".split()
)
_HAS_TITLE = re.compile(
    rf"(?P<before>\b(?i:oma|opa|bomma|bompa|tante|nonkel|tonton|mémé|pépé|aunt|uncle|contactpersoon|op naam van"
    rf"|au nom de|dossier van|in the name of|de genaamde|van:) )(?P<name>{_BETWEEN}{_CAPITAL}(?:{_SURNAME})?)"
)
_RELATED_CAPITAL = re.compile(
    rf"(?P<before>\b(?i:mijn|mn|m'n|onze|ons|zijn|haar|mon|ma|my|notre|our|his|her) (?i:{_RELATED}),? )"
    rf"(?P<name>{_CAPITAL}(?:{_SURNAME})?)"
)
_I_AM = re.compile(
    rf"(?P<before>\b(?i:ik ben|'k ben|kben|je suis|i am|i'm|c'est|this is|hier is|met|bel(?: naar)?|contacteer"
    rf"|spreek met|hier) )(?P<name>{_CAPITAL}{_SURNAME})"
)
_LOW_I_AM = re.compile(
    rf"(?P<before>\b(?i:ik ben|je suis|i am|i'm|met|hier) )(?P<name>{_WORD})"
    r"(?=[.,;!?]| (?:en|et|and|hier|van|uit)\b|$)"
)
_IS_HERE = re.compile(rf"(?<![^\W_])(?P<name>{_WORD}) hier\b")
_STARTS = frozenset(
    "sint beste dag hallo hoi hey goeiedag goedemorgen lieve liefste huis groep werkplaats school basisschool "
    "villa café station bedankt dank merci bonjour bonsoir hello hi dear cher chère kan kun mag moet wil is "
    "was zijn heeft had wie wat waar wanneer hoe waarom welke en of maar want dus als dan ook de het een deze "
    "die dat ik jij je hij zij we wij jullie van voor met naar bij uit op in aan door over om toen nu toch "
    "nog al gaat komt zegt vraagt zoekt belde vzw ocmw vdab koepel minister burgemeester schepen straat "
    "koning koningin prins pater broeder zuster".split()
)
"""Words with a capital that stand before a name and are none: the first of a sentence, a greeting, a building."""
_ONLY_NAMES = frozenset(
    "peeters janssens mertens willems goossens wouters hendrickx lambrechts lambrecht aerts michiels hermans "
    "claessens pauwels verhoeven wauters verstraete vermeulen verbeke verhaeghe verhaegen coppens lemmens "
    "vandenberghe vandamme vandevelde vandenbroeck vandenbroucke verschueren vercammen verlinden verbruggen "
    "bogaerts yilmaz demir yildiz kowalski nowak kovalenko shevchenko nguyen".split()
)
"""Surnames that are nothing but that: they count alone too."""
_FAMILY_FIRST = re.compile(
    rf"(?P<family>(?:(?:De|de|Van|Vande|Vanden|Den|den|Der|der|El|Ben|Le|La|Du|D') ?){{0,3}}{_CAPITAL})"
    rf" (?P<given>{_CAPITAL})"
)
_WITH_SURNAME = re.compile(rf"(?P<first>{_CAPITAL})(?P<rest>{_SURNAME})")
_ALONE = re.compile(rf"(?<![\w-])(?<!Sint )(?P<first>{_CAPITAL})(?![\w-])")


def without_names(text: str, mark: str) -> str:
    """Return ``text`` with names of people replaced by ``mark``."""
    text = _ANNOUNCED.sub(lambda found: found["before"] + mark, text)
    text = _TITLED.sub(lambda found: found["before"] + mark, text)
    text = _HAS_TITLE.sub(lambda found: _replaced(found, mark, _may_be_name), text)
    text = _AFTER_RELATION.sub(lambda found: _related(found, mark), text)
    text = _RELATED_CAPITAL.sub(lambda found: _replaced(found, mark, _may_be_name), text)
    text = _I_AM.sub(lambda found: _replaced(found, mark, _is_likely), text)
    text = _LOW_I_AM.sub(lambda found: _replaced(found, mark, _is_first_name), text)
    text = _IS_HERE.sub(lambda found: f"{mark} hier" if _is_first_name(found["name"]) else found.group(), text)
    text = _WITH_SURNAME.sub(lambda found: mark if _is_whole(found["first"], found["rest"]) else found.group(), text)
    text = _FAMILY_FIRST.sub(lambda found: mark if _is_turned(found["family"], found["given"]) else found.group(), text)
    return _ALONE.sub(lambda found: mark if _is_lone_name(found["first"]) else found.group(), text)


def _replaced(found: re.Match[str], mark: str, holds: Callable[[str], bool]) -> str:
    return found["before"] + mark if holds(found["name"]) else found.group()


def _may_be_name(name: str) -> bool:
    """True unless it is an abbreviation, a language, a people or a town that is often named."""
    first = name.split(" ")[0]
    return not first.isupper() and first.casefold() not in _NOT_A_PERSON


def _is_likely(name: str) -> bool:
    """True when one of the words is in a list."""
    words = [word.casefold() for word in re.split(r"[ -]", name)]
    return _may_be_name(name) and (bool({*words} & (FIRST_NAMES | SURNAMES)) or words[0] in FIRST_NAMES)


def _is_first_name(word: str) -> bool:
    """True for a common first name, however it is written, that is no word."""
    return word.casefold() in FIRST_NAMES - ALSO_WORDS and not (word.isupper() and len(word) < 4)


def _is_surname(words: str) -> bool:
    """True for a common surname, written as one word or more (*Van Damme*, *De Smet*)."""
    joined = words.casefold().replace(" ", "").replace("'", "")
    return joined in SURNAMES or joined.removeprefix("de") in SURNAMES


def _is_whole(first: str, rest: str) -> bool:
    """True for a first name and a surname, of which one is in a list."""
    if first.casefold() in FIRST_NAMES:
        return True
    return _may_be_name(first) and _is_surname(rest.strip()) and first.casefold() not in _STARTS


def _is_turned(family: str, given: str) -> bool:
    """True for a surname and then a first name, as on a form."""
    if given.isupper() or family.isupper():
        return False
    if given.casefold() not in FIRST_NAMES:
        return _is_surname(family) and _may_be_name(given) and family.casefold() not in FIRST_NAMES
    return (
        _may_be_name(family)
        and family.casefold() not in _STARTS
        and (given.casefold() not in ALSO_WORDS or _is_surname(family))
    )


def _related(found: re.Match[str], mark: str) -> str:
    """Replace what follows *mijn zoon* when it begins with a common first name, however it is written."""
    first, _, rest = found["name"].partition(" ")
    if first.casefold() not in FIRST_NAMES or (first.islower() and first in ALSO_WORDS):
        return found.group()
    return found["before"] + mark + (" " + rest if rest and rest.islower() else "")


def _is_lone_name(word: str) -> bool:
    folded = word.casefold()
    return not word.isupper() and folded in (FIRST_NAMES - ALSO_WORDS) | _ONLY_NAMES
