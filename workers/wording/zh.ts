import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { ZH_FILE_KINDS } from './zh-files.ts';
import { amountFact, flagFact, isNobodys, isSeen, listFact, numberFact, textFact } from './facts.ts';
import { formatAmount, formatRate, given, printable } from './format.ts';
import { wordFor, type KindWording } from './kind-wording.ts';
import { sizeOf } from './subject.ts';
import { ZH_WORDS } from './zh-words.ts';
import {
  at,
  bankLines,
  brackets,
  compared,
  conflictOf,
  count,
  file,
  fitsNothing,
  list,
  money,
  named,
  of,
  order,
  provider,
  receivable,
  reference,
  refunds,
  values,
} from './zh-phrases.ts';

/** Chinese for every kind, as en.ts has it. */
export const ZH_KINDS = {
  ...ZH_FILE_KINDS,
  currency_mismatch: {
    reason: (f) => {
      const expected = printable(textFact(f, 'expectedCurrency') ?? f.currency ?? '一种币种');
      const found = printable(textFact(f, 'foundCurrency') ?? '另一种币种');
      const [left, right] =
        f.bankAmount === null
          ? [f.orderAmount, f.settlementGross]
          : [f.settlementNet ?? f.settlementGross, f.bankAmount];
      const leftSide = left === null ? expected : formatAmount('zh', left, expected);
      const rightSide = right === null ? found : formatAmount('zh', right, found);
      const [first, second] = f.bankAmount === null ? ['订单', '付款'] : ['结算', '银行流水'];
      const named = { ...f, merchantReference: f.merchantReference ?? f.payoutId };
      const isCode = left !== null && left === right ? '；数字相同，更可能是币种代码有误而非换汇' : '';
      return `${first}${order(named)}为 ${leftSide}，而${second}为 ${rightSide}${isCode}`;
    },
    action: () => '查明约定的币种，更正订单或就换汇进行索赔',
  },
  conflicting_settlement_line: {
    reason: (f) =>
      `${named(f, '交易')}被报告两次且内容不同${brackets(conflictOf(f))}；采用最新版本${given(list(listFact(f, 'formerShownAt').map(printable)) || null, (places) => `，而银行在 ${places} 按旧版本付款`)}`,
    action: (f) => `向${provider(f)}询问以哪个版本为准，并取得书面确认`,
  },
  duplicate_settlement_line: {
    reason: (f) => {
      const paid = f.class === 'action' ? '，且重复的一条也已付款' : '，重复的一条不计入任何合计';
      return `${named(f, '交易')}在同一文件中出现两次${paid}${brackets(values(f))}`;
    },
    action: (f) =>
      f.class === 'action'
        ? `告知${provider(f)}重复的一条已付款，并商定如何退回`
        : `今日无需处理；如再次出现，请向${provider(f)}反映`,
  },
  duplicate_order: {
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const under = ids.length > 0 ? `，订单号为 ${list(ids)}` : '';
      return `订单参考号${order(f)}在 ERP 中出现不止一次${under}；以最后一个未取消的为准${brackets(values(f))}`;
    },
    action: () => '取消多余的订单，或为其指定单独的参考号',
  },
  shared_reference: {
    reason: (f) => {
      const ids = listFact(f, 'orderIds');
      const which = ids.length > 0 ? `订单 ${list(ids.map(printable))}` : '多个订单';
      const sums = given(amountFact(f, 'ordersMinor'), (amount) => `（合计 ${money(f, amount)}）`);
      if (flagFact(f, 'oneByOne')) return `${which}${sums}共用同一编号${order(f)}，每个订单各有自己的付款`;
      return `${which}${sums}共用同一编号${order(f)}，付款${given(amountFact(f, 'paidMinor'), (amount) => ` ${money(f, amount)} `)}正好付清全部订单`;
    },
    action: () => '今日无需处理；请为每个订单使用各自的编号',
  },
  split_tender: {
    reason: (f) => {
      const [left, stated] = [amountFact(f, 'leftMinor'), amountFact(f, 'statedMinor')];
      const rest =
        left === null || stated === null
          ? given(amountFact(f, 'restMinor'), (amount) => `，其余 ${money(f, amount)} 如何支付没有任何文件显示`)
          : left === stated
            ? `，其余 ${money(f, left)} 由其他付款方式的明细显示`
            : `，其余应为 ${money(f, left)}，而其他付款方式的明细合计 ${money(f, stated)}`;
      return `订单${order(f)}${of(f, f.orderAmount)}使用多种付款方式${given(textFact(f, 'tenders'), (text) => `（${printable(text)}）`)}；${given(f.provider, (name) => printable(name)) || '服务商'}收取了${given(f.settlementGross, (amount) => ` ${money(f, amount)}`) || '一部分'}${rest}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? '今日无需处理；请将每种付款方式导出为单独一行'
        : '核实其余款项如何支付，并将每种付款方式导出为单独一行',
  },
  refund_exceeds_payment: {
    reason: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? `${named(f, '付款')}的退款合计超过付款本身${brackets(refunds(f))}，多退 ${money(f, f.moneyAtRisk)}`
        : `${named(f, '付款')}的款项被退回两次，其中含拒付${brackets(refunds(f))}；连同费用共有 ${money(f, f.moneyAtRisk)} 面临风险`,
    action: (f) =>
      amountFact(f, 'chargedBackMinor') === null
        ? '核实退款由谁下达，并追回超出部分'
        : '以退款凭证答复争议，并追回超出部分',
  },
  chargeback: {
    reason: (f) => {
      const evidence = given(textFact(f, 'evidenceDueOn'), (day) => `；举证截止日期为 ${printable(day)}`);
      const taken = given(sizeOf(f.settlementGross), (amount) => ` ${money(f, amount)}`) || '该笔款项';
      const sold = given(f.orderAmount, (amount) => `订单 ${money(f, amount)}`);
      const again = flagFact(f, 'madeGood') ? '；之后的付款已予弥补' : '';
      const risk =
        sizeOf(f.settlementGross) === f.moneyAtRisk ? '' : `${again}，连同费用共有 ${money(f, f.moneyAtRisk)} 面临风险`;
      return `${named(f, '付款')}被争议，支付服务商已扣回${taken}${brackets(sold)}${risk}${evidence}`;
    },
    action: (f) => `收集交付凭证${given(textFact(f, 'evidenceDueOn'), (day) => `，最迟于 ${printable(day)} `)}答复争议`,
  },
  refund_without_payment: {
    reason: (f) =>
      `${named(f, '退款')}${of(f, f.settlementGross)}${isSeen(f) ? '尚未与任何付款匹配' : '没有任何已知的对应付款'}`,
    action: (f) => `向${provider(f)}询问该退款对应哪笔付款`,
  },
  duplicate_refund: {
    reason: (f) => `${named(f, '付款')}在同一天被退款不止一次${brackets(refunds(f))}，多退 ${money(f, f.moneyAtRisk)}`,
    action: () => '核实哪一笔退款是应退的，并追回另一笔',
  },
  refund_failed: {
    reason: (f) =>
      `${named(f, '退款')}${of(f, f.settlementGross)}未能完成${given(textFact(f, 'providerStatus'), (status) => `（${wordFor(ZH_WORDS.statuses, status)}）`)}${given(amountFact(f, 'erpRefundedMinor'), (amount) => `；ERP 已退 ${money(f, amount)}`)}`,
    action: (f) => `通过${provider(f)}或转账再次向客户退款`,
  },
  refund_missing_in_settlement: {
    reason: (f) => {
      const due = given(f.dueOn, (day) => `，期限为 ${day}`);
      return `ERP 已为订单${order(f)}退款，而支付服务商尚未退款${due}${brackets(refunds(f))}，缺少 ${money(f, f.moneyAtRisk)}`;
    },
    action: (f) => `核实已向${provider(f)}下达退款，并告知客户到账时间`,
  },
  refund_missing_in_erp: {
    reason: (f) =>
      `支付服务商对订单${order(f)}的退款多于 ERP 的记录${brackets(refunds(f))}，多出 ${money(f, f.moneyAtRisk)}`,
    action: () => '查明退款由谁下达，在 ERP 中入账（贷项通知单），或予以追回',
  },
  payment_in_process: {
    reason: (f) => {
      const status = given(textFact(f, 'providerStatus'), (code) => wordFor(ZH_WORDS.statuses, code)) || '待处理';
      const hours = given(numberFact(f, 'hours'), (n) => ` ${count(n)} 小时后`);
      return `订单${order(f)}${of(f, f.orderAmount)}在 ERP 中已付款，但${at(f)}付款${given(f.providerId, (id) => ` ${printable(id)} `)}${hours}仍为${status}`;
    },
    action: (f) =>
      f.class === 'notice' ? `今日无需处理，${provider(f)}仍可能确认` : `向${provider(f)}询问该付款的最终状态`,
  },
  status_conflict: {
    reason: (f) => {
      const erp =
        given(textFact(f, 'orderStatus'), (status) => `为“${wordFor(ZH_WORDS.statuses, status)}”`) || '是一种状态';
      const theirs =
        given(textFact(f, 'providerStatus'), (status) => `为“${wordFor(ZH_WORDS.statuses, status)}”`) || '是另一种状态';
      return `订单${order(f)}在 ERP 中${erp}，而其${given(f.provider, (name) => `在 ${printable(name)} 的`)}付款${theirs}${brackets(values(f))}`;
    },
    action: (f) =>
      textFact(f, 'providerStatus') === 'approved'
        ? '交付订单或退款，客户已付款但未得到服务'
        : '确认未收款前不交付任何商品或服务，并与客户协商解决',
  },
  duplicate_payment: {
    reason: (f) => `客户对订单${order(f)}付款不止一次${brackets(values(f))}，多付 ${money(f, f.moneyAtRisk)}`,
    action: () => '将多付的款项退还客户',
  },
  amount_mismatch: {
    reason: (f) =>
      `订单${order(f)}${given(f.provider, (name) => `在 ${printable(name)} 的`)}实付金额与应付金额不一致${brackets(values(f))}`,
    action: () => '核对订单与付款，更正有误的一方或结清差额',
  },
  missing_in_settlement: {
    reason: (f) => {
      const due = given(f.dueOn, (day) => `截至 ${day} `);
      const paid = given(f.paidOn, (day) => `于 ${day} 付款，`);
      const sold = `订单${order(f)}${of(f, f.orderAmount)}${paid}在 ERP 中记为已付款，但`;
      if (flagFact(f, 'stillPending'))
        return `${sold}${provider(f)}仍报告其付款${given(f.providerId, (id) => ` ${printable(id)}`)}处理中`;
      return `${sold}${isSeen(f) ? `${due}尚未与任何付款匹配` : `${provider(f)}${due}未报告任何付款`}`;
    },
    action: (f) =>
      flagFact(f, 'stillPending')
        ? `向${provider(f)}查询该付款的最终状态；如从未付款，则更正订单`
        : isNobodys(f)
          ? '查明该付款由哪家服务商收取；如从未付款，则更正订单'
          : `凭参考号向${provider(f)}追讨该笔付款；如从未付款，则更正订单`,
  },
  missing_in_erp: {
    reason: (f) =>
      `${named(f, '已批准付款')}${of(f, f.settlementGross)}${isSeen(f) ? '尚未与任何订单匹配' : '在 ERP 中没有订单'}${given(f.paidOn, (day) => `（付款日期 ${day}）`)}`,
    action: () => '找到该笔销售并补录订单，或退还付款',
  },
  store_unknown: {
    reason: (f) => {
      const code = textFact(f, 'orderStore') ?? textFact(f, 'referenceStore') ?? f.store;
      const [opened, closed] = [textFact(f, 'storeOpened'), textFact(f, 'storeClosed')];
      const why = opened !== null ? `于 ${opened} 才开业` : closed !== null ? `已于 ${closed} 关闭` : '不在名单中';
      const told = code === null ? '未写明门店' : `写明的门店 ${printable(code)} ${why}`;
      return `参考号${order(f)}${of(f, f.orderAmount ?? f.settlementGross)}${told}`;
    },
    action: () => '指明由哪家门店售出，将门店加入名单或更正订单',
  },
  store_conflict: {
    reason: (f) => {
      const ours = given(textFact(f, 'orderStore') ?? f.store, (code) => ` ${printable(code)}`) || '有一种说法';
      const theirs = given(textFact(f, 'referenceStore'), (code) => `为 ${printable(code)}`) || '为另一家';
      return `订单${order(f)}${of(f, f.orderAmount ?? f.settlementGross)}所写门店为${ours}，而其参考号中的门店${theirs}；以订单为准`;
    },
    action: () => '确认由哪家门店售出，并更正订单或参考号',
  },
  invoice_missing: {
    reason: (f) => `订单${order(f)}${of(f, f.orderAmount)}已付款，但没有电子发票号`,
    action: () => '开具电子发票，或在 ERP 中补录其号码',
  },
  missing_in_bank: {
    reason: (f) => {
      const expected = given(f.settlementNet ?? f.settlementGross, (amount) => `，金额 ${money(f, amount)}`);
      const settled = given(f.settledOn, (day) => `，结算日期 ${day}`);
      if (flagFact(f, 'inNoPayout'))
        return `${receivable(f).trimEnd()}${expected}${settled}，未列入任何打款，应${given(f.dueOn, (day) => `不迟于 ${day} `)}列入`;
      if (flagFact(f, 'leftDay'))
        return `${receivable(f).trimEnd()}${expected}${settled}，当日入账未包含，应${given(f.dueOn, (day) => `不迟于 ${day} `)}随后续入账到达，但${isSeen(f) ? '尚未与任何银行流水匹配' : '没有任何入账包含它'}`;
      if (flagFact(f, 'takenBack'))
        return `${receivable(f).trimEnd()}${expected}${settled}，已被服务商退回余额，应${given(f.dueOn, (day) => `不迟于 ${day} `)}重新支付，但没有后续打款支付它`;
      return `${receivable(f).trimEnd()}${expected}${settled}，应${given(f.dueOn, (day) => `不迟于 ${day} `)}到达银行，但${isSeen(f) ? '尚未与任何银行流水匹配' : '未出现在任何对账单上'}`;
    },
    action: (f) =>
      flagFact(f, 'askFirst') && (flagFact(f, 'inNoPayout') || flagFact(f, 'takenBack'))
        ? `先向${provider(f)}询问是哪笔入账支付了它，再决定是否追讨`
        : `核对账户流水，并向${provider(f)}追讨该款项`,
  },
  payout_mismatch: {
    reason: (f) => `${compared(f)}与银行${bankLines(f)}不一致${brackets(values(f))}`,
    action: (f) => `将两个金额发给${provider(f)}，追讨差额或要求说明`,
  },
  ambiguous_match: {
    reason: (f) => {
      const [ours, theirs] = [numberFact(f, 'receivables'), numberFact(f, 'bankItems')];
      const sides =
        ours === null || theirs === null
          ? '多笔打款与银行流水'
          : ` ${count(ours)} 笔打款或明细与 ${count(theirs)} 笔银行流水`;
      const cut = textFact(f, 'cutForm');
      if (cut !== null && ours !== null && theirs !== null)
        return `银行截断了${at(f)}编号：${count(ours)} 笔明细与 ${count(theirs)} 笔银行流水均以 ${printable(cut)} 开头，合计相等${brackets(values(f))}，但各笔金额不一致`;
      return `${at(f)}${sides}可有不止一种配对方式${brackets(values(f))}，两边合计相差 ${money(f, f.moneyAtRisk)}`.trimStart();
    },
    action: (f) => `向${provider(f)}询问每笔入账支付哪笔打款，并人工配对`,
  },
  duplicate_bank_credit: {
    reason: (f) => {
      const booked = given(f.arrivedOn, (day) => `（记账日期 ${day}）`);
      const movement = `一笔${(f.bankAmount ?? 0) < 0 ? '扣款' : '入账'}${given(sizeOf(f.bankAmount), (amount) => ` ${money(f, amount)} `)}${reference(f)}${booked}`;
      const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)} `);
      const [own, counts] = [file(f), flagFact(f, 'counted')];
      switch (textFact(f, 'told')) {
        case 'paid_twice':
          return `银行将${movement}支付了两次，且其余额包含这两笔`;
        case 'listed_twice':
          return `文件${own}将${movement}列出了两次，没有余额能证明银行支付了两次`;
        case 'two_files':
          return `文件${own}和${other}都列出了${movement}，没有编号或余额说明是一笔还是两笔${counts ? '；按两笔计算' : ''}`;
        default:
          return `银行将${movement}显示了两次，多出 ${money(f, f.moneyAtRisk)}`;
      }
    },
    action: (f) =>
      flagFact(f, 'counted') ? '向银行询问这是一笔还是两笔流水' : '向银行询问该入账是否真实；预计银行会将其收回',
  },
  unidentified_bank_credit: {
    reason: (f) => {
      const booked = given(f.arrivedOn, (day) => `于 ${day} 记账的`);
      return `${booked}银行入账${given(f.bankAmount, (amount) => ` ${money(f, amount)} `)}看似来自${provider(f)}，但${fitsNothing(f)}`;
    },
    action: (f) => `向${provider(f)}询问该入账支付的是什么`,
  },
  unexplained_bank_debit: {
    reason: (f) => {
      const booked = given(f.arrivedOn, (day) => `于 ${day} 记账的`);
      return `${booked}银行扣款${given(sizeOf(f.bankAmount), (amount) => ` ${money(f, amount)} `)}${reference(f)}既未撤销任何匹配，也未支付任何打款`;
    },
    action: () => '向银行询问扣款原因；如不属于我方，则要求退回',
  },
  negative_payout: {
    reason: (f) =>
      `${receivable(f)}合计为${given(f.settlementNet, (amount) => ` ${money(f, amount)}`) || '零或负数'}，因此不预期有入账；将在后续打款中抵扣`,
    action: (f) => (f.class === 'notice' ? '今日无需处理，由后续打款抵扣' : `与${provider(f)}商定该余额如何结清`),
  },
  late_arrival: {
    reason: (f) => {
      const amount = given(f.bankAmount ?? f.settlementNet, (value) => `，金额 ${money(f, value)}`);
      const dates = `${given(f.dueOn, (day) => `，到期日为 ${day}`)}${given(f.arrivedOn, (day) => `，到账日为 ${day}`)}`;
      const days = given(f.businessDaysLate, (late) => `，迟到 ${count(late)} 个工作日`);
      return `${receivable(f).trimEnd()}${amount}${dates || '在到期日之后才到账'}${days}`;
    },
    action: (f) => `今日无需处理；如再次发生，请向${provider(f)}提出`,
  },
  net_mismatch: {
    reason: (f) => `${named(f, '交易')}的总额减去手续费和税费不等于净额${brackets(values(f))}`,
    action: (f) => `向${provider(f)}询问还扣除了什么`,
  },
  fee_mismatch: {
    reason: (f) => {
      const component = wordFor(ZH_WORDS.components, textFact(f, 'component') ?? f.key.at(-1) ?? 'fee');
      const payout = given(f.payoutId, (id) => `打款 ${printable(id)} 的`);
      const excess = given(amountFact(f, 'sumMinor') ?? f.difference, (amount) => `，相差 ${money(f, amount)}`);
      const lines = given(numberFact(f, 'count'), (n) => `，涉及 ${count(n)} 条明细`);
      const tariff = given(textFact(f, 'tariffRate'), (rate) => `；约定费率为 ${formatRate('zh', rate)}%`);
      const fitting = given(
        textFact(f, 'fittingRate'),
        (rate) => `${tariff === '' ? '；' : '，'}实际相当于 ${formatRate('zh', rate)}%`,
      );
      return `${at(f)}${payout}${printable(component)}与费率不符${excess}${lines}${tariff}${fitting}`;
    },
    action: (f) => `向${provider(f)}追讨差额；如已另行约定，则更正配置中的费率`,
  },
  unexplained_adjustment: {
    reason: (f) => {
      const amount = given(f.settlementNet ?? f.settlementGross, (value) => `，金额 ${money(f, value)}`);
      const payout = given(textFact(f, 'givenBack'), (id) => ` ${printable(id)} `);
      switch (textFact(f, 'told')) {
        case 'payout_unknown':
          return `${named(f, '记录')}退回失败付款${payout}的 ${money(f, f.moneyAtRisk)}，而现有文件中没有该笔付款`;
        case 'not_returned':
          return `${named(f, '记录')}退回失败付款${payout}的 ${money(f, f.moneyAtRisk)}，而银行除重新支付的款项外仍保留该笔付款的入账`;
        default:
          return `${named(f, '调整')}${amount}，不在已知调整之列`;
      }
    },
    action: (f) => `向${provider(f)}询问其用途；如无误，则加入已知调整`,
  },
  stale_pending: {
    reason: (f) =>
      `${named(f, '交易')}${of(f, f.settlementGross)}${given(numberFact(f, 'hours'), (hours) => `${count(hours)} 小时后`)}仍为待处理`,
    action: (f) => `今日无需处理；如持续如此，请向${provider(f)}询问其最终状态`,
  },
} as const satisfies Record<DiscrepancyKind, KindWording>;
