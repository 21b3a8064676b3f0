import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { seededRandom } from '../../testing/fortnight/random.ts';
import { openLines } from './lines.ts';

export const XML_DATE = '2026-07-01' as PlainDate;
export const XML_FILE = `report_${XML_DATE}.xml`;
const SEED = 13;

/** One XML report of flat records of some 450 bytes, and the configuration of the one source that reads it. */
export function writeXml(directory: string, records: number): void {
  mkdirSync(join(directory, 'inbox'), { recursive: true });
  writeFileSync(join(directory, 'cuadre.yaml'), XML_YAML);
  const random = seededRandom(SEED);
  const day = XML_DATE.replaceAll('-', '');
  const file = openLines(join(directory, 'inbox', XML_FILE));
  file.put('<?xml version="1.0" encoding="UTF-8"?>\n<report>\n<records>\n');
  for (let index = 1; index <= records; index += 1) {
    const number = String(index).padStart(8, '0');
    const store = `S${String(random.int(10, 99))}`;
    const amount = `${String(random.int(20_000, 900_000))}.00`;
    const paidAt = `${XML_DATE}T${String(random.int(10, 19))}:${String(random.int(10, 59))}:00-05:00`;
    file.put(
      `<record><reference>${store}-${day}-${number}</reference><transaction>GX${number}</transaction>` +
        `<status>approved</status><gross>${amount}</gross><currency>COP</currency><paidAt>${paidAt}</paidAt>` +
        `<settledOn>${XML_DATE}T00:00:00-05:00</settledOn><payout>XP${day}</payout><cus>0${number}</cus>` +
        `<bankName>BANCO DE LAS PRUEBAS &amp; CIA</bankName><payerType>natural</payerType>` +
        `<email>cliente${number}@correo.example</email></record>\n`,
    );
  }
  file.put('</records>\n</report>\n');
  file.close();
}

const XML_YAML = `version: 1
tenant: xml
timezone: America/Bogota
environment: live
goLive: ${XML_DATE}
calendar: { country: CO, closedDays: [] }
storage: { path: ./data/cuadre.db, archive: ./data/archive, lines: ./data/lines, retentionYears: 10 }
reports: { directory: ./reports, languages: [en, es] }
stores: { fromReference: '^(?<store>S\\d{2})-' }
sources:
  - id: gateway
    leg: settlement
    from: { directory: ./inbox, file: 'report_{date:yyyy-MM-dd}.xml' }
    settles: per_payout
    compares: gross
    methods: [PSE]
    bankText: ['PASARELA XML']
    profile:
      format: xml
      record: report/records/record
      amounts: { decimal: '.', thousands: '', unit: major }
      dates: { format: "yyyy-MM-dd'T'HH:mm:ssXXX", zone: America/Bogota }
      columns:
        merchant_reference: reference
        provider_id: transaction
        status: status
        gross: gross
        currency: currency
        paid_at: paidAt
        settled_on: settledOn
        payout_id: payout
        cus: cus
      constants: { method: PSE }
      status: { approved: [approved] }
`;
