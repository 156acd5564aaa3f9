import { requestsPerMonth } from '../../../billing/month/month-cost.ts';
import { priceTable } from '../../../billing/prices.ts';
import type { Explanation } from '../../../model/plan/plan-result.ts';
import type { OptionOf } from '../../../scenario/plan/options.ts';
import { count, exactPercent, mb, percent, significant, usd } from '../../../text/format.ts';
import { monthOver } from '../../month.ts';
import { cornersOf, type Numbers, serverCallMs } from '../../needs/numbers.ts';
import type { PlanInputs } from '../../plan-inputs.ts';
import { contextOf } from '../../planned-option.ts';
import { managedOption } from './managed.ts';
import { fewestManaged, sizeFor } from './size.ts';

/**
 * AWS's calculator for managed instances, to which its agent toolkit sends people: tools/pricing-calculator in
 * github.com/aws-samples/sample-aws-lambda-managed-instances, commit 6934a80 of 2026-03-19, `calculateLmi`.
 */
const calculator = {
  source: 'aws-samples/sample-aws-lambda-managed-instances 6934a80, 2026-03-19',
  /** CPU of an invocation that its three kinds of workload assume. */
  cpuShares: [0.125, 0.25, 0.5],
  perVcpuOfNode: 64,
  leastMemoryMb: 2048,
  headroom: 1.5,
} as const;

export interface CalculatorInput {
  readonly concurrency: number;
  readonly memoryPerCallMb: number;
  readonly cpuShare: number;
  readonly requestsPerMonth: number;
  readonly instance: { readonly vcpu: number; readonly memoryMb: number; readonly usdPerHour: number };
  readonly perVcpu?: number;
}

/** Its steps 1 to 8, and what it charges. */
export function awsCalculator({
  concurrency,
  memoryPerCallMb,
  cpuShare,
  instance,
  perVcpu = calculator.perVcpuOfNode,
  ...input
}: CalculatorInput) {
  const mbPerVcpu = instance.memoryMb / instance.vcpu;
  const byMemory = Math.max(1, Math.min(perVcpu, Math.floor(mbPerVcpu / memoryPerCallMb)));
  const memoryMb = Math.max(calculator.leastMemoryMb, Math.ceil(memoryPerCallMb * byMemory));
  const vcpus = Math.ceil(memoryMb / mbPerVcpu);
  const atOnce = Math.min(Math.floor(1 / cpuShare), perVcpu) * vcpus;
  const environments = Math.ceil(concurrency / atOnce);
  const usable = [Math.floor((instance.vcpu - 1) / vcpus), Math.floor((instance.memoryMb - 1024) / memoryMb)];
  const perInstance = Math.max(1, Math.min(...usable));
  const base = Math.max(fewestManaged, Math.ceil(environments / perInstance));
  const instances = Math.max(fewestManaged, Math.ceil(base * calculator.headroom));
  const hours = instances * instance.usdPerHour * priceTable.hoursPerMonth;
  const usdPerMonth = hours * (1 + priceTable.managedFeeShare) + (input.requestsPerMonth / 1e6) * 0.2;
  return { memoryMb, vcpus, atOnce, environments, perInstance, base, instances, usdPerMonth };
}

/** `AWS's calculator … assumes 12.5, 25 or 50% CPU per invocation; you measured 4%.` Undefined where CPU is not known. */
export function assumedCpuNote({ needs }: Pick<PlanInputs, 'needs'>): string | undefined {
  const share = cpuShareOf(needs);
  if (share === undefined) return undefined;
  const word = needs.server.cpuMs?.basis === 'given' ? 'stated' : 'measured';
  return `AWS’s calculator for managed instances assumes 12.5, 25 or 50% CPU per invocation; you ${word} ${Number((share * 100).toPrecision(2))}%`;
}

function cpuShareOf({ server }: PlanInputs['needs']): number | undefined {
  const [numbers] = cornersOf(server);
  const callMs = numbers && serverCallMs(numbers, 1);
  return callMs === undefined || numbers?.cpuMs === undefined || callMs === 0 ? undefined : numbers.cpuMs / callMs;
}

