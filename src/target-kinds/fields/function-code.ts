import { z } from 'zod';
import { optional } from '../../model/optional.ts';
import { codeKindNames } from '../../model/platform/code-kinds.ts';
import { packagingKinds } from '../../model/platform/packaging.ts';
import { formedText } from '../../model/schema/fields.ts';

/** Where the code of a function is, and what runs it. One of `file` and `directory` is required: `functionCodeProblems` checks this. */
export const functionCodeFields = {
  file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A module, a .py file, an executable or a zip archive, relative to this file. The folder of a single file is the task root.',
    ),
  directory: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The folder of the function, which is the task root, relative to this file; or the root of an unpacked container image.',
    ),
  handler: formedText(/^[^\0]{1,128}$/, 'at most 128 characters, such as index.handler')
    .optional()
    .describe('Module and export, such as src/index.handler; default: detected.'),
  runtime: z
    .enum(codeKindNames)
    .optional()
    .describe('The runtime; node-ric is the official aws-lambda-ric. Default: detected.'),
  bootstrap: z
    .string()
    .min(1)
    .optional()
    .describe('With runtime `provided`: an executable, in place of `bootstrap` in the folder.'),
  node: z.string().min(1).optional().describe('Path of another Node binary.'),
  python: z.string().min(1).optional().describe('Path of another Python binary; default: python3.'),
  options: z
    .array(formedText(/^-[^\0]*$/, 'an option that begins with a hyphen, such as -O'))
    .min(1)
    .max(20)
    .optional()
    .describe('Options of that binary, each in one text, such as `-O`, `-Xfrozen_modules=off` or `--jitless`.'),
  prepare: z
    .array(z.array(z.string().min(1)).min(1).max(100))
    .min(1)
    .max(20)
    .optional()
    .describe(
      'Commands, each a program and its arguments, that make the package: once, in a copy of `directory`, such as a compiler.',
    ),
  packaging: z
    .enum(packagingKinds)
    .optional()
    .describe(
      'How the package comes to an environment of the embedded Lambda: `directory`; `zip` and `layers`, which each environment unpacks before its init; `image-model` and `image-model-uncached`, models of a container image that is loaded on demand. Default: directory.',
    ),
};

const functionCodeSchema = z.strictObject(functionCodeFields);

export type FunctionCode = z.output<typeof functionCodeSchema>;

/** Written in place of these fields, and replaced by them before a scenario is checked. */
const projectFunctionSchema = z
  .strictObject({
    project: z
      .string()
      .min(1)
      .describe('A SAM or CloudFormation template, a serverless.yml or a cdk.out, relative to this file.'),
    name: z.string().min(1).optional().describe('The function, by its logical ID or name; default: the only one.'),
    stage: z.string().min(1).optional().describe('Stage of a Serverless service, or environment in samconfig.toml.'),
    parameters: z.record(z.string(), z.string()).optional().describe('Parameters of the template or service.'),
    node: z.string().min(1).optional().describe('Path of another Node binary.'),
    python: z.string().min(1).optional().describe('Path of another Python binary; default: python3.'),
  })
  .transform(({ project }, context): FunctionCode => {
    context.addIssue({ code: 'custom', message: `expected a file that was read: ${project}` });
    return z.NEVER;
  });

/** Of a target: a path, or a map where there is more to say. */
export const ownFunctionSchema = z
  .union([z.string().min(1).transform(codeAt), functionCodeSchema, projectFunctionSchema])
  .optional()
  .describe(
    'The function of this target: its path, or a map with `file` or `directory`, `handler`, `runtime`, `bootstrap`, `node` and `python`; or one of a SAM, Serverless or CDK project, with `project`, `name`, `stage` and `parameters`. Default: the workload of the scenario.',
  );

/** What a function is that is named by its path alone. */
export function codeAt(path: string): FunctionCode {
  return isFileName(path) ? { file: path } : { directory: path };
}

const isFileName = (path: string): boolean => /\.(?:[cm]?[jt]s|pyc?|zip)$/.test(path);

/** The same function, with every path resolved. A program without a slash is looked for in PATH. */
export function withAbsoluteCode<Code extends FunctionCode>(code: Code, resolve: (path: string) => string): Code {
  const program = (name: string | undefined) => (name?.includes('/') ? resolve(name) : name);
  const { file, directory, bootstrap, node, python } = code;
  return {
    ...code,
    ...optional('file', file && resolve(file)),
    ...optional('directory', directory && resolve(directory)),
    ...optional('bootstrap', bootstrap && resolve(bootstrap)),
    ...optional('node', program(node)),
    ...optional('python', program(python)),
  };
}
