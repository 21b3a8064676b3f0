import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildCuadre } from './cuadre.ts';
import { generateFortnight, writeFortnight } from './fortnight/generate.ts';
import { temporaryFolder } from './fortnight/run.ts';
import { sha256 } from '../../schemas/values/hash.ts';

/** The program in processes of its own, on hosts of other zones and languages: the same files, byte for byte. */

const ZONES = ['UTC', 'America/Bogota', 'America/New_York', 'Asia/Tokyo', 'Pacific/Chatham'];
const LOCALES = ['C', 'es_CO.UTF-8', 'tr_TR.UTF-8'];
const DATES = 5;

type Environment = Readonly<Record<string, string>>;

/** The hash of every report and of every line, key and fates file, by path. The manifest names clock and host. */
function hashes(folder: string): Record<string, string> {
  const files = ['reports', 'data/lines'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return Object.fromEntries(files.sort().map((file) => [file.slice(folder.length), sha256(readFileSync(file))]));
}

describe('the reports, lines and fates of the same files', () => {
  const cuadre = buildCuadre();
  const folders: string[] = [];
  afterAll(() => {
    cuadre.remove();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const fortnight = generateFortnight({ seed: 5, dates: DATES, ordersPerDate: 20, faults: true });

  async function filesUnder(environment: Environment): Promise<Record<string, string>> {
    const folder = temporaryFolder('cuadre-determinism');
    folders.push(folder);
    writeFortnight(fortnight, folder);
    const args = [cuadre.program, 'run', '--date', String(fortnight.dates.at(-1))];
    const env = { PATH: process.env['PATH'], ...environment };
    const code = await new Promise((resolve) => {
      spawn(process.execPath, args, { cwd: folder, env, stdio: 'ignore' }).on('close', resolve);
    });
    // Faults are planted, so actions were opened.
    expect({ environment, code }).toEqual({ environment, code: 3 });
    return hashes(folder);
  }

  it('are the same in every zone and language of the host', { timeout: 180_000 }, async () => {
    const environments = ZONES.flatMap((TZ) => LOCALES.map((locale) => ({ TZ, LANG: locale, LC_ALL: locale })));
    const left = [...environments];
    const found: { environment: Environment; files: Record<string, string> }[] = [];
    const worker = async (): Promise<void> => {
      for (let environment = left.pop(); environment; environment = left.pop())
        found.push({ environment, files: await filesUnder(environment) });
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    const [first, ...others] = found;
    expect(found).toHaveLength(environments.length);
    // Five reports a date, the same in its generation's folder; a line file and its keys a source; the fates.
    expect(Object.keys(first?.files ?? {}).length).toBeGreaterThan(DATES * 20);
    for (const { environment, files } of others)
      expect({ environment, files }).toEqual({ environment, files: first?.files });
  });
});
