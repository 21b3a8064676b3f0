#!/usr/bin/env node
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlainDate } from '../schemas/values/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import type { Discrepancy } from '../schemas/outcome/run.ts';
import { compareDiscrepancies } from '../workers/5-publish/discrepancies-csv.ts';
import { INDEX_NAME } from '../workers/5-publish/stage.ts';
import { isOpen } from '../workers/5-publish/counted.ts';
import { reasonOf } from '../workers/wording/index.ts';
import type { DateResult } from '../workers/pipeline/embedded.ts';
import { openContext } from '../workers/pipeline/open.ts';
import { runDates } from '../workers/pipeline/run-dates.ts';
import { loadConfig } from './cli/config-file.ts';
import { moneyOf, subjectOf } from './cli/describe.ts';
import { limitDecisions, serveDemo } from './cli/demo-desk.ts';
import { reportFailure } from './cli/errors.ts';
import { openLog } from './cli/log.ts';
import { openProgress } from './cli/progress.ts';
import { headlineOf } from './cli/run-report.ts';
import { PROGRAM_VERSION } from './cli/version.ts';

/**
 * `npm run demo`: reconciles the two weeks of fixtures/demo in this process and tells what each day brought. It works
 * in `.demo/`, emptied first, so that every command can be tried on what it leaves.
 */

const fixture = findFixture(dirname(fileURLToPath(import.meta.url)));
const DESK = '--desk';
const withDesk = process.argv.slice(2).includes(DESK);
const words = process.argv.slice(2).filter((word) => word !== DESK);
/** Another folder than `.demo` can be named; then it must not be there yet. */
const [named] = words;
if (words.length > 1 || named?.startsWith('-') === true) {
  const isHelp = named === '--help' || named === '-h';
  const usage = [
    'usage: npm run demo [-- [--desk] [FOLDER]]    runs a fortnight of a made-up chain in FOLDER (default: .demo, made anew)',
    '  --desk    opens it in a browser afterwards: makes people, tells how they sign in, and serves until Ctrl-C\n',
  ].join('\n');
  process[isHelp ? 'stdout' : 'stderr'].write(usage);
  process.exit(isHelp ? 0 : 2);
}
const place = named === undefined ? join(fixture, '../../.demo') : resolve(named);
const LAST_DATE = '2026-07-07' as PlainDate;
/** The morning after the last date, whatever the clock of this machine says: a run knows no dates of the future. */
const MORNING_AFTER_MS = Date.UTC(2026, 6, 8, 11);

const COLOUR = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';
const bold = (text: string): string => (COLOUR ? `\u001b[1m${text}\u001b[0m` : text);
const print = (...lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${line}\n`);
};

/** `fixtures/demo` of the checkout that this program is part of. */
function findFixture(from: string): string {
  const here = join(from, 'fixtures/demo');
  if (existsSync(here)) return here;
  if (dirname(from) !== from) return findFixture(dirname(from));
  throw new CuadreError('usage_invalid', 'the demo needs a checkout of the repository: fixtures/demo is not there');
}

function prepare(): string {
  if (named === undefined) rmSync(place, { recursive: true, force: true });
  else if (existsSync(place))
    throw new CuadreError('usage_invalid', `${place} is there already; name a folder that is not`);
  mkdirSync(place, { recursive: true });
  for (const name of ['cuadre.yaml', 'input']) cpSync(join(fixture, name), join(place, name), { recursive: true });
  const configFile = join(place, 'cuadre.yaml');
  if (withDesk) limitDecisions(configFile);
  return configFile;
}

/** The events that a reader of the demo should see, by what they are called there. */
const TOLD: Partial<Record<NonNullable<Discrepancy['event']>, string>> = {
  opened: 'new',
  reopened: 'again',
  noted: 'noted',
  auto_resolved: 'closed',
};

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function tell(result: DateResult): void {
  const { date } = result.run;
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '';
  print(bold(`${weekday} ${date}`), wrapped(headlineOf(result, date, 'en'), '  '));
  const rows = result.outcome.discrepancies
    .filter((row) => row.event !== null && TOLD[row.event] !== undefined)
    .sort(compareDiscrepancies);
  for (const row of rows) {
    const word = (row.event === null ? undefined : TOLD[row.event]) ?? '';
    const title = [row.kind, subjectOf(row), moneyOf(row, 'en')].filter((part) => part !== '').join('  ');
    print(`  ${word.padEnd(6)} ${bold(title)}`);
    if (word !== 'closed') print(wrapped(reasonOf('en', row), '         '));
  }
  print('');
}

const WIDTH = 110;

/** A sentence broken between words, each line after the same margin. */
function wrapped(text: string, margin: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && margin.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${margin}${one}`).join('\n');
}

function nextSteps(results: readonly DateResult[], seconds: string): void {
  const open = results.at(-1)?.outcome.discrepancies.filter((row) => row.class === 'action' && isOpen(row)).length ?? 0;
  const here = relative(process.cwd(), place);
  const config = `--config ${join(here === '' ? '.' : here, 'cuadre.yaml')}`;
  print(
    bold(`${String(results.length)} dates reconciled in ${seconds} s; ${String(open)} actions are open.`),
    `The reports are in ${join(here, 'reports')}/<date>/, the story and the list of what is planted in fixtures/demo/README.md.`,
    '',
    `Open in a browser: ${join(place, 'reports', INDEX_NAME)}`,
    '',
    'Try next:',
    `  npx cuadre status ${config}`,
    `  npx cuadre trace BOG01-20260630-000189 ${config}    the payment that dLocal kept back from a payout`,
    `  npx cuadre stores --month 2026-06 ${config}`,
    `  npx cuadre run --date 2026-06-25 --as-of 2026-07-03 ${config}    what became of that Thursday`,
    `  npx cuadre verify ${config}`,
  );
}

async function desk(): Promise<void> {
  await serveDemo(join(place, 'cuadre.yaml'), MORNING_AFTER_MS, (address, logins) => {
    const emails = Math.max(...logins.map(({ email }) => email.length));
    print('', bold(`The desk is open: ${address}`), 'Sign in as', '');
    for (const { name, may, email, password } of logins)
      print(`  ${email.padEnd(emails)}  ${password}    ${name}: ${may}`);
    print('', 'Ctrl-C closes it.');
  });
}

async function demo(): Promise<void> {
  const startedMs = performance.now();
  const { config, configHash } = await loadConfig(prepare());
  const log = openLog();
  const context = openContext({
    config,
    configHash,
    programVersion: PROGRAM_VERSION,
    clock: { nowMs: () => MORNING_AFTER_MS },
    log,
  });
  print(
    bold('Yoga Andes: three studios in Bogotá, two payment providers, one bank account.'),
    'Every morning Cuadre compares what was sold, what the providers settled and what the bank received.',
    '',
  );
  let progress = openProgress('reconciling', 0);
  try {
    const results = await runDates(context, {
      date: LAST_DATE,
      onPlan: (dates) => {
        progress = openProgress('reconciling', dates.length);
      },
      onStage: (date, stage) => {
        progress.update(0, `${date} ${stage}`);
      },
      onDate: (result) => {
        progress.close();
        tell(result);
      },
    });
    nextSteps(results, String(Math.round((performance.now() - startedMs) / 100) / 10));
  } finally {
    progress.close();
    context.store.close();
  }
}

try {
  await demo();
  if (withDesk) await desk();
} catch (error) {
  process.exitCode = reportFailure(error, false);
}
