import type { PhaseKind } from '../model/schema/phase-kind.ts';
import { burst } from './kinds/burst.ts';
import { closed } from './kinds/closed.ts';
import { constantRate } from './kinds/constant-rate.ts';
import { pause } from './kinds/pause.ts';
import { poisson } from './kinds/poisson.ts';
import { rampingRate } from './kinds/ramping-rate.ts';
import { sequential } from './kinds/sequential.ts';
import { trace } from './kinds/trace.ts';
import type { PhaseModule, Shape } from './phase-module.ts';

/** The only list of what can be in a load. */
export const phaseModules = {
  sequential,
  burst,
  constantRate,
  rampingRate,
  poisson,
  trace,
  closed,
  pause,
} as const satisfies { readonly [K in PhaseKind]: AnyModule & { readonly kind: K } };

/** What is known of a phase: of its kind. */
export const moduleOf = <P extends { readonly kind: PhaseKind }>(phase: P): PhaseModule<P> =>
  phaseModules[phase.kind] as AnyModule as PhaseModule<P>;

/** Of a word that may be no kind. */
export const phaseModuleNamed = (kind: unknown): AnyModule | undefined => byName.get(kind);

const byName = new Map<unknown, AnyModule>(Object.entries(phaseModules));

type AnyModule = PhaseModule<never, Shape, object>;
