import { setTimeout as wait } from 'node:timers/promises';
import type { ReplyOutcome, ReplyRow, ReplySink } from '../turns/reply-outcome.ts';
import type { UserId } from '../workshop/ids.ts';
import { phraseToText } from '../workshop/phrase.ts';
import { callPatiently, type Patience } from './call-patiently.ts';
import type { DeliverySettings } from './delivery-settings.ts';
import { endReply, leftParts, type ReplyEnding } from './end-reply.ts';
import { createMarkdownEscaper, phraseToMarkdown, unescapeMarkdown } from './escape-markdown.ts';
import { findBegunReply } from './find-begun-reply.ts';
import { type IsKnown, knows, phraseForLog } from './render-phrase.ts';
import { renderReply } from './render-reply.ts';
import { createReplyCalls, type ReplyPlace } from './reply-calls.ts';
import type { ReplyPace } from './reply-pace.ts';
import { ReplyWriter } from './reply-writer.ts';
import { ReplyUnfinished, type Sent, Undeliverable } from './sent.ts';
import type { SlackContext } from './slack-context.ts';
import { within } from './within.ts';

/** Why a reply that is being written has to end. `lost`: somebody else has its row now; `late`: it took too long. */
export type StopReason = 'stopped' | 'gone' | 'draining' | 'lost' | 'late';

export interface ReplyRun {
  settings: DeliverySettings;
  pace: ReplyPace;
  /** Ends the writing, with a StopReason. */
  stop: AbortController;
  /** Whether the row is still this process's; aborts with `lost` when it is not. */
  isOurs(): Promise<boolean>;
  /** No more waiting for Slack. */
  hurry: AbortSignal;
}

const thinking = 'is thinking…';

/**
 * Lets a reply be thought of and shows it while it is written. When it returns, the thread shows all of the reply or nothing of it; a
 * row that comes back after a crash is thought of again, and what was begun becomes what is said then. Rejects with ReplyUnfinished,
 * Undeliverable or the Web API's error; whoever takes the row over goes on from what stands in the thread. Marks `row` as doubtful as
 * soon as something may stand there.
 */
export async function sendReply(slack: SlackContext, row: ReplyRow, run: ReplyRun): Promise<Sent> {
  const { channelId, content } = row;
  const found = await slack.deps.store.replyPlace({ workshopId: row.workshopId, stepId: content.stepId });
  if (!found?.threadTs) throw new Undeliverable('no_thread');
  const { threadTs, host } = found;
  // Whoever has written in a thread is a member by that.
  const isKnown = knows([host, ...found.members]);
  const isBack = row.doubtful || row.slackTs !== null;
  const left = isBack ? await findBegunReply(slack, row, threadTs) : { begun: [] };
  if (left.finished) return left.finished;
  const recipient = findRecipient(slack, content.recipient ?? host);
  const place: ReplyPlace = { rowId: row.id, createdAt: row.createdAt, channelId, threadTs, recipient };
  const job = createJob(slack, row, run, place, isKnown, left.begun);
  const forget = slack.liveReplies.add({ channelId, threadTs }, () => run.stop.abort('stopped' satisfies StopReason));
  try {
    return await job();
  } finally {
    forget();
  }
}

/** Slack streams to one person, and wants to know where they work: another company's people have another team. */
async function findRecipient({ people, identity }: SlackContext, userId: UserId): Promise<{ userId: UserId; teamId: string }> {
  const person = await people.find(userId).catch(() => undefined);
  return { userId, teamId: person?.teamId || identity.teamId };
}

