import { XMLParser } from 'fast-xml-parser';

/** An element: a text where it holds nothing else, or its children, attributes (`@name`) and text (`#text`) by name. */
export type XmlNode = string | XmlElement;
export interface XmlElement {
  readonly [name: string]: XmlNode | readonly XmlNode[];
}

/** Values stay texts, entities are ours to decode, prefixes do not matter: `ns2:Stmt` is `Stmt`. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: true,
});

/** Parses well-formed XML without CDATA and comments. Throws what the library throws where it is none. */
export function parseXml(text: string): XmlNode {
  return parser.parse(text) as XmlNode;
}

/** The children of that name, in order; none for a text. */
export function children(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, name)) return [];
  const found = node[name];
  if (found === undefined) return [];
  return isList(found) ? found : [found];
}

function isList(value: XmlNode | readonly XmlNode[]): value is readonly XmlNode[] {
  return Array.isArray(value);
}

/** Every node at a path of names below a node. */
export function allAt(node: XmlNode | undefined, ...path: readonly string[]): readonly XmlNode[] {
  return path.reduce<readonly XmlNode[]>(
    (nodes, name) => nodes.flatMap((each) => children(each, name)),
    node === undefined ? [] : [node],
  );
}

/** The first node at a path of names. */
export function at(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  let current = node;
  for (const name of path) current = firstChild(current, name);
  return current;
}

function firstChild(node: XmlNode | undefined, name: string): XmlNode | undefined {
  if (node === undefined || typeof node === 'string' || !Object.hasOwn(node, name)) return undefined;
  const found = node[name];
  return found !== undefined && isList(found) ? found[0] : found;
}

/** The decoded, trimmed text of a node; '' for none. */
export function textOf(node: XmlNode | undefined): string {
  if (node === undefined) return '';
  if (typeof node === 'string') return decodeEntities(node).trim();
  return textOf(firstChild(node, '#text'));
}

/** The text at a path of names. */
export function textAt(node: XmlNode | undefined, ...path: readonly string[]): string {
  return textOf(at(node, ...path));
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Decodes the five predefined entities and character references. Any other reference becomes U+FFFD, which no cell may
 * hold: the record is refused rather than stored with a hole.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([A-Za-z]+));|&/g,
    (_, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return PREDEFINED[name] ?? '\ufffd';
      if (decimal === undefined && hex === undefined) return '\ufffd';
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
    },
  );
}
