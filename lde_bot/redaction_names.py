"""Names of people in a text: after words that announce one, or a common first name with something beside it. Pure.

The first names were chosen from those that are common in Flanders in families of many origins; names that are words
too (*Roos*, *Wil*, *Jan* before a day) only count with a surname. A name in another place stays: it is not recognised.
"""

from __future__ import annotations

import re

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
)
_NO_NAME = "dat niet nie het de een van aan uit voor allemaal ook nu wel is en bij not pas hoe wat".replace(" ", "|")
_GOES_ON = r"(?=[.,;!?]|$| (?:en|ik|et|je|and|i|uit|van)\b)"
_ANNOUNCED = re.compile(
    rf"(?P<before>\b(?i:{'|'.join(_INTRODUCTIONS)}) )"
    rf"(?P<name>(?!(?i:{_NO_NAME})\b){_WORD}(?:{_SURNAME})?"
    rf"(?: (?!(?:{_NO_NAME}|ik|et|je|and|i)\b){_WORD}{_GOES_ON})?)"
)
_TITLES = (
    r"mevrouw|mevr\.?|mw\.?|meneer|mijnheer|mr\.?|dhr\.?|de heer|juffrouw|dokter|dr\.?|madame|mme\.?|monsieur"
    r"|mademoiselle|mrs\.?|ms\.?|miss|mister"
)
_TITLED = re.compile(rf"(?P<before>\b(?i:{_TITLES}) )(?P<name>{_BETWEEN}{_CAPITAL}(?:{_SURNAME})?)")
_FIRST = frozenset(
    "aaliyah abdel abdelkader abdellah abdul abdullah achmed adam adil agnieszka ahmed ahmet aicha aisha "
    "aleksandra alexander ali alina aline amal amina amine amir amira amélie an ana anastasia andrea andreas "
    "andrei andrzej anita anke ann anna anne anneleen annelies annick anniek antoine arne arthur asma astrid axel "
    "ayoub ayse bart bartosz bashir bilal birgit bjorn bogdan brahim bram brecht brigitte camille carine caroline "
    "catherine cem chantal charlotte chloe chris christel christine christophe claudia claudine daan daniel "
    "danielle danny david davy denis diana diane dieter dimitri dirk dorien driss ebru eddy ekaterina elena elias "
    "elien elif elisabeth elise elke ella ellen els emine emma emre erik erika erwin esra ester eva eveline fadi "
    "fadila faisal farah farid fatiha fatima fatma fatoumata fien filip florence francis frank frans françois "
    "fred freddy frederik freya gerda gert gilles gina glenn godelieve greet griet guido guillaume guy gökhan "
    "hakan hamid hamza hanne hannelore hans hasan hassan hatice heidi helena hendrik herman hilde hugo hussein "
    "ibrahim ikram ilias ilse imane ine inge ingrid irena irina isabelle ismail ivan jacqueline jakub jana "
    "jasmien jasper jean jef jelle jens jeroen jessica jo joanna johan johanna joke jolien jonas joost joris jos "
    "jozef judith julie jürgen kaat karel karen karim karin karine karl karolien kasper katarzyna kate kathleen "
    "katleen katrien katrijn kelly ken kevin khadija khalid kim kirsten koen koenraad kris krista kristel "
    "kristien kristof krzysztof kurt laila lander lars laura laurence leen lena lien lies liesbeth lieve lieven "
    "lina linda lisa lise liv loes lore lotte louis louise luc lucas lucia ludo lut lutgarde lydia maarten magda "
    "mahmoud maja maksim malika manon marc marcel marek margot maria marie marieke marijke marina marjan marleen "
    "martijn martine maryam mathias matthias maxime mehdi mehmet melissa merel meryem michael michel michiel "
    "mieke miet mike mila milan mimoun miriam mohamed mohammed monique moussa murat mustafa myriam nabil nadia "
    "nadine naima nancy natalia natalie nathalie nele nelly nico nicolas nicole niels nina noah noor nora nouria "
    "oleksandr olena olga olivier omar oscar oumaima pascal patricia patrick patrik paul paula peter petra "
    "philippe pierre piet pieter piotr rachid rachida raf rania ria rik rita robert robin roger roland romain "
    "ronny ruben rudi rudy ruth sabine said saida salim salma sam samir samira sandra sara sarah saïd sebastiaan "
    "selin seppe serge sevda sigrid silke simon simone sofia sofie sonia sonja stef stefaan stefan stefanie "
    "stephane stephanie stijn sue sven svetlana sylvia tamara tania tatiana tessa theo thibault thierry thomas "
    "tibo tim timothy tine tinne tom tomasz toon tuur valérie veerle vera viktor vincent viviane volodymyr "
    "véronique walter wendy werner wesley willem wim wout wouter xavier yana yasin yasmina yasmine yassine youssef "
    "yusuf "
    "yves yvette yvonne zahra zeynep zohra zoë zsuzsanna özlem ".split()
)
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
_WITH_SURNAME = re.compile(rf"(?P<first>{_CAPITAL})(?P<rest>{_SURNAME})")
_ALONE = re.compile(rf"(?<![\w-])(?P<first>{_CAPITAL})(?![\w-])")
_ALSO_WORDS = frozenset(
    "an ann els kaat ken kris lien lut noor sam tine ali eva leen lies loes ria rik toon paul milan paula frans".split()
)


def without_names(text: str, mark: str) -> str:
    """Return ``text`` with names of people replaced by ``mark``."""
    text = _ANNOUNCED.sub(lambda found: found["before"] + mark, text)
    text = _TITLED.sub(lambda found: found["before"] + mark, text)
    text = _AFTER_RELATION.sub(lambda found: _related(found, mark), text)
    text = _WITH_SURNAME.sub(lambda found: mark if found["first"].casefold() in _FIRST else found.group(), text)
    return _ALONE.sub(lambda found: mark if _is_lone_name(found["first"]) else found.group(), text)


def _related(found: re.Match[str], mark: str) -> str:
    """Replace what follows *mijn zoon* when it begins with a common first name, however it is written."""
    first, _, rest = found["name"].partition(" ")
    if first.casefold() not in _FIRST or (first.islower() and first in _ALSO_WORDS):
        return found.group()
    return found["before"] + mark + (" " + rest if rest and rest.islower() else "")


def _is_lone_name(word: str) -> bool:
    return not word.isupper() and word.casefold() in _FIRST and word.casefold() not in _ALSO_WORDS
