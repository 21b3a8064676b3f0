import { resolve } from 'node:path';
import { makeBackup } from '../../../workers/adapters/backup/make.ts';
import { chosenBackup } from '../../../workers/adapters/backup/manifest.ts';
import { restoreBackup } from '../../../workers/adapters/backup/restore.ts';
import { loadConfig } from '../../cli/config-file.ts';
import { PROGRAM_VERSION } from '../../cli/version.ts';

/**
 * A backup or a restore that kills itself at a step, for tests: `node crash-backup.js backup|restore <cuadre.yaml>
 * <folder> <step> <how often the step is passed before>`.
 */
const [what = '', path = '', folder = '', at = '', after = '0'] = process.argv.slice(2);
let passes = Number(after);
const onStep = (step: string): void => {
  if (step !== at) return;
  if (passes === 0) process.kill(process.pid, 'SIGKILL');
  passes -= 1;
};
const { config } = await loadConfig(path);
if (what === 'backup') {
  const clock = { nowMs: () => Date.now() };
  const configFile = resolve(path);
  await makeBackup({ config, configFile, programVersion: PROGRAM_VERSION, to: resolve(folder), clock, onStep });
} else {
  const backup = chosenBackup(resolve(folder), undefined);
  const nothing = (): Promise<void> => Promise.resolve();
  const asked = {
    config,
    from: resolve(folder),
    backup,
    replace: true,
    nowMs: Date.now(),
    stamp: '20260101T000000Z',
    onStep,
  };
  await restoreBackup({ ...asked, prove: nothing, finish: nothing });
}
