import { concurrencyModels, modelKindOf } from '../concurrency/models.ts';
import { kindNamed } from '../target-kinds/target-kinds.ts';
import { fieldOf } from './reading/expected.ts';
import { type Problem, showValue } from './reading/problem.ts';
import { entriesOf, problem } from './written.ts';

/** `start: warm` needs targets whose environments can be started before a request. A target that has none ignores it. */
export function warmStartProblems(data: unknown): Problem[] {
  return entriesOf(data, 'load').flatMap((phase, index) => {
    if (fieldOf(phase, 'start') !== 'warm') return [];
    const names = fieldOf(phase, 'targets');
    const targets = entriesOf(data, 'targets').filter(
      (target) => !Array.isArray(names) || names.includes(fieldOf(target, 'name')),
    );
    const reasons = targets.flatMap((target) => whyNotWarm(target) ?? []);
    return reasons.slice(0, 1).map((reason) => problem(['load', index, 'start'], `expected \`cold\`: ${reason}`));
  });
}

function whyNotWarm(target: unknown): string | undefined {
  const [name, kind] = [showValue(fieldOf(target, 'name')), fieldOf(target, 'kind')];
  const known = kindNamed(kind);
  if (known?.warmStart === 'no')
    return `rollcall cannot start environments of ${name} (${kind}); send a burst in a phase before this one, or use provisioned concurrency`;
  const model = modelKindOf(fieldOf(target, 'model'));
  if (known?.warmStart !== 'yes' || model === undefined || concurrencyModels[model].startsPerRequest) return undefined;
  return `only the model \`event\` starts an environment for each request, and ${name} has \`${model}\``;
}
