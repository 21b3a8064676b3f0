/**
 * A sentence of a reader: English as the reader makes it, Spanish and Chinese. In the English one `{0}` is what the
 * file says, as it stands (`{*0}`: also where clauses end in it); `{#0}` a number, `{@0}` a date; `{~0}` words of a
 * reader again; `{?0}` either words of a reader or what the file says.
 */
export type ReaderText = readonly [en: string, es: string, zh: string];

/** What is said of any file: its bytes, its encoding, its rows, its date. */
export const ANY_FILE: readonly ReaderText[] = [
  ['the file has no bytes', 'el archivo no tiene ningún byte', '文件没有任何字节'],
  ['the file holds nothing', 'el archivo no contiene nada', '文件没有内容'],
  ['{#0} bytes; the limit is {#1}', '{#0} bytes; el límite es {#1}', '{#0} 字节；上限为 {#1}'],
  ['the file', 'el archivo', '文件'],
  [
    'the file has the same bytes as the one of {0}',
    'el archivo tiene los mismos bytes que el del {0}',
    '文件与 {0} 的文件逐字节相同',
  ],
  [
    'the file has no rows, and `expected.empty` of its source is `refused`',
    'el archivo no tiene filas, y `expected.empty` de su fuente es `refused`',
    '文件没有任何行，而其数据源的 `expected.empty` 为 `refused`',
  ],
  [
    'every dated row ({#0}) is after {1}',
    'todas las filas con fecha ({#0}) son posteriores al {1}',
    '所有带日期的行（{#0}）都晚于 {1}',
  ],
  [
    'every dated row ({#0}) is more than {#1} days before {2}',
    'todas las filas con fecha ({#0}) son de más de {#1} días antes del {2}',
    '所有带日期的行（{#0}）都早于 {2} 超过 {#1} 天',
  ],
  [
    'no row of it is one of this profile; {~0}',
    'ninguna de sus filas es de este perfil; {~0}',
    '其中没有任何一行属于该配置；{~0}',
  ],
  [
    'all {#0} payments with a fee print it {~1}, and signs: { fee: {2} } is declared; declare signs: { fee: {3} }',
    'los {#0} pagos con comisión la traen {~1}, y se declara signs: { fee: {2} }; declare signs: { fee: {3} }',
    '全部 {#0} 笔带手续费的付款都把手续费写成{~1}，而声明的是 signs: { fee: {2} }；请声明 signs: { fee: {3} }',
  ],
  ['positive', 'positiva', '正数'],
  ['negative', 'negativa', '负数'],
  [
    '{#0} of {#1} rows cannot be read: {2}{~3}',
    'no se pueden leer {#0} de {#1} filas: {2}{~3}',
    '{#1} 行中有 {#0} 行无法读取：{2}{~3}',
  ],
  ['; readable, and used nowhere: {0}', '; legible, y no se usa en ninguna suma: {0}', '；可读取但不计入任何合计：{0}'],
  ['the file states no total', 'el archivo no trae ningún total', '文件没有给出合计'],
  ['{?0} {#1}, rows {#2}', '{?0} {#1}, filas {#2}', '{?0} {#1}，各行 {#2}'],
  ['{~0}; {#1} unreadable rows', '{~0}; {#1} filas ilegibles', '{~0}；{#1} 行无法读取'],
  // Bytes and encodings.
  [
    'the profile declares {0}, and {?1} at byte {#2} is not {3}: {~4}',
    'el perfil declara {0}, y {?1} en el byte {#2} no es {3}: {~4}',
    '配置声明的编码是 {0}，而第 {#2} 字节的 {?1} 不是 {3}：{~4}',
  ],
  [
    'the profile declares {0}, and {?1} at byte {#2} is not {3}',
    'el perfil declara {0}, y {?1} en el byte {#2} no es {3}',
    '配置声明的编码是 {0}，而第 {#2} 字节的 {?1} 不是 {3}',
  ],
  ['the end of the file', 'el final del archivo', '文件结尾'],
  [
    'declare encoding: windows-1252 (DOS: cp850)',
    'declare encoding: windows-1252 (DOS: cp850)',
    '请声明 encoding: windows-1252（DOS：cp850）',
  ],
  [
    'the file begins with the mark of {0}; declare encoding: {1}',
    'el archivo comienza con la marca de {0}; declare encoding: {1}',
    '文件以 {0} 的标记开头；请声明 encoding: {1}',
  ],
  [
    'every other byte is zero, as in {0}; declare encoding: {1}',
    'uno de cada dos bytes es cero, como en {0}; declare encoding: {1}',
    '每隔一个字节为零，如 {0}；请声明 encoding: {1}',
  ],
  ['a letter is one byte', 'cada letra es un byte', '每个字母占一个字节'],
  [
    'declare encoding: utf-8 (or windows-1252)',
    'declare encoding: utf-8 (o windows-1252)',
    '请声明 encoding: utf-8（或 windows-1252）',
  ],
  [
    'declare encoding: cp850 (DOS), or the code page that the program writes',
    'declare encoding: cp850 (DOS), o la página de códigos que escribe el programa',
    '请声明 encoding: cp850（DOS），或该程序所写的代码页',
  ],
  ['the document declares the encoding {0}', 'el documento declara la codificación {0}', '文档声明的编码是 {0}'],
  ['a line is longer than {#0} bytes', 'una línea tiene más de {#0} bytes', '有一行超过 {#0} 字节'],
];

