import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from '../../../scripts/testing/line-rows.ts';
import { describeArchive } from '../../../scripts/testing/ports/archive.ts';
import { describeLineFiles } from '../../../scripts/testing/ports/line-files.ts';
import type { Open } from '../../../scripts/testing/ports/opened.ts';
import { describeReportFiles } from '../../../scripts/testing/ports/report-files.ts';
import { openArchive } from './archive.ts';
import { openLineStore } from './line-files.ts';
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
describeReportFiles(
  'a folder',
  inFolder((folder) => openReportFiles(folder)),
);
