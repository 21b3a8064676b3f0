import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench-types.ts';
import { cached } from '../data/cache.ts';
import { writeXml, XML_DATE } from '../data/xml.ts';
import { median } from '../measure.ts';
import { bytesUnder, Workplace } from '../program.ts';
import type { StageTimes } from '../stages-entry.ts';

/** One XML report: brought in, read and normalised, to the line file on the disk. */
export interface XmlFigures {
  readonly records: number;
  readonly inputBytes: number;
  readonly downloadMs: number;
  readonly normaliseMs: number;
  /** By the end of stage 2. */
  readonly peakMiB: number;
}

const LARGE_RECORDS = 500_000;

export async function measureXml(records: number, { programs, say, runs: wanted }: Bench): Promise<XmlFigures> {
  say(`XML of ${records} records: making the file`);
  const { folder } = cached(`xml-${records}`, (into) => {
    writeXml(into, records);
  });
  const work = mkdtempSync(join(tmpdir(), 'cuadre-bench-xml-'));
  try {
    const place = new Workplace(
      programs,
      work,
      readFileSync(join(folder, 'cuadre.yaml'), 'utf8'),
      join(folder, 'inbox'),
    );
    const runs: StageTimes[] = [];
    for (let run = wanted ?? (records > LARGE_RECORDS ? 1 : 3); run > 0; run -= 1) {
      place.clear();
      const { stages } = await place.stages(XML_DATE);
      say(`  ${JSON.stringify(stages)}`);
      runs.push(stages);
    }
    const middle = (of: 'ms' | 'peakMiB', stage: string): number => median(runs.map((run) => run[of][stage] ?? 0));
    return {
      records,
      inputBytes: bytesUnder(join(folder, 'inbox')),
      downloadMs: middle('ms', 'download'),
      normaliseMs: middle('ms', 'normalise'),
      peakMiB: middle('peakMiB', 'normalise'),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
