import { listFact, numberFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { fileDateOf, sourceOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const CARD_NUMBERS: KindWording<'card_numbers'> = {
  en: {
    name: 'card numbers in a file',
    reason: (f) => {
      const rows = given(numberFact(f, 'cardRows'), (n) => en.counted(n, 'row')) || 'Rows';
      const first = given(numberFact(f, 'cardLine'), (line) => `, the first in line ${en.count(line)}`);
      const columns = listFact(f, 'cardColumns');
      const named = columns.length === 0 ? '' : ` (${en.list(columns)})`;
      return `${rows} of the file${en.file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} ${numberFact(f, 'cardRows') === 1 ? 'holds' : 'hold'} what is written like the number of a card${first}${named}; it is masked in everything but the archived file`;
    },
    action: (f) =>
      `ask whoever sends ${sourceOf(f)} to stop sending card numbers; numbers of your own that look like them are declared in ownNumbers`,
  },
  es: {
    name: 'números de tarjeta en un archivo',
    reason: (f) => {
      const rows = given(numberFact(f, 'cardRows'), (n) => es.counted(n, 'fila')) || 'Hay filas';
      const first = given(numberFact(f, 'cardLine'), (line) => `, la primera en la línea ${es.count(line)}`);
      const columns = listFact(f, 'cardColumns');
      const named = columns.length === 0 ? '' : ` (${es.list(columns)})`;
      return `${rows} del archivo${es.file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} con lo que se escribe como el número de una tarjeta${first}${named}; está enmascarado en todo menos en el archivo guardado como evidencia`;
    },
    action: (f) =>
      `pedir a quien envía ${sourceOf(f)} que no envíe números de tarjeta; los números propios que se les parecen se declaran en ownNumbers`,
  },
  zh: {
    name: '文件含有银行卡号',
    reason: (f) => {
      const rows = given(numberFact(f, 'cardRows'), (n) => `有 ${zh.count(n)} 行`) || '有若干行';
      const first = given(numberFact(f, 'cardLine'), (line) => `，首处在第 ${zh.count(line)} 行`);
      const columns = listFact(f, 'cardColumns');
      const named = columns.length === 0 ? '' : `（${zh.list(columns)}）`;
      return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${zh.file(f)}中，${rows}的内容形如银行卡号${first}${named}；除存档原文件外，其余各处均已遮盖`;
    },
    action: (f) => `请 ${sourceOf(f)} 的发送方停止发送银行卡号；若是自有编号与之相似，请在 ownNumbers 中声明`,
  },
};
