import type { ServerConfig } from '../../src/model/platform/programs.ts';
import { fail } from '../program.ts';

/** Lambda gives a server (Web Functions) its address in this variable, as `host:port`. */
export function withEndpoint(config: ServerConfig, endpoint: string | undefined): ServerConfig {
  if (endpoint === undefined) return config;
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(endpoint) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    return fail(`AWS_LAMBDA_HTTP_ENDPOINT must be host:port, such as 0.0.0.0:3000; it is ${JSON.stringify(endpoint)}`);
  }
  return { ...config, host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
