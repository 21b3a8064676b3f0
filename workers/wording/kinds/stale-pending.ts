import { numberFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const STALE_PENDING: KindWording<'stale_pending'> = {
  en: {
    name: 'pending for long',
    reason: (f) =>
      `Transaction${en.transaction(f)}${en.of(f, f.settlementGross)} is still pending${given(numberFact(f, 'hours'), (hours) => ` after ${en.counted(hours, 'hour')}`)}`,
    action: (f) => `nothing to do today; ask ${en.provider(f)} for its final state if it stays`,
  },
  es: {
    name: 'pendiente hace mucho',
    reason: (f) =>
      `La transacción${es.transaction(f)}${es.of(f, f.settlementGross)} sigue pendiente${given(numberFact(f, 'hours'), (hours) => ` después de ${es.counted(hours, 'hora')}`)}`,
    action: (f) => `nada por hacer hoy; preguntar a ${es.provider(f)} su estado final si continúa`,
  },
  zh: {
    name: '长时间待处理',
    reason: (f) =>
      `${zh.named(f, '交易')}${zh.of(f, f.settlementGross)}${given(numberFact(f, 'hours'), (hours) => `${zh.count(hours)} 小时后`)}仍为待处理`,
    action: (f) => `今日无需处理；如持续如此，请向${zh.provider(f)}询问其最终状态`,
  },
};
