import type { Button } from '../ports/outbox.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { StepId, WorkshopId } from '../workshop/ids.ts';
import { joinPhrases, ours, type Phrase, phrase } from '../workshop/phrase.ts';
import { stepDefinition, stepIdsInOrder } from '../workshop/steps.ts';
import type { Workshop } from '../workshop/workshop.ts';
import { advanceStep } from './advance-step.ts';
import { describeContext, withoutJsonFlag } from './describe-context.ts';
import { describePeople, describeStatus, describeStep, describeSteps } from './describe-workshop.ts';
import { cancelWorkshop, endWorkshop } from './end-workshop.ts';
import { commonForms } from './forms.ts';
import { exportPack, postCanvas } from './hand-out-pack.ts';
import { startWorkshop } from './start-workshop.ts';
import { pauseWorkshop, resumeWorkshop } from './steer-workshop.ts';
import type { Asker, Deps, Reply } from './use-case.ts';
import { findStep, type ParsedVerb, type Verb, verbGroups } from './verbs.ts';

/** Where a verb was said: in a step's thread the workshop and the step are known. */
export interface VerbPlace {
  workshopId?: WorkshopId;
  stepId?: StepId;
}

const maxTypedChars = 3_000;
/** Of a button. */
const maxValueChars = 1_900;
const seeHelp = phrase`“/workshop” alone shows what there is.`;

/** Carries out `/workshop …`, `@bot …` or a button. The reply is for the asker alone; undefined means the channel shows it. Throws RuleBreach. */
export async function runVerb(deps: Deps, asker: Asker, parsed: ParsedVerb, place: VerbPlace = {}): Promise<Reply | undefined> {
  if ('later' in parsed) return { text: phrase`“${parsed.later}” is not there yet. ${seeHelp}` };
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
  const picked = await pickWorkshop(deps, asker, parsed, place);
  if ('reply' in picked) return picked.reply;
  return runOn(deps, asker, parsed, picked.workshop, place);
}

type KnownVerb = Extract<ParsedVerb, { verb: Verb }>;

async function runOn(
  deps: Deps,
  asker: Asker,
  { verb, rest }: KnownVerb,
  workshop: Workshop,
  place: VerbPlace,
): Promise<Reply | undefined> {
  const step = place.stepId ? { stepId: place.stepId } : {};
  switch (verb) {
    case 'help':
      return help(workshop);
    case 'status':
      return describeStatus(deps, workshop.id);
    case 'steps':
      return describeSteps(deps, workshop.id);
    case 'show': {
      const stepId = rest ? findStep(rest) : place.stepId;
      if (!stepId) throw unknownStep('show persona');
      return describeStep(deps, workshop.id, stepId);
    }
    case 'back':
      return describeStep(deps, workshop.id, undefined);
    case 'context': {
      const asked = withoutJsonFlag(rest);
      const stepId = asked.rest ? findStep(asked.rest) : place.stepId;
      if (asked.rest && !stepId) throw unknownStep('context persona');
      return describeContext(deps, asker, workshop, { stepId, isJson: asked.isJson });
    }
    case 'next':
      return advanceStep(deps, asker, { workshopId: workshop.id, ...step });
    case 'skip':
      if (!rest.trim())
        throw new RuleBreach(
          'no-reason',
          phrase`Say why in a few words, so that the pack can be honest about it: “/workshop skip we did interviews last month”.`,
        );
      return advanceStep(deps, asker, { workshopId: workshop.id, ...step, override: { reason: rest } });
    case 'pause':
      return pauseWorkshop(deps, asker, workshop.id);
    case 'resume':
      return resumeWorkshop(deps, asker, workshop.id);
    case 'cancel':
      return cancelWorkshop(deps, asker, workshop.id);
    case 'end':
      return endWorkshop(deps, asker, workshop.id);
    case 'export':
      return exportPack(deps, asker, workshop.id);
    case 'canvas':
      return postCanvas(deps, asker, workshop.id);
    case 'people':
      return describePeople(deps, workshop.id);
    case 'settings':
      return {
        text: phrase`Title, pace and who takes part:`,
        form: { workshopId: workshop.id, stepId: stepIdsInOrder[0] as StepId, epoch: 0, formId: commonForms.settings },
        buttons: [
          {
            label: 'Open settings',
            action: 'form',
            value: JSON.stringify({ w: workshop.id, s: stepIdsInOrder[0], e: 0, f: commonForms.settings }),
          },
        ],
      };
    case 'start':
      throw new Error('start has no workshop to run on');
  }
}

function unknownStep(example: string): RuleBreach {
  const names = stepIdsInOrder.map((id) => stepDefinition(id).name).join(', ');
  return new RuleBreach('no-step', phrase`Which step? One of ${names}: “/workshop ${example}”.`);
}

const afterTheEnd: readonly Verb[] = ['status', 'steps', 'show', 'back', 'context', 'export', 'canvas', 'people', 'help'];

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
  if (running.length > 1) {
    const buttons = running.slice(0, 5).map((one) => ({
      label: one.title.length > 60 ? `${one.title.slice(0, 59)}…` : one.title,
      action: 'verb-on',
      value: JSON.stringify({ w: one.id, v: parsed.verb, r: parsed.rest.slice(0, 500) }),
    }));
    return { reply: { text: phrase`Several workshops are under way here. Which one do you mean?`, buttons } };
  }
  const workshop =
    running[0] ?? (afterTheEnd.includes(parsed.verb) ? (await deps.store.listWorkshops(asker, ['completed']))[0] : undefined);
  if (workshop) return { workshop };
  if (parsed.verb === 'help')
    return {
      reply: {
        text: joinPhrases(
          [
            phrase`I take a team from a vague idea to a plan you can build, in ten short steps, right here in threads.`,
            phrase`Type *${ours('/workshop start')}* and your idea in one line: “/workshop start A better check-in for small clinics”.`,
          ],
          '\n',
        ),
      },
    };
  throw new RuleBreach('none', phrase`No workshop is under way in this channel. “/workshop start IDEA” begins one.`);
}

function help(workshop: Workshop): Reply {
  const now: [Verb, string][] =
    workshop.status === 'paused'
      ? [
          ['resume', 'Resume'],
          ['status', 'Where we are'],
          ['end', 'End'],
        ]
      : workshop.status === 'completed'
        ? [
            ['canvas', 'Build pack'],
            ['export', 'Files'],
            ['steps', 'Steps'],
          ]
        : [
            ['status', 'Where we are'],
            ['next', 'Next step'],
            ['steps', 'Agenda'],
            ['people', 'People'],
            ['settings', 'Settings'],
            ['pause', 'Pause'],
          ];
  return {
    text: joinPhrases(
      [
        phrase`*${workshop.title}*`,
        phrase`In a step's thread, start your reply with my name and I write it down, or put a 📌 on any message. The host moves us on.`,
        listVerbs(),
      ],
      '\n',
    ),
    buttons: now.slice(0, 5).map(([verb, label]) => ({ label, action: 'verb', value: verb })),
  };
}

function listVerbs(): Phrase {
  const groups = verbGroups.map((group) => `*${group.label}:* ${group.verbs.join(' · ')}`);
  return ours(`Everything after “/workshop”:\n${groups.join('\n')}`);
}
