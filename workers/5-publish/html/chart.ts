import { html, type Html } from './markup.ts';
import { certain } from '../../../schemas/errors.ts';

/**
 * One part of a bar: its share is drawn, its text is read out. Parts differ in height and colour, never in colour
 * alone.
 */
export interface BarPart {
  readonly tone: 'good' | 'wait' | 'bad' | 'done';
  readonly size: number;
  readonly text: string;
}

export interface Bar {
  readonly label: Html;
  /** Of the text alternative. */
  readonly name: string;
  readonly parts: readonly BarPart[];
  readonly value: string;
  /** Bars of one scale can be compared: a currency. */
  readonly scale: string;
}

export interface Chart {
  readonly title: string;
  readonly legend: readonly { readonly tone: BarPart['tone']; readonly text: string }[];
  readonly bars: readonly Bar[];
}

/** The width of the largest bar in the units of the drawing. */
const WIDTH = 1000;
const HEIGHT = 12;
/** How much of the height each look takes. */
const HEIGHTS: Readonly<Record<BarPart['tone'], number>> = { good: 12, wait: 6, bad: 12, done: 3 };

/**
 * Bars, those of one currency to one scale, each an SVG with a text alternative; the table beside them has the same
 * figures.
 */
export function chart({ title, legend, bars }: Chart): Html {
  const largest = new Map<string, number>();
  for (const bar of bars) largest.set(bar.scale, Math.max(largest.get(bar.scale) ?? 0, sizeOf(bar)));
  return html`<figure class="chart" role="group" aria-label="${title}">
    <ul class="legend">
      ${legend.map(({ tone, text }) => html`<li>${mark(tone)} ${text}</li>`)}
    </ul>
    <ul class="bars">
      ${bars.map((bar) => barRow(bar, certain(largest.get(bar.scale), 'a scale')))}
    </ul>
  </figure> `;
}

function barRow(bar: Bar, largest: number): Html {
  return html`<li>
    <span class="bar-label">${bar.label}</span>
    <svg
      role="img"
      aria-label="${[bar.name, ...bar.parts.map((part) => part.text)].join(', ')}"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      preserveAspectRatio="none"
      focusable="false"
    >
      ${rectangles(bar.parts, largest)}
    </svg>
    <span class="bar-value">${bar.value}</span>
  </li> `;
}

function sizeOf(bar: Bar): number {
  return bar.parts.reduce((total, part) => total + Math.max(0, part.size), 0);
}

function rectangles(parts: readonly BarPart[], largest: number): Html[] {
  let total = 0;
  return parts.flatMap((part) => {
    if (part.size <= 0 || largest <= 0) return [];
    const start = place(total, largest);
    total += part.size;
    return [rectangle(part.tone, start, Math.max(2, place(total, largest) - start))];
  });
}

/**
 * Where an amount ends on the scale: whole units, so that the bytes do not depend on how a machine prints fractions.
 */
function place(amount: number, largest: number): number {
  return Number((BigInt(amount) * BigInt(WIDTH)) / BigInt(largest));
}

function rectangle(tone: BarPart['tone'], x: number, width: number): Html {
  const height = HEIGHTS[tone];
  return html`<rect class="look-${tone}" x="${x}" y="${(HEIGHT - height) / 2}" width="${width}" height="${height}" />`;
}

function mark(tone: BarPart['tone']): Html {
  return html`<svg class="mark" aria-hidden="true" viewBox="0 0 24 ${HEIGHT}" focusable="false">
    ${rectangle(tone, 0, 24)}
  </svg>`;
}
