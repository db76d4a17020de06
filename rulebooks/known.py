"""What notices can be sent by and in (渠道、模板、语言): written here, as the shelf cannot read the gateways' package.

`tests/unit/test_known.py` holds these against the gateways and the files of the templates.
"""

CHANNELS = ("email", "sms")
LANGUAGES = ("zh-CN", "en")
TEMPLATES = (
    "answer_promised",
    "appealed",
    "breach",
    "closed",
    "complaint_slip",
    "department_replied",
    "escalation",
    "no_answer",
    "opinion",
    "rejected_repeatedly",
    "reminder",
    "responsibility_refused",
    "solution",
    "solution_rejected",
    "survey",
    "task_assigned",
    "withdrawn",
)
