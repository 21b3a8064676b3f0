import type { ReaderText } from './reader-texts.ts';

/** Reports of providers and exports of orders. */
export const REPORTS: readonly ReaderText[] = [
  ['the {~0} is of {1}, and {2} is asked for', '{~0} es del {1}, y se pide el {2}', '{~0}的日期是 {1}，而所要的是 {2}'],
  ['report', 'el informe', '报告'],
  ['transfer', 'la transferencia', '转账'],
  ['settlement', 'la liquidación', '结算'],
  ['payout', 'el desembolso', '打款'],
  ['net', 'neto', '净额'],
  ['gross', 'bruto', '总额'],
  ['fee', 'comisión', '手续费'],
  ['amount', 'valor', '金额'],
  // dLocal.
  [
    'the transfer is of {0}, and {1} is asked for',
    'la transferencia es del {0}, y se pide el {1}',
    '转账日期是 {0}，而所要的是 {1}',
  ],
  [
    "the first header block has no single column '{0}'",
    "el primer bloque de encabezado no tiene una única columna '{0}'",
    '第一个表头块中没有唯一的列“{0}”',
  ],
  ['the second row is no HEADER row', 'la segunda fila no es una fila HEADER', '第二行不是 HEADER 行'],
  [
    'dLocal header: {0} items, the file has {#1}',
    'encabezado de dLocal: {0} partidas, el archivo tiene {#1}',
    'dLocal 表头：{0} 项，文件有 {#1} 项',
  ],
  [
    'dLocal header: {#0} items; {~1}; tolerance 0.01',
    'encabezado de dLocal: {#0} partidas; {~1}; tolerancia de una centésima',
    'dLocal 表头：{#0} 项；{~1}；容差为百分之一',
  ],
  [
    '{~0}; left to {#1} unreadable rows: {~2}',
    '{~0}; queda para {#1} filas ilegibles: {~2}',
    '{~0}；归于 {#1} 行无法读取的行：{~2}',
  ],
  ['{?0} {#1}', '{?0} {#1}', '{?0} {#1}'],
  [
    'a total of the dLocal header is no amount: {0}',
    'un total del encabezado de dLocal no es un valor: {0}',
    'dLocal 表头的一个合计不是金额：{0}',
  ],
  // Adyen, Stripe, Amazon.
  ['no MerchantPayout row', 'ninguna fila MerchantPayout', '没有 MerchantPayout 行'],
  ['batch {0} {#1}, rows {#2}', 'lote {0} {#1}, filas {#2}', '批次 {0} {#1}，各行 {#2}'],
  ['MerchantPayout: {~0}', 'MerchantPayout: {~0}', 'MerchantPayout：{~0}'],
  ['no MerchantPayout of batch {0}', 'no hay MerchantPayout del lote {0}', '没有批次 {0} 的 MerchantPayout'],
  ['no payout row', 'ninguna fila de desembolso', '没有打款行'],
  ['payouts: {~0}', 'desembolsos: {~0}', '打款：{~0}'],
  [
    'rows of payouts without a row',
    'hay filas de desembolsos que no tienen fila propia',
    '有些行所属的打款没有自己的行',
  ],
  ['settlement {0} has two summary rows', 'la liquidación {0} tiene dos filas de resumen', '结算 {0} 有两行汇总'],
  [
    'the total of a summary row is no amount: {0}',
    'el total de una fila de resumen no es un valor: {0}',
    '汇总行的合计不是金额：{0}',
  ],
  ['the file has no summary row', 'el archivo no tiene fila de resumen', '文件没有汇总行'],
  ['settlement {0} {#1}, rows {#2}', 'liquidación {0} {#1}, filas {#2}', '结算 {0} {#1}，各行 {#2}'],
  ['total-amount: {~0}', 'total-amount: {~0}', 'total-amount：{~0}'],
  // Mercado Pago.
  [
    'the report has an opening balance and no total row',
    'el informe tiene saldo inicial y no tiene fila de total',
    '报告有期初余额而没有合计行',
  ],
  ['no total row', 'sin fila de total', '没有合计行'],
  [
    'total {#0}, opening {#1} and rows {#2}',
    'total {#0}, inicial {#1} y filas {#2}',
    '合计 {#0}，期初 {#1}，各行 {#2}',
  ],
  [
    'the report totals one account, and its rows are in {0} and {1}',
    'el informe totaliza una cuenta, y sus filas están en {0} y {1}',
    '报告合计的是一个账户，而其各行的币种是 {0} 和 {1}',
  ],
  // PayPal.
  ['no trailer records', 'sin registros finales', '没有尾记录'],
  ['PayPal trailers: {~0}', 'registros finales de PayPal: {~0}', 'PayPal 尾记录：{~0}'],
  ['{0} {#1} rows', '{0} {#1} filas', '{0} {#1} 行'],
  ['{0} counts {1} rows, there are {#2}', '{0} cuenta {1} filas, hay {#2}', '{0} 计为 {1} 行，实有 {#2} 行'],
  ['{0} {1}: {2}, rows {3}', '{0} {1}: {2}, filas {3}', '{0} {1}：{2}，各行 {3}'],
  ['no totals of {0}', 'sin totales de {0}', '没有 {0} 的合计'],
  [
    "this is PayPal's Transaction Detail Report (a row has the transactional status {0}): it lists what never became money too; export the Settlement Report (STL) instead",
    'esto es el Transaction Detail Report de PayPal (una fila trae el estado de transacción {0}): también lista lo que nunca fue dinero; exporte el Settlement Report (STL)',
    '这是 PayPal 的 Transaction Detail Report（有一行带交易状态 {0}）：它也列出从未成为资金的交易；请改为导出 Settlement Report（STL）',
  ],
  [
    'the section covers {0} to {1}, and {2} is asked for',
    'la sección cubre del {0} al {1}, y se pide el {2}',
    '该部分涵盖 {0} 至 {1}，而所要的是 {2}',
  ],
  // Worldline.
  [
    'the report counts {0} records, the file has {#1}',
    'el informe cuenta {0} registros, el archivo tiene {#1}',
    '报告计为 {0} 条记录，文件有 {#1} 条',
  ],
  ['WX totals: {#0} records; {~1}', 'totales WX: {#0} registros; {~1}', 'WX 合计：{#0} 条记录；{~1}'],
  ['WX totals: {~0}', 'totales WX: {~0}', 'WX 合计：{~0}'],
  ['{#0} records', '{#0} registros', '{#0} 条记录'],
  ['TotalAmountDue is no amount: {0}', 'TotalAmountDue no es un valor: {0}', 'TotalAmountDue 不是金额：{0}'],
  ['due {#0} {1}, records {#2}', 'por pagar {#0} {1}, registros {#2}', '应付 {#0} {1}，记录 {#2}'],
  ['nothing due', 'nada por pagar', '无应付款'],
  [
    'the report is of {0} and covers {1} to {2}, and {3} is asked for',
    'el informe es del {0} y cubre del {1} al {2}, y se pide el {3}',
    '报告的日期是 {0}，涵盖 {1} 至 {2}，而所要的是 {3}',
  ],
];

