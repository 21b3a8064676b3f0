import { numberFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, inBrackets } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { fileDateOf, sourceOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const SOURCE_SUSPECT: KindWording<'source_suspect'> = {
  en: {
    name: 'suspect file',
    reason: (f, nameOf) => {
      const broken = given(numberFact(f, 'suspectLines'), en.count) || 'Many';
      const total = given(numberFact(f, 'suspectTotal'), (lines) => ` of ${en.count(lines)}`);
      const kind = nameOf(textFact(f, 'suspectKind') ?? f.key[2] ?? '');
      return `${broken}${total} lines of the file${en.file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} break alike${inBrackets('en', kind)}; the file itself is the likely cause`;
    },
    action: (f) => `check the file with ${sourceOf(f)} before anybody works on the rows listed under this one`,
  },
  es: {
    name: 'archivo sospechoso',
    reason: (f, nameOf) => {
      const broken = given(numberFact(f, 'suspectLines'), es.count) || 'Muchas';
      const total = given(numberFact(f, 'suspectTotal'), (lines) => ` de ${es.count(lines)}`);
      const kind = nameOf(textFact(f, 'suspectKind') ?? f.key[2] ?? '');
      return `${broken}${total} líneas del archivo${es.file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} fallan igual${inBrackets('es', kind)}; la causa probable es el archivo mismo`;
    },
    action: (f) => `revisar el archivo con quien envía ${sourceOf(f)} antes de trabajar las filas que están bajo esta`,
  },
  zh: {
    name: '文件可疑',
    reason: (f, nameOf) => {
      const broken = given(numberFact(f, 'suspectLines'), (lines) => ` ${zh.count(lines)} 行`) || '许多行';
      const total = given(numberFact(f, 'suspectTotal'), (lines) => `共 ${zh.count(lines)} 行，其中`);
      const kind = nameOf(textFact(f, 'suspectKind') ?? f.key[2] ?? '');
      return `${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${zh.file(f)}${total}${broken}出现同样的问题${zh.brackets(kind)}；原因很可能在文件本身`;
    },
    action: (f) => `在处理列于其下的各行之前，先与 ${sourceOf(f)} 核对该文件`,
  },
};
