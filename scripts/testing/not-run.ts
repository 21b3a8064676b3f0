import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/**
 * Of the whole test run: what tests left to say stands under its summary, where nobody misses it. A suite that this
 * machine could not run says so there (and fails where `CI` is set), instead of passing in silence.
 */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-told-'));
  const toldFile = join(folder, 'told.txt');
  project.provide('toldFile', toldFile);
  return () => {
    const lines = existsSync(toldFile)
      ? [...new Set(readFileSync(toldFile, 'utf8').split('\n'))].filter((line) => line !== '')
      : [];
    rmSync(folder, { recursive: true, force: true });
    // What was not run is the last word.
    lines.sort((a, b) => Number(a.startsWith('NOT RUN')) - Number(b.startsWith('NOT RUN')));
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    toldFile: string;
  }
}
