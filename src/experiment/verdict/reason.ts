import { optional } from '../../model/optional.ts';
import type { Verdict } from '../../model/run-result.ts';
import type { VerdictCode } from '../../model/schema/verdict.ts';
import type { ReasonKind, Weight } from './reason-kind.ts';
import { reasonKinds } from './reasons.ts';

export type Reason = Verdict['reasons'][number];

type Facts<Code extends VerdictCode> = Parameters<(typeof reasonKinds)[Code]['message']>[0];

/** The table has the words. `weight` is needed only for a code that has two. */
export function reasonFor<Code extends VerdictCode>(code: Code, facts: Facts<Code>, weight?: Weight): Reason {
  const { when, about, message, advice } = reasonKinds[code] as unknown as ReasonKind<Facts<Code>>;
  const status = weight ?? (when.INVALID === undefined ? 'SUSPECT' : 'INVALID');
  return {
    code,
    status,
    ...optional('about', about?.[status]),
    ...optional('target', (facts as { readonly target?: string }).target),
    message: message(facts),
    advice: typeof advice === 'string' ? advice : advice(facts),
  };
}

export const present = (reasons: readonly (Reason | undefined)[]): Reason[] =>
  reasons.filter((reason) => reason !== undefined);
