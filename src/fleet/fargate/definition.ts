import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Architecture } from '../../billing/prices.ts';
import { UserError } from '../../model/errors.ts';
import type { Ecs } from './ecs.ts';

/** What a task of the template is. */
export interface TaskKind {
  /** With its revision: tasks that are started later are the same. */
  readonly definition: string;
  readonly vcpu: number;
  readonly memoryMb: number;
  readonly architecture: Architecture;
}

export interface FleetDefinition {
  readonly worker: TaskKind;
  readonly nats: TaskKind;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/**
 * The task definitions of `fargate-workers.yaml`. That of the workers names the network in labels, so that nobody has to repeat it.
 * @throws {UserError} `fargate-no-stack`, `fargate-stack-invalid`
 */
export async function fleetDefinition(ecs: Ecs): Promise<FleetDefinition> {
  const [worker, nats] = await Promise.all(['worker', 'nats'].map((kind) => ecs.definition(`${ecs.cluster}-${kind}`)));
  const labels = worker?.containerDefinitions?.find(({ name }) => name === 'worker')?.dockerLabels ?? {};
  const listed = (label: string): string[] => {
    const found = labels[label]?.split(',').filter(Boolean) ?? [];
    if (found.length > 0) return found;
    throw notOfTheTemplate(ecs.cluster, `the container worker of ${ecs.cluster}-worker has no label ${label}`);
  };
  return {
    worker: kindOf(worker ?? {}, `${ecs.cluster}-worker`, ecs.cluster),
    nats: kindOf(nats ?? {}, `${ecs.cluster}-nats`, ecs.cluster),
    subnets: listed('rollcall.subnets'),
    securityGroups: listed('rollcall.security-groups'),
  };
}

/** ECS counts 1,024 units for a vCPU, and MiB. */
function kindOf(definition: TaskDefinition, family: string, stack: string): TaskKind {
  const { taskDefinitionArn, cpu, memory, runtimePlatform } = definition;
  const [vcpu, memoryMb] = [Number(cpu) / 1024, Number(memory)];
  if (taskDefinitionArn === undefined || !(vcpu > 0) || !(memoryMb > 0))
    throw notOfTheTemplate(stack, `the task definition ${family} has no CPU and memory size`);
  const architecture = runtimePlatform?.cpuArchitecture === 'ARM64' ? 'arm64' : 'x86_64';
  return { definition: taskDefinitionArn, vcpu, memoryMb, architecture };
}

const notOfTheTemplate = (stack: string, problem: string): UserError =>
  new UserError('fargate-stack-invalid', problem, {
    hint: `deploy targets/deploy/fargate-workers.yaml as the stack ${stack}`,
  });
