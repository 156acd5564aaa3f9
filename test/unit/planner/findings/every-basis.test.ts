import { expect, test } from 'vitest';
import { planOf } from '../plan-of.ts';

const plan = `
name: kinds
question: Which?
demand: { average: 2/s, burst: 20, growthPerYear: 0.5, dailyShape: [1,1,1,1,1,1,1,1,2,2,2,2,2,2,2,2,2,2,1,1,1,1,1,1] }
calls: { cpu: { value: 5, low: 4, high: 7 }, wait: 245ms, init: { value: 600, low: 500, high: 800 }, baseMb: 90, perRequestMb: { value: 1, low: 1, high: 2 }, connections: 2 }
options:
  - { kind: event, name: event, memoryMb: 512, reservedConcurrency: 15 }
  - { kind: managed, name: managed }
  - { kind: server, name: server, instance: t4g.small }
  - { kind: fargate, name: fargate, vcpu: 1, memoryMb: 2048, spare: 1, loadBalancer: { lcu: 1 } }
  - { kind: cloud-run, name: run }
constraints: { connections: 10000, usdPerMonth: 5000, p99: 10s, burstP99: 60s }
sideCosts: { nat: true }
`;

/** Numbers that are no results. */
const notResults: Readonly<Record<string, string>> = {
  planVersion: 'of the format',
  'demand.averagePerSecond': 'the demand of the file',
  'demand.peakPerSecond': 'the demand of the file',
  'demand.burst.size': 'the demand of the file',
  'demand.growthPerYear': 'the demand of the file',
  'demand.tenants': 'the demand of the file',
  'options[].limits[].allows': 'a quota, a constraint, or what the planned instances have',
  'options[].peakHour.requests': 'how long was simulated',
  'options[].peakHour.seconds': 'how long was simulated',
  'options[].peakHour.warmUpSeconds': 'how long was simulated',
  'options[].peakHour.overTime[].ms': 'a place on the axis',
  'checks[].low': 'of the checks, which name their source',
  'checks[].high': 'of the checks, which name their source',
  'checks[].call.lowMs': 'of the checks, which name their source',
  'checks[].call.highMs': 'of the checks, which name their source',
  'checks[].call.mostCpuMs': 'of the checks, which name their source',
  'checks[].errorShare': 'of the checks, which name their source',
};

/** Where the basis of a number stands that has none in its own object, as the schema says. */
const elsewhere: Readonly<Record<string, string>> = {
  'options[].figures.instances.overDay[]': 'options[].figures.instances.average.basis',
  'options[].figures.cpuPerRequest.instances': 'options[].figures.instances.p99.basis',
  'options[].figures.cpuPerRequest.belowMs': 'options[].figures.instances.p99.basis',
  'options[].figures.month.parts[].usd': 'options[].figures.month.usd.basis',
  'options[].figures.month.committedUsd': 'options[].figures.month.usd.basis',
  'options[].burst[].ms': 'options[].figures.latencyMs.burst.p99.basis',
  'options[].burst[].share': 'options[].figures.latencyMs.burst.p99.basis',
  'options[].peakHour.overTime[].instances': 'options[].figures.instances.p99.basis',
  'options[].limits[].headroom': 'options[].limits[].used.basis',
  'options[].limits[].reachedAtPerSecond': 'options[].limits[].reachedBasis',
  'options[].limits[].reachedInYears': 'options[].limits[].reachedBasis',
  'sensitivity[].inputs[].low': 'sensitivity[].basis',
  'sensitivity[].inputs[].high': 'sensitivity[].basis',
  'sensitivity[].inputs[].turnsAt': 'sensitivity[].basis',
};

type Place = readonly (string | number)[];

/** All numbers, and sentences that have one, with the keys that lead to them. */
function placesOf(value: unknown, place: Place = []): Place[] {
  const key = place.at(-1);
  if (typeof value === 'number') return [place];
  // p99 is a name.
  if (typeof value === 'string')
    return ['words', 'reason', 'leaves'].includes(String(key)) && /\d/.test(value.replaceAll('p99', '')) ? [place] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    placesOf(each, [...place, Array.isArray(value) ? Number(name) : name]),
  );
}

const at = (value: unknown, place: Place): unknown =>
  place.reduce<unknown>((found, key) => (found as Record<string | number, unknown> | undefined)?.[key], value);

const pathOf = (place: Place): string =>
  place
    .map((key) => (typeof key === 'number' ? '[]' : `.${key}`))
    .join('')
    .slice(1);

/** The ends of an interval stand beside their number. */
const withoutEnd = (path: string): string => path.replace(/(Low|High)$/, '');

/** The place of a path with the indexes of another. */
function placeOf(path: string, like: Place): Place {
  const indexes = like.filter((key) => typeof key === 'number');
  return path.split(/\.|(?=\[\])/).map((key) => (key === '[]' ? (indexes.shift() ?? 0) : key));
}

const bases = ['measured', 'given', 'predicted', 'extrapolated'];

test('every number of a plan that is a result has its basis, of five kinds of options with intervals', () => {
  const result: unknown = JSON.parse(JSON.stringify(planOf(plan)));
  const places = placesOf(result);
  const unlabelled = places.filter((place) => {
    const path = pathOf(place);
    if (path in notResults) return false;
    const other = elsewhere[withoutEnd(path)];
    const basis = other === undefined ? [...place.slice(0, -1), 'basis'] : placeOf(other, place);
    return !bases.includes(String(at(result, basis)));
  });
  expect([...new Set(unlabelled.map(pathOf))]).toEqual([]);
  // What is listed is there, so that no list outlives what it excuses.
  const paths = new Set(places.map((place) => withoutEnd(pathOf(place))));
  const listed = [...Object.keys(notResults), ...Object.keys(elsewhere)];
  expect(listed.filter((path) => !paths.has(path))).toEqual([]);
  const kinds = planOf(plan).options.filter(({ figures }) => figures?.month?.usd.value);
  expect(kinds.length).toBe(5);
});
