import { numberFact, textFact } from '../../../schemas/outcome/facts.ts';
import type { Finding } from '../../../schemas/outcome/run.ts';
import { listFact } from '../../../schemas/outcome/facts.ts';
import type { KindWording } from '../kind-wording.ts';

type Void = Pick<Finding, 'facts'> & Finding;

/** The words of one language for what was decided, and for why it holds no more. */
type Words = Readonly<Record<string, string>>;

const EN_ACTS: Words = { match: 'matched', unmatch: 'unmatched', exclude: 'left out' };
const EN_WHY: Words = {
  gone: 'one of them is in no file any more',
  replaced: 'a newer version of one of them counts',
  out_of_scope: 'one of them takes no part',
  differs: 'the difference is another than the one that was let pass',
};
const ES_ACTS: Words = { match: 'conciliaron', unmatch: 'separaron', exclude: 'excluyeron' };
const ES_WHY: Words = {
  gone: 'una de ellas ya no está en ningún archivo',
  replaced: 'de una de ellas vale una versión más nueva',
  out_of_scope: 'una de ellas no entra en la conciliación',
  differs: 'la diferencia no es la que se aceptó',
};
const ZH_ACTS: Words = { match: '人工核对', unmatch: '人工拆分', exclude: '人工排除' };
const ZH_WHY: Words = {
  gone: '其中一行已不在任何文件中',
  replaced: '其中一行已有更新的版本',
  out_of_scope: '其中一行不参与对账',
  differs: '差额与当时接受的不同',
};

function said(words: Words, name: string | null): string {
  return words[name ?? ''] ?? '';
}

const linesOf = (f: Void): string => listFact(f, 'named').join(', ');
const numberOf = (f: Void): string => String(numberFact(f, 'decision') ?? '');

export const MANUAL_MATCH_VOID: KindWording<'manual_match_void'> = {
  en: {
    name: 'manual match no longer valid',
    reason: (f) =>
      `Decision ${numberOf(f)} by hand, which ${said(EN_ACTS, textFact(f, 'act'))} lines ${linesOf(f)}, is not applied: ${said(EN_WHY, textFact(f, 'why'))}; the lines are reconciled as all others`,
    action: (f) =>
      `look at what they are matched with now; decide again if it is not right, or undo decision ${numberOf(f)}`,
  },
  es: {
    name: 'conciliación manual sin validez',
    reason: (f) =>
      `La decisión manual ${numberOf(f)}, con la que se ${said(ES_ACTS, textFact(f, 'act'))} las líneas ${linesOf(f)}, no se aplica: ${said(ES_WHY, textFact(f, 'why'))}; las líneas se concilian como las demás`,
    action: (f) =>
      `mirar con qué quedaron conciliadas ahora; decidir de nuevo si no es correcto, o deshacer la decisión ${numberOf(f)}`,
  },
  zh: {
    name: '人工核对已失效',
    reason: (f) =>
      `第 ${numberOf(f)} 号人工决定（${said(ZH_ACTS, textFact(f, 'act'))}：${linesOf(f)}）未被采用：${said(ZH_WHY, textFact(f, 'why'))}；这些行按一般规则对账`,
    action: (f) => `查看这些行现在与什么核对；如不正确请重新决定，或撤销第 ${numberOf(f)} 号决定`,
  },
};
