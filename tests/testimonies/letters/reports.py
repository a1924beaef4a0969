"""Reports of mail servers about letters, as RFC 3464 and RFC 6522 have them."""

from __future__ import annotations

REPORT = """\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F2A1C0.1700000000/mx.example.org"
Message-Id: <20261125200000.4F2A1C0@mx.example.org>

This is a MIME-encapsulated message.

--4F2A1C0.1700000000/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx.example.org.

I'm sorry to have to inform you that your message could not be delivered.

--4F2A1C0.1700000000/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4F2A1C0
Arrival-Date: Wed, 25 Nov 2026 20:00:00 +0200 (EET)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mx2.example.org
Diagnostic-Code: smtp; 550 {status} <{recipient}>: Recipient address rejected

--4F2A1C0.1700000000/mx.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Subject: Please confirm your signature

--4F2A1C0.1700000000/mx.example.org--
"""


def report(
    to: str, *, status: str = "5.1.1", action: str = "failed", recipient: str = "ona@example.org"
) -> bytes:
    """What comes to the envelope address `to`."""
    told = {"to": to, "status": status, "action": action, "recipient": recipient}
    return REPORT.format(**told).encode()
