import { readAssembly } from './cdk/assembly.ts';
import { readTemplate } from './cloudformation/template.ts';
import type { Project, ProjectSource } from './project.ts';
import { readService } from './serverless/service.ts';

interface Format {
  /** Names that are looked for in a folder, in this order. */
  readonly names: readonly string[];
  /** Whether a text is such a file, by its top-level keys, so that an invalid file is also recognized. */
  is(text: string): boolean;
  read(source: ProjectSource): Project;
}

const hasKey = (text: string, key: string): boolean => new RegExp(`^\\s*(["']?)${key}\\1\\s*:`, 'm').test(text);

/** A Serverless service may have a template in it, and is therefore looked for first. */
const formats: readonly Format[] = [
  {
    names: ['serverless.yml', 'serverless.yaml', 'serverless.json'],
    is: (text) => hasKey(text, 'service') && hasKey(text, 'provider'),
    read: readService,
  },
  {
    names: ['template.yaml', 'template.yml', 'template.json'],
    is: (text) => hasKey(text, 'Resources') && /\bAWS::/.test(text),
    read: readTemplate,
  },
  {
    names: ['manifest.json', 'cdk.out/manifest.json'],
    is: (text) => hasKey(text, 'artifacts') && /cloud-assembly|aws:cloudformation:stack/.test(text),
    read: readAssembly,
  },
];

/** Names of project files that are looked for in a folder. */
export const projectFileNames: readonly string[] = formats.flatMap(({ names }) => names);

/** Whether a text is a project file of another tool. */
export const isProject = (text: string): boolean => formats.some(({ is }) => is(text));

/**
 * The functions and routes of a project file. Undefined for a file of none of these tools.
 * @throws {UserError} `project-invalid`
 */
export function readProject(source: ProjectSource): Project | undefined {
  const text = source.files.text(source.file);
  return text === undefined ? undefined : formats.find(({ is }) => is(text))?.read(source);
}
