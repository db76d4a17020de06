"""What each problem of a rulebook is called (校验提示), in both languages."""

from domain.rulebook.errors import RulebookError
from domain.rulebook.text import Text

MESSAGES = {
    "addressee_invalid": Text(zh="这一事件不能通知 {to}", en="{to} cannot be told of this"),
    "answer_unknown": Text(zh="{answer} 不在可选答案中", en="{answer} is not among the answers"),
    "argument_unfit": Text(
        zh="谓词 {test} 不用此参数，或用错了参数", en="predicate {test} does not take this argument, or not so"
    ),
    "bands_unordered": Text(zh="档次须由小到大", en="bands must ascend"),
    "calendar_unknown": Text(zh="没有地区 {region} 的日历", en="no calendar for region {region}"),
    "channel_unknown": Text(zh="没有发送渠道 {channel}", en="nothing is sent by {channel}"),
    "chapter_missing": Text(zh="缺少投诉章", en="there is no chapter on complaints"),
    "clause_foreign": Text(zh="条款编号不属于本手册", en="this clause is not of this manual"),
    "clock_undefined": Text(
        zh="期限没有定义，或定义了用不到的期限", en="a deadline without a clock, or a clock without use"
    ),
    "clock_unfit": Text(zh="此处只能用钟点小时", en="only clock hours can stand here"),
    "department_unknown": Text(zh="没有部门 {department}", en="there is no department {department}"),
    "empty": Text(zh="不能为空", en="must not be empty"),
    "fact_unfit": Text(zh="事实 {fact} 的类型应为 {expected}", en="the fact {fact} must be of type {expected}"),
    "fact_unknown": Text(zh="没有事实 {fact}", en="there is no fact {fact}"),
    "form_unfit": Text(zh="流程此处需要表单 {expected}", en="the procedure expects form {expected} here"),
    "form_unknown": Text(zh="没有表单 {form}", en="there is no form {form}"),
    "id_invalid": Text(zh="编号只能用字母、数字和下划线", en="ids are letters, digits and underscores"),
    "ladder_missing": Text(zh="有约束力的期限必须有升级路径", en="a binding deadline needs a ladder"),
    "ladder_unaddressed": Text(zh="升级路径没有对象", en="a ladder without an addressee"),
    "ladder_unknown": Text(zh="没有升级路径 {ladder}", en="there is no ladder {ladder}"),
    "ladder_unused": Text(zh="没有步骤用到这条升级路径", en="nothing uses this ladder"),
    "language_unknown": Text(zh="没有语言 {language} 的模板", en="there are no templates in {language}"),
    "list_unknown": Text(zh="没有清单 {list}", en="there is no list {list}"),
    "list_unused": Text(zh="没有规则用到清单 {list}", en="no rule uses list {list}"),
    "method_unknown": Text(zh="没有处理方法 {method}", en="there is no method {method}"),
    "method_unused": Text(zh="没有类别用到处理方法 {method}", en="no class uses method {method}"),
    "missing_key": Text(zh="缺少此项", en="is missing"),
    "must_be_set": Text(zh="此项必须给出", en="must be set"),
    "name_unlike_file": Text(zh="名称 {name} 与文件名不符", en="the name {name} is not that of the file"),
    "never_fires": Text(zh="此规则永远不会生效", en="this rule can never fire"),
    "never_kept": Text(zh="没有步骤能兑现此承诺", en="no step keeps this promise"),
    "not_monotone": Text(zh="更旧或更差的反而更多", en="the older or the worse earns more"),
    "not_one_of": Text(zh="只能是：{known}", en="must be one of: {known}"),
    "notice_unknown": Text(
        zh="没有开立待办时的通知 {notice}", en="there is no notice {notice} for the opening of a task"
    ),
    "notice_unused": Text(zh="没有步骤用到通知 {notice}", en="no step uses notice {notice}"),
    "number_too_small": Text(zh="至少为 {least}", en="must be at least {least}"),
    "number_twice": Text(zh="与 {other} 的数相同", en="the same number as {other} has"),
    "number_unlike": Text(zh="须与 {other} 相同", en="must be the same as {other}"),
    "party_unknown": Text(zh="没有当事方 {party}", en="there is no party {party}"),
    "party_unused": Text(zh="没有规则用到当事方 {party}", en="no rule uses party {party}"),
    "policy_unknown": Text(zh="没有回访规则 {policy}", en="there is no callback policy {policy}"),
    "policy_unused": Text(zh="没有投诉类型用到此回访规则", en="no complaint type uses this callback policy"),
    "precedence_circular": Text(zh="与 {rule} 互为优先", en="this rule and {rule} prevail over each other"),
    "rank_unknown": Text(zh="没有审批级别 {rank}", en="there is no rank {rank}"),
    "rates_incomplete": Text(zh="须为 {bands} 个档次各给一个比例", en="needs a rate for each of the {bands} bands"),
    "remedy_unknown": Text(zh="没有处理方式 {remedy}", en="there is no remedy {remedy}"),
    "remedy_unused": Text(zh="没有规则给予 {remedy}", en="no rule gives {remedy}"),
    "role_missing": Text(zh="缺少角色 {role}", en="role {role} is missing"),
    "role_unfit": Text(
        zh="角色 {role} 不是责任部门步骤的角色", en="role {role} does not owe the steps of the responsible department"
    ),
    "role_unknown": Text(zh="没有角色 {role}", en="there is no role {role}"),
    "role_unused": Text(zh="没有规则用到角色 {role}", en="no rule uses role {role}"),
    "rule_unknown": Text(zh="本表没有规则 {rule}", en="there is no rule {rule} in this table"),
    "rulebook_changed": Text(
        zh="{name} {version} 已发布，内容不可更改（已存 {stands}，现为 {found}）：请改版本号",
        en="{name} {version} is published and must not change (stored {stands}, found {found}): raise the version",
    ),
    "rules_conflict": Text(
        zh="与 {other} 可同时适用而结论不同，且未定优先",
        en="can apply together with {other}, answers otherwise, and neither prevails",
    ),
    "rules_double": Text(
        zh="与 {other} 可同时适用且结论相同，会计算两次，且未定优先",
        en="can apply together with {other} and answers alike, so would count twice; neither prevails",
    ),
    "source_unexplained": Text(
        zh="默认值和读法须有双语说明，读法须有编号",
        en="a default or reading needs a note in both languages, a reading its letter",
    ),
    "step_unfit": Text(zh="步骤 {step} 不能用在此处", en="step {step} cannot stand here"),
    "step_untold": Text(zh="步骤 {step} 开始时没有通知任何人", en="nobody is told when step {step} opens"),
    "supervisor_missing": Text(zh="没有主管角色", en="no role is a supervisor"),
    "template_unknown": Text(zh="没有模板 {template}", en="there is no template {template}"),
    "term_invalid": Text(zh="无法读作期限：{written}（{detail}）", en="cannot be read as a term: {written} ({detail})"),
    "toml_invalid": Text(zh="不是有效的 TOML：{detail}", en="not valid TOML: {detail}"),
    "trigger_without_notice": Text(zh="{trigger} 没有任何通知", en="nothing is sent on {trigger}"),
    "unknown_key": Text(zh="没有这一项", en="there is no such key"),
    "unreachable": Text(zh="投诉流程走不到 {id}", en="the procedure never comes to {id}"),
    "window_invalid": Text(zh="无法读作时段：{written}", en="cannot be read as a window of the day: {written}"),
    "windows_overlap": Text(zh="时段重叠", en="windows overlap"),
    "wrong_type": Text(zh="类型应为 {expected}", en="must be of type {expected}"),
}


def describe(problem: RulebookError, lang: str = "zh") -> str:
    """One line: file, key, clause and what is wrong."""
    where = ": ".join(part for part in (problem.file, problem.key) if part)
    clause = f" [{problem.clause}]" if problem.clause else ""
    return f"{where}{clause}: {MESSAGES[problem.code].in_language(lang).format(**problem.message)}"
