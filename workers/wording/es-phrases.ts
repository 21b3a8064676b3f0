import type { Minor } from '../../schemas/values/money.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { ES_WORDS } from './es-words.ts';
import { amountFact, flagFact, listFact, numberFact, textFact } from '../../schemas/outcome/facts.ts';
import { formatAmount, formatCount, formatDecimal, formatList, given, inBrackets, printable } from './format.ts';
import { wordFor } from './kind-wording.ts';
import { readerCell, readerSentence } from './reader-words.ts';
import { comparedNet, fileNameOf, sizeOf } from './subject.ts';

// The parts of sentences that several kinds share, in Spanish.

export const money = (f: Finding, amount: Minor): string => formatAmount('es', amount, f.currency);
export const count = (n: number): string => formatCount('es', n);
/** `1 línea`, `2 líneas`. */
export const counted = (n: number, one: string, several = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : several}`;
export const list = (items: readonly string[]): string => formatList('es', items);
export const of = (f: Finding, amount: Minor | null): string =>
  given(sizeOf(amount), (size) => ` por ${money(f, size)}`);

export const at = (f: Finding): string => given(f.provider, (provider) => ` de ${printable(provider)}`);
export const order = (f: Finding): string => given(f.merchantReference, (reference) => ` ${printable(reference)}`);
export const reference = (f: Finding): string =>
  given(f.merchantReference, (text) => ` con referencia ${printable(text)}`);
export const transaction = (f: Finding): string =>
  `${given(f.providerId, (id) => ` ${printable(id)}`)}${at(f)}${reference(f)}`;
export const file = (f: Finding): string => given(fileNameOf(f), (name) => ` ${name}`);
export const provider = (f: Finding): string => (f.provider === null ? 'la pasarela' : printable(f.provider));

/** Two statements that both foot and tell one day differently. */
export function daysDiffer(f: Finding): string {
  const day = given(textFact(f, 'bookedOn'), (text) => ` del ${printable(text)}`);
  const sums = [amountFact(f, 'dayMinor'), amountFact(f, 'otherDayMinor')].map((sum) =>
    given(sum, (amount) => ` (${money(f, amount)})`),
  );
  const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
  return `Dos extractos de la cuenta ${printable(textFact(f, 'account') ?? '')} cuadran y muestran movimientos distintos${day}:${file(f)}${sums[0] ?? ''} y${other}${sums[1] ?? ''}; cuenta el más reciente`;
}

/** A movement that another file tells and a statement that foots does not. */
export function withoutRoom(f: Finding): string {
  const day = given(textFact(f, 'bookedOn'), (text) => ` registrado el ${printable(text)}`);
  const other = given(textFact(f, 'otherFileName'), (name) => ` ${printable(name)}`);
  return `El archivo${file(f)} tiene un movimiento${of(f, f.bankAmount)}${day} que no está en el extracto${other} de la misma cuenta, cuyos saldos cuadran sin él; no se cuenta`;
}

/** What should be or came at the bank: a payout, else a single transaction. */
export function receivable(f: Finding): string {
  if (f.payoutId !== null) return `La liquidación ${printable(f.payoutId)}${at(f)}`;
  return `${(f.settlementGross ?? f.moneyAtRisk) < 0 ? 'El reintegro' : 'La transacción'}${transaction(f)}`;
}

/** What differs from one credit: a payout or transaction, or every payout of a run. */
export function compared(f: Finding): string {
  const others = listFact(f, 'otherPayouts');
  const several = numberFact(f, 'bankItems');
  const day = given(f.arrivedOn, (date) => (several === null ? ` del ${date}` : `, el último del ${date}`));
  const movements = `${several === null ? 'su movimiento' : `sus ${count(several)} movimientos`} en el banco${day}`;
  if (f.payoutId === null || others.length === 0) return `${receivable(f)} no coincide con ${movements}`;
  return `Las liquidaciones ${list([f.payoutId, ...others].map(printable))}${at(f)} juntas no coinciden con ${movements}`;
}

/** Every leg's value that is known, side by side. */
export function values(f: Finding): string {
  const parts = [
    given(f.orderAmount, (amount) => `pedido ${money(f, amount)}`),
    given(f.settlementGross, (amount) => `pasarela ${money(f, amount)}`),
    given(comparedNet(f), (amount) => `neto ${money(f, amount)}`),
    given(f.bankAmount, (amount) => `banco ${money(f, amount)}`),
    given(f.difference, (amount) => `diferencia ${money(f, amount)}`),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What the ERP and the provider refunded, against the payment; the legs' values where the facts are not given. */
export function refunds(f: Finding): string {
  const parts = [
    given(amountFact(f, 'providerRefundedMinor'), (amount) => `la pasarela reintegró ${money(f, amount)}`),
    given(amountFact(f, 'erpRefundedMinor'), (amount) => `el ERP ${money(f, amount)}`),
    given(amountFact(f, 'chargedBackMinor'), (amount) => `los contracargos quitaron ${money(f, amount)}`),
    given(amountFact(f, 'paidMinor'), (amount) => `el pago fue de ${money(f, amount)}`),
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : values(f);
}

/** The net of both versions of a revised file. */
export function revisedNet(f: Finding): string {
  const several = listFact(f, 'netsChanged');
  const [former, newer, delta] = [
    amountFact(f, 'formerNetMinor'),
    amountFact(f, 'newerNetMinor'),
    amountFact(f, 'netDeltaMinor'),
  ];
  if (several.length > 0) return `; el neto pasó de lo que era a lo que es: ${list(several)}`;
  if (former === null || newer === null) return '';
  if (former === newer) return `; el neto sigue en ${money(f, newer)}`;
  return `; el neto era ${money(f, former)} y es ${money(f, newer)}${given(delta, (amount) => `, una diferencia de ${money(f, amount)}`)}`;
}

/** A file that is refused for its rows: how many, the first of them, and what could be read. */
function unreadableOf(f: Finding): string {
  const rows = numberFact(f, 'unreadableRows');
  const all = numberFact(f, 'unreadableOf');
  const first = listFact(f, 'unreadableFirst').map((one) => {
    const [line = '', code = '', column = '', text = ''] = one.split('\t');
    return `línea ${line} ${wordFor(ES_WORDS.rejects, code)}${column === '' ? '' : ` en ${printable(column)}`}${text === '' ? '' : ` "${readerCell('es', text)}"`}`;
  });
  const amounts = listFact(f, 'unreadableAmounts');
  if (rows === null || all === null) return '';
  const told = amounts.length === 0 ? '' : `; legible de todos modos, y no se usa en ninguna suma: ${list(amounts)}`;
  return ` - ${count(rows)} de ${count(all)}, ${first.length === 1 ? 'la primera' : 'las primeras'}: ${first.join('; ')}${told}`;
}

/** Refusals whose words say all that the reader's sentence says. */
const TOLD_IN_WORDS = ['mostly_unreadable', 'wrong_signs'];

export function problemOf(f: Finding): string {
  const place = [
    given(numberFact(f, 'problemLine'), (line) => `línea ${count(line)}`),
    given(numberFact(f, 'problemByte'), (byte) => `byte ${count(byte)}`),
  ].filter((part) => part !== '');
  const code = given(textFact(f, 'problemCode'), (text) => `: ${wordFor(ES_WORDS.refusals, text)}`);
  const isReported = TOLD_IN_WORDS.includes(textFact(f, 'problemCode') ?? '');
  const detail = given(textFact(f, 'problemDetail'), (text) =>
    isReported ? '' : ` - ${readerSentence('es', text) ?? `detalle del lector: ${printable(text).replace(/\.$/, '')}`}`,
  );
  return `${code}${inBrackets('es', place.join(', '))}${detail}${unreadableOf(f)}`;
}

/** A refused delivery takes nothing back of what was accepted before. */
export function standsOf(f: Finding): string {
  return flagFact(f, 'formerStands') ? ', y sigue vigente el archivo que se había leído antes' : '';
}

/** What the file calls the column, its text, and why it is none or what to declare. */
export function cellOf(f: Finding): string {
  const column = given(textFact(f, 'rejectColumn'), (name) => `, columna ${printable(name)}`);
  const text = given(textFact(f, 'rejectText'), (cell) => `: "${readerCell('es', cell)}"`);
  const hint = given(
    textFact(f, 'rejectHint'),
    (why) => `; ${/^amounts: /.test(why) ? `para leerlo, declare ${why}` : wordFor(ES_WORDS.rejectHints, why)}`,
  );
  return `${column}${text}${hint}`;
}

/** The columns in which two versions of a line can differ, in words; another one by its own name. */
const FIELDS: Readonly<Record<string, string>> = {
  gross: 'bruto',
  net: 'neto',
  fee: 'comisión',
  tax: 'impuestos',
  status: 'estado',
  currency: 'moneda',
  merchant_reference: 'referencia',
  payout_id: 'liquidación',
  settled_on: 'fecha de liquidación',
  paid_at: 'hora de pago',
};

const fieldName = (field: string): string => wordFor(FIELDS, field);

export function conflictOf(f: Finding): string {
  const formers = listFact(f, 'formerValues');
  const newers = listFact(f, 'newerValues');
  const fields = listFact(f, 'conflictFields').map((field, index) => {
    const former = formers[index];
    const newer = newers[index];
    return former === undefined || newer === undefined
      ? fieldName(field)
      : `${fieldName(field)} ${formatDecimal('es', former)} y luego ${formatDecimal('es', newer)}`;
  });
  return fields.length > 0 ? list(fields) : values(f);
}

/** What a credit that nothing of its provider pays was compared with. */
export function fitsNothing(f: Finding): string {
  const lines = numberFact(f, 'waitingLines');
  const sum = given(amountFact(f, 'waitingMinor'), (amount) => `, ${money(f, amount)} en total`);
  if (lines === null) return 'ninguna liquidación ni línea suya corresponde';
  return `ninguna liquidación suya corresponde; allí ${lines === 1 ? 'espera' : 'esperan'} ${counted(lines, 'línea')} sin liquidación${sum}`;
}
