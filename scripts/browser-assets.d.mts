export function browserAssets(): Promise<string>;
