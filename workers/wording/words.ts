import type { Language } from '../../schemas/config/config.ts';
import { EN_WORDS } from './en-words.ts';
import { ES_WORDS } from './es-words.ts';
import type { Words } from './kind-wording.ts';
import { ZH_WORDS } from './zh-words.ts';

/** The fixed words of a language: names of kinds, owners, statuses, and how it writes numbers and lists. */
export const WORDS: Readonly<Record<Language, Words>> = { en: EN_WORDS, es: ES_WORDS, zh: ZH_WORDS };