/** What a reader puts into a cell in the place of its text, so that no map and no notation reads it. */
export const IN_CELLS: readonly ReaderText[] = [
  ['CdtDbtInd missing', 'falta CdtDbtInd', '缺少 CdtDbtInd'],
  ['{0} without a comma', '{0} sin coma', '{0}，没有逗号'],
  ['not {0}', 'no {0}', '非 {0}'],
  ['no amount', 'ningún valor', '不是金额'],
  ['type {0}', 'tipo {0}', '类型 {0}'],
  ['{0} beside amounts with {1}', '{0} al lado de valores con {1}', '{0}，而其他金额使用 {1}'],
  ['{0} credited', '{0} abonado', '{0}，贷记'],
  ['{0} debited', '{0} debitado', '{0}，借记'],
  ['charge debited', 'charge debitado', 'charge，借记'],
  ['{0} against its gross', '{0} en contra de su bruto', '{0}，与其总额方向相反'],
  ['no category and type', 'sin categoría ni tipo', '没有类别和类型'],
  ['{0} due from the merchant', '{0} a cargo del comercio', '{0}，应由商户支付'],
  ['{0} due to the merchant', '{0} a favor del comercio', '{0}，应付给商户'],
  ['payments {0} of {1}', 'pagos {0} de {1}', '付款 {0}，共 {1}'],
  ['{#0} and {#1}', '{#0} y {#1}', '{#0} 和 {#1}'],
];
