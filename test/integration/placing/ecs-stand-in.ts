import { TokenBucket } from '../../../src/concurrency/token-bucket.ts';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { type Failure, failureAnswer, type JsonAnswer, startJsonService } from '../deployed/json-service.ts';
import { arnOf, type TaskDefinition, taskDefinitions } from './fleet-template.ts';

export interface StandInTask {
  readonly taskArn: string;
  readonly definition: TaskDefinition;
  readonly startedBy: string;
  readonly environment: Readonly<Record<string, string>>;
  lastStatus: 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'STOPPED';
  desiredStatus: 'RUNNING' | 'STOPPED';
  stoppedReason?: string;
  /** Successful calls of StopTask. */
  stops: number;
}

export interface EcsOptions {
  readonly credentials: LocalCredentials;
  /** Of tasks in one page of ListTasks. */
  readonly pageSize?: number;
  /** As Fargate's: calls that start more are throttled. */
  readonly launches?: { readonly burst: number; readonly perMs: number };
  /** Of NATS tasks. */
  readonly address?: string;
  /** For the n-th request from 0: an error instead of an answer, `lost` for an answer that is not sent. */
  failure?(operation: string, request: number): Failure | 'lost' | undefined;
  /** Why ECS starts fewer tasks than were asked for: as many as are left of this call. */
  unavailable?(count: number): { readonly started: number; readonly reason: string } | undefined;
  /** Before the answer. */
  onRequest?(operation: string, request: number): void;
  onStart?(task: StandInTask): void;
  onStop?(task: StandInTask): void;
}

interface RunTask {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly count: number;
  readonly clientToken: string;
  readonly startedBy: string;
  readonly launchType: string;
  readonly networkConfiguration?: {
    readonly awsvpcConfiguration: { readonly subnets: string[]; readonly assignPublicIp: string };
  };
  readonly overrides: {
    readonly containerOverrides: { name: string; environment: { name: string; value: string }[] }[];
  };
}

/**
 * ECS as far as a fleet needs it, with the limits of its API reference, and the task definitions of the template in a cluster
 * `rollcall-fleet`. A task goes one state further each time it is described.
 */
