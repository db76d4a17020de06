"""The words in which a rulebook is shown (手册用语): terms, forms, triggers, and the headings of its parts."""

from domain.rulebook.text import Text
from domain.time.reminders import ReminderRule
from domain.time.term import Clock, DayEnd, Roll, Term

_UNITS = {
    Clock.WORKING_DAYS: Text(zh="{n}个工作日", en="{n} working day{s}"),
    Clock.CALENDAR_DAYS: Text(zh="{n}日", en="{n} calendar day{s}"),
    Clock.MONTHS: Text(zh="{n}个月", en="{n} month{s}"),
    Clock.SAME_DAY: Text(zh="当日", en="the same day"),
}
_HOURS = {
    Clock.WORKING_HOURS: (
        Text(zh="{n}个工作小时", en="{n} working hour{s}"),
        Text(zh="{n}个工作分钟", en="{n} working minute{s}"),
    ),
    Clock.CLOCK_HOURS: (Text(zh="{n}小时", en="{n} hour{s}"), Text(zh="{n}分钟", en="{n} minute{s}")),
}
_ROLLS = Text(zh="（最后一日遇休息日顺延）", en=" (rolling over rest days)")
_AT_CLOSE = Text(zh="（截至下班）", en=" (to close of business)")

WORDS = {
    "and": Text(zh="；", en="; "),
    "comma": Text(zh="、", en=", "),
    "else": Text(zh="其余", en="else"),
    "if": Text(zh="条件：", en="if: "),
    "prevails": Text(zh="优先于：", en="prevails over: "),
    "rolls_customer": Text(zh="顺延至下一工作日", en="rolls to the next working day"),
    "rolls_none": Text(zh="不顺延", en="stays"),
    "unset": Text(zh="待设定", en="to be set"),
    "yes": Text(zh="是", en="yes"),
    "no": Text(zh="否", en="no"),
    "lists": Text(zh="清单", en="Lists"),
    "warranty": Text(zh="保修", en="Warranty"),
    "remedies": Text(zh="退换修权益", en="Entitlements"),
    "returns": Text(zh="返厂与退货", en="Returns"),
    "settlement": Text(zh="结算", en="Settlement"),
    "responsibility": Text(zh="责任判定", en="Responsibility"),
    "scorecard": Text(zh="绩效考核", en="Scorecard"),
    "incentives": Text(zh="奖惩", en="Fines and rewards"),
    "accepted": Text(zh="受理时", en="on acceptance"),
    "addressee": Text(zh="被上报人", en="the addressee of the rung"),
    "answers": Text(zh="答案", en="answers"),
    "appeal": Text(zh="申诉", en="Appeal"),
    "appealed": Text(zh="客户申诉时", en="on an appeal"),
    "attempts": Text(zh="联系", en="attempts"),
    "back_dating": Text(zh="补录", en="Back-dating"),
    "breach": Text(zh="逾期时", en="on a breach"),
    "calendar": Text(zh="日历", en="Calendar"),
    "callback_policy": Text(zh="按回访规则", en="by the callback policy"),
    "callbacks": Text(zh="回访", en="Callbacks"),
    "channels": Text(zh="渠道", en="Channels"),
    "closed": Text(zh="办结时", en="on the close"),
    "closing": Text(zh="结案", en="Closing"),
    "complaint": Text(zh="投诉", en="Complaints"),
    "consent": Text(zh="客户意见", en="Consent"),
    "customer": Text(zh="客户", en="the customer"),
    "default": Text(zh="默认（手册未写）", en="default (the manual is silent)"),
    "department": Text(zh="责任部门", en="the responsible department"),
    "departments": Text(zh="部门", en="Departments"),
    "general": Text(zh="总则", en="General"),
    "intake": Text(zh="受理", en="Intake"),
    "internal": Text(zh="内部目标，只提醒", en="internal target, reminder only"),
    "kept_by": Text(zh="兑现于", en="kept by"),
    "ladder": Text(zh="逾期上报", en="escalates"),
    "ladders": Text(zh="升级路径", en="Ladders"),
    "language": Text(zh="语言", en="Language"),
    "loop": Text(zh="不满意则回到", en="unsatisfied: back to"),
    "manual": Text(zh="依据", en="stated"),
    "no_answer": Text(zh="回访联系不上时", en="when a callback stays unanswered"),
    "none": Text(zh="无期限", en="no deadline"),
    "notices": Text(zh="通知", en="Notices"),
    "notified": Text(zh="通知", en="notice"),
    "offers": Text(zh="可选动作", en="Offers"),
    "opinion_told": Text(zh="告知调查意见时", en="when the opinion is told"),
    "owner": Text(zh="经办人", en="who owes it"),
    "promised_date": Text(zh="方案承诺的日期", en="the promised date"),
    "promises": Text(zh="承诺", en="Promises"),
    "quiet": Text(zh="免打扰时段", en="Quiet hours"),
    "reading": Text(zh="读法", en="reading"),
    "rejected_repeatedly": Text(zh="客户多次不同意时", en="on repeated rejection"),
    "reminder": Text(zh="到期前提醒时", en="as a reminder"),
    "reminders": Text(zh="提醒", en="reminders"),
    "replied": Text(zh="部门答复时", en="when the department replies"),
    "responsibility_refused": Text(zh="部门不认责时", en="when responsibility is refused"),
    "roles": Text(zh="角色", en="Roles"),
    "rung": Text(zh="逐级上报时", en="on each rung"),
    "satisfied": Text(zh="满意", en="satisfied"),
    "solution_rejected": Text(zh="客户不同意方案时", en="when the solution is rejected"),
    "solution_told": Text(zh="告知方案时", en="when the solution is told"),
    "steps": Text(zh="步骤", en="Steps"),
    "supervisor": Text(zh="主管权限", en="supervises"),
    "survey_filed": Text(zh="回访表填写后", en="when a survey is filed"),
    "task_opened": Text(zh="开立待办时", en="when the step opens"),
    "type_due": Text(zh="类型最迟确定于", en="type known at the latest with"),
    "types": Text(zh="类型", en="Types"),
    "unsatisfied": Text(zh="不满意", en="unsatisfied"),
    "very_satisfied": Text(zh="非常满意", en="very satisfied"),
    "windows": Text(zh="工作时间", en="Working hours"),
    "withdrawn": Text(zh="撤诉时", en="on a withdrawal"),
    "complaint_record": Text(zh="客户投诉记录", en="complaint record"),
    "investigation_report": Text(zh="客户投诉调查表", en="investigation report"),
    "opinion_told_form": Text(zh="调查意见告知", en="opinion told"),
    "department_reply": Text(zh="客户投诉传递单", en="complaint slip with reply"),
    "solution_told_form": Text(zh="答复告知", en="solution told"),
    "customer_opinion": Text(zh="客户意见表", en="customer opinion"),
    "completion_report": Text(zh="实施完毕报告", en="completion report"),
    "satisfaction_survey": Text(zh="客户满意度调查表", en="satisfaction survey"),
    "no_answer_ruling": Text(zh="无人应答裁定", en="no-answer ruling"),
    "responsibility_refusal": Text(zh="拒绝责任", en="refusal of responsibility"),
    "fresh": Text(zh="重新计算全部期限", en="the whole term again"),
    "remaining": Text(zh="只用剩余期限", en="what was left of the term"),
    "round": Text(zh="每轮重新计次", en="counted per round"),
    "case": Text(zh="全案累计", en="counted over the case"),
    "undisputed": Text(zh="期满无申诉：不作结论", en="no appeal: nothing is concluded"),
    "accepted_opinion": Text(zh="期满无申诉：视为接受意见", en="no appeal: the opinion counts as accepted"),
}


