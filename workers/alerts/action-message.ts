import type { Language } from '../../schemas/config/config.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import { formatAmount, printable } from '../wording/format.ts';
import { actionOf, reasonOf } from '../wording/index.ts';
import { kindName } from '../wording/kinds/index.ts';
import { amountFact } from './digest.ts';
import type { Message } from './message.ts';
import { ALERT_WORDING } from './wording.ts';

/** What a message on one action is made of. */
export interface ActionSubject {
  readonly tenant: string;
  readonly run: RunKey;
  readonly row: Discrepancy;
  /** Where people open the report of the run; null where no message may say. */
  readonly report: string | null;
}

/** One message on one action: what is wrong, what to do and who, and where to read on. */
export function actionMessage(language: Language, key: string, { tenant, run, row, report }: ActionSubject): Message {
  const wording = ALERT_WORDING[language];
  const subject = row.merchantReference ?? row.payoutId ?? row.providerId ?? row.provider ?? '';
  const money = row.moneyAtRisk === 0 ? '' : formatAmount(language, row.moneyAtRisk, row.currency);
  return {
    key,
    kind: 'action',
    tenant,
    run,
    title: wording
      .actionTitle(printable(tenant), kindName(language, row.kind), printable(subject), money)
      .replace(/ +,/, ','),
    paragraphs: [
      reasonOf(language, row),
      actionOf(language, row),
      ...(report === null ? [] : [wording.report(report)]),
      wording.show(row.id),
    ],
    facts: {
      report,
      discrepancyId: row.id,
      discrepancyKind: row.kind,
      severity: row.severity,
      owner: row.owner,
      merchantReference: row.merchantReference,
      payoutId: row.payoutId,
      provider: row.provider,
      store: row.store,
      currency: row.currency,
      moneyAtRisk: amountFact(row),
      direction: row.direction,
    },
  };
}
