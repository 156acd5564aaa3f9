import { optional } from '../../model/optional.ts';
import type { TargetResult } from '../../model/run-result.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { isDeployed } from '../../target-kinds/target-kinds.ts';
import type { Observation } from '../observe/observation.ts';

/** The deployed function under load, and how many requests its log covers. */
export function assembleDeployed(
  { target, deployed, accounts }: Observation,
  secrets: Secrets,
): TargetResult['deployed'] {
  if (deployed === undefined || !isDeployed(target)) return undefined;
  const { ephemeralStorageMb, logGroup, ...facts } = deployed.function;
  const troubles = [...new Set(accounts.flatMap(({ trouble }) => trouble ?? []))];
  return {
    ...facts,
    notes: deployed.notes.map((note) => secrets.redact(note)),
    reports: {
      source: target.reports,
      joined: accounts.reduce((sum, { invocations }) => sum + invocations.length, 0),
      missing: accounts.reduce((sum, { missing = 0 }) => sum + missing, 0),
      ...optional('trouble', troubles[0] && secrets.redact(troubles[0])),
    },
  };
}
