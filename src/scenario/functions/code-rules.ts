import { isObject } from '../../model/json/json-object.ts';
import { codeBinaries, codeKindNames, codeKinds } from '../../model/platform/code-kinds.ts';
import { functionCodeFields } from '../../target-kinds/fields/function-code.ts';
import { fieldOf } from '../reading/expected.ts';
import { alternatives, type Problem, quoted } from '../reading/problem.ts';
import { problem } from '../written.ts';

/** Fields of a function, and those that name what it runs. */
interface CodeForm {
  readonly sources: readonly string[];
  readonly keys: readonly string[];
}

const plainForm: CodeForm = { sources: ['file', 'directory'], keys: Object.keys(functionCodeFields) };

/** Rules between the fields that say where the code of a function is and what runs it. */
export const functionCodeProblems = (written: unknown, form = plainForm): Problem[] =>
  isObject(written)
    ? [
        ...hasOneSource(written, form),
        ...binaryFitsRuntime(written),
        ...bootstrapFitsRuntime(written),
        ...optionsHaveBinary(written),
      ]
    : [];

function hasOneSource(written: Readonly<Record<string, unknown>>, { sources, keys }: CodeForm): Problem[] {
  const [first, second] = sources.filter((key) => written[key] !== undefined);
  // A misspelled key may be the missing one.
  if (first === undefined && Object.keys(written).some((key) => !keys.includes(key))) return [];
  if (first === undefined) return [problem([], `expected ${alternatives(sources)} of the function`)];
  return second === undefined ? [] : [problem([second], `expected none: the function already has \`${first}\``)];
}

function binaryFitsRuntime(written: object): Problem[] {
  const runtime = fieldOf(written, 'runtime');
  if (typeof runtime !== 'string') return [];
  const kind = codeKindNames.find((name) => name === runtime);
  const own = kind && codeKinds[kind].binary;
  return codeBinaries
    .filter((binary) => fieldOf(written, binary) !== undefined && binary !== own)
    .map((binary) => problem([binary], `expected none with runtime ${quoted(runtime)}`));
}

function bootstrapFitsRuntime(written: object): Problem[] {
  const runtime = fieldOf(written, 'runtime') ?? 'provided';
  if (fieldOf(written, 'bootstrap') === undefined || typeof runtime !== 'string' || runtime === 'provided') return [];
  return [problem(['bootstrap'], `expected none with runtime ${quoted(runtime)}`)];
}

function optionsHaveBinary(written: object): Problem[] {
  const isExecutable = fieldOf(written, 'bootstrap') !== undefined || fieldOf(written, 'runtime') === 'provided';
  if (!isExecutable || fieldOf(written, 'options') === undefined) return [];
  return [problem(['options'], 'expected none: an executable has no binary of a language that takes them')];
}
