import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml';
import type { ConfigProblem } from './config.ts';

/**
 * The text of cuadre.yaml as a plain tree whose every scalar is text as it was written: `2.350` stays `2.350`, a store
 * `007` keeps its zeros and `2026-06-24` is no moment in some zone. What a text means is decided by the schema.
 */
export type Raw = string | null | readonly Raw[] | { readonly [key: string]: Raw };

export type ConfigPath = readonly (string | number)[];

export interface RawConfig {
  readonly raw: Raw;
  /** The 1-based line of a path, or of its nearest parent that stands in the file. */
  readonly lineOf: (path: ConfigPath) => number | null;
  /** The paths of values that `${NAME}` stands in, and whether nothing else does. */
  readonly references: ReadonlyMap<string, 'whole' | 'part'>;
  /** The paths of URLs in which a password is written out. */
  readonly passwords: readonly ConfigPath[];
  /** Syntax errors, and references to environment variables that are not set. */
  readonly problems: readonly ConfigProblem[];
}

/** Deeper or larger is no configuration but a mistake with anchors. */
const DEPTH_MAX = 32;
const NODES_MAX = 100_000;

/**
 * `${NAME}` is hidden from the YAML parser behind characters of the private-use area, one for one: in a flow map
 * (`{ url: ${REDIS_URL} }`) its braces would be taken for YAML's. Line and column numbers stay right.
 */
const HIDDEN = { open: '\uE000', close: '\uE001' };
const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const HIDDEN_REFERENCE = new RegExp(`\\$${HIDDEN.open}([A-Za-z_][A-Za-z0-9_]*)${HIDDEN.close}`, 'g');

/** Where an unset variable is no problem: the value is left out, and only the command that needs it says so. */
const OPTIONAL_REFERENCES = ['queue.url'];

/** Reads YAML text and resolves `${NAME}` inside string values from `env`. Never throws on bad text. */
export function readConfigYaml(text: string, env: Readonly<Record<string, string | undefined>>): RawConfig {
  const lineCounter = new LineCounter();
  const hidden = text.replace(REFERENCE, `$$${HIDDEN.open}$1${HIDDEN.close}`);
  const document = parseDocument(hidden, { schema: 'failsafe', lineCounter, prettyErrors: false });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const problems: ConfigProblem[] = document.errors.map((error) => {
    const message = error.code === 'DUPLICATE_KEY' ? 'this key stands twice' : `not YAML: ${show(error.message)}`;
    return { path: '', line: lineAt(error.pos[0]), message, accepted: [] };
  });
  const lines = new Map([['', 1]]);
  const references = new Map<string, 'whole' | 'part'>();
  const passwords: ConfigPath[] = [];
  const walk: Walk = { document, env, lineAt, problems, lines, references, passwords, nodes: 0 };
  const raw = problems.length > 0 || document.contents === null ? null : toRaw(walk, document.contents, []);
  return { raw, lineOf: (path) => lineOf(lines, path), references, passwords, problems };
}

/** `sources[0].settles` */
export function pathText(path: ConfigPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

interface Walk {
  readonly document: Document;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lineAt: (offset: number) => number;
  readonly problems: ConfigProblem[];
  /** Path as text -> line. */
  readonly lines: Map<string, number>;
  readonly references: Map<string, 'whole' | 'part'>;
  readonly passwords: ConfigPath[];
  nodes: number;
}

function lineOf(lines: ReadonlyMap<string, number>, path: ConfigPath): number | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const line = lines.get(pathText(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return null;
}

function toRaw(walk: Walk, node: Node, path: ConfigPath): Raw {
  walk.nodes += 1;
  if (path.length > DEPTH_MAX || walk.nodes > NODES_MAX) {
    if (walk.nodes <= NODES_MAX + 1)
      report(walk, path, 'nested too deep or repeated too often; look for an alias that holds itself');
    return null;
  }
  if (isAlias(node)) {
    const target = node.resolve(walk.document);
    if (target !== undefined) return toRaw(walk, target, path);
    report(walk, path, `no anchor is called ${node.source}`);
    return null;
  }
  if (isMap(node)) return mapToRaw(walk, node.items as Pair<Node, Node | null>[], path);
  if (isSeq(node)) {
    return node.items.map((item, index) => {
      const at = [...path, index];
      const range = (item as Node).range;
      if (range) walk.lines.set(pathText(at), walk.lineAt(range[0]));
      return toRaw(walk, item as Node, at);
    });
  }
  return isScalar(node) ? scalarToRaw(walk, node, path) : null;
}

/** A key without a value counts as not given. `<<` brings in the keys of another map; keys of the map itself win. */
function mapToRaw(walk: Walk, items: readonly Pair<Node, Node | null>[], path: ConfigPath): Raw {
  const own: Record<string, Raw> = {};
  const merged: Record<string, Raw> = {};
  for (const { key, value } of items) {
    const name = isScalar(key) ? show(String(key.value)) : '';
    if (value === null) continue;
    if (name === '<<') {
      const from = toRaw(walk, value, path);
      for (const part of Array.isArray(from) ? (from as readonly Raw[]) : [from])
        if (isRawMap(part)) Object.assign(merged, part);
      continue;
    }
    const at = [...path, name];
    if (key.range) walk.lines.set(pathText(at), walk.lineAt(key.range[0]));
    const raw = toRaw(walk, value, at);
    if (raw !== null)
      Object.defineProperty(own, name, { value: raw, enumerable: true, writable: true, configurable: true });
  }
  return { ...merged, ...own };
}

export function isRawMap(raw: Raw | undefined): raw is { readonly [key: string]: Raw } {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function scalarToRaw(walk: Walk, node: Scalar, path: ConfigPath): Raw {
  const text = String(node.value);
  if (node.type === 'PLAIN' && ['', '~', 'null', 'Null', 'NULL'].includes(text)) return null;
  const unset: string[] = [];
  const resolved = text.replace(HIDDEN_REFERENCE, (_, name: string) => {
    const value = walk.env[name] ?? '';
    if (value === '') unset.push(name);
    return value;
  });
  if (text.search(HIDDEN_REFERENCE) >= 0)
    walk.references.set(pathText(path), text.replace(HIDDEN_REFERENCE, '') === '' ? 'whole' : 'part');
  if (showsPassword(text)) walk.passwords.push(path);
  if (unset.length === 0) return resolved;
  if (!OPTIONAL_REFERENCES.includes(pathText(path)))
    report(walk, path, `the environment variable ${unset.join(', ')} is not set`);
  return null;
}

/** A URL's `user:password@`, and what is asked for after its `?` by the name of a secret. */
const PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#@]+)@/i;
const SECRET_PARAMETER =
  /^[a-z][a-z0-9+.-]*:\/\/[^?#]*\?(?:[^#]*&)?(?:password|passwd|pwd|secret|token|api[-_]?key|access[-_]?(?:key|token))=([^&#]+)/i;

/** Whether a URL names a password of which anything but `${NAME}` is written in the file. */
function showsPassword(text: string): boolean {
  return [PASSWORD, SECRET_PARAMETER].some((shape) => {
    const password = shape.exec(text.trim())?.[1];
    return password !== undefined && password.replace(HIDDEN_REFERENCE, '') !== '';
  });
}

function report(walk: Walk, path: ConfigPath, message: string): void {
  walk.problems.push({ path: pathText(path), line: lineOf(walk.lines, path), message, accepted: [] });
}

/** Shows hidden references as they were written. */
function show(text: string): string {
  return text.replaceAll(HIDDEN.open, '{').replaceAll(HIDDEN.close, '}');
}
