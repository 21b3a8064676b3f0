import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Holds what the linter cannot say: sizes, and that time, chance and the environment come in at entry points only.
 * `npm run lint:sizes` prints each offence as `file:line: sentence`.
 */

/** A function that does not fit on a screen is two functions. */
const FUNCTION_LINES_MAX = 70;
/** A longer file has more than one reason to exist. */
const FILE_LINES_MAX = 400;

const FOLDERS = ['schemas', 'jobs', 'workers', 'scripts'] as const;
/** Where the world comes in. Everything else is handed what it needs. */
const ENTRY_POINTS = [/^scripts\//, /^workers\/service\/stage-thread\.ts$/, /\.test\.ts$/];

export interface Offence {
  readonly file: string;
  readonly line: number;
  readonly sentence: string;
}

/** What is wrong with one file. `file` is its path from the root with forward slashes, `text` its content. */
export function findOffences(file: string, text: string): Offence[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const isTest = file.endsWith('.test.ts');
  const isEntryPoint = ENTRY_POINTS.some((pattern) => pattern.test(file));
  const offences: Offence[] = [];
  const report = (position: number, sentence: string): void => {
    offences.push({ file, line: lineAt(position), sentence });
  };

  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > FILE_LINES_MAX) report(0, `the file has ${lines} lines, at most ${FILE_LINES_MAX} are allowed`);

  const visit = (node: ts.Node): void => {
    // A suite is a function only by the grammar of the test runner.
    if (!isTest && ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const length = lineAt(node.getEnd()) - lineAt(node.getStart()) + 1;
      if (length > FUNCTION_LINES_MAX) {
        report(node.getStart(), `${nameOf(node)} has ${length} lines, at most ${FUNCTION_LINES_MAX} are allowed`);
      }
    }
    const world = isEntryPoint ? null : worldReadBy(node);
    if (world !== null) report(node.getStart(), `${world} outside an entry point; take it as a parameter`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return offences;
}

function nameOf(node: ts.Node): string {
  const named = ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent : node;
  const name = 'name' in named ? (named.name as ts.Node | undefined) : undefined;
  return name === undefined ? 'a function' : `the function ${name.getText()}`;
}

const WORLD = new Set(['process.env', 'Date.now', 'performance.now', 'Math.random']);

function worldReadBy(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const text = `${node.expression.getText()}.${node.name.text}`;
    return WORLD.has(text) ? text : null;
  }
  const isNow = ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
  return isNow ? 'new Date()' : null;
}

function typeScriptFiles(root: string): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
  ).sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(fileURLToPath(import.meta.url), '..', '..');
  const offences = typeScriptFiles(root).flatMap((file) => findOffences(file, readFileSync(join(root, file), 'utf8')));
  for (const offence of offences) process.stdout.write(`${offence.file}:${offence.line}: ${offence.sentence}\n`);
  process.exitCode = offences.length === 0 ? 0 : 1;
}
