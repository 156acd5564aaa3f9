import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reasonKinds } from '../../../../src/experiment/verdict/reasons.ts';
import { verdictCodes } from '../../../../src/model/schema/verdict.ts';

const documented = readFileSync(new URL('../../../../docs/verdict.md', import.meta.url), 'utf8');

it('docs/verdict.md has each reason with its status, condition and advice, and no other (else run `npm run schemas`)', () => {
  const rows = [...documented.matchAll(/^\| `(.+?)` \| (\w+) \| (.+?) \| (.+?) \|$/gm)].map((row) => row.slice(1));
  const expected = Object.entries(reasonKinds).flatMap(([code, { when, advice }]) =>
    Object.entries(when).map(([status, condition]) => [
      ...[code, status, condition],
      typeof advice === 'string' ? advice : 'depends on the figures: see the reason',
    ]),
  );
  expect(rows).toEqual(expected);
  // The rate, the number of samples, missing samples, starts of workers and the answers have two conditions each.
  expect(rows).toHaveLength(verdictCodes.length + 5);
});
