/** Bytes of opened files that are kept for the next question; the last one is kept whatever its size. */
const CACHE_BYTES_MAX = 8 * 1024 * 1024;

/**
 * The files opened last by name, the oldest given up first. What is written under a name again is what stood there, so
 * nothing is ever out of date.
 */
export interface FileCache<File> {
  get(name: string): File | undefined;
  /** Keeps a file, and gives it back. */
  keep(name: string, file: File): File;
  /** Before a file of that name is written again. */
  forget(name: string): void;
}

export function fileCache<File extends { readonly held: number }>(bytesMax: number = CACHE_BYTES_MAX): FileCache<File> {
  const files = new Map<string, File>();
  const held = (): number => [...files.values()].reduce((total, file) => total + file.held, 0);
  const keep = (name: string, file: File): File => {
    files.delete(name);
    files.set(name, file);
    for (const oldest of files.keys()) {
      if (files.size === 1 || held() <= bytesMax) break;
      files.delete(oldest);
    }
    return file;
  };
  return {
    get: (name) => {
      const file = files.get(name);
      return file === undefined ? undefined : keep(name, file);
    },
    keep,
    forget: (name) => {
      files.delete(name);
    },
  };
}
