import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CuadreError, PERMANENT_CODES, TRANSIENT_CODES } from '../../schemas/errors.ts';
import { loadConfig, problemText } from './config-file.ts';
import { errorDocument, errorText } from './errors.ts';
import { EXIT, exitOf, exitOfError, type ExitCode } from './exit.ts';
import { openLog } from './log.ts';
import { table } from './output.ts';
import { openProgress, progressLine } from './progress.ts';

describe('exit codes', () => {
  it.each<[ExitCode[], ExitCode]>([
    [[], 0],
    [[0, 0], 0],
    [[0, 3], 3],
    [[3, 4], 4],
    [[4, 1, 3], 1],
    [[1, 2], 2],
  ])('of several dates %j is %i', (codes, one) => {
    expect(exitOf(codes)).toBe(one);
  });

  it('is 2 for usage and configuration, 1 for every other error', () => {
    const codes = [...PERMANENT_CODES, ...TRANSIENT_CODES];
    const usage = codes.filter((code) => exitOfError(new CuadreError(code, '')) === EXIT.usage);
    expect(usage).toEqual(['configuration_invalid', 'usage_invalid']);
  });
});

describe('an error', () => {
  const error = new CuadreError('two_files_for_one_date', 'two files of erp for 2026-07-01', {
    source: 'erp',
    files: ['a.csv', 'b.csv'],
    note: '',
    line: null,
  });

  it('is a sentence, its facts, and what to do next', () => {
    expect(errorText(error).split('\n')).toEqual([
      'cuadre: two files of erp for 2026-07-01',
      '  source: erp',
      '  a.csv',
      '  b.csv',
      'Leave one file per source and date in the folder, or make the file pattern narrower.',
      '',
    ]);
  });

  it('is code, message and context for a program', () => {
    expect(errorDocument(error)).toEqual({
      error: { code: 'two_files_for_one_date', message: 'two files of erp for 2026-07-01', context: error.context },
    });
  });

  it.each([...PERMANENT_CODES, ...TRANSIENT_CODES])('%s says what to do next', (code) => {
    expect(errorText(new CuadreError(code, 'x'))).toMatch(/\n[A-Z].+\.\n$/);
  });
});

describe('the configuration of a command', () => {
  it('throws every problem with file and line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cuadre-config-'));
    const file = join(folder, 'cuadre.yaml');
    writeFileSync(file, 'tenant: t\nsources: []\nkeys: [cuz]\n');
    const failure = await loadConfig(file).catch((error: unknown) => error);
    rmSync(folder, { recursive: true });
    expect(failure).toBeInstanceOf(CuadreError);
    const { code, context } = failure as CuadreError;
    expect(code).toBe('configuration_invalid');
    expect(context['problems']).toEqual([
      expect.stringContaining(`${file}:2: sources`),
      expect.stringContaining(`${file}:3: keys[0]`),
    ]);
  });

  it('prints a problem without a place by its file alone', () => {
    expect(problemText('c.yaml', { path: '', line: null, message: 'empty', accepted: [] })).toBe('c.yaml: empty');
    expect(problemText('c.yaml', { path: 'a', line: 3, message: 'wrong', accepted: ['x', 'y'] })).toBe(
      'c.yaml:3: a: wrong (accepted: x, y)',
    );
  });
});

describe('a table', () => {
  it('is as wide as its widest cells, numbers flush right, no trailing blanks', () => {
    const text = table(
      ['store', 'net'],
      [
        ['Usaquén', '1.00'],
        ['Suba', '-12345.67'],
      ],
      { right: [1] },
    );
    expect(text.split('\n')).toEqual([
      'store          net',
      '-------  ---------',
      'Usaquén       1.00',
      'Suba     -12345.67',
    ]);
  });

  it('counts a composed accent as one character and fills missing cells', () => {
    expect(table(['a', 'b'], [['e\u0301', 'x'], ['y']]).split('\n')).toEqual(['a  b', '-  -', 'e\u0301  x', 'y']);
  });
});

describe('the progress bar', () => {
  const stream = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, isTTY, columns: 60, write: (text: string) => written.push(text) };
  };

  it('writes nothing on a pipe', () => {
    const pipe = stream(false);
    const progress = openProgress('reading', 10, pipe, () => 0);
    progress.update(5);
    progress.close();
    expect(pipe.written).toEqual([]);
  });

  it('redraws at most every 80 ms, and always at the end, on a terminal', () => {
    const terminal = stream(true);
    let now = 0;
    const progress = openProgress('reading', 3, terminal, () => now);
    progress.update(0);
    progress.update(1);
    now = 80;
    progress.update(2);
    progress.update(3);
    expect(terminal.written.map((text) => /\d\/3/.exec(text)?.[0])).toEqual(['0/3', '2/3', '3/3']);
    progress.close();
    expect(terminal.written.at(-1)).toBe('\r\u001b[2K');
  });

  it('shows share, count and note, cut to the width', () => {
    expect(progressLine('run', 1, 4, '2026-07-01', 80)).toBe('run [######------------------] 25 % 1/4 2026-07-01');
    expect(progressLine('run', 9, 4, '', 80)).toContain('100 %');
    expect(progressLine('run', 0, 0, '', 10)).toHaveLength(10);
  });
});

/** What a process of its own told that tells everything once. */
function toldAt(level: string): { readonly msg: string; readonly date: string }[] {
  const module = new URL('./log.ts', import.meta.url).href;
  const script = `
    const { openLog } = await import(${JSON.stringify(module)});
    const log = openLog('info', { LOG_LEVEL: ${JSON.stringify(level)} });
    for (const name of ['info', 'warn', 'error']) log[name]({ date: '2026-07-01' }, name + ' it');`;
  const arguments_ = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, arguments_, { encoding: 'utf8' });
  expect(stdout).toBe('');
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { msg: string; date: string });
}

describe('the log', () => {
  it('refuses a level that does not exist, and names those that do', () => {
    expect(() => openLog('warn', { LOG_LEVEL: 'loud' })).toThrow(
      expect.objectContaining({
        code: 'usage_invalid',
        context: { accepted: expect.arrayContaining(['info', 'warn']) as string[] },
      }) as Error,
    );
  });

  it.each([
    ['silent', []],
    ['error', ['error']],
    ['warn', ['warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['trace', ['info', 'warn', 'error']],
  ])('at %s tells what weighs as much, as lines of JSON on stderr', (level, expected) => {
    const lines = toldAt(level);
    expect(lines.map(({ msg, date }) => `${date} ${msg}`)).toEqual(expected.map((name) => `2026-07-01 ${name} it`));
  });
});
