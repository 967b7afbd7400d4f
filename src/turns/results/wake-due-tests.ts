import { ownersOf, type PeopleNames } from '../../build-pack/owners.ts';
import type { WorkshopTx } from '../../ports/store.ts';
import type { Day } from '../../workshop/day-forms.ts';
import { readDueDay } from '../../workshop/due-day.ts';
import type { UserId, WorkshopId } from '../../workshop/ids.ts';
import { instantAt, localDay, localTime } from '../../workshop/local-time.ts';
import { digestHours } from '../../workshop/pace.ts';
import { joinPhrases, type Phrase, phrase } from '../../workshop/phrase.ts';
import { findTests, type PlannedTest, testList } from '../../workshop/planned-tests.ts';
import type { Step, Workshop } from '../../workshop/workshop.ts';
import { nudge } from '../people/nudge.ts';
import { zonesOf } from '../time/zones.ts';
import type { Deps } from '../use-case.ts';
import type { Waker } from '../wake-workshop.ts';

const dayMs = 86_400_000;
/** Whoever had their one message of that day already hears of it on one of the next. */
const patienceMs = 7 * dayMs;

interface DueTest extends PlannedTest {
  dueDay: Day;
  /** Who is reminded: whoever its words name, or the host. */
  userId: UserId;
  zone: string;
}

/**
 * On the day that a planned test is due, in the morning where they are, whoever runs it is asked once what came of it; nobody when its
 * result is there. It is their one direct message of that day, or of one of the next.
 */
export const wakeDueTests: Waker = async (deps, workshopId) => {
  if (!(await deps.store.inWorkshop(workshopId, hasPlans))) return;
  const found = await findDueTests(deps, workshopId);
  if (!found) return;
  const now = deps.clock.now();
  const due = new Map<UserId, DueTest[]>();
  for (const test of found.tests) {
    const moment = momentOf(test, now);
    if (moment === undefined) continue;
    if (moment > now) await deps.store.inWorkshop(workshopId, (tx) => tx.wakeAt(moment));
    else due.set(test.userId, [...(due.get(test.userId) ?? []), test]);
  }
  for (const [userId, tests] of due) await remindOf(deps, found.step, userId, tests, now);
};

/** Most workshops that are woken have other things to do, and nothing is loaded for them. */
async function hasPlans(tx: WorkshopTx): Promise<boolean> {
  const place = testList(tx.workshop.template);
  if (!place || !isAsking(tx.workshop)) return false;
  return (await tx.steps()).some((step) => step.stepId === place.stepId && step.status === 'complete');
}

async function findDueTests(deps: Deps, workshopId: WorkshopId): Promise<{ step: Step; tests: DueTest[] } | undefined> {
  const { workshop, steps, members } = await deps.store.loadWorkshop(workshopId);
  const place = testList(workshop.template);
  const step = place && steps.find((one) => one.stepId === place.stepId);
  if (!step) return undefined;
  const planned = findTests(workshop.template, steps).filter((test) => test.due && !test.result);
  if (planned.length === 0) return undefined;
  const userIds = members.flatMap((member) => (member.role === 'viewer' ? [] : member.userId));
  const names = await deps.people.namesOf(userIds);
  const zoneOf = await zonesOf(deps, workshop.ownerUserId, userIds);
  const saidAt = await whenSaid(deps, workshopId, planned);
  const tests = planned.flatMap((test): DueTest[] => {
    const owner = ownerOf(test, names, userIds) ?? workshop.ownerUserId;
    const speaker = test.sources.at(-1);
    const dueDay = readDueDay(
      test.due,
      saidAt.get(speaker?.messageId ?? '') ?? step.completedAt ?? workshop.createdAt,
      zoneOf(speaker?.userId ?? owner),
    );
    return dueDay ? [{ ...test, dueDay, userId: owner, zone: zoneOf(owner) }] : [];
  });
  return { step, tests };
}

function isAsking({ status, settings }: Workshop): boolean {
  const isOn = status === 'active' || status === 'completed';
  return isOn && !settings.archived && !settings.cancelled && settings.directMessages !== false;
}

async function whenSaid({ store }: Deps, workshopId: WorkshopId, tests: readonly PlannedTest[]): Promise<Map<string, Date>> {
  const ids = tests.flatMap((test) => test.sources.at(-1)?.messageId ?? []);
  return new Map((await store.messagesById(workshopId, ids)).map((message) => [message.id, message.createdAt]));
}

function ownerOf({ test, sources }: PlannedTest, names: PeopleNames, members: readonly UserId[]): UserId | undefined {
  const said = {
    messageIds: sources.map((one) => one.messageId),
    userIds: [...new Set(sources.map((one) => one.userId))],
    origin: 'human' as const,
  };
  return ownersOf({ title: test, sources: said }, names).userIds.find((userId) => members.includes(userId));
}

/** When somebody is to hear of it: now or later; undefined when it is long past. */
function momentOf({ dueDay, zone }: DueTest, now: Date): Date | undefined {
  const dueAt = instantAt({ ...dueDay, hour: digestHours.from, minute: 0 }, zone);
  if (dueAt > now) return dueAt;
  if (now.getTime() - dueAt.getTime() > patienceMs) return undefined;
  const { hour } = localTime(now, zone);
  if (hour >= digestHours.from && hour < digestHours.until) return now;
  return nextMorning(now, zone, hour < digestHours.from ? 0 : 1);
}

function nextMorning(now: Date, zone: string, days: number): Date {
  const { year, month, day } = localTime(new Date(now.getTime() + days * dayMs), zone);
  return instantAt({ year, month, day, hour: digestHours.from, minute: 0 }, zone);
}

/** Rolls the transaction back: they have had their message of this day, and hear of it on another. */
class NotToday extends Error {}

async function remindOf(deps: Deps, step: Step, userId: UserId, due: readonly DueTest[], now: Date): Promise<void> {
  const zone = due[0]?.zone ?? 'UTC';
  try {
    await deps.store.inWorkshop(step.workshopId, async (tx) => {
      const { id, title, channelId } = tx.workshop;
      const fresh: DueTest[] = [];
      for (const test of due) {
        const { year, month, day } = test.dueDay;
        if (await tx.takeReceipt(`test-due:${id}:${test.itemId}:${year}-${month}-${day}`)) fresh.push(test);
      }
      if (fresh.length === 0) return;
      const isSent = await nudge(tx, {
        userId,
        kind: 'reminder',
        localDay: localDay(now, zone),
        text: sayDue(fresh, title),
        links: step.threadTs ? [{ label: `${title}: ${step.definition.name}`, channelId, slackTs: step.threadTs }] : [],
      });
      if (!isSent) throw new NotToday();
    });
  } catch (error) {
    if (!(error instanceof NotToday)) throw error;
    await deps.store.inWorkshop(step.workshopId, (tx) => tx.wakeAt(nextMorning(now, zone, 1)));
  }
}

function sayDue(tests: readonly PlannedTest[], title: string): Phrase {
  return joinPhrases(
    [
      phrase`“${title}”: ${tests.length === 1 ? 'a test is' : 'tests are'} due.`,
      ...tests.map(({ belief, test, due }) => phrase`• ${test || belief} (“${due}”)`),
      phrase`What came of it? A number is enough: “/workshop result” in the channel puts it into the build pack.`,
    ],
    '\n',
  );
}
