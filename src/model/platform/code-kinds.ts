import type { LambdaCode } from './lambda.ts';

export const codeBinaries = ['node', 'python'] as const;

/** What is known of a kind of function code before a function is looked at. */
interface CodeKindFacts {
  /** The field that names another binary for it. */
  readonly binary?: (typeof codeBinaries)[number];
  /** Whether an environment of the model `web` can run it. */
  readonly servesHttp: boolean;
  /** Whether a server that is not Lambda can run its handler, too. */
  readonly runsInServer: boolean;
}

/** `src/launch/local` finds the code of a kind, and `targets/lambda/runtimes` runs it. */
export const codeKinds: Readonly<Record<LambdaCode['kind'], CodeKindFacts>> = {
  node: { binary: 'node', servesHttp: true, runsInServer: true },
  'node-ric': { binary: 'node', servesHttp: false, runsInServer: false },
  python: { binary: 'python', servesHttp: false, runsInServer: false },
  provided: { servesHttp: true, runsInServer: false },
};

export const codeKindNames = Object.keys(codeKinds) as LambdaCode['kind'][];
