import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { UserError } from '../../model/errors.ts';
import { counted } from '../../text/format.ts';
import type { Ecs } from './ecs.ts';

/** ECS refuses more than 40 a second for long; the SDK repeats what was refused. */
const atOnce = 10;

export interface RemovePatience {
  readonly betweenLooksMs: number;
  readonly mostMs: number;
  /** ECS may not know a task yet that it has just started. After this, it has forgotten the task, which ended long ago. */
  readonly unknownMs: number;
}

/** A task gets 10 s to end by itself (`StopTimeout` of the template), and its network interface some more. */
const patienceOfEcs: RemovePatience = { betweenLooksMs: 1000, mostMs: 120_000, unknownMs: 10_000 };

/**
 * Stops every task of the run, those that are known and those that ECS knows: the answer to a start may have been lost.
 * @returns how many there were, when all of them have stopped
 * @throws {UserError} `fargate-left`: what to do by hand
 */
export async function removeTasks(
  ecs: Ecs,
  known: ReadonlySet<string>,
  { betweenLooksMs, mostMs, unknownMs }: RemovePatience = patienceOfEcs,
): Promise<number> {
  const limit = pLimit(atOnce);
  const beganMs = performance.now();
  const all = new Set(known);
  const asked = new Set<string>();
  const stop = async (task: string) => {
    if (await ecs.stop(task)) asked.add(task);
  };
  try {
    for (;;) {
      for (const task of await ecs.running()) all.add(task);
      const tasks = new Map((await ecs.describe([...all])).map((task) => [task.taskArn, task]));
      const lateMs = performance.now() - beganMs;
      const left = [...all].filter(
        (arn) => tasks.get(arn)?.lastStatus !== 'STOPPED' && (tasks.has(arn) || lateMs < unknownMs),
      );
      if (left.length === 0) return all.size;
      if (lateMs > mostMs) throw new Error(`${counted(left.length, 'task')} did not stop in time`);
      const unasked = left.filter((arn) => !asked.has(arn) && tasks.get(arn)?.desiredStatus !== 'STOPPED');
      await Promise.all(unasked.map((arn) => limit(() => stop(arn))));
      await sleep(betweenLooksMs);
    }
  } catch (error) {
    throw tasksLeft(ecs, error as Error);
  }
}

function tasksLeft({ cluster, run, region }: Ecs, error: Error): UserError {
  const list = `aws ecs list-tasks --region ${region} --cluster ${cluster} --started-by ${run}`;
  return new UserError('fargate-left', `tasks of ${run} may be left in the cluster ${cluster}: ${error.message}`, {
    hint: `list them with \`${list}\`, and stop each with \`aws ecs stop-task --region ${region} --cluster ${cluster} --task ARN\`; they end by themselves at the latest when the time is over that was printed with the price`,
    cause: error,
  });
}
