import type * as sdk from '@aws-sdk/client-ecs';
import { type AwsAccess, ecsClient } from '../../aws/access.ts';
import { type EcsContext, ecsProblem } from './problem.ts';

/** The limit of tasks in one call of DescribeTasks. */
const mostDescribed = 100;
/** A throttled call waits longer each time: together about 20 s. */
const maxAttempts = 8;

export interface NewTasks {
  readonly definition: string;
  readonly count: number;
  /** ECS answers a second call with the same token with the tasks of the first. */
  readonly token: string;
  readonly container: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** The operations of ECS on the tasks of one run, with errors explained. Loaded on demand: it loads the SDK. */
export class Ecs implements Disposable {
  private readonly client: sdk.ECSClient;
  private readonly context: Omit<EcsContext, 'action'>;
  /** Marks the tasks of this run, so that they are found also when an answer was lost. */
  readonly run: string;

  private constructor(client: sdk.ECSClient, context: Omit<EcsContext, 'action'>, run: string) {
    this.client = client;
    this.context = context;
    this.run = run;
  }

  static async open(access: AwsAccess, context: Omit<EcsContext, 'action'>, run: string): Promise<Ecs> {
    return new Ecs(await ecsClient(access, { region: context.region, maxAttempts }), context, run);
  }

  [Symbol.dispose](): void {
    this.client.destroy();
  }

  get region(): string {
    return this.context.region;
  }

  get cluster(): string {
    return this.context.stack;
  }

  /** The newest of its family. */
  async definition(family: string): Promise<sdk.TaskDefinition> {
    const { DescribeTaskDefinitionCommand } = await import('@aws-sdk/client-ecs');
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: family });
    const { taskDefinition = {} } = await this.asked(
      `read the task definition ${family}`,
      'ecs:DescribeTaskDefinition',
      () => this.client.send(command),
    );
    return taskDefinition;
  }

  /** @returns those that were started, and why others were not */
  async runTasks({ definition, count, token, container, environment, subnets, securityGroups }: NewTasks) {
    const { RunTaskCommand } = await import('@aws-sdk/client-ecs');
    const variables = Object.entries(environment).map(([name, value]) => ({ name, value }));
    const command = new RunTaskCommand({
      ...{ cluster: this.cluster, taskDefinition: definition, count, clientToken: token, startedBy: this.run },
      launchType: 'FARGATE',
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...subnets],
          securityGroups: [...securityGroups],
          assignPublicIp: 'DISABLED',
        },
      },
      overrides: { containerOverrides: [{ name: container, environment: variables }] },
      propagateTags: 'TASK_DEFINITION',
      enableECSManagedTags: true,
    });
    const { tasks = [], failures = [] } = await this.asked('start tasks', 'ecs:RunTask', () =>
      this.client.send(command),
    );
    return {
      started: tasks.flatMap(({ taskArn }) => taskArn ?? []),
      failures: failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')),
    };
  }

  async describe(tasks: readonly string[]): Promise<sdk.Task[]> {
    const { DescribeTasksCommand } = await import('@aws-sdk/client-ecs');
    const described: sdk.Task[] = [];
    for (let at = 0; at < tasks.length; at += mostDescribed) {
      const command = new DescribeTasksCommand({ cluster: this.cluster, tasks: tasks.slice(at, at + mostDescribed) });
      const page = await this.asked('read the state of tasks', 'ecs:DescribeTasks', () => this.client.send(command));
      described.push(...(page.tasks ?? []));
    }
    return described;
  }

  /** Those of this run that shall run. ECS takes no other filter beside `startedBy`. */
  async running(): Promise<string[]> {
    const { ListTasksCommand } = await import('@aws-sdk/client-ecs');
    const found: string[] = [];
    let nextToken: string | undefined;
    do {
      const command = new ListTasksCommand({
        ...{ cluster: this.cluster, startedBy: this.run },
        ...(nextToken !== undefined && { nextToken }),
      });
      const page = await this.asked('list tasks', 'ecs:ListTasks', () => this.client.send(command));
      found.push(...(page.taskArns ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found;
  }

  /** @returns false if ECS does not know the task */
  async stop(task: string): Promise<boolean> {
    const { StopTaskCommand, InvalidParameterException } = await import('@aws-sdk/client-ecs');
    const command = new StopTaskCommand({ cluster: this.cluster, task, reason: 'the run of rollcall has ended' });
    return this.asked('stop tasks', 'ecs:StopTask', async () => {
      try {
        await this.client.send(command);
        return true;
      } catch (error) {
        if (error instanceof InvalidParameterException && /not found/i.test(error.message)) return false;
        throw error;
      }
    });
  }

  private async asked<T>(doing: string, action: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw ecsProblem(error, doing, { ...this.context, action });
    }
  }
}
