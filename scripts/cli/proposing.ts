import { candidatesDocument, lineNames } from '../../workers/queries/by-hand-documents.ts';
import type { Candidate, Party } from '../../workers/queries/candidates.ts';
import type { CandidateHow } from '../../workers/queries/candidate-sets.ts';
import { formatAmount, type Language } from '../../workers/wording/format.ts';
import type { Cli } from './command.ts';
import { languageOf } from './describe.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withLookedAtContext } from './open.ts';
import { onTerminal } from './terminal.ts';

/** `cuadre propose`: candidates of a discrepancy as text and as a document. */
export async function propose(cli: Cli, id: string): Promise<ExitCode> {
  return withLookedAtContext(cli, async (context) => {
    const [{ rowNamed }, { candidatesFor }] = await Promise.all([
      import('../../workers/queries/queue-rows.ts'),
      import('../../workers/queries/candidates.ts'),
    ]);
    const { discrepancy } = await rowNamed(id, context);
    const { about, candidates } = await candidatesFor(discrepancy, context);
    const language = languageOf(context.config);
    cli.print(candidatesDocument(discrepancy.id, { about, candidates }), () => textOf(about, candidates, language));
    return EXIT.clean;
  });
}

const HOWS: Readonly<Record<CandidateHow, string>> = {
  exact: 'comes to the centavo',
  before_fees: 'comes to it before fees',
  contiguous: 'follow each other and come to the centavo together',
  set: 'come to the centavo together',
};

function textOf(about: readonly Party[], candidates: readonly Candidate[], language: Language): string {
  if (about.length === 0) return 'No open line of it could be matched by hand.';
  const named = about.map((party) => `  ${partyText(party, language)}`);
  if (candidates.length === 0) return ['Nothing that is open comes to this:', ...named].join('\n');
  const shown = candidates.flatMap((one, place) => [
    `${String(place + 1)}. ${HOWS[one.how]}, ${daysText(one.daysApart)}`,
    ...one.parties.map((party) => `     ${partyText(party, language)}`),
    `     cuadre match --lines ${lineNames([...about, ...one.parties]).join(' ')} --note "..."`,
  ]);
  return ['For this:', ...named, 'there may be:', ...shown].join('\n');
}

function daysText(days: number): string {
  return days === 0 ? 'on the same day' : days === 1 ? 'one day apart' : `${String(days)} days apart`;
}

function partyText(party: Party, language: Language): string {
  const name = party.payoutId ?? party.reference;
  const money = formatAmount(language, party.amount, party.currency);
  return `${party.date}  ${money}  ${party.source} ${onTerminal(name)}  ${lineNames([party]).join(' ')}`;
}
