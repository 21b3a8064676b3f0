import { closeSync, openSync, writeSync } from 'node:fs';

/** Bytes gathered before they go to the disk: a million small writes would be most of the time. */
const CHUNK_BYTES = 1 << 20;

/** A text file that is written line by line, and never held in memory. */
export interface Lines {
  put(line: string): void;
  close(): void;
}

/** Opens a file to write; one that is there is replaced. */
export function openLines(path: string): Lines {
  const file = openSync(path, 'w');
  let waiting: string[] = [];
  let bytes = 0;
  const flush = (): void => {
    const chunk = Buffer.from(waiting.join(''));
    for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    waiting = [];
    bytes = 0;
  };
  return {
    put: (line) => {
      waiting.push(line);
      bytes += line.length;
      if (bytes >= CHUNK_BYTES) flush();
    },
    close: () => {
      flush();
      closeSync(file);
    },
  };
}
