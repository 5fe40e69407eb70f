"""Who reaches which address. Every URL of the project has one row here; add yours.

A row says which roles get through, with an object of their own area where the address names one.
Everybody else gets `denied` (an anonymous visitor is sent to the log-in); an object of a foreign
area answers 404 to every member of staff, and so does one that does not exist.
"""

from dataclasses import dataclass

FACILITATOR, LURAH, KECAMATAN, OFFICER, ADMINISTRATOR = ROLES = (
    "facilitator", "lurah", "kecamatan", "officer", "administrator",
)  # fmt: skip
ANONYMOUS = "anonymous"

EVERYONE = frozenset({ANONYMOUS, *ROLES})
STAFF = frozenset(ROLES)
NO_FACILITATOR = STAFF - {FACILITATOR}
OFFICERS = frozenset({OFFICER, ADMINISTRATOR})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
NOBODY = frozenset()


@dataclass(frozen=True)
class Row:
    """One address: its URL name (or its route where it has none) and who gets `ok` there.

    `args` names objects of tests/test_access_matrix.py, one for each part of the address that
    varies. `scoped` says whether those objects belong to an area.
    """

    name: str
    allowed: frozenset[str]
    args: tuple[str, ...] = ()
    method: str = "get"
    ok: int = 200
    denied: int = 403
    scoped: bool = True


def public(name, *args, ok=200, method="get"):
    """A page for everyone."""
    return Row(name, EVERYONE, args, method, ok, scoped=False)


def account(name, *args, ok=200, method="get"):
    """A page of one's own account; it never names another's objects."""
    return Row(name, STAFF, args, method, ok, scoped=False)


def buttons(model, kind, allowed, *names):
    """The buttons of an object's admin page."""
    return [Row(f"admin:{model}_{name}", allowed, (kind,)) for name in names]


