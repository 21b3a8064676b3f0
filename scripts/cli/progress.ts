/** Shows how far long work is, on a terminal only: a pipe, a log file and cron see nothing. */
export interface Progress {
  /** `done` of the total that was announced; `note` says what is being done. */
  update: (done: number, note?: string) => void;
  /** Wipes the bar, so that what follows starts on a clean line. */
  close: () => void;
}

/** The part of a stream that a progress bar needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write: (text: string) => unknown;
}

const BAR_WIDTH = 24;
/** More often than the eye can follow is wasted work. */
const REDRAW_MS = 80;

export function openProgress(
  label: string,
  total: number,
  stream: ProgressStream = process.stderr,
  nowMs: () => number = Date.now,
): Progress {
  if (stream.isTTY !== true) return { update: () => undefined, close: () => undefined };
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    update: (done, note = '') => {
      const now = nowMs();
      if (now - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = now;
      stream.write(`\r\u001b[2K${progressLine(label, done, total, note, (stream.columns ?? 80) - 1)}`);
    },
    close: () => {
      stream.write('\r\u001b[2K');
    },
  };
}

/** `reconciling [######------------------] 25 % 3/12 2026-07-01`, cut to the width of the terminal. */
export function progressLine(label: string, done: number, total: number, note: string, widthMax: number): string {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = `${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}`;
  return `${label} [${bar}] ${Math.floor(share * 100)} % ${done}/${total} ${note}`.trimEnd().slice(0, widthMax);
}
