import { localBytes } from '../../adapters/files/disk.ts';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import iconv from 'iconv-lite';
import { parseConfig } from '../../../schemas/config/parse-config.ts';
import { BUILT_IN_PROFILES } from '../../../schemas/lines/profile.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Line } from '../../../schemas/lines/records.ts';
import { readFile } from '../read-file.ts';
import { builtInsThatFit } from './built-ins.ts';
import { guessAmounts, guessDates } from './notation.ts';
import { proposeInline } from './proposal.ts';
import { proposalYaml } from './proposal-yaml.ts';
import { readSample } from './sample.ts';

const FILES = join(import.meta.dirname, '../../../fixtures/files');
const BOGOTA = 'America/Bogota';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-guess-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a file of a built-in format', () => {
  const named = readdirSync(FILES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && Object.hasOwn(BUILT_IN_PROFILES, entry.name))
    .flatMap((entry) => readdirSync(join(FILES, entry.name)).map((file) => [entry.name, file] as const))
    .filter(([, file]) => /^day\b/.test(file));

  it('has an example for most formats', () => {
    expect(new Set(named.map(([format]) => format)).size).toBeGreaterThan(5);
  });

  it.each(named)('%s/%s is known', async (format, file) => {
    const [best] = await builtInsThatFit(localBytes(join(FILES, format, file)), file);
    expect(best?.name).toBe(format);
  });
});

/** The configuration that a newcomer makes of a proposal without touching it, and what it reads. */
async function readAsProposed(
  name: string,
  bytes: string | Buffer,
): Promise<{ yaml: string; lines: Line[]; rejects: number; doubts: readonly string[] }> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const proposal = proposeInline(await readSample(localBytes(path)), null, BOGOTA);
  if (proposal === null) throw new Error('nothing was proposed');
  const yaml = proposalYaml(proposal, 'guessed', './in', `${name}_{date:yyyyMMdd}`);
  const text = `tenant: t\nsources:\n${yaml.replace(/^/gm, '  ')}`;
  const parsed = parseConfig(text, { baseDirectory: folder, env: {} });
  if (!parsed.ok) throw new Error(`${text}\n${JSON.stringify(parsed.problems, null, 1)}`);
  const [source] = parsed.config.sources;
  if (source === undefined) throw new Error('no source');
  const read = await readFile(localBytes(path), {
    source: source.id,
    leg: source.leg,
    date: null,
    cohort: '2026-07-01' as PlainDate,
    zone: 'America/Bogota',
    profile: source.profile,
    fileName: name,
    sha256: '0'.repeat(64),
    empty: 'refused',
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const lines = read.file.rows.filter((row): row is Line => !('code' in row));
  return {
    yaml,
    lines,
    rejects: read.file.rows.length - lines.length,
    doubts: [...yaml.matchAll(/# confirm: (.*)$/gm)].map((match) => match[1] ?? ''),
  };
}

const sumOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, line) => sum + (line.leg === 'settlement' ? line.gross : line.amount), 0);

describe('a file of another format', () => {
  it('of orders in English is read by its proposal as it stands', async () => {
    const { lines, rejects, doubts } = await readAsProposed(
      'orders.csv',
      'order_id,store_code,total,currency,status,created_at,payment_method\nBOG01-1,BOG01,1200.50,COP,paid,2026-07-01 10:00:00,PSE\nBOG02-2,BOG02,90.00,COP,cancelled,2026-07-31 11:30:00,PSE\n',
    );
    expect([lines.length, rejects, sumOf(lines)]).toEqual([2, 0, 129_050]);
    expect(lines[0]).toMatchObject({ leg: 'order', merchantReference: 'BOG01-1', store: 'BOG01', status: 'paid' });
    expect(doubts.some((doubt) => doubt.includes(BOGOTA))).toBe(true);
  });

  it('of a provider in Spanish, with decimal comma and windows-1252, too', async () => {
    const text =
      'Referencia;Id transacción;Estado;Valor bruto;Comisión;Neto;Fecha de pago;CUS\nBOG01-1;T1;Aprobada;1.200,50;12,50;1.188,00;15/07/2026 10:00:00;00123\nBOG01-2;T2;Rechazada;90,00;0,00;90,00;15/07/2026 11:00:00;00124\n';
    const { lines, rejects, yaml } = await readAsProposed('reporte.csv', iconv.encode(text, 'windows-1252'));
    expect([lines.length, rejects, sumOf(lines)]).toEqual([2, 0, 129_050]);
    expect(
      lines.map((line) => (line.leg === 'settlement' ? [line.status, line.cus, line.fee, line.net] : null)),
    ).toEqual([
      ['approved', '00123', 1250, 118_800],
      ['rejected', '00124', 0, 9000],
    ]);
    expect(yaml).toContain('settles: per_payout            # confirm:');
    expect(yaml).toContain('encoding: windows-1252   # confirm:');
  });

  it.each([
    ['utf-16le', false],
    ['utf-16be', false],
    ['utf-16le', true],
    ['utf-16be', true],
  ] as const)('of a bank in %s, too (with a mark: %s)', async (encoding, addBOM) => {
    const text =
      'Fecha;Descripción;Débito;Crédito;Número de operación\n15/07/2026;PAGO;;1.000,00;77812\n16/07/2026;COMISIÓN;20,50;;77813\n';
    const { lines, rejects, yaml } = await readAsProposed('movimientos.csv', iconv.encode(text, encoding, { addBOM }));
    expect([lines.length, rejects, sumOf(lines)]).toEqual([2, 0, 97_950]);
    expect(yaml).toContain(`encoding: ${encoding}\n`);
    expect(yaml).toContain("bank_id: 'Número de operación'");
  });

  it.each([
    ['d/M/yyyy h:mm:ss a', '1/07/2026 8:15:22 a.m.', '15/07/2026 10:15:22 p.m.'],
    ['d/M/yyyy H:mm', '1/07/2026 8:15', '15/07/2026 18:15'],
    ['yyyy-MM-dd HH:mm:ss.SSSSSS', '2026-07-01 08:15:22.123456', '2026-07-15 18:15:22.000001'],
  ])('of a file with moments as %s, too', async (format, first, second) => {
    const text = `Referencia;Id transacción;Estado;Valor bruto;Fecha de pago\nA-1;T1;Aprobada;1.200,50;${first}\nA-2;T2;Aprobada;90,00;${second}\n`;
    const { lines, rejects, yaml } = await readAsProposed('reporte.csv', text);
    expect([lines.length, rejects]).toEqual([2, 0]);
    expect(yaml).toContain(`dates: { format: '${format}'`);
  });

  it('of a text from Windows with its dashes and quotes, too', async () => {
    const text =
      'Fecha;Descripción;Débito;Crédito\n15/07/2026;PAGO “BOG01” — €;;1.000,00\n16/07/2026;COMISIÓN…;20,50;\n';
    const { lines, rejects, yaml } = await readAsProposed('movimientos.csv', iconv.encode(text, 'windows-1252'));
    expect([lines.length, rejects, sumOf(lines)]).toEqual([2, 0, 97_950]);
    expect(yaml).toContain('encoding: windows-1252   # confirm:');
  });

  it('of a bank, with rows before its header, too', async () => {
    const text =
      'Movimientos de la cuenta;;;\nGenerado el 2 de julio;;;\nFecha;Descripción;Valor;Saldo\n2026-07-01;PAGO DE PROV;1000,00;5000,00\n2026-07-13;COMISION;-10,00;4990,00\n';
    const { lines, rejects, yaml } = await readAsProposed('movimientos.csv', text);
    expect([lines.length, rejects, sumOf(lines)]).toEqual([2, 0, 99_000]);
    expect(lines[0]).toMatchObject({ leg: 'bank', description: 'PAGO DE PROV', balance: 500_000 });
    expect(yaml).toContain('preambleRows: 2');
    expect(yaml).toContain('constants: { currency: COP }   # confirm:');
  });

  it('in XML, too', async () => {
    const record = (id: string, amount: string): string =>
      `<pago id="${id}"><referencia>BOG01-${id}</referencia><valor moneda="COP">${amount}</valor><estado>OK</estado><fechaPago>2026-07-21T10:00:00</fechaPago></pago>`;
    const { lines, rejects } = await readAsProposed(
      'pagos.xml',
      `<?xml version="1.0"?><reporte><corte>2026</corte><pagos>${record('1', '10.50')}${record('2', '20.00')}</pagos></reporte>`,
    );
    expect([lines.length, rejects, sumOf(lines)]).toEqual([2, 0, 3050]);
    expect(lines[0]).toMatchObject({
      leg: 'settlement',
      merchantReference: 'BOG01-1',
      status: 'approved',
      currency: 'COP',
    });
  });

  it('with a word that no list knows leaves it to a person', async () => {
    writeFileSync(
      join(folder, 'w.csv'),
      'reference,transaction_id,status,gross,currency,paid_at,fee\nA,1,zufrieden,1.00,COP,2026-07-01,0.10\n',
    );
    const proposal = proposeInline(await readSample(localBytes(join(folder, 'w.csv'))), null, BOGOTA);
    if (proposal === null) throw new Error('nothing was proposed');
    expect(proposalYaml(proposal, 'w', '.', 'w_{date:yyyyMMdd}.csv')).toContain(
      "# confirm: what do these mean? 'zufrieden'",
    );
  });

  it.each([
    ['prose', 'Dear all,\n\nplease find the report attached\n'],
    ['nothing', ''],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])],
  ])('that is %s has no proposal', async (name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    expect(proposeInline(await readSample(localBytes(path)), null, BOGOTA)).toBeNull();
  });
});

