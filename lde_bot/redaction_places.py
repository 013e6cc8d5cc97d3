"""Streets with a house number in a text: by the kind of street, or by what stands around a name and a number. Pure.

A name alone (*Meir 24*) is only taken for a street where the text says so: after *ik woon*, *op* or *adres*, before
a postcode, a town or a box, or as the whole message. What numbers usually follow (*artikel 60*, *stap 3*) is none.
"""

from __future__ import annotations

import re

_LETTERS = r"[^\W\d_]"
_NUMBER = (
    r"(?:,? {0,2}(?:nr\.? ?|nummer |n° ?|numéro )?)\d{1,4}(?: ?[a-z]\b)?"
    r"(?:[ ,/]{0,2}(?:bus|bte|boîte|box) ?\w{1,4})?"
)
_UNITS = (
    r"(?!(?i: ?(?:\d|km|kilometer|meter|m\b|m2|euro|eur|€|%|jaar|jaren|uur|uren|u\b|h\b|dag|dagen|weken|week|keer|maand"
    r"|maanden|personen|mensen|kinderen|kind\b|plaatsen|euros|ans\b|jours|heures|mois|enfants|minuten|minutes|min\b"
    r"|years|hours|days|months|weeks|people|children|kids|x\b|km/|procent|percent|vte|januari|februari|maart|april|mei\b"
    r"|juni|juli|augustus|september|oktober|november|december)))"
)
_BEFORE = (
    r"(?:(?:sint|st\.?|grote?|oude?|nieuwe?|lange?|korte?|hoge|lage|dokter|dr\.|pastoor|burgemeester|koningin|koning)"
    "[ -]){0,2}"
)
_STREET = re.compile(
    rf"\b{_BEFORE}{_LETTERS}{{2,30}}(?:straat|str\b\.?|laan|steenweg|stwg\b\.?|stw\b\.?|dreef|plein|lei|baan|kaai"
    r"|dijk|straatje|laantje|hof|pad|weg|veld|berg|wijk|park|kouter|markt|vest|poort|singel|gang|steeg|lindelaan)"
    rf"{_NUMBER}{_UNITS}",
    re.IGNORECASE,
)
_HOUSE = r"(?:,? (?:nr\.? ?|nummer )?)\d{1,3}(?: ?[a-zA-Z]\b)?(?!\d)(?:[ ,/]{0,2}(?:bus|bte|box) ?\w{1,4})?"
_SUFFIXED = re.compile(
    rf"\b(?:(?:De|Het|Ter|Ten|Oude|Nieuwe|Kleine|Grote|Lange|Korte|Hoge|Lage|Sint)[ -]){{0,2}}[A-Z]{_LETTERS}{{2,25}}"
    rf"(?:plaats|pl\.|ln\.|akker|vliet|heide|hoek|bos|beek|brug|burg|dorp|donk|gaarde|gracht|haag|hoeve|kant|leke|rui"
    rf"|straten|velden|veldekens|kens|ken|heuvel|molen|rij|ring|terras|tuin|vijver|wal|wallen|zand|einde|kapel|kwartier"
    rf"|kerk|toren|bruul|broek|meers|meersen|hage|laar|rode|sel){_HOUSE}{_UNITS}"
)
_STEENWEG = re.compile(rf"\b(?:steenweg|baan|weg) (?:op|naar|van) [^\W\d_-]{{2,30}}{_NUMBER}{_UNITS}", re.IGNORECASE)
_TWO_WORDS = re.compile(
    rf"\b(?:grote|kleine|oude|nieuwe|lange|korte|hoge|lage) (?:baan|markt|weg|dijk|heide|plein|dreef|steenweg|straat"
    rf"|kaai|gracht|hoek|singel|vest){_NUMBER}{_UNITS}",
    re.IGNORECASE,
)
_RUE = re.compile(
    r"\b(?:rue|avenue|av\.|boulevard|bd\.?|bld\.?|blvd\.?|chaussée|chée\.?|chemin|allée|impasse|quai|place|square|drève"
    r"|clos|ruelle|sentier|venelle|galerie|montée)"
    rf"(?: (?:de|du|des|la|le|les|l'|d')){{0,2}}(?: ?[^\W\d_][\w'-]{{1,30}}){{1,4}}{_NUMBER}{_UNITS}",
    re.IGNORECASE,
)
_SMALL = r"(?: (?:de|du|des|la|le|les|aux?)\b){0,2} (?:[ldLD]['’])?"
_NUMBER_RUE = re.compile(
    r"\b\d{1,4}(?: ?(?:bis|ter|[a-z])\b)?,? (?i:rue|avenue|av\.|boulevard|bd\.?|bld\.?|blvd\.?|chaussée|chée\.?|chemin"
    rf"|allée|impasse|quai|square|drève|clos|ruelle|sentier|venelle){_SMALL}{_LETTERS}[\w'’-]{{1,30}}"
    rf"(?:(?: (?:de|du|des|la|le)){{0,2}} [A-ZÀ-Ý][\w'’-]{{1,30}}){{0,3}}"
)
_NUMBER_PLACE = re.compile(
    rf"\b\d{{1,4}}(?: ?(?:bis|ter|[a-z])\b)?,? (?i:place|route|voie|cours|passage){_SMALL}[A-ZÀ-Ý][\w'’-]{{1,30}}"
    r"(?:(?: (?:de|du|des|la|le)){0,2} [A-ZÀ-Ý][\w'’-]{1,30}){0,3}"
)
_STREET_EN = re.compile(
    r"\b\d{1,4}[a-z]? (?:[A-Z][\w'-]{1,30} ){1,3}"
    r"(?:[Ss]treet|[Ss]t|[Rr]oad|[Rr]d|[Aa]venue|[Aa]ve|[Ll]ane|[Ss]quare|[Dd]rive|[Cc]ourt|[Gg]ardens|[Tt]errace)\b"
)
_PART = rf"{_LETTERS}{{2,25}}"
_CAPITALS = rf"(?P<name>(?:(?:De|Het|Ter|Ten|Op|Sint|'t) ){{0,2}}[A-ZÀ-Ý]{_PART}(?:[ -][A-ZÀ-Ý]?{_PART})?)"
_SAID = re.compile(
    r"(?P<before>\b(?i:(?:ik|wij|we|die|hij|zij|ze|u|je|mama|moeder|vader|tante|oma|opa) (?:woon|woont|wonen)"
    r"|woon|woont|wonen|woonachtig|adres(?: is)?:?|address(?: is)?:?|adresse(?: est)?:?|thuis is|live|lives|habite"
    r"|verhuizen|verhuis|verhuisd|kom|komt|zit|zitten)"
    r"(?i:,? (?:al|nu|nog|hier|\d{1,2} jaar|sinds \d{4}|nog altijd)){0,3}"
    r"(?i: (?:op|in|aan|te|naar|at|on|à|au|langs|boven|bij|van)(?: de| het| den| 't)?)? )"
    rf"{_CAPITALS}(?P<rest>{_HOUSE}){_UNITS}"
)
_AROUND = re.compile(
    rf"(?<![\w-])(?:(?P<before>(?:[Oo]p|[Aa]an|[Tt]e|[Ll]angs)(?: (?:de|het|den|'t))? ))?{_CAPITALS}(?P<rest>{_HOUSE})"
    rf"(?P<after>(?= ?,? ?\d{{4}}\b| (?:in|te|à|at) [A-Z]| [A-Z][a-zà-ÿ]{{2,}}|,? [Bb]us \d|, [A-Z]))?{_UNITS}"
)
_WHOLE = re.compile(rf"{_CAPITALS}(?P<rest>{_HOUSE})[.!]?")
_COUNTED = frozenset(
    "annex artikel art stap trede fase week dag maand jaar punt vraag groep regio zone bus tram lijn trein "
    "klas graad niveau deel hoofdstuk paragraaf decreet wet besluit maandag dinsdag woensdag donderdag "
    "vrijdag zaterdag zondag januari februari maart april mei juni juli augustus september oktober november "
    "december top vte euro km vdab level article chapter step week phase étape semaine bladzijde pagina kamer "
    "lokaal zaal leeftijd minstens ongeveer maximum max min plus van tot om rond tussen nummer nr versie "
    "optie keuze categorie sinds vanaf maar voor met over hoeveel zijn zoek wij heb ben was werk klas ronde "
    "les module blok ploeg team lde ocmw rva cao pc paritair comité zijn mijn onze hun haar dit dat deze die "
    "een elke ieder alle nog ook maximaal minimaal samen telefoon gsm bel tel avec pour depuis avoir ans nous "
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi "
    "dimanche juli mei since from until for with about room bus line tussen tijdens op in aan te formulier "
    "bijlage attest c4 maatregel actie fiche bedrag loon premie schaal barema code periode kwartaal semester "
    "trimester schooljaar leerjaar eerste tweede derde dienst km kilometer covid kind kinderen personen "
    "mensen".split()
)
_COUNTED_ENDINGS = (
    "dienst",
    "diensten",
    "opvang",
    "hulp",
    "restaurant",
    "punt",
    "bedrijf",
    "werk",
    "scan",
    "huis",
    "job",
)


