"""The words in which policy chapters are shown (政策章用语): fields, predicates, kinds of entries, codes and facts."""

import tomllib
from pathlib import Path

from domain.decision.facts import LISTS
from domain.rulebook.policies.common import Test
from domain.rulebook.text import Text

VOCABULARY: dict[str, dict[str, Text]] = {
    table: {key: Text(**words) for key, words in rows.items()}
    for table, rows in tomllib.loads((Path(__file__).parent / "vocabulary" / "words.toml").read_text("utf-8")).items()
}
"""Names of `facts`, of `lists` of facts, and of codes (`terms`) that no rulebook names."""

TESTS: dict[str, Text] = {
    Test.HOLDS: Text(zh="{fact}", en="{fact}"),
    Test.FAILS: Text(zh="非“{fact}”", en="not “{fact}”"),
    Test.ONE_OF: Text(zh="{fact}为{values}", en="{fact} is {values}"),
    Test.NONE_OF: Text(zh="{fact}不是{values}", en="{fact} is not {values}"),
    Test.AT_LEAST: Text(zh="{fact} ≥ {amount}", en="{fact} ≥ {amount}"),
    Test.AT_MOST: Text(zh="{fact} ≤ {amount}", en="{fact} ≤ {amount}"),
    Test.MORE_THAN: Text(zh="{fact} > {amount}", en="{fact} > {amount}"),
    Test.LESS_THAN: Text(zh="{fact} < {amount}", en="{fact} < {amount}"),
    Test.WITHIN: Text(zh="{fact}在{anchor}之后{term}内", en="{fact} within {term} of {anchor}"),
    Test.LONGER_THAN: Text(zh="{fact}距{anchor}超过{term}", en="{fact} more than {term} after {anchor}"),
    Test.NOT_AFTER: Text(zh="{fact} ≤ {other}", en="{fact} ≤ {other}"),
    Test.BEFORE: Text(zh="{fact} < {other}", en="{fact} < {other}"),
    Test.GIVEN: Text(zh="已给出{fact}", en="{fact} is given"),
    Test.CHECKLIST: Text(zh="“{list}”各项均勾选", en="every item of “{list}” is ticked"),
    Test.NONE_PRESENT: Text(zh="无“{list}”所列情形", en="nothing of “{list}” was found"),
    Test.SOME_PRESENT: Text(zh="有“{list}”所列情形", en="something of “{list}” was found"),
    Test.COVERED: Text(zh="在保修范围内", en="covered by the warranty"),
    Test.EXPIRED: Text(zh="已过保修期", en="out of warranty"),
    Test.FAILED_REPAIRS: Text(
        zh="修理{count}次主要故障仍未排除，且发现于{anchor}之后{term}内",
        en="{count} repairs of main faults have failed, found within {term} of {anchor}",
    ),
    "long_repair": Text(zh="送修超过{term}仍未修好", en="a repair has taken more than {term}"),
}

