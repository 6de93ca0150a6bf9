"""Every step of a membership: state by state, by either side and by others.

The table is the agreement between blogs and communities as people know it;
that the pages offer the same buttons that the server accepts is tested here
too.
"""

import stage as stages
import sala
import scene
from stage import MEMBERSHIP_STATES
from tap import diag, done_testing, is_, ok

COMMUNITY, BLOG = {"moderator", "owner"}, {"blogger"}
OTHERS = ("stranger", "author", "admin", "disabled")

# Which side may take which step, and where it leads.
STEPS = {
    "invited": {"accept": (BLOG, "approved"), "decline": (BLOG, "withdrawn"),
                "withdraw": (COMMUNITY, "withdrawn")},
    "applied": {"approve": (COMMUNITY, "approved"),
                "refuse": (COMMUNITY, "refused"),
                "ask_changes": (COMMUNITY, "changes_asked"),
                "withdraw": (BLOG, "withdrawn")},
    "changes_asked": {"approve": (COMMUNITY, "approved"),
                      "refuse": (COMMUNITY, "refused"),
                      "withdraw": (BLOG, "withdrawn")},
    "approved": {"remove": (COMMUNITY, "removed"), "leave": (BLOG, "left")},
    "refused": {}, "withdrawn": {}, "left": {}, "removed": {},
}
ACTIONS = sorted({action for steps in STEPS.values() for action in steps})
NEED_WORDS = {"refuse", "ask_changes", "remove"}


def sides_of(action):
    """Who may ever take this step."""
    return set().union(*(steps[action][0] for steps in STEPS.values()
                         if action in steps))


def state_of(stage, membership):
    return stage.one("SELECT state FROM membership WHERE id = %s",
                     membership.id)


def act(stage, who, membership, action, reason="Because."):
    return stage.client(who).post(membership.path, {
        "csrf": stage.token(who), "nonce": scene.nonce(),
        "action": action, "reason": reason})


def try_step(stage, state, action, who):
    """What is wrong about this person taking this step, or None."""
    membership = stage.thing(state, anew=True)
    page = act(stage, who, membership, action)
    sides, leads_to = STEPS[state].get(action, (set(), None))
    if who in sides:
        wanted = (303, leads_to)
    elif who == "disabled":
        wanted = (422, state)
    elif who in sides_of(action):
        wanted = (409, state)
    elif who == "stranger" and state != "approved":
        wanted = (404, state)
    else:
        wanted = (403, state)
    got = (page.status, state_of(stage, membership))
    return None if got == wanted else f"{who}: {got}, not {wanted}"


def try_all(stage):
    for state in MEMBERSHIP_STATES:
        for action in ACTIONS:
            wrong = [try_step(stage, state, action, who)
                     for who in (*sorted(COMMUNITY | BLOG), *OTHERS)]
            if not ok(not any(wrong), f"{action}, when it is {state}"):
                diag("\n".join(filter(None, wrong)))


def try_buttons(stage):
    """The page of an episode has a button for each step, and no other."""
    for state in MEMBERSHIP_STATES:
        for who in "moderator", "blogger", "coauthor", "admin":
            page = stage.client(who).get(stage.thing(state).path)
            buttons = page.xpath("//main//button[@name='action']/@value")
            wanted = [action for action, (sides, _) in STEPS[state].items()
                      if who in sides]
            is_(sorted(buttons), sorted(wanted),
                f"the buttons for the {who} when it is {state}")


def try_words(stage):
    """Refusing and removing need a reason; the form says so."""
    for action in sorted(NEED_WORDS):
        state = "approved" if action == "remove" else "applied"
        membership = stage.thing(state, anew=True)
        page = act(stage, "moderator", membership, action, " \n ")
        is_(page.status, 422, f"{action} without a reason is not accepted")
        ok(page.has("//main//form//*[@id='reason-error']"),
           "the error stands beside the reason")
        is_(state_of(stage, membership), state, "nothing has changed")


def try_twice(stage):
    """Two moderators at once: the second is told."""
    membership = stage.thing("applied", anew=True)
    act(stage, "moderator", membership, "refuse", "It is about cars.")
    page = act(stage, "owner", membership, "approve")
    is_(page.status, 409, "the second decision is not taken")
    is_(state_of(stage, membership), "refused", "the first one stays")

    membership = stage.thing("applied", anew=True)
    form = {"csrf": stage.token("moderator"), "nonce": scene.nonce(),
            "action": "refuse", "reason": "Twice."}
    first = stage.client("moderator").post(membership.path, form)
    again = stage.client("moderator").post(membership.path, form)
    is_((first.status, again.status), (303, 303),
        "the same decision sent twice is answered alike")
    is_(stage.one("SELECT count(*) FROM event WHERE membership = %s"
                  " AND kind = 'refused'", membership.id), 1,
        "and is written once")


with sala.Server() as server:
    stage = stages.Stage(server)
    try_all(stage)
    try_buttons(stage)
    try_words(stage)
    try_twice(stage)

done_testing()
