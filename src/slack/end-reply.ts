import type { Button } from '../ports/outbox.ts';
import type { Rendered } from './blocks.ts';
import { partKey } from './find-begun-reply.ts';
import { splitText, takeHead } from './limits.ts';
import type { ReplyCalls, ReplyPart } from './reply-calls.ts';
import type { ShownPart } from './reply-writer.ts';

/** How a reply ends, in Slack's words. */
export type ReplyEnding =
  | { kind: 'silent' }
  | { kind: 'written'; markdown: string; buttons?: readonly Button[]; model?: string }
  | { kind: 'replaced'; rendered: Rendered };

export interface EndOptions {
  rowId: string;
  calls: ReplyCalls;
  maxChars: number;
}

/** Messages that a process which is gone left behind: nobody knows what they show. */
export function leftParts(begun: readonly string[]): ShownPart[] {
  return begun.map((ts) => ({ ts, from: 0, to: 0, mode: 'editing', isUncertain: true, openedAtMs: 0 }));
}

/**
 * Makes the thread show the end of a reply and nothing else of it. The message with the row's own key is written last, so that whoever
 * finds it knows that all of it is there. Repeating it after a crash leads to the same. Returns the ts of the first message.
 */
export async function endReply(options: EndOptions, parts: readonly ShownPart[], ending: ReplyEnding): Promise<string | null> {
  const { calls, rowId } = options;
  if (ending.kind === 'silent') {
    await remove(options, parts);
    return null;
  }
  if (ending.kind === 'replaced') {
    await remove(options, parts.slice(1));
    return settle(options, parts[0], { key: rowId, rendered: ending.rendered }, '');
  }
  const { markdown, buttons, model } = ending;
  const texts = planTexts(options, parts, markdown);
  await remove(options, parts.slice(texts.length));
  let first: string | null = null;
  for (const [index, text] of texts.entries()) {
    const isEnd = index === texts.length - 1;
    const part = parts[index];
    const isShown = part && !part.isUncertain && index < parts.length - 1;
    const key = isEnd ? rowId : partKey(rowId, index);
    const message = { key, markdown: text, ...(isEnd && buttons ? { buttons } : {}), ...(isEnd && model ? { model } : {}) };
    const ts = isShown ? part.ts : await settle(options, part, message, part ? text.slice(part.to - part.from) : text);
    first ??= ts;
  }
  return first ?? (await calls.post({ key: rowId, markdown, ...(buttons ? { buttons } : {}) }));
}

/** What each message says in the end. What one shows for certain stays its beginning. */
function planTexts({ maxChars }: EndOptions, parts: readonly ShownPart[], markdown: string): string[] {
  const texts: string[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const isOpen = index === parts.length - 1 || part.to === part.from;
    const shown = markdown.slice(at, at + part.to - part.from);
    const more = isOpen ? takeHead(markdown.slice(at + shown.length), maxChars - shown.length) : '';
    at += shown.length + more.length;
    if (shown + more) texts.push(shown + more);
  }
  return [...texts, ...splitText(markdown.slice(at), maxChars)];
}

/** Brings one message to its end, or posts it. `rest` is what a stream lacks. */
async function settle({ calls, rowId }: EndOptions, part: ShownPart | undefined, message: ReplyPart, rest: string): Promise<string> {
  if (!part) return calls.post(message);
  const isStream = part.mode === 'streaming';
  if (isStream && !part.isUncertain && 'markdown' in message) {
    if (await calls.stop(part.ts, { ...message, markdown: rest })) return part.ts;
  } else if (isStream || part.isUncertain) await calls.stop(part.ts, { key: partKey(rowId, 0), markdown: '' });
  // One that is gone was deleted by somebody, who does not want to see it again.
  await calls.update(part.ts, message);
  return part.ts;
}

async function remove({ calls, rowId }: EndOptions, parts: readonly ShownPart[]): Promise<void> {
  for (const part of parts) {
    // Slack deletes no message that is a stream.
    if (part.mode === 'streaming' || part.isUncertain) await calls.stop(part.ts, { key: partKey(rowId, 0), markdown: '' });
    await calls.remove(part.ts);
  }
}
