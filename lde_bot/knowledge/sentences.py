"""The sentences that the bot says, and what each must have filled in: the contract of ``responses.yaml``."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, frozenset[str]] = {
    name: frozenset(places.split())
    for name, places in {
        "welcome": "",
        "help": "",
        "privacy": "days",
        "forgotten": "count",
        "source": "titles",
        "source_more": "titles count",
        "reviewed": "date",
        "held_between": "start end",
        "held_until": "end",
        "holds_from": "start",
        "more_details": "",
        "clarify": "",
        "none_of_these": "",
        "none_chosen": "",
        "ask_place": "service",
        "ask_which_place": "",
        "ask_service": "place",
        "ask_service_again": "",
        "results": "service place",
        "results_none_own": "service place municipality",
        "results_widened": "service place limit distance",
        "results_more": "service place start",
        "results_empty": "service place municipality",
        "results_only_regional": "service place",
        "results_notice": "",
        "results_notice_home": "",
        "more_results": "",
        "other_service": "",
        "other_place": "",
        "at_distance": "km",
        "regional": "",
        "lde_certain": "",
        "lde_likely": "",
        "lde_same_service": "",
        "listing_source": "site year",
        "listing_source_undated": "site",
        "listing_assured": "date",
        "phone": "phone",
        "temporarily_closed": "",
        "outside_area": "place",
        "outside_location": "",
        "unknown_place": "place",
        "unknown_postcode": "place",
        "fallback": "",
        "fallback_again": "",
        "empty": "",
        "not_text": "",
        "choice_expired": "",
        "what_can_i_ask": "",
        "talk_to_person": "",
        "trouble": "",
    }.items()
}
"""Name of each sentence to the names between braces that it must have, and no others."""
