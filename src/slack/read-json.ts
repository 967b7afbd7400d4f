/** Reading bodies of unknown shape: nothing that arrives is trusted to be what its type says. */
export type Tree = Record<string, unknown>;

export function tree(value: unknown): Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text, or `''`. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An instant from Slack's `1700000000.000100`; undefined when it is none. */
export function instantOf(ts: unknown): Date | undefined {
  const match = /^(\d{1,11})\.(\d{1,9})$/.exec(text(ts));
  return match ? new Date(Number(match[1]) * 1_000 + Math.floor(Number(`0.${match[2]}`) * 1_000)) : undefined;
}
