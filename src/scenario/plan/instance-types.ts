import { priceTable } from '../../billing/prices.ts';
import { fieldOf } from '../reading/expected.ts';
import { type Path, type Problem, quoted } from '../reading/problem.ts';
import { problem } from '../written.ts';

/** Lambda takes no burstable instance. Source: "Lambda managed instances", families C, M and R. */
const managedTypes = [...priceTable.ec2].flatMap(([type, { burst }]) => (burst === undefined ? [type] : []));

/** Instances that Lambda does not run on. */
export const managedProblems = (option: unknown, path: Path): Problem[] => instanceProblems(option, path, managedTypes);

function instanceProblems(option: unknown, path: Path, types: readonly string[], orElse = ''): Problem[] {
  const instance = fieldOf(option, 'instance');
  if (typeof instance !== 'string' || types.includes(instance)) return [];
  const expected = `expected an instance type in the price table, ${types.join(', ')}${orElse}`;
  return [problem([...path, 'instance'], `${expected}, got ${quoted(instance)}`)];
}

export function serverProblems(option: unknown, path: Path): Problem[] {
  const [instance, price] = [fieldOf(option, 'instance'), fieldOf(option, 'usdPerHour')];
  if (instance === undefined && price === undefined)
    return [
      problem([...path, 'instance'], 'missing; expected an EC2 instance type, or `usdPerHour`, `vcpu` and `memoryMb`'),
    ];
  if (instance !== undefined && price !== undefined)
    return [problem([...path, 'usdPerHour'], '`instance` is set, too; expected one of them')];
  if (price === undefined)
    return instanceProblems(option, path, [...priceTable.ec2.keys()], ', or `usdPerHour`, `vcpu` and `memoryMb`');
  return (['vcpu', 'memoryMb'] as const).flatMap((key) =>
    fieldOf(option, key) === undefined
      ? [problem([...path, key], 'missing; expected the size of one at `usdPerHour`')]
      : [],
  );
}
