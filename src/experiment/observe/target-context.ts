import { type ServicePlan, type Services, startServices } from '../../launch/local/services.ts';
import type { RunningTarget, TargetContext } from '../../launch/running-target.ts';
import type { PhaseOrder, RequestEntries } from '../../loadgen/phase-order.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import { waitTimeOf } from '../../model/platform/wait-time.ts';
import { requestTemplates } from '../../scenario/request/built-requests.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { isStarted, kindOf, ownEventOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import { largestBurst } from '../before/plan.ts';
import { builtRequests } from '../before/requests.ts';
import type { Workloads } from './workload.ts';

interface StartContext {
  readonly scenario: Scenario;
  readonly workloads: Workloads;
  readonly directory: string;
  /** Default: loopback. */
  readonly bind?: string;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
}

/** Undefined if there are none, or no target of ours to wait for them. */
export async function servicesFor(
  { workloads, scenario, signal }: StartContext,
  target: TargetSpec,
): Promise<Services | undefined> {
  const plans = { ...workloads.of(target)?.services, ...plansOf(scenario) };
  if (Object.keys(plans).length === 0 || !isStarted(target)) return undefined;
  return startServices(plans, { largestBurst: largestBurst(scenario), seed: scenario.seed, signal });
}

const plansOf = ({ services }: Scenario): Record<string, ServicePlan> =>
  Object.fromEntries(
    Object.entries(services).map(([name, { delayMs, maxConnections }]) => [
      name,
      { delay: waitTimeOf(delayMs), ...optional('maxConnections', maxConnections) },
    ]),
  );

interface Start {
  readonly target: TargetSpec;
  readonly services: Services | undefined;
  /** Of the files of the target. */
  readonly label: string;
  readonly deployed?: DeployedTarget;
}

export function targetContext(
  { scenario, workloads, directory, bind = '127.0.0.1', signal, secrets }: StartContext,
  { target, services, label, deployed }: Start,
): TargetContext {
  const workload = workloads.of(target);
  return {
    ...optional('deployed', deployed),
    ...{ code: workload?.code, isBuiltin: workload?.isBuiltin ?? false },
    event: ownEventOf(target) ?? scenario.request.event,
    environment: workload?.environment(services?.urls ?? {}) ?? {},
    services: services?.variables ?? {},
    ...{ host: bind, directory, label, sent: sentSources(scenario), largestBurst: largestBurst(scenario) },
    ...{ seed: scenario.seed, signal, secrets },
  };
}

/** Header names ignore case. */
function sentSources(scenario: Scenario): TargetContext['sent'] {
  const headers = requestTemplates(scenario).flatMap((template) => Object.entries(template.headers));
  const valuesOf = (name: string) => headers.flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));
  return { hosts: valuesOf('host'), origins: valuesOf('origin') };
}

/** Where to, what, and how its answers are read: the same for all phases of a target. */
export function orderFor(
  running: RunningTarget,
  target: TargetSpec,
  scenario: Scenario,
): Pick<PhaseOrder, 'destination' | 'sending' | 'answers'> {
  const { request, engine, timeoutMs, identity, keptBodyBytes } = scenario;
  return {
    destination: running.destination,
    sending: { requests: builtRequests(scenario).list, engine, timeoutMs },
    answers: {
      coldStartsFrom: kindOf(target).coldStartsFrom(target),
      ...optional('soleInstance', running.where === 'started' ? running.soleInstance : undefined),
      keptBodyBytes,
      identity: target.identity ?? identity,
      expect: target.expect ?? request.expect,
      ...optional('entries', entriesOf(scenario, target)),
    },
  };
}

function entriesOf(scenario: Scenario, target: TargetSpec): RequestEntries | undefined {
  const { entries, entryOf } = builtRequests(scenario);
  if (entries.length === 0) return undefined;
  const usual = target.expect ?? scenario.request.expect;
  return { list: entries.map(({ name, expect }) => ({ name, expect: expect ?? usual })), of: entryOf };
}
