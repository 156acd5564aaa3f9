import { pathToFileURL } from 'node:url';
import { preloads, type ServerSpec } from '../../target-kinds/server.ts';
import type { TargetContext } from '../running-target.ts';
import { programFile } from './program-file.ts';

type Variables = Readonly<Record<string, string>>;

/** The variables of a function: those of the workload, of services, and its own. */
export const environmentOf = (
  { environment }: { readonly environment: Variables },
  context: Pick<TargetContext, 'environment' | 'services'>,
): Variables => ({ ...context.services, ...context.environment, ...filled(environment, context.services) });

/** The variables of a server: those that the run decides, of services, and its own. */
export function serverEnvironment(
  { environment, processes, preload }: Pick<ServerSpec, 'environment' | 'processes' | 'preload'>,
  { services }: Pick<TargetContext, 'services'>,
  port: number,
): Variables {
  const concurrency = processes === undefined ? {} : { WEB_CONCURRENCY: String(processes) };
  const decided: Variables = { ...services, ...concurrency, PORT: String(port) };
  const own = { ...decided, ...filled(environment, decided) };
  return preloads({ processes, preload }) ? { ...own, NODE_OPTIONS: withPreload(own['NODE_OPTIONS']) } : own;
}

const withPreload = (own = ''): string =>
  `${own} --import ${pathToFileURL(programFile('targets/tag/preload')).href}`.trim();

const filled = (own: Variables, others: Variables): Variables =>
  Object.fromEntries(Object.entries(own).map(([name, value]) => [name, withVariables(value, others)]));

/** `${NAME}` becomes the value of a variable. Of other names nothing is known: they stay, for a shell. */
export const withVariables = (text: string, variables: Variables): string =>
  text.replace(/\$\{([A-Za-z_]\w*)\}/g, (written, name: string) =>
    Object.hasOwn(variables, name) ? String(variables[name]) : written,
  );
