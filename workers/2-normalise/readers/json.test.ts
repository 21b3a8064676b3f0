import { describe, expect, it } from 'vitest';
import { cellOf, isJsonObject, JsonNumber, parseJson, type JsonValue } from './json.ts';
import { Refused } from '../refused.ts';

/** The code and line of the refusal. */
function refusal(text: string): readonly [string, number | null] {
  try {
    parseJson(text);
    return ['read', null];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [error.problem.code, error.problem.line];
  }
}

describe('JSON, read strictly', () => {
  it('keeps the text of a number', () => {
    for (const text of ['0', '-0.10', '19715313.89', '123456789012345678901234.50', '1E5', '2.70e-1'])
      expect(parseJson(text)).toEqual(new JsonNumber(text));
  });

  it('reads what JSON.parse reads, numbers aside', () => {
    const text = '{"a": ["\\u00e9\\n\\"", true, false, null, {}, []], "b": {"c": "d"}}';
    const plain = (value: JsonValue): unknown =>
      isJsonObject(value)
        ? Object.fromEntries([...value.fields].map(([key, part]) => [key, plain(part)]))
        : Array.isArray(value)
          ? (value as readonly JsonValue[]).map(plain)
          : value;
    expect(plain(parseJson(text))).toEqual(JSON.parse(text));
  });

  it('says where an object stands', () => {
    const list = parseJson('[\n {"a": 1},\n\n {"a": 2}]') as readonly JsonValue[];
    expect(list.map((one) => (isJsonObject(one) ? [one.line, one.raw] : null))).toEqual([
      [2, '{"a": 1}'],
      [4, '{"a": 2}'],
    ]);
  });

  it.each([
    ['[1, 2', 'truncated', 1],
    ['[1,\n "a', 'truncated', 2],
    ['[tru', 'truncated', 1],
    ['{"a": "\\u12', 'truncated', 1],
    ['[1, 2]\n[3]', 'broken_format', 2],
    ['{"a": 1, "a": 2}', 'broken_format', 1],
    ['[01]', 'broken_format', 1],
    ['[1,]', 'broken_format', 1],
    ['[+1]', 'broken_format', 1],
    ['[NaN]', 'broken_format', 1],
    ["['a']", 'broken_format', 1],
    ['[1 2]', 'broken_format', 1],
    ['["\t"]', 'broken_format', 1],
    ['["\\x41"]', 'broken_format', 1],
    ['// a\n[]', 'broken_format', 1],
  ])('%j: %s', (text, code, line) => {
    expect(refusal(text)).toEqual([code, line]);
  });

  it('bounds its depth', () => {
    expect(refusal(`${'['.repeat(60)}${']'.repeat(60)}`)[0]).toBe('read');
    expect(refusal('['.repeat(100_000))[0]).toBe('broken_format');
  });

  it.each([
    ['2.7050396e6', '2705039.6'],
    ['1E5', '100000'],
    ['-12.5e-1', '-1.25'],
    ['0e0', '0'],
    ['5e-3', '0.005'],
    ['1e400', '1e400'],
    ['20000.0', '20000.0'],
  ])('writes %s out as %s', (text, written) => {
    expect(cellOf(new JsonNumber(text))).toBe(written);
  });
});