describe('a guess at notations', () => {
  it.each<[readonly string[], string | null, boolean]>([
    [['1.00', '12.50'], '.', false],
    [['1,00', '12,50'], ',', false],
    [['1.234,50'], ',', false],
    [['1,234.50'], '.', false],
    [['1.234'], '.', true],
    [['1234', '99'], '.', true],
    [['abc'], null, false],
    [[], null, false],
  ])('amounts %s: decimal %s, doubt %s', (texts, decimal, hasDoubt) => {
    const guess = guessAmounts(texts);
    expect(guess?.value.decimal ?? null).toBe(decimal);
    expect((guess?.doubt ?? null) !== null).toBe(hasDoubt);
  });

  it.each<[readonly string[], string | null, boolean]>([
    [['2026-07-01'], 'yyyy-MM-dd', false],
    [['13/07/2026'], 'dd/MM/yyyy', false],
    [['07/13/2026'], 'MM/dd/yyyy', false],
    [['01/07/2026', '02/07/2026'], 'dd/MM/yyyy', true],
    [['20260701'], 'yyyyMMdd', false],
    [['2026-07-01T10:00:00.000-05:00'], "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", false],
    [['2026-02-30'], null, false],
    [['yesterday'], null, false],
  ])('dates %s: %s, doubt %s', (texts, format, hasDoubt) => {
    const guess = guessDates(texts, BOGOTA);
    expect(guess?.value.format ?? null).toBe(format);
    expect((guess?.doubt ?? null) !== null).toBe(hasDoubt);
  });
});
