import type { DueWhat } from '../../schemas/outcome/due-by.ts';
import type { ChargebackState } from '../../schemas/outcome/work.ts';
import type { Language } from '../../schemas/values/language.ts';

/** Why something said of a discrepancy was not taken, in the words of who says it. */
export const WORK_REFUSALS = [
  'unknown',
  'stale',
  'nothing',
  'text_missing',
  'text_too_long',
  'date_unreadable',
  'date_past',
  'assignee_unfit',
  'not_a_chargeback',
  'not_possible',
  'file_refused',
  'file_missing',
  'not_allowed',
] as const;
export type WorkRefusal = (typeof WORK_REFUSALS)[number];

/** What the desk says of the work on a discrepancy. */
export interface WorkTexts {
  readonly title: string;
  readonly assignee: string;
  readonly nobody: string;
  readonly followUp: string;
  readonly claimNumber: string;
  readonly chargeback: string;
  readonly comment: string;
  readonly commentHint: string;
  readonly save: string;
  readonly saved: string;
  readonly file: string;
  readonly fileHint: string;
  readonly attach: string;
  readonly files: string;
  readonly dueBy: string;
  readonly overdue: string;
  readonly mine: string;
  readonly isOverdue: string;
  /** To whom it falls where nobody was named. */
  readonly fallsTo: (name: string) => string;
  /** What is due, and until when. */
  readonly due: Readonly<Record<DueWhat, string>>;
  readonly chargebacks: Readonly<Record<ChargebackState, string>>;
  readonly steps: Readonly<
    Record<
      'assigned' | 'unassigned' | 'followUp' | 'noFollowUp' | 'claim' | 'noClaim' | 'dispute' | 'file',
      (value: string) => string
    >
  >;
  readonly refused: Readonly<Record<WorkRefusal, string>>;
}

