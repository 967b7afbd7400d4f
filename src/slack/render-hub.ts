import type { Button } from '../ports/outbox.ts';
import type { AgendaLine, HubView } from '../turns/views.ts';
import type { UserId } from '../workshop/ids.ts';
import type { Phrase } from '../workshop/phrase.ts';
import { actions, context, fitMessage, header, type MessageBlock, type Rendered, section } from './blocks.ts';
import { cutText, fitLines, limits } from './limits.ts';
import type { Identity } from './parse-event.ts';
import { canvasUrl, messageUrl } from './permalinks.ts';
import { escapeText, type IsKnown, knows, mention, renderPhrase, renderSaid } from './render-phrase.ts';
import { sayPlan, sayStepTime } from './render-time.ts';

const marks: Record<AgendaLine['status'], string> = {
  complete: ':white_check_mark:',
  in_progress: ':arrow_forward:',
  not_started: ':white_circle:',
  needs_regeneration: ':arrows_counterclockwise:',
};
const maxHeadlineChars = 160;
const maxNamed = 12;

/** The pack that a hub leads to. */
export interface HubPack {
  canvasId: string | null;
  /** What it was made from has changed. */
  moved: Phrase | undefined;
  /** Tests that were planned and have no result. */
  openTests: number;
}

/** The card in the channel: goal, agenda, where we are, how to take part; the pack, once there is one. */
export function renderHub(hub: HubView, identity: Identity, pack: HubPack | undefined): Rendered {
  const { workshop, contributors } = hub;
  const isKnown = knows([workshop.ownerUserId, ...hub.coHosts, ...contributors]);
  if (workshop.settings.cancelled) {
    const text = `“${renderSaid(workshop.title, isKnown)}” was taken back before it began.`;
    return fitMessage({ text, blocks: [context(text)] });
  }
  const goal =
    hub.parent || workshop.originalIdea === workshop.title ? [] : [section(`It began as: ${renderSaid(workshop.originalIdea, isKnown)}`)];
  const blocks: MessageBlock[] = [
    header(`🧭 ${workshop.title}`),
    ...sayFamily(hub, isKnown),
    ...goal,
    section(sayWhere(hub)),
    section(
      fitLines(
        hub.agenda.map((line) => renderLine(line, workshop.channelId, identity, isKnown)),
        { maxChars: limits.section, maxLineChars: 280, sayMore: (count) => `… and ${count} more` },
      ),
    ),
    ...(pack?.canvasId ? [section(`:page_facing_up: <${canvasUrl(identity, pack.canvasId)}|The build pack>`)] : []),
    ...(pack?.canvasId && pack.moved ? [context(renderPhrase(pack.moved, isKnown))] : []),
    context(...sayPeople(hub, identity, isKnown)),
    actions(buttonsOf(hub, pack?.openTests ?? 0)),
  ];
  return fitMessage({ text: `Workshop “${renderSaid(workshop.title, isKnown)}”: the agenda, and where we are.`, blocks });
}

const maxForksNamed = 5;

/** What this is a what-if of, and which what-ifs there are of it. */
function sayFamily({ parent, forks }: HubView, isKnown: IsKnown): MessageBlock[] {
  const named = forks.slice(0, maxForksNamed).map((fork) => {
    const title = `“${renderSaid(cutText(fork.title, maxHeadlineChars), isKnown)}”`;
    return fork.isArchived ? `~${title}~ (put away)` : title;
  });
  const more = forks.length > named.length ? ` and ${forks.length - named.length} more` : '';
  const lines = [
    ...(parent
      ? [
          `What if … – a fork of “${renderSaid(cutText(parent.title, maxHeadlineChars), isKnown)}”${parent.forkedAt ? `, from *${escapeText(parent.forkedAt)}* on` : ''}`,
        ]
      : []),
    ...(named.length > 0 ? [`Forked from this: ${named.join(', ')}${more}. “/workshop compare” puts them side by side.`] : []),
  ];
  return lines.length > 0 ? [context(...lines)] : [];
}

