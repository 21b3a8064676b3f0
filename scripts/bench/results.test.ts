import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { renderCurve } from './curve.ts';
import { readFigures } from './figures.ts';
import { readOptions } from './options.ts';
import { renderResults } from './results.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

it('RESULTS.md and speed.svg say what figures.json holds (npm run bench -- --render)', () => {
  const figures = readFigures(here('figures.json'));
  expect(readFileSync(here('RESULTS.md'), 'utf8')).toBe(renderResults(figures));
  expect(readFileSync(here('speed.svg'), 'utf8')).toBe(renderCurve(figures));
});

it('renders what nothing was measured of', () => {
  const nothing = readFigures(here('no-such-file.json'));
  expect(renderResults(nothing)).toContain('not measured');
  expect(renderCurve(nothing)).not.toContain('NaN');
});

it.each([
  [['--only', 'nothing'], /is none of/],
  [['--runs', '0'], /whole number/],
  [['--dates', '3'], /whole number/],
  [['--what'], /--what/],
])('refuses %j', (args, message) => {
  expect(readOptions(args)).toMatch(message);
});
