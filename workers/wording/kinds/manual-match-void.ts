import { listFact, numberFact, textFact } from '../../../schemas/outcome/facts.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';

/** The words of one language for what was decided, and for why it holds no more. */
type Words = Readonly<Record<string, string>>;

const EN_ACTS: Words = { match: 'matched', unmatch: 'unmatched', exclude: 'left out' };
const EN_WHY: Words = {
  gone: 'one of them is in no file any more',
  replaced: 'a newer version of one of them counts',
  out_of_scope: 'one of them takes no part',
  taken: 'one of them stands in another match',
  differs: 'the difference is another than the one that was let pass',
};
const ES_ACTS: Words = { match: 'concilió', unmatch: 'separó', exclude: 'excluyó' };
const ES_WHY: Words = {
  gone: 'una de ellas ya no está en ningún archivo',
  replaced: 'de una de ellas vale una versión más nueva',
  out_of_scope: 'una de ellas no entra en la conciliación',
  taken: 'una de ellas está en otra conciliación',
  differs: 'la diferencia no es la que se aceptó',
};
const ZH_ACTS: Words = { match: '核对', unmatch: '拆分', exclude: '排除' };
const ZH_WHY: Words = {
  gone: '其中一行已不在任何文件中',
  replaced: '其中一行已有更新的版本',
  out_of_scope: '其中一行不参与对账',
  taken: '其中一行已在另一核对中',
  differs: '差额与当时接受的不同',
};

type FindingOf = Parameters<KindWording<'manual_match_void'>['en']['reason']>[0];

const saidOf = (words: Words, name: string | null, otherwise: string): string => words[name ?? ''] ?? otherwise;
const linesOf = (f: FindingOf, separator: string): string => listFact(f, 'named').join(separator);

export const MANUAL_MATCH_VOID: KindWording<'manual_match_void'> = {
  en: {
    name: 'manual match no longer valid',
    reason: (f) => {
      const lines = linesOf(f, ', ');
      const decision = given(numberFact(f, 'decision'), (number) => ` (decision ${String(number)})`);
      const why = given(EN_WHY[textFact(f, 'why') ?? ''] ?? null, (text) => `, because ${text}`);
      return `The lines${lines === '' ? '' : ` ${lines}`} that a person ${saidOf(EN_ACTS, textFact(f, 'act'), 'decided on')} by hand${decision} are reconciled as all others again${why}`;
    },
    action: (f) =>
      `look at what they are matched with now and decide again if it is not right; undo ${given(numberFact(f, 'decision'), (number) => `decision ${String(number)}`) || 'the decision'} if nothing more is to be said`,
  },
  es: {
    name: 'conciliación manual sin validez',
    reason: (f) => {
      const lines = linesOf(f, ', ');
      const decision = given(numberFact(f, 'decision'), (number) => ` (decisión ${String(number)})`);
      const why = given(ES_WHY[textFact(f, 'why') ?? ''] ?? null, (text) => `, porque ${text}`);
      return `Las líneas${lines === '' ? '' : ` ${lines}`} que una persona ${saidOf(ES_ACTS, textFact(f, 'act'), 'decidió')} a mano${decision} se concilian otra vez como las demás${why}`;
    },
    action: (f) =>
      `mirar con qué quedaron conciliadas ahora y decidir de nuevo si no es correcto; deshacer ${given(numberFact(f, 'decision'), (number) => `la decisión ${String(number)}`) || 'la decisión'} si no hay más que decir`,
  },
  zh: {
    name: '人工核对已失效',
    reason: (f) => {
      const lines = linesOf(f, '、');
      const decision = given(numberFact(f, 'decision'), (number) => `（第 ${String(number)} 号决定）`);
      const why = given(ZH_WHY[textFact(f, 'why') ?? ''] ?? null, (text) => `，原因是${text}`);
      return `经人工${saidOf(ZH_ACTS, textFact(f, 'act'), '处理')}的行${lines === '' ? '' : ` ${lines}`}${decision}重新按一般规则对账${why}`;
    },
    action: (f) =>
      `查看这些行现在与什么核对，如不正确请重新决定；如无异议，撤销${given(numberFact(f, 'decision'), (number) => `第 ${String(number)} 号`)}决定`,
  },
};
