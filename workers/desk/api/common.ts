import { errorAnswer } from './shapes.ts';

/** What every operation of the interface says in the document. */

export const BEARER = [{ token: [] }];
export const REFUSALS = { 400: errorAnswer, 401: errorAnswer, 403: errorAnswer, 503: errorAnswer } as const;
