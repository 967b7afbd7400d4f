import { signOffOf } from './activity.ts';
import { checksum } from './checksum.ts';
import type { Draft } from './draft.ts';
import type { UserId } from './ids.ts';
import type { ActivityOf, StepDefinition } from './step-definition.ts';

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

/** What somebody has still to say yes to; undefined when there is nothing to sign off (yet), or their yes is to these very words. */
export function owedSignOff(definition: StepDefinition, draft: Draft, signed: string | null): ActivityOf<'sign-off'> | undefined {
  const activity = signOffOf(definition);
  const subject = activity && signOffSubject(draft, activity.fields);
  return subject && subject !== signed ? activity : undefined;
}

/** Whose yes is to the words that stand there now, and whose was to earlier ones. */
export function countSignOffs(signOffs: readonly SignOff[], subject: string | undefined): { signed: UserId[]; overtaken: UserId[] } {
  const isCurrent = (one: SignOff) => subject !== undefined && one.subject === subject;
  return {
    signed: signOffs.filter(isCurrent).map((one) => one.userId),
    overtaken: signOffs.filter((one) => !isCurrent(one)).map((one) => one.userId),
  };
}
