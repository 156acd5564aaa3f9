import { expect, it } from 'vitest';
import { FiredRequests } from '../../../../src/experiment/observe/fired-requests.ts';
import { Observation, Tally } from '../../../../src/experiment/observe/observation.ts';
import type { Invocation } from '../../../../src/model/platform/invocation.ts';
import type { Sample } from '../../../../src/model/sample.ts';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';
import { sampleOf } from '../../stats/sample-of.ts';

const scenario = parseScenario(
  `
name: untagged
question: How many?
workload: { kind: builtin, call: { ioMs: 1 } }
targets: [{ name: fn, kind: lambda-invoke }]
load:
  - { name: first, kind: burst, size: 2 }
  - { name: again, kind: burst, size: 2 }
`,
  { file: 'scenario.yaml' },
);

const [target] = scenario.targets;
const [first, again] = scenario.load;
if (target === undefined || first === undefined || again === undefined) throw new Error('no target or phase');

/** Two at once, then two at once: of an untagged function, unless an identity is given. */
function observed(identity?: Sample['identity']) {
  const seen = new Observation(target as NonNullable<typeof target>);
  const fired = new FiredRequests(0);
  for (const [index, phase] of [first, again].entries()) {
    const tally = new Tally();
    for (const place of [0, 1]) {
      const sentAtMs = 1000 * (index ?? 0);
      const times = { sentAtMs, completedAtMs: sentAtMs + 300 - 200 * (index ?? 0) - place };
      const whole = sampleOf({ ...times, ...(identity && { identity }) });
      const sample = { ...whole, phase: phase?.name ?? '', requestId: `${index}-${place}` };
      tally.add(sample);
      fired.add(sample);
    }
    seen.tally.merge(tally);
    if (phase !== undefined)
      seen.phases.push({ phase, repeat: 0, startedAtMs: 1000 * index, finishedAtMs: 1000 * index + 300, tally });
  }
  return { seen, fired };
}

const logged = (requestId: string, environmentId: string, initMs?: number): Invocation => ({
  ...{ requestId, environmentId, durationMs: 90, billedMs: 90, memorySizeMb: 512, maxMemoryUsedMb: 60 },
  ...{ status: 'success', ...(initMs !== undefined && { initMs }) },
});

/** The first two requests start the streams a and b; the next two meet them. */
const lines = [logged('0-0', 'a', 150), logged('0-1', 'b', 151), logged('1-0', 'b'), logged('1-1', 'a')];

const environmentsOf = ({ distinct, identifiedBy, coldStarts, reused }: Record<string, unknown>) => ({
  ...{ distinct, identifiedBy, coldStarts, reused },
});

it('names the environments of an untagged function by its log streams: 2 for 4 calls, 2 of them cold', () => {
  const { seen, fired } = observed();
  seen.name(fired.namedBy({ invocations: lines, environmentEvents: [] }));
  const { measures } = seen.identified(seen.tally.finish());
  const whole = { distinct: 2, identifiedBy: 'platform', coldStarts: 2, reused: 2 };
  expect(environmentsOf(measures.environments)).toEqual(whole);
  expect(measures.requests.unidentified).toBe(0);
  // Two cold ones of 300 and 299 ms, two warm ones of 100 and 99.
  const { cold, warm, all } = measures.latencyMs.serviceTime;
  expect([cold?.count, cold?.max, warm?.count, warm?.max, all?.count]).toEqual([2, 300, 2, 100, 4]);
  const [one, other] = seen.phases.map(({ tally }) => seen.identified(tally.finish()).measures.environments);
  expect(environmentsOf({ ...one })).toEqual({ ...whole, reused: 0 });
  expect(environmentsOf({ ...other })).toEqual({ ...whole, coldStarts: 0, reused: 0 });
  expect(seen.requestOf.get('a')).toBe('0-0');
  expect(seen.named.get('1-0')).toEqual({ environmentId: 'b', coldStart: false });
});

it('a request without a line stays unidentified, 1 of 4', () => {
  const { seen, fired } = observed();
  seen.name(fired.namedBy({ invocations: lines.slice(0, 3), environmentEvents: [] }));
  const { measures } = seen.identified(seen.tally.finish());
  expect([measures.environments.distinct, measures.requests.unidentified]).toEqual([2, 1]);
});

it('the log names nothing where responses name their instances', () => {
  const { seen, fired } = observed({ instanceId: 'own' });
  expect(fired.namedBy({ invocations: lines, environmentEvents: [] })).toEqual([]);
  expect(seen.identified(seen.tally.finish()).measures.environments).toMatchObject({
    distinct: 1,
    identifiedBy: 'answers',
  });
});
