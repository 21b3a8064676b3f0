import { expect, it } from 'vitest';
import { configSchema } from './config-schema.ts';

type Json = Record<string, unknown>;
const at = (schema: Json, ...keys: string[]): Json => keys.reduce((part, key) => part[key] as Json, schema);

it('tells an editor the keys, the accepted values and the defaults', () => {
  const schema = configSchema();
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['tenant', 'sources'] });
  expect(at(schema, 'properties', 'goLive')).toEqual({ type: 'string', format: 'date' });
  expect(at(schema, 'properties', 'matching', 'properties', 'lookbackDays')).toMatchObject({
    type: 'integer',
    default: 400,
    minimum: 0,
  });
  expect(at(schema, 'properties', 'matching', 'properties', 'orderTolerance')).toMatchObject({
    type: ['string', 'number'],
    default: '0.00',
  });
});

it('knows the three kinds of source, each with its profiles', () => {
  const kinds = at(configSchema(), 'properties', 'sources', 'items')['oneOf'] as Json[];
  expect(kinds.map((kind) => at(kind, 'properties', 'leg')['const'])).toEqual(['settlement', 'order', 'bank']);
  const settlement = kinds[0] ?? {};
  expect(at(settlement, 'properties', 'settles')['enum']).toEqual(['per_transaction', 'per_payout', 'per_day']);
  expect(JSON.stringify(at(settlement, 'properties', 'profile'))).toContain('dlocal-settlement');
});
