import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Archive } from '../../../schemas/ports/archive.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type { RequestRecord } from '../../../schemas/ports/requests.ts';
import { makeFolder, onDisk, syncDirectory } from './disk.ts';

/**
 * What sources were asked, as `<directory>/<date>.jsonl`: one line an exchange, only ever appended to. It stands
 * outside the database because it holds wall clocks, which nothing that is decided may depend on.
 */
export function openRequestLog(directory: string): Pick<AtOnce<Archive>, 'appendRequest' | 'requests'> {
  const path = (date: PlainDate): string => join(directory, `${date}.jsonl`);
  return {
    appendRequest: (record) => {
      onDisk(path(record.date), () => {
        makeFolder(directory);
        const isNew = !existsSync(path(record.date));
        const fd = openSync(path(record.date), 'a');
        try {
          // One write of one line, with a line end before it: what a crash cut off never runs into the next record.
          writeSync(fd, `\n${JSON.stringify(record)}\n`);
          fsyncSync(fd);
        } finally {
          closeSync(fd);
        }
        if (isNew) syncDirectory(directory);
      });
    },
    requests: (date) =>
      onDisk(path(date), () =>
        existsSync(path(date)) ? readFileSync(path(date), 'utf8').split('\n').flatMap(parseLine) : [],
      ),
  };
}

function parseLine(line: string): RequestRecord[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as RequestRecord];
  } catch {
    // Cut off by a crash: the request was made, its answer was not used.
    return [];
  }
}
