import type { FieldProblem } from '../scenario/reading/located.ts';
import { ms } from '../text/format.ts';
import { cornersOf } from './needs/numbers.ts';
import { moduleOf } from './options/registry.ts';
import type { PlanInputs } from './planned-option.ts';

/** What only the needs of a call and the names of the options show. */
export const impossibleOf = (inputs: PlanInputs): FieldProblem[] => [...objectivesOf(inputs), ...namesOf(inputs)];

/** Options are spoken of by name. */
function namesOf({ file }: Pick<PlanInputs, 'file'>): FieldProblem[] {
  const names = new Set<string>();
  return file.options.flatMap((spec, index) => {
    const module = moduleOf(spec);
    return module.each(spec).flatMap((each) => {
      const name = module.nameOf(each);
      if (!names.has(name)) {
        names.add(name);
        return [];
      }
      const message = `expected a name of its own, got "${name}", which is that of another option: set \`name\``;
      return [{ path: ['options', index, 'name'], message }];
    });
  });
}

/** Objectives that no option can ever keep: shorter than a call that nothing slows. */
function objectivesOf({ file, needs }: PlanInputs): FieldProblem[] {
  const times = [needs.function, needs.server]
    .flatMap(cornersOf)
    .map(({ waitMs = 0, cpuMs = 0, callMs }) => callMs?.ms ?? waitMs + cpuMs);
  const fastest = Math.min(...times);
  return (['p99Ms', 'burstP99Ms'] as const).flatMap((field) => {
    const objective = file.constraints[field];
    if (objective === undefined || objective >= fastest) return [];
    const message = `expected at least ${ms(fastest)}, which a call takes by itself, got ${ms(objective)}: no option can keep it`;
    return [{ path: ['constraints', field], message }];
  });
}
