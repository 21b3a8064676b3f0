import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { ClaimLanguage } from '../../../schemas/values/language.ts';

/** The texts of a letter in one language, whatever is claimed. */
export interface ClaimWording {
  readonly subject: (tenant: string, title: string, count: string, asOf: PlainDate) => string;
  readonly greeting: (provider: string) => string;
  readonly total: string;
  readonly more: (count: string, file: string) => string;
  readonly attached: (file: string) => string;
  readonly regards: string;
  readonly parts: {
    readonly reference: string;
    readonly transaction: string;
    readonly cus: string;
    readonly payout: string;
    readonly paidOn: string;
    readonly settledOn: string;
    readonly dueOn: string;
    readonly arrivedOn: string;
  };
}

/** What is written to a provider. */
export const CLAIM_WORDING: Readonly<Record<ClaimLanguage, ClaimWording>> = {
  en: {
    subject: (tenant, title, count, asOf) => `Subject: ${tenant}: ${title} (${count}, as of ${asOf})`,
    greeting: (provider) => `To the settlement team of ${provider}:`,
    total: 'Total',
    more: (count, file) => `and ${count} more in ${file}`,
    attached: (file) => `References, amounts, dates, CUS and the lines of your files are in ${file}.`,
    regards: 'Kind regards,',
    parts: {
      reference: 'reference',
      transaction: 'transaction',
      cus: 'CUS',
      payout: 'payout',
      paidOn: 'paid on',
      settledOn: 'settled on',
      dueOn: 'due on',
      arrivedOn: 'arrived on',
    },
  },
  es: {
    subject: (tenant, title, count, asOf) => `Asunto: ${tenant}: ${title} (${count}, a ${asOf})`,
    greeting: (provider) => `Al equipo de liquidaciones de ${provider}:`,
    total: 'Total',
    more: (count, file) => `y ${count} más en ${file}`,
    attached: (file) =>
      `Las referencias, los valores, las fechas, los CUS y las líneas de sus archivos están en ${file}.`,
    regards: 'Cordialmente,',
    parts: {
      reference: 'referencia',
      transaction: 'transacción',
      cus: 'CUS',
      payout: 'desembolso',
      paidOn: 'pagado el',
      settledOn: 'liquidado el',
      dueOn: 'vencido el',
      arrivedOn: 'recibido el',
    },
  },
};