function createJob(slack: SlackContext, row: ReplyRow, run: ReplyRun, place: ReplyPlace, isKnown: IsKnown, begun: readonly string[]) {
  const { settings, stop } = run;
  const patience: Patience = { firstWaitMs: settings.retryMs, maxWaitMs: 60_000, attempts: 5, signal: run.hurry };
  const calls = createReplyCalls(slack, place, patience);
  const isLive = begun.length === 0;
  const status = row.content.speak && isLive ? calls.setStatus(thinking) : undefined;
  const clearStatus = async () => {
    if (status === undefined) return;
    await status;
    await calls.setStatus('');
  };
  /** From here on something may stand in the thread, whatever becomes of this process. */
  const beginning = async <T>(call: () => Promise<T>) => {
    row.doubtful = true;
    // A status that arrives after the first words would stay.
    if (status !== undefined) await within(status);
    return call();
  };
  const writer = new ReplyWriter({
    rowId: row.id,
    calls: {
      ...calls,
      tryStart: (markdown) => beginning(() => calls.tryStart(markdown)),
      tryPost: (part) => beginning(() => calls.tryPost(part)),
    },
    pace: run.pace,
    settings: { ...settings.replies, retryMs: settings.retryMs },
    findLost: async (known) => {
      const { begun: found } = await callPatiently(patience, () => findBegunReply(slack, row, place.threadTs));
      return found.find((ts) => !known.includes(ts));
    },
    onBegun: (ts) =>
      slack.deps.store.noteOutboxPost(row, ts).catch((error: unknown) => {
        slack.log.warn({ row: row.id, error: String(error) }, 'the beginning of a reply was not written down');
      }),
    isOurs: run.isOurs,
    onStopped: (reason) => stop.abort(reason satisfies StopReason),
    onTrouble: (failure, what) => slack.log.warn({ row: row.id, code: failure.code }, what),
  });
  const escaper = createMarkdownEscaper(isKnown);
  let collected = '';
  const show = (markdown: string) => {
    collected += markdown;
    if (isLive && markdown) writer.write(markdown);
  };
  const sink: ReplySink = {
    push: (text) => {
      if (!stop.signal.aborted) show(escaper.push(text));
    },
    signal: stop.signal,
  };

  return async (): Promise<Sent> => {
    const { outcome, failure } = await compose(slack, row, sink, run);
    show(escaper.end());
    await writer.halt();
    if (!(await run.isOurs())) throw new ReplyUnfinished('lost');
    if (writer.failure) throw writer.failure;
    const isStopped = stop.signal.reason === 'stopped';
    if (!outcome && !isStopped && stop.signal.reason === 'draining') throw new ReplyUnfinished('draining');
    if (!outcome && !isStopped && row.attempts < settings.replies.attempts) throw new ReplyUnfinished('failed', failure);
    const { ending, log } = end(outcome ?? fallbackOf(row), isStopped, { writer, collected, isKnown, isLive });
    const parts = isLive ? writer.parts : leftParts(begun);
    row.doubtful = true;
    const slackTs = await endReply({ rowId: row.id, calls, maxChars: settings.replies.maxChars }, parts, ending);
    if (ending.kind === 'silent') await clearStatus();
    if (!outcome && !isStopped && !row.content.fallback) throw new Undeliverable('no_reply');
    return { slackTs, ...log };
  };
}

function fallbackOf(row: ReplyRow): ReplyOutcome {
  return row.content.fallback ? { kind: 'replaced', ...row.content.fallback } : { kind: 'silent' };
}

interface Written {
  writer: ReplyWriter;
  collected: string;
  isKnown: IsKnown;
  isLive: boolean;
}

/** What becomes of an outcome. Somebody who pressed stop keeps what they saw, unless it must not stand there. */
function end(outcome: ReplyOutcome, isStopped: boolean, written: Written): { ending: ReplyEnding; log: Pick<Sent, 'text' | 'model'> } {
  const { writer, isKnown, isLive, collected } = written;
  const shown = isLive ? writer.text.slice(0, writer.shownTo) : collected.trimStart();
  if (isStopped && (outcome.kind !== 'replaced' || shown === '')) return say(shown, outcome);
  switch (outcome.kind) {
    case 'silent':
      return { ending: { kind: 'silent' }, log: {} };
    case 'replaced':
      return {
        ending: { kind: 'replaced', rendered: renderReply(outcome, isKnown) },
        log: { text: phraseForLog(outcome.text) },
      };
    case 'written': {
      const tail = outcome.tail && phraseToText(outcome.tail).trim() ? phraseToMarkdown(outcome.tail, isKnown) : '';
      return say(`${isLive ? writer.text : shown}${tail}`, outcome, outcome.buttons);
    }
  }
}

function say(markdown: string, outcome: ReplyOutcome, buttons: Extract<ReplyOutcome, { kind: 'written' }>['buttons'] = []) {
  if (markdown.trim() === '' && buttons.length === 0) return { ending: { kind: 'silent' } as const, log: {} };
  const model = outcome.kind === 'written' ? { model: outcome.model } : {};
  return { ending: { kind: 'written', markdown, buttons, ...model } as const, log: { text: unescapeMarkdown(markdown), ...model } };
}

/** Its outcome, or why there is none. Bounded: in all, and after it was told to end. */
async function compose(
  slack: SlackContext,
  row: ReplyRow,
  sink: ReplySink,
  { settings, stop }: ReplyRun,
): Promise<{ outcome?: ReplyOutcome; failure?: unknown }> {
  const over = new AbortController();
  const tooLate = async () => {
    await wait(settings.replies.maxMs, undefined, { signal: AbortSignal.any([over.signal, stop.signal]) }).catch(() => undefined);
    if (over.signal.aborted) return;
    stop.abort('late' satisfies StopReason);
    await wait(settings.replies.settleMs, undefined, { signal: over.signal }).catch(() => undefined);
  };
  try {
    const outcome = await Promise.race([slack.deps.composeReply(row, sink), tooLate()]);
    return outcome ? { outcome } : { failure: 'it did not come to an end' };
  } catch (error) {
    slack.log.error({ row: row.id, attempts: row.attempts, error: String(error) }, 'a reply could not be written');
    return { failure: error };
  } finally {
    over.abort();
  }
}
