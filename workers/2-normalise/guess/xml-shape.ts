import { parseXml, type XmlNode } from '../readers/xml-tree.ts';
import { append } from '../../../schemas/values/groups.ts';

/** How an XML file is laid out: the element that repeats, and what its records hold. */
export interface XmlShape {
  /** From the root, without prefixes: `report/DataRecord`. */
  readonly record: string;
  /** Paths below the record: `a/b`, `@attribute`. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The element that stands most often and holds values, or null. Throws nothing: what is no XML has no shape. */
export function xmlShape(text: string): XmlShape | null {
  if (!text.trimStart().startsWith('<') || /<!DOCTYPE/i.test(text)) return null;
  const found = new Map<string, Map<string, string>[]>();
  try {
    collect(parseXml(text.replace(/<!--[\s\S]*?-->/g, '')), [], found);
  } catch {
    return null;
  }
  const [best] = [...found].sort(([a, few], [b, many]) => weight(many) - weight(few) || (a < b ? -1 : 1));
  if (best === undefined) return null;
  const [record, records] = best;
  const header = [...new Set(records.flatMap((values) => [...values.keys()]))];
  return { record, header, rows: records.map((values) => header.map((path) => values.get(path) ?? '')) };
}

/** Records that repeat and say several things weigh more than lists of single values. */
function weight(records: readonly ReadonlyMap<string, string>[]): number {
  const values = records.reduce((sum, record) => sum + record.size, 0);
  return records.length === 1 ? values / 10 : values;
}

function collect(node: XmlNode, path: readonly string[], found: Map<string, Map<string, string>[]>): void {
  if (typeof node === 'string') return;
  for (const [name, value] of Object.entries(node)) {
    if (name.startsWith('@') || name === '#text') continue;
    const below = [...path, name];
    for (const child of Array.isArray(value) ? (value as readonly XmlNode[]) : [value as XmlNode]) {
      const values = new Map<string, string>();
      leaves(child, [], values);
      if (below.length > 1 && values.size > 1) {
        append(found, below.join('/'), values);
      }
      collect(child, below, found);
    }
  }
}

/** Single values below a record; what repeats inside it belongs to a record of its own. */
function leaves(node: XmlNode, path: readonly string[], into: Map<string, string>): void {
  if (typeof node === 'string') {
    if (path.length > 0) into.set(path.join('/'), node);
    return;
  }
  for (const [name, value] of Object.entries(node)) {
    if (Array.isArray(value)) continue;
    if (name === '#text') into.set(path.join('/'), value as string);
    else leaves(value as XmlNode, [...path, name], into);
  }
}
