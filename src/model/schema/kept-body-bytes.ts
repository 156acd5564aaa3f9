/**
 * Without a word in the scenario. Apart from the schema, because the threads that fire would load zod for it, which takes longer than
 * all else that they load.
 */
export const defaultKeptBodyBytes = 10 * 1024 * 1024;
