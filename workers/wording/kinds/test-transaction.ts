import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const TEST_TRANSACTION: KindWording<'test_transaction'> = {
  en: {
    name: 'test transaction',
    reason: (f) => {
      const environment = given(textFact(f, 'environment'), (text) => ` (${printable(text)})`);
      return `Transaction${en.transaction(f)}${en.of(f, f.settlementGross ?? f.orderAmount)} is of another environment${environment} in a live source; it counts as no revenue`;
    },
    action: () =>
      'find out who made a test payment against the live source, stop it, and make sure that nothing was delivered for it',
  },
  es: {
    name: 'transacción de prueba',
    reason: (f) => {
      const environment = given(textFact(f, 'environment'), (text) => ` (${printable(text)})`);
      return `La transacción${es.transaction(f)}${es.of(f, f.settlementGross ?? f.orderAmount)} es de otro ambiente${environment} en una fuente de producción; no cuenta como ingreso`;
    },
    action: () =>
      'averiguar quién hizo un pago de prueba contra la fuente de producción, detenerlo y confirmar que no se entregó nada',
  },
  zh: {
    name: '测试交易',
    reason: (f) => {
      const environment = given(textFact(f, 'environment'), (text) => `（${printable(text)}）`);
      return `${zh.named(f, '交易')}${zh.of(f, f.settlementGross ?? f.orderAmount)}属于其他环境${environment}，却出现在正式数据源中；不计为收入`;
    },
    action: () => '查明是谁在正式数据源上做了测试付款并予以制止，确认未因此交付任何商品或服务',
  },
};
