import { setTimeout as wait } from 'node:timers/promises';
import { loseChannel } from '../turns/channel-events.ts';
import { mayTellOfDelay } from '../turns/limits/pressure.ts';
import { changeReaction, deleteMessage, pin, receiveMessage, reviseMessage, ThreadNotReady } from '../turns/receive-message.ts';
import { runVerb } from '../turns/run-verb.ts';
import type { Asker, Reply } from '../turns/use-case.ts';
import { parseVerb } from '../turns/verbs.ts';
import { welcomePerson } from '../turns/welcome-person.ts';
import { answerPerson, explainToPerson } from './answer-person.ts';
import { isOurs, parseEvent, type SlackEvent } from './parse-event.ts';
import { tree } from './read-json.ts';
import type { SlackContext } from './slack-context.ts';
import { refuseStart } from './start-guard.ts';

/** A card is posted, and its thread written down a moment later: whoever replies in between is not sent away at once. */
const threadPatienceMs = [100, 200, 400, 800];

/** One event. Resolves when everything that must survive is stored; a throw means that Slack has to deliver it again. */
export async function handleEvent(slack: SlackContext, body: unknown): Promise<void> {
  const event = parseEvent(body, slack.identity);
  slack.heard.lastAt = slack.deps.clock.now();
  const { deps, log, membership } = slack;
  switch (event.kind) {
    case 'message':
      return handleMessage(slack, event);
    case 'message-changed':
      return reviseMessage(deps, event);
    case 'message-deleted':
      return deleteMessage(deps, event);
    case 'reaction': {
      const isOutsider = event.name === pin && tree(body).is_ext_shared_channel === true && (await isOfAnotherTeam(slack, event.userId));
      return changeReaction(deps, { ...event, isOutsider });
    }
    case 'bot-left':
      membership.forget(event.channelId);
      slack.rosters.forget(event.channelId);
      return loseChannel(deps, event, 'not_in_channel');
    case 'channel-archived':
      membership.forget(event.channelId);
      return loseChannel(deps, event, 'is_archived');
    case 'home-opened':
      return slack.homes.show(slack, event.userId);
    case 'reply-stopped':
      slack.liveReplies.stop(event);
      return deps.store.stopReplies({ ...event, at: deps.clock.now() });
    case 'person-joined':
      slack.rosters.forget(event.channelId);
      slack.homes.touch(slack, event.userId);
      return welcomePerson(deps, event);
    case 'person-left':
      slack.rosters.forget(event.channelId);
      return slack.homes.clear(slack, event.userId);
    case 'bot-joined':
      return;
    case 'unsupported':
      return log.debug({ reason: event.reason }, 'an event that does not concern us');
  }
}

type MessageEvent = Extract<SlackEvent, { kind: 'message' }>;

async function handleMessage(slack: SlackContext, event: MessageEvent): Promise<void> {
  const { threadTs } = event;
  const outcome = threadTs === undefined ? 'elsewhere' : await receivePatiently(slack, { ...event, threadTs });
  if (outcome === 'elsewhere' && event.isMention) await answerMention(slack, event);
  // Beside the acknowledgement, and not through the outbox, which is what is slow.
  if (outcome === 'stored' && event.addressed && threadTs) void tellOfDelay(slack, { ...event, threadTs });
  slack.homes.touch(slack, event.userId);
}

/** Whoever speaks to the bot while it is far behind hears that the answer takes longer; once in a thread and quarter of an hour. Never rejects. */
async function tellOfDelay({ deps, client, log }: SlackContext, event: MessageEvent & { threadTs: string }): Promise<void> {
  const { orgId, channelId: channel, userId: user, threadTs } = event;
  try {
    if (!(await deps.pressure?.isHigh())) return;
    if (!(await mayTellOfDelay(deps.store, orgId, `${channel}:${threadTs}`, deps.clock.now()))) return;
    await client.chat.postEphemeral({ channel, user, thread_ts: threadTs, text: sayDelay });
  } catch (error) {
    log.warn({ error: String(error).slice(0, 200) }, 'that answers take longer was not said');
  }
}

const sayDelay = 'I have that. There is a lot to do just now, so my answer takes a little longer. Nothing is lost.';

async function receivePatiently({ deps }: SlackContext, message: MessageEvent & { threadTs: string }): ReturnType<typeof receiveMessage> {
  for (const pauseMs of threadPatienceMs) {
    try {
      return await receiveMessage(deps, message);
    } catch (error) {
      if (!(error instanceof ThreadNotReady)) throw error;
      await wait(pauseMs);
    }
  }
  return receiveMessage(deps, message);
}

/** `@bot …` outside the threads of steps is what `/workshop …` is; the answer is for its author alone. */
async function answerMention(slack: SlackContext, event: MessageEvent): Promise<void> {
  const { client, deps, log, identity } = slack;
  const { orgId, channelId, userId, isOutsider } = event;
  const asker: Asker = { orgId, channelId, userId, isOutsider, key: `mention:${channelId}:${event.slackTs}` };
  const answer = { channelId, userId, isEphemeral: false, ...(event.threadTs ? { threadTs: event.threadTs } : {}) };
  const parsed = parseVerb(event.text.replaceAll(`<@${identity.botUserId}>`, ' ').trim());
  const run = async (): Promise<Reply | undefined> =>
    ('verb' in parsed && parsed.verb === 'start' ? await refuseStart(slack, asker, parsed.rest) : undefined) ??
    runVerb(deps, asker, parsed);
  const reply = await run().catch((error: unknown): Reply => explainToPerson(error, log));
  if (!reply) return;
  await answerPerson(client, log, answer, { text: reply.text, ...(reply.buttons ? { buttons: reply.buttons } : {}) });
}

/** A reaction does not say where its author works. Unknown counts as outside: the host can let them in. */
async function isOfAnotherTeam({ people, identity }: SlackContext, userId: string): Promise<boolean> {
  return !isOurs((await people.find(userId))?.teamId ?? '', identity);
}
