import type { BackupKnown, Backups } from '../../../schemas/ports/backups.ts';
import { makeBackup, type BackingUp } from './make.ts';
import { newestBackup, type Backup } from './manifest.ts';

/** The backups of a folder, as a schedule asks for them. */
export function backupsIn(asked: BackingUp): Backups {
  const newest = (): BackupKnown | null => {
    const backup = newestBackup(asked.to);
    return backup === null ? null : known(backup);
  };
  return {
    newest: () => Promise.resolve().then(newest),
    since: async (ms) => {
      const before = newest();
      if (before !== null && before.atMs >= ms) return { ...before, made: false };
      return { ...known(await makeBackup(asked)), made: true };
    },
  };
}

function known({ id, at, damaged }: Backup): BackupKnown {
  return { id, atMs: Date.parse(at), damaged };
}
