import { afterEach, describe, expect, it, vi } from 'vitest';
import { fleetDefinition } from '../../../src/fleet/fargate/definition.ts';
import { Ecs } from '../../../src/fleet/fargate/ecs.ts';
import { FleetOnFargate, type Pace } from '../../../src/fleet/fargate/fleet-on-fargate.ts';
import type { UserError } from '../../../src/model/errors.ts';
import { type EcsOptions, startEcsStandIn } from './ecs-stand-in.ts';

const credentials = { accessKeyId: 'AKIAPLANTEDPLANTED00', secretAccessKey: 'planted/secret/of/this/test' };
const secrets = {
  natsConfig: 'accounts {}',
  publicKeys: { ROLLCALL_COORDINATOR_KEY: 'UCOORDINATOR', ROLLCALL_WORKER_KEY: 'UWORKER' },
  workerSeed: 'SUWORKER',
};
/**
 * As on AWS, tasks 2.5 times and everything else a hundred times as fast. The ten tasks that are kept back make up for calls that are
 * late: the faster, the less late a busy machine may have them.
 */
const pace: Pace = {
  start: { rate: { burst: 90, perMs: 1800 }, capacityPausesMs: [20, 50, 100] },
  remove: { betweenLooksMs: 10, mostMs: 20_000, unknownMs: 100 },
  betweenLooksMs: 10,
};

afterEach(() => vi.unstubAllEnvs());

type StandIn = Awaited<ReturnType<typeof startEcsStandIn>>['ecs'];

/** Starts a fleet, fires nothing, and removes it, as a run does. */
async function cycle(options: Partial<EcsOptions> = {}, { workers = 12, signal = new AbortController().signal } = {}) {
  await using standIn = await startEcsStandIn({ credentials, pageSize: 5, ...options });
  for (const [name, value] of Object.entries(standIn.environment)) vi.stubEnv(name, value);
  using ecs = await Ecs.open({}, { region: 'us-east-1', stack: 'rollcall-fleet' }, 'rollcall-1');
  const told: string[] = [];
  const outcome = await lifetime(ecs, { workers, signal, told }).then(
    (server) => ({ server, error: undefined }),
    (error: UserError) => ({ server: undefined, error }),
  );
  return { ...outcome, told, ecs: standIn.ecs };
}

async function lifetime(ecs: Ecs, { workers, signal, told }: { workers: number; signal: AbortSignal; told: string[] }) {
  const definition = await fleetDefinition(ecs);
  const { fleet, server } = await FleetOnFargate.start({
    ...{ ecs, definition, workers, mostSeconds: 900, secrets, signal, pace },
    tell: (line) => told.push(line),
  });
  await using _ = fleet;
  return server;
}

/** Each task once, and none is paid for any longer. */
function expectRemoved(ecs: StandIn): void {
  expect(ecs.left()).toEqual([]);
  expect([...ecs.tasks.values()].map(({ stops }) => stops)).toEqual(Array(ecs.tasks.size).fill(1));
}

describe('workers on Fargate', () => {
  it('are started once beside one NATS, with what the template needs, and removed once', async () => {
    const { server, told, ecs } = await cycle();
    expect(server).toBe('10.0.0.5:4222');
    expect(ecs.of('nats').map(({ environment }) => environment)).toEqual([
      {
        ROLLCALL_MOST_SECONDS: '900',
        ROLLCALL_NATS_CONFIG: 'accounts {}',
        ROLLCALL_COORDINATOR_KEY: 'UCOORDINATOR',
        ROLLCALL_WORKER_KEY: 'UWORKER',
      },
    ]);
    const ofWorker = {
      ROLLCALL_MOST_SECONDS: '900',
      ROLLCALL_ENGINE: 'nats://10.0.0.5:4222',
      ROLLCALL_WORKER_KEY: 'SUWORKER',
    };
    expect(ecs.of('worker').map(({ environment }) => environment)).toEqual(Array(12).fill(ofWorker));
    // 12 in calls of at most 10.
    expect(ecs.started).toEqual([1, 10, 2]);
    expectRemoved(ecs);
    expect(told.at(-1)).toBe('Fargate: 13 tasks of rollcall-1 have stopped, and nothing is left');
  });

  it('are removed whenever the start is interrupted', async () => {
    const whole = (await cycle()).ecs.requests;
    const starting = whole.lastIndexOf('RunTask');
    expect(starting).toBeGreaterThan(4);
    for (let step = 0; step <= starting; step += 1) {
      const controller = new AbortController();
      const onRequest = (_: string, request: number) => request === step && controller.abort();
      const { error, ecs } = await cycle({ onRequest }, { signal: controller.signal });
      expect([step, error?.code]).toEqual([step, 'interrupted']);
      expectRemoved(ecs);
    }
  });

  it('200 are asked for in parallel and within the limits of Fargate, so that no call is throttled', async () => {
    const { error, ecs } = await cycle({ launches: { burst: 100, perMs: 2000 } }, { workers: 200 });
    expect(error).toBeUndefined();
    expect(ecs.started).toEqual([1, ...Array(20).fill(10)]);
    expect(ecs.requests.filter((operation) => operation === 'RunTask')).toHaveLength(21);
    expect(ecs.mostAtOnce).toBeGreaterThan(1);
    expectRemoved(ecs);
  });
});

