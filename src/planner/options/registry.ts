import type { PlanOptionSpec } from '../../scenario/plan/options.ts';
import { cloudRunOption } from './cloud-run.ts';
import { eventOption } from './event.ts';
import { fargateOption } from './fargate.ts';
import { fluidOption } from './fluid.ts';
import { managedOption } from './managed/managed.ts';
import type { OptionModule } from './option.ts';
import { provisionedOption } from './provisioned.ts';
import { serverOption } from './server.ts';
import { webOption } from './web.ts';

export const modules: { readonly [K in PlanOptionSpec['kind']]: OptionModule<Extract<PlanOptionSpec, { kind: K }>> } = {
  event: eventOption,
  provisioned: provisionedOption,
  managed: managedOption,
  web: webOption,
  server: serverOption,
  fargate: fargateOption,
  'cloud-run': cloudRunOption,
  fluid: fluidOption,
};

/** The module of an option, whose settings are of its kind. */
export const moduleOf = ({ kind }: PlanOptionSpec): OptionModule<PlanOptionSpec> =>
  modules[kind] as unknown as OptionModule<PlanOptionSpec>;