def word(name: str, lang: str) -> str:
    """The words for a name of the vocabulary; the name itself where a company brought its own."""
    text = WORDS.get(name)
    return text.in_language(lang) if text else name


def term_words(term: Term, lang: str) -> str:
    """A term as a manual writes it: 3个工作日, 3 working days."""
    if term.clock in _HOURS:
        hours, minutes = _HOURS[term.clock]
        unit, n = (minutes, term.amount) if term.amount % 60 else (hours, term.amount // 60)
    else:
        unit, n = _UNITS[term.clock], term.amount
    words = unit.in_language(lang).format(n=n, s="" if n == 1 else "s")
    if term.day_end is DayEnd.CLOSE_OF_BUSINESS:
        words += _AT_CLOSE.in_language(lang)
    return words + (_ROLLS.in_language(lang) if term.roll is Roll.NEXT_WORKING_DAY else "")


def reminder_words(rule: ReminderRule, lang: str) -> str:
    """A reminder: 最后一日上班时, at the opening of the last day."""
    if rule.minutes_before_close is None:
        return Text(zh="最后一日上班时", en="at the opening of the last day").in_language(lang)
    words = Text(zh="最后一日下班前{n}分钟", en="{n} minutes before close of the last day")
    return words.in_language(lang).format(n=rule.minutes_before_close)
