import type { Approval } from '../people/approval.ts';
import type { Owner } from '../kinds/kind.ts';
import type { WorkDays } from '../outcome/due-by.ts';
import type { Secret } from '../values/secret.ts';
import type { Minor } from '../values/money.ts';
import type { PlainDate } from '../values/dates.ts';
import type { SourceFrom } from './from.ts';
import { LANGUAGES, type Language } from '../values/language.ts';
import type { Leg } from '../lines/records.ts';
import type { NotifyConfig } from './notify.ts';
import type { Profile } from '../lines/profile.ts';

export { LANGUAGES, type Language };

/** The configuration as the program uses it: complete, checked, frozen. `parse-config.ts` makes it from cuadre.yaml. */
export interface Config {
  readonly tenant: string;
  readonly timezone: string;
  readonly environment: string;
  /** Null: the earliest date with a file at the first run, then recorded in the store. */
  readonly goLive: PlainDate | null;
  readonly calendar: { readonly country: 'CO'; readonly closedDays: readonly PlainDate[] };
  /** Paths are absolute: relative ones are taken from the folder of cuadre.yaml. */
  readonly storage: {
    readonly path: string;
    readonly archive: string;
    readonly lines: string;
    readonly retentionYears: number;
    /** The permissions that whatever is written (data and reports) does not get, as a number. */
    readonly umask: number;
  };
  readonly reports: {
    readonly directory: string;
    readonly languages: readonly Language[];
    /** Where people open the reports folder, without a / at its end; absent: messages carry no link. */
    readonly url?: string;
  };
  /** What is done with the numbers of cards in a file. */
  readonly cardNumbers: 'mask' | 'refuse';
  /** How the merchant's own numbers begin that could be taken for those of cards. */
  readonly ownNumbers: readonly string[];
  readonly queue: QueueConfig | null;
  /** Where workers back the store up to, and when; null: they do not. */
  readonly backup: BackupConfig | null;
  /** What a worker process shows of itself on a local port; null: nothing. */
  readonly worker: { readonly http: { readonly host: string; readonly port: number } | null };
  readonly desk: DeskConfig;
  readonly limits: {
    /** What one stage of one date may take before it is ended. */
    readonly stageMinutes: number;
  };
  readonly schedule: {
    readonly cron: string;
    /** Of how many dates, up to the last, a run looks whether a file that was read came again with other bytes. */
    readonly recheckDays: number;
  };
  /** Whom a worker tells of its runs. */
  readonly notify: readonly NotifyConfig[];
  readonly stores: StoresConfig;
  /** A regular expression with a group named `ref`, or null. */
  readonly referenceExtract: string | null;
  readonly keys: readonly MatchKey[];
  readonly sources: readonly SourceConfig[];
  readonly matching: MatchingConfig;
  readonly materiality: { readonly low: Minor; readonly high: Minor };
  /** What one person may close alone, per currency; null: everything. */
  readonly approval: Approval;
}

/** Where the web desk listens. */
export interface DeskConfig {
  readonly host: string;
  readonly port: number;
  /** Where people open it, if a server before it speaks for it; without a / at its end. Null: at host and port. */
  readonly url: string | null;
  /** Null: people sign in with a password alone. */
  readonly oidc: OidcConfig | null;
  readonly work: WorkConfig;
}

/** Until when people have to do something, and to whom it falls. No report depends on it. */
export interface WorkConfig {
  readonly days: WorkDays;
  /** From when on people are reminded of a day, in the tenant's zone: `07:00`. */
  readonly remindAt: string;
  /** The first that fits says to whom a discrepancy falls where nobody was named. */
  readonly assign: readonly AssignRule[];
}

/** What is null fits everything. */
export interface AssignRule {
  readonly owner: Owner | null;
  readonly provider: string | null;
  readonly store: string | null;
  /** The e-mail of a person, in lower case. */
  readonly to: string;
}

/** The provider of identities of the chain (OpenID Connect), and what the desk is called there. */
export interface OidcConfig {
  /** As the provider writes it of itself: its metadata are found below it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: Secret;
}

export interface BackupConfig {
  /** The folder of the backups; absolute. */
  readonly to: string;
  /** Five fields, in the tenant's zone. */
  readonly cron: string;
}

export type MatchKey = 'merchant_reference' | 'cus' | 'provider_id';

export interface QueueConfig {
  readonly url: string;
  /** Before the keys of every queue: chains that share a Redis have one each. */
  readonly prefix: string;
  /** How many messages of the discrepancy queue may wait in Redis for somebody to take them. */
  readonly backlogMax: number;
  /** Work with a Redis that may drop keys when its memory is full. */
  readonly allowEviction: boolean;
}

