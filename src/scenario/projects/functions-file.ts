import { UserError } from '../../model/errors.ts';
import { type FunctionsFile, functionsSchema } from '../functions/functions.ts';
import { brokenFunctionRules } from '../functions/rules.ts';
import { problemsOf } from '../reading/issues.ts';
import { functionsJsonSchema } from '../reading/json-schema.ts';
import type { FieldProblem, Located } from '../reading/located.ts';
import { showPath } from '../reading/problem.ts';
import { forMessages } from '../secrets/for-messages.ts';
import { functionSecretFields } from '../secrets/secret-fields.ts';
import { Secrets } from '../secrets/secrets.ts';
import type { FunctionSettings, Project } from './project.ts';

/** The data of a functions file, unchecked. */
export interface FunctionsData {
  readonly functions: readonly FunctionSettings[];
  readonly api?: object;
  readonly account?: object;
}

/** A project as a functions file. */
export const functionsData = ({ functions, routes }: Project): FunctionsData => ({
  functions: functions.map(({ settings }) => settings),
  ...(routes.length > 0 && { api: { routes } }),
});

/**
 * The same with all defaults.
 * @param shown name of the project file in messages
 * @throws {UserError} `project-invalid` with one line for each problem, such as `template.yaml: Orders: memoryMb: expected …`
 */
export function functionsOfProject(data: FunctionsData, { functions }: Project, shown: string): Located<FunctionsFile> {
  const complaint = (problems: readonly FieldProblem[]): UserError => {
    const lines = problems.map(({ path: [list, index, ...field], message }) => {
      const place =
        list === 'functions' ? [functions[Number(index)]?.id ?? '', showPath(field)] : [showPath([String(list)])];
      return [shown, ...place.filter((part) => part !== ''), message].join(': ');
    });
    return new UserError('project-invalid', [...new Set(lines)].join('\n'));
  };
  const found = functionsSchema.safeParse(data);
  const hidden = forMessages(data, functionSecretFields, new Map());
  const problems = [
    ...(found.success ? [] : problemsOf(found.error.issues, functionsJsonSchema(), hidden)),
    ...brokenFunctionRules(data),
  ];
  if (!found.success || problems.length > 0) throw complaint(problems);
  return { value: found.data, secrets: new Secrets(functionSecretFields, found.data), complaint };
}
