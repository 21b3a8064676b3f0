import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { EN_WORDS } from '../en-words.ts';
import { es } from '../es-phrases.ts';
import { ES_WORDS } from '../es-words.ts';
import { given, inBrackets, printable } from '../format.ts';
import { wordFor, type KindWording } from '../kind-wording.ts';
import { lineOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';
import { ZH_WORDS } from '../zh-words.ts';

export const ROW_REJECTED: KindWording<'row_rejected'> = {
  en: {
    name: 'unreadable row',
    reason: (f) => {
      const field = given(textFact(f, 'rejectField'), (text) => ` in ${printable(text)}`);
      const code = given(textFact(f, 'rejectCode'), (text) => `: ${wordFor(EN_WORDS.rejects, text)}${field}`);
      return `Line ${lineOf(f)} of the file${en.file(f)}${en.reference(f)} could not be read${code}${en.cellOf(f)}${inBrackets('en', en.values(f))}`;
    },
    action: () => 'have the row corrected where the file is made and the file sent again',
  },
  es: {
    name: 'fila ilegible',
    reason: (f) => {
      const field = given(textFact(f, 'rejectField'), (text) => ` en ${printable(text)}`);
      const code = given(textFact(f, 'rejectCode'), (text) => `: ${wordFor(ES_WORDS.rejects, text)}${field}`);
      return `No se pudo leer la línea ${lineOf(f)} del archivo${es.file(f)}${es.reference(f)}${code}${es.cellOf(f)}${inBrackets('es', es.values(f))}`;
    },
    action: () => 'hacer corregir la fila donde se genera el archivo y pedir que lo envíen de nuevo',
  },
  zh: {
    name: '行无法读取',
    reason: (f) => {
      const field = given(textFact(f, 'rejectField'), (text) => `，字段 ${printable(text)}`);
      const code = given(textFact(f, 'rejectCode'), (text) => `：${wordFor(ZH_WORDS.rejects, text)}${field}`);
      return `文件${zh.file(f)}第 ${lineOf(f)} 行${zh.reference(f)}无法读取${code}${zh.cellOf(f)}${zh.brackets(zh.values(f))}`;
    },
    action: () => '请在生成文件处更正该行，并重新发送文件',
  },
};
