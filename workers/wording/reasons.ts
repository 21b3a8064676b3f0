import type { OutOfScopeReason } from '../../schemas/lines/records.ts';
import type { Language } from './format.ts';

/** Why a line takes no part, as report.html says it; matches.csv and summary.json print the reason's own name. */
export const REASON_WORDS: Readonly<Record<Language, Readonly<Record<OutOfScopeReason, string>>>> = {
  en: {
    declined: 'declined payments',
    pending: 'still pending at the provider',
    unpaid: 'orders that nobody paid',
    other_method: 'another method of payment',
    other_environment: 'another environment',
    already_seen: 'reported before',
    superseded: 'replaced by a later version',
    balance_row: 'balance rows',
    not_ours: 'not money of a provider',
    bank_charge: 'bank charges',
    gmf: 'tax on bank debits (GMF)',
    before_history: 'from before the history on file',
  },
  es: {
    declined: 'pagos rechazados',
    pending: 'aún pendientes en la pasarela',
    unpaid: 'pedidos que nadie pagó',
    other_method: 'otro medio de pago',
    other_environment: 'otro ambiente',
    already_seen: 'ya informadas antes',
    superseded: 'reemplazadas por una versión posterior',
    balance_row: 'filas de saldo',
    not_ours: 'dinero que no es de una pasarela',
    bank_charge: 'cobros del banco',
    gmf: 'gravamen a los movimientos financieros (GMF)',
    before_history: 'anteriores a la historia archivada',
  },
  zh: {
    declined: '被拒绝的付款',
    pending: '在支付服务商处仍待处理',
    unpaid: '无人付款的订单',
    other_method: '其他付款方式',
    other_environment: '其他环境',
    already_seen: '此前已报送',
    superseded: '已被后续版本取代',
    balance_row: '余额行',
    not_ours: '非支付服务商款项',
    bank_charge: '银行收费',
    gmf: '银行扣款税（GMF）',
    before_history: '早于存档历史',
  },
};
