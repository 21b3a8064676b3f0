/** How figures are written. */

/** Milliseconds as seconds: two decimals below ten, one above. */
export function seconds(ms: number): string {
  return rounded(ms / 1000, ms < 10_000 ? 2 : 1);
}

/** How many times `base` it is. */
export function ratio(value: number, base: number): string {
  return base === 0 ? '' : rounded(value / base, 2);
}

export function bytes(size: number): string {
  return `${rounded(size / 1e6, size < 1e7 ? 1 : 0)} MB`;
}

/** 1000000 as 1,000,000. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** No money is ever written so: measured times and sizes only. */
export function rounded(value: number, decimals: number): string {
  const scaled = String(Math.round(value * 10 ** decimals)).padStart(decimals + 1, '0');
  return decimals === 0 ? scaled : `${scaled.slice(0, -decimals)}.${scaled.slice(-decimals)}`;
}

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
