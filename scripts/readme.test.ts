import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { BUILT_IN_PROFILES } from '../schemas/lines/profile.ts';
import { EXIT } from './cli/exit.ts';
import { buildCuadre } from './testing/cuadre.ts';

/** What the documentation says and a machine can check. */

const root = fileURLToPath(new URL('..', import.meta.url));
/** Every README of the folders that hold code, and what a newcomer reads first. */
const READMES = ['schemas', 'jobs', 'workers', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|[/\\])README\.md$/.test(name))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
);
const DOCUMENTS = [
  'README.md',
  ...READMES,
  'fixtures/README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'fixtures/demo/README.md',
];

const read = (document: string): string => readFileSync(join(root, document), 'utf8');
/** The code of a document: its blocks line by line, and what stands in backticks in the rest. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap((match) => (match[1] ?? '').split('\n'));
  const inline = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...inline];
}
/** The rows of the tables of one section, as trimmed cells. */
function rowsOf(text: string, heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const unquoted = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');

describe('the documentation', () => {
  it.each(DOCUMENTS)('%s names npm scripts that exist', (document) => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    const named = codeOf(read(document)).flatMap((code) =>
      [...code.matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names files and folders that exist', (document) => {
    const here = dirname(document);
    const ofFolder = /^(schemas|jobs|workers|scripts)(\/|$)/.test(here);
    const isPath = (word: string): boolean =>
      /^(\.ci|schemas|jobs|workers|scripts|fixtures)\/[\w./-]*$/.test(word) ||
      (ofFolder && /^[\w./-]+(\.(ts|mjs|sh)|\/)$/.test(word));
    const words = codeOf(read(document)).flatMap((code) => code.split(/\s+/));
    const links = [...read(document).matchAll(/\]\(([^)#]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !/^https?:/.test(link));
    const paths = [...words.filter((word) => isPath(word) && word !== 'dist/'), ...links];
    expect(paths.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, here, path)))).toEqual([]);
  });

  it('names the commands of the program, all of them and no other', () => {
    const cuadre = buildCuadre();
    const commandsOf = (...args: string[]): string[] => {
      const [, list = ''] = /^Commands:\n((?: .*\n)+)/m.exec(cuadre.run([...args, '--help'], root).stdout) ?? [];
      return [...list.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1] ?? '').filter((name) => name !== 'help');
    };
    try {
      const commands = commandsOf();
      const ofConfig = commandsOf('config');
      const table = rowsOf(read('README.md'), 'Commands and exit codes').filter(([name]) =>
        name?.startsWith('`cuadre '),
      );
      const inTable = table.flatMap(([names]) => unquoted(names).split(', '));
      const expected = commands.flatMap((name) =>
        name === 'config' ? ofConfig.map((part) => `config ${part}`) : [name],
      );
      expect(inTable.sort()).toEqual(expected.map((name) => `cuadre ${name}`).sort());
      for (const document of DOCUMENTS) {
        const named = codeOf(read(document)).flatMap((code) =>
          [...code.matchAll(/(?:^|\s)cuadre ([a-z]+)/g)].map((match) => match[1] ?? ''),
        );
        expect([document, ...named.filter((name) => !commands.includes(name))]).toEqual([document]);
      }
    } finally {
      cuadre.remove();
    }
  });

  it('lists the formats that are built in, and no other', () => {
    const rows = rowsOf(read('README.md'), 'Formats that are read');
    expect(rows.map(([name]) => unquoted(name))).toEqual(Object.keys(BUILT_IN_PROFILES));
  });

  it('gives every exit code a meaning', () => {
    const codes = rowsOf(read('README.md'), 'Commands and exit codes').filter(([cell]) => /^`\d+`$/.test(cell ?? ''));
    expect(codes.map(([code]) => Number(unquoted(code)))).toEqual(Object.values(EXIT));
  });
});
