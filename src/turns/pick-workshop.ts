import type { Button } from '../ports/outbox.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { WorkshopId } from '../workshop/ids.ts';
import { joinPhrases, ours, phrase } from '../workshop/phrase.ts';
import type { Workshop } from '../workshop/workshop.ts';
import type { Asker, Deps, Reply } from './use-case.ts';
import type { ParsedVerb, Verb } from './verbs.ts';

export type KnownVerb = Extract<ParsedVerb, { verb: Verb }>;

/** A workshop that a verb is about. `others`: nobody has said this one, it is what this person was at last. */
export type Picked = { workshop: Workshop; others?: readonly Workshop[] } | { reply: Reply };

/** So long it is remembered which of several workshops somebody was at. */
const rememberedMs = 8 * 3_600_000;
const maxChoices = 5;
const maxTitleChars = 55;

const afterTheEnd: readonly Verb[] = [
  'status',
  'steps',
  'show',
  'back',
  'history',
  'compare',
  'fork',
  'context',
  'memory',
  'forget',
  'export',
  'canvas',
  'result',
  'share',
  'people',
  'help',
];

const anything = /^/;
const closing = /^(?:cancel|close|end|stop)\b/i;
/** What nobody takes back with a word, by what follows the verb: of several workshops it is asked about each time. */
const throwsAway: Partial<Record<Verb, RegExp>> = {
  cancel: anything,
  end: anything,
  skip: anything,
  reset: anything,
  restore: anything,
  forget: anything,
  vote: closing,
  timer: closing,
  share: /^off\b/i,
  people: /\S/,
};

/** These change nothing, so that they can be asked again of another workshop with one press. */
const looks: readonly Verb[] = ['help', 'status', 'steps', 'show', 'back', 'history', 'compare', 'context', 'memory', 'export'];

/** The workshop that a verb means in a channel: the only one there, or the one that this person was at last, or whoever typed it is asked. */
export async function pickWorkshop(deps: Deps, asker: Asker, parsed: KnownVerb): Promise<Picked> {
  const running = await deps.store.listWorkshops(asker, ['active', 'paused']);
  if (running.length > 1) return pickAmong(deps, asker, parsed, running);
  const workshop =
    running[0] ?? (afterTheEnd.includes(parsed.verb) ? newestOf(await deps.store.listWorkshops(asker, ['completed'])) : undefined);
  if (workshop) return { workshop };
  if (parsed.verb === 'help')
    return {
      reply: {
        text: joinPhrases(
          [
            phrase`I take a team from a vague idea to a plan you can build, step by step, right here in threads.`,
            phrase`Type *${ours('/workshop start')}* and your idea in one line: “/workshop start A better check-in for small clinics”.`,
            phrase`“/workshop templates” shows what else we can do together.`,
          ],
          '\n',
        ),
      },
    };
  throw new RuleBreach('none', phrase`No workshop is under way in this channel. “/workshop start IDEA” begins one.`);
}

/** What was put away is only meant when there is nothing else. */
function newestOf(finished: readonly Workshop[]): Workshop | undefined {
  return finished.find((one) => !one.settings.archived) ?? finished[0];
}

async function pickAmong(deps: Deps, asker: Asker, parsed: KnownVerb, running: readonly Workshop[]): Promise<Picked> {
  const { verb, rest } = parsed;
  // A what-if and what it came from are both under way: to compare them nobody has to say which one is meant.
  const forks = running.filter((one) => running.some((other) => other.id === one.parentId));
  const [fork] = forks;
  if (fork && forks.length === 1 && verb === 'compare' && !rest) return { workshop: fork };
  if (!throwsAway[verb]?.test(rest.trim())) {
    const last = await lastMeant(deps, asker, running);
    const workshop = running.find((one) => one.id === last);
    if (workshop) return { workshop, others: running.filter((one) => one !== workshop) };
  }
  const buttons = running.slice(0, maxChoices).map((one) => choose(one, one.title, parsed));
  return { reply: { text: phrase`Several workshops are under way here. Which one do you mean?`, buttons } };
}

/** What somebody said before there were several tells nothing about which of them they mean. */
async function lastMeant({ store, clock }: Deps, { userId }: Asker, running: readonly Workshop[]): Promise<WorkshopId | undefined> {
  const since = new Date(Math.max(clock.now().getTime() - rememberedMs, ...running.map((one) => one.createdAt.getTime())));
  return store.lastMeant(
    running.map((one) => one.id),
    userId,
    since,
  );
}

/** Remembers that this person means this one of several, as a button of it said. */
export async function noteMeant(deps: Deps, asker: Asker, workshop: Workshop): Promise<void> {
  const running = await deps.store.listWorkshops(asker, ['active', 'paused']);
  if (running.length < 2 || !running.some((one) => one.id === workshop.id)) return;
  if ((await lastMeant(deps, asker, running)) === workshop.id) return;
  await deps.store.inWorkshop(workshop.id, (tx) => tx.audit({ action: 'meant', userId: asker.userId, at: deps.clock.now() }));
}

/** The answer about a workshop that nobody named: it says which one it is, and leads to the others. A form waits for a press. */
export function sayWhich(reply: Reply | undefined, { verb, rest }: KnownVerb, workshop: Workshop, others: readonly Workshop[]): Reply {
  const rather = looks.includes(verb)
    ? others.slice(0, maxChoices - 1).map((one) => choose(one, `Rather “${cut(one.title)}”`, { verb, rest }))
    : [];
  const buttons = [...(reply?.buttons ?? []), ...rather];
  return {
    text: joinPhrases([phrase`In “${workshop.title}”:`, reply?.text ?? phrase`Done; the channel shows it.`], '\n'),
    ...(buttons.length > 0 ? { buttons } : {}),
  };
}

function choose({ id }: Workshop, label: string, { verb, rest }: KnownVerb): Button {
  return { label: cut(label), action: 'verb-on', value: JSON.stringify({ w: id, v: verb, r: rest.slice(0, 500) }) };
}

function cut(text: string): string {
  return text.length > maxTitleChars ? `${text.slice(0, maxTitleChars)}…` : text;
}
