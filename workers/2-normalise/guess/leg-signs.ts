import { LEGS, type Leg } from '../../../schemas/lines/records.ts';

/** What speaks for each leg, in words that a person can judge. */
export type LegSigns = Readonly<Record<Leg, readonly string[]>>;

/**
 * Names that the files of one leg have and those of the others have not: parts of a sale, of what a provider deducts
 * and pays, of an account. `amount`, `status`, `reference` and the like are in all of them and speak for none.
 */
const OWN_NAMES: Readonly<Record<Leg, readonly string[]>> = {
  order: [
    'order id',
    'order number',
    'order date',
    'order total',
    'order status',
    'order name',
    'subtotal',
    'sub total',
    'financial status',
    'fulfillment status',
    'customer',
    'cliente',
    'discount',
    'descuento',
    'shipping',
    'envio',
    'pedido',
    'id pedido',
    'numero de pedido',
    'fecha pedido',
    'invoice number',
    'numero de factura',
    'factura',
    'cufe',
    'created at',
    'fecha de creacion',
    'sku',
    'quantity',
    'cantidad',
    'vendedor',
    'refunded amount',
    'outstanding',
  ],
  settlement: [
    'fee',
    'fees',
    'fee amount',
    'commission',
    'comision',
    'net',
    'net amount',
    'neto',
    'valor neto',
    'gross',
    'gross amount',
    'valor bruto',
    'payout',
    'payout id',
    'payout date',
    'settlement date',
    'settlement id',
    'fecha liquidacion',
    'numero de liquidacion',
    'liquidacion',
    'fecha desembolso',
    'numero de desembolso',
    'id desembolso',
    'total desembolsado',
    'transaction id',
    'id transaccion',
    'id de la transaccion',
    'psp reference',
    'provider id',
    'payment id',
    'cus',
    'codigo de trazabilidad',
    'traceability code',
    'retefuente',
    'reteica',
    'reteiva',
    'iva comision',
    'refund of',
    'lote',
    'franquicia',
    'autorizacion',
  ],
  bank: [
    'balance',
    'saldo',
    'running balance',
    'booking date',
    'booked on',
    'value date',
    'fecha valor',
    'fecha movimiento',
    'fecha de movimiento',
    'account number',
    'numero de cuenta',
    'cuenta',
    'iban',
    'concepto',
    'oficina',
    'debit credit',
    'tipo movimiento',
    'naturaleza',
  ],
};

export function noSigns(): Record<Leg, string[]> {
  return { order: [], settlement: [], bank: [] };
}

/** Which names of a header speak for which leg; `names` are plain words, `header` is how the file writes them. */
export function signsInNames(names: readonly string[], header: readonly string[], hasSides: boolean): LegSigns {
  const own = (leg: Leg): string[] => header.filter((_, place) => OWN_NAMES[leg].includes(names[place] ?? ''));
  return {
    order: own('order'),
    settlement: own('settlement'),
    bank: [...own('bank'), ...(hasSides ? ['credits beside debits'] : [])],
  };
}

/** The leg with the most signs; among equals the one that `fit` puts highest. */
export function judged(signs: LegSigns, fit: (leg: Leg) => number): Leg {
  const [best] = [...LEGS].sort((a, b) => signs[b].length - signs[a].length || fit(b) - fit(a));
  return best ?? 'order';
}

/** The doubt about a leg that was judged: what spoke for each. */
export function reportedSigns(signs: LegSigns): string {
  return LEGS.map((leg) => `${leg}: ${signs[leg].length === 0 ? 'nothing' : signs[leg].join(', ')}`).join('; ');
}
