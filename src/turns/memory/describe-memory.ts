import type { FactScope } from '../../ports/context-store.ts';
import type { KnownFact } from '../../ports/memory-store.ts';
import type { Button } from '../../ports/outbox.ts';
import { sayFact } from '../../workshop/fact-words.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { joinPhrases, type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { writeTarget } from '../button-target.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { inMemory, isCarriable, type MemoryScene, mayChange } from './known-facts.ts';
import { memoryFormId } from './memory-form-ids.ts';

const perPage = 12;
const maxFactChars = 220;

/** `/workshop memory`: what is remembered here, by how far it reaches, with who said it and when; for the asker alone. Throws RuleBreach. */
export async function describeMemory(
  deps: Deps,
  asker: Asker,
  place: { workshopId: WorkshopId; stepId?: StepId | undefined },
  page = 0,
): Promise<Reply> {
  return inMemory(deps, asker, place, async (scene) => {
    const pages = Math.max(1, Math.ceil(scene.facts.length / perPage));
    const at = Math.min(Math.max(0, page), pages - 1);
    const sorted = scopes.flatMap((scope) => scene.facts.filter((fact) => fact.scope === scope));
    const shown = sorted.slice(at * perPage, (at + 1) * perPage);
    return { text: sayMemory(scene, shown, at, pages), buttons: buttonsOf(scene, asker, at, pages) };
  });
}

const scopes: readonly FactScope[] = ['thread', 'workshop', 'team'];

function sayMemory({ tx, step, facts, isHost }: MemoryScene, shown: readonly KnownFact[], at: number, pages: number): Phrase {
  const usesTeam = tx.workshop.settings.useTeamMemory !== false;
  const headings: Record<FactScope, Phrase> = {
    thread: phrase`*Only in the thread of ${step.definition.name}*`,
    workshop: phrase`*In this workshop*`,
    team: phrase`*From earlier workshops of this team*`,
  };
  const parts: Phrase[] = [];
  if (facts.length === 0)
    parts.push(
      phrase`I don't remember anything here yet. Begin with my name and “remember that …” in a thread, or press *Remember something*.`,
    );
  for (const scope of scopes) {
    const lines = shown.filter((fact) => fact.scope === scope);
    if (lines.length > 0) parts.push(joinPhrases([headings[scope], ...lines.map(sayLine)], '\n'));
  }
  if (pages > 1) parts.push(phrase`Page ${at + 1} of ${pages}, ${facts.length} in all.`);
  if (!usesTeam)
    parts.push(
      isHost
        ? phrase`What the team remembers from earlier workshops is left out here.`
        : phrase`What the team remembers from earlier workshops is left out here, as the host decided.`,
    );
  return joinPhrases(parts, '\n\n');
}

/** Where a team's fact comes from is nobody's business elsewhere: who let it be carried on is. */
function sayLine(fact: KnownFact): Phrase {
  const words = sayFact(fact.key, fact.value);
  const cut = words.length > maxFactChars ? `${words.slice(0, maxFactChars - 1)}…` : words;
  const when = dayOf(fact.createdAt);
  if (fact.scope === 'team')
    return fact.consentedBy ? phrase`• ${cut} (carried on by ${person(fact.consentedBy)}, ${when})` : phrase`• ${cut} (${when})`;
  const from = fact.isInherited ? phrase`, from the workshop that this is a fork of` : [];
  return fact.saidBy ? phrase`• ${cut} (${person(fact.saidBy)}, ${when}${from})` : phrase`• ${cut} (${when}${from})`;
}

function dayOf(at: Date): string {
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}

function buttonsOf(scene: MemoryScene, asker: Asker, at: number, pages: number): Button[] {
  const { tx, step, facts, isHost } = scene;
  const workshopId = tx.workshop.id;
  const form = (label: string, formId: string): Button => ({
    label,
    action: 'form',
    value: writeTarget({ workshopId, stepId: step.stepId, epoch: step.epoch, formId }),
  });
  const press = (label: string, action: string, more: object): Button => ({
    label,
    action,
    value: JSON.stringify({ w: workshopId, s: step.stepId, ...more }),
  });
  const canChange = facts.some((fact) => mayChange(scene, asker, fact));
  const usesTeam = tx.workshop.settings.useTeamMemory !== false;
  const team = usesTeam ? facts.some((fact) => fact.scope === 'team') : true;
  return [
    ...(canChange ? [form('Correct', memoryFormId.correct), form('Forget', memoryFormId.forget)] : []),
    form('Remember something', memoryFormId.remember),
    ...(isHost && facts.some(isCarriable) ? [form('Carry into later workshops', memoryFormId.carry)] : []),
    ...(isHost && team ? [press(usesTeam ? 'Leave team memory out' : 'Use team memory', 'memory-team', { on: !usesTeam })] : []),
    ...(at > 0 ? [press('Back', 'memory-page', { p: at - 1 })] : []),
    ...(at + 1 < pages ? [press('More', 'memory-page', { p: at + 1 })] : []),
  ];
}
