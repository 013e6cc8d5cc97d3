"""From which confidence on the bot does what.

They follow from what a turn costs the person, on the dev half of the held-out phrases: see
``scripts/choose_thresholds.py``. A wrong answer costs five times as much as a question back, an honest "I do not know"
twice as much. ``lde-bot eval`` shows what they give.
"""

ANSWER_AT = 0.78
"""At this confidence, with :data:`LEAD`, the bot answers. By cost alone it could be 0.60 to 0.70; from here on nearly
nothing outside the subject is answered."""
LONE_WORD_AT = 0.88
"""At this confidence, with :data:`LEAD`, it answers a single word, which says less about what is wanted."""
ANSWER_IN_CONTEXT_AT = 0.70
"""The same for a question that goes on from what came before, after what that adds."""
LEAD_IN_CONTEXT = 0.15
"""How far ahead the best must be then."""
OTHERWISE_AT = 0.55
"""A message that by itself is this likely about something else does not go on from what came before."""
CHAT_AT = 0.55
"""At this confidence, with :data:`LEAD`, it takes something said in the middle of a conversation as thanks and the
like: to ask back whether that is meant would be silly."""
REACTS = 0.99
"""How sure it is of a message that says nothing but a reaction: as of a phrase that was written down."""
LEAD = 0.20
"""How far the best candidate must be ahead of the second."""
CLARIFY_AT = 0.35
"""Below this confidence in all candidates together, the bot admits that it does not know."""
CLARIFY_FOREIGN_AT = 0.15
"""Below this confidence in the best candidate it admits so to someone who asks in another language than Dutch."""
OFFER_AT = 0.04
"""A candidate below this confidence is no choice worth offering."""
MOST_BESIDE = 3
"""Answers that are offered there; more would bury the question."""
OFFER_NEED_AT = 0.14
"""Help lines are offered as a choice from this confidence on, also when nothing else is likely."""
CARE_AT = 0.50
"""Someone in need gets help lines already at this confidence: being wrong costs little, silence much."""
SURE = 0.96
"""At this confidence a question about a service beats a search for it."""
ASKED_AT = 0.27
"""A question in which a service is named is about an entry from this confidence on; else it is a search."""
LEAD_THERE = 0.10
"""How far a service must be ahead then: what is found says which it is, and offers another."""
MEANT_AT = 0.45
"""With a place named, a service that is meant this likely is searched for."""
RELATED_GAINS = 2.5
"""What an entry that the subject leads to gains in log odds, as the answer to a question that comes after it."""
SUBJECT_GAINS = 3.0
"""The same for the subject itself, and for what was offered just now."""
SAYS_IN_CONTEXT = 0.85
"""How much of the log odds of a message by itself counts beside that."""
HINTS_AT = 0.22
"""A message of which all candidates together are less likely says nothing that the bot knows: an aside."""
ASK_THEM_AT = 0.20
"""When nothing is this likely, a question about results is one for those who were found."""
ANSWER_AGAIN_AT = 0.60
"""At this confidence the bot answers when it may not ask back again: then a wrong answer is weighed against *I do not
know*, which costs twice as much as a question back."""
MOST_CHOICES = 4
