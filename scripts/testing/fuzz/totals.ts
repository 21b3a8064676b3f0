/**
 * What files state of themselves, found by readers so small that one look shows them right. They share nothing with the
 * readers under test: no parser, no arithmetic. Each finds the sum that the lines of its file must have, in hundredths,
 * by currency, or nothing where the file is too broken for a reader so small.
 */
export type Stated = ReadonlyMap<string, bigint>;

type TinyReader = (text: string) => Stated | null;

/** `1234.5` or `1234,5` in hundredths; null for anything else. */
function hundredths(text: string | undefined, digits = 2): bigint | null {
  const found = /^([-+]?)(\d*)(?:[.,](\d{1,2}))?$/.exec((text ?? '').trim());
  if (found === null || (found[2] === '' && found[3] === undefined)) return null;
  const size = BigInt((found[2] ?? '') + (found[3] ?? '').padEnd(digits, '0'));
  return found[1] === '-' ? -size : size;
}

/**
 * Sums of currency and amount; null where one of them could not be read, or stands more than once though it may not.
 */
function sums(parts: Iterable<readonly [string | undefined, bigint | null]>, once = false): Stated | null {
  const found = new Map<string, bigint>();
  for (const [currency, amount] of parts) {
    if (
      !/^[A-Z]{3}$/.test(currency ?? '') ||
      currency === undefined ||
      amount === null ||
      (once && found.has(currency))
    )
      return null;
    found.set(currency, (found.get(currency) ?? 0n) + amount);
  }
  return found.size === 0 ? null : found;
}

function minus(amount: bigint | null): bigint | null {
  return amount === null ? null : -amount;
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/);
}

/** Opening and closing balances of every statement, each once. */
const camt053: TinyReader = (text) => {
  if (/<!--|CDATA/.test(text)) return null;
  const balances = [...text.matchAll(/<Bal>([\s\S]*?)<\/Bal>/g)].map(([, body = '']) => ({
    code: /<Cd>(\w+)<\/Cd>/.exec(body)?.[1] ?? '',
    currency: /<Amt Ccy="(\w+)">/.exec(body)?.[1],
    amount: hundredths(/<Amt Ccy="\w+">([^<]*)<\/Amt>/.exec(body)?.[1]),
    mark: body.includes('<Bal>') ? undefined : /<CdtDbtInd>(CRDT|DBIT)</.exec(body)?.[1],
  }));
  const opens = balances.filter(({ code }) => /^(OPBD|PRCD)$/.test(code));
  const closes = balances.filter(({ code }) => code === 'CLBD');
  const statements = text.split('<Stmt>').length - 1;
  if (opens.length !== statements || closes.length !== statements) return null;
  return sums(
    [...opens, ...closes].map(({ code, currency, amount, mark }) => {
      const signed = mark === undefined ? null : mark === 'DBIT' ? minus(amount) : amount;
      return [currency, code === 'CLBD' ? signed : minus(signed)] as const;
    }),
  );
};

const camt054: TinyReader = (text) => {
  if (
    /<!--|CDATA/.test(text) ||
    !['TxsSummry', 'TtlCdtNtries', 'TtlDbtNtries'].every((name) => text.split(`<${name}>`).length === 2)
  )
    return null;
  const side = (name: string): bigint | null =>
    hundredths(new RegExp(`<${name}>(?:(?!</${name}>)[\\s\\S])*?<Sum>([^<]*)</Sum>`).exec(text)?.[1]);
  const [credit, debit] = [side('TtlCdtNtries'), side('TtlDbtNtries')];
  const currencies = new Set([...text.matchAll(/Ccy="(\w+)"/g)].map(([, one]) => one));
  return credit === null || debit === null || currencies.size !== 1
    ? null
    : sums([[[...currencies][0], credit - debit]]);
};

const mt940: TinyReader = (text) => {
  const balances = [...text.matchAll(/^:6([02])[FM]:([CD])\d{6}([A-Z]{3})([\d,]+)\r?$/gm)];
  if (balances.length !== text.split(/:6[02][FM]:/).length - 1) return null;
  return sums(
    balances.map(([, tag, mark, currency, printed]) => {
      const amount = hundredths(printed?.replace(/,$/, ''));
      return [currency, (tag === '0') === (mark === 'C') ? minus(amount) : amount] as const;
    }),
  );
};

const asobancaria: TinyReader = (text) => {
  const controls = linesOf(text).filter((line) => /^09\d{27}/.test(line));
  return controls.length === 1 ? sums([['COP', BigInt((controls[0] ?? '').slice(11, 29))]]) : null;
};

