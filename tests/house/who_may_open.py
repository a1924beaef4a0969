"""Who may open which address. A new address without a line here fails the test beside it."""

from __future__ import annotations

from accounts.roles import Role

Who = Role | None  # None: somebody who has not signed in
ADMINISTRATOR, ASSESSOR, MODERATOR = Role.ADMINISTRATOR, Role.ASSESSOR, Role.MODERATOR
RELEASE_OFFICER, SECOND_READER = Role.RELEASE_OFFICER, Role.SECOND_READER
COORDINATOR = Role.COORDINATOR

EVERYBODY: frozenset[Who] = frozenset({None, *Role})
STAFF: frozenset[Who] = frozenset(Role)
NOBODY: frozenset[Who] = frozenset()
READS_CASES = frozenset[Who]({Role.READER, MODERATOR, SECOND_READER, ASSESSOR, COORDINATOR})
DECIDES: frozenset[Who] = frozenset({MODERATOR, SECOND_READER, ASSESSOR})
WRITES_TO_SUBMITTERS: frozenset[Who] = frozenset({MODERATOR, SECOND_READER, ASSESSOR})
SEES_PETITIONS: frozenset[Who] = frozenset({MODERATOR, RELEASE_OFFICER, ADMINISTRATOR})
WRITES_PETITIONS: frozenset[Who] = frozenset({MODERATOR, ADMINISTRATOR})
READS_PAPER: frozenset[Who] = frozenset({MODERATOR, SECOND_READER})
SEES_BUNDLES: frozenset[Who] = frozenset({RELEASE_OFFICER, ADMINISTRATOR})


def only(*roles: Role) -> frozenset[Who]:
    return frozenset(roles)


def _at(who: frozenset[Who], pages: str) -> tuple[frozenset[Who], str]:
    """Pages of one submission."""
    return who, " ".join(f"admin:testimonies_submission_{page}" for page in pages.split())


