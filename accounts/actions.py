"""Used by administrators on the desk and by the demonstration: who is on the staff."""

from django.db import transaction

from accounts.models import User


@transaction.atomic
def make_staff(email: str, roles: list[str], *, password: str | None = None) -> User:
    """Let somebody sign in with these roles; an account that is there gets them too."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return User.objects.create_user(email, password, roles=roles)
    user.roles = roles
    if password is not None:
        user.set_password(password)
    user.save(update_fields=["roles", "password"])
    return user
