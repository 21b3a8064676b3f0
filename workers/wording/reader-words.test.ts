import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readerCell, readerSentence, READER_TEXTS } from './reader-words.ts';

const WORKERS = fileURLToPath(new URL('../', import.meta.url));

/**
 * Texts of the readers' code that no person is told: names of columns and kinds, what the README says of formats,
 * broken code.
 */
const NOT_TOLD = new Set([
  ...['Creation date', 'Settlement date', 'In process', 'Refund processing fee', 'Chargeback processing fee'],
  ...[
    'Refund/Chargeback processing fee',
    'Transaction Debit or Credit',
    'Fee Debit or Credit',
    'Created at',
    'Paid at',
    'Cancelled at',
  ],
  ...[
    'id de la transaccion',
    'medio de pago',
    'iva comisión',
    'total desembolsado',
    'full name',
    'yyyy {}',
    'column {}',
    "column '{}'",
  ],
  // Written into descriptions and ids of lines, which are data of the file from there on.
  ...['{} fee', 'fee of {}', '{} currency conversion', 'text {}', 'IOF {} {}', 'line {}'],
  // What to declare, in words of the configuration.
  ...['negative: {}', 'currencySign: allowed', 'amounts: { {} }', 'amounts: { unit: major }'],
  // Told by the two sentences that it makes.
  '{} due {} the merchant',
  // Faults of the configuration and of the world, told by commands.
  ...[
    '{} cannot be read: {}',
    '{} is a {} profile, and {} is a {} source',
    'a feed of an own format has a reader of its own',
  ],
  // Only looked for, or put together from what stands in the sentences above it.
  ...['; this is ', 'line {} {}', 'in {}', 'accepted with {} rows: {}'],
]);

/** What a feed says of itself in the README. */
const ABOUT = new Set(['versions', 'footing', 'tested', 'testedOn']);

function sourceFiles(): string[] {
  const of = (folder: string): string[] =>
    readdirSync(`${WORKERS}${folder}`, { withFileTypes: true }).flatMap((entry) => {
      if (entry.isDirectory()) return entry.name === 'guess' ? [] : of(`${folder}${entry.name}/`);
      const isReported = entry.name.endsWith('.ts') && !/\.test\.ts$|^(fixture-reading|facts)\.ts$/.test(entry.name);
      return isReported ? [`${folder}${entry.name}`] : [];
    });
  return [...of('2-normalise/'), '1-download/unpack.ts'];
}

/** A text as it stands in the code, `{}` for each value in it; null for what is no text. */
function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span) => `{}${span.literal.text}`).join('');
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === null && right === null ? null : `${left ?? '{}'}${right ?? '{}'}`;
}

/** Texts with a space between words: a sentence or a part of one. */
function sentencesIn(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isPropertyAssignment(node) && ABOUT.has(node.name.getText()) && ts.isStringLiteral(node.initializer)) return;
    const text = textOf(node);
    if (text !== null && /[a-z},:;]+ [a-z{]|\} [a-z]|[A-Za-z]{2,}.*: \{/.test(text)) found.push(text);
    if (text === null || ts.isTemplateExpression(node)) ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(`${WORKERS}${file}`, 'utf8'), ts.ScriptTarget.Latest, true));
  return found;
}

/**
 * A sentence of the list, or clauses of which each is one; words that may follow or stand between are sentences of
 * their own.
 */
