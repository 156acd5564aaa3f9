import { describe, expect, it } from 'vitest';
import { startLocalAws } from './local-aws.ts';
import { type Run, runScenarioFile, runScenarioIn, scenarioFile, targetOf } from './rollcall.ts';

const scenario = `
name: same
question: Does it count the same wherever it runs?
workload: { kind: builtin, call: { ioMs: 300 } }
targets:
  - { name: fn, kind: local-lambda, memoryMb: 512, keepAliveMs: 60000 }
load:
  - { name: first, kind: sequential, requests: 2 }
  - { name: burst, kind: burst, size: 6 }
  - { name: again, kind: burst, size: 3 }
`;

const account = (auth: 'NONE' | 'AWS_IAM') => `
functions:
  - name: fn
    workload: { call: { ioMs: 300 } }
    memoryMb: 512
    timeoutMs: 10000
    url: { auth: ${auth} }
`;

/** What must not depend on where the function runs. */
const counts = ({ result }: Run) => {
  const { requests, environments, billing, phases } = targetOf(result, 'fn');
  return {
    answered: requests.answered,
    distinct: environments.distinct,
    coldStarts: environments.coldStarts,
    reused: environments.reused,
    invocations: billing?.invocations,
    source: billing?.source,
    byPhase: phases.map((phase) => [
      phase.name,
      phase.environments.distinct,
      phase.environments.coldStarts,
      phase.billing?.invocations,
    ]),
  };
};

/**
 * Two calls in a row: one environment. The burst of 6 meets it and 5 new ones. The burst of 3 finds 6 idle ones. 11 requests in all,
 * 6 of them cold.
 */
const worked = {
  ...{ answered: 11, distinct: 6, coldStarts: 6, reused: 5, invocations: 11, source: 'report-lines' },
  byPhase: [
    ['first', 1, 1, 2],
    ['burst', 6, 5, 6],
    ['again', 3, 0, 3],
  ],
};

describe('the same scenario', () => {
  it('in the embedded Lambda', async () => {
    expect(counts(await runScenarioFile(await scenarioFile(scenario)))).toEqual(worked);
  });

  it('by Invoke, with nothing but its kind changed', async () => {
    await using aws = await startLocalAws(account('NONE'));
    const run = await runScenarioIn(
      aws.environment,
      await scenarioFile(scenario),
      '--set',
      'targets.fn.kind=lambda-invoke',
    );
    expect(run.stderr).not.toContain('Error');
    expect(counts(run)).toEqual(worked);
    expect(targetOf(run.result, 'fn').deployed).toMatchObject({
      ...{ functionName: 'fn', region: 'us-east-1', memoryMb: 512, timeoutMs: 10_000 },
      reports: { source: 'tail', joined: 11, missing: 0 },
    });
  });
});
