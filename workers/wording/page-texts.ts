import type { Language } from '../../schemas/config/config.ts';
import { EN_PAGE } from './en-page.ts';
import { ES_PAGE } from './es-page.ts';
import type { PageTexts } from './page-wording.ts';
import { ZH_PAGE } from './zh-page.ts';

/** The texts of the pages in every language. */
export const PAGE_TEXTS: Readonly<Record<Language, PageTexts>> = { en: EN_PAGE, es: ES_PAGE, zh: ZH_PAGE };
