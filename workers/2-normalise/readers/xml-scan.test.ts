import { describe, expect, it } from 'vitest';
import { xmlScanner } from './xml-scan.ts';
import { at, parseXml } from './xml-tree.ts';

/**
 * Which records are scanned. That they are then what the library reads is held by a property
 * (`scripts/testing/properties/xml-records.test.ts`).
 */

const LIMITS = { depth: 5, tagLength: 60 };
const scanner = xmlScanner(['list', 'row'], LIMITS);

const PLAIN: readonly (readonly [string, string])[] = [
  ['texts', '<row><a>1</a><b>x y</b></row>'],
  ['blanks around elements and values', '<row>\r\n\t<a> 1 </a>\r\n  <b>\n2\n</b>\n</row>'],
  ['lines in a value', '<row><a>1\r\n2\r3</a></row>'],
  ['empty elements', '<row><a></a><b/><c /><d\n/></row>'],
  ['no element', '<row/>'],
  ['no element but a text', '<row>1</row>'],
  ['references', '<row><a>&amp;amp; &#65; &#x0; &lol; &</a></row>'],
  ['marks of text', `<row><a>"'>]]>=/?</a></row>`],
  ['other letters', '<row><número>ñandú 🧘</número></row>'],
  ['attributes', `<row id="1" x='"'><a b=" > " c="" c="2">1</a><d e="&lt;"/></row>`],
  ['prefixes', '<n:row xmlns:n="urn:n" xmlns="urn:o"><n:a n:b="1">1</n:a></n:row>'],
  ['repeated elements', '<row><a>1</a><b/><a>2</a><a x="1"/></row>'],
  ['elements in elements', '<row><a><b>1</b><b>2</b></a><a c="1"><b/></a></row>'],
  ['names that begin alike', '<row><ro>1</ro><rows>2</rows><row1>3</row1><a.b>4</a.b><a>5</a></row>'],
];

const NOT_PLAIN: readonly (readonly [string, string])[] = [
  ['a comment', '<row><a>1<!-- c --></a></row>'],
  ['CDATA', '<row><a><![CDATA[1]]></a></row>'],
  ['an instruction', '<row><?p?><a>1</a></row>'],
  ['text beside elements', '<row>x<a>1</a></row>'],
  ['text behind elements', '<row><a>1</a>x</row>'],
  ['a blank that is no blank of XML', '<row>\u00a0<a>1</a></row>'],
  ['another element', '<rows><a>1</a></rows>'],
  ['itself', '<row><row>1</row></row>'],
  ['what stands around it', '<row><list>1</list></row>'],
  ['tags that do not nest', '<row><a><b>1</a></b></row>'],
  ['a closing tag with a blank', '<row><a>1</a ></row>'],
  ['a name that objects have', '<row><constructor>1</constructor></row>'],
  ['a name that constructors have', '<row><prototype>1</prototype></row>'],
  ['two prefixes', '<row><a:b:c>1</a:b:c></row>'],
  ['a name of other signs', '<row><名>1</名></row>'],
  ['an attribute without quotes', '<row><a b=1>1</a></row>'],
  ['an attribute without a value', '<row><a b>1</a></row>'],
  ['attributes side by side', '<row><a b="1"c="2">1</a></row>'],
  ['a tag in an attribute', '<row><a b="<c>">1</a></row>'],
  ['more depth than is allowed', '<row><a><b><c><d>1</d></c></b></a></row>'],
  ['a tag longer than is allowed', `<row><a b="${'x'.repeat(60)}">1</a></row>`],
  ['no end of its own', '<row><a>1</a>'],
  ['no end of a value', '<row><a>1'],
  ['no end of a tag', '<row><a'],
];

describe('a plain record', () => {
  it.each(PLAIN)('may hold %s', (_, text) => {
    const node = at(parseXml(text), 'row');
    expect(scanner.record(text, 0)).toStrictEqual({ node, end: text.length });
    expect(scanner.record(`<list>${text}<row>2</row>`, 6)).toStrictEqual({ node, end: text.length + 6 });
  });

  it.each(NOT_PLAIN)('never holds %s', (_, text) => {
    expect(scanner.record(text, 0)).toBeNull();
  });

  it('is not held to the elements of the record before it', () => {
    for (const text of ['<row><a>1</a><b>2</b></row>', '<row><b>2</b></row>', '<row><ab>1</ab><a>2</a></row>'])
      expect(scanner.record(text, 0)?.node).toStrictEqual(at(parseXml(text), 'row'));
  });
});

describe('a plain document', () => {
  it.each([
    ['<list><day>1</day>\n\n</list>'],
    ['<?xml version="1.0" encoding="UTF-8"?>\r\n<n:list a="1"><row><row>1</row></row> </n:list>\n'],
    ['<list/>'],
  ])('%j', (text) => {
    expect(scanner.document(text)).toStrictEqual(parseXml(text));
  });

  it.each([
    ['an instruction', '<?p a?><list/>'],
    ['a declaration of other attributes', `<?xml version='1.0'?><list/>`],
    ['text beside elements', '<list>x<day>1</day></list>'],
    ['two roots', '<list/><list/>'],
    ['no root', ''],
  ])('has no %s', (_, text) => {
    expect(scanner.document(text)).toBeNull();
  });

  it('has no more names than a report has', () => {
    const many = Array.from({ length: 1200 }, (_, index) => `<a${String(index)}/>`).join('');
    expect(scanner.document(`<list>${many}</list>`)).toBeNull();
  });
});
