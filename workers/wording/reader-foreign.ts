import type { ReaderText } from './reader-texts.ts';

/** What a file is instead of what its profile reads. */
export const FOREIGN: readonly ReaderText[] = [
  [
    'this is QIF (Quicken), which states no currency and no balance: have the bank export OFX, MT940 or camt.053 instead',
    'esto es QIF (Quicken), que no trae moneda ni saldo: pida al banco que exporte OFX, MT940 o camt.053',
    '这是 QIF（Quicken），没有币种和余额：请让银行改为导出 OFX、MT940 或 camt.053',
  ],
  [
    'this is an OFX statement of investments: export the statement of the bank account instead',
    'esto es un extracto OFX de inversiones: exporte el extracto de la cuenta bancaria',
    '这是 OFX 投资对账单：请改为导出银行账户的对账单',
  ],
  [
    'this is camt.052, a report during the day whose entries may still change: export camt.053, the statement of the whole day, instead',
    'esto es camt.052, un informe de durante el día cuyos movimientos aún pueden cambiar: exporte camt.053, el extracto del día completo',
    '这是 camt.052，即日间报告，其分录仍可能变动：请改为导出全天的对账单 camt.053',
  ],
  [
    'this is MT942 or MT941, a report during the day without opening and closing balance: export MT940, the statement, instead',
    'esto es MT942 o MT941, un informe de durante el día sin saldo inicial ni final: exporte MT940, el extracto',
    '这是 MT942 或 MT941，即没有期初和期末余额的日间报告：请改为导出对账单 MT940',
  ],
  ['this is no text', 'esto no es texto', '这不是文本'],
  [
    'this is a workbook of the old kind (.xls): save it as .xlsx or CSV instead',
    'esto es un libro de Excel antiguo (.xls): guárdelo como .xlsx o CSV',
    '这是旧式工作簿（.xls）：请另存为 .xlsx 或 CSV',
  ],
  [
    'this is a workbook (.xlsx): declare format: xlsx, or save it as CSV',
    'esto es un libro de Excel (.xlsx): declare format: xlsx, o guárdelo como CSV',
    '这是工作簿（.xlsx）：请声明 format: xlsx，或另存为 CSV',
  ],
  [
    'this is a zip archive: declare unpack: zip under from',
    'esto es un archivo zip: declare unpack: zip en from',
    '这是 zip 压缩包：请在 from 下声明 unpack: zip',
  ],
  [
    'this is a gzip archive: declare unpack: gz under from',
    'esto es un archivo gzip: declare unpack: gz en from',
    '这是 gzip 压缩包：请在 from 下声明 unpack: gz',
  ],
  [
    'this is a table in a web page, as some banks name .xls: open it in a spreadsheet and save it as CSV or .xlsx instead',
    'esto es una tabla en una página web, que algunos bancos llaman .xls: ábrala en una hoja de cálculo y guárdela como CSV o .xlsx',
    '这是网页中的表格（有些银行将其命名为 .xls）：请用电子表格打开，另存为 CSV 或 .xlsx',
  ],
  [
    'this is a PDF: export the table as CSV or a workbook instead',
    'esto es un PDF: exporte la tabla como CSV o como libro de Excel',
    '这是 PDF：请将表格改为导出成 CSV 或工作簿',
  ],
  [
    'this is a web page: the download came to a login or an error page instead of the file',
    'esto es una página web: la descarga llegó a una página de acceso o de error y no al archivo',
    '这是网页：下载得到的是登录页或错误页，而不是文件',
  ],
  [
    'this is camt.054, a notification: its profile is camt.054',
    'esto es camt.054, un aviso: su perfil es camt.054',
    '这是 camt.054，即通知：其配置是 camt.054',
  ],
  [
    'this is camt.053, a statement: its profile is camt.053',
    'esto es camt.053, un extracto: su perfil es camt.053',
    '这是 camt.053，即对账单：其配置是 camt.053',
  ],
  ['this is MT940: its profile is mt940', 'esto es MT940: su perfil es mt940', '这是 MT940：其配置是 mt940'],
  ['this is OFX: its profile is ofx', 'esto es OFX: su perfil es ofx', '这是 OFX：其配置是 ofx'],
  ['this is BAI2: its profile is bai2', 'esto es BAI2: su perfil es bai2', '这是 BAI2：其配置是 bai2'],
];
