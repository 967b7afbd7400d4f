import type { Button } from '../ports/outbox.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { StepId, WorkshopId } from '../workshop/ids.ts';
import { joinPhrases, ours, phrase } from '../workshop/phrase.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { describeTemplates } from './choose-template.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { noteSeen } from './people/note-seen.ts';
import { startWorkshop } from './start-workshop.ts';
import type { Asker, Deps, Reply } from './use-case.ts';
import { seeHelp, verbHandlers } from './verb-handlers.ts';
import type { ParsedVerb, Verb } from './verbs.ts';

/** Where a verb was said: in a step's thread the workshop and the step are known. */
export interface VerbPlace {
  workshopId?: WorkshopId;
  stepId?: StepId;
}

const maxTypedChars = 3_000;
/** Of a button. */
const maxValueChars = 1_900;

/** Carries out `/workshop …`, `@bot …` or a button. The reply is for the asker alone; undefined means the channel shows it. Throws RuleBreach. */
export async function runVerb(deps: Deps, asker: Asker, parsed: ParsedVerb, place: VerbPlace = {}): Promise<Reply | undefined> {
  await noteSeen(deps, asker);
  if ('unknown' in parsed) {
    const guess: Button[] = parsed.nearest
      ? [{ label: parsed.nearest, action: 'verb', value: `${parsed.nearest} ${parsed.rest}`.slice(0, maxValueChars) }]
      : [];
    const hint = parsed.nearest ? phrase`Did you mean “${parsed.nearest}”?` : seeHelp;
    return { text: phrase`I don't know “${parsed.unknown}”. ${hint}`, ...(guess.length > 0 ? { buttons: guess } : {}) };
  }
  if (parsed.rest.length > maxTypedChars)
    throw new RuleBreach(
      'too-long',
      phrase`That is ${parsed.rest.length} characters, more than a command takes. Keep it to one line; long texts are welcome in the step's thread.`,
    );
  if (parsed.verb === 'start') return startWorkshop(deps, asker, parsed.rest, 'ask');
  if (parsed.verb === 'templates') return describeTemplates(deps.templates.list());
  if (parsed.verb === 'doctor') return runDoctor(deps, asker, place);
  const picked = await pickWorkshop(deps, asker, parsed, place);
  if ('reply' in picked) return picked.reply;
  return verbHandlers[parsed.verb](deps, asker, { workshop: picked.workshop, stepId: place.stepId, rest: parsed.rest });
}

/** What was put away is only meant when there is nothing else. */
function newestOf(finished: readonly Workshop[]): Workshop | undefined {
  return finished.find((one) => !one.settings.archived) ?? finished[0];
}

type KnownVerb = Extract<ParsedVerb, { verb: Verb }>;

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

async function pickWorkshop(
  deps: Deps,
  asker: Asker,
  parsed: KnownVerb,
  place: VerbPlace,
): Promise<{ workshop: Workshop } | { reply: Reply }> {
  if (place.workshopId) {
    const workshop = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: place.workshopId });
    if (!workshop)
      throw new RuleBreach('gone', phrase`I can't find that workshop in this channel. The newest card shows what is under way.`);
    return { workshop };
  }
  const running = await deps.store.listWorkshops(asker, ['active', 'paused']);
  // A what-if and what it came from are both under way: to compare them nobody has to say which one is meant.
  const fork = running.find((one) => running.some((other) => other.id === one.parentId));
  if (running.length > 1 && fork && parsed.verb === 'compare' && !parsed.rest) return { workshop: fork };
  if (running.length > 1) {
    const buttons = running.slice(0, 5).map((one) => ({
      label: one.title.length > 60 ? `${one.title.slice(0, 59)}…` : one.title,
      action: 'verb-on',
      value: JSON.stringify({ w: one.id, v: parsed.verb, r: parsed.rest.slice(0, 500) }),
    }));
    return { reply: { text: phrase`Several workshops are under way here. Which one do you mean?`, buttons } };
  }
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