export const WORK_TEXTS: Readonly<Record<Language, WorkTexts>> = {
  en: {
    title: 'Work on it',
    assignee: 'Assigned to',
    nobody: 'nobody',
    followUp: 'Follow up on',
    claimNumber: 'Claim number',
    chargeback: 'Dispute',
    comment: 'Comment',
    commentHint: 'What was found out, who was asked',
    save: 'Save',
    saved: 'Saved.',
    file: 'File',
    fileHint: 'A letter, a scan, a photo: PDF, image, text, e-mail or office file, at most 20 MiB.',
    attach: 'Attach',
    files: 'Files',
    dueBy: 'To do by',
    overdue: 'overdue',
    mine: 'Mine',
    isOverdue: 'Overdue',
    fallsTo: (name) => `falls to ${name}`,
    due: {
      follow_up: 'follow up',
      chargeback_evidence: 'send the evidence',
      claim_answer: 'the provider’s answer',
      first_reaction: 'look at it first',
    },
    chargebacks: { evidence_due: 'evidence due', submitted: 'evidence sent', won: 'won', lost: 'lost' },
    steps: {
      assigned: (value) => `assigned to ${value}`,
      unassigned: () => 'assigned to nobody by name',
      followUp: (value) => `follow up on ${value}`,
      noFollowUp: () => 'no date to follow up',
      claim: (value) => `claim number ${value}`,
      noClaim: () => 'claim number taken away',
      dispute: (value) => `dispute: ${value}`,
      file: (value) => `attached ${value}`,
    },
    refused: {
      unknown: 'This row is not there.',
      stale:
        'Somebody set the same thing since you opened it. Nothing was saved, and what you typed is still here: look at what they set.',
      nothing: 'You changed nothing.',
      text_missing: 'Write something first.',
      text_too_long: 'That text is too long.',
      date_unreadable: 'That is no date: write it as 2026-07-31.',
      date_past: 'That day is over: take today or a later one.',
      assignee_unfit: 'This person is not there, or may not work on this row.',
      not_a_chargeback: 'Only a chargeback has a dispute.',
      not_possible: 'The dispute has no such step from where it stands.',
      file_refused: 'That file is not taken: PDF, image, text, e-mail or office file, at most 20 MiB.',
      file_missing: 'Choose a file first.',
      not_allowed: 'Your role may not do this. Nothing was saved.',
    },
  },
  es: {
    title: 'Trabajo',
    assignee: 'Asignada a',
    nobody: 'nadie',
    followUp: 'Volver a verla el',
    claimNumber: 'Número del reclamo',
    chargeback: 'Disputa',
    comment: 'Comentario',
    commentHint: 'Qué se averiguó, a quién se preguntó',
    save: 'Guardar',
    saved: 'Guardado.',
    file: 'Archivo',
    fileHint: 'Una carta, un escaneo, una foto: PDF, imagen, texto, correo o archivo de oficina, máximo 20 MiB.',
    attach: 'Adjuntar',
    files: 'Archivos',
    dueBy: 'A más tardar el',
    overdue: 'vencida',
    mine: 'Las mías',
    isOverdue: 'Vencidas',
    fallsTo: (name) => `le toca a ${name}`,
    due: {
      follow_up: 'volver a verla',
      chargeback_evidence: 'enviar las pruebas',
      claim_answer: 'la respuesta del proveedor',
      first_reaction: 'verla por primera vez',
    },
    chargebacks: { evidence_due: 'faltan las pruebas', submitted: 'pruebas enviadas', won: 'ganada', lost: 'perdida' },
    steps: {
      assigned: (value) => `asignada a ${value}`,
      unassigned: () => 'ya no asignada a nadie por su nombre',
      followUp: (value) => `volver a verla el ${value}`,
      noFollowUp: () => 'sin fecha para volver a verla',
      claim: (value) => `número del reclamo ${value}`,
      noClaim: () => 'se quitó el número del reclamo',
      dispute: (value) => `disputa: ${value}`,
      file: (value) => `adjuntó ${value}`,
    },
    refused: {
      unknown: 'Esta fila no está.',
      stale:
        'Alguien puso lo mismo después de que usted la abrió. No se guardó nada, y lo que escribió sigue aquí: mire lo que pusieron.',
      nothing: 'Usted no cambió nada.',
      text_missing: 'Escriba algo primero.',
      text_too_long: 'Ese texto es demasiado largo.',
      date_unreadable: 'Eso no es una fecha: escríbala como 2026-07-31.',
      date_past: 'Ese día ya pasó: tome hoy u otro posterior.',
      assignee_unfit: 'Esta persona no está, o no puede trabajar en esta fila.',
      not_a_chargeback: 'Solo un contracargo tiene disputa.',
      not_possible: 'Desde donde está, la disputa no tiene ese paso.',
      file_refused: 'Ese archivo no se recibe: PDF, imagen, texto, correo o archivo de oficina, máximo 20 MiB.',
      file_missing: 'Escoja primero un archivo.',
      not_allowed: 'Su rol no puede hacer esto. No se guardó nada.',
    },
  },
  zh: {
    title: '处理',
    assignee: '负责人',
    nobody: '无人',
    followUp: '跟进日期',
    claimNumber: '索赔编号',
    chargeback: '争议',
    comment: '评论',
    commentHint: '查明了什么，问过谁',
    save: '保存',
    saved: '已保存。',
    file: '文件',
    fileHint: '信函、扫描件或照片：PDF、图片、文本、邮件或办公文件，最大 20 MiB。',
    attach: '添加',
    files: '文件',
    dueBy: '截止日期',
    overdue: '已逾期',
    mine: '我的',
    isOverdue: '已逾期',
    fallsTo: (name) => `由 ${name} 负责`,
    due: {
      follow_up: '跟进',
      chargeback_evidence: '提交证据',
      claim_answer: '支付商答复',
      first_reaction: '首次查看',
    },
    chargebacks: { evidence_due: '待提交证据', submitted: '证据已提交', won: '胜诉', lost: '败诉' },
    steps: {
      assigned: (value) => `指派给 ${value}`,
      unassigned: () => '不再指名指派',
      followUp: (value) => `${value} 跟进`,
      noFollowUp: () => '取消跟进日期',
      claim: (value) => `索赔编号 ${value}`,
      noClaim: () => '删除索赔编号',
      dispute: (value) => `争议：${value}`,
      file: (value) => `添加了 ${value}`,
    },
    refused: {
      unknown: '没有这一行。',
      stale: '您打开之后，有人改了同一项。没有保存任何内容，您输入的仍在这里：请看对方改了什么。',
      nothing: '您没有改动任何内容。',
      text_missing: '请先填写内容。',
      text_too_long: '文字过长。',
      date_unreadable: '这不是日期：请写成 2026-07-31。',
      date_past: '该日期已过：请选今天或之后的日期。',
      assignee_unfit: '此人不在，或不能处理这一行。',
      not_a_chargeback: '只有拒付才有争议。',
      not_possible: '争议在当前状态下没有这一步。',
      file_refused: '不接收该文件：仅限 PDF、图片、文本、邮件或办公文件，最大 20 MiB。',
      file_missing: '请先选择文件。',
      not_allowed: '您的角色无权这样做。没有保存任何内容。',
    },
  },
};
