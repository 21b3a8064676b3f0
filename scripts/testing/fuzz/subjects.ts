import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync, zipSync, strFromU8, strToU8 } from 'fflate';
import { parseConfig } from '../../../schemas/config/parse-config.ts';
import type { CsvProfile, Profile } from '../../../schemas/lines/profile.ts';
import { PLAIN, requestOf, type ReadingOptions } from '../../../workers/2-normalise/fixture-reading.ts';
import { BUILT_INS } from '../../../workers/2-normalise/formats/index.ts';
import type { ReadRequest } from '../../../workers/2-normalise/read-file.ts';

/**
 * What is fuzzed: every file of every format in `fixtures/files/`, found by folder, so that a new format is covered by
 * itself.
 */
export interface Subject {
  /** `bai2/day.txt`; of a packed file with the part that is changed, `xlsx/x.xlsx#xl/workbook.xml`. */
  readonly name: string;
  /** The name of the built-in, or the folder of declared profiles. */
  readonly format: string;
  readonly request: ReadRequest;
  /** What is changed, one character a byte. */
  readonly text: string;
  /** The file with the changed text in its place. */
  readonly pack: (text: string) => Buffer;
}

const FOLDER = fileURLToPath(new URL('../../../fixtures/files/', import.meta.url));

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export function subjects(): Subject[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((format) => {
      const files = readdirSync(join(FOLDER, format)).sort();
      return files.flatMap((file) => subjectsOf(format, file));
    });
}

function subjectsOf(format: string, file: string): Subject[] {
  const name = `${format}/${file}`;
  const request = requestFor(format, file);
  if (request === null) return [];
  const bytes = readFileSync(join(FOLDER, format, file));
  const whole: Subject = { name, format, request, text: bytes.toString('latin1'), pack: latin1 };
  return extname(file) === '.xlsx' ? [whole, ...partsOf(whole, bytes)] : [whole];
}

/** A workbook is changed as a whole, which mostly damages its zip, and part by part, packed again. */
function partsOf(whole: Subject, bytes: Buffer): Subject[] {
  const parts = unzipSync(bytes);
  return Object.entries(parts).map(([part, content]) => ({
    ...whole,
    name: `${whole.name}#${part}`,
    text: strFromU8(content, true),
    pack: (text) => Buffer.from(zipSync({ ...parts, [part]: strToU8(text, true) }, { level: 0 })),
  }));
}

/**
 * How the file is read: by the built-in of its folder, the YAML beside it, or a profile declared here; null for what is
 * no file to read.
 */
function requestFor(format: string, file: string): ReadRequest | null {
  if (format in BUILT_INS) return requestOf({ builtIn: format as keyof typeof BUILT_INS }, { source: 'fuzzed' });
  const declared = DECLARED[`${format}/${file}`];
  if (declared !== undefined) return requestOf(declared.profile, declared.options);
  return extname(file) === '.yaml'
    ? null
    : ofExample(join(FOLDER, format, `${file.slice(0, -extname(file).length)}.yaml`));
}

/** The profile of a documented example, as a configuration declares it. */
function ofExample(path: string): ReadRequest {
  const parsed = parseConfig(readFileSync(path, 'utf8'), { baseDirectory: '/srv', env: {} });
  const source = parsed.ok ? parsed.config.sources[0] : undefined;
  if (source === undefined) throw new Error(`${path} declares no source that can be read`);
  return requestOf(source.profile, { leg: source.leg });
}

const DECLARED: Readonly<Record<string, { readonly profile: Profile; readonly options: ReadingOptions }>> = {
  'inline/settlement.csv': {
    options: { leg: 'settlement', filePayout: true },
    profile: csv({
      delimiter: ';',
      amounts: { decimal: ',', thousands: '.', unit: 'major' },
      dates: { format: 'dd/MM/yyyy HH:mm', zone: 'America/Bogota' },
      columns: {
        provider_id: 'id',
        paid_at: 'fecha',
        merchant_reference: 'referencia',
        status: 'estado',
        gross: 'valor',
        currency: 'moneda',
        fee: 'comision',
        net: 'neto',
        type: 'tipo',
      },
      status: { approved: ['Aprobada'], rejected: ['Rechazada'] },
      type: { payment: ['Pago'], refund: ['Devolución'] },
      trailer: { column: 'id', equals: 'TOTAL', count: 'fecha', sum: { column: 'neto', of: 'net' } },
    }),
  },
  'inline/bank-two-columns.csv': {
    options: { leg: 'bank' },
    profile: csv({
      preambleRows: 4,
      amounts: { decimal: ',', thousands: '', unit: 'major' },
      dates: { format: 'd/M/yy', zone: 'America/Bogota' },
      columns: {
        booked_on: 'Fecha',
        reference: 'Operación',
        description: 'Detalle',
        debit: 'Débito',
        credit: 'Crédito',
      },
      constants: { currency: 'COP' },
      skip: [{ column: 'Fecha', equals: ['Saldo inicial'] }],
    }),
  },
};

function csv(changes: Partial<CsvProfile>): Profile {
  return { inline: { ...PLAIN, ...changes } };
}
