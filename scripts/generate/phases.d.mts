export function withPhaseTables(text: string, scenarioSchema: unknown): string;
