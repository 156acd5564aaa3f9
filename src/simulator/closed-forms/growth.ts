import type { AccountLimits } from '../../model/platform/lambda.ts';

/** Seconds until a function has X environments: (X - 1,000) / 100 s as AWS has it. */
export const secondsToEnvironments = (environments: number, { burst, perMs }: AccountLimits['scaling']): number =>
  Math.max(0, ((environments - burst) * perMs) / burst / 1000);