const bancolombia16: TinyReader = (text) => {
  const rows = linesOf(text).map((line) => line.split(',').map((cell) => cell.trim()));
  const [openings, closings] = ['SALDO INICIAL', 'SALDO FINAL'].map((name) =>
    rows.filter((cells) => cells[6] === name),
  );
  if (openings?.length !== 1 || closings?.length !== 1) return null;
  return sums([
    ['COP', minus(hundredths(openings[0]?.[8]))],
    ['COP', hundredths(closings[0]?.[8])],
  ]);
};

const wxXml: TinyReader = (text) =>
  /<!--(?! invented)|CDATA\[(?!Ana)/.test(text)
    ? null
    : sums(
        [...text.matchAll(/<tns:TotalAmount>([\s\S]*?)<\/tns:TotalAmount>/g)].map(([, body = '']) => {
          const printed = /<tns:TotalAmountDue>(-?\d+)</.exec(body)?.[1];
          return [/<tns:CurrencyDue>(\w+)</.exec(body)?.[1], printed === undefined ? null : BigInt(printed)] as const;
        }),
      );

const dlocal: TinyReader = (text) => {
  const lines = linesOf(text).map((line) => line.split(','));
  const headers = lines.filter(([kind]) => kind === 'HEADER');
  return headers.length === 1 ? sums([[headers[0]?.[1]?.trim(), hundredths(headers[0]?.[5])]]) : null;
};

const paypal: TinyReader = (text) =>
  sums(
    linesOf(text).flatMap((line) => {
      const [kind, currency, ...cells] = line.split(',');
      if (kind !== 'SF') return [];
      const parts = cells.slice(0, 4).map((cell) => (/^\d+$/.test(cell) ? BigInt(cell) : null));
      // Credits and debits, of the money and of the fees.
      const signed = parts.map((part, place) => (place % 2 === 0 ? part : minus(part)));
      const isWhole = parts.length === 4 && signed.every((part) => part !== null);
      return [[currency, isWhole ? signed.reduce((sum, part) => sum + part, 0n) : null] as const];
    }),
    true,
  );

const amazon: TinyReader = (text) =>
  sums(
    linesOf(text)
      .slice(1)
      .map((line) => line.split('\t'))
      .flatMap((cells) => ((cells[4] ?? '') === '' ? [] : [[cells[5], hundredths(cells[4])] as const])),
  );

const mercadoPagoRelease: TinyReader = (text) => {
  const rows = linesOf(text).map((line) => line.split(';'));
  const opening = rows.filter(
    (cells) => cells[4] === 'initial_available_balance' || cells[3] === 'initial_available_balance',
  );
  const total = rows.filter((cells) => cells[3] === 'total');
  if (opening.length !== 1 || total.length !== 1) return null;
  const net = (cells: readonly string[] | undefined): bigint | null => {
    const [credit, debit] = [hundredths(cells?.[5]), hundredths(cells?.[6])];
    return credit === null || debit === null ? null : credit - debit;
  };
  return sums([
    ['COP', net(total[0])],
    ['COP', minus(net(opening[0]))],
  ]);
};

/** A payout takes out what its rows bring in. */
const stripe: TinyReader = (text) => {
  const [header = '', ...rows] = linesOf(text);
  const names = header.split(',');
  const [category, currency, net] = ['reporting_category', 'currency', 'net'].map((name) => names.indexOf(name));
  return sums(
    rows
      .map((line) => line.split(','))
      .filter((cells) => cells[category ?? -1] === 'payout')
      .map((cells) => [cells[currency ?? -1], minus(hundredths(cells[net ?? -1]))] as const),
  );
};

/** A declared trailer sums a column, whatever the currencies in it. */
const trailer: TinyReader = (text) => {
  const rows = linesOf(text)
    .slice(1)
    .map((line) => line.split(';'));
  const trailers = rows.filter(([id]) => id === 'TOTAL');
  const isOneCurrency = rows.every((cells) => cells[0] === 'TOTAL' || cells.length === 1 || cells[5] === 'COP');
  return trailers.length === 1 && isOneCurrency
    ? sums([['COP', hundredths(trailers[0]?.[7]?.replaceAll('.', ''))]])
    : null;
};

/** By format. Formats that state no sum of money, or whose sum is of parts of lines, have none here. */
export const TINY_READERS: Readonly<Partial<Record<string, TinyReader>>> = {
  'camt.053': camt053,
  // One summary of one notification.
  'camt.054': camt054,
  mt940,
  'asobancaria-2001': asobancaria,
  'bancolombia-16': bancolombia16,
  'wx-xml': wxXml,
  'dlocal-settlement': dlocal,
  'paypal-stl': paypal,
  'amazon-settlement-v2': amazon,
  'mercadopago-release': mercadoPagoRelease,
  'stripe-payout-reconciliation': stripe,
  inline: trailer,
};