FIELDS = {
    "active": Text(zh="须有", en="needs some"),
    "advanced_by": Text(zh="垫付方", en="advanced by"),
    "age": Text(zh="周期", en="age"),
    "allocations": Text(zh="费用承担", en="Who bears costs"),
    "also": Text(zh="同时", en="besides"),
    "altered": Text(zh="涂改的", en="if altered"),
    "among": Text(zh="可为", en="among"),
    "amount": Text(zh="金额（元）", en="amount CNY"),
    "amount_from": Text(zh="金额来自", en="amount comes from"),
    "anchor": Text(zh="起算", en="counted from"),
    "appeal_to": Text(zh="申诉由其裁定", en="appeals go to"),
    "approver_at_least": Text(zh="批准人至少为", en="approved at least by"),
    "at_least": Text(zh="下限", en="at least"),
    "at_most": Text(zh="上限", en="at most"),
    "authority": Text(zh="审批权限", en="Who approves"),
    "bands": Text(zh="档次", en="bands"),
    "base": Text(zh="基数", en="base"),
    "bases": Text(zh="依据", en="basis"),
    "below": Text(zh="低于", en="below"),
    "borne_by": Text(zh="承担方", en="borne by"),
    "both_ends": Text(zh="首尾均计", en="both ends count"),
    "boxed": Text(zh="可装箱返厂", en="What may be sent"),
    "by_person": Text(zh="由人选定", en="a person chooses"),
    "capped": Text(zh="扣完为止", en="until used up"),
    "ceiling": Text(zh="总分上限", en="at most in all"),
    "chargeable": Text(zh="收费类别", en="class when chargeable"),
    "charges": Text(zh="收费", en="Charges"),
    "chooser": Text(zh="由其选择", en="chosen by"),
    "choosers": Text(zh="由谁选择", en="Who chooses"),
    "classes": Text(zh="返厂类别", en="Classes of return"),
    "confirm": Text(zh="确认人", en="confirmed by"),
    "consent": Text(zh="须先征得同意", en="consent first"),
    "contracts": Text(zh="服务合同", en="Service contracts"),
    "cost": Text(zh="费用", en="cost"),
    "count": Text(zh="计数", en="count"),
    "coverage": Text(zh="保修期限", en="Terms of cover"),
    "covered": Text(zh="在保类别", en="class when covered"),
    "damages": Text(zh="损坏清单", en="lists of damage"),
    "discretion": Text(zh="由其酌定", en="at the discretion of"),
    "done": Text(zh="完成日", en="done on"),
    "due": Text(zh="期限", en="due"),
    "duties": Text(zh="加盟商义务", en="Duties of the dealer"),
    "each": Text(zh="逐项", en="for each of"),
    "empty": Text(zh="手册留白的条款", en="clauses that the manual left blank"),
    "end": Text(zh="截至", en="to"),
    "exclusions": Text(zh="除外情形", en="Exclusions"),
    "fields": Text(zh="须填", en="fields"),
    "floor": Text(zh="总分下限", en="at least in all"),
    "free": Text(zh="免费额度", en="free"),
    "from_stock": Text(zh="须有库存", en="from stock"),
    "gate": Text(zh="受理门槛", en="What must hold first"),
    "gives": Text(zh="给予", en="gives"),
    "grades": Text(zh="成色", en="grades"),
    "incomplete": Text(zh="不全的", en="if incomplete"),
    "items": Text(zh="各项", en="items"),
    "judged_by": Text(zh="以此日判断", en="judged by"),
    "kind": Text(zh="类别", en="kind"),
    "kinds": Text(zh="种类", en="kinds"),
    "level": Text(zh="级别", en="level"),
    "listed": Text(zh="按价目表", en="by the price list"),
    "matters": Text(zh="判责事项", en="What is judged"),
    "methods": Text(zh="处理方法", en="methods"),
    "monotone": Text(zh="单调", en="monotone"),
    "months": Text(zh="月数", en="months"),
    "months_at_most": Text(zh="月数不超过", en="months at most"),
    "months_from": Text(zh="月数取自", en="months from"),
    "needs": Text(zh="须有", en="needs"),
    "none": Text(zh="须无", en="none of"),
    "of": Text(zh="分母", en="of"),
    "offers": Text(zh="报价顺序", en="Order of offers"),
    "order": Text(zh="依次", en="in this order"),
    "otherwise": Text(zh="否则", en="otherwise"),
    "over": Text(zh="分子", en="how many"),
    "override": Text(zh="协议比例", en="rate of an agreement"),
    "override_needs": Text(zh="协议文件", en="document of the agreement"),
    "parties": Text(zh="当事方", en="Parties"),
    "party": Text(zh="责任方", en="responsible"),
    "payee": Text(zh="收方", en="payee"),
    "payer": Text(zh="付方", en="payer"),
    "per": Text(zh="按", en="per"),
    "plus_months": Text(zh="另加月数", en="months more"),
    "points": Text(zh="分值", en="points"),
    "printed": Text(zh="原文", en="as printed"),
    "proofs": Text(zh="凭证", en="Proofs"),
    "quiet": Text(zh="平静季度", en="quiet quarter"),
    "rank": Text(zh="次序", en="rank"),
    "governed_by": Text(zh="适用何日的手册", en="governed by the rulebook of"),
    "statutory_floor": Text(zh="法定底线", en="statutory floor"),
    "ranks": Text(zh="审批级别", en="Ranks"),
    "rate": Text(zh="单价（元）", en="rate CNY"),
    "rates": Text(zh="比例（%）", en="Rates in per cent"),
    "refusals": Text(zh="不予受理", en="What is refused"),
    "refused": Text(zh="拒收项", en="Refused lines"),
    "remedies": Text(zh="处理方式", en="Remedies"),
    "replaced": Text(zh="换货后的保修", en="after an exchange"),
    "reuse": Text(zh="可重复计", en="months used again"),
    "roll": Text(zh="末日遇休息日", en="a last day of rest"),
    "rows": Text(zh="考核项", en="Rows"),
    "ruled_by": Text(zh="裁定人", en="ruled by"),
    "rules": Text(zh="规则", en="Rules"),
    "same_model": Text(zh="须同型号", en="same model"),
    "sample": Text(zh="样本不少于", en="sample at least"),
    "scale": Text(zh="情节与金额", en="scale of amounts"),
    "seal": Text(zh="印章", en="seal"),
    "seen": Text(zh="查看日", en="seen on"),
    "set_by": Text(zh="由其填写", en="set by"),
    "share": Text(zh="为占比", en="is a share"),
    "split": Text(zh="分摊", en="divided"),
    "start": Text(zh="自", en="from"),
    "states": Text(zh="须载明", en="must state"),
    "streak": Text(zh="连续月", en="months in a row"),
    "unchecked": Text(zh="漏查即罚", en="something left unchecked of"),
    "unmet": Text(zh="未满足时", en="if it does not hold"),
    "visits": Text(zh="次数", en="visits"),
    "days": Text(zh="日数", en="days"),
    "weight": Text(zh="分数", en="weight"),
    "whose": Text(zh="按谁计", en="whose"),
    "without_papers": Text(zh="无有效凭证", en="without valid papers"),
    "without_proof": Text(zh="无凭证时", en="without proof"),
    "without_stock": Text(zh="无库存时可选", en="without stock"),
}
"""Of every field of every policy chapter but ids, clauses, names and conditions; a test demands it."""


