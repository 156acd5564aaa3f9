import { networkInterfaces } from 'node:os';
import { UserError } from '../../model/errors.ts';
import { hostName, isLoopbackName } from '../../model/http/request-source.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isStarted, kindOf } from '../../target-kinds/target-kinds.ts';

/**
 * The address of `--bind`: targets that the run starts listen there, and workers call it.
 * @param own addresses of this machine
 * @throws {UserError} `usage` one that no worker could call, such as 0.0.0.0
 */
export function parseBind(text: string, own = ownAddresses()): string {
  const address = canonical(text);
  if (own.includes(address)) return address;
  throw new UserError(
    'usage',
    `--bind: expected an address of this machine that the workers reach, got "${text}"; it has ${own.join(', ')}`,
    { hint: 'targets listen on this one address, and workers call it: docs/distributed.md' },
  );
}

/** Without those of a link, which need the name of an interface that differs between machines. */
const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((all = []) => all.map(({ address }) => address))
    .filter((address) => !/^fe[89ab]/i.test(address));

/** The short form of an IPv6 address (RFC 5952). */
function canonical(text: string): string {
  if (!text.includes(':') || !URL.canParse(`http://[${text}]`)) return text;
  return hostName(new URL(`http://[${text}]`).host);
}

/** @throws {UserError} `usage` a scenario in which nothing could listen there */
export function refuseUnbindable({ targets }: Pick<Scenario, 'targets'>): void {
  const started = targets.filter(isStarted);
  if (started.length === 0)
    throw new UserError('usage', '--bind: expected a target that the run starts; all of this scenario have an address');
  for (const target of started) {
    // All that the run starts have it.
    const { environment = {} } = target as { readonly environment?: Readonly<Record<string, string>> };
    const elsewhere = kindOf(target).listensElsewhere(environment);
    if (elsewhere === undefined) continue;
    const { why, hint } = elsewhere;
    throw new UserError('usage', `--bind: ${target.name} ${why}`, { hint });
  }
}

/** Undefined for loopback, which no other machine reaches. */
export function bindWarning(bind: string, { targets }: Pick<Scenario, 'targets'>): string | undefined {
  if (isLoopbackName(bind)) return undefined;
  const names = targets.filter(isStarted).map(({ name }) => name);
  return `warning: --bind ${bind}: while the run lasts, everyone who can reach this address can call ${names.join(', ')}`;
}

/** Why no other machine reaches all targets: each worker would fire at its own loopback. */
export function onLoopback({ targets }: Pick<Scenario, 'targets'>, bind: string): string | undefined {
  if (targets.some(isStarted) && isLoopbackName(bind))
    return 'the run starts targets that listen on loopback: name an address that it reaches with --bind';
  const target = targets.find((each) => 'url' in each && each.url !== undefined && isOnLoopback(each.url));
  return target && `the URL of ${target.name} is on loopback: give one that it reaches`;
}

const isOnLoopback = (url: string): boolean => URL.canParse(url) && isLoopbackName(hostName(new URL(url).host));
