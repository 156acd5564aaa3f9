import { UserError } from '../model/errors.ts';
import { type AwsContext, factsOf } from './problem-facts.ts';
import { problemRules } from './problem-rules.ts';
import { redacted } from './redacted.ts';

/**
 * Explains an SDK error in one message. It does not repeat AWS texts that may contain credentials. From other texts it
 * removes everything that looks like a key, a token or a signature.
 * @param doing a verb: `invoke`, `read the configuration of`
 */
export function awsProblem(error: unknown, doing: string, context: AwsContext): UserError {
  if (error instanceof UserError) return error;
  const facts = factsOf(error);
  const what = `${doing} ${context.functionName ?? context.logGroup ?? ''}`.trim();
  const rule = problemRules.find(({ when }) => when(facts));
  const { code, message, hint } = rule?.explain(what, context, facts) ?? {
    code: 'aws-failed',
    message: `AWS refused to ${what} in ${context.region}: ${redacted(`${facts.name}: ${facts.text}`)}`,
    hint: facts.status === undefined ? 'try again' : `AWS responded with HTTP ${facts.status}`,
  };
  return new UserError(code, message, { hint });
}

/**
 * Why a function URL refused a request, in our own words, because AWS's message repeats what was signed. Undefined for a response that
 * may come from the function.
 */
export function explainRefusal(status: number, body: string): string | undefined {
  if (status !== 403 || !/"?message"?\s*:/i.test(body)) return undefined;
  return refusals.find(([pattern]) => pattern.test(body))?.[1];
}

const refusals: readonly (readonly [RegExp, string])[] = [
  [/security token.*expired/i, 'the session token has expired'],
  [/security token.*invalid/i, 'AWS does not know the access key, or the session token'],
  [/signature (not yet current|expired)/i, 'the clock of this machine is wrong by more than 5 minutes'],
  [/scoped to a valid region/i, 'the request was signed for another region'],
  [/signature.*not match|does not match the signature/i, 'the signature is wrong'],
  [
    /missing authentication|forbidden/i,
    'forbidden: not signed (auth AWS_IAM), or without permission (lambda:InvokeFunctionUrl)',
  ],
];
