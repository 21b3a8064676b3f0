import { describe, expect, it } from 'vitest';
import { findOffences } from './tidy.ts';

const functionOf = (lines: number): string => `function long() {\n${'  void 0;\n'.repeat(lines - 2)}}\n`;

describe('sizes', () => {
  it('accepts a function of 70 lines and refuses one of 71, by its first line', () => {
    expect(findOffences('jobs/a.ts', `\n${functionOf(70)}`)).toEqual([]);
    const offences = findOffences('jobs/a.ts', `\n${functionOf(71)}`);
    expect(offences.map((offence) => offence.line)).toEqual([2]);
    expect(offences[0]?.sentence).toContain('long');
  });

  it('measures arrow functions and methods too', () => {
    const body = '  void 0;\n'.repeat(70);
    expect(findOffences('jobs/a.ts', `const long = () => {\n${body}};\n`)).toHaveLength(1);
    expect(findOffences('jobs/a.ts', `class A {\nlong() {\n${body}}\n}\n`)).toHaveLength(1);
  });

  it('does not measure the suites of a test file', () => {
    expect(findOffences('jobs/a.test.ts', functionOf(100))).toEqual([]);
  });

  it('accepts a file of 400 lines and refuses one of 401', () => {
    expect(findOffences('jobs/a.ts', 'void 0;\n'.repeat(400))).toEqual([]);
    expect(findOffences('jobs/a.ts', 'void 0;\n'.repeat(401))).toHaveLength(1);
  });
});

describe('time, chance and the environment', () => {
  it.each(['process.env', 'Date.now()', 'performance.now()', 'Math.random()', 'new Date()'])(
    'refuses %s in the core',
    (expression) => {
      expect(
        findOffences('workers/3-match/match.ts', `\nvoid ${expression};\n`).map((offence) => offence.line),
      ).toEqual([2]);
    },
  );

  it.each(['scripts/cuadre.ts', 'workers/service/stage-thread.ts', 'schemas/values/dates.test.ts'])(
    'accepts them in %s',
    (file) => {
      expect(findOffences(file, 'void Date.now();\n')).toEqual([]);
    },
  );

  it('accepts a date made from a given moment', () => {
    expect(findOffences('schemas/values/dates.ts', 'void new Date(0);\n')).toEqual([]);
  });
});
