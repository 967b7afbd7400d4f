import type { StepId } from '../../workshop/ids.ts';
import { isStepIdShape } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import { staleButton } from '../button-target.ts';
import type { ButtonHandler } from '../press-button.ts';
import { isRepeated, requirePermission } from '../use-case.ts';
import { describeMemory } from './describe-memory.ts';
import { inMemory } from './known-facts.ts';

interface MemoryValue {
  workshopId: string;
  stepId: StepId;
  page: number;
  isOn: boolean;
}

function readValue(value: string): MemoryValue {
  try {
    const { w, s, p = 0, on = true } = JSON.parse(value) as Record<string, unknown>;
    if (typeof w === 'string' && typeof s === 'string' && isStepIdShape(s) && Number.isSafeInteger(p) && typeof on === 'boolean')
      return { workshopId: w, stepId: s, page: p as number, isOn: on };
  } catch {
    // Falls through: a value that we did not write.
  }
  throw staleButton();
}

export const memoryPresses: Readonly<Record<string, ButtonHandler>> = {
  'memory-page': async (deps, asker, value) => {
    const { page, ...place } = readValue(value);
    return describeMemory(deps, asker, place, page);
  },
  /** Whether this workshop knows what the team remembers. */
  'memory-team': async (deps, asker, value) => {
    const { workshopId, stepId, isOn } = readValue(value);
    await inMemory(deps, asker, { workshopId, stepId }, async ({ tx }) => {
      if (await isRepeated(tx, asker)) return;
      await requirePermission(tx, asker, 'steer');
      const { useTeamMemory: _, ...settings } = tx.workshop.settings;
      await tx.updateWorkshop({ settings: isOn ? settings : { ...settings, useTeamMemory: false } });
      await tx.audit({ action: 'team-memory', userId: asker.userId, details: { isOn }, at: deps.clock.now() });
    });
    const reply = await describeMemory(deps, asker, { workshopId, stepId });
    const done = isOn
      ? phrase`This workshop knows again what the team remembers.`
      : phrase`From now on this workshop leaves out what the team remembers.`;
    return { ...reply, text: [...done, { ours: '\n\n' }, ...reply.text] };
  },
};
