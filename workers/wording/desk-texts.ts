import type { Language } from '../../schemas/config/config.ts';
import type { DeskTexts } from './desk-wording.ts';
import { EN_DESK } from './en-desk.ts';
import { ES_DESK } from './es-desk.ts';
import { ZH_DESK } from './zh-desk.ts';

/** The texts of the desk in every language. */
export const DESK_TEXTS: Readonly<Record<Language, DeskTexts>> = { en: EN_DESK, es: ES_DESK, zh: ZH_DESK };
