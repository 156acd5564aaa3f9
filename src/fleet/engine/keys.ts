/** Of a broker with `targets/deploy/fleet/nats.conf`, which knows public keys only. */
export interface FleetKeys {
  readonly coordinator: KeyPair;
  readonly worker: KeyPair;
}

interface KeyPair {
  readonly publicKey: string;
  /** Secret: who has it can prove that it has the key. */
  readonly seed: string;
}

/** New Ed25519 keys (nkeys). Loaded on demand. */
export async function newFleetKeys(): Promise<FleetKeys> {
  const { nkeys } = await import('@nats-io/transport-node');
  const pair = (): KeyPair => {
    const user = nkeys.createUser();
    return { publicKey: user.getPublicKey(), seed: Buffer.from(user.getSeed()).toString() };
  };
  return { coordinator: pair(), worker: pair() };
}

/** The variables that nats.conf names, one a line. */
export const keyVariables = ({ coordinator, worker }: FleetKeys): Readonly<Record<string, string>> => ({
  ROLLCALL_COORDINATOR_KEY: coordinator.publicKey,
  ROLLCALL_WORKER_KEY: worker.publicKey,
});
