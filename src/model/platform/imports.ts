/** A module that the import of a function has evaluated. */
export interface ImportedModule {
  /** What it is known by: the path of its file, `node:http`, or `pandas.core.frame`. */
  readonly name: string;
  /** The one that imported it first. Absent: none, or the runtime itself. */
  readonly parent?: string;
  /** Without what it imports. */
  readonly selfMs: number;
}

/** One import of a function, in a process of its own. */
export interface ImportRecord {
  /** In the order in which they began. */
  readonly modules: readonly ImportedModule[];
  /** Of no module: finding, reading and linking ES modules. */
  readonly outsideMs: number;
  /** What the import threw. */
  readonly error?: string;
}
