"""Every background job of this app. Each one only calls an action."""

from celery import shared_task

from testimonies.custody import actions as custody
from testimonies.letters import actions as letters


@shared_task
def send_letters() -> None:
    letters.send_due()


@shared_task
def chain_custody() -> None:
    custody.extend_chain()
