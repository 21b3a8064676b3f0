/** Words by which files say a status or a type, in English and Spanish. What is not here is left to a person. */
const STATUS: Readonly<Record<'settlement' | 'order', Readonly<Record<string, readonly string[]>>>> = {
  settlement: {
    approved: [
      'approved',
      'aprobada',
      'aprobado',
      'ok',
      'paid',
      'pagada',
      'success',
      'successful',
      'settled',
      'completed',
      'accredited',
      'exitosa',
      'cleared',
    ],
    pending: ['pending', 'pendiente', 'in process', 'in_process', 'created', 'creada'],
    rejected: ['rejected', 'rechazada', 'rechazado', 'declined', 'declinada', 'not_authorized', 'no autorizada'],
    cancelled: ['cancelled', 'canceled', 'cancelada', 'voided', 'anulada'],
    expired: ['expired', 'expirada', 'vencida'],
    failed: ['failed', 'fallida', 'error'],
  },
  order: {
    paid: ['paid', 'pagado', 'pagada', 'completed', 'completado', 'processing', 'approved', 'aprobado'],
    partially_paid: ['partially_paid', 'partially paid', 'pago parcial'],
    pending: ['pending', 'pendiente', 'on-hold', 'authorized', 'draft'],
    cancelled: ['cancelled', 'canceled', 'cancelado', 'cancelada', 'voided', 'anulado'],
    expired: ['expired', 'expirado', 'vencido'],
    refunded: ['refunded', 'devuelto', 'reembolsado', 'partially_refunded'],
  },
};
const TYPE: Readonly<Record<string, readonly string[]>> = {
  payment: ['payment', 'pago', 'charge', 'sale', 'venta', 'settlement', 'capture'],
  refund: ['refund', 'devolucion', 'devolución', 'reembolso'],
  chargeback: ['chargeback', 'contracargo', 'dispute'],
  fee: ['fee', 'comision', 'comisión'],
  adjustment: ['adjustment', 'ajuste'],
  payout: ['payout', 'desembolso', 'withdrawal'],
};
const DIRECTION: Readonly<Record<string, readonly string[]>> = {
  credit: [
    'c',
    'cr',
    'crdt',
    'credit',
    'credito',
    'crédito',
    'nota credito',
    'nota crédito',
    'nc',
    'abono',
    'deposito',
    'depósito',
    'ingreso',
    'haber',
    '+',
  ],
  debit: [
    'd',
    'db',
    'dr',
    'dbit',
    'debit',
    'debito',
    'débito',
    'nota debito',
    'nota débito',
    'nd',
    'cargo',
    'retiro',
    'egreso',
    'debe',
    '-',
  ],
};

/** Canonical value -> the values of the file, and the values that no word list knows. */
export interface ValueGuess {
  readonly map: Readonly<Record<string, readonly string[]>>;
  readonly unknown: readonly string[];
}

export function guessValues(
  column: 'status' | 'type' | 'direction',
  leg: 'settlement' | 'order' | 'bank',
  texts: readonly string[],
): ValueGuess {
  const words = column === 'type' ? TYPE : column === 'direction' ? DIRECTION : leg === 'bank' ? {} : STATUS[leg];
  const found = [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))].sort();
  const meant = new Map(found.map((text) => [text, Object.keys(words).find((name) => words[name]?.includes(text.toLowerCase())) ?? null]));
  const map = Object.fromEntries(
    Object.keys(words).flatMap((name) => {
      const own = found.filter((text) => meant.get(text) === name);
      return own.length === 0 ? [] : [[name, own] as const];
    }),
  );
  return { map, unknown: found.filter((text) => meant.get(text) === null) };
}
