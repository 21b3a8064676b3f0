import type { Finding } from '../../schemas/outcome/run.ts';
import { amountFact, listFact, numberFact } from '../../schemas/outcome/facts.ts';
import { given, printable } from './format.ts';
import { Phrases } from './phrases.ts';

// The parts of sentences that several kinds share, in Spanish.

const shared = new Phrases('es', {
  between: ', ',
  within: (text) => ` ${text}`,
  quoted: (text) => `"${text}"`,
  of: (amount) => ` por ${amount}`,
  legs: { order: 'pedido', provider: 'pasarela', net: 'neto', bank: 'banco', difference: 'diferencia' },
  refunds: {
    provider: 'la pasarela reintegró',
    erp: 'el ERP',
    chargedBack: 'los contracargos quitaron',
    paid: 'el pago fue de',
  },
  ofDay: (date) => ` del ${date}`,
  bookedOn: (date) => ` registrado el ${date}`,
  daysDiffer: (account, day, one, other) =>
    `Dos extractos de la cuenta ${account} cuadran y muestran movimientos distintos${day}:${one} y${other}; cuenta el más reciente`,
  withoutRoom: (name, amount, day, other) =>
    `El archivo${name} tiene un movimiento${amount}${day} que no está en el extracto${other} de la misma cuenta, cuyos saldos cuadran sin él; no se cuenta`,
  netsChanged: (nets) => `el neto pasó de lo que era a lo que es: ${nets}`,
  netStays: (net) => `el neto sigue en ${net}`,
  netChanged: (former, newer) => `el neto era ${former} y es ${newer}`,
  netDelta: (delta) => `, una diferencia de ${delta}`,
  unreadableRow: (line, why, column, text) => `línea ${line} ${why}${column && ` en ${column}`}${text && ` "${text}"`}`,
  unreadable: (rows, all, first, amounts) =>
    ` - ${rows} de ${all}, ${first.length === 1 ? 'la primera' : 'las primeras'}: ${first.join('; ')}${amounts}`,
  readableAmounts: (amounts) => `; legible de todos modos, y no se usa en ninguna suma: ${amounts}`,
  line: (number) => `línea ${number}`,
  byte: (number) => `byte ${number}`,
  dash: ' - ',
  readerSays: 'detalle del lector: ',
  formerStands: 'y sigue vigente el archivo que se había leído antes',
  column: 'columna',
  declare: (what) => `para leerlo, declare ${what}`,
  fields: {
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
  },
  thenOther: (field, former, newer) => `${field} ${former} y luego ${newer}`,
});

/** `1 línea`, `2 líneas`. */
const counted = (n: number, one: string, several = `${one}s`): string =>
  `${shared.count(n)} ${n === 1 ? one : several}`;

const at = (f: Finding): string => given(f.provider, (provider) => ` de ${printable(provider)}`);
const reference = (f: Finding): string => given(f.merchantReference, (text) => ` con referencia ${printable(text)}`);
const transaction = (f: Finding): string =>
  `${given(f.providerId, (id) => ` ${printable(id)}`)}${at(f)}${reference(f)}`;
const provider = (f: Finding): string => (f.provider === null ? 'la pasarela' : printable(f.provider));

/** What should be or came at the bank: a payout, else a single transaction. */
function receivable(f: Finding): string {
  if (f.payoutId !== null) return `La liquidación ${printable(f.payoutId)}${at(f)}`;
  return `${(f.settlementGross ?? f.moneyAtRisk) < 0 ? 'El reintegro' : 'La transacción'}${transaction(f)}`;
}

/** What differs from one credit: a payout or transaction, or every payout of a run. */
function compared(f: Finding): string {
  const others = listFact(f, 'otherPayouts');
  const several = numberFact(f, 'bankItems');
  const day = given(f.arrivedOn, (date) => (several === null ? ` del ${date}` : `, el último del ${date}`));
  const movements = `${several === null ? 'su movimiento' : `sus ${shared.count(several)} movimientos`} en el banco${day}`;
  if (f.payoutId === null || others.length === 0) return `${receivable(f)} no coincide con ${movements}`;
  return `Las liquidaciones ${shared.list([f.payoutId, ...others].map(printable))}${at(f)} juntas no coinciden con ${movements}`;
}

/** What a credit that nothing of its provider pays was compared with. */
function fitsNothing(f: Finding): string {
  const lines = numberFact(f, 'waitingLines');
  const sum = given(amountFact(f, 'waitingMinor'), (amount) => `, ${shared.money(f, amount)} en total`);
  if (lines === null) return 'ninguna liquidación ni línea suya corresponde';
  return `ninguna liquidación suya corresponde; allí ${lines === 1 ? 'espera' : 'esperan'} ${counted(lines, 'línea')} sin liquidación${sum}`;
}

export const es = Object.assign(shared, {
  counted,
  at,
  reference,
  transaction,
  provider,
  receivable,
  compared,
  fitsNothing,
});
