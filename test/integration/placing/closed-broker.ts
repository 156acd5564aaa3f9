import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineAddress } from '../../../src/fleet/engine/address.ts';
import { connectEngine, type Role } from '../../../src/fleet/engine/connect.ts';
import { keyVariables, newFleetKeys } from '../../../src/fleet/engine/keys.ts';
import { startNats } from '../../fixtures/nats/start-server.ts';

const shipped = readFileSync(join(import.meta.dirname, '../../../targets/deploy/fleet/nats.conf'), 'utf8');

/** Another tenant of the same broker. */
const stranger = { user: 'stranger', password: 'of-another-account' };
const otherAccount = `OTHER {\n jetstream: enabled\n users: [{ user: ${stranger.user}, password: ${stranger.password} }]\n}\n`;

/** The broker with the accounts file that is shipped, new keys, and one account more. */
export async function startClosedBroker() {
  const keys = await newFleetKeys();
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-keys-'));
  const config = shipped.replace('accounts {', `accounts {\n${otherAccount}`);
  const broker = await startNats({ config, variables: keyVariables(keys) });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const files = {
    coordinator: file('coordinator.nk', keys.coordinator.seed),
    worker: file('worker.nk', keys.worker.seed),
    stranger: file('stranger', `${stranger.user}:${stranger.password}`),
  };
  return {
    ...{ broker, keys, files, url: broker.url },
    connect: (as: keyof typeof files | undefined, role: Role) =>
      connectEngine(engineAddress({ engine: broker.url, ...(as && { 'engine-credentials': files[as] }) }), role),
    [Symbol.asyncDispose]: async () => {
      await broker[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
