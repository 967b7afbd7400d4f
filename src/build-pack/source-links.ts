import type { MessageId, StepId } from '../workshop/ids.ts';
import type { OverviewLine } from './overview.ts';

/** Where a message can be read: a form has no place of its own, so it is the thread that it was filled in for. */
export type SourceLink = { address: string; isForm?: boolean } | { isDeleted: true };

export interface LinkOptions {
  /** Lines then end with a link to each message that they rest on, or say that it is gone. */
  link?: (messageId: MessageId) => SourceLink | undefined;
  /** The address of a step's thread, for what was decided there. */
  thread?: (stepId: StepId) => string | undefined;
}

/** Of one line of the pack. */
const maxLinksPerLine = 10;

/** What a line has to open, in the order in which it was said; each place once. */
export interface OpenableSources {
  messages: string[];
  forms: string[];
  threads: string[];
  /** How many messages it rested on that are gone. */
  deleted: number;
}

/** `check`: the address as the format may link it; undefined for what it must not. */
export function listSources(
  { sources, decision }: Pick<OverviewLine, 'sources' | 'decision'>,
  { link, thread }: LinkOptions,
  check: (address: string | undefined) => string | undefined,
): OpenableSources {
  const found: OpenableSources = { messages: [], forms: [], threads: [], deleted: 0 };
  const note = (places: string[], address: string | undefined) => {
    const checked = check(address);
    const isRoom = found.messages.length + found.forms.length < maxLinksPerLine;
    if (checked && isRoom && !places.includes(checked)) places.push(checked);
  };
  for (const id of sources?.messageIds ?? []) {
    const one = link?.(id);
    if (one && 'isDeleted' in one) found.deleted += 1;
    else if (one) note(one.isForm ? found.forms : found.messages, one.address);
  }
  if (decision && found.messages.length + found.forms.length === 0) note(found.threads, thread?.(decision.stepId));
  return found;
}
