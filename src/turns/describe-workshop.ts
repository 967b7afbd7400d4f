import { type PackDocument, sayCoverage } from '../build-pack/pack.ts';
import { sayHelp } from '../facilitator/guided/words.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import { joinPhrases, listPhrases, ours, type Phrase, person, phrase } from '../workshop/phrase.ts';
import { sayTook } from './activities/say-round.ts';
import { type ButtonTarget, staleButton, writeTarget } from './button-target.ts';
import { describeTime } from './time/describe-time.ts';
import type { Asker, Deps, Reply } from './use-case.ts';
import { viewFinale } from './view-pack.ts';
import { type AgendaLine, viewHub, viewStep } from './views.ts';

const marks: Record<AgendaLine['status'], string> = {
  complete: ':white_check_mark:',
  in_progress: ':arrow_forward:',
  not_started: ':white_circle:',
  needs_regeneration: ':repeat:',
};

/** Where we are, what is open, what to do next. */
export async function describeStatus(deps: Deps, workshopId: WorkshopId): Promise<Reply> {
  const hub = await viewHub(deps.store, workshopId);
  const { workshop, current } = hub;
  const pack = await viewFinale(deps, workshopId);
  const moved = pack?.moved ? [phrase`The build pack: ${pack.moved}`] : [];
  if (!current) {
    const done = hub.agenda.filter((line) => line.status === 'complete').length;
    const over = phrase`*${workshop.title}* is over: ${done} of ${hub.agenda.length} steps done. “/workshop canvas” shows the build pack.`;
    const tests = pack?.openTests ? [phrase`${sayOpenTests(pack.openTests)} “/workshop result” records what came of it.`] : [];
    return { text: joinPhrases([over, ...moved, ...sayDocuments(pack?.documents ?? []), ...tests], '\n') };
  }
  const step = await viewStep(deps.store, workshopId, current.stepId);
  const open =
    step.gapWords.length > 0
      ? phrase`Still open: ${step.gapWords.join('; ')}.`
      : phrase`Everything needed is there. The host can press Next.`;
  const together = step.together.open.map(
    (round) => phrase`*${round.label}* is open in its thread: ${sayTook(round.kind, round.took, step.together.of)}.`,
  );
  const paused = workshop.status === 'paused' ? [phrase`It is paused; “/workshop resume” goes on.`] : [];
  return {
    text: joinPhrases(
      [
        phrase`*${workshop.title}*: step ${current.position} of ${hub.agenda.length}, ${current.name}.`,
        ...paused,
        open,
        ...together,
        ...(await describeTime(deps, hub)),
        ...moved,
        phrase`Host: ${person(workshop.ownerUserId)}.`,
      ],
      '\n',
    ),
    buttons: [{ label: 'Agenda', action: 'verb', value: 'steps' }],
  };
}

/** How much of each document has a source. */
function sayDocuments(documents: readonly Pick<PackDocument, 'title' | 'coverage'>[]): Phrase[] {
  return documents.map(({ title, coverage }) => phrase`• ${ours(title)}: ${ours(sayCoverage(coverage))}`);
}

function sayOpenTests(count: number): string {
  return count === 1 ? 'One test has no result yet.' : `${count} tests have no result yet.`;
}

export async function describeSteps(deps: Deps, workshopId: WorkshopId): Promise<Reply> {
  const hub = await viewHub(deps.store, workshopId);
  const lines = hub.agenda.map((line) => {
    const result = line.headline && line.status === 'complete' ? phrase` ${line.headline}` : phrase` _${ours(`${line.minutes} min`)}_`;
    const stale = line.isStale ? phrase` _(out of date)_` : [];
    return phrase`${ours(marks[line.status])} ${line.position}. *${line.name}*${result}${ours(line.hasGaps ? ' :warning:' : '')}${stale}`;
  });
  return { text: joinPhrases([phrase`*${hub.workshop.title}*`, ...lines], '\n') };
}

/** How to answer in a step, and its forms; for somebody who asks by a button. */
export async function describeHow(deps: Deps, asker: Asker, target: ButtonTarget): Promise<Reply> {
  const place = { orgId: asker.orgId, channelId: asker.channelId, workshopId: target.workshopId };
  const workshop = await deps.store.findWorkshop(place);
  if (!workshop?.template.has(target.stepId)) throw staleButton();
  const step = await viewStep(deps.store, target.workshopId, target.stepId);
  if (step.status !== 'in_progress')
    throw new RuleBreach('finished', phrase`${step.name} is finished. The newest card shows where we are.`);
  return {
    text: sayHelp(workshop.template.step(target.stepId), step.gaps),
    buttons: step.forms.map((form) => ({ label: form.label, action: 'form', value: writeTarget({ ...target, formId: form.id }) })),
  };
}

/** A step's result, or its state so far. Without a step: the one before the current one. */
export async function describeStep(deps: Deps, workshopId: WorkshopId, wanted: StepId | undefined): Promise<Reply> {
  const hub = await viewHub(deps.store, workshopId);
  const before = (hub.current?.position ?? hub.agenda.length + 1) - 2;
  const stepId = wanted ?? hub.agenda[before]?.stepId;
  if (!stepId) throw new RuleBreach('first', phrase`This is the first step; there is nothing before it.`);
  const line = hub.agenda.find((one) => one.stepId === stepId);
  if (line?.status === 'not_started') return { text: phrase`${line.name} has not begun yet.` };
  const step = await viewStep(deps.store, workshopId, stepId);
  const sections = step.sections.map((section) =>
    joinPhrases(
      [
        phrase`*${ours(section.label)}*`,
        ...section.lines.map((one) => phrase`• ${one.title}${sayDetails(one.details)}${sayAuthors(one.userIds)}`),
      ],
      '\n',
    ),
  );
  const open = step.gapWords.length > 0 ? [phrase`:warning: Open: ${step.gapWords.join('; ')}`] : [];
  return {
    text: joinPhrases(
      [
        phrase`*${step.position}. ${step.name}*${step.isStale ? phrase` _(out of date: what it rests on was changed)_` : []}`,
        ...(sections.length > 0 ? sections : [phrase`Nothing was written down.`]),
        ...open,
      ],
      '\n',
    ),
  };
}

function sayDetails(details: readonly { label: string; text: string }[]): Phrase {
  return details.length > 0 ? phrase` (${details.map((one) => `${one.label}: ${one.text}`).join(' · ')})` : [];
}

function sayAuthors(userIds: readonly UserId[]): Phrase {
  return userIds.length > 0 ? phrase` — ${listPhrases(userIds.map((one) => [person(one)]))}` : [];
}
