import type { Language } from '../../schemas/values/language.ts';

/** What the page of the providers says. */
export interface ProviderTexts {
  readonly title: string;
  readonly note: string;
  readonly none: string;
  readonly all: string;
  readonly months: string;
  readonly month: string;
  readonly payouts: string;
  readonly gross: string;
  readonly cost: string;
  readonly share: string;
  readonly median: string;
  readonly p95: string;
  readonly onTime: string;
  readonly late: string;
  readonly open: string;
}

export const PROVIDER_TEXTS: Readonly<Record<Language, ProviderTexts>> = {
  en: {
    title: 'Providers',
    note: 'Payouts settled in the last quarter of a year, each as it stands now. Days are business days from settlement to the bank.',
    none: 'No provider has paid out anything yet.',
    all: 'How they pay',
    months: 'Month by month',
    month: 'Month',
    payouts: 'Payouts',
    gross: 'Gross',
    cost: 'Fees and taxes',
    share: 'Of gross',
    median: 'Days to the bank, median',
    p95: '19 of 20 within days',
    onTime: 'On time',
    late: 'Late',
    open: 'Not due yet',
  },
  es: {
    title: 'Proveedores',
    note: 'Desembolsos liquidados en el último trimestre, cada uno como está ahora. Los días son hábiles, desde la liquidación hasta el banco.',
    none: 'Ningún proveedor ha desembolsado nada todavía.',
    all: 'Cómo pagan',
    months: 'Mes a mes',
    month: 'Mes',
    payouts: 'Desembolsos',
    gross: 'Bruto',
    cost: 'Comisiones e impuestos',
    share: 'Del bruto',
    median: 'Días hasta el banco, mediana',
    p95: '19 de 20 en tantos días',
    onTime: 'A tiempo',
    late: 'Tarde',
    open: 'Aún no vencen',
  },
  zh: {
    title: '支付商',
    note: '最近一个季度结算的付款，按目前状态显示。天数为从结算到入账的工作日。',
    none: '尚无支付商付款。',
    all: '付款情况',
    months: '按月',
    month: '月份',
    payouts: '付款',
    gross: '总额',
    cost: '手续费和税',
    share: '占总额',
    median: '到账天数（中位数）',
    p95: '20 笔中 19 笔的天数',
    onTime: '按时',
    late: '迟到',
    open: '尚未到期',
  },
};
