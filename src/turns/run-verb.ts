import type { Button } from '../ports/outbox.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { StepId, WorkshopId } from '../workshop/ids.ts';
import { phrase } from '../workshop/phrase.ts';
import { describeTemplates } from './choose-template.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { replyTo } from './offered-breach.ts';
import { noteSeen } from './people/note-seen.ts';
import { noteMeant, pickWorkshop, sayWhich } from './pick-workshop.ts';
import { findHere } from './revising/find-here.ts';
import { startWorkshop } from './start-workshop.ts';
import type { Asker, Deps, Reply } from './use-case.ts';
import { seeHelp, verbHandlers } from './verb-handlers.ts';
import type { ParsedVerb } from './verbs.ts';

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
  if (place.workshopId) {
    const workshop = await findHere(deps, asker, { workshopId: place.workshopId });
    if (!place.stepId) await noteMeant(deps, asker, workshop);
    return verbHandlers[parsed.verb](deps, asker, { workshop, stepId: place.stepId, rest: parsed.rest });
  }
  const picked = await pickWorkshop(deps, asker, parsed);
  if ('reply' in picked) return picked.reply;
  const { workshop, others } = picked;
  const reply = verbHandlers[parsed.verb](deps, asker, { workshop, stepId: undefined, rest: parsed.rest });
  return others ? sayWhich(await reply.catch(refusalOf), parsed, workshop, others) : reply;
}

/** A refusal names the workshop too, so it is answered like anything else. */
function refusalOf(error: unknown): Reply {
  if (error instanceof RuleBreach) return replyTo(error);
  throw error;
}
