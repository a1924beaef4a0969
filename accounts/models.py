from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, permissions_of


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, *, roles: list[str] | None = None
    ) -> User:
        user = self.model(email=self.normalize_email(email).lower(), roles=roles or [])
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **_fields: Any) -> User:
        """For ``createsuperuser``: an administrator. Nobody may do everything here."""
        return self.create_user(email, password, roles=[Role.ADMINISTRATOR])


class User(AbstractBaseUser):
    """Somebody on the staff who signs in. Witnesses and signers need no account."""

    email = models.EmailField(_("e-mail"), unique=True)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role),
        default=list,
        blank=True,
        verbose_name=_("roles"),
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    #: Counted up when somebody has to sign in again everywhere.
    sessions_ended = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    #: Nobody is above the table of roles; some libraries ask.
    is_superuser = False

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return f"staff {self.pk}"

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)

    def get_session_auth_hash(self) -> str:
        """SECURITY: a session ends with the password under which it began, and when we end it."""
        return self._counted(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """SECURITY: the same for sessions from before the key of the site was changed."""
        return map(self._counted, super().get_session_auth_fallback_hash())

    def _counted(self, begun: str) -> str:
        if not self.sessions_ended:
            return begun
        counted = f"{begun} {self.sessions_ended}"
        return salted_hmac("accounts.sessions", counted, algorithm="sha256").hexdigest()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and perm in permissions_of(tuple(self.roles))

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(
            perm.startswith(f"{app_label}.") for perm in permissions_of(tuple(self.roles))
        )


class Absence(models.Model):
    """Days on which somebody of the staff is away, both days included."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_absence_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))
            )
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
