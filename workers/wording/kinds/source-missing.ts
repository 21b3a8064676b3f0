import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import type { KindWording } from '../kind-wording.ts';
import { fileDateOf, sourceOf } from '../subject.ts';
import { zh } from '../zh-phrases.ts';

export const SOURCE_MISSING: KindWording<'source_missing'> = {
  en: {
    name: 'missing file',
    reason: (f) =>
      `The file${en.file(f)} of ${sourceOf(f)} for ${fileDateOf(f)} was expected and is not there; what depends on it waits`,
    action: (f) =>
      `find out why ${sourceOf(f)} did not deliver, put the file in its folder and run ${fileDateOf(f)} again`,
  },
  es: {
    name: 'archivo faltante',
    reason: (f) =>
      `Se esperaba el archivo${es.file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} y no está; lo que depende de él queda en espera`,
    action: (f) =>
      `averiguar por qué ${sourceOf(f)} no llegó, dejar el archivo en su carpeta y volver a correr la fecha ${fileDateOf(f)}`,
  },
  zh: {
    name: '文件缺失',
    reason: (f) => `应有 ${sourceOf(f)} 在 ${fileDateOf(f)} 的文件${zh.file(f)}，但未收到；依赖该文件的项目继续等待`,
    action: (f) => `查明 ${sourceOf(f)} 未送达的原因，将文件放入其文件夹，并重新运行 ${fileDateOf(f)}`,
  },
};
