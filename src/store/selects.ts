import { Prisma } from '../generated/prisma/client.ts';
import type { CardRow, OutboxRow } from '../ports/outbox.ts';
import { stepIds } from '../workshop/ids.ts';
import type { Step, StepWithDraft, Workshop } from '../workshop/workshop.ts';

/** Rows in the shape of the domain, straight from SQL: the columns are named once, here. Lists leave the large jsonb columns alone (F-30). */

export type Reader = Pick<Prisma.TransactionClient, '$queryRaw'>;

/** A condition, and what may follow it. */
export const where = Prisma.sql;

export function selectWorkshops(db: Reader, condition: Prisma.Sql): Promise<Workshop[]> {
  return db.$queryRaw<Workshop[]>`
    SELECT w.id, w.org_id AS "orgId", w.channel_id AS "channelId", w.owner_user_id AS "ownerUserId", w.title, w.original_idea AS "originalIdea",
           w.status, w.template_id AS "templateId", w.facilitator_mode AS "facilitatorMode", w.settings, w.latest_seq AS "latestSeq", w.created_at AS "createdAt"
    FROM workshops w WHERE ${condition}`;
}

const stepColumns = Prisma.sql`
  s.id, s.workshop_id AS "workshopId", s.step_id AS "stepId", s.status, s.arc_phase AS "arcPhase", s.epoch, s.thread_ts AS "threadTs",
  c.id AS "contextId", s.gaps, s.skip_reason AS "skipReason", s.started_at AS "startedAt", s.completed_at AS "completedAt",
  s.draft_revision AS "draftRevision", s.follow_ups AS "followUps",
  EXISTS (SELECT FROM cards k WHERE k.workshop_id = s.workshop_id AND k.kind = 'read-back' AND k.step_id = s.step_id) AS "readBackShown"`;
const stepTables = Prisma.sql`workshop_steps s JOIN contexts c ON c.workshop_step_id = s.id AND c.deleted_at IS NULL`;

/** In the template's order, never in that of their creation (F-14). */
export async function selectSteps(db: Reader, condition: Prisma.Sql): Promise<Step[]> {
  return inOrder(await db.$queryRaw<Step[]>`SELECT ${stepColumns} FROM ${stepTables} WHERE ${condition}`);
}

export async function selectStepsWithDraft(db: Reader, condition: Prisma.Sql): Promise<StepWithDraft[]> {
  return inOrder(await db.$queryRaw<StepWithDraft[]>`SELECT ${stepColumns}, s.draft FROM ${stepTables} WHERE ${condition}`);
}

function inOrder<S extends Step>(steps: S[]): S[] {
  return steps.sort((one, other) => stepIds.indexOf(one.stepId) - stepIds.indexOf(other.stepId));
}

export const outboxColumns = Prisma.sql`
  o.id, o.workshop_id AS "workshopId", o.org_id AS "orgId", o.channel_id AS "channelId", o.content, o.attempts, o.slack_ts AS "slackTs", o.doubtful, o.created_at AS "createdAt"`;

export function selectOutbox(db: Reader, condition: Prisma.Sql): Promise<OutboxRow[]> {
  return db.$queryRaw<OutboxRow[]>`SELECT ${outboxColumns} FROM outbox o WHERE ${condition}`;
}

/** A read-back and a proposal stand in their step's thread, the others in the channel. */
export const cardColumns = Prisma.sql`
  k.id, k.workshop_id AS "workshopId", k.org_id AS "orgId", k.channel_id AS "channelId", k.kind, k.step_id AS "stepId", k.slack_ts AS "slackTs",
  (SELECT s.thread_ts FROM workshop_steps s WHERE k.kind IN ('read-back', 'proposal') AND s.workshop_id = k.workshop_id AND s.step_id = k.step_id) AS "threadTs",
  k.wanted_revision AS "wantedRevision"`;

export function selectCards(db: Reader, condition: Prisma.Sql): Promise<CardRow[]> {
  return db.$queryRaw<CardRow[]>`SELECT ${cardColumns} FROM cards k WHERE ${condition}`;
}