describe('an error of ECS is mended', () => {
  it.each(['RunTask', 'DescribeTasks', 'ListTasks', 'StopTask', 'DescribeTaskDefinition'])(
    'a throttled %s is repeated',
    async (throttled) => {
      let left = 1;
      const failure = (operation: string) =>
        operation === throttled && left-- > 0 ? { name: 'ThrottlingException', status: 400 } : undefined;
      const { error, ecs } = await cycle({ failure }, { workers: 2 });
      expect(error).toBeUndefined();
      expect(left).toBeLessThan(0);
      expect(ecs.tasks.size).toBe(3);
      expectRemoved(ecs);
    },
  );

  it('an answer that was lost starts no task twice', async () => {
    let left = 2;
    const failure = (operation: string) => (operation === 'RunTask' && left-- > 0 ? 'lost' : undefined);
    const { error, ecs } = await cycle({ failure }, { workers: 3 });
    expect(error).toBeUndefined();
    expect(ecs.started).toEqual([1, 3]);
    expect(ecs.requests.filter((operation) => operation === 'RunTask')).toHaveLength(4);
    expectRemoved(ecs);
  });

  it('capacity that is there a moment later is used, for the tasks that are missing', async () => {
    let asked = 0;
    const unavailable = (count: number) =>
      count > 1 && asked++ === 0
        ? { started: 2, reason: 'Capacity is unavailable at this time. Please try again later' }
        : undefined;
    const { error, ecs } = await cycle({ unavailable }, { workers: 5 });
    expect(error).toBeUndefined();
    expect(ecs.started).toEqual([1, 2, 3]);
    expectRemoved(ecs);
  });
});

describe('an error of ECS that stays is explained, and nothing is left', () => {
  const denied = (action: string) => ({
    ...{ name: 'AccessDeniedException', status: 400 },
    message: `User: arn:aws:iam::012345678912:user/u is not authorized to perform: ${action} on resource: *`,
  });

  it('no capacity', async () => {
    const unavailable = (count: number) =>
      count > 1 ? { started: 0, reason: 'Capacity is unavailable at this time. Please try again later' } : undefined;
    const { error, ecs } = await cycle({ unavailable });
    expect(error).toMatchObject({
      code: 'fargate-no-capacity',
      message:
        'AWS could not start all tasks in us-east-1: Capacity is unavailable at this time. Please try again later',
      hint: expect.stringContaining('Fargate On-Demand vCPU resource count'),
    });
    expect(ecs.tasks.size).toBe(1);
    expectRemoved(ecs);
  });

  it('a permission that is missing', async () => {
    const { error, ecs } = await cycle({
      failure: (operation) => (operation === 'RunTask' ? denied('ecs:RunTask') : undefined),
    });
    expect(error).toMatchObject({
      code: 'aws-access-denied',
      message: 'AWS refused to start tasks: not allowed to do ecs:RunTask',
    });
    expect(ecs.tasks.size).toBe(0);
  });

  it('workers that may not be started while NATS may', async () => {
    let runs = 0;
    const failure = (operation: string) => (operation === 'RunTask' && runs++ > 0 ? denied('iam:PassRole') : undefined);
    const { error, ecs } = await cycle({ failure });
    expect(error?.message).toBe('AWS refused to start tasks: not allowed to do iam:PassRole');
    expect(ecs.tasks.size).toBe(1);
    expectRemoved(ecs);
  });

  it('an image that cannot be had', async () => {
    const onStart: EcsOptions['onStart'] = (task) => {
      task.stoppedReason = 'CannotPullContainerError: pull image manifest has been retried 1 time(s)';
    };
    const { error, ecs } = await cycle({ onStart });
    expect(error?.message).toBe(
      'NATS did not start on Fargate: CannotPullContainerError: pull image manifest has been retried 1 time(s)',
    );
    expectRemoved(ecs);
  });

  it('no stack', async () => {
    const failure = (operation: string) =>
      operation === 'DescribeTaskDefinition'
        ? { name: 'ClientException', status: 400, message: 'Unable to describe task definition.' }
        : undefined;
    const { error } = await cycle({ failure });
    expect(error).toMatchObject({
      code: 'fargate-no-stack',
      message: 'there is no stack rollcall-fleet with a cluster and task definitions in us-east-1',
    });
  });

  it('or says what is left, and how to stop it by hand', async () => {
    const failure = (operation: string) => (operation === 'StopTask' ? denied('ecs:StopTask') : undefined);
    const { error, ecs } = await cycle({ failure }, { workers: 1 });
    expect(ecs.left()).toHaveLength(2);
    expect(error).toMatchObject({
      code: 'fargate-left',
      message:
        'tasks of rollcall-1 may be left in the cluster rollcall-fleet: AWS refused to stop tasks: not allowed to do ecs:StopTask',
      hint: expect.stringContaining(
        'aws ecs list-tasks --region us-east-1 --cluster rollcall-fleet --started-by rollcall-1',
      ),
    });
  });
});
