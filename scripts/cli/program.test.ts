import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../schemas/config/parse-config.ts';
import { CONFIG_TEMPLATE } from '../commands/init-template.ts';
import { buildCuadre, type Cuadre } from '../testing/cuadre.ts';

let cuadre: Cuadre;
let folder: string;

beforeAll(() => {
  cuadre = buildCuadre();
});
afterAll(() => {
  cuadre.remove();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-cli-'));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
});

const run = (args: string, env: Record<string, string> = {}) =>
  cuadre.run(args.split(' ').filter(Boolean), folder, env);

describe('usage', () => {
  it.each([
    ['', 'a command is missing'],
    ['nothing', "unknown command 'nothing'"],
    ['config chek', 'Did you mean check?'],
    ['config check --verbose', "unknown option '--verbose'"],
    ['config check --config', "option '--config <file>' argument missing"],
  ])('cuadre %s ends with 2 and a sentence on stderr', (args, words) => {
    const { code, stdout, stderr } = run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain('cuadre --help');
    expect(stdout).toBe('');
  });

  it('is one JSON document on stdout with --json', () => {
    const { code, stdout, stderr } = run('nothing --json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'usage_invalid', message: "unknown command 'nothing'", context: {} },
    });
    expect(stderr).toBe('');
  });

  it.each(['--help', 'init --help', 'config check --help', 'config schema --help'])(
    'cuadre %s shows examples and ends with 0',
    (args) => {
      const { code, stdout } = run(args);
      expect(code).toBe(0);
      expect(stdout).toContain('Examples:');
    },
  );

  it('prints the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('init', () => {
  it('writes a configuration that has no problems', () => {
    expect(run('init').code).toBe(0);
    expect(readFileSync(join(folder, 'cuadre.yaml'), 'utf8')).toBe(CONFIG_TEMPLATE);
    expect(run('config check')).toMatchObject({ code: 0, stderr: '' });
  });

  it('writes out the defaults: without them the configuration is the same', () => {
    const optional =
      /^(storage|reports|schedule|keys|calendar|matching|materiality|environment|timezone): .*\n|^matching:\n( .*\n)+/gm;
    const parse = (text: string) => parseConfig(text, { baseDirectory: '/x', env: {} });
    const short = CONFIG_TEMPLATE.replace(optional, '');
    expect(short.length).toBeLessThan(CONFIG_TEMPLATE.length - 500);
    expect(parse(short)).toEqual(parse(CONFIG_TEMPLATE));
  });

  it('never overwrites', () => {
    writeFileSync(join(folder, 'cuadre.yaml'), 'mine');
    const { code, stderr } = run('init');
    expect(code).toBe(2);
    expect(stderr).toContain('not overwritten');
    expect(readFileSync(join(folder, 'cuadre.yaml'), 'utf8')).toBe('mine');
  });

  it('says so where it cannot write', () => {
    writeFileSync(join(folder, 'a-file'), '');
    const { code, stdout } = run('init --json --config a-file/sub/cuadre.yaml');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'disk_failed' } });
  });
});

describe('config check', () => {
  it('names a file that is not there', () => {
    const { code, stderr } = run('config check --config other.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain(join(folder, 'other.yaml'));
    expect(stderr).toContain('cuadre init');
  });

  it('prints every problem with its line, in the order of the file', () => {
    writeFileSync(
      join(folder, 'cuadre.yaml'),
      CONFIG_TEMPLATE.replace('settles: per_payout', 'settles: monthly').replace('tenant: my-chain', 'tennant: x'),
    );
    const { code, stdout } = run('config check');
    expect(code).toBe(2);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).toMatch(/cuadre\.yaml:\d+: tennant: unknown key "tennant"; did you mean "tenant"\?/);
    expect(lines.join('\n')).toMatch(
      /cuadre\.yaml:\d+: sources\[0\]\.settles: .*accepted: per_transaction, per_payout, per_day/,
    );
    expect(lines.at(-1)).toBe('cuadre.yaml: 3 problems');
  });

  it('gives the same as JSON', () => {
    writeFileSync(join(folder, 'cuadre.yaml'), CONFIG_TEMPLATE.replace('settles: per_payout', 'settles: monthly'));
    const { code, stdout, stderr } = run('config check --json');
    expect(code).toBe(2);
    const line = CONFIG_TEMPLATE.split('\n').findIndex((text) => text.includes('settles:')) + 1;
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: [{ path: 'sources[0].settles', line, accepted: ['per_transaction', 'per_payout', 'per_day'] }],
    });
    expect(stderr).toBe('');
  });

  it('takes the configuration before or after the command', () => {
    writeFileSync(join(folder, 'shop.yaml'), CONFIG_TEMPLATE);
    expect(run('--config shop.yaml config check').code).toBe(0);
    expect(run('config check --config shop.yaml').code).toBe(0);
  });
});

describe('config schema', () => {
  it('prints a JSON Schema that needs no configuration', () => {
    const { code, stdout } = run('config schema');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      additionalProperties: false,
    });
  });
});
