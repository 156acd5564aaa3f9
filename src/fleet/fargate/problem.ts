import { awsProblem } from '../../aws/aws-problem.ts';
import { redacted } from '../../aws/redacted.ts';
import { UserError } from '../../model/errors.ts';

/** What was tried, and with what. */
export interface EcsContext {
  readonly region: string;
  /** Of the template: the name of its cluster, and the beginning of the names of its task definitions. */
  readonly stack: string;
  /** The required permission, such as `ecs:RunTask`. */
  readonly action: string;
}

/** An error of ECS in one message. What it does not know is AWS's common errors. */
export function ecsProblem(error: unknown, doing: string, context: EcsContext): UserError {
  if (!(error instanceof Error) || error instanceof UserError) return awsProblem(error, doing, context);
  const { region, stack } = context;
  if (error.name === 'ClusterNotFoundException' || /unable to describe task definition/i.test(error.message))
    return new UserError(
      'fargate-no-stack',
      `there is no stack ${stack} with a cluster and task definitions in ${region}`,
      {
        hint: 'deploy targets/deploy/fargate-workers.yaml, or name its stack with --fargate-stack: docs/distributed.md',
      },
    );
  if (isOutOfCapacity(error.message)) return capacityProblem(doing, context, error.message);
  return awsProblem(error, doing, context);
}

/** Of an error, or of a task that was not started. */
export const isOutOfCapacity = (text: string): boolean =>
  /\bRESOURCE:[A-Z]/.test(text) || /capacity is unavailable|limit on the number of vCPUs/i.test(text);

export const capacityProblem = (doing: string, { region }: Pick<EcsContext, 'region'>, reason: string): UserError =>
  new UserError('fargate-no-capacity', `AWS could not ${doing} in ${region}: ${redacted(reason)}`, {
    hint: 'use fewer workers, other subnets, or raise the quota "Fargate On-Demand vCPU resource count" of the account',
  });
