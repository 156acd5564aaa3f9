import { requestsPerMonth } from '../../billing/month/month-cost.ts';
import { priceTable } from '../../billing/prices.ts';
import type { Explanation } from '../../model/plan/plan-result.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { count, exactPercent, mb, percent, significant, usd } from '../../text/format.ts';
import { cornersOf, serverCallMs } from '../needs/numbers.ts';
import { fewestManaged, instancesFor, managedOption, usableOf } from '../options/managed.ts';
import { monthOver } from '../month.ts';
import { contextOf, type PlanInputs } from '../planned-option.ts';

/**
 * AWS's calculator for managed instances, to which its agent toolkit sends people: tools/pricing-calculator in
 * github.com/aws-samples/sample-aws-lambda-managed-instances, commit 6934a80 of 2026-03-19, `calculateLmi`.
 */
export const calculator = {
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
export function awsCalculator({ concurrency, memoryPerCallMb, cpuShare, instance, perVcpu = calculator.perVcpuOfNode, ...input }: CalculatorInput) {
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
  return { memoryMb, atOnce, environments, perInstance, base, instances, usdPerMonth };
}

/** `AWS's calculator … assumes 12.5, 25 or 50 % CPU per invocation; you measured 4 %.` Undefined where CPU is not known. */
export function assumedCpuNote({ needs }: Pick<PlanInputs, 'needs'>): string | undefined {
  const share = cpuShareOf(needs);
  if (share === undefined) return undefined;
  const word = needs.server.cpuMs?.basis === 'measured' ? 'measured' : 'stated';
  return `AWS’s calculator for managed instances assumes 12.5, 25 or 50 % CPU per invocation; you ${word} ${Number((share * 100).toPrecision(2))} %`;
}

function cpuShareOf({ server }: PlanInputs['needs']): number | undefined {
  const [numbers] = cornersOf(server);
  const callMs = numbers && serverCallMs(numbers, 1);
  return callMs === undefined || numbers?.cpuMs === undefined || callMs === 0 ? undefined : numbers.cpuMs / callMs;
}

/** Its answer beside that of rollcall, with each input that differs. Undefined where the needs of a call are not known. */
export function explainAwsLmi(inputs: PlanInputs): Explanation | undefined {
  const { file, demand, needs } = inputs;
  const spec: OptionOf<'managed'> = file.options.find((option) => option.kind === 'managed') ?? defaultManaged;
  const size = priceTable.ec2.get(spec.instance);
  const [numbers] = cornersOf(needs.server);
  const share = cpuShareOf(needs);
  if (numbers === undefined || share === undefined || size === undefined || managedOption.missing(spec, numbers).length > 0) return undefined;
  const context = contextOf(inputs, numbers);
  const { baseMb = 0, perRequestMb = 0 } = numbers;
  const inFlight = (demand.peakPerSecond * (serverCallMs(numbers, 1) ?? 0)) / 1000;
  const cpuShare = calculator.cpuShares.find((assumed) => assumed >= share) ?? 0.5;
  const requests = requestsPerMonth(demand.averagePerSecond);
  const memoryPerCallMb = Math.max(1, baseMb + perRequestMb);
  const theirs = awsCalculator({
    ...{ concurrency: Math.ceil(inFlight), memoryPerCallMb, cpuShare, requestsPerMonth: requests },
    instance: { vcpu: size.vcpu, memoryMb: size.memoryMb, usdPerHour: size.usdPerHour },
  });
  const ours = instancesFor(spec, context);
  const costs = managedOption.costs(spec, context);
  const usable = usableOf(spec);
  const atOnce = Math.min(spec.perVcpu, Math.floor(spec.targetUtilization / share));
  const row = (input: string, of: string, our: string, why: string) => ({ input, theirs: of, ours: our, why });
  return {
    title: `AWS’s calculator for managed instances beside rollcall, on ${spec.instance}`,
    source: calculator.source,
    rows: [
      row('concurrency', `${count(Math.ceil(inFlight))}, taken as given`, significant(inFlight), 'rate at the peak times the time of a call'),
      row('CPU per invocation', exactPercent(cpuShare), percent(share), 'the calculator has three values; this is what a call needs'),
      row('requests at once per vCPU', count(theirs.atOnce), count(atOnce), 'by CPU at the target utilization, not by an assumed share'),
      row('memory of a call', mb(memoryPerCallMb), mb(perRequestMb), 'the calculator counts the memory of a process once for each call'),
      row('memory of an environment', mb(theirs.memoryMb), mb(baseMb + perRequestMb * atOnce), 'memory of the process once, and of each call in flight'),
      row('environments per instance', count(theirs.perInstance), count(usable.vcpu), '1 vCPU and 1 GB of each instance are for the platform in both'),
      row('headroom', '50 % more instances', `used to ${percent(spec.targetUtilization)}`, 'load that doubles within 5 minutes is throttled above that'),
      row('instances', count(theirs.instances), count(ours), `at least ${fewestManaged} in both; the calculator adds its headroom to these, too`),
      row('$ per month', usd(theirs.usdPerMonth), costs === undefined ? '–' : usd(monthOver(costs, demand).usd), 'instances, fee and requests'),
    ],
  };
}

const defaultManaged: OptionOf<'managed'> = { kind: 'managed', instance: 'c7g.xlarge', perVcpu: 64, targetUtilization: 0.5 };
