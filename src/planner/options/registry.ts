import type { PlanOptionSpec } from '../../scenario/plan/options.ts';
import { eventOption } from './event.ts';
import { fargateOption } from './fargate.ts';
import type { OptionModule } from './option.ts';
import { serverOption } from './server.ts';

const modules = { event: eventOption, fargate: fargateOption, server: serverOption };

/** The module of an option, whose settings are of its kind. */
export const moduleOf = ({ kind }: PlanOptionSpec): OptionModule<PlanOptionSpec> =>
  modules[kind as keyof typeof modules] as unknown as OptionModule<PlanOptionSpec>;
