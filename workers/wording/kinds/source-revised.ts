import { numberFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { fileDateOf, sourceOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const SOURCE_REVISED: KindWording<'source_revised'> = {
  en: {
    name: 'revised file',
    reason: (f) => {
      const changes = [
        given(numberFact(f, 'addedLines'), (lines) => `lines added: ${en.count(lines)}`),
        given(numberFact(f, 'removedLines'), (lines) => `removed: ${en.count(lines)}`),
        given(numberFact(f, 'changedLines'), (lines) => `changed: ${en.count(lines)}`),
      ].filter((part) => part !== '');
      const told = changes.length > 0 ? `: ${changes.join(', ')}` : '';
      const same = textFact(f, 'sameAsDate');
      const otherwise = textFact(f, 'otherwiseOn');
      if (same !== null && otherwise !== null)
        return `The file${en.file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} says again what the one of ${same} said, and the one of ${otherwise} says otherwise; its rows are the newest and count`;
      if (same !== null)
        return `The file${en.file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} says nothing new${told}; it is the one of ${same} again, and the payments in hand name no sale that it lacks`;
      return `A new version of the file${en.file(f)} of ${sourceOf(f)} came for ${fileDateOf(f)}, which was already read${told}${en.revisedNet(f)}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? textFact(f, 'sameAsDate') === null
          ? 'nothing to do, the new version is used'
          : textFact(f, 'otherwiseOn') === null
            ? 'nothing to do, an export of several days may say nothing new'
            : 'make sure that it is the file of its date; if it is an old one, have the right one sent and run the date again'
        : `confirm with ${sourceOf(f)} why the net changed and correct what was booked for ${fileDateOf(f)}; the new version is used`,
  },
  es: {
    name: 'archivo corregido',
    reason: (f) => {
      const changes = [
        given(numberFact(f, 'addedLines'), (lines) => `líneas nuevas: ${es.count(lines)}`),
        given(numberFact(f, 'removedLines'), (lines) => `retiradas: ${es.count(lines)}`),
        given(numberFact(f, 'changedLines'), (lines) => `cambiadas: ${es.count(lines)}`),
      ].filter((part) => part !== '');
      const told = changes.length > 0 ? `: ${changes.join(', ')}` : '';
      const same = textFact(f, 'sameAsDate');
      const otherwise = textFact(f, 'otherwiseOn');
      if (same !== null && otherwise !== null)
        return `El archivo${es.file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} repite lo que decía el del ${same}, y el del ${otherwise} dice otra cosa; sus filas son las últimas y valen`;
      if (same !== null)
        return `El archivo${es.file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} no dice nada nuevo${told}; es otra vez el del ${same}, y los pagos que hay no nombran ninguna venta que le falte`;
      return `Llegó otra versión del archivo${es.file(f)} de ${sourceOf(f)} del ${fileDateOf(f)}, que ya se había leído${told}${es.revisedNet(f)}`;
    },
    action: (f) =>
      f.class === 'notice'
        ? textFact(f, 'sameAsDate') === null
          ? 'nada por hacer, se usa la versión nueva'
          : textFact(f, 'otherwiseOn') === null
            ? 'nada por hacer, un archivo de varios días puede no decir nada nuevo'
            : 'comprobar que es el archivo de su fecha; si es uno viejo, pedir el correcto y volver a correr la fecha'
        : `confirmar con quien envía ${sourceOf(f)} por qué cambió el neto y corregir lo registrado del ${fileDateOf(f)}; se usa la versión nueva`,
  },
  zh: {
    name: '文件已修订',
    reason: (f) => {
      const changes = [
        given(numberFact(f, 'addedLines'), (lines) => `新增 ${zh.count(lines)} 行`),
        given(numberFact(f, 'removedLines'), (lines) => `删除 ${zh.count(lines)} 行`),
        given(numberFact(f, 'changedLines'), (lines) => `更改 ${zh.count(lines)} 行`),
      ].filter((part) => part !== '');
      const told = changes.length > 0 ? `：${changes.join('，')}` : '';
      const same = textFact(f, 'sameAsDate');
      const otherwise = textFact(f, 'otherwiseOn');
      if (same !== null && otherwise !== null)
        return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${zh.file(f)}重复 ${same} 的内容，而 ${otherwise} 的文件内容不同；以其各行为最新`;
      if (same !== null)
        return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${zh.file(f)}没有新内容${told}；与 ${same} 的文件相同，且现有付款中没有该文件缺少的销售`;
      return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${zh.file(f)}已读取过，现收到新版本${told}${zh.revisedNet(f)}`;
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
};
