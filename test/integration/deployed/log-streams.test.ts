import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { runScenarioHereIn, scenarioFile, targetOf } from '../rollcall.ts';
import { eventsInStreams, startCloudWatchStandIn } from './cloudwatch-stand-in.ts';
import { startLocalAws } from './local-aws.ts';

it('a function whose code was not touched is counted by its log streams, by Invoke and at its URL', async () => {
  const file = join(packageRoot, 'test/fixtures/functions/untagged.mjs');
  await using aws = await startLocalAws(`functions:\n  - { name: fn, file: ${file}, keepAliveMs: 60000 }\n`);
  const groups = { '/aws/lambda/fn': () => eventsInStreams(join(aws.logDirectory, 'fn.log')) };
  await using logs = await startCloudWatchStandIn({ groups });
  const environment = { ...aws.environment, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.endpoint };
  const twice = await scenarioFile(`
name: untagged
question: How many environments?
targets: [{ name: fn, kind: lambda-invoke }]
workload: { kind: function, file: ${file} }
load: [{ name: burst, kind: burst, size: 4 }, { name: again, kind: burst, size: 3 }]
`);
  // The burst of 3 meets three of the four environments; the second run meets all four.
  for (const [kind, coldStarts] of [
    ['lambda-invoke', 4],
    ['lambda-url', 0],
  ] as const) {
    const { result, directory } = await runScenarioHereIn(environment, twice, '--set', `targets.fn.kind=${kind}`);
    const { environments, requests, phases, latencyMs, deployed, billing } = targetOf(result, 'fn');
    expect([kind, environments.identifiedBy, requests.unidentified]).toEqual([kind, 'platform', 0]);
    expect([environments.distinct, environments.coldStarts, environments.reused]).toEqual([4, coldStarts, 3]);
    expect(phases.map((phase) => [phase.environments.distinct, phase.environments.coldStarts])).toEqual([
      [4, coldStarts],
      [3, 0],
    ]);
    expect([latencyMs.serviceTime.cold?.count ?? 0, latencyMs.serviceTime.warm?.count]).toEqual([
      coldStarts,
      7 - coldStarts,
    ]);
    expect([billing?.invocations, deployed?.reports.missing]).toEqual([7, 0]);
    const samples = (await readFile(join(directory, 'samples.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(samples.map(({ environmentId }) => environmentId))).toEqual(
      new Set(environments.list.map(({ instanceId }) => instanceId)),
    );
  }
});
