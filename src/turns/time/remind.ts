import type { WorkshopTx } from '../../ports/store.ts';
import { RuleBreach } from '../../workshop/errors.ts';
import type { UserId } from '../../workshop/ids.ts';
import { isWorkday, localDay, localTime } from '../../workshop/local-time.ts';
import { digestHours } from '../../workshop/pace.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import type { StepWithDraft } from '../../workshop/workshop.ts';
import { readTarget } from '../button-target.ts';
import { nudge } from '../people/nudge.ts';
import type { ButtonHandler } from '../press-button.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { currentQuestion } from '../views.ts';
import { inTimedStep, type StepWish } from './timer-target.ts';
import { zonesOf } from './zones.ts';

const maxReminded = 30;
/** Nobody is reminded of the same step twice in so short a time. */
const coolDownMs = 10 * 60_000;

export interface Reminded {
  /** Who has said nothing in the step and is not done with it, besides whoever asks. */
  missing: number;
  /** Who hears of it now. */
  now: number;
  /** Who hears of it with their next message of the day. */
  later: number;
}

/**
 * Reminds those who are missing in a step, each alone and by name: live by a whisper; over days by their one direct message of the day,
 * if it is day where they are and they had none, and otherwise with the next one. In the caller's transaction; `zoneOf` from zonesOf.
 */
async function remindMissing(
  tx: WorkshopTx,
  step: StepWithDraft,
  { by, zoneOf, now }: { by: UserId; zoneOf: (userId: UserId) => string; now: Date },
): Promise<Reminded> {
  const { team, takePart, done } = await tx.stepPresence(step.id);
  const heard = new Set([...takePart, ...done, by]);
  const missing = team.filter((userId) => !heard.has(userId)).slice(0, maxReminded);
  const question = currentQuestion(step.definition, step.draft);
  let told = 0;
  for (const userId of missing) {
    const text = sayReminder(userId, by, step, question);
    if (tx.workshop.settings.pace === 'live') {
      await tx.post({ kind: 'whisper', userId, stepId: step.stepId, text });
      told += 1;
    } else if (await remindByDay(tx, step, userId, text, zoneOf(userId), now)) told += 1;
  }
  await tx.audit({ action: 'remind', userId: by, details: { stepId: step.stepId, people: missing.length }, at: now });
  return { missing: missing.length, now: told, later: missing.length - told };
}

async function remindByDay(tx: WorkshopTx, step: StepWithDraft, userId: UserId, text: Phrase, zone: string, now: Date): Promise<boolean> {
  const { hour } = localTime(now, zone);
  const isDay = isWorkday(now, zone) && hour >= digestHours.from && hour < digestHours.until;
  const { channelId, title } = tx.workshop;
  const links = step.threadTs ? [{ label: `${title}: ${step.definition.name}`, channelId, slackTs: step.threadTs }] : [];
  if (isDay && (await nudge(tx, { userId, kind: 'reminder', localDay: localDay(now, zone), text, links }))) return true;
  await tx.askFor(userId);
  return false;
}

function sayReminder(userId: UserId, by: UserId, { definition }: StepWithDraft, question: string): Phrase {
  return phrase`${person(userId)}, ${person(by)} would love to hear from you in ${definition.name}: _${question}_ A line is enough.`;
}

/** A host reminds those who are missing in the open step. Who it was is told to nobody. Throws a RuleBreach. */
export async function remind(deps: Deps, asker: Asker, wish: StepWish): Promise<Reply | undefined> {
  const found = await deps.store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId: wish.workshopId });
  const isAsync = found?.settings.pace === 'async';
  const members = isAsync ? (await deps.store.loadWorkshop(wish.workshopId)).members : [];
  const zoneOf = isAsync
    ? await zonesOf(
        deps,
        found.ownerUserId,
        members.map((member) => member.userId),
      )
    : () => 'UTC';
  return inTimedStep(deps, asker, wish, async (tx, { stepId }, now) => {
    const step = await tx.step(stepId);
    const window = Math.floor(now.getTime() / coolDownMs);
    if (!(await tx.takeReceipt(`remind:${step.id}:${step.epoch}:${window}`)))
      throw new RuleBreach('reminded', phrase`They were reminded a moment ago. Give them ten minutes.`);
    const reminded = await remindMissing(tx, step, { by: asker.userId, zoneOf, now });
    if (reminded.missing === 0)
      throw new RuleBreach('all-there', phrase`Nobody is missing in ${step.definition.name}: everybody has said something or is done.`);
    return { text: sayReminded(reminded) };
  });
}

function sayReminded({ now, later }: Reminded): Phrase {
  const people = (count: number) => (count === 1 ? 'one person' : `${count} people`);
  if (later === 0) return phrase`I have reminded ${people(now)}, each of them alone.`;
  if (now === 0) return phrase`It goes into the next message to ${people(later)}, in their morning.`;
  return phrase`I have reminded ${people(now)}; ${people(later)} will read it in their next morning.`;
}

export const remindButtons: Readonly<Record<string, ButtonHandler>> = {
  remind: async (deps, asker, value) => remind(deps, asker, readTarget(value)),
};
