import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { DISCREPANCY_KINDS } from '../schemas/kinds/kinds.ts';

/**
 * Follows the playbook "A kind of discrepancy" of workers/README.md in a copy of the tree that stands in memory: the
 * new kind in its file and in the list makes the type checker name every other place, and with these written it is
 * content.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const FILES_MAX = 8;
const KIND = 'order_without_method';

/** The new kind and the list: what somebody writes first. */
const BEGUN = {
  'schemas/kinds/order-without-method.ts': `import type { KindDefinition } from './kind.ts';

export const ORDER_WITHOUT_METHOD = {
  class: 'notice',
  severity: 'low',
  owner: 'accounting',
  comparison: 'order_settlement',
  breaks: false,
  key: 'reference',
  when: 'a paid order that names no method of payment',
  examined: 'sale',
  facts: {
    /** The id of the order. */
    orderId: 'text',
  },
} as const satisfies KindDefinition;
`,
  'schemas/kinds/kinds.ts': changed('schemas/kinds/kinds.ts', [
    ['import { PAYMENT_IN_PROCESS }', "import { ORDER_WITHOUT_METHOD } from './order-without-method.ts';\n"],
    ['  missing_in_bank: MISSING_IN_BANK,', '  order_without_method: ORDER_WITHOUT_METHOD,\n'],
  ]),
};

