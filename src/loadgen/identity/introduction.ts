import type { Identity, IdentityProblem, Meters, PlatformIdentity } from '../../model/identity.ts';

/** What an answer says about who gave it. What it does not say, or says in garbage, is absent. */
export interface Introduction {
  readonly identity?: Identity;
  /** Why there is no identity, although the answer names its instance. */
  readonly identityProblem?: IdentityProblem;
  readonly platform?: PlatformIdentity;
  readonly meters: Meters;
  readonly requestId?: string;
}
