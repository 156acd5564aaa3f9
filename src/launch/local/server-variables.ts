import type { ServerSpec } from '../../target-kinds/server.ts';

/** The variables of a server: its own, with those that the run decides filled in. */
export function serverEnvironment(
  { environment, processes }: Pick<ServerSpec, 'environment' | 'processes'>,
  port: number,
): Record<string, string> {
  const decided = { PORT: String(port), ...(processes !== undefined && { WEB_CONCURRENCY: String(processes) }) };
  const own = Object.entries(environment).map(([name, value]) => [name, withVariables(value, decided)]);
  return { ...decided, ...Object.fromEntries(own) };
}

/** `${NAME}` becomes the value of a variable. Of other names nothing is known: they stay, for a shell. */
export const withVariables = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{([A-Za-z_]\w*)\}/g, (written, name: string) =>
    Object.hasOwn(variables, name) ? String(variables[name]) : written,
  );