/** What the type checker asks for, and the test of the rule. */
const ASKED = {
  'workers/4-classify/rules/order-without-method.ts': `import { ZERO } from '../../../schemas/values/money.ts';
import { isOrder } from '../../3-match/working-set.ts';
import type { Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';

/** order_without_method: a paid order that names no method of payment. */
export function methodFindings(c: Case): DraftOf<'order_without_method'>[] {
  return c.workingSet.lines.filter(isOrder).flatMap(({ line }): DraftOf<'order_without_method'>[] =>
    line.status !== 'paid' || line.method !== ''
      ? []
      : [
          {
            kind: 'order_without_method',
            key: [c.match.compare(line.merchantReference)],
            lines: [named(line, false)],
            merchantReference: line.merchantReference,
            currency: line.currency,
            orderAmount: line.amount,
            moneyAtRisk: ZERO,
            direction: 'none',
            facts: { orderId: line.orderId },
          },
        ],
  );
}
`,
  'workers/4-classify/rules/order-without-method.test.ts': `import { expect, test } from 'vitest';
import { decide, order } from '../../../scripts/testing/kit.ts';

test.each([
  ['PSE', 0],
  ['', 1],
])('an order by the method %j', (method, rows) => {
  const { discrepancies } = decide({ lines: [order({ method })] });
  expect(discrepancies.filter((one) => one.kind === 'order_without_method')).toHaveLength(rows);
});
`,
  'workers/4-classify/classify.ts': changed('workers/4-classify/classify.ts', [
    ['import { lineFindings, ', "import { methodFindings } from './rules/order-without-method.ts';\n"],
    ['    ...sharedReferenceFindings(c),', '    ...methodFindings(c),\n'],
  ]).replace(
    /(RULES_VERSION = ')(\d+)/,
    (_, before: string, version: string) => `${before}${String(Number(version) + 1)}`,
  ),
  'workers/wording/kinds/order-without-method.ts': `import { textFact } from '../../../schemas/outcome/facts.ts';
import { en } from '../en-phrases.ts';
import { es } from '../es-phrases.ts';
import { given, printable } from '../format.ts';
import type { KindWording } from '../kind-wording.ts';
import { zh } from '../zh-phrases.ts';

export const ORDER_WITHOUT_METHOD: KindWording<'order_without_method'> = {
  en: {
    name: 'order without a method',
    reason: (f) =>
      \`Order\${en.order(f)}\${given(textFact(f, 'orderId'), (id) => \` (\${printable(id)})\`)} names no method of payment\`,
    action: () => 'export the method of payment',
  },
  es: {
    name: 'pedido sin medio de pago',
    reason: (f) => \`El pedido\${es.order(f)} no indica ningún medio de pago\`,
    action: () => 'exportar el medio de pago',
  },
  zh: {
    name: '订单缺少付款方式',
    reason: (f) => \`订单\${zh.order(f)}未写明付款方式\`,
    action: () => '导出付款方式',
  },
};
`,
  'workers/wording/kinds/index.ts': changed('workers/wording/kinds/index.ts', [
    ['import { PAYMENT_IN_PROCESS }', "import { ORDER_WITHOUT_METHOD } from './order-without-method.ts';\n"],
    ['  missing_in_bank: MISSING_IN_BANK,', '  order_without_method: ORDER_WITHOUT_METHOD,\n'],
  ]),
  'workers/wording/testing.ts': changed('workers/wording/testing.ts', [
    [
      '  invoice_missing: {',
      "  order_without_method: { fields: { ...MISMATCH, facts: { orderId: '1001' } }, shows: ['BOG01-7'] },\n",
    ],
  ]),
};

const WHOLE: Readonly<Record<string, string>> = { ...BEGUN, ...ASKED };

/** A file with texts put in front of the lines that begin so. */
function changed(path: string, insertions: readonly (readonly [before: string, text: string])[]): string {
  return insertions.reduce(
    (text, [before, inserted]) => {
      const at = text.indexOf(`\n${before}`) + 1;
      if (at === 0) throw new Error(`${path} has no line that begins with ${before}`);
      return `${text.slice(0, at)}${inserted}${text.slice(at)}`;
    },
    readFileSync(join(root, path), 'utf8'),
  );
}

/** Only what names the type of kinds, or most of them, can lack one. */
function isOfKinds(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  return (
    /\b(DISCREPANCY_KINDS|KINDS|DiscrepancyKind|ClaimedKind)\b/.test(text) ||
    DISCREPANCY_KINDS.filter((kind) => text.includes(kind)).length > DISCREPANCY_KINDS.length / 2
  );
}

/** The program of all files that name kinds, with some written over them. */
function programWith(written: Readonly<Record<string, string>>, former?: ts.Program): ts.Program {
  const config: unknown = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config;
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const overlay = new Map(Object.entries(written).map(([path, text]) => [join(root, path), text]));
  const host = ts.createCompilerHost(options);
  return ts.createProgram({
    rootNames: [...fileNames.filter(isOfKinds), ...overlay.keys()],
    options,
    host: {
      ...host,
      fileExists: (path) => overlay.has(path) || host.fileExists(path),
      readFile: (path) => overlay.get(path) ?? host.readFile(path),
      getSourceFile: (path, language, ...rest) => {
        const text = overlay.get(path);
        if (text !== undefined) return ts.createSourceFile(path, text, language);
        return former?.getSourceFile(path) ?? host.getSourceFile(path, language, ...rest);
      },
    },
  });
}

interface Complaint {
  readonly file: string;
  readonly text: string;
}

function complaints(program: ts.Program, files: readonly string[]): Complaint[] {
  return files.flatMap((file) => {
    const source = program.getSourceFile(join(root, file));
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((one) => ({
      file,
      text: ts.flattenDiagnosticMessageText(one.messageText, '\n'),
    }));
  });
}

describe('adding a kind of discrepancy', () => {
  let asked: readonly Complaint[] = [];
  let left: readonly Complaint[] = [];
  beforeAll(() => {
    const begun = programWith(BEGUN);
    const all = begun.getRootFileNames().map((file) => relative(root, file));
    asked = complaints(begun, all);
    // What is content with the new list, and is not written since, stays so.
    left = complaints(programWith(WHOLE, begun), Object.keys(WHOLE));
  });

  it('makes the type checker name every place that lacks it', () => {
    expect([...new Set(asked.map(({ file }) => file))].sort()).toEqual([
      'workers/4-classify/classify.ts',
      'workers/wording/kinds/index.ts',
      'workers/wording/testing.ts',
    ]);
    for (const { text } of asked) expect(text).toContain(KIND);
  });

  it(`is done in ${String(FILES_MAX)} files`, () => {
    expect(left).toEqual([]);
    expect(Object.keys(WHOLE)).toHaveLength(FILES_MAX);
  });

  it('is what the playbook says, file by file', () => {
    const readme = readFileSync(join(root, 'workers/README.md'), 'utf8');
    const [, steps = ''] = /- \*\*A kind of discrepancy\*\*[^\n]*\n([\s\S]*?)\n- \*\*/.exec(readme) ?? [];
    const numbered = steps.split('\n').flatMap((line) => /^ +\d+\. `([^`]+)`/.exec(line)?.[1] ?? []);
    const named = numbered.map((path) => path.replace('<kind>', KIND.replaceAll('_', '-')));
    const written = Object.keys(WHOLE).map((path) => path.replace(/^workers\//, ''));
    expect(named.sort()).toEqual(written.sort());
  });
});