def field(name: str, lang: str) -> str:
    """What a field is called."""
    return FIELDS[name].in_language(lang) if name in FIELDS else name


def fact(name: str, lang: str) -> str:
    """购买日 of "unit.purchased_on"; a list's facts with the list: 责任项·逾期."""
    group = name.partition(".")[0]
    words = VOCABULARY["facts"].get(name)
    if words is None:
        return name
    prefix = f"{VOCABULARY['facts'][group].in_language(lang)}·" if group in LISTS else ""
    return prefix + words.in_language(lang)


def code(name: str, lang: str) -> str:
    """What a code that no rulebook names is called, else the code itself."""
    words = VOCABULARY["terms"].get(name) or ENUMS.get(name)
    return words.in_language(lang) if words else name


ENUMS = {
    "case": Text(zh="每个案件", en="case"),
    "collect": Text(zh="全部计入", en="all count"),
    "day": Text(zh="日", en="day"),
    "department": Text(zh="部门", en="the department"),
    "each": Text(zh="逐次", en="each"),
    "fallback": Text(zh="按后备期限", en="the fall-back term"),
    "hold": Text(zh="暂缓", en="on hold"),
    "irrelevant": Text(zh="不要求凭证", en="no papers are asked for"),
    "job": Text(zh="单", en="job"),
    "nobody": Text(zh="无人负责", en="nobody"),
    "piece": Text(zh="件", en="piece"),
    "proof_date": Text(zh="凭证上的销售日期", en="the sale date on the papers"),
    "ratio": Text(zh="比率", en="ratio"),
    "refuse": Text(zh="拒绝", en="refused"),
    "remainder": Text(zh="只余剩余期限", en="what was left of the term"),
    "visit": Text(zh="次", en="visit"),
    "void": Text(zh="无效", en="void"),
}
