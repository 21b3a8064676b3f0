import { describe, expect, it } from 'vitest';
import { CuadreError } from '../../schemas/errors.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { LineStore } from '../../schemas/ports/line-files.ts';
import { addDays } from '../../schemas/values/dates.ts';
import { stretchAround } from '../../schemas/lines/stretches.ts';
import { day } from '../../scripts/testing/kit.ts';
import { contextOf, runDate, type World } from '../../scripts/testing/properties/chain.ts';
import { joinEarlierKeys } from './joined-keys.ts';

type Joining = Parameters<LineStore['joinKeys']>[1];

const { first, last } = stretchAround(day('2026-07-01'), 5);
const world: World = { goLive: first, last, filings: [], rules: {} };

describe('the keys of earlier dates', () => {
  const context = contextOf(world.rules);
  const asked: Joining[] = [];
  const warned: unknown[] = [];
  const log: Log = { info: () => undefined, error: () => undefined, warn: (fields) => void warned.push(fields) };
  const withJoin = (joinKeys: LineStore['joinKeys']) => ({ ...context, log, lines: { ...context.lines, joinKeys } });

  it('are joined with the last date of a stretch, as far back as anybody looks', async () => {
    const told = withJoin((_, dates) => Promise.resolve(void asked.push(dates)));
    for (let date = first; date <= last; date = addDays(date, 1)) await runDate(world, date, told);
    expect(asked).toEqual([
      { first: stretchAround(addDays(last, -context.config.matching.lookbackDays), 125).first, last },
    ]);
  });

  it('stop no run where the disk refuses, which is told; a defect of the program is none of the disk', async () => {
    const refused = withJoin(() => Promise.reject(new CuadreError('disk_failed', 'ENOSPC: x', { path: 'x' })));
    await joinEarlierKeys(last, refused);
    expect(warned).toEqual([{ date: last, code: 'disk_failed', path: 'x' }]);
    const broken = withJoin(() => Promise.reject(new TypeError('not a function')));
    await expect(joinEarlierKeys(last, broken)).rejects.toThrow(TypeError);
  });
});
