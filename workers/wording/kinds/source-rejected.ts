import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import type { KindWording } from '../kind-wording.ts';
import { fileDateOf, sourceOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const SOURCE_REJECTED: KindWording<'source_rejected'> = {
  en: {
    name: 'refused file',
    reason: (f) =>
      `The file${en.file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} is refused${en.problemOf(f)}; nothing of it is used${en.standsOf(f)}`,
    action: (f) =>
      textFact(f, 'sameAsDate') === null
        ? `have ${sourceOf(f)} send a whole and correct file for ${fileDateOf(f)} and run the date again`
        : `have ${sourceOf(f)} send its own file for ${fileDateOf(f)} and run the date again; where it may say the same as on another day, declare its \`rolling\` days`,
  },
  es: {
    name: 'archivo rechazado',
    reason: (f) =>
      `El archivo${es.file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} fue rechazado${es.problemOf(f)}; no se usa nada de él${es.standsOf(f)}`,
    action: (f) =>
      textFact(f, 'sameAsDate') === null
        ? `pedir a quien envía ${sourceOf(f)} un archivo completo y correcto del ${fileDateOf(f)} y volver a correr la fecha`
        : `pedir a quien envía ${sourceOf(f)} su archivo del ${fileDateOf(f)} y volver a correr la fecha; si puede decir lo mismo que otro día, declarar sus días en \`rolling\``,
  },
  zh: {
    name: '文件被拒收',
    reason: (f) =>
      `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${zh.file(f)}被拒收${zh.problemOf(f)}；其内容一概不使用${zh.standsOf(f)}`,
    action: (f) =>
      textFact(f, 'sameAsDate') === null
        ? `请 ${sourceOf(f)} 重新发送 ${fileDateOf(f)} 的完整正确文件，并重新运行该日期`
        : `请 ${sourceOf(f)} 发送 ${fileDateOf(f)} 当日的文件，并重新运行该日期；如其内容可与其他日期相同，请声明 \`rolling\` 天数`,
  },
};
