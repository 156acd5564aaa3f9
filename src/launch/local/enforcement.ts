import type { Enforcement } from '../../model/platform/lambda.ts';
import type { Program } from './program.ts';

/** With the reason why no control group could be had for what the kernel does not enforce. */
export function enforcementOf(
  { scopeTrouble }: Pick<Program, 'scopeTrouble'>,
  { enforced }: { readonly enforced: Enforcement },
): Enforcement {
  const isWhole = enforced.why.length === 0 || scopeTrouble === undefined;
  return isWhole ? enforced : { ...enforced, why: [...enforced.why, scopeTrouble] };
}
