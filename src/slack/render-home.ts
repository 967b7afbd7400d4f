import type { HomeView as SlackHome } from '@slack/types';
import type { Button } from '../ports/outbox.ts';
import { writeTarget } from '../turns/button-target.ts';
import { homeActions } from '../turns/home/press-at-home.ts';
import type { HomeView, HomeWorkshop } from '../turns/home/view-home.ts';
import type { Reply } from '../turns/use-case.ts';
import { actions, context, divider, header, type MessageBlock, section, sections } from './blocks.ts';
import { cutText } from './limits.ts';
import type { Identity } from './parse-event.ts';
import { messageUrl } from './permalinks.ts';
import { escapeText, everybody, renderPhrase } from './render-phrase.ts';

const maxBlocks = 100;
const maxTitleChars = 150;
const maxWaitChars = 300;
const roleWords = { owner: 'you host it', editor: 'you take part', viewer: 'you read along' } as const;

/** One person's home: what they just asked for, what is under way, what waits for them, how to begin. Escaped and bounded. */
export function renderHome(home: HomeView, identity: Identity, answer?: Reply): SlackHome {
  const running = home.workshops.filter((one) => one.status !== 'completed');
  const over = home.workshops.filter((one) => one.status === 'completed');
  const start: Button = { label: 'Start a workshop', action: homeActions.start, style: 'primary' };
  const blocks: MessageBlock[] = [
    ...(answer ? [...sections(renderPhrase(answer.text, everybody)).slice(0, 3), ...answerButtons(answer), divider] : []),
    ...(running.length > 0 ? [header('What is under way'), ...running.flatMap((one) => renderWorkshop(one, identity))] : []),
    ...(running.length === 0 ? beginning(identity) : []),
    actions([start]),
    ...(over.length > 0 ? [header('Finished'), ...over.flatMap((one) => renderWorkshop(one, identity))] : []),
    ...(home.isFull ? [context('The newest twenty are shown.')] : []),
    ...(home.unknown > 0 ? [context(sayUnknown(home.unknown))] : []),
    divider,
    ...(home.workshops.length + home.unknown > 0 ? muteBlocks(home.isMuted) : []),
    context('Messages in the threads of a workshop are stored with it. `/workshop help` shows what else there is.'),
  ];
  return { type: 'home', blocks: blocks.slice(0, maxBlocks) };
}

function sayUnknown(count: number): string {
  const what = count === 1 ? 'One workshop is' : `${count} workshops are`;
  return `${what} not shown: Slack does not tell me whether you are in the channel. Open this again in a minute.`;
}

function answerButtons({ buttons }: Reply): MessageBlock[] {
  return buttons && buttons.length > 0 ? [actions(buttons)] : [];
}

function beginning({ botName }: Identity): MessageBlock[] {
  return [
    header('From a vague idea to a build pack'),
    section(
      'I take a team through ten short steps of design thinking, in threads of your channel. Nobody needs to know the method: I ask, you answer, I write down what you tell me to.',
    ),
    section(
      `*To begin:* press Start, or invite me to a channel with \`/invite @${botName}\` and type there\n\`/workshop start A better check-in for small clinics\``,
    ),
  ];
}

function renderWorkshop(one: HomeWorkshop, identity: Identity): MessageBlock[] {
  const { title, channelId, step, done, role, waits, status } = one;
  const where =
    status === 'completed'
      ? `Done: ${done.steps} of ${done.total} steps`
      : step
        ? `${status === 'paused' ? ':double_vertical_bar: On hold at step' : 'Step'} ${step.position} of ${step.total}, *${escapeText(step.name)}*`
        : `${done.steps} of ${done.total} steps done`;
  const link = step?.threadTs ? ` · <${messageUrl(identity, { channelId, slackTs: step.threadTs })}|Open the thread>` : '';
  const until = step?.deadlineAt && status === 'active' ? ` · ${sayUntil(step.deadlineAt)}` : '';
  const head = `*${escapeText(cutText(title, maxTitleChars))}*\n<#${channelId}> · ${where}${until} · ${roleWords[role]}${link}`;
  const list = waits.map((wait) => `• ${cutText(renderPhrase(wait, everybody), maxWaitChars)}`);
  const waiting =
    status === 'active' && role !== 'viewer'
      ? list.length > 0
        ? `\n*Waits for you*\n${list.join('\n')}`
        : '\nNothing waits for you.'
      : '';
  const buttons = buttonsOf(one);
  return [section(`${head}${waiting}`), ...(buttons.length > 0 ? [actions(buttons)] : [])];
}

/** Everybody reads it in their own time zone. */
function sayUntil(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  return `until <!date^${seconds}^{date_short_pretty} {time}|${at.toISOString().slice(0, 16).replace('T', ' ')} UTC>`;
}

function buttonsOf({ id, role, status, step, takesResults }: HomeWorkshop): Button[] {
  const verb = (label: string, v: string): Button => ({ label, action: 'verb-on', value: JSON.stringify({ w: id, v, r: '' }) });
  if (status === 'completed') return takesResults ? [verb('Record a result', 'result')] : [];
  const done: Button[] =
    step && status === 'active' && role !== 'viewer'
      ? [{ label: 'I’m done', action: 'done', value: writeTarget({ workshopId: id, stepId: step.stepId, epoch: step.epoch }) }]
      : [];
  if (role !== 'owner') return done;
  if (status === 'paused') return [verb('Resume', 'resume'), verb('What is wrong?', 'doctor'), verb('Settings', 'settings')];
  const next: Button[] = step
    ? [{ label: 'Next step', action: 'next', value: writeTarget({ workshopId: id, stepId: step.stepId, epoch: step.epoch }) }]
    : [];
  return [...next, ...done, verb('People', 'people'), verb('Settings', 'settings')];
}

function muteBlocks(isMuted: boolean): MessageBlock[] {
  return [
    context(
      isMuted ? 'I don’t write to you unasked.' : 'In workshops over days I may write to you once a day, when something waits for you.',
    ),
    actions([isMuted ? { label: 'Write to me', action: homeActions.unmute } : { label: 'Don’t write to me', action: homeActions.mute }]),
  ];
}
