import type { Path, Problem } from '../reading/problem.ts';
import { cloudRunProblems } from './cloud-run-sizes.ts';
import { fargateProblems } from './fargate-sizes.ts';
import { managedProblems, serverProblems } from './instance-types.ts';
import type { OptionKind } from './options.ts';

type OptionRule = (option: unknown, path: Path) => Problem[];

/** Rules between the fields of an option, as written. Each ignores what the schema reports. */
const optionRules: { readonly [K in OptionKind]: OptionRule | undefined } = {
  event: undefined,
  provisioned: undefined,
  managed: managedProblems,
  web: undefined,
  server: serverProblems,
  fargate: fargateProblems,
  'cloud-run': cloudRunProblems,
  fluid: undefined,
};

export const optionRuleOf = (kind: unknown): OptionRule | undefined =>
  typeof kind === 'string' && Object.hasOwn(optionRules, kind) ? optionRules[kind as OptionKind] : undefined;
