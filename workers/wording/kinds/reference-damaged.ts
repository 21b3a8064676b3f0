import { numberFact, textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { sourceOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const REFERENCE_DAMAGED: KindWording<'reference_damaged'> = {
  en: {
    name: 'keys ruined by a spreadsheet',
    reason: (f) => {
      const isOne = numberFact(f, 'damagedKeys') === 1;
      const keys = given(numberFact(f, 'damagedKeys'), (n) => en.counted(n, 'key')) || 'Some keys';
      const example = given(textFact(f, 'damagedExample'), (text) => `, such as ${printable(text)}`);
      const zeros = given(numberFact(f, 'lostZeros'), (n) =>
        n === 0 ? '' : `; ${en.count(n)} lost the zeros ${n === 1 ? 'it' : 'they'} began with`,
      );
      const alone = given(numberFact(f, 'counterpartsAlone'), (n) =>
        n === 0 ? '' : `; ${en.counted(n, 'line')} of the other files may belong to ${isOne ? 'it' : 'them'}`,
      );
      return `${keys} of the file${en.file(f)} of ${sourceOf(f)} ${isOne ? 'was' : 'were'} ruined by a spreadsheet${example}${zeros}${alone}`;
    },
    action: () => 'export the file again and do not open it in a spreadsheet before it is read',
  },
  es: {
    name: 'claves dañadas por una hoja de cálculo',
    reason: (f) => {
      const isOne = numberFact(f, 'damagedKeys') === 1;
      const keys = given(numberFact(f, 'damagedKeys'), (n) => es.counted(n, 'clave')) || 'Algunas claves';
      const example = given(textFact(f, 'damagedExample'), (text) => `, como ${printable(text)}`);
      const zeros = given(numberFact(f, 'lostZeros'), (n) =>
        n === 0 ? '' : `; ${es.count(n)} ${n === 1 ? 'perdió' : 'perdieron'} los ceros del comienzo`,
      );
      const alone = given(numberFact(f, 'counterpartsAlone'), (n) =>
        n === 0
          ? ''
          : `; ${es.counted(n, 'línea')} de los otros archivos ${n === 1 ? 'puede' : 'pueden'} ${isOne ? 'corresponderle' : 'corresponderles'}`,
      );
      return `${keys} del archivo${es.file(f)} de ${sourceOf(f)} ${isOne ? 'quedó dañada' : 'quedaron dañadas'} por una hoja de cálculo${example}${zeros}${alone}`;
    },
    action: () => 'exportar el archivo de nuevo y no abrirlo en una hoja de cálculo antes de leerlo',
  },
  zh: {
    name: '编号被电子表格损坏',
    reason: (f) => {
      const keys = given(numberFact(f, 'damagedKeys'), (n) => `${zh.count(n)} 个编号`) || '部分编号';
      const example = given(textFact(f, 'damagedExample'), (text) => `，例如 ${printable(text)}`);
      const zeros = given(numberFact(f, 'lostZeros'), (n) => (n === 0 ? '' : `；其中 ${zh.count(n)} 个丢失了开头的零`));
      const alone = given(numberFact(f, 'counterpartsAlone'), (n) =>
        n === 0 ? '' : `；其他文件中有 ${zh.count(n)} 行可能与之对应`,
      );
      return `${sourceOf(f)} 的文件${zh.file(f)}中，${keys}被电子表格损坏${example}${zeros}${alone}`;
    },
    action: () => '重新导出该文件，读取前不要用电子表格打开',
  },
};
