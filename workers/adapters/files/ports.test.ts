import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from '../../../scripts/testing/line-rows.ts';
import { describeArchive } from '../../../scripts/testing/ports/archive.ts';
import { describeLineFiles } from '../../../scripts/testing/ports/line-files.ts';
import type { Open } from '../../../scripts/testing/ports/opened.ts';
import { describeReportFiles } from '../../../scripts/testing/ports/report-files.ts';
import { openArchive } from './archive.ts';
import { sealOf } from './block-hashes.ts';
import { openLineStore, type LineRecord } from './line-files.ts';
import { openReportFiles } from './report-files.ts';

/** Files on a disk keep what the ports promise. What is their own (bytes, cut files) is tested beside this. */

function inFolder<Port>(open: (folder: string) => Port): Open<Port> {
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'cuadre-ports-'));
    return {
      port: open(folder),
      again: () => open(folder),
      remove: () => {
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };
}

describeArchive('a folder', inFolder(openArchive));
describeLineFiles(
  'a folder',
  inFolder((folder) => openLineStore(folder, extract)),
);
describeLineFiles(
  'a folder, all of it registered',
  inFolder((folder) => openLineStore(folder, extract, recordOf(folder))),
);

/** A record that names whatever stands in the folder. */
function recordOf(folder: string): LineRecord {
  return {
    registered: (date) => {
      const names = existsSync(join(folder, date)) ? readdirSync(join(folder, date)) : [];
      const seals = names.filter((name) => !name.endsWith('.blocks')).map((name) => `${date}/${name}`);
      return Promise.resolve(
        seals.flatMap((path) => {
          const seal = sealOf(join(folder, path));
          return seal === null ? [] : [{ path, date, ...seal }];
        }),
      );
    },
    madeAgain: () => Promise.resolve(),
    keysJoined: () => Promise.resolve(),
  };
}
describeReportFiles(
  'a folder',
  inFolder((folder) => openReportFiles(folder)),
);
