"""Step-up for public forms: over its budget a client is asked for work or patience, not refused.

With script the question is an ALTCHA proof of work (no third party, a second or two on a phone);
without script it is a ticket that becomes good after a wait and grants fewer uses. Nobody has to
read a picture. A use of a form:

    entry = challenge.gate("search").enter(request)    # after the form is valid
    if not entry.is_allowed:
        return _asked(request, form, entry)  # 429, Retry-After: entry.retry_after

    @csp_override(challenge.POLICY)                    # lets this one page load our script
    def _asked(request, form, entry): ...

The template puts `{% include "_partials/challenge.html" with question=entry.question %}` inside
the form, so that what was typed travels with the answer and never stands in an address. Where
`entry.question` is None the client has used all that any answer grants, or all clients together
have: tell them to come back (`entry.retry_after` seconds).

A form that always asks (limit of 0 uses, or files that would be lost by asking later) puts
`gate.ask()` into its first page: whoever fills in a form for half a minute never notices the wait.
Such a form grants one use for each answer: `gate("complaint", by_proof=1, by_waiting=1)`.
`enter` takes the answer from `request.POST` by itself, under the names of `FIELDS`.

The settings name each gate twice: LIMITS (free uses by one client, by all, seconds) and CEILINGS
(the most by one client however much is proven).
"""

from accounts.challenge.gate import FIELDS, POLICY, Entry, Gate, Question, gate

__all__ = ["FIELDS", "POLICY", "Entry", "Gate", "Question", "gate"]