def without_addresses(text: str, mark: str) -> str:
    """Return ``text`` with streets and their house numbers replaced by ``mark``."""
    for pattern in (_STREET, _STEENWEG, _TWO_WORDS, _SUFFIXED, _NUMBER_RUE, _NUMBER_PLACE, _RUE, _STREET_EN):
        text = pattern.sub(mark, text)
    whole = _WHOLE.fullmatch(text.strip())
    if whole and _may_be_street(whole["name"]):
        return mark
    text = _SAID.sub(lambda found: found["before"] + mark if _may_be_street(found["name"]) else found.group(), text)
    return _AROUND.sub(lambda found: _around(found, mark), text)


def _around(found: re.Match[str], mark: str) -> str:
    """Replace a name with a number where something before or after it says that it is a street."""
    said = found["before"] is not None or found["after"] is not None
    return (found["before"] or "") + mark if said and _may_be_street(found["name"]) else found.group()


def _may_be_street(name: str) -> bool:
    """True for a name that is not something that numbers follow, and not an abbreviation."""
    words = re.split(r"[ -]", name)
    counted = any(word.casefold() in _COUNTED or word.casefold().endswith(_COUNTED_ENDINGS) for word in words[-1:])
    return not counted and not words[-1].isupper() and words[0].casefold() not in _COUNTED - {"op", "te"}