/** Its answer beside that of rollcall, with each input that differs. Undefined where the needs of a call are not known. */
export function explainAwsLmi(inputs: PlanInputs): Explanation | undefined {
  const spec: Managed = inputs.file.options.find((option) => option.kind === 'managed') ?? defaultManaged;
  const [numbers] = cornersOf(inputs.needs.server);
  const share = cpuShareOf(inputs.needs);
  if (numbers === undefined || share === undefined || managedOption.missing(spec, numbers).length > 0) return undefined;
  const both = { spec, numbers, share, inputs, theirs: theirsOf({ spec, numbers, share, inputs }) };
  return {
    title: `AWS’s calculator for managed instances beside rollcall, on ${spec.instance}`,
    source: calculator.source,
    rows: [...inputRows(both), ...answerRows(both)].map(([input = '', theirs = '', ours = '', why = '']) => ({
      ...{ input, theirs, ours, why },
    })),
  };
}

type Managed = OptionOf<'managed'>;

interface Asked {
  readonly spec: Managed;
  readonly numbers: Numbers;
  /** CPU of a call as a share of its time. */
  readonly share: number;
  readonly inputs: PlanInputs;
}

interface Both extends Asked {
  readonly theirs: ReturnType<typeof theirsOf>;
}

/** Its answer to this plan, with the smallest of its shares of CPU that is enough. */
function theirsOf({ spec, numbers, share, inputs: { demand } }: Asked) {
  const size = priceTable.ec2.get(spec.instance) ?? { vcpu: 0, memoryMb: 0, usdPerHour: 0 };
  const { baseMb = 0, perRequestMb = 0 } = numbers;
  const inFlight = (demand.peakPerSecond * (serverCallMs(numbers, 1) ?? 0)) / 1000;
  const asked = {
    concurrency: Math.ceil(inFlight),
    memoryPerCallMb: Math.max(1, baseMb + perRequestMb),
    cpuShare: calculator.cpuShares.find((assumed) => assumed >= share) ?? 0.5,
  };
  const answer = awsCalculator({
    ...{ ...asked, requestsPerMonth: requestsPerMonth(demand.averagePerSecond) },
    instance: { vcpu: size.vcpu, memoryMb: size.memoryMb, usdPerHour: size.usdPerHour },
  });
  return { ...asked, ...answer, inFlight };
}

/** Input, its value in the calculator and here, and why they differ. */
function inputRows({ spec, numbers: { baseMb = 0, perRequestMb = 0 }, share, theirs }: Both): string[][] {
  const atOnce = Math.min(spec.perVcpu, Math.floor(spec.targetUtilization / share));
  const why = {
    share: 'the calculator has three values; this is what a call needs',
    atOnce: 'by CPU at the target utilization, not by an assumed share',
    call: 'the calculator counts the memory of a process once for each call',
    environment: 'memory of the process once, and of each call in flight',
  };
  return [
    [
      'concurrency',
      `${count(theirs.concurrency)}, taken as given`,
      significant(theirs.inFlight),
      'peak rate times call',
    ],
    ['CPU per invocation', exactPercent(theirs.cpuShare), percent(share), why.share],
    ['requests at once per vCPU', count(theirs.atOnce / theirs.vcpus), count(atOnce), why.atOnce],
    ['memory of a call', mb(theirs.memoryPerCallMb), mb(perRequestMb), why.call],
    ['memory of an environment', mb(theirs.memoryMb), mb(baseMb + perRequestMb * atOnce), why.environment],
  ];
}

function answerRows({ spec, numbers, inputs, theirs }: Both): string[][] {
  const context = contextOf(inputs, numbers);
  const costs = managedOption.costs(spec, context);
  const { processes, instances } = sizeFor(spec, context);
  const month = costs === undefined ? '–' : usd(monthOver(costs, inputs.demand).usd);
  const why = {
    perInstance: '1 vCPU and 1 GB of each instance are for the platform in both',
    headroom: 'load that doubles within 5 minutes is throttled above that',
    instances: `at least ${fewestManaged} in both; the calculator adds its headroom to these, too`,
  };
  return [
    ['environments per instance', count(theirs.perInstance), count(processes), why.perInstance],
    ['headroom', '50% more instances', `used to ${percent(spec.targetUtilization)}`, why.headroom],
    ['instances', count(theirs.instances), count(instances), why.instances],
    ['$ per month', usd(theirs.usdPerMonth), month, 'instances, fee and requests'],
  ];
}

const defaultManaged: Managed = {
  kind: 'managed',
  instance: 'c7g.xlarge',
  perVcpu: 64,
  targetUtilization: 0.5,
};
