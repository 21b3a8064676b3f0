import type { FastifyRequest } from 'fastify';
import { LANGUAGES, type Language } from '../../schemas/values/language.ts';

/** The cookie that keeps a language which somebody chose. */
export const LANGUAGE_COOKIE = 'cuadre_language';

/** The language of who asks: chosen, of the person, of the browser, or the first of the reports. */
export function languageOf(request: FastifyRequest, languages: readonly Language[]): Language {
  return (
    // A host that is not ours is refused before cookies are read.
    chosen((request.cookies as Partial<typeof request>['cookies'])?.[LANGUAGE_COOKIE]) ??
    request.signed?.language ??
    preferred(request.headers['accept-language'] ?? '') ??
    languages[0] ??
    'en'
  );
}

/** Null where it is none of ours. */
export function chosen(text: unknown): Language | null {
  return LANGUAGES.find((language) => language === text) ?? null;
}

/** The first of ours that a browser asks for, by its weights: `es-CO,es;q=0.9,en;q=0.8` is Spanish. */
export function preferred(header: string): Language | null {
  const asked = header.split(',').flatMap((part, place) => {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weight = /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameters.join(';'))?.[1];
    const language = chosen(range.split('-')[0]);
    return language === null ? [] : [{ language, weight: Number(weight ?? '1'), place }];
  });
  const [first] = asked.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight || a.place - b.place);
  return first?.language ?? null;
}
