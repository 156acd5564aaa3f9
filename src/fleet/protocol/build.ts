/** Of rollcall, as messages name it. */
export interface Build {
  readonly version: string;
  readonly protocol: number;
}

/** Why a worker and a coordinator do not understand each other, as the user of the coordinator reads it; undefined if they do. */
export function mismatch(worker: Build, coordinator: Build): string | undefined {
  if (worker.version !== coordinator.version)
    return `it runs rollcall ${worker.version}, and this is ${coordinator.version}: install the same version`;
  if (worker.protocol !== coordinator.protocol)
    return `it is another build of rollcall ${worker.version}: install the same one`;
  return undefined;
}
