import type { ReaderText } from './reader-texts.ts';

/** XML, JSON and OFX documents, and the archives that files come in. */
export const DOCUMENTS: readonly ReaderText[] = [
  [
    'the document around the records cannot be parsed',
    'el documento alrededor de los registros no se puede interpretar',
    '记录之外的文档无法解析',
  ],
  [
    'this is no XML: text stands before any element',
    'esto no es XML: hay texto antes de cualquier elemento',
    '这不是 XML：在任何元素之前有文字',
  ],
  ['something follows the end of the document', 'hay algo después del final del documento', '文档结尾之后还有内容'],
  ['text follows the end of the document', 'hay texto después del final del documento', '文档结尾之后还有文字'],
  [
    'the document ends inside <its first tag>',
    'el documento termina dentro de su primera etiqueta',
    '文档在其第一个标签内部结束',
  ],
  ['the document ends inside <{0}>', 'el documento termina dentro de <{0}>', '文档在 <{0}> 内部结束'],
  ['its first tag', 'su primera etiqueta', '其第一个标签'],
  ['a record is longer than {#0} characters', 'un registro tiene más de {#0} caracteres', '有一条记录超过 {#0} 个字符'],
  [
    'the document declares types or entities, which no report needs',
    'el documento declara tipos o entidades, que ningún informe necesita',
    '文档声明了类型或实体，而任何报告都不需要它们',
  ],
  ['the document declares types or entities', 'el documento declara tipos o entidades', '文档声明了类型或实体'],
  [
    'a declaration that is neither comment nor CDATA',
    'una declaración que no es ni comentario ni CDATA',
    '有一个既不是注释也不是 CDATA 的声明',
  ],
  ['a tag is longer than {#0} characters', 'una etiqueta tiene más de {#0} caracteres', '有一个标签超过 {#0} 个字符'],
  ['a tag that is not well formed: <{0}', 'una etiqueta no válida: <{0}', '无效的标签：<{0}'],
  ['a tag that is not well formed', 'una etiqueta no válida', '无效的标签'],
  [
    'a second root follows the end of the document',
    'una segunda raíz sigue al final del documento',
    '文档结尾之后还有第二个根元素',
  ],
  ['elements nest deeper than {#0}', 'los elementos se anidan a más de {#0} niveles', '元素嵌套超过 {#0} 层'],
  [
    '<{0}> stands inside itself: two documents in one?',
    '<{0}> está dentro de sí mismo: ¿dos documentos en uno?',
    '<{0}> 位于其自身之内：是否两个文档合在一起？',
  ],
  ['</{0}> closes <{1}>', '</{0}> cierra <{1}>', '</{0}> 关闭了 <{1}>'],
  [
    'more than {#0} characters stand outside the records',
    'hay más de {#0} caracteres fuera de los registros',
    '记录之外的字符超过 {#0} 个',
  ],
  // JSON.
  [
    'a record is no object; the line is that of the one before it',
    'un registro no es un objeto; la línea es la del anterior',
    '有一条记录不是对象；行号是前一条的',
  ],
  ['more than {#0} characters of JSON', 'más de {#0} caracteres de JSON', 'JSON 超过 {#0} 个字符'],
  [
    'the document is neither a list nor an object',
    'el documento no es ni una lista ni un objeto',
    '文档既不是列表也不是对象',
  ],
  [
    'the document is an answer that reports an error',
    'el documento es una respuesta que informa un error',
    '文档是报告错误的应答',
  ],
  ['the document holds no list of records', 'el documento no contiene una lista de registros', '文档没有记录列表'],
  ['{#0} records, the file has {#1}', '{#0} registros, el archivo tiene {#1}', '{#0} 条记录，文件有 {#1} 条'],
  ['{~0}: put all pages into one file', '{~0}: reúna todas las páginas en un archivo', '{~0}：请把所有页放进一个文件'],
  ['more than {#0} levels', 'más de {#0} niveles', '超过 {#0} 层'],
  [
    'the document goes on after its end: two files in one?',
    'el documento sigue después de su final: ¿dos archivos en uno?',
    '文档在结尾之后继续：是否两个文件合在一起？',
  ],
  ['a key is missing', 'falta una clave', '缺少键'],
  [
    "the key '{0}' stands twice in one object",
    "la clave '{0}' está dos veces en un objeto",
    '键“{0}”在一个对象中出现两次',
  ],
  ['a control character stands in a text', 'hay un carácter de control en un texto', '文本中有控制字符'],
  ['an escape is not valid', 'una secuencia de escape no es válida', '转义无效'],
  ['a value is missing', 'falta un valor', '缺少值'],
  [
    'a word is none of true, false and null',
    'una palabra no es true, false ni null',
    '有一个词不是 true、false 或 null',
  ],
  ["'{0}' is missing", "falta '{0}'", '缺少“{0}”'],
  ['the document ends in its middle', 'el documento termina a la mitad', '文档在中途结束'],
  // OFX.
  [
    'an element is longer than {#0} characters',
    'un elemento tiene más de {#0} caracteres',
    '有一个元素超过 {#0} 个字符',
  ],
  ['the file ends inside a tag', 'el archivo termina dentro de una etiqueta', '文件在标签内部结束'],
  ['text stands between elements', 'hay texto entre los elementos', '元素之间有文字'],
  [
    'the header declares {0}, and the bytes are in another',
    'el encabezado declara {0}, y los bytes no están en esa codificación',
    '文件头声明 {0}，而字节不是该编码',
  ],
  [
    'something follows the end of the document: two files in one?',
    'hay algo después del final del documento: ¿dos archivos en uno?',
    '文档结尾之后还有内容：是否两个文件合在一起？',
  ],
  [
    'this is no OFX: <{0}> stands outside <OFX>',
    'esto no es OFX: <{0}> está fuera de <OFX>',
    '这不是 OFX：<{0}> 位于 <OFX> 之外',
  ],
  [
    '<{0}> stands inside another: its end is missing',
    '<{0}> está dentro de otro: falta su final',
    '<{0}> 位于另一个之内：缺少其结尾',
  ],
  [
    'a transaction stands outside a bank or card statement',
    'hay una transacción fuera de un extracto de banco o de tarjeta',
    '有一笔交易位于银行或卡对账单之外',
  ],
  [
    'a transaction has {0} twice: its end is missing',
    'una transacción tiene {0} dos veces: falta su final',
    '有一笔交易两次含有 {0}：缺少其结尾',
  ],
  ['the file holds no <OFX> document', 'el archivo no contiene un documento <OFX>', '文件没有 <OFX> 文档'],
  [
    'the document holds no bank or card statement: {~0}',
    'el documento no contiene un extracto de banco ni de tarjeta: {~0}',
    '文档没有银行或卡对账单：{~0}',
  ],
  [
    'the document holds no bank or card statement',
    'el documento no contiene un extracto de banco ni de tarjeta',
    '文档没有银行或卡对账单',
  ],
  ['its status is an error', 'su estado es un error', '其状态是错误'],
  [
    'OFX states no opening balance; ledger balance not stated',
    'OFX no trae saldo inicial ni contable',
    'OFX 没有期初余额和账面余额',
  ],
  // Its accounts are parted as clauses are.
  [
    'OFX states no opening balance; ledger {*0}',
    'OFX no trae saldo inicial; saldo contable {*0}',
    'OFX 没有期初余额；账面 {*0}',
  ],
  ['the account is no text', 'la cuenta no es texto', '账户不是文本'],
  // Archives.
  ['the gz ends at byte {#0} of {#1}', 'el gz termina en el byte {#0} de {#1}', 'gz 在第 {#0} 字节（共 {#1}）处结束'],
  ['{0} in the zip is encrypted', '{0} dentro del zip está cifrado', 'zip 中的 {0} 已加密'],
  [
    '{0} in the zip does not have its checksum',
    '{0} dentro del zip no tiene su suma de control',
    'zip 中的 {0} 与其校验和不符',
  ],
  [
    'the zip has {#0} entries, at most {#1} are read',
    'el zip tiene {#0} entradas, se leen a lo sumo {#1}',
    'zip 有 {#0} 个条目，最多读取 {#1} 个',
  ],
  ['the zip must have {~0}; it has none', 'el zip debe tener {~0}; no tiene ninguna', 'zip 必须有{~0}；而它没有'],
  ['the zip must have {~0}; it has {1}', 'el zip debe tener {~0}; tiene {1}', 'zip 必须有{~0}；而它有 {1}'],
  ['one entry called {0}', 'una entrada llamada {0}', '一个名为 {0} 的条目'],
  ['one entry', 'una entrada', '一个条目'],
  ['unpacked it has more than {#0} bytes', 'descomprimido tiene más de {#0} bytes', '解压后超过 {#0} 字节'],
  [
    'unpacked it has more than {#0} times its {#1} bytes',
    'descomprimido tiene más de {#0} veces sus {#1} bytes',
    '解压后超过其 {#1} 字节的 {#0} 倍',
  ],
  ['the {0} is cut off', 'el {0} está cortado', '{0} 被截断'],
  ['this is no whole {0}: {1}', 'esto no es un {0} completo: {1}', '这不是完整的 {0}：{1}'],
  ['this is no whole {0}', 'esto no es un {0} completo', '这不是完整的 {0}'],
  [
    'an archive is inside the archive',
    'hay un archivo comprimido dentro del archivo comprimido',
    '压缩文件中还有压缩文件',
  ],
];
