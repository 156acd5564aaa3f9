import { burstOfFiveCheck } from './burst-of-five.ts';
import type { ValidationCheck } from './check.ts';
import { heldOutCheck } from './held-out.ts';
import { limitsCheck } from './limits.ts';
import { serversCheck, slowServersCheck } from './servers.ts';
import { steadyCheck } from './steady.ts';

export const validationChecks: readonly ValidationCheck[] = [
  limitsCheck,
  burstOfFiveCheck,
  steadyCheck,
  heldOutCheck,
  serversCheck,
  slowServersCheck,
];
