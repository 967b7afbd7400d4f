import type { HomeRow } from '../../ports/home-store.ts';
import type { StepId, UserId, WorkshopId } from '../../workshop/ids.ts';
import { type Phrase, person, phrase } from '../../workshop/phrase.ts';
import { testList } from '../../workshop/planned-tests.ts';
import type { Role } from '../../workshop/roles.ts';
import { owedSignOff } from '../../workshop/sign-off.ts';
import type { WorkshopStatus } from '../../workshop/workshop.ts';
import type { Deps } from '../use-case.ts';

/** A home holds a hundred blocks; a workshop takes three of them. */
const maxWorkshops = 20;
const maxWaiting = 5;

export interface HomeWorkshop {
  id: WorkshopId;
  title: string;
  channelId: string;
  status: WorkshopStatus;
  role: Role;
  /** Where it stands, once a step is open. */
  step:
    | { stepId: StepId; epoch: number; position: number; total: number; name: string; threadTs: string | null; deadlineAt: Date | null }
    | undefined;
  done: { steps: number; total: number };
  /** It is over, and what came of its tests can be recorded. */
  takesResults: boolean;
  /** What waits for this person, the most urgent first. */
  waits: Phrase[];
}

export interface HomeView {
  workshops: HomeWorkshop[];
  /** There may be more than are shown. */
  isFull: boolean;
  /** So many are not shown, since nobody says whether this person is still in their channels. */
  unknown: number;
  isMuted: boolean;
}

/**
 * What one person sees in the app's home: where they take part, where it stands, what waits for them. Of this team only, and only of
 * channels that they are in now.
 */
export async function viewHome({ store, clock, channels }: Deps, person: { orgId: string; userId: UserId }): Promise<HomeView> {
  const [rows, isMuted] = await Promise.all([store.homeOf(person, maxWorkshops, clock.now()), store.isMuted(person)]);
  const there = await Promise.all(rows.map(({ workshop }) => channels.hasPerson(workshop.channelId, person.userId)));
  return {
    workshops: rows.filter((_, index) => there[index] === true).map((row) => toHomeWorkshop(row, person.userId)),
    isFull: rows.length === maxWorkshops,
    unknown: there.filter((one) => one === undefined).length,
    isMuted,
  };
}

function toHomeWorkshop(row: HomeRow, userId: UserId): HomeWorkshop {
  const { workshop, role, steps, open } = row;
  const current = open && steps.find((step) => step.id === open.id);
  return {
    id: workshop.id,
    title: workshop.title,
    channelId: workshop.channelId,
    status: workshop.status,
    role,
    step: current && {
      stepId: current.stepId,
      epoch: current.epoch,
      position: workshop.template.positionOf(current.stepId),
      total: workshop.template.steps.length,
      name: current.definition.name,
      threadTs: current.threadTs,
      deadlineAt: current.deadlineAt,
    },
    done: { steps: steps.filter((step) => step.status === 'complete').length, total: steps.length },
    takesResults: takesResults(row),
    waits: workshop.status === 'active' ? whatWaits(row, userId).slice(0, maxWaiting) : [],
  };
}

function takesResults({ workshop: { status, settings, template }, role, steps }: HomeRow): boolean {
  const stepId = testList(template)?.stepId;
  const isPlanned = steps.some((step) => step.stepId === stepId && step.status === 'complete');
  return status === 'completed' && !settings.archived && role !== 'viewer' && isPlanned;
}

function whatWaits({ workshop, role, steps, open, requests }: HomeRow, userId: UserId): Phrase[] {
  if (role === 'viewer') return [];
  const { standIn } = workshop.settings;
  const waits: Phrase[] = [];
  if (standIn?.for === userId) waits.push(phrase`${person(standIn.by)} leads while you are away. “/workshop people” gives it back to you.`);
  const current = open && steps.find((step) => step.id === open.id);
  if (open && current) {
    const { definition } = current;
    const nameOf = (id: string) => definition.activities.find((one) => one.id === id)?.label ?? 'the round';
    for (const round of open.rounds.filter((one) => !one.tookPart))
      waits.push(phrase`“${nameOf(round.definitionId)}” is open, without you so far.`);
    if (!open.hasSpoken && !open.isDone) waits.push(phrase`Your answer: ${definition.opening.question}`);
    const signOff = owedSignOff(definition, open.draft, open.signed);
    if (signOff) waits.push(phrase`Your yes: ${signOff.label}.`);
    if (open.proposals > 0)
      waits.push(phrase`${open.proposals} proposed ${open.proposals === 1 ? 'line waits' : 'lines wait'} for a decision.`);
  }
  if (role === 'owner' && requests > 0)
    waits.push(phrase`${requests === 1 ? 'One request waits' : `${requests} requests wait`} for your yes.`);
  return waits;
}
