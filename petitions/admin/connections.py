"""Connections: how institutions are reached by SFTP and S3. The administrator keeps them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import asyncssh
from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from petitions.deliveries.connections import actions as connections
from petitions.models import Connection
from petitions.models.connection import Kind
from testimonies.admin.desk import TitledDesk, staff
from testimonies.errors import Refusal

SECRETS = {"password", "private_key"}
WHERE = {"institution", "channel", "server", "port", "host_key"}


class ConnectionForm(forms.ModelForm[Connection]):
    password = forms.CharField(
        label=_("Password, or secret key of the store"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Never shown again. Leave it empty to keep what is there."),
    )
    private_key = forms.CharField(
        label=_("SSH private key, instead of a password"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("In the form of OpenSSH, without a passphrase. Never shown again."),
    )

    class Meta:
        model = Connection
        fields = (
            "institution", "channel", "server", "port", "username", "place", "region", "host_key",
        )  # fmt: skip
        help_texts = {
            "server": _("SFTP: the name of the machine. S3: the address, with https://."),
            "port": _("SFTP only; 22 where it is empty."),
            "username": _("SFTP: the user. S3: the id of the access key."),
            "place": _("SFTP: the folder. S3: the bucket, or bucket/folder."),
            "region": _("S3 only, where the store asks for one."),
            "host_key": _(
                "SFTP only, such as “ssh-ed25519 AAAA…”. Leave it empty, save and try the "
                "connection to see which key the server shows; compare it by telephone first."
            ),
        }

    def clean_host_key(self) -> str:
        key: str = self.cleaned_data["host_key"].strip()
        try:
            if key:
                asyncssh.import_public_key(key)
        except asyncssh.KeyImportError as problem:
            raise forms.ValidationError(_("This is not a public SSH key.")) from problem
        return key

    def clean_private_key(self) -> str:
        key: str = self.cleaned_data["private_key"].strip()
        try:
            if key:
                asyncssh.import_private_key(key)
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as problem:
            words = _("This is not a private SSH key without a passphrase.")
            raise forms.ValidationError(words) from problem
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, key = cleaned.get("password"), cleaned.get("private_key")
        if password and key:
            self.add_error("private_key", _("Give a password or a key, not both."))
        if cleaned.get("channel") == Kind.S3:
            self._check_store(cleaned)
        if not password and not key:
            self._check_kept_secret()
        else:
            self.instance.secret = {"key": key} if key else {"password": password}
        return cleaned

    def _check_store(self, cleaned: dict[str, Any]) -> None:
        address = urlsplit(cleaned.get("server", ""))
        allowed = {"https", "http"} if settings.LOCAL else {"https"}
        if address.scheme not in allowed or not address.hostname:
            self.add_error("server", _("Write the address of the store with https://."))
        if not cleaned.get("place"):
            self.add_error("place", _("Name the bucket."))
        if cleaned.get("private_key"):
            self.add_error("private_key", _("A store has a secret key, not an SSH key."))

    def _check_kept_secret(self) -> None:
        """SECURITY: a secret that is there never goes to a server that was named afterwards."""
        if self.instance.pk is None:
            self.add_error("password", _("Give a password or a key."))
            return
        changed = WHERE & set(self.changed_data)
        if changed == {"host_key"}:
            said = _("The key of the server was written down just now: enter the secret again.")
            self.add_error("password", said)
        elif changed:
            self.add_error("password", _("The server is another one: enter the secret again."))


def _without_secrets(sent: QueryDict) -> QueryDict:
    kept = sent.copy()
    for name in SECRETS & set(kept):
        kept[name] = ""
    return kept


@reauthentication_required
def _must_be_fresh(_request: HttpRequest) -> None:
    """Raises `ReauthenticationRequired`; what was sent waits in the session meanwhile."""


@admin.register(Connection)
class ConnectionDesk(TitledDesk[Connection]):
    """SECURITY: whoever changes a server or a key here leads bundles elsewhere."""

    form = ConnectionForm
    list_display = ("institution", "channel", "server", "place", "is_pinned")
    list_filter = ("channel",)
    list_select_related = ("institution",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """SECURITY: what was sent too long after signing in is kept, but not its secret."""
        try:
            _must_be_fresh(request)
        except ReauthenticationRequired:
            request.POST = _without_secrets(request.POST)  # type: ignore[assignment]
            raise
        return super().changeform_view(request, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.try_view))
        name = "petitions_connection_try"
        return [path("<int:object_id>/try/", view, name=name), *super().get_urls()]

    def try_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        connection = self.get_object(request, str(object_id))
        if connection is None or not self.has_change_permission(request, connection):
            raise PermissionDenied
        try:
            messages.success(request, connections.try_out(connection.pk, by=staff(request)))
        except Refusal as no:
            messages.error(request, str(no))
        return HttpResponseRedirect(
            reverse("admin:petitions_connection_change", args=[connection.pk])
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        connections.write_down(obj, changed=form.changed_data, by=staff(request))

    @admin.display(description=_("key of the server"), boolean=True)
    def is_pinned(self, connection: Connection) -> bool | None:
        return bool(connection.host_key) if connection.channel == Kind.SFTP else None
