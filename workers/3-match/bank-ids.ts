import { sourcesOfLeg, type Config } from '../../schemas/config/config.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import type { BankLine } from '../../schemas/lines/records.ts';

/**
 * Ids that say that there is none, as banks write them, without blanks and signs: `NONREF` (SWIFT), `NOTPROVIDED` (ISO
 * 20022).
 */
const SAYS_NOTHING = new Set([
  'nonref',
  'noref',
  'notprovided',
  'notavailable',
  'none',
  'null',
  'na',
  'nd',
  'unknown',
  'sinreferencia',
  'sinref',
  'noinformado',
  'nodisponible',
  'norequerido',
]);

/** Reads an id of a movement of a bank source as it is compared; '' where it says nothing. */
export type ReadId = (id: string | null, source: string) => string;

/**
 * Makes the function that reads the bank's ids and end-to-end ids. An id says nothing where it is a word for "none",
 * all zeros, what its own source names in `noIds`, or the name of a provider: its `bankText`, or words alone with it
 * among them.
 */
export function bankIdReader(config: Config): ReadId {
  const names = sourcesOfLeg(config, 'settlement')
    .flatMap((source) => source.bankText.map(wordsOf))
    .filter((words) => words.length > 0);
  const declared = new Map(
    sourcesOfLeg(config, 'bank').map(({ id, noIds }) => [id, new Set(noIds.map((one) => bare(normaliseKey(one))))]),
  );
  const isName = (id: string): boolean => {
    const words = wordsOf(id);
    return names.some(
      (name) => bare(name.join('')) === bare(id) || (!/\d/.test(id) && name.every((word) => words.includes(word))),
    );
  };
  return (id, source) => {
    const value = normaliseKey(id ?? '');
    if (value === '') return '';
    const text = bare(value);
    return text === '' ||
      /^0+$/.test(text) ||
      SAYS_NOTHING.has(text) ||
      declared.get(source)?.has(text) === true ||
      isName(value)
      ? ''
      : value;
  };
}

function bare(id: string): string {
  return id.replace(/[^\p{L}\p{N}]/gu, '');
}

function wordsOf(text: string): string[] {
  return normaliseKey(text.normalize('NFD').replace(/\p{M}/gu, ''))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/**
 * Names the account of bank lines and balances as it is compared: the file's own, else what the source declares
 * (`account`), else an account of the source's own. How it is spelled, with blanks and signs or without, makes no other
 * account.
 */
export function accountReader(config: Config): (source: string, account: string | null) => string {
  const declared = new Map(sourcesOfLeg(config, 'bank').map((source) => [source.id, source.account]));
  return (source, account) => {
    const named = bare(normaliseKey(account ?? '')) || bare(normaliseKey(declared.get(source) ?? ''));
    return named === '' ? `source ${source}` : named;
  };
}

/** What a bank line says, wherever it stands: every field but its place and its file. */
export function bankContent(line: BankLine): string {
  const fields = [
    line.bankId,
    line.valueOn,
    line.amount,
    line.reference,
    line.endToEndId,
    line.description,
    line.balance,
  ];
  return fields.map((field) => String(field ?? '')).join('|');
}
