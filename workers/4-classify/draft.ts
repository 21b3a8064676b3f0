import { discrepancyId } from '../../schemas/kinds/discrepancy.ts';
import type { Direction, DiscrepancyClass, Severity } from '../../schemas/kinds/kind.ts';
import { KINDS, type DiscrepancyKind, type FactsOf, type KeyOf } from '../../schemas/kinds/kinds.ts';
import type { Config } from '../../schemas/config/config.ts';
import { absolute, ZERO, type Minor } from '../../schemas/values/money.ts';
import { addressKey, type Leg, type LineAddress } from '../../schemas/lines/records.ts';
import { unsaid, type Finding, type NamedLine } from '../../schemas/outcome/run.ts';

/** A finding as a rule raises it; what a rule does not say is null, and what the kind says is taken from the table. */
export interface Draft extends Partial<
  Omit<Finding, 'id' | 'kind' | 'key' | 'lines' | 'moneyAtRisk' | 'severity' | 'class'>
> {
  readonly kind: DiscrepancyKind;
  /** What follows tenant and kind in the identity. */
  readonly key: readonly string[];
  readonly lines: readonly NamedLine[];
  readonly moneyAtRisk: Minor;
  readonly direction: Direction;
  /** Where it is not the kind's own. */
  readonly class?: DiscrepancyClass;
  readonly severity?: Severity;
}

/** A draft of one kind, or of several, as a rule raises it: with the key and the facts that the kind declares. */
export type DraftOf<Kind extends DiscrepancyKind> = Kind extends DiscrepancyKind
  ? Omit<Draft, 'kind' | 'key' | 'facts'> & {
      readonly kind: Kind;
      readonly key: KeyOf<Kind>;
      readonly facts?: FactsOf<Kind>;
    }
  : never;

/** What lines say of a draft, whatever its kind. */
export type DraftFields = Partial<Omit<Draft, 'kind' | 'key' | 'facts' | 'lines' | 'moneyAtRisk' | 'direction'>>;

/** Names a line in a finding. `broken`: this finding breaks it. */
export function named(line: LineAddress & { readonly leg: Leg; readonly line: number }, broken: boolean): NamedLine {
  return {
    date: line.date,
    source: line.source,
    file: line.file,
    row: line.row,
    leg: line.leg,
    line: line.line,
    broken,
  };
}

/** Makes a finding of a draft: identity, owner, severity by materiality. */
export function finding(draft: Draft, config: Pick<Config, 'tenant' | 'materiality'>): Finding {
  const definition = KINDS[draft.kind];
  const lines = withoutRepeats(draft.lines).map((line) => (definition.breaks ? line : { ...line, broken: false }));
  const ofKind = {
    owner: definition.owner,
    // Set by life.ts, which knows the runs before.
    firstSeen: (draft.lines[0]?.date ?? '1970-01-01') as Finding['firstSeen'],
  };
  return Object.assign(unsaid(), ofKind, draft, {
    id: discrepancyId(config.tenant, draft.kind, draft.key),
    class: draft.class ?? definition.class,
    severity: severityOf(draft.severity ?? definition.severity, draft, config),
    lines,
  });
}

const STEP_DOWN: Readonly<Record<Severity, Severity>> = { high: 'medium', medium: 'low', low: 'low' };

/** What `materiality` is stated in. */
const MATERIALITY_CURRENCY = 'COP';

/**
 * The kind's severity, one step down below `materiality.low` of money at risk, high above `materiality.high`.
 * Where no money is at risk (a file, a store, an invoice), or money of another currency, the kind's own stands.
 */
function severityOf(severity: Severity, draft: Draft, config: Pick<Config, 'materiality'>): Severity {
  if ((draft.currency ?? MATERIALITY_CURRENCY) !== MATERIALITY_CURRENCY) return severity;
  const money = absolute(draft.moneyAtRisk);
  if (money > config.materiality.high) return 'high';
  return money > ZERO && money < config.materiality.low ? STEP_DOWN[severity] : severity;
}

/** One entry a line; a line named twice is broken where either names it so. */
export function withoutRepeats(lines: readonly NamedLine[]): NamedLine[] {
  const byAddress = new Map<string, NamedLine>();
  for (const line of lines) {
    const key = addressKey(line);
    const known = byAddress.get(key);
    byAddress.set(key, known ? { ...known, broken: known.broken || line.broken } : line);
  }
  return [...byAddress.values()].sort((a, b) => (addressOrder(a) < addressOrder(b) ? -1 : 1));
}

function addressOrder(line: NamedLine): string {
  return `${line.date}|${line.leg}|${line.source}|${line.file}|${String(line.row).padStart(9, '0')}`;
}