export async function startEcsStandIn(options: EcsOptions) {
  const ecs = new EcsStandIn(options);
  const { endpoint, ...service } = await startJsonService({
    ...{ target: 'AmazonEC2ContainerServiceV20141113', service: 'ecs', credentials: options.credentials },
    answer: (operation, body) => ecs.answer(operation, body),
  });
  const { credentials } = options;
  const environment = {
    ...{ AWS_ENDPOINT_URL_ECS: endpoint, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' },
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  return { ...service, ecs, environment };
}

const refused = (name: string, message: string): JsonAnswer => failureAnswer({ name, message, status: 400 });
const invalid = (message: string) => refused('InvalidParameterException', message);

class EcsStandIn {
  readonly tasks = new Map<string, StandInTask>();
  readonly requests: string[] = [];
  /** Of calls that started tasks: how many each started. */
  readonly started: number[] = [];
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly options: EcsOptions;
  private readonly definitions = taskDefinitions();
  private readonly byToken = new Map<string, StandInTask[]>();
  private readonly launches: TokenBucket | undefined;

  constructor(options: EcsOptions) {
    this.options = options;
    if (options.launches) this.launches = new TokenBucket(options.launches, performance.now());
  }

  /** Those that are paid for. */
  left(): StandInTask[] {
    return [...this.tasks.values()].filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  }

  of(family: string): StandInTask[] {
    return [...this.tasks.values()].filter(({ definition }) => definition.family === `rollcall-fleet-${family}`);
  }

  async answer(operation: string, body: unknown): Promise<JsonAnswer | undefined> {
    const request = this.requests.push(operation) - 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    this.options.onRequest?.(operation, request);
    // A turn of the event loop: parallel calls are seen as such.
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.atOnce -= 1;
    const failure = this.options.failure?.(operation, request);
    if (failure !== undefined && failure !== 'lost') return failureAnswer(failure);
    const answer = this.done(operation, body as never);
    return failure === 'lost' ? undefined : answer;
  }

  private done(operation: string, body: never): JsonAnswer {
    switch (operation) {
      case 'DescribeTaskDefinition':
        return this.describeDefinition(body);
      case 'RunTask':
        return this.runTask(body);
      case 'DescribeTasks':
        return this.describeTasks(body);
      case 'ListTasks':
        return this.listTasks(body);
      case 'StopTask':
        return this.stopTask(body);
      default:
        return refused('UnknownOperationException', operation);
    }
  }

  private describeDefinition({ taskDefinition }: { taskDefinition: string }): JsonAnswer {
    const found = this.definitions.find(({ family }) => family === taskDefinition);
    if (found === undefined) return refused('ClientException', 'Unable to describe task definition.');
    return { status: 200, json: { taskDefinition: found } };
  }

  private runTask(request: RunTask): JsonAnswer {
    const { cluster, count, clientToken, startedBy, launchType, networkConfiguration, overrides } = request;
    const definition = this.definitions.find(({ taskDefinitionArn }) => taskDefinitionArn === request.taskDefinition);
    if (cluster !== 'rollcall-fleet') return refused('ClusterNotFoundException', 'Cluster not found.');
    if (definition === undefined) return refused('ClientException', 'TaskDefinition not found.');
    if (!(count >= 1 && count <= 10)) return invalid('count must be 1 to 10');
    if (launchType !== 'FARGATE' || networkConfiguration === undefined)
      return invalid('Network Configuration must be provided');
    if (networkConfiguration.awsvpcConfiguration.assignPublicIp !== 'DISABLED')
      return invalid('a public address was asked for');
    if (!/^[\w/-]{1,128}$/.test(startedBy) || clientToken.length > 64)
      return invalid('startedBy or clientToken is too long');
    if (JSON.stringify(overrides).length > 8192) return invalid('Container Overrides length must be at most 8192');
    const before = this.byToken.get(clientToken);
    if (before !== undefined)
      return { status: 200, json: { tasks: before.map(({ taskArn }) => ({ taskArn })), failures: [] } };
    const unavailable = this.options.unavailable?.(count);
    const possible = unavailable?.started ?? count;
    for (let taken = 0; taken < possible; taken += 1)
      if (this.launches?.tryTake(performance.now()) === false) return refused('ThrottlingException', 'Rate exceeded');
    const tasks = Array.from({ length: possible }, () => this.newTask(definition, request));
    this.byToken.set(clientToken, tasks);
    this.started.push(possible);
    for (const task of tasks) this.options.onStart?.(task);
    const failures = possible < count ? [{ arn: definition.taskDefinitionArn, reason: unavailable?.reason }] : [];
    return { status: 200, json: { tasks: tasks.map(({ taskArn }) => ({ taskArn })), failures } };
  }

  private newTask(definition: TaskDefinition, { startedBy, overrides }: RunTask): StandInTask {
    const taskArn = `${arnOf('task')}/rollcall-fleet/${String(this.tasks.size).padStart(32, '0')}`;
    const [override] = overrides.containerOverrides;
    const environment = Object.fromEntries(override?.environment.map(({ name, value }) => [name, value]) ?? []);
    if (override?.name !== definition.containerDefinitions[0]?.name) throw new Error('no such container');
    const task: StandInTask = {
      ...{ taskArn, definition, startedBy, environment },
      ...{ lastStatus: 'PROVISIONING', desiredStatus: 'RUNNING', stops: 0 },
    };
    this.tasks.set(taskArn, task);
    return task;
  }

  private describeTasks({ cluster, tasks }: { cluster: string; tasks: string[] }): JsonAnswer {
    if (cluster !== 'rollcall-fleet') return refused('ClusterNotFoundException', 'Cluster not found.');
    if (tasks.length === 0 || tasks.length > 100) return invalid('tasks must be 1 to 100');
    const known = tasks.flatMap((arn) => this.tasks.get(arn) ?? []);
    const failures = tasks.filter((arn) => !this.tasks.has(arn)).map((arn) => ({ arn, reason: 'MISSING' }));
    const described = known.map((task) => this.described(task));
    for (const task of known) advance(task);
    return { status: 200, json: { tasks: described, failures } };
  }

  private described({ taskArn, lastStatus, desiredStatus, stoppedReason }: StandInTask): object {
    const address = { name: 'privateIPv4Address', value: this.options.address ?? '10.0.0.5' };
    const hasAddress = lastStatus === 'PENDING' || lastStatus === 'RUNNING';
    const attachments = [{ type: 'ElasticNetworkInterface', details: hasAddress ? [address] : [] }];
    const ending = stoppedReason === undefined ? {} : { stoppedReason, stopCode: 'TaskFailedToStart' };
    return { taskArn, lastStatus, desiredStatus, attachments, containers: [], ...ending };
  }

  /** Those with the desired status RUNNING. A filter beside `startedBy` is refused. */
  private listTasks({ cluster, startedBy, nextToken, ...others }: Record<string, string>): JsonAnswer {
    if (cluster !== 'rollcall-fleet') return refused('ClusterNotFoundException', 'Cluster not found.');
    if (Object.keys(others).length > 0) return invalid('startedBy must be the only filter');
    const found = [...this.tasks.values()].filter(
      (task) => task.startedBy === startedBy && task.desiredStatus === 'RUNNING',
    );
    const at = Number(nextToken ?? 0);
    const end = at + (this.options.pageSize ?? 100);
    const taskArns = found.slice(at, end).map(({ taskArn }) => taskArn);
    return { status: 200, json: { taskArns, ...(end < found.length && { nextToken: `${end}` }) } };
  }

  private stopTask({ task: arn }: { task: string }): JsonAnswer {
    const task = this.tasks.get(arn);
    if (task === undefined) return invalid('The referenced task was not found.');
    task.desiredStatus = 'STOPPED';
    task.stops += 1;
    this.options.onStop?.(task);
    return { status: 200, json: { task: { taskArn: arn } } };
  }
}

const next = { PROVISIONING: 'PENDING', PENDING: 'RUNNING', RUNNING: 'RUNNING', STOPPED: 'STOPPED' } as const;

function advance(task: StandInTask): void {
  task.lastStatus = task.desiredStatus === 'STOPPED' ? 'STOPPED' : next[task.lastStatus];
}
