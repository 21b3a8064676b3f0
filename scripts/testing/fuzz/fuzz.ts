import { localBytes } from '../../../workers/adapters/files/disk.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../fortnight/random.ts';
import { readFile } from '../../../workers/2-normalise/read-file.ts';
import type { ReadResult } from '../../../schemas/lines/files.ts';
import { mutate, ONE_DIGIT } from './mutations.ts';
import { isTotalled, wrongAfterOneDigit, wrongWith } from './oracle.ts';
import type { Subject } from './subjects.ts';

/** One file that was read otherwise than any file may be. */
export interface Finding {
  readonly case: number;
  readonly subject: string;
  readonly mutations: readonly string[];
  readonly faults: readonly string[];
  /** The file as it was read. */
  readonly bytes: Buffer;
}

export interface FuzzResult {
  readonly files: number;
  readonly refused: number;
  /** Accepted with every row a line; the others hold rejects. */
  readonly accepted: number;
  readonly withRejects: number;
  /** Files whose sums a second, tiny reader compared with their own totals. */
  readonly totalled: number;
  readonly slowestMs: number;
  readonly findings: readonly Finding[];
}

/** Longer than any fixture takes, however it is broken. Time of the processor, so that a busy machine is no finding. */
const MILLISECONDS_MAX = 2000;
/** Cases are told apart by a number of their own: one can be repeated without those before it. */
const STRIDE = 0x9e3779b1;

/** Reads files `first` to `first + count` of a seed, the subjects in turn. Equal arguments give equal files. */
export async function fuzz(subjects: readonly Subject[], seed: number, count: number, first = 0): Promise<FuzzResult> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-fuzz-'));
  const path = join(folder, 'file');
  const tally = { refused: 0, accepted: 0, withRejects: 0, totalled: 0, slowestMs: 0 };
  const findings: Finding[] = [];
  try {
    const whole = await readWhole(subjects, path);
    for (let number = first; number < first + count; number += 1) {
      const subject = subjects[number % subjects.length];
      if (subject === undefined) throw new RangeError('nothing to fuzz');
      const { text, names } = mutate(subject.text, seededRandom(seed ^ Math.imul(number + 1, STRIDE)));
      const bytes = subject.pack(text);
      writeFileSync(path, bytes);
      const started = process.cpuUsage();
      const faults = await faultsOf(subject, path, text, tally, isOneDigit(names) ? whole.get(subject) : undefined);
      const { user, system } = process.cpuUsage(started);
      const ms = (user + system) / 1000;
      tally.slowestMs = Math.max(tally.slowestMs, ms);
      if (ms > MILLISECONDS_MAX) faults.push(`took ${String(Math.round(ms))} ms`);
      if (faults.length > 0) findings.push({ case: number, subject: subject.name, mutations: names, faults, bytes });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { files: count, ...tally, findings };
}

type Tally = { -readonly [Name in Exclude<keyof FuzzResult, 'files' | 'findings'>]: number };

function isOneDigit(names: readonly string[]): boolean {
  return names.length === 1 && names[0] === ONE_DIGIT;
}

/** Every subject as it is: a fixture that is not read, or not read right, would be no subject. */
async function readWhole(subjects: readonly Subject[], path: string): Promise<Map<Subject, ReadResult>> {
  const whole = new Map<Subject, ReadResult>();
  for (const subject of subjects) {
    writeFileSync(path, subject.pack(subject.text));
    const result = await readFile(localBytes(path), subject.request);
    const faults = result.ok ? wrongWith(subject, subject.text, result) : [result.problem.detail];
    if (faults.length > 0) throw new Error(`${subject.name} is not read whole: ${faults.join('; ')}`);
    whole.set(subject, result);
  }
  return whole;
}

async function faultsOf(
  subject: Subject,
  path: string,
  text: string,
  tally: Tally,
  whole?: ReadResult,
): Promise<string[]> {
  try {
    const result = await readFile(localBytes(path), subject.request);
    if (!result.ok) tally.refused += 1;
    else if (result.file.rows.some((row) => 'code' in row)) tally.withRejects += 1;
    else tally.accepted += 1;
    if (isTotalled(subject, text, result)) tally.totalled += 1;
    return [
      ...wrongWith(subject, text, result),
      ...(whole === undefined ? [] : wrongAfterOneDigit(subject, whole, result)),
    ];
  } catch (error) {
    return [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}

/** A finding in words, with the command that reads the same file again. */
export function describeFinding(finding: Finding, seed: number): string {
  const { subject, mutations, faults } = finding;
  return [
    `${subject}, ${mutations.join(', then ')}: npm run fuzz -- 1 ${String(seed)} ${String(finding.case)}`,
    ...faults.map((fault) => `  ${fault}`),
  ].join('\n');
}