/** Tables: CSV and workbooks. */
export const TABLES: readonly ReaderText[] = [
  ["the header names '{0}' twice", "el encabezado nombra '{0}' dos veces", '表头两次出现“{0}”'],
  ["the header has no column '{0}'", "el encabezado no tiene la columna '{0}'", '表头没有列“{0}”'],
  ['the nearest are {0}', 'las más parecidas son {0}', '最接近的是 {0}'],
  [
    'another delimiter divides it into its names: declare delimiter: {0}',
    'otro separador lo divide en sus nombres: declare delimiter: {0}',
    '另一种分隔符可将其分成各列名：请声明 delimiter: {0}',
  ],
  [
    "the profile names column '{0}', and says that the file has no header",
    "el perfil nombra la columna '{0}', y dice que el archivo no tiene encabezado",
    '配置写了列“{0}”，又说文件没有表头',
  ],
  [
    'the profile reads column {#0}, and the file has {#1} (counted from 0)',
    'el perfil lee la columna {#0}, y el archivo tiene {#1} (se cuentan desde 0)',
    '配置读取第 {#0} 列，而文件有 {#1} 列（从 0 数起）',
  ],
  ['the file ends before its header', 'el archivo termina antes de su encabezado', '文件在表头之前就结束了'],
  [
    'no row has the {#0} columns of this format',
    'ninguna fila tiene las {#0} columnas de este formato',
    '没有任何一行具有该格式的 {#0} 列',
  ],
  ['the last row ends in its middle', 'la última fila termina a la mitad', '最后一行在中途结束'],
  [
    'the last row has no line end: its last amount may be cut',
    'la última fila no tiene fin de línea: su último valor puede estar cortado',
    '最后一行没有换行符：其最后的金额可能被截断',
  ],
  ['more than {#0} records of totals', 'más de {#0} registros de totales', '合计记录超过 {#0} 条'],
  [
    'a record of totals holds control characters',
    'un registro de totales contiene caracteres de control',
    '某条合计记录含有控制字符',
  ],
  [
    'the file begins with no record of this format',
    'el archivo no comienza con un registro de este formato',
    '文件开头不是该格式的记录',
  ],
  [
    'a row stands before the row that names its columns',
    'hay una fila antes de la que nombra sus columnas',
    '有一行位于命名各列的行之前',
  ],
  ['the header holds control characters', 'el encabezado contiene caracteres de control', '表头含有控制字符'],
  [
    'rows follow the trailer: two files in one?',
    'hay filas después de la fila final: ¿dos archivos en uno?',
    '尾行之后还有行：是否两个文件合在一起？',
  ],
  [
    'the header stands again among the rows: two files in one?',
    'el encabezado aparece otra vez entre las filas: ¿dos archivos en uno?',
    '表头在各行之间再次出现：是否两个文件合在一起？',
  ],
  [
    'a quote opens in this record and never closes',
    'en este registro se abren comillas que nunca se cierran',
    '该记录中的引号打开后没有关闭',
  ],
  ['a closing quote is followed by text', 'después de unas comillas de cierre sigue texto', '关闭的引号后面还有文字'],
  ['a quote opens in the middle of a cell', 'unas comillas se abren en medio de una celda', '引号在单元格中间打开'],
  [
    'the record is longer than {#0} bytes: a quote is open, or this is no delimited text',
    'el registro tiene más de {#0} bytes: hay comillas abiertas, o esto no es texto delimitado',
    '该记录超过 {#0} 字节：引号未关闭，或这不是分隔文本',
  ],
  // Trailers and years of declared profiles.
  ['the trailer ({0} = {1}) is missing', 'falta la fila final ({0} = {1})', '缺少尾行（{0} = {1}）'],
  [
    'the trailer counts {0} rows, the file has {#1}',
    'la fila final cuenta {0} filas, el archivo tiene {#1}',
    '尾行计为 {0} 行，文件有 {#1} 行',
  ],
  ["the trailer's sum is no amount: {0}", 'la suma de la fila final no es un valor: {0}', '尾行的合计不是金额：{0}'],
  ['trailer: {~0}', 'fila final: {~0}', '尾行：{~0}'],
  ['{#0} rows', '{#0} filas', '{#0} 行'],
  ['{#0} rows; ', '{#0} filas; ', '{#0} 行；'],
  [
    '{~0}; {#1} left to {#2} unreadable cells',
    '{~0}; {#1} queda para {#2} celdas ilegibles',
    '{~0}；{#1} 归于 {#2} 个无法读取的单元格',
  ],
  [
    "no date stands beside or below '{0}' above the header, which gives the dates their year",
    "no hay ninguna fecha al lado ni debajo de '{0}' sobre el encabezado, que da el año a las fechas",
    '表头上方“{0}”的旁边和下面没有日期，而日期的年份取自那里',
  ],
  [
    "no date stands beside or below '{0}', which gives the dates their year",
    "no hay ninguna fecha al lado ni debajo de '{0}', que da el año a las fechas",
    '“{0}”的旁边和下面没有日期，而日期的年份取自那里',
  ],
  // Running balances.
  ['running balance: {~0}', 'saldo corrido: {~0}', '逐行余额：{~0}'],
  ['{0} is finer than hundredths', '{0} es más fino que centésimas', '{0} 比百分位更细'],
  ['{0} stands on too few rows', '{0} está en muy pocas filas', '{0} 只出现在太少的行上'],
  ['; {#0} unreadable rows', '; {#0} filas ilegibles', '；{#0} 行无法读取'],
  ['{0}: {#1} rows from {#2} to {#3} {4}', '{0}: {#1} filas de {#2} a {#3} {4}', '{0}：{#1} 行，从 {#2} 到 {#3} {4}'],
  ['{#0} rows from {#1} to {#2} {3}', '{#0} filas de {#1} a {#2} {3}', '{#0} 行，从 {#1} 到 {#2} {3}'],
  [
    'line {#0} prints the balance {#1} where {#2} follows from line {#3} ({4}, account {5})',
    'la línea {#0} trae el saldo {#1} donde de la línea {#3} resulta {#2} ({4}, cuenta {5})',
    '第 {#0} 行写的余额是 {#1}，而由第 {#3} 行得出 {#2}（{4}，账户 {5}）',
  ],
  [
    'line {#0} prints the balance {#1} where {#2} follows from line {#3} ({4})',
    'la línea {#0} trae el saldo {#1} donde de la línea {#3} resulta {#2} ({4})',
    '第 {#0} 行写的余额是 {#1}，而由第 {#3} 行得出 {#2}（{4}）',
  ],
  ['{0}, account {1}', '{0}, cuenta {1}', '{0}，账户 {1}'],
  [
    '{0} is no running balance, map no balance: {#1} of {#2} rows do not follow, line {#3} prints {#4}, not {#5}',
    '{0} no es un saldo corrido, no lo mapee: {#1} de {#2} filas no siguen, la línea {#3} trae {#4} y no {#5}',
    '{0} 不是逐行余额，请不要映射：{#2} 行中有 {#1} 行不连续，第 {#3} 行写的是 {#4}，而不是 {#5}',
  ],
  // Workbooks.
  ['row {#0} follows row {#1}', 'la fila {#0} sigue a la fila {#1}', '第 {#0} 行排在第 {#1} 行之后'],
  [
    'no row of the sheet is the header; the nearest lacks every declared column',
    'ninguna fila de la hoja es el encabezado; a la más parecida le faltan todas las columnas declaradas',
    '工作表中没有表头行；最接近的一行缺少所有声明的列',
  ],
  [
    'no row of the sheet is the header; the nearest lacks {0}',
    'ninguna fila de la hoja es el encabezado; a la más parecida le falta {0}',
    '工作表中没有表头行；最接近的一行缺少 {0}',
  ],
  ['every declared column', 'todas las columnas declaradas', '所有声明的列'],
  ["the table ends without '{0}'", "la tabla termina sin '{0}'", '表格结束时没有“{0}”'],
  [
    'rows follow the trailer: two tables in one?',
    'hay filas después de la fila final: ¿dos tablas en una?',
    '尾行之后还有行：是否两个表格合在一起？',
  ],
  ['no number', 'ningún número', '不是数字'],
  ['the workbook has more than {#0} parts', 'el libro tiene más de {#0} partes', '工作簿超过 {#0} 个部分'],
  ['the workbook holds {0} twice', 'el libro contiene {0} dos veces', '工作簿两次含有 {0}'],
  ['the workbook has no part {0}', 'el libro no tiene la parte {0}', '工作簿没有部分 {0}'],
  ['the workbook is encrypted', 'el libro está cifrado', '工作簿已加密'],
  ['{0} inflates to more than {#1} bytes', '{0} se descomprime a más de {#1} bytes', '{0} 解压后超过 {#1} 字节'],
  [
    '{0} inflates to more than {#1} times its size',
    '{0} se descomprime a más de {#1} veces su tamaño',
    '{0} 解压后超过其大小的 {#1} 倍',
  ],
  ['{0} is damaged: its checksum differs', '{0} está dañado: su suma de control no coincide', '{0} 已损坏：校验和不符'],
  [
    'this is no workbook (XLSX), or one that lost its end',
    'esto no es un libro (XLSX), o perdió su final',
    '这不是工作簿（XLSX），或其结尾已丢失',
  ],
  ['the workbook cannot be unpacked: {0}', 'el libro no se puede descomprimir: {0}', '工作簿无法解压：{0}'],
  [
    'the file is a zip and no workbook (it has no xl/workbook.xml)',
    'el archivo es un zip y no un libro (no tiene xl/workbook.xml)',
    '文件是 zip 而不是工作簿（没有 xl/workbook.xml）',
  ],
  ['{0} is longer than {#1} bytes', '{0} tiene más de {#1} bytes', '{0} 超过 {#1} 字节'],
  ['{0} declares types or entities', '{0} declara tipos o entidades', '{0} 声明了类型或实体'],
  ['{0} is no XML', '{0} no es XML', '{0} 不是 XML'],
  ['the workbook has no {~0}; it has {1}', 'el libro no tiene {~0}; tiene {1}', '工作簿没有{~0}；它有 {1}'],
  ['visible sheet', 'ninguna hoja visible', '可见的工作表'],
  ["sheet '{0}'", "la hoja '{0}'", '工作表“{0}”'],
  ["the sheet '{0}' has no part", "la hoja '{0}' no tiene parte", '工作表“{0}”没有对应的部分'],
  ['the workbook has more than {#0} texts', 'el libro tiene más de {#0} textos', '工作簿超过 {#0} 个文本'],
];
