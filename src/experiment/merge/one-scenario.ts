import { phaseModules } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import type { Scenario } from '../../scenario/schema.ts';

/** Fields of a scenario that do not change what is sent to whom. */
const free: ReadonlySet<string> = new Set([
  'seed',
  'threads',
  'probe',
  'question',
  'load',
  'maxRequests',
  'maxCostUsd',
]);

/** Names of the fields in which they differ, and must not; empty if they are parts of one load. */
export function differences(scenarios: readonly Scenario[]): string[] {
  const [first, ...others] = scenarios;
  if (first === undefined) return [];
  const fields = new Set(scenarios.flatMap((scenario) => Object.keys(scenario) as (keyof Scenario)[]));
  const differing = [...fields].filter(
    (field) => !free.has(field) && others.some((one) => differ(one[field], first[field])),
  );
  return [...differing, ...new Set(others.flatMap(({ load }) => differencesInLoad(first.load, load)))];
}

/** The scenario of all of them: shares of the load are added up, all else is that of the first. */
export function scenarioOfAll(scenarios: readonly [Scenario, ...Scenario[]]): Scenario {
  const [first, ...others] = scenarios;
  const maxRequests = scenarios.reduce((sum, scenario) => sum + scenario.maxRequests, 0);
  return {
    ...first,
    maxRequests,
    load: first.load.map((phase, index) =>
      others.reduce<Phase>((sum, { load }) => added(sum, load[index], sharesOf(phase)) as Phase, phase),
    ),
  };
}

const sharesOf = ({ kind }: Phase): readonly string[] => phaseModules[kind].shares;

function differencesInLoad(ours: readonly Phase[], theirs: readonly Phase[]): string[] {
  if (ours.length !== theirs.length) return ['load'];
  return ours.flatMap((phase, index) => {
    const other = theirs[index];
    if (other?.name !== phase.name || other.kind !== phase.kind) return [`load.${index}`];
    const shares = sharesOf(phase);
    const fields = [...new Set([...Object.keys(phase), ...Object.keys(other)])] as (keyof Phase)[];
    return fields
      .filter((field) => differ(withoutShares(phase[field], shares, field), withoutShares(other[field], shares, field)))
      .map((field) => `${phase.name}.${field}`);
  });
}

/** Lists of shares must be equally long, and a share must be there in all or in none. */
function withoutShares(value: unknown, shares: readonly string[], key: string): unknown {
  if (shares.includes(key) && typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map((item) => withoutShares(item, shares, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, withoutShares(of, shares, name)]));
}

function added(ours: unknown, theirs: unknown, shares: readonly string[], key = ''): unknown {
  if (typeof ours === 'number' && typeof theirs === 'number' && shares.includes(key)) return ours + theirs;
  if (Array.isArray(ours) && Array.isArray(theirs))
    return ours.map((item, index) => added(item, theirs[index], shares, key));
  if (typeof ours !== 'object' || ours === null || typeof theirs !== 'object' || theirs === null) return ours;
  return Object.fromEntries(
    Object.entries(ours).map(([name, of]) => [name, added(of, Reflect.get(theirs, name), shares, name)]),
  );
}

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
