/** How a runtime makes a snapshot of a function that is initialized, and how environments go on from it. */
export type SnapshotWay =
  /** Its process waits, and forks an environment at each request on its descriptor 3: see `fork-server.ts`. */
  | { readonly kind: 'fork' }
  /**
   * A program initializes the function and writes what it has then into a file, from which another one starts; or, into another file, the JSON
   * of the error of its init.
   */
  | {
      readonly kind: 'file';
      readonly build: (file: string, errorFile: string) => readonly string[];
      readonly start: (file: string) => readonly string[];
    };

/**
 * For the error type of a function whose snapshot cannot be taken here, whatever it would do at AWS. Its runtime, which knows why, uses the
 * same name.
 */
export const snapshotUnavailable = 'Rollcall.SnapshotUnavailable';