function isKnown(text: string, known: ReadonlySet<string>): boolean {
  const clauses = text
    .trim()
    .replace(/^[;:] /, '')
    .split('; ');
  return clauses.every((clause) => {
    const bare = clause.trim();
    return [bare, bare.replace(/\{\}$/, ''), bare.replace(/^\{\}(?=\{)/, ''), bare.replace(/^\{\}: /, '')].some(
      (one) => one === '' || /^[{}\s:]+$/.test(one) || known.has(one) || known.has(text.trim()),
    );
  });
}

const withoutPlaces = (text: string): string => text.replace(/\{[#@*~?]?\d\}/g, '{}').trim();

describe('what readers say', () => {
  it('stands in three languages: each sentence of their code, with the same places in each', () => {
    const known = new Set(READER_TEXTS.map(([en]) => withoutPlaces(en)));
    const unknown = sourceFiles().flatMap((file) =>
      sentencesIn(file)
        .filter((text) => !NOT_TOLD.has(text) && !isKnown(text, known))
        .map((text) => `${file}: ${text}`),
    );
    expect(unknown).toEqual([]);
    const places = (text: string): string[] => [...new Set(text.match(/\{[#@*~?]?\d\}/g))].sort();
    for (const [en, es, zh] of READER_TEXTS) {
      expect([en, places(es), places(zh)]).toEqual([en, places(en), places(en)]);
      expect(zh, en).toMatch(/\p{Script=Han}|^\{\?0\} \{#1\}$|^MerchantPayout：|^total-amount：|^<\/|请声明/u);
    }
  });

  it('is told whole, also where one sentence is in another', () => {
    const pages =
      'the profile declares cp1252, and 0x81 at byte 7 is not cp1252: declare encoding: cp850 (DOS), or the code page that the program writes';
    expect(readerSentence('es', pages)).toBe(
      'el perfil declara cp1252, y 0x81 en el byte 7 no es cp1252: declare encoding: cp850 (DOS), o la página de códigos que escribe el programa',
    );
    expect(readerSentence('es', "the header has no column 'A'; the nearest are B, C")).toBe(
      "el encabezado no tiene la columna 'A'; las más parecidas son B, C",
    );
    const foreign = 'no row of it is one of this profile; this is MT940: its profile is mt940';
    expect(readerSentence('es', foreign)).toBe(
      'ninguna de sus filas es de este perfil; esto es MT940: su perfil es mt940',
    );
    expect(readerSentence('zh', foreign)).toBe('其中没有任何一行属于该配置；这是 MT940：其配置是 mt940');
    expect(readerSentence('en', foreign)).toBe(foreign);
    expect(readerSentence('es', 'statement 7: 123: closing 1179.49, rows 1179.48, opening 0.00 COP')).toBe(
      'el extracto 7: 123: final 1.179,49, filas 1.179,48, inicial 0,00 COP',
    );
    expect(readerSentence('es', 'the account of line 5 of 123 stands twice in the file')).toBe(
      'la cuenta de la línea 5 de 123 está dos veces en el archivo',
    );
    expect(
      readerSentence(
        'es',
        'the statement closes on 2026-07-01, covers 2026-07-02 to 2026-07-03, closes on no date, and 2026-07-04 is asked for',
      ),
    ).toBe(
      'el extracto cierra el 2026-07-01, cubre del 2026-07-02 al 2026-07-03, sin fecha de cierre, y se pide el 2026-07-04',
    );
  });

  it('agrees in Spanish with one of them', () => {
    const net = 'net 10.00, rows 9.00';
    expect(readerSentence('es', `${net}; 1 unreadable rows`)).toBe('neto 10,00, filas 9,00; 1 fila ilegible');
    expect(readerSentence('es', `${net}; 12 unreadable rows`)).toBe('neto 10,00, filas 9,00; 12 filas ilegibles');
    expect(readerSentence('es', 'WX totals: 3 records; nothing due; 1 unreadable records')).toMatch(
      /; 1 registro ilegible$/,
    );
  });

  it('leaves what it does not know, and what a file says, as they are', () => {
    expect(readerSentence('es', 'something nobody wrote')).toBeNull();
    expect(readerSentence('es', "the header has no column 'the file'; the nearest are no date, net")).toBe(
      "el encabezado no tiene la columna 'the file'; las más parecidas son no date, net",
    );
    expect(readerCell('es', 'payout')).toBe('payout');
    expect(readerCell('es', 'the file')).toBe('the file');
    expect(readerCell('es', 'refund credited')).toBe('refund abonado');
    expect(readerCell('zh', '12.50 without a comma')).toBe('12.50，没有逗号');
  });

  it('takes no time over a long sentence that is none', () => {
    const long = Array.from({ length: 150 }, (_, at) => `part ${String(at)}, rows`).join('; ');
    expect(readerSentence('es', long)).toBeNull();
    expect(readerSentence('es', 'no row; '.repeat(1_000))).toBeNull();
  });
});
