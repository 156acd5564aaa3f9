/** A level of the factor `command`. */
export interface CommandSpec {
  /** A program and its arguments. */
  readonly command: readonly string[];
  /** A folder, of which each run of the study makes a copy: the working directory of the command. Absent: an empty one. */
  readonly files?: string;
  /** Commands that are run there once, such as a compiler. */
  readonly prepare: readonly (readonly string[])[];
}