function sayWhere({ workshop, current, agenda, time, lateMs }: HubView): string {
  const done = agenda.filter((line) => line.status === 'complete').length;
  const { archived } = workshop.settings;
  if (archived)
    return `*Put away*: the team kept “${escapeText(archived.keptTitle)}”. What is in here stays, and it can be taken up again.`;
  if (workshop.status === 'completed')
    return `*Done:* ${done} of ${agenda.length} steps${workshop.settings.endedEarly ? ', ended early' : ''}.`;
  const step = current ? `step ${current.position} of ${agenda.length}, *${current.name}*` : `${done} of ${agenda.length} steps done`;
  return workshop.status === 'paused'
    ? `:double_vertical_bar: *On hold* at ${step}. I keep storing what is said, and ask nothing.`
    : `*Now:* ${[step, ...sayStepTime(time, workshop.settings.pace)].join('  ')}.${sayPlan(lateMs)}`;
}

function renderLine(line: AgendaLine, channelId: string, identity: Identity, isKnown: IsKnown): string {
  const name = `${line.position}. ${line.name}`;
  const linked = line.threadTs ? `<${messageUrl(identity, { channelId, slackTs: line.threadTs })}|${name}>` : name;
  const warning = `${line.hasGaps ? ' :warning:' : ''}${line.status === 'needs_regeneration' ? ' _out of date_' : ''}`;
  if (line.status === 'in_progress') return `${marks[line.status]} *${linked}*${line.isStale ? ' _looked at again_' : ''}`;
  if (line.status === 'not_started') return `${marks[line.status]} ${name}  _${line.minutes} min_`;
  const headline = line.headline
    ? `: ${renderSaid(line.headline.length > maxHeadlineChars ? `${line.headline.slice(0, maxHeadlineChars)}…` : line.headline, isKnown)}`
    : '';
  return `${marks[line.status]} ${linked}${headline}${warning}`;
}

function sayPeople({ workshop, contributors, coHosts }: HubView, { botUserId }: Identity, isKnown: IsKnown): string[] {
  const others = contributors.filter((userId) => userId !== workshop.ownerUserId && !coHosts.includes(userId));
  const named = others.slice(0, maxNamed).map((userId) => mention(userId, isKnown));
  const more = others.length > named.length ? ` and ${others.length - named.length} more` : '';
  const people = `Host: ${mention(workshop.ownerUserId, isKnown)}${sayCoHosts(workshop, coHosts, isKnown)}${named.length > 0 ? ` · With ${named.join(', ')}${more}` : ''} · ${workshop.settings.pace === 'live' ? 'live, about 90 minutes' : 'over days'}`;
  if (workshop.status === 'completed') return [people];
  return [
    `*To take part:* reply in the step's thread. Begin with <@${botUserId}>, or put a :pushpin: on any message, and I write it down.`,
    `Messages in these threads are stored. ${people}`,
  ];
}

function sayCoHosts({ settings: { standIn } }: HubView['workshop'], coHosts: readonly UserId[], isKnown: IsKnown): string {
  if (coHosts.length === 0) return '';
  const named = coHosts
    .slice(0, maxNamed)
    .map((userId) => `${mention(userId, isKnown)}${standIn?.by === userId ? ' (leads while the host is away)' : ''}`);
  return ` · Co-${named.length === 1 ? 'host' : 'hosts'}: ${named.join(', ')}`;
}

function buttonsOf({ workshop }: HubView, openTests: number): Button[] {
  const verb = (label: string, v: string): Button => ({ label, action: 'verb-on', value: JSON.stringify({ w: workshop.id, v, r: '' }) });
  if (workshop.settings.archived) return [{ ...verb('Take it up again', 'resume'), style: 'primary' }, verb('Agenda', 'steps')];
  if (workshop.status === 'completed')
    return [...(openTests > 0 ? [verb('Record a result', 'result')] : []), verb('Files', 'export'), verb('Agenda', 'steps')];
  if (workshop.status === 'paused')
    return [{ ...verb('Resume', 'resume'), style: 'primary' }, verb('Where we are', 'status'), verb('Settings', 'settings')];
  return [verb('Where we are', 'status'), verb('People', 'people'), verb('Settings', 'settings'), verb('Help', 'help')];
}
