"""Every background job of this app. Each one only calls an action."""

from celery import shared_task

from testimonies.custody import actions as custody
from testimonies.letters import actions as letters


@shared_task(queue="confirm")
def send_letters() -> None:
    letters.send_due()


@shared_task(queue="counter")
def chain_custody() -> None:
    custody.extend_chain()
