import { UserError } from '../../model/errors.ts';
import { type codeBinaries, codeKinds } from '../../model/platform/code-kinds.ts';
import type { ImportRecord } from '../../model/platform/imports.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { ImportPlace } from './import-process.ts';
import { nodeImports } from './node-imports.ts';
import { pythonImports } from './python-imports.ts';

interface Tracer {
  readonly language: 'Node' | 'Python';
  /** @throws {UserError} `import-failed`, `interrupted` */
  trace(place: ImportPlace): Promise<ImportRecord>;
}

/**
 * What imports the module of a function in a process of its own, as an init does, and measures each module.
 * @throws {UserError} `no-imports`
 */
export function importTracer(code: LambdaCode): Tracer {
  const { binary } = codeKinds[code.kind];
  if (binary !== undefined) return tracers[binary](code as never);
  throw new UserError(
    'no-imports',
    `${code.handlerName} is an executable: it imports no modules that could be measured`,
    {
      hint: 'name a function for Node or Python',
    },
  );
}

const tracers = {
  node: (code) => ({ language: 'Node', trace: (place) => nodeImports(code as never, place) }),
  python: (code) => ({ language: 'Python', trace: (place) => pythonImports(code as never, place) }),
} satisfies Record<(typeof codeBinaries)[number], (code: LambdaCode) => Tracer>;
