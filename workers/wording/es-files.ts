import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { ES_WORDS } from './es-words.ts';
import { amountFact, numberFact, textFact } from './facts.ts';
import { given, inBrackets, printable } from './format.ts';
import { wordFor, type KindWording } from './kind-wording.ts';
import { fileDateOf, lineOf, sourceOf } from './subject.ts';
import {
  cellOf,
  count,
  daysDiffer,
  file,
  money,
  of,
  problemOf,
  reference,
  revisedNet,
  standsOf,
  transaction,
  values,
  withoutRoom,
} from './es-phrases.ts';

/** Spanish for what is wrong with a file, its statement or one of its rows. */
export const ES_FILE_KINDS = {
  source_missing: {
    reason: (f) =>
      `Se esperaba el archivo${file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} y no está; lo que depende de él queda en espera`,
    action: (f) =>
      `averiguar por qué ${sourceOf(f)} no llegó, dejar el archivo en su carpeta y volver a correr la fecha ${fileDateOf(f)}`,
  },
  source_rejected: {
    reason: (f) =>
      `El archivo${file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} fue rechazado${problemOf(f)}; no se usa nada de él${standsOf(f)}`,
    action: (f) =>
      textFact(f, 'sameAsDate') === null
        ? `pedir a quien envía ${sourceOf(f)} un archivo completo y correcto del ${fileDateOf(f)} y volver a correr la fecha`
        : `pedir a quien envía ${sourceOf(f)} su archivo del ${fileDateOf(f)} y volver a correr la fecha; si puede decir lo mismo que otro día, declarar sus días en \`rolling\``,
  },
  source_suspect: {
    reason: (f) => {
      const broken = given(numberFact(f, 'suspectLines'), count) || 'Muchas';
      const total = given(numberFact(f, 'suspectTotal'), (lines) => ` de ${count(lines)}`);
      const kind = wordFor(ES_WORDS.kinds, textFact(f, 'suspectKind') ?? f.key[2] ?? '');
      return `${broken}${total} líneas del archivo${file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} fallan igual${inBrackets('es', kind)}; la causa probable es el archivo mismo`;
    },
    action: (f) => `revisar el archivo con quien envía ${sourceOf(f)} antes de trabajar las filas que están bajo esta`,
  },
  source_revised: {
    reason: (f) => {
      const changes = [
        given(numberFact(f, 'addedLines'), (lines) => `líneas nuevas: ${count(lines)}`),
        given(numberFact(f, 'removedLines'), (lines) => `retiradas: ${count(lines)}`),
        given(numberFact(f, 'changedLines'), (lines) => `cambiadas: ${count(lines)}`),
      ].filter((part) => part !== '');
      const told = changes.length > 0 ? `: ${changes.join(', ')}` : '';
      const same = textFact(f, 'sameAsDate');
      const otherwise = textFact(f, 'otherwiseOn');
      if (same !== null && otherwise !== null)
        return `El archivo${file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} repite lo que decía el del ${same}, y el del ${otherwise} dice otra cosa; sus filas son las últimas y valen`;
      if (same !== null)
        return `El archivo${file(f)} de ${sourceOf(f)} del ${fileDateOf(f)} no dice nada nuevo${told}; es otra vez el del ${same}, y los pagos que hay no nombran ninguna venta que le falte`;
      return `Llegó otra versión del archivo${file(f)} de ${sourceOf(f)} del ${fileDateOf(f)}, que ya se había leído${told}${revisedNet(f)}`;
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
  reference_damaged: {
    reason: (f) => {
      const keys =
        given(numberFact(f, 'damagedKeys'), (n) => `${count(n)} ${n === 1 ? 'clave' : 'claves'}`) || 'Algunas claves';
      const example = given(textFact(f, 'damagedExample'), (text) => `, como ${printable(text)}`);
      const zeros = given(numberFact(f, 'lostZeros'), (n) =>
        n === 0 ? '' : `; ${count(n)} ${n === 1 ? 'perdió' : 'perdieron'} los ceros del comienzo`,
      );
      const alone = given(numberFact(f, 'counterpartsAlone'), (n) =>
        n === 0 ? '' : `; ${count(n)} ${n === 1 ? 'línea' : 'líneas'} de los otros archivos pueden corresponderles`,
      );
      return `${keys} del archivo${file(f)} de ${sourceOf(f)} quedaron dañadas por una hoja de cálculo${example}${zeros}${alone}`;
    },
    action: () => 'exportar el archivo de nuevo y no abrirlo en una hoja de cálculo antes de leerlo',
  },
  statement_gap: {
    reason: (f) => {
      const told = textFact(f, 'told');
      const [differ, room] = [daysDiffer(f), withoutRoom(f)];
      if (told !== null) return told === 'differently' ? differ : room;
      const account = printable(textFact(f, 'account') ?? f.key[0] ?? '');
      const opening =
        given(amountFact(f, 'openingMinor'), (amount) => ` abre en ${money(f, amount)}`) ||
        ' no abre en el último saldo';
      const closing = given(
        amountFact(f, 'previousClosingMinor'),
        (amount) => ` y el anterior cerró en ${money(f, amount)}`,
      );
      return `El extracto de la cuenta ${account} del ${fileDateOf(f)}${opening}${closing}${inBrackets('es', values(f))}`;
    },
    action: (f) =>
      textFact(f, 'told') === null
        ? 'pedir al banco el extracto o los movimientos que faltan entre los dos'
        : 'preguntar al banco cuál de los dos es el correcto',
  },
  row_rejected: {
    reason: (f) => {
      const field = given(textFact(f, 'rejectField'), (text) => ` en ${printable(text)}`);
      const code = given(textFact(f, 'rejectCode'), (text) => `: ${wordFor(ES_WORDS.rejects, text)}${field}`);
      return `No se pudo leer la línea ${lineOf(f)} del archivo${file(f)}${reference(f)}${code}${cellOf(f)}${inBrackets('es', values(f))}`;
    },
    action: () => 'hacer corregir la fila donde se genera el archivo y pedir que lo envíen de nuevo',
  },
  test_transaction: {
    reason: (f) => {
      const environment = given(textFact(f, 'environment'), (text) => ` (${printable(text)})`);
      return `La transacción${transaction(f)}${of(f, f.settlementGross ?? f.orderAmount)} es de otro ambiente${environment} en una fuente de producción; no cuenta como ingreso`;
    },
    action: () =>
      'averiguar quién hizo un pago de prueba contra la fuente de producción, detenerlo y confirmar que no se entregó nada',
  },
} as const satisfies Partial<Record<DiscrepancyKind, KindWording>>;
