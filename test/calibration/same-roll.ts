import { expect } from 'vitest';
import type { TruthRecord } from '../../src/model/platform/programs.ts';
import type { Sample } from '../../src/model/sample.ts';
import type { Fired } from './firing.ts';
import type { Truth } from './truth.ts';

/** Both as `instance/call`, which no two answers share. */
export const nameOf = ({ instanceId, invocationId }: Pick<TruthRecord, 'instanceId' | 'invocationId'>) =>
  `${instanceId}/${invocationId}`;
export const namesIn = (samples: readonly Sample[]) =>
  samples.flatMap(({ identity }) =>
    identity?.invocationId === undefined
      ? []
      : nameOf({ instanceId: identity.instanceId, invocationId: identity.invocationId }),
  );

/** The roll as the client called it and as the server kept it, compared request by request. */
export async function expectSameRoll(truth: Truth, { samples }: Fired): Promise<readonly TruthRecord[]> {
  const records = await truth.records();
  expect(samples).toHaveLength(records.length);
  const answered = records.filter(({ action }) => action === 'answer');
  expect(namesIn(samples).toSorted()).toEqual(answered.map(nameOf).toSorted());
  return records;
}
