import type { z } from 'zod';
import type { ApiSpec } from '../functions/api.ts';
import type { functionsSchema } from '../functions/functions.ts';
import type { Variables } from '../secrets/substitute.ts';

type FunctionsInput = z.input<typeof functionsSchema>;

/** A function in the form of a functions file. */
export type FunctionSettings = FunctionsInput['functions'][number];

export type RouteSettings = ApiSpec['routes'][number];

/** A project file of another tool, as functions and routes of rollcall. */
export interface Project {
  /** As messages name it: `AWS SAM template`. */
  readonly format: string;
  readonly functions: readonly ProjectFunction[];
  readonly routes: readonly RouteSettings[];
  /** One line for each thing that is not understood, or that has no counterpart here. */
  readonly notes: readonly string[];
}

export interface ProjectFunction {
  /** The name in the project file: a logical ID, or a key of `functions`. */
  readonly id: string;
  readonly settings: FunctionSettings;
  readonly architecture: 'x86_64' | 'arm64';
  /** Code that is in the project file itself. */
  readonly inline?: InlineCode;
}

export interface InlineCode {
  readonly file: string;
  readonly text: string;
}

/** The files of a project, by paths relative to its folder. */
export interface ProjectFiles {
  /** Undefined if there is no such file. */
  text(path: string): string | undefined;
  /** Whether there is a file or a folder. */
  has(path: string): boolean;
}

/** What the user may say about a project. */
export interface ProjectSettings {
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
  /** Parameters of a template, or options and parameters of a Serverless service. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the caller, for `${env:NAME}`. */
  readonly environment: Variables;
}

export interface ProjectSource {
  /** Name of the project file, relative to the project's folder. */
  readonly file: string;
  /** Name in messages. */
  readonly shown: string;
  readonly files: ProjectFiles;
  readonly settings: ProjectSettings;
}

/** Each line once. */
export class Notes {
  readonly #lines = new Set<string>();

  add(line: string): void {
    this.#lines.add(line);
  }

  get lines(): string[] {
    return [...this.#lines];
  }
}
