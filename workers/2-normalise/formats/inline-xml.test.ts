import { describe, expect, it } from 'vitest';
import type { XmlProfile } from '../../../schemas/lines/profile.ts';
import { accepted, read, refused, rejectsOf, settlements } from '../fixture-reading.ts';
import { UNMAPPED } from './inline.ts';

describe('a declared XML profile', () => {
  const profile: XmlProfile = {
    ...UNMAPPED,
    format: 'xml',
    record: 'pagos/dia/pago',
    dates: { format: "yyyy-MM-dd'T'HH:mm:ssXXX", zone: 'America/Bogota' },
    columns: {
      merchant_reference: 'ref',
      provider_id: '@id',
      status: 'estado',
      gross: 'valor',
      currency: 'valor/@moneda',
      paid_at: 'fecha',
    },
    status: { approved: ['OK'] },
    trailer: {
      column: 'pagos/fin/@tipo',
      equals: 'total',
      count: 'pagos/fin/filas',
      sum: { column: 'pagos/fin/valor', of: 'gross' },
    },
  };
  const text = `<p:pagos xmlns:p="x"><dia n="1"><pago id="T>1"><ref>A &lt;1&gt;</ref><estado>OK</estado><valor moneda="COP">10.00</valor><fecha>2026-07-01T00:30:00Z</fecha></pago>
<pago id='T2'><ref><![CDATA[B & C]]></ref><estado>OK</estado><valor moneda="COP">5.50</valor><fecha>2026-07-01T00:30:00Z</fecha></pago></dia>
<fin tipo="total"><filas>2</filas><valor>15.50</valor></fin></p:pagos>`;

  it('reads paths and attributes, entities and CDATA, and proves its trailer', async () => {
    const file = accepted(await read(text, { inline: profile }, { date: '2026-06-30' }));
    expect(file.footing.state).toBe('proved');
    expect(settlements(file)).toMatchObject([
      { merchantReference: 'A <1>', providerId: 'T>1', gross: 1000, currency: 'COP' },
      { merchantReference: 'B & C', providerId: 'T2', gross: 550, line: 2 },
    ]);
  });

  it('rejects a record without a required path', async () => {
    const file = accepted(await read(text.replace('<estado>OK</estado>', ''), { inline: profile }));
    expect(rejectsOf(file)).toMatchObject([{ code: 'missing_value', field: 'status', amount: 1000 }]);
  });

  it('honours the encoding that the document declares', async () => {
    const latin = `<?xml version="1.0" encoding="ISO-8859-1"?>${text.replace('B & C', 'Ñ')}`;
    expect(
      settlements(accepted(await read(Buffer.from(latin, 'latin1'), { inline: profile })))[1]?.merchantReference,
    ).toBe('Ñ');
    expect(refused(await read(latin.replace('ISO-8859-1', 'EBCDIC'), { inline: profile })).code).toBe('wrong_encoding');
  });

  it('rejects a record whose tags name what objects inherit, and no other', async () => {
    const file = accepted(
      await read(text.replace('<estado>', '<__proto__><polluted>x</polluted></__proto__><estado>'), {
        inline: profile,
      }),
    );
    expect(rejectsOf(file).map((reject) => [reject.code, reject.row])).toEqual([['bad_record', 0]]);
    expect(settlements(file)).toHaveLength(1);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
