import { expect, it } from 'vitest';
import { Observation } from '../../../../src/experiment/observe/observation.ts';
import { assembleClient } from '../../../../src/experiment/result/client.ts';
import type { HostUse } from '../../../../src/model/schema/client/host-use.ts';
import { targetSchema } from '../../../../src/target-kinds/target-kinds.ts';

const target = targetSchema.parse({ name: 'api', kind: 'http', url: 'http://127.0.0.1:1/' });

function hostOf(peakInFlight: number, ...hosts: HostUse[]): HostUse | undefined {
  const seen = new Observation(target);
  seen.repeats.push(...hosts.map((host) => ({ health: { host }, notMeasured: [] })));
  return assembleClient(seen, peakInFlight).host;
}

it('25 descriptors and 10 requests in flight are 35; 10 in flight hold more ports than 4 closed connections, not than 12', () => {
  const openFiles = { used: 25, limit: 1024 };
  const ports = (used: number) => ({ used, limit: 28_232 });
  expect(hostOf(10, { openFiles, ports: ports(4) })).toEqual({
    openFiles: { used: 35, limit: 1024 },
    ports: ports(10),
  });
  expect(hostOf(10, { ports: ports(12) })).toEqual({ ports: ports(12) });
});

it('of several repeats the highest shares and the sums of the counts', () => {
  const first = { cpuShare: 0.5, retransmits: 2, openFiles: { used: 30, limit: 1024 } };
  const second = { cpuShare: 0.7, retransmits: 3, openFiles: { used: 20, limit: 1024 } };
  expect(hostOf(0, first, second)).toEqual({ cpuShare: 0.7, retransmits: 5, openFiles: { used: 30, limit: 1024 } });
});

it('of 21 requests in flight over two workers and one that fired nothing, each of the two needed 11 descriptors more', () => {
  const seen = new Observation(target);
  const worker = (samplesReceived: number) => ({
    ...{ name: 'w', version: '1', cores: 2, threads: 1, phases: [], samplesReceived },
    host: { openFiles: { used: 30, limit: 1024 } },
  });
  seen.workers = [worker(10), worker(10), worker(0)];
  const [first] = assembleClient(seen, 21).workers ?? [];
  expect(first?.host).toEqual({ openFiles: { used: 41, limit: 1024 } });
});