ROWS = [
    # Public pages
    public("search:home"),
    public("search:results"),
    public("search:check-nik"),
    public("portal:about"),
    public("portal:language", method="post", ok=303),
    public("portal:robots"),
    public("portal:security-txt", ok=404),  # no contact is set in these tests
    public("portal:favicon", ok=302),
    public("statistics:index", ok=302),
    public("statistics:area", "area"),
    public("public-campaigns:newest", ok=404),  # nothing of a campaign is published in these tests
    public("public-campaigns:campaign", "campaign", ok=404),
    public("public-cycles:list", ok=404),  # nothing of one is published in these tests
    public("public-cycles:cycle", "report_year", "report_quarter", ok=404),
    public("statistics:sorted", "city", "area_order", ok=404),
    public("statistics:kelurahan", "city", ok=404),
    public("statistics:kelurahan-sorted", "city", "area_order", ok=404),
    public("statistics:shares", "area", ok=404),
    public("statistics:report", "area", ok=404),
    public("statistics:report-year", "area", "report_year", ok=404),
    public("statistics:report-quarter", "area", "report_year", "report_quarter", ok=404),
    public("open-data:index"),
    public("open-data:dataset"),
    public("open-data:catalog"),
    public("open-data:feed"),
    public("open-data:keys"),
    public("open-data:key-list"),
    public("open-data:key", "key", ok=404),  # these tests have no key
    public("open-data:api"),
    public("open-data:api-index"),
    public("open-data:api-openapi"),
    public("open-data:api-areas"),
    public("open-data:api-area", "area"),
    public("open-data:api-indicators"),
    public("open-data:api-programmes"),
    public("open-data:api-releases"),
    public("open-data:api-release", "release"),
    public("open-data:api-figures"),
    public("open-data:api-complaints"),
    public("open-data:api-nothing", "data_file", ok=404),
    public("open-data:badge", "area", ok=404),  # nothing is published about it in these tests
    public("open-data:card", "area", ok=404),
    public("open-data:newest", ok=302),
    public("open-data:newest-file", "data_file", ok=302),
    public("open-data:release", "release"),
    public("open-data:signature", "release"),
    public("open-data:raw-signature", "release", ok=404),
    public("open-data:file", "release", "data_file"),
    public("programmes:index"),
    public("programmes:programme", "slug"),
    public("complaints:performance"),
    public("complaints:performance-of", "kecamatan_code"),
    public("complaints:form"),
    public("complaints:track"),
    public("complaints:file", method="post", ok=404),  # opens with a pass only
    public("complaints:private", "link"),
    public("healthz"),
    public("readyz"),
    # Accounts of staff
    Row("account_login", frozenset({ANONYMOUS}), denied=302),
    Row("account_logout", STAFF, denied=302),
    public("account_inactive"),
    account("account_index", ok=302),
    account("account_change_password"),
    account("account_reauthenticate"),
    account("mfa_index"),
    account("mfa_list_webauthn"),
    Row("mfa_authenticate", NOBODY, denied=302),  # between password and session only
    account("mfa_reauthenticate", ok=302),
    account("mfa_reauthenticate_webauthn", ok=302),
    account("mfa_activate_totp", ok=302),  # asks for the password first
    account("mfa_deactivate_totp", ok=404),  # nobody here has one
    account("mfa_view_recovery_codes", ok=404),
    account("mfa_generate_recovery_codes", ok=302),
    account("mfa_download_recovery_codes", ok=404),
    account("mfa_add_webauthn", ok=302),
    account("mfa_remove_webauthn", "passkey", ok=302),
    account("mfa_edit_webauthn", "passkey", ok=302),
    # Files of staff
    Row("imports:list", STAFF),
    Row("imports:format", STAFF, ("format",), scoped=False),
    Row("imports:template", STAFF, ("format",), scoped=False),
    Row("imports:job", STAFF, ("job",)),
    Row("imports:preview", STAFF, ("job",)),
    Row("imports:refused", STAFF, ("job",), ok=404),  # nothing was refused in these tests
    Row("imports:confirm", NO_FACILITATOR, ("job",), "post", ok=302),
    Row("imports:decline", STAFF, ("job",), "post", ok=302),
    Row("imports:undo", OFFICERS, ("job",), "post", ok=302),
    # Work of staff
    Row("workspace:home", STAFF),
    Row("workspace:households", STAFF),
    Row("workspace:find", STAFF, ok=302),  # a look-up is posted
    Row("workspace:export", STAFF, method="post", ok=302),
    Row("workspace:keep-filter", STAFF, method="post", ok=302),
    Row(
        "workspace:drop-filter", STAFF, ("filter_of_another",), "post", ok=404, scoped=False
    ),
    Row("workspace:household", STAFF, ("household",)),
    Row("workspace:findings", STAFF),
    Row("workspace:finding", STAFF, ("finding",)),
    Row("workspace:act", STAFF, ("finding", "take"), "post", ok=302),
    Row("workspace:quality", STAFF),
    Row("workspace:civil-registry", OFFICERS),
    Row("workspace:civil-export", OFFICERS, method="post", ok=302),  # no kind is chosen
    Row("proposals:list", STAFF),
    Row("proposals:add", STAFF),
    Row("proposals:change", STAFF, ("household",)),
    Row("proposals:deactivate", STAFF, ("household",)),
    Row("proposals:sign-chosen", STAFF, method="post", ok=302),
    Row("proposals:proposal", STAFF, ("proposal",)),
    Row(  # a lurah's, so the desk above may step in; no reason is given
        "proposals:act", frozenset({LURAH, KECAMATAN}), ("proposal", "refuse"), "post", ok=400
    ),
    # Likely doubles
    Row("duplicates:queue", STAFF),
    Row("duplicates:pair", STAFF, ("pair",)),
    Row("duplicates:decide", STAFF, ("pair",), "post", ok=400),  # nothing is said
    Row("duplicates:cluster", STAFF, ("cluster",)),
    Row("duplicates:undo", OFFICERS, ("merge",), "post", ok=302),
    Row("duplicates:model", OFFICERS),
    Row("duplicates:activate", OFFICERS, ("duplicate_model",), "post", ok=302, scoped=False),
    Row("duplicates:search", OFFICERS, method="post", ok=302),
    # Campaigns
    Row("campaigns:list", STAFF),
    Row("campaigns:plan", OFFICERS),
    Row("campaigns:campaign", STAFF, ("campaign",)),
    Row("campaigns:start", OFFICERS, ("campaign",), "post", ok=302),
    Row("campaigns:close", OFFICERS, ("campaign",), "post", ok=302),
    Row("campaigns:share", NO_FACILITATOR, ("campaign",)),
    Row("campaigns:report", STAFF, ("campaign",)),
    Row("campaigns:work", STAFF, ("campaign",)),
    Row("campaigns:find", STAFF, ("campaign",), ok=302),  # a look-up is posted
    Row("campaigns:download", STAFF, ("campaign",), "post", ok=302),  # no kelurahan is named
    Row("campaigns:visit", STAFF, ("task",)),
    # The ministry's round trip
    Row("cycles:list", STAFF),
    Row("cycles:open", OFFICERS, method="post", ok=400),  # no quarter is named
    Row("cycles:cycle", STAFF, ("cycle",)),
    Row("cycles:batch", OFFICERS, ("cycle",), "post", ok=400),  # no reason is given
    Row("cycles:summary", OFFICERS, ("cycle",)),
    Row("cycles:sent", OFFICERS, ("cycle",), "post", ok=400),  # no receipt is named
    Row("cycles:take-over", OFFICERS, ("cycle",), "post", ok=302),
    Row("cycles:lines", STAFF, ("cycle",)),
    Row("cycles:lines-file", STAFF, ("cycle",), "post"),
    Row("cycles:changes", STAFF, ("cycle",)),
    Row("cycles:changes-file", STAFF, ("cycle",), "post"),
    Row("cycles:act", OFFICERS, ("cycle", "collect"), "post", ok=302),
    # The admin site itself
    Row("admin:index", STAFF),
    Row("admin:login", STAFF, ok=302),
    Row("admin:logout", STAFF, method="post", ok=302),
    Row("admin:password_change", STAFF, ok=302),
    Row("admin:password_change_done", STAFF, ok=302),
    Row("admin:autocomplete", NOBODY),
    Row("admin:jsi18n", STAFF),
    Row("admin:view_on_site", NOBODY, ("person_type", "person"), denied=404),
    Row("admin:app_list", STAFF, ("app",), scoped=False),
    # Areas and releases
    Row("admin:kelurahan_area_changelist", STAFF),
    Row("admin:kelurahan_area_add", NOBODY),
    Row("admin:kelurahan_area_change", STAFF, ("area",), scoped=False),
    Row("admin:kelurahan_area_history", STAFF, ("area",), scoped=False),
    Row("admin:kelurahan_area_delete", NOBODY, ("area",), scoped=False),
    Row("admin/kelurahan/area/<path:object_id>/", STAFF, ("area",), ok=302, scoped=False),
    Row("admin:kelurahan_area_rename", ADMINISTRATORS, ("area",), scoped=False),
    Row("admin:kelurahan_area_close", ADMINISTRATORS, ("area",), scoped=False),
    Row("admin:kelurahan_area_merge", ADMINISTRATORS, ("area",), scoped=False),
    Row("admin:kelurahan_area_office", NO_FACILITATOR, ("area",)),
    Row("admin:kelurahan_release_changelist", STAFF),
    Row("admin:kelurahan_release_change", STAFF, ("release",), scoped=False),
    # The register
    Row("admin:recipients_household_changelist", STAFF),
    Row("admin:recipients_household_add", OFFICERS),
    Row("admin:recipients_household_change", STAFF, ("household",)),
    Row("admin:recipients_household_reveal", NO_FACILITATOR, ("household",)),
    *buttons(
        "recipients_household", "household", OFFICERS,
        "edit", "kk", "member", "enrol", "deactivate",
    ),
    Row("admin:recipients_household_reactivate", OFFICERS, ("set_aside",)),
    Row("admin:recipients_person_changelist", STAFF),
    Row("admin:recipients_person_find", STAFF),
    Row("admin:recipients_person_change", STAFF, ("person",)),
    Row("admin:recipients_person_reveal", NO_FACILITATOR, ("person",)),
    *buttons("recipients_person", "person", OFFICERS, "edit", "nik", "civil-registry"),
    Row("admin:recipients_person_leave-out", NO_FACILITATOR, ("person",)),
    Row("admin:recipients_person_put-back", OFFICERS, ("left_out",)),
    Row("admin:recipients_shownhour_changelist", ADMINISTRATORS),
    Row("admin:recipients_shownhour_change", ADMINISTRATORS, ("hour",), scoped=False),
    # Programmes and payments
    Row("admin:recipients_programme_changelist", STAFF),
    Row("admin:recipients_programme_add", OFFICERS),
    Row("admin:recipients_programme_change", STAFF, ("programme",), scoped=False),
    Row("admin:recipients_stage_changelist", STAFF),
    Row("admin:recipients_stage_add", OFFICERS),
    Row("admin:recipients_stage_change", STAFF, ("stage",), scoped=False),
    Row("admin:recipients_enrolment_changelist", STAFF),
    Row("admin:recipients_enrolment_change", STAFF, ("enrolment",)),
    *buttons(
        "recipients_enrolment", "enrolment", OFFICERS,
        "paid", "failed", "returned", "card-holder", "suspend", "end",
    ),
    Row("admin:recipients_enrolment_resume", OFFICERS, ("suspended",)),
    Row("admin:recipients_disbursement_changelist", STAFF),
    Row("admin:recipients_disbursement_change", STAFF, ("payment",)),
    *buttons(
        "recipients_disbursement", "payment", OFFICERS, "paid", "failed", "returned"
    ),
    # Verification
    Row("admin:verification_finding_changelist", STAFF),
    Row("admin:verification_finding_change", STAFF, ("finding",)),
    Row("admin:verification_proposal_changelist", STAFF),
    Row("admin:verification_proposal_change", STAFF, ("proposal",)),
    Row("admin:verification_campaign_changelist", STAFF),
    Row("admin:verification_campaign_change", STAFF, ("campaign",)),
    Row("admin:verification_exclusiveprogrammes_changelist", STAFF),
    Row("admin:verification_exclusiveprogrammes_add", OFFICERS),
    Row("admin:verification_exclusiveprogrammes_change", STAFF, ("exclusion",), scoped=False),
    Row("admin:verification_exclusiveprogrammes_lift", OFFICERS, ("exclusion",), scoped=False),
    Row("admin:verification_exclusiveprogrammes_again", OFFICERS, ("lifted",), scoped=False),
    # Complaints
    Row("admin:complaints_complaint_changelist", STAFF),
    Row("admin:complaints_complaint_add", STAFF),
    Row("admin:complaints_complaint_find", STAFF),
    Row("admin:complaints_complaint_load", NO_FACILITATOR),
    Row("admin:complaints_complaint_assign_chosen", NO_FACILITATOR, method="post", ok=302),
    Row("admin:complaints_complaint_keep_view", STAFF, method="post", ok=302),
    Row(
        "admin:complaints_complaint_drop_view", STAFF, ("entry_of_another",), "post", ok=404,
        scoped=False,
    ),
    Row("admin:complaints_complaint_change", STAFF, ("complaint",)),
    Row("admin:complaints_complaint_evidence", STAFF, ("complaint", "evidence"), ok=404),  # no file
    *buttons(
        "complaints_complaint", "complaint", NO_FACILITATOR,
        "take", "assign", "answer", "forward", "reject", "merge", "reveal", "hold",
    ),
    *buttons("complaints_complaint", "complaint", STAFF, "ask", "match", "correct", "note"),
    Row("admin:complaints_complaint_leave-out", NO_FACILITATOR, ("complaint",)),
    Row("admin:complaints_complaint_verify", NO_FACILITATOR, ("received_complaint",)),
    Row("admin:complaints_complaint_start", STAFF, ("assigned_complaint",)),
    *buttons(
        "complaints_complaint", "answered_complaint", NO_FACILITATOR, "close", "reopen", "release"
    ),
    Row("admin:complaints_answertemplate_changelist", STAFF),
    Row("admin:complaints_answertemplate_add", OFFICERS),
    Row(
        "admin:complaints_answertemplate_change", STAFF, ("answer_template",), scoped=False
    ),
    # Staff and the access log
    Row("admin:accounts_user_changelist", ADMINISTRATORS),
    Row("admin:accounts_user_add", ADMINISTRATORS),
    Row("admin:accounts_user_change", ADMINISTRATORS, ("user",)),
    *buttons(
        "accounts_user", "user", ADMINISTRATORS, "assign", "password", "second-factor", "shut"
    ),
    Row("admin:accounts_user_open", ADMINISTRATORS, ("shut_user",)),
    Row("admin:accounts_accesslog_changelist", ADMINISTRATORS),
    Row("admin:accounts_accesslog_change", ADMINISTRATORS, ("log_entry",)),
]  # fmt: skip
