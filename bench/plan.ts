import { planDemand } from '../src/planner/demand.ts';
import { planNeeds } from '../src/planner/needs/given.ts';
import { makePlan } from '../src/planner/plan.ts';
import { plannedOptions } from '../src/planner/planned-option.ts';
import { parsePlan } from '../src/scenario/plan/parse.ts';
import { atMost, type Benchmark } from './benchmark.ts';

/** Five options over a day of 1e9 requests: 11,574/s on average. */
const day = `
name: day
question: What serves 1e9 requests a day?
demand: { average: 11574.07/s, peak: 23148/s, burst: 10000, growthPerYear: 0.3 }
calls: { cpu: { value: 5, low: 4, high: 7 }, wait: 240ms, init: 600ms, baseMb: 90, perRequestMb: 1, connections: 10 }
options:
  - { kind: event, memoryMb: 512 }
  - { kind: provisioned, memoryMb: 512 }
  - { kind: managed }
  - { kind: fargate, vcpu: 1, memoryMb: 2048 }
  - { kind: cloud-run }
constraints: { accountConcurrency: 100000 }
`;

/** 4 million calls/s of 250 ms: 1,000,000 in flight. */
const million = `
name: million
question: What serves 1,000,000 concurrent calls?
demand: { average: 4000000/s }
calls: { cpu: 5ms, wait: 245ms, init: 600ms }
options: [{ kind: event, memoryMb: 1769 }]
constraints: { accountConcurrency: 2000000 }
`;

export const plan: Benchmark = {
  about: 'plan: CPU time of a full plan, and of its closed forms',
  run: async () => {
    const full = cpuMsOf(() => makePlan(inputsOf(day), { version: '0.0.0' }));
    const closed = cpuMsOf(() => plannedOptions(inputsOf(million), 'closed-forms'));
    return [
      {
        what: 'five options over a day of 1e9 requests',
        value: `${(full / 1000).toFixed(2)} s of CPU`,
        target: atMost(full / 1000, 60, ' s'),
      },
      {
        what: 'closed forms at 1,000,000 concurrent',
        value: `${closed.toFixed(1)} ms of CPU`,
        target: atMost(closed, 100, ' ms'),
      },
    ];
  },
};

function inputsOf(text: string) {
  const { value: file } = parsePlan(text, { file: 'plan.yaml' });
  return { file, demand: planDemand(file.demand), needs: planNeeds(file.calls, {}) };
}

/** Of this process: the time of a core, which other programs do not lengthen much. */
function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
