/**
 * The configuration that `cuadre init` writes: complete, valid as it stands, and commented where a choice is to be
 * made.
 */
export const CONFIG_TEMPLATE = `# Cuadre: which files tell what was sold, settled and received, and how they are compared.
# "cuadre config check" tells every mistake at once; "cuadre config schema" helps an editor to complete keys.
version: 1
tenant: my-chain                  # a short name; it is part of every discrepancy's identity, so do not change it later
timezone: America/Bogota
environment: live                 # lines of another environment (test, sandbox) never count as revenue
# goLive: 2026-06-24              # the first date to expect; default: the earliest date with a file at the first run

calendar:
  country: CO                     # Monday to Friday less the Colombian holidays
  closedDays: [2026-12-31]        # days on which banks do not work although the law says so

# Relative paths are taken from the folder of this file.
storage: { path: ./data/cuadre.db, archive: ./data/archive, lines: ./data/lines, retentionYears: 10, umask: '077' }
reports: { directory: ./reports, languages: [en, es, zh] }   # the order in which a report offers them; it opens in the first

# "cuadre run" needs no Redis; a queue is read only by workers.
queue: { url: \${REDIS_URL} }
schedule:
  cron: '30 5 * * *'              # minute hour day month weekday, in the time zone above
  recheckDays: 35                 # a run looks so many dates back for files that came again with other bytes

# backup: { to: /mnt/backup/my-chain, cron: '30 6 * * *' }   # workers back everything up: on another disk

stores:
  fromReference: '^(?<store>[A-Z]{3}\\d{2})-'     # the store code inside a reference such as BOG01-20260701-000123
  # list: { BOG01: { name: Chapinero }, BOG02: { name: Usaquén } }   # optional; a code that is not on it is reported

# reference: { extract: '^(?<ref>.+?)(-r\\d+)?$' }   # optional: strips retry suffixes before references are compared
keys: [merchant_reference, cus, provider_id]      # what ties an order to its payment, tried in this order

sources:
  # What the provider collected and pays out.
  - id: dlocal
    leg: settlement
    profile: dlocal-settlement    # a built-in; or an inline profile, as for the orders below
    from: { directory: ./inbox, file: 'dlocal_{date:yyyyMMdd}.csv' }   # {date+1:...} where the name carries the day after
    # A file may come from elsewhere; secrets are always the names of environment variables. See "Where files come from" in the README.
    # from: { https: 'https://api.provider.co/reports/{date:yyyy-MM-dd}.csv', auth: { bearer: "\${PROVIDER_TOKEN}" } }   # needs goLive
    # from: { sftp: { host: files.bank.co, user: shop, password: "\${SFTP_PASSWORD}", hostKeys: ['SHA256:...'], directory: /out, file: 's_{date:yyyyMMdd}.zip' } }
    # from: { postgres: "\${ERP_URL}", query: ./orders.sql }   # one SELECT; $1 the date, $2 and $3 its first moment and the next day's
    expected: { days: all, by: '04:00', empty: refused }   # days: all | business; empty: refused | allowed
    settles: per_payout           # per_transaction | per_payout | per_day: what one bank credit pays
    compares: net                 # net | gross: which amount the bank receives
    refunds: debited              # debited: the bank shows them; netted: they reduce a later payout
    lateAfterBusinessDays: 2      # T+2
    # cutOff: '17:00'             # what is paid later counts as the next business day
    methods: [PSE]                # the payment methods that this provider collects; default: all
    bankText: ['DLOCAL']          # how this provider looks in the bank's description
    # tariff:                     # what the provider may charge; default: nothing is asserted
    #   - { method: PSE, from: 2026-01-01, percent: 2.35, fixed: '400.00', vatPercent: 19, rounding: truncate, tolerance: '0.01' }

  # What was sold: an export of the ERP or of the shop.
  - id: erp
    leg: order
    from: { directory: ./inbox, file: 'orders_{date:yyyy-MM-dd}.csv' }
    # rolling: 3                  # each export tells the last three days: one that says nothing new is no copy by mistake
    profile:
      format: csv                 # csv | xml
      encoding: utf-8             # utf-8 | windows-1252 | latin1 | utf-16le
      delimiter: ','
      amounts: { decimal: '.', thousands: '', unit: major }   # unit minor: whole centavos
      dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: America/Bogota }
      columns:                    # what we need: the name of the file's column
        merchant_reference: order_id
        store: store_code
        amount: total
        currency: currency
        status: status
        created_at: created_at
      constants: { method: PSE }  # what the file does not say
      status:                     # what the file's words mean; a word that is not here rejects its row
        paid: [paid]
        pending: [pending]
        cancelled: [cancelled]
        refunded: [refunded]

  # What arrived.
  - id: bank
    leg: bank
    profile: camt.053
    from: { directory: ./inbox, file: 'statement_{date:yyyyMMdd}.xml' }
    # referencePattern: '([A-Z]{3}\\d{2}-\\d{8}-\\d{6})'   # where the bank prints a reference inside the description
    # account: '001-123456-78'                # the account of the movements, where the file does not name it
    # noIds: ['OFICINA 12']                   # what this bank writes in place of an id

# How long things may take before somebody is asked, and how far amounts may differ.
matching:
  orderTolerance: '0.00'
  bankTolerance: '0.00'
  reportedWithinBusinessDays: 2   # from an order to the provider's line
  orderGraceDays: 1               # from the provider's line to its order
  graceBusinessDays: 3            # from a bank credit to the payout it pays
  refundWithinBusinessDays: 15    # from a refund in the ERP to the provider's
  carryBusinessDays: 10           # a payout of zero or less may wait this long to be netted
  duplicateLookbackDays: 30
  lookbackDays: 400
  stalePendingHours: 48

# In pesos: below low a discrepancy is a step less severe, above high it is severe.
materiality: { low: '5000.00', high: '1000000.00' }
`;
