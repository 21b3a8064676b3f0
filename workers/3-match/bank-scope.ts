import { sourcesOfLeg, type Config, type SettlementSource } from '../../schemas/config/config.ts';
import { descriptionTokens, isTelling } from '../../schemas/lines/line-keys.ts';
import { compareText, type BankLine, type OutOfScopeReason } from '../../schemas/lines/records.ts';
import { compilePattern, type Pattern } from '../../schemas/patterns/pattern.ts';
import { bankIdReader } from './bank-ids.ts';
import { holdsWords } from './words.ts';

/** What a bank line is, before anything is matched with it. */
export interface BankScope {
  readonly reason: OutOfScopeReason | null;
  /** The source whose text the description carries as whole words: the longest text wins. */
  readonly looksLike: SettlementSource | null;
  /**
   * Compared references it may name, the surest first: its column, the pattern's find, the tokens of the description.
   */
  readonly references: readonly string[];
  /**
   * Those that say something without being known: the column, the pattern's find, tokens that look like a reference.
   */
  readonly telling: readonly string[];
  /**
   * What the line states by itself, compared: its column, the pattern's find, the end-to-end reference; '' where it has
   * none.
   */
  readonly stated: readonly string[];
  /**
   * The reference as the line writes it: its column, else what the pattern finds; null where only tokens could be one.
   */
  readonly written: string | null;
  /** The end-to-end reference as it is compared, or null where it says nothing. */
  readonly endToEndId: string | null;
  /** The bank's own id as it is compared, or null where it says nothing. */
  readonly bankId: string | null;
  /** Upper-cased, without accents. */
  readonly text: string;
}

/**
 * GMF, the tax of 4 per 1,000 on debits (Estatuto Tributario, arts. 870 and 871), as Colombian banks print it:
 * `IMPTO GOBIERNO 4X1000`, `CXC IMPTO GOBIERNO 4X1000 MON` (Bancolombia), `GRAVAMEN MOVIMIENTO FINANCIERO`.
 */
const GMF = /\b4\s?X\s?(1000|MIL)\b|\bGMF\b|GRAVAMEN.{0,12}MOVIMIENTO/u;

/** The bank's own charges, as debits name them. */
const BANK_CHARGE =
  /\bCOMISION(ES)?\b|\bCUOTA (DE )?MANEJO\b|\bIVA\b|\bSERVICIO PAGO A PROVEEDORES\b|\bBANK (FEE|CHARGE)S?\b|\bRETEFUENTE\b|\bRETENCION\b/u;

/** Upper case without accents: how bank descriptions are compared. */
export function plainText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replace(/\s+/gu, ' ').trim();
}

/** What a bank line says of itself, whatever else is known: the beginning of its scope. */
export interface BankWords extends Pick<BankScope, 'written' | 'looksLike'> {
  /** Whether the words of several providers stand in it: it looks like the one whose words are longest. */
  readonly isOfSeveral: boolean;
}

/** The texts by which providers are known, the longest first. */
type ProviderTexts = readonly { readonly source: SettlementSource; readonly text: string }[];

function providerTexts(config: Config): ProviderTexts {
  return sourcesOfLeg(config, 'settlement')
    .flatMap((source) => source.bankText.map((text) => ({ source, text: plainText(text) })))
    .sort((a, b) => b.text.length - a.text.length || compareText(a.text, b.text));
}

function referencePatterns(config: Config): ReadonlyMap<string, Pattern | null> {
  return new Map(
    sourcesOfLeg(config, 'bank').map((source) => [
      source.id,
      source.referencePattern === null ? null : compilePattern(source.referencePattern, 'u'),
    ]),
  );
}

function foundBy(patterns: ReadonlyMap<string, Pattern | null>, line: BankLine): string | null {
  const found = patterns.get(line.source)?.find(line.description);
  return found?.[1] ?? found?.[0] ?? null;
}

function looksLike(text: string, texts: ProviderTexts): SettlementSource | null {
  return texts.find((entry) => holdsWords(text, entry.text))?.source ?? null;
}

/** Makes the function that tells what a bank line says of itself. */
export function bankWordsReader(config: Config): (line: BankLine) => BankWords {
  const texts = providerTexts(config);
  const patterns = referencePatterns(config);
  const described = remembering((description: string) => {
    const text = plainText(description);
    const source = looksLike(text, texts);
    return { source, isOfSeveral: texts.some((entry) => entry.source !== source && holdsWords(text, entry.text)) };
  });
  return (line) => {
    const { source, isOfSeveral } = described(line.description);
    return { written: line.reference ?? foundBy(patterns, line), looksLike: source, isOfSeveral };
  };
}

/**
 * Makes the function that tells what a bank line is. `isKnown`: whether a compared reference stands on a line in the
 * working set that the bank should show.
 */
export function bankScoper(
  config: Config,
  compare: (reference: string) => string,
  isKnown: (reference: string) => boolean,
): (line: BankLine) => BankScope {
  const texts = providerTexts(config);
  const patterns = referencePatterns(config);
  const readId = bankIdReader(config);

  const described = remembering((description: string) => {
    const text = plainText(description);
    const tokens = descriptionTokens(description);
    return {
      text,
      tokens: tokens.map((token) => compare(token)),
      telling: tokens.filter(isTelling).map((token) => compare(token)),
      looksLike: looksLike(text, texts),
    };
  });

  return (line) => {
    const { text, tokens, looksLike: source, telling: tellingTokens } = described(line.description);
    const foundText = foundBy(patterns, line);
    const patterned = foundText === null ? '' : compare(foundText);
    const endToEndId = readId(line.endToEndId, line.source) || null;
    const bankId = readId(line.bankId, line.source) || null;
    const named = [line.reference, line.endToEndId].map((reference) =>
      readId(reference, line.source) === '' ? '' : compare(reference ?? ''),
    );
    const written = line.reference ?? foundText;
    const stated = [...named.slice(0, 1), patterned, ...named.slice(1)];
    const references = distinct([...stated, ...tokens]);
    const telling = distinct([...stated, ...tellingTokens]);
    const scope = (reason: OutOfScopeReason | null): BankScope => ({
      reason,
      looksLike: source,
      references,
      telling,
      stated,
      written,
      endToEndId,
      bankId,
      text,
    });
    if (line.amount < 0 && GMF.test(text)) return scope('gmf');
    if (source !== null || patterned !== '' || references.some(isKnown)) return scope(null);
    if (line.amount < 0 && BANK_CHARGE.test(text)) return scope('bank_charge');
    return scope(line.reversal ? null : 'not_ours');
  };
}

/** Texts that are remembered: banks print the same few on most movements of a day. */
const REMEMBERED_MAX = 10_000;

/** A function of a text that is asked for the same texts again and again. */
function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const now = read(text);
    if (known.size < REMEMBERED_MAX) known.set(text, now);
    return now;
  };
}

/** The references that are none of '' and none of the ones before, in an array no larger than they are. */
function distinct(references: readonly string[]): readonly string[] {
  const all = new Set(references);
  all.delete('');
  return Array.from(all).slice();
}
