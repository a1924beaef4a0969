"""Background work: the queues by urgency, which task goes where, and what beat calls when."""

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "bulk"
QUEUES = {"confirm", "counter", "files", "bundles", "bulk"}  # by urgency
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_TASK_PUBLISH_RETRY = False  # the row waits; the person at the form does not
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 2
CELERY_BEAT_SYNC_EVERY = 20  # ticks; the doctor reads from the rows whether beat is alive
CELERY_TASK_ROUTES = {
    "petitions.tasks.answer_inquiry": {"queue": "confirm"},
    "petitions.tasks.chase_deliveries": {"queue": "bulk"},
    "petitions.tasks.check_container": {"queue": "files"},
    "petitions.tasks.copy_mandate": {"queue": "files"},
    "petitions.tasks.clear_leftovers": {"queue": "bundles"},
    "petitions.tasks.close_petitions": {"queue": "counter"},
    "petitions.tasks.count_signatures": {"queue": "counter"},
    "petitions.tasks.erase": {"queue": "bundles"},
    "petitions.tasks.find_news": {"queue": "bulk"},
    "petitions.tasks.finish_bundle": {"queue": "bundles"},
    "petitions.tasks.forget_traces": {"queue": "bulk"},
    "petitions.tasks.help_with_bundle": {"queue": "bundles"},
    "petitions.tasks.look_now": {"queue": "bulk"},
    "petitions.tasks.look_what_is_due": {"queue": "bulk"},
    "petitions.tasks.make_bundles": {"queue": "bundles"},
    "petitions.tasks.renew_archive_copy": {"queue": "bundles"},
    "petitions.tasks.scan_answers": {"queue": "files"},
    "petitions.tasks.send_delivery": {"queue": "bundles"},
    "petitions.tasks.stamp_checkpoints": {"queue": "bundles"},
    "petitions.tasks.sweep_archive": {"queue": "bundles"},
    "petitions.tasks.sweep_bundles": {"queue": "bundles"},
    "petitions.tasks.sweep_erasures": {"queue": "bundles"},
    "petitions.tasks.sweep_helpers": {"queue": "bundles"},
    "petitions.tasks.sweep_packages": {"queue": "bundles"},
    "petitions.tasks.sweep_containers": {"queue": "files"},
    "petitions.tasks.sweep_deliveries": {"queue": "bundles"},
    "petitions.tasks.sweep_endorsements": {"queue": "files"},
    "petitions.tasks.tidy_containers": {"queue": "bulk"},
    "petitions.tasks.sweep_scans": {"queue": "files"},
    "petitions.tasks.sweep_ticks": {"queue": "bundles"},
    "petitions.tasks.sweep_inquiries": {"queue": "confirm"},
    "petitions.tasks.sweep_invalidations": {"queue": "bulk"},
    "petitions.tasks.sweep_news": {"queue": "bulk"},
    "petitions.tasks.watch_signatures": {"queue": "bulk"},
    "petitions.tasks.withhold_deliveries": {"queue": "bulk"},
    "petitions.tasks.work_on_invalidation": {"queue": "bulk"},
    "petitions.tasks.write_news": {"queue": "bulk"},
    "petitions.tasks.write_package": {"queue": "bundles"},
    "testimonies.tasks.chain_custody": {"queue": "counter"},
    "testimonies.tasks.count_queue": {"queue": "bulk"},
    "testimonies.tasks.forget_decisions": {"queue": "bulk"},
    "testimonies.tasks.forget_letters": {"queue": "bulk"},
    "testimonies.tasks.look_for_unnamed_files": {"queue": "bulk"},
    "testimonies.tasks.make_access_copy": {"queue": "files"},
    "testimonies.tasks.make_covered_copy": {"queue": "files"},
    "testimonies.tasks.measure_recording": {"queue": "files"},
    "testimonies.tasks.notice_embargoes": {"queue": "bulk"},
    "testimonies.tasks.remind_of_questions": {"queue": "bulk"},
    "testimonies.tasks.send_bulk_letters": {"queue": "bulk"},
    "testimonies.tasks.send_letters": {"queue": "confirm"},
    "testimonies.tasks.sweep_drafts": {"queue": "bulk"},
    "testimonies.tasks.sweep_files": {"queue": "files"},
    "testimonies.tasks.sweep_lists": {"queue": "bulk"},
    "testimonies.tasks.sketch_mentions": {"queue": "bulk"},
    "testimonies.tasks.sweep_recordings": {"queue": "files"},
    "testimonies.tasks.sweep_redactions": {"queue": "files"},
    "testimonies.tasks.sweep_sessions": {"queue": "bulk"},
    "testimonies.tasks.sweep_uploads": {"queue": "files"},
    "testimonies.tasks.work_on_list": {"queue": "bulk"},
}
CELERY_BEAT_SCHEDULE = {
    "letters": {"task": "testimonies.tasks.send_letters", "schedule": 2.0},
    "bulk-letters": {"task": "testimonies.tasks.send_bulk_letters", "schedule": 10.0},
    "old-letters": {"task": "testimonies.tasks.forget_letters", "schedule": 3600.0},
    "decisions": {"task": "testimonies.tasks.forget_decisions", "schedule": 300.0},
    "embargoes": {"task": "testimonies.tasks.notice_embargoes", "schedule": 3600.0},
    "reminders": {"task": "testimonies.tasks.remind_of_questions", "schedule": 3600.0},
    "counts": {"task": "petitions.tasks.count_signatures", "schedule": 2.0},
    "closing": {"task": "petitions.tasks.close_petitions", "schedule": 60.0},
    "custody": {"task": "testimonies.tasks.chain_custody", "schedule": 10.0},
    "files": {"task": "testimonies.tasks.sweep_files", "schedule": 30.0},
    "redactions": {"task": "testimonies.tasks.sweep_redactions", "schedule": 60.0},
    "recordings": {"task": "testimonies.tasks.sweep_recordings", "schedule": 120.0},
    "unnamed-files": {"task": "testimonies.tasks.look_for_unnamed_files", "schedule": 86_400.0},
    "uploads": {"task": "testimonies.tasks.sweep_uploads", "schedule": 600.0},
    "drafts": {"task": "testimonies.tasks.sweep_drafts", "schedule": 3600.0},
    "lists": {"task": "testimonies.tasks.sweep_lists", "schedule": 60.0},
    "people": {"task": "testimonies.tasks.sketch_mentions", "schedule": 60.0},
    "queue": {"task": "testimonies.tasks.count_queue", "schedule": 120.0},
    "containers": {"task": "petitions.tasks.sweep_containers", "schedule": 15.0},
    "old-containers": {"task": "petitions.tasks.tidy_containers", "schedule": 600.0},
    "sessions": {"task": "testimonies.tasks.sweep_sessions", "schedule": 300.0},
    "bundles": {"task": "petitions.tasks.sweep_bundles", "schedule": 15.0},
    "helpers": {"task": "petitions.tasks.sweep_helpers", "schedule": 15.0},
    "leftovers": {"task": "petitions.tasks.clear_leftovers", "schedule": 600.0},
    "archive": {"task": "petitions.tasks.sweep_archive", "schedule": 3600.0},
    "packages": {"task": "petitions.tasks.sweep_packages", "schedule": 30.0},
    "ticks": {"task": "petitions.tasks.sweep_ticks", "schedule": 30.0},
    "stamps": {"task": "petitions.tasks.stamp_checkpoints", "schedule": 300.0},
    "endorsements": {"task": "petitions.tasks.sweep_endorsements", "schedule": 60.0},
    "scans": {"task": "petitions.tasks.sweep_scans", "schedule": 3600.0},
    "inquiries": {"task": "petitions.tasks.sweep_inquiries", "schedule": 15.0},
    "invalidations": {"task": "petitions.tasks.sweep_invalidations", "schedule": 15.0},
    "found-news": {"task": "petitions.tasks.find_news", "schedule": 60.0},
    "news": {"task": "petitions.tasks.sweep_news", "schedule": 15.0},
    "watch": {"task": "petitions.tasks.watch_signatures", "schedule": 300.0},
    "traces": {"task": "petitions.tasks.forget_traces", "schedule": 3600.0},
    "deliveries": {"task": "petitions.tasks.sweep_deliveries", "schedule": 15.0},
    "answers": {"task": "petitions.tasks.scan_answers", "schedule": 30.0},
    "erasures": {"task": "petitions.tasks.sweep_erasures", "schedule": 60.0},
    "what-is-due": {"task": "petitions.tasks.look_what_is_due", "schedule": 3600.0},
    "withholding": {"task": "petitions.tasks.withhold_deliveries", "schedule": 600.0},
    "chasing": {"task": "petitions.tasks.chase_deliveries", "schedule": 600.0},
}
for entry in CELERY_BEAT_SCHEDULE.values():
    # A tick that nobody took is worthless once the next one is there.
    entry["options"] = {"expires": 60}
# A busy worker does not make it wait for another day.
CELERY_BEAT_SCHEDULE["unnamed-files"]["options"] = {"expires": 3600}
