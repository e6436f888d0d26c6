"""Words that carry grammar and no meaning: a search does better without them."""

_ENGLISH = """
a about after again all also am an and any are aren't as at be been before being but by can can't could couldn't did
didn't do does doesn't doing don't down during each few for from further had hadn't has hasn't have haven't having he
her here hers herself him himself his how i i'd i'll i'm i've if in into is isn't it it's its itself just let's me more
most my myself no nor not now of off on once only or other our ours out over own please same she should so some such
than that that's the their them then there these they they're this those through to too under until up us very was
wasn't we we're were weren't what what's when where which while who who's whom why will with won't would you you're
your yours yourself
"""
ENGLISH = frozenset(_ENGLISH.split())

# Single characters; a pair of two of them says nothing either.
CHINESE = frozenset(
    "的了吗呢吧啊呀嘛么我你您他她它们这那是在有和与及或也都就还又很太被把给对从到向为以于之其个些请能会要想让说什哪谁怎几多"
)
