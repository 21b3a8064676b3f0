import { localBytes } from '../../../workers/adapters/files/disk.ts';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { FILE_REFUSALS } from '../../../schemas/lines/files.ts';
import type { Unpack } from '../../../schemas/config/from.ts';
import { unpackFile } from '../../../workers/1-download/unpack.ts';
import { seededRandom } from '../fortnight/random.ts';
import { mutateBytes } from './mutations.ts';

/**
 * Breaks packed files and unpacks them: what comes out is the packed file to the last byte, or it is refused. Returns
 * how many were refused, and the cases that were neither.
 */
export async function fuzzPacked(
  content: Buffer,
  seed: number,
  count: number,
): Promise<{ refused: number; findings: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-packed-'));
  const out = join(folder, 'out');
  mkdirSync(out);
  const kinds: readonly { readonly unpack: Unpack; readonly packed: Buffer }[] = [
    { unpack: { kind: 'gz', entry: null }, packed: gzipSync(content) },
    {
      unpack: { kind: 'zip', entry: null },
      packed: Buffer.from(zipSync({ 'report.csv': content }, { mtime: new Date(1980, 0, 1) })),
    },
  ];
  const findings: string[] = [];
  let refused = 0;
  try {
    for (let number = 0; number < count; number += 1) {
      for (const { unpack, packed } of kinds) {
        const { text, names } = mutateBytes(packed.toString('latin1'), seededRandom(seed + number));
        const path = join(folder, 'packed');
        writeFileSync(path, Buffer.from(text, 'latin1'));
        const fault = await faultOf(path, unpack, out, content);
        if (fault === 'refused') refused += 1;
        else if (fault !== null)
          findings.push(`${unpack.kind}, seed ${String(seed + number)}, ${names.join(', then ')}: ${fault}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { refused, findings };
}

async function faultOf(path: string, unpack: Unpack, out: string, content: Buffer): Promise<string | null> {
  try {
    const unpacked = await unpackFile(localBytes(path), unpack, '2026-07-01' as PlainDate, out);
    if (unpacked.ok) return readFileSync(unpacked.path).equals(content) ? null : 'other bytes came out';
    return FILE_REFUSALS.includes(unpacked.problem.code) && unpacked.problem.detail !== ''
      ? 'refused'
      : 'a refusal without a reason';
  } catch (error) {
    return `threw ${String(error)}`;
  }
}
