import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { amountFact, numberFact, textFact } from './facts.ts';
import { given, printable } from './format.ts';
import { wordFor, type KindWording } from './kind-wording.ts';
import { fileDateOf, lineOf, sourceOf } from './subject.ts';
import { ZH_WORDS } from './zh-words.ts';
import {
  brackets,
  cellOf,
  count,
  daysDiffer,
  file,
  money,
  named,
  of,
  problemOf,
  reference,
  revisedNet,
  standsOf,
  values,
  withoutRoom,
} from './zh-phrases.ts';

/** Chinese for what is wrong with a file, its statement or one of its rows. */
export const ZH_FILE_KINDS = {
  source_missing: {
    reason: (f) => `应有 ${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${file(f)}，但未收到；依赖该文件的项目继续等待`,
    action: (f) => `查明 ${sourceOf(f)} 未送达的原因，将文件放入其文件夹，并重新运行 ${fileDateOf(f)}`,
  },
  source_rejected: {
    reason: (f) =>
      `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${file(f)}被拒收${problemOf(f)}；其内容一概不使用${standsOf(f)}`,
    action: (f) =>
      textFact(f, 'sameAsDate') === null
        ? `请 ${sourceOf(f)} 重新发送 ${fileDateOf(f)} 的完整正确文件，并重新运行该日期`
        : `请 ${sourceOf(f)} 发送 ${fileDateOf(f)} 当日的文件，并重新运行该日期；如其内容可与其他日期相同，请声明 \`rolling\` 天数`,
  },
  source_suspect: {
    reason: (f) => {
      const broken = given(numberFact(f, 'suspectLines'), (lines) => ` ${count(lines)} 行`) || '许多行';
      const total = given(numberFact(f, 'suspectTotal'), (lines) => `共 ${count(lines)} 行，其中`);
      const kind = wordFor(ZH_WORDS.kinds, textFact(f, 'suspectKind') ?? f.key[2] ?? '');
      return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${file(f)}${total}${broken}出现同样的问题${brackets(kind)}；原因很可能在文件本身`;
    },
    action: (f) => `在处理列于其下的各行之前，先与 ${sourceOf(f)} 核对该文件`,
  },
  source_revised: {
    reason: (f) => {
      const changes = [
        given(numberFact(f, 'addedLines'), (lines) => `新增 ${count(lines)} 行`),
        given(numberFact(f, 'removedLines'), (lines) => `删除 ${count(lines)} 行`),
        given(numberFact(f, 'changedLines'), (lines) => `更改 ${count(lines)} 行`),
      ].filter((part) => part !== '');
      const told = changes.length > 0 ? `：${changes.join('，')}` : '';
      const same = textFact(f, 'sameAsDate');
      const otherwise = textFact(f, 'otherwiseOn');
      if (same !== null && otherwise !== null)
        return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${file(f)}重复 ${same} 的内容，而 ${otherwise} 的文件内容不同；以其各行为最新`;
      if (same !== null)
        return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${file(f)}没有新内容${told}；与 ${same} 的文件相同，且现有付款中没有该文件缺少的销售`;
      return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${file(f)}已读取过，现收到新版本${told}${revisedNet(f)}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? textFact(f, 'sameAsDate') === null
          ? '无需处理，采用新版本'
          : textFact(f, 'otherwiseOn') === null
            ? '无需处理，涵盖多日的导出文件可能没有新内容'
            : '确认该文件属于其日期；如为旧文件，请重新发送正确的文件并重新运行该日期'
        : `与 ${sourceOf(f)} 确认净额变动的原因，并更正 ${fileDateOf(f)} 已入账的内容；采用新版本`,
  },
  reference_damaged: {
    reason: (f) => {
      const keys = given(numberFact(f, 'damagedKeys'), (n) => `${count(n)} 个编号`) || '部分编号';
      const example = given(textFact(f, 'damagedExample'), (text) => `，例如 ${printable(text)}`);
      const zeros = given(numberFact(f, 'lostZeros'), (n) => (n === 0 ? '' : `；其中 ${count(n)} 个丢失了开头的零`));
      const alone = given(numberFact(f, 'counterpartsAlone'), (n) =>
        n === 0 ? '' : `；其他文件中有 ${count(n)} 行可能与之对应`,
      );
      return `${sourceOf(f)} 的文件${file(f)}中，${keys}被电子表格损坏${example}${zeros}${alone}`;
    },
    action: () => '重新导出该文件，读取前不要用电子表格打开',
  },
  statement_gap: {
    reason: (f) => {
      const told = textFact(f, 'told');
      const [differ, room] = [daysDiffer(f), withoutRoom(f)];
      if (told !== null) return told === 'differently' ? differ : room;
      const account = printable(textFact(f, 'account') ?? f.key[0] ?? '');
      const opening =
        given(amountFact(f, 'openingMinor'), (amount) => `期初余额为 ${money(f, amount)}`) ||
        '期初余额与上期期末余额不符';
      const closing = given(
        amountFact(f, 'previousClosingMinor'),
        (amount) => `，而上一份期末余额为 ${money(f, amount)}`,
      );
      return `账户 ${account} 在 ${fileDateOf(f)} 的对账单${opening}${closing}${brackets(values(f))}`;
    },
    action: (f) =>
      textFact(f, 'told') === null ? '向银行索取两份对账单之间缺少的对账单或流水' : '向银行询问两者之中哪一个正确',
  },
  row_rejected: {
    reason: (f) => {
      const field = given(textFact(f, 'rejectField'), (text) => `，字段 ${printable(text)}`);
      const code = given(textFact(f, 'rejectCode'), (text) => `：${wordFor(ZH_WORDS.rejects, text)}${field}`);
      return `文件${file(f)}第 ${lineOf(f)} 行${reference(f)}无法读取${code}${cellOf(f)}${brackets(values(f))}`;
    },
    action: () => '请在生成文件处更正该行，并重新发送文件',
  },
  test_transaction: {
    reason: (f) => {
      const environment = given(textFact(f, 'environment'), (text) => `（${printable(text)}）`);
      return `${named(f, '交易')}${of(f, f.settlementGross ?? f.orderAmount)}属于其他环境${environment}，却出现在正式数据源中；不计为收入`;
    },
    action: () => '查明是谁在正式数据源上做了测试付款并予以制止，确认未因此交付任何商品或服务',
  },
} as const satisfies Partial<Record<DiscrepancyKind, KindWording>>;
