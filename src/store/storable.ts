import type { Prisma } from '../generated/prisma/client.ts';

const nul = '\u0000';
const replacement = '\uFFFD';

/** PostgreSQL keeps neither NUL nor half a surrogate pair, and people's texts may hold both. */
export function storableText(text: string): string {
  return text.replaceAll(nul, replacement).toWellFormed();
}

/** The same for every text in a value that is kept as jsonb; what is undefined is left out. */
export function storableJson(value: object): Prisma.InputJsonObject {
  const text = JSON.stringify(value, (_key, one: unknown) => (typeof one === 'string' ? storableText(one) : one));
  return JSON.parse(text) as Prisma.InputJsonObject;
}
