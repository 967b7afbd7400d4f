import { checksum } from './checksum.ts';
import type { Draft } from './draft.ts';
import type { UserId } from './ids.ts';

/** Somebody's yes to certain words. */
export interface SignOff {
  userId: UserId;
  /** Of the words as they stood. */
  subject: string;
  at: Date;
}

/** A checksum of these fields as they stand: other words, another one. Undefined while one of them is missing. */
export function signOffSubject(draft: Draft, fields: readonly string[]): string | undefined {
  const given = fields.map((field) => [field, draft.fields[field]?.value ?? null] as const);
  if (given.some(([, value]) => value === null || value === '')) return undefined;
  return checksum(JSON.stringify(given));
}

/** Whose yes is to the words that stand there now, and whose was to earlier ones. */
export function countSignOffs(signOffs: readonly SignOff[], subject: string | undefined): { signed: UserId[]; overtaken: UserId[] } {
  const isCurrent = (one: SignOff) => subject !== undefined && one.subject === subject;
  return {
    signed: signOffs.filter(isCurrent).map((one) => one.userId),
    overtaken: signOffs.filter((one) => !isCurrent(one)).map((one) => one.userId),
  };
}