#: By the name of the address; `admin:` before those of the desk, and `…` for what follows.
TABLE: list[tuple[frozenset[Who], str]] = [
    # Public pages, and links that only the holder of a letter has.
    (EVERYBODY, "home help privacy accessibility verify to-language robots security-txt"),
    (EVERYBODY, "health-live health-ready openapi api-petition api-petitions"),
    (EVERYBODY, "ledger-key ledger-keys ledger-checkpoint ledger-checkpoint-at"),
    (EVERYBODY, "ledger-stamped ledger-timestamp ledger-tile ledger-begun"),
    (EVERYBODY, "api-inclusion api-consistency petitions:proof petitions:check-proof"),
    (EVERYBODY, "testimonies:archive testimonies:archive-testimony testimonies:archive-rec…"),
    (EVERYBODY, "testimonies:archive-operations testimonies:archive-operation"),
    (EVERYBODY, "petitions:petitions petitions:petition petitions:sign petitions:signed"),
    (EVERYBODY, "petitions:paper petitions:sheet"),
    (EVERYBODY, "petitions:organisations petitions:endorse petitions:endorsed"),
    (EVERYBODY, "petitions:endorsement petitions:withdraw-endorsement organisation-logo"),
    (EVERYBODY, "petitions:share petitions:card embed feed-of-all feed-of-petition"),
    (EVERYBODY, "sitemap sitemap-of-pages sitemap-of-testimonies"),
    (EVERYBODY, "petitions:text"),
    (EVERYBODY, "petitions:bundles petitions:check-bundle api-bundles feed-of-bundles"),
    (EVERYBODY, "petitions:confirm petitions:signature petitions:withdraw-signature"),
    (EVERYBODY, "petitions:qualified petitions:qualified-pdf petitions:qualified-asice"),
    (EVERYBODY, "petitions:qualified-result petitions:qualified-upgrade"),
    (EVERYBODY, "petitions:signature-choices petitions:signature-address"),
    (EVERYBODY, "petitions:confirm-address petitions:mine petitions:mine-asked"),
    (EVERYBODY, "petitions:identify petitions:identify-for petitions:identified"),
    (EVERYBODY, "petitions:not-identified openid_connect_callback"),
    (EVERYBODY, "petitions:no-more-news petitions:one-or-two"),
    (EVERYBODY, "petitions:desk petitions:desk-download petitions:desk-acknowledge"),
    (EVERYBODY, "petitions:desk-door petitions:desk-passcode"),
    (EVERYBODY, "petitions:desk-count petitions:desk-ask petitions:desk-tell"),
    (
        EVERYBODY,
        "petitions:desk-document petitions:desk-countersigned",
    ),
    (EVERYBODY, "testimonies:testimony-start testimonies:claim-start testimonies:return"),
    (EVERYBODY, "testimonies:on-paper testimonies:on-paper-form testimonies:handed-over"),
    (EVERYBODY, "local-mail local-mail-message"),  # with local settings only
    # A case is opened by its return code and by no role.
    (NOBODY, "testimonies:case testimonies:case-home testimonies:case-code"),
    (NOBODY, "testimonies:case-messages testimonies:case-leave testimonies:case-claim"),
    (NOBODY, "testimonies:case-proof testimonies:case-proof-of testimonies:case-archive-letter"),
    (NOBODY, "testimonies:case-consent testimonies:case-consent-earlier"),
    (NOBODY, "testimonies:case-consent-change testimonies:case-withdraw-all"),
    (NOBODY, "testimonies:case-contact testimonies:case-papers testimonies:case-everything"),
    (NOBODY, "testimonies:case-rights testimonies:case-rights-take-back"),
    (NOBODY, "testimonies:uploads testimonies:upload testimonies:upload-hear"),
    (NOBODY, "testimonies:hand-over testimonies:hand-over-code"),
    (NOBODY, "testimonies:case-receipt testimonies:case-receipt-pdf testimonies:case-withdraw"),
    (NOBODY, "testimonies:testimony-code testimonies:testimony-paused"),
    (NOBODY, "testimonies:testimony-check testimonies:testimony-declaration"),
    (NOBODY, "testimonies:testimony-page testimonies:testimony-entry"),
    (NOBODY, "testimonies:claim-code testimonies:claim-paused testimonies:claim-check"),
    (NOBODY, "testimonies:claim-declaration testimonies:claim-page testimonies:claim-entry"),
    (NOBODY, "testimonies:claim-tasks testimonies:testimony-file testimonies:claim-file"),
    # By the link in a letter, whoever has the letter.
    (EVERYBODY, "testimonies:return-by-letter testimonies:open-file"),
    # Signing in, and one's own account.
    (EVERYBODY, "account_login account_inactive account_signup"),
    (EVERYBODY, "account_reset_password account_reset_password_done"),
    (EVERYBODY, "account_reset_password_from_key account_reset_password_from_key_done"),
    (NOBODY, "account_email… account_confirm_email accounts/email/ accounts/confirm-email/…"),
    (STAFF, "account_change_password account_set_password mfa_l… mfa_add_webauthn"),
    (STAFF, "account_reauthenticate mfa_index mfa_activate_totp mfa_generate_recovery_codes"),
    # There while the setting asks browsers for a sum.
    (NOBODY, "petitions:challenge"),
    # These need a second factor that is there, and the staff of the test has none.
    (NOBODY, "mfa_reauthenticate… mfa_deactivate_totp mfa_edit_webauthn mfa_remove_webauthn"),
    (NOBODY, "mfa_view_recovery_codes mfa_download_recovery_codes"),
    (STAFF, "account_logout account_confirm_login_code mfa_authenticate"),  # nobody else is in
    (STAFF, "admin:index admin:login admin:jsi18n"),
    (NOBODY, "admin:logout admin:password_change… admin/logout/ admin/password_change/…"),
    (NOBODY, "admin:autocomplete admin:view_on_site admin/(?P<url>.*)$"),
    # The desk, testimonies and claims.
    (READS_CASES, "admin:testimonies_submission_changelist admin:testimonies_submission_screen"),
    (
        READS_CASES,
        "admin:testimonies_submission_paper admin:testimonies_submission_proof",
    ),
    (READS_CASES, "admin:testimonies_submission_paper_small"),
    (WRITES_TO_SUBMITTERS, "admin:testimonies_submission_archive_letter"),
    (only(MODERATOR), "admin:testimonies_submission_take-up admin:testimonies_submission_accept"),
    (only(MODERATOR), "admin:testimonies_submission_publish"),
    (only(MODERATOR), "admin:testimonies_submission_unpublish"),
    (only(MODERATOR, SECOND_READER), "admin:testimonies_submission_second-accept"),
    (READS_CASES, "admin:testimonies_submission_keep-away"),
    (READS_CASES, "admin:testimonies_submission_away admin:testimonies_submission_back"),
    _at(WRITES_TO_SUBMITTERS, "take give-back pass-on take-over"),
    (only(MODERATOR, SECOND_READER), "admin:testimonies_submission_send-back"),
    (WRITES_TO_SUBMITTERS, "admin:testimonies_submission_ask admin:testimonies_submission_write"),
    (WRITES_TO_SUBMITTERS, "admin:testimonies_submission_note"),
    (WRITES_TO_SUBMITTERS, "admin:testimonies_submission_ask-claimant"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_submission_set_aside"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_submission_look"),
    (only(MODERATOR, ASSESSOR, SECOND_READER), "admin:testimonies_submission_read_paper"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_submission_acknowledge"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_submission_record"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_submission_not-recordable"),
    (only(ASSESSOR), "admin:testimonies_submission_assess"),
    _at(only(ASSESSOR), "seal seal_cover"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_submission_vault"),
    (only(MODERATOR), "admin:testimonies_submission_history"),
    (
        only(MODERATOR),
        "admin:testimonies_submission_hand_over admin:testimonies_submission_hand_over_paper",
    ),
    (only(ASSESSOR), "admin:testimonies_submission_second-assess"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_paperletter_…"),
    (WRITES_TO_SUBMITTERS, "admin:testimonies_archiverequest_…"),
    _at(READS_CASES, "correspondence letters_and_calls"),
    _at(WRITES_TO_SUBMITTERS, "reply call follow_up look_after write_to_archive"),
    _at(READS_CASES, "own_way next notes in_grey"),
    _at(DECIDES | {COORDINATOR}, "colleague"),
    _at(only(COORDINATOR), "team share_out"),
    _at(only(MODERATOR), "decline sort told-before explain keep-closed"),
    _at(READS_CASES, "flags weigh completeness embargoes figures figures_csv restraints"),
    _at(only(MODERATOR, ASSESSOR, SECOND_READER), "raise_flag close_flag"),
    _at(only(MODERATOR, ASSESSOR), "suspend end_suspension hold end_hold"),
    (READS_CASES, "admin:testimonies_submission_compare"),
    _at(READS_CASES, "redactions redactions_one"),
    _at(DECIDES, "redactions_words redactions_approve redactions_lift redactions_keep"),
    _at(DECIDES, "undo redactions_again redactions_paper redactions_paper_page"),
    _at(only(MODERATOR), "recording_begin recording_make recording_take_in recording_propose"),
    _at(only(MODERATOR), "recording_index_take_in"),
    _at(READS_PAPER, "recording_approve recording_take_back recording_read_again"),
    _at(READS_PAPER, "redactions_paper_heard"),
    _at(DECIDES, "redactions_paper_picture redactions_paper_cover recording…"),
    (
        READS_CASES,
        "admin:testimonies_submission_redactions_paper_covered"
        " admin:testimonies_submission_redactions_paper_covered_small",
    ),
    (READS_CASES, "admin:testimonies_person_changelist admin:testimonies_person_page"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_submission_judge"),
    (only(MODERATOR, ASSESSOR), "admin:testimonies_submission_take_back"),
    (
        only(MODERATOR, ASSESSOR),
        "admin:testimonies_person_name admin:testimonies_person_take-back"
        " admin:testimonies_person_number admin:testimonies_person_number-back",
    ),
    (only(MODERATOR), "admin:testimonies_listedition_…"),
    # The desk, petitions and bundles.
    (only(MODERATOR), "admin:petitions_endorsement_…"),
    (SEES_PETITIONS, "admin:petitions_petition_changelist admin:petitions_petition_page"),
    (SEES_PETITIONS, "admin:petitions_petition_preview"),
    (WRITES_PETITIONS, "admin:petitions_petition_add admin:petitions_petition_edit"),
    (WRITES_PETITIONS, "admin:petitions_petition_submit-for-review"),
    (WRITES_PETITIONS, "admin:petitions_petition_freeze admin:petitions_petition_send-back"),
    (only(ADMINISTRATOR), "admin:petitions_petition_open admin:petitions_petition_close"),
    (only(ADMINISTRATOR), "admin:petitions_petition_set-closing-date"),
    (only(ADMINISTRATOR), "admin:petitions_petition_link-initiative"),
    (only(ADMINISTRATOR), "admin:petitions_petition_archive"),
    (READS_PAPER, "admin:petitions_papersheet_… admin:testimonies_transcription_…"),
    (only(MODERATOR), "admin:petitions_signedcontainer_changelist"),
    (only(MODERATOR), "admin:petitions_signedcontainer_page"),
    (only(MODERATOR), "admin:petitions_signedcontainer_check-again"),
    (SEES_BUNDLES, "admin:petitions_bundle_changelist admin:petitions_bundle_page"),
    (SEES_BUNDLES, "admin:petitions_delivery_changelist admin:petitions_delivery_page"),
    (only(RELEASE_OFFICER), "admin:petitions_bundle_release admin:petitions_bundle_try-again"),
    (only(RELEASE_OFFICER), "admin:petitions_bundle_discard admin:petitions_bundle_freeze-anew"),
    (SEES_BUNDLES, "admin:petitions_petitiontarget_changelist"),
    (SEES_BUNDLES, "admin:petitions_petitiontarget_page"),
    (only(RELEASE_OFFICER), "admin:petitions_petitiontarget_make-now"),
    (only(RELEASE_OFFICER), "admin:petitions_petitiontarget_pause-all"),
    (only(RELEASE_OFFICER), "admin:petitions_petitiontarget_resume-all"),
    (only(ADMINISTRATOR), "admin:petitions_petitiontarget_turn-on-usual"),
    (only(ADMINISTRATOR), "admin:petitions_petitiontarget_turn-on-threshold"),
    (only(ADMINISTRATOR), "admin:petitions_petitiontarget_turn-off-threshold"),
    (only(ADMINISTRATOR), "admin:petitions_petitiontarget_turn-on-close"),
    (only(ADMINISTRATOR), "admin:petitions_petitiontarget_turn-off-close"),
    (only(RELEASE_OFFICER), "admin:petitions_bundle_leaving admin:petitions_bundle_propose"),
    (only(RELEASE_OFFICER), "admin:petitions_bundle_take-back"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_try-again"),
    (only(RELEASE_OFFICER), "admin:petitions_bundle_letters admin:petitions_bundle_seal-again"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_pause admin:petitions_delivery_resume"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_pause-all"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_resume-all"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_by-hand admin:petitions_delivery_file"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_nothing-arrived"),
    (SEES_BUNDLES, "admin:petitions_delivery_sheet"),
    (only(ADMINISTRATOR), "admin:petitions_connection_changelist"),
    (only(ADMINISTRATOR), "admin:petitions_connection_add admin:petitions_connection_change"),
    (only(ADMINISTRATOR), "admin:petitions_connection_history admin:petitions_connection_try"),
    (NOBODY, "admin:petitions_connection_delete"),
    (only(RELEASE_OFFICER), "admin:petitions_archivepackage_…"),
    (only(RELEASE_OFFICER), "admin:petitions_news_…"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_try-again admin:petitions_delivery_asked"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_passcode admin:petitions_delivery_arrived"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_told admin:petitions_delivery_unlock"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_renew-link"),
    (only(RELEASE_OFFICER), "admin:petitions_delivery_revoke-link"),
    (only(RELEASE_OFFICER), "admin:petitions_institutionresponse_…"),
    (only(RELEASE_OFFICER), "admin:petitions_erasure_…"),
    (only(MODERATOR, RELEASE_OFFICER), "admin:testimonies_datarequest_changelist"),
    (only(MODERATOR, RELEASE_OFFICER), "admin:testimonies_datarequest_page"),
    (
        only(RELEASE_OFFICER),
        "admin:testimonies_datarequest_erase admin:testimonies_datarequest_send-back",
    ),
    (only(MODERATOR), "admin:testimonies_datarequest_…"),
    (only(RELEASE_OFFICER), "admin:petitions_bundle_hold admin:petitions_bundle_end-hold"),
    (only(RELEASE_OFFICER), "admin:petitions_petition_hold admin:petitions_petition_end-hold"),
    # The desk, the crowd: signatures put aside one by one and together.
    (only(MODERATOR), "admin:petitions_signature_… admin:petitions_invalidation_…"),
    # The desk, what keeps the machine running: no case.
    (only(ADMINISTRATOR), "admin:testimonies_custodyevent_changelist"),
    (only(ADMINISTRATOR), "admin:testimonies_operation_…"),
    (only(ADMINISTRATOR), "admin:testimonies_legalinstrument_… admin:testimonies_legalbasis_…"),
    (only(ADMINISTRATOR), "admin:testimonies_place_…"),
    (only(ADMINISTRATOR), "admin:testimonies_switch_…"),
    (only(ADMINISTRATOR), "admin:testimonies_letter_… admin:accounts_user_…"),
    (only(ADMINISTRATOR), "admin:testimonies_outsidearchive_changelist"),
    (only(ADMINISTRATOR), "admin:testimonies_outsidearchive_change"),
    (only(ADMINISTRATOR), "admin:testimonies_outsidearchive_history"),
    (NOBODY, "admin:testimonies_outsidearchive_add admin:testimonies_outsidearchive_delete"),
    (only(ADMINISTRATOR), "admin:testimonies_institution_changelist"),
    (only(ADMINISTRATOR), "admin:testimonies_institution_change"),
    (only(ADMINISTRATOR), "admin:testimonies_institution_history"),
    (only(ADMINISTRATOR), "admin:testimonies_targetprofile_changelist"),
    (only(ADMINISTRATOR), "admin:testimonies_targetprofile_change"),
    (only(ADMINISTRATOR), "admin:testimonies_targetprofile_history"),
    (NOBODY, "admin:testimonies_institution_add admin:testimonies_institution_delete"),
    (NOBODY, "admin:testimonies_targetprofile_add admin:testimonies_targetprofile_delete"),
    (only(ADMINISTRATOR), "admin:django_celery_beat_…"),
    (NOBODY, "admin:auth_group_… admin:account_emailaddress_… admin:mfa_authenticator_…"),
    (NOBODY, "admin:socialaccount_…"),
]
#: The list of one app's desks opens for whoever has one of them; by the app in its address.
APP_LISTS: dict[str, frozenset[Who]] = {
    "testimonies": READS_CASES | {RELEASE_OFFICER, ADMINISTRATOR},
    "petitions": SEES_PETITIONS | READS_PAPER,
    "accounts": only(ADMINISTRATOR),
    "django_celery_beat": only(ADMINISTRATOR),
    "auth": NOBODY,
}
#: The same for everybody, so that caches may keep it. Everything else is for one pair of eyes.
MAY_BE_KEPT = {
    "home", "help", "privacy", "accessibility", "openapi", "api-petition", "api-petitions",
    "ledger-key", "ledger-keys", "ledger-checkpoint", "ledger-checkpoint-at",
    "ledger-stamped", "ledger-timestamp", "ledger-tile", "ledger-begun", "api-inclusion",
    "testimonies:archive", "testimonies:archive-testimony", "testimonies:archive-operations",
    "testimonies:archive-operation", "petitions:petitions", "petitions:petition",
    "petitions:sign", "petitions:signed", "petitions:paper", "petitions:text",
    "petitions:qualified", "petitions:qualified-pdf", "petitions:qualified-asice",
    "petitions:organisations", "petitions:endorse",
    "petitions:endorsed", "petitions:share", "petitions:card", "organisation-logo", "embed",
    "feed-of-all", "feed-of-petition", "sitemap", "sitemap-of-pages", "sitemap-of-testimonies",
    "petitions:mine", "petitions:mine-asked",
    "petitions:bundles", "petitions:check-bundle", "api-bundles", "feed-of-bundles",
}  # fmt: skip
#: Other sites may show it in a frame of theirs. Nothing else is ever framed.
MAY_BE_FRAMED = {"embed"}
#: They begin a case or keep a form for somebody. Every other page leaves a browser alone.
MAY_SET_A_COOKIE = {
    "testimonies:testimony-start", "testimonies:claim-start", "testimonies:return",
    "testimonies:return-by-letter", "testimonies:open-file",
    "account_login", "account_logout", "account_reset_password", "account_signup",
    "account_reset_password_from_key", "petitions:desk-acknowledge", "petitions:desk-door",
    "petitions:desk-passcode",
}  # fmt: skip


def those_who_may(name: str) -> frozenset[Who] | None:
    """None when nobody has written down who may."""
    for who, names in TABLE:
        for known in names.split():
            if name == known or (known.endswith("…") and name.startswith(known[:-1])):
                return who
    return None