export interface StoresConfig {
  /** A regular expression with a group named `store`, or null. */
  readonly fromReference: string | null;
  /** Null: no list, every code is taken as it comes. */
  readonly list: Readonly<Record<string, StoreEntry>> | null;
}

export interface StoreEntry {
  readonly name: string;
  readonly entity: string | null;
  readonly city: string | null;
  readonly costCentre: string | null;
  readonly opened: PlainDate | null;
  readonly closed: PlainDate | null;
}

interface SourceBase {
  readonly id: string;
  readonly profile: Profile;
  readonly from: SourceFrom;
  readonly expected: {
    readonly days: 'all' | 'business';
    readonly by: string;
    readonly empty: 'refused' | 'allowed';
    /** Null: from goLive on. */
    readonly from: PlainDate | null;
  };
}

/** How a provider pays. */
export type Settles = 'per_transaction' | 'per_payout' | 'per_day';

export interface SettlementSource extends SourceBase {
  readonly leg: 'settlement';
  readonly settles: Settles;
  readonly compares: 'net' | 'gross';
  readonly refunds: 'debited' | 'netted';
  readonly lateAfterBusinessDays: number;
  /** `HH:mm` in the tenant's zone: what is paid later counts as the next business day. */
  readonly cutOff: string | null;
  /** Null: every method. */
  readonly methods: readonly string[] | null;
  readonly bankText: readonly string[];
  readonly tariff: readonly TariffEntry[];
  /** Adjustments whose description contains one of these are known and raise nothing. */
  readonly knownAdjustments: readonly string[];
  /** Days until evidence against a chargeback is due, where the provider states it. */
  readonly chargebackEvidenceDays: number | null;
}

export interface OrderSource extends SourceBase {
  readonly leg: 'order';
  /** How many days each file tells, up to its own: such a file may say nothing new. Null: nobody says. */
  readonly rolling: number | null;
}

export interface BankSource extends SourceBase {
  readonly leg: 'bank';
  /** A regular expression that finds a reference inside the description (its first group, or the whole), or null. */
  readonly referencePattern: string | null;
  /** The account of its movements, where the file names none; null where nobody says. */
  readonly account: string | null;
  /** Ids of movements that say nothing at this bank: a branch, a contract. */
  readonly noIds: readonly string[];
}

export type SourceConfig = SettlementSource | OrderSource | BankSource;

/** What a method costs in a period. Percentages are exact decimals as text. */
export interface TariffEntry {
  readonly method: string;
  readonly from: PlainDate;
  readonly to: PlainDate | null;
  readonly percent: string;
  readonly fixed: Minor;
  /** VAT on the fee. */
  readonly vatPercent: string | null;
  /** Withholdings on the gross; null: not asserted. */
  readonly withheldIncomePercent: string | null;
  readonly withheldVatPercent: string | null;
  readonly withheldIcaPercent: string | null;
  readonly rounding: 'truncate' | 'half_up' | 'half_even';
  readonly tolerance: Minor;
}

export interface MatchingConfig {
  readonly orderTolerance: Minor;
  readonly bankTolerance: Minor;
  readonly reportedWithinBusinessDays: number;
  readonly orderGraceDays: number;
  readonly graceBusinessDays: number;
  readonly refundWithinBusinessDays: number;
  readonly carryBusinessDays: number;
  readonly duplicateLookbackDays: number;
  readonly lookbackDays: number;
  readonly stalePendingHours: number;
}

/** One problem of a configuration: where it stands, and what would have been accepted. */
export interface ConfigProblem {
  /** `sources[0].settles` */
  readonly path: string;
  /** 1-based, of cuadre.yaml; null where it has no place of its own (a missing key stands at its parent). */
  readonly line: number | null;
  readonly message: string;
  readonly accepted: readonly string[];
}

export function sourcesOfLeg<L extends Leg>(config: Config, leg: L): Extract<SourceConfig, { leg: L }>[] {
  return config.sources.filter((source): source is Extract<SourceConfig, { leg: L }> => source.leg === leg);
}

/** The ids of the providers that pay in a way. */
export function sourcesPaying(config: Config, settles: SettlementSource['settles']): ReadonlySet<string> {
  return new Set(
    sourcesOfLeg(config, 'settlement').flatMap((source) => (source.settles === settles ? [source.id] : [])),
  );
}
