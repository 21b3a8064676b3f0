import type { BuiltInOptions } from '../../../schemas/lines/profile.ts';
import type { JsonObject } from '../readers/json.ts';
import { readJsonFeed, type JsonRow } from '../readers/json-feed.ts';
import type { Feed, OwnProfile } from './feed.ts';
import { UNMAPPED } from './inline.ts';

/** What the options of an ERP that answers in JSON say where the configuration does not. */
interface JsonOrders {
  readonly status?: OwnProfile['status'];
  /** '' where nothing says it. */
  readonly method: string;
  /** The fields that may hold the reference, in turn. */
  readonly reference: readonly string[];
  readonly rowsOf: (
    record: JsonObject,
    currency: string,
    method: string,
    reference: readonly string[],
  ) => readonly JsonRow[];
}

/** The feed of an ERP whose interface answers with orders as JSON, as its options have it. */
export function jsonOrders(of: JsonOrders): (options: BuiltInOptions) => Feed {
  return ({ zone = 'America/Bogota', currency = 'COP', method = of.method, reference = of.reference }) => ({
    leg: 'order',
    version: 1,
    profile: {
      ...UNMAPPED,
      format: 'own',
      dates: { format: 'yyyy-MM-dd', zone },
      columns: {},
      status: of.status ?? null,
    },
    hundredthsOnly: true,
    derives: [
      'merchant_reference',
      'amount',
      'currency',
      'status',
      'created_at',
      'method',
      'order_id',
      'store',
      'invoice_number',
    ],
    own: (reading) => readJsonFeed(reading, (record) => of.rowsOf(record, currency, method, reference)),
  });
}
