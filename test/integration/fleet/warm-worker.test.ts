import { expect, it } from 'vitest';
import { Session } from '../../../src/fleet/worker/session.ts';
import { identitySchema } from '../../../src/model/schema/fields.ts';

const warm = { kind: 'warm', run: 'r', threads: 1 } as const;

// Three warm-up phases of 1,500 requests for each thread: `sent` is of the last one.
it.each([
  [
    'of a load that begins fast fires 1,500 requests at its own responder',
    { identity: identitySchema.parse({ from: 'headers' }) },
    1500,
  ],
  ['of another load fires nothing', {}, 0],
] as const)('a worker %s', async (_, how, sent) => {
  await using session = new Session({
    publish: async () => {},
    problemOf: () => undefined,
    say: () => {},
    report: () => {},
    maxPayload: 1e6,
    onFailure: (error) => {
      throw error;
    },
  });
  expect(await session.obey({ ...warm, ...how })).toEqual({ kind: 'done' });
  expect(await session.obey({ kind: 'beat', run: 'r', stopped: -1 })).toMatchObject({ kind: 'beat', sent });
});
