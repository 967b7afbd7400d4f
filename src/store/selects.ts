import { Prisma } from '../generated/prisma/client.ts';
import type { CardRow, OutboxRow } from '../ports/outbox.ts';
import type { Templates } from '../ports/templates.ts';
import type { Member, Step, StepWithDraft, Workshop } from '../workshop/workshop.ts';

/** Rows in the shape of the domain, straight from SQL: the columns are named once, here. Lists leave the large jsonb columns alone (F-30). */

export type Reader = Pick<Prisma.TransactionClient, '$queryRaw'>;

/** A condition, and what may follow it. */
export const where = Prisma.sql;

/** Where a row's template is named; what stands there is looked up in what the program has loaded. */
interface OfTemplate {
  templateId: string;
  templateVersion: number;
}
type Row<T, Looked extends keyof T> = Omit<T, Looked> & OfTemplate;

/** Whose rows there are, and what their templates are looked up in. */
export interface Team {
  templates: Templates;
  /** Undefined: everybody's. */
  orgId: string | undefined;
}

/** A workshop `w` of another team does not exist. */
function ofTeam({ orgId }: Team): Prisma.Sql {
  return orgId === undefined ? Prisma.sql`true` : Prisma.sql`w.org_id = ${orgId}`;
}

export async function selectWorkshops(db: Reader, team: Team, condition: Prisma.Sql): Promise<Workshop[]> {
  const rows = await db.$queryRaw<Row<Workshop, 'template'>[]>`
    SELECT w.id, w.org_id AS "orgId", w.channel_id AS "channelId", w.owner_user_id AS "ownerUserId", w.title, w.original_idea AS "originalIdea",
           w.status, w.template_id AS "templateId", w.template_version AS "templateVersion", w.facilitator_mode AS "facilitatorMode", w.settings, w.latest_seq AS "latestSeq",
           w.parent_workshop_id AS "parentId", w.fork_seq AS "forkSeq", w.fork_depth AS "forkDepth", w.created_at AS "createdAt"
    FROM workshops w WHERE ${ofTeam(team)} AND ${condition}`;
  await team.templates.meet(rows);
  return rows.map(({ templateId, templateVersion, ...row }) => ({ ...row, template: team.templates.get(templateId, templateVersion) }));
}

const stepColumns = Prisma.sql`
  s.id, s.workshop_id AS "workshopId", w.template_id AS "templateId", w.template_version AS "templateVersion", s.step_id AS "stepId", s.status, s.arc_phase AS "arcPhase", s.epoch, s.thread_ts AS "threadTs",
  c.id AS "contextId", s.gaps, s.skip_reason AS "skipReason", s.started_at AS "startedAt", s.completed_at AS "completedAt", s.deadline_at AS "deadlineAt", s.deadline_said AS "deadlineSaid", s.stale_since AS "staleSince",
  s.draft_revision AS "draftRevision", s.follow_ups AS "followUps",
  EXISTS (SELECT FROM cards k WHERE k.workshop_id = s.workshop_id AND k.kind = 'read-back' AND k.step_id = s.step_id) AS "readBackShown"`;
const stepTables = Prisma.sql`
  workshop_steps s JOIN contexts c ON c.workshop_step_id = s.id AND c.deleted_at IS NULL JOIN workshops w ON w.id = s.workshop_id`;

/** In the template's order, never in that of their creation (F-14). */
export async function selectSteps(db: Reader, team: Team, condition: Prisma.Sql): Promise<Step[]> {
  return defined(
    team.templates,
    await db.$queryRaw<Row<Step, 'definition'>[]>`SELECT ${stepColumns} FROM ${stepTables} WHERE ${ofTeam(team)} AND ${condition}`,
  );
}

/** What a fork has not touched is as it was where it parted: its result's own draft. */
export const draftColumn = Prisma.sql`
  coalesce((SELECT a.draft FROM step_artifacts a WHERE a.id = s.inherited_artifact_id AND s.draft_revision = 0 AND a.epoch = s.epoch), s.draft) AS draft`;

export async function selectStepsWithDraft(db: Reader, team: Team, condition: Prisma.Sql): Promise<StepWithDraft[]> {
  return defined(
    team.templates,
    await db.$queryRaw<
      Row<StepWithDraft, 'definition'>[]
    >`SELECT ${stepColumns}, ${draftColumn} FROM ${stepTables} WHERE ${ofTeam(team)} AND ${condition}`,
  );
}

/** `about`: whatever else is asked for, as json. */
interface Scene<About> {
  workshop: Workshop;
  step: StepWithDraft;
  members: Member[];
  about: About;
}

/** The step of a log with its workshop and who is in it, in one statement. Undefined when it is gone. */
export async function selectScene<About = null>(
  db: Reader,
  team: Team,
  contextId: string,
  about: Prisma.Sql = Prisma.sql`NULL`,
): Promise<Scene<About> | undefined> {
  type Part = { workshop: Omit<Workshop, 'id' | 'template' | 'createdAt'>; workshopCreatedAt: Date };
  const [row] = await db.$queryRaw<(Row<StepWithDraft, 'definition'> & Pick<Scene<About>, 'members' | 'about'> & Part)[]>`
    SELECT ${stepColumns}, ${draftColumn}, w.created_at AS "workshopCreatedAt", jsonb_build_object(
             'orgId', w.org_id, 'channelId', w.channel_id, 'ownerUserId', w.owner_user_id, 'title', w.title, 'originalIdea', w.original_idea,
             'status', w.status, 'facilitatorMode', w.facilitator_mode, 'settings', w.settings, 'latestSeq', w.latest_seq,
             'parentId', w.parent_workshop_id, 'forkSeq', w.fork_seq, 'forkDepth', w.fork_depth) AS workshop,
           ${membersColumn} AS members, ${about} AS about
    FROM ${stepTables} WHERE ${ofTeam(team)} AND c.id = ${contextId} AND w.deleted_at IS NULL`;
  if (!row) return undefined;
  const { workshop: part, workshopCreatedAt: createdAt, members, about: told, ...rest } = row;
  const [step] = await defined(team.templates, [rest]);
  const template = team.templates.get(rest.templateId, rest.templateVersion);
  return step && { workshop: { ...part, id: step.workshopId, template, createdAt }, step, members, about: told };
}

/** Of the workshop `w`, in the order in which they came. */
export const membersColumn = Prisma.sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('userId', m.slack_user_id, 'role', m.role) ORDER BY m.created_at, m.id), '[]')
  FROM workshop_members m WHERE m.workshop_id = w.id)`;

async function defined<R extends OfTemplate & Pick<Step, 'stepId'>>(
  templates: Templates,
  rows: R[],
): Promise<(Omit<R, keyof OfTemplate> & Pick<Step, 'definition'>)[]> {
  await templates.meet(rows);
  return rows
    .map(({ templateId, templateVersion, ...row }) => {
      const template = templates.get(templateId, templateVersion);
      return { step: { ...row, definition: template.step(row.stepId) }, position: template.positionOf(row.stepId) };
    })
    .sort((one, other) => one.position - other.position)
    .map(({ step }) => step);
}

export const outboxColumns = Prisma.sql`
  o.id, o.workshop_id AS "workshopId", o.org_id AS "orgId", o.channel_id AS "channelId", o.content, o.attempts, o.slack_ts AS "slackTs", o.doubtful, o.created_at AS "createdAt", o.lease_owner AS owner, o.trace`;

export function selectOutbox(db: Reader, condition: Prisma.Sql): Promise<OutboxRow[]> {
  return db.$queryRaw<OutboxRow[]>`SELECT ${outboxColumns} FROM outbox o WHERE ${condition}`;
}

/** The card of a step is the root of its thread; hub and finale stand in the channel too, all others in their step's thread. */
export const cardColumns = Prisma.sql`
  k.id, k.workshop_id AS "workshopId", k.org_id AS "orgId", k.channel_id AS "channelId", k.kind, k.step_id AS "stepId", k.subject_id AS "subjectId", k.slack_ts AS "slackTs",
  (SELECT s.thread_ts FROM workshop_steps s WHERE k.kind NOT IN ('hub', 'step', 'finale') AND s.workshop_id = k.workshop_id AND s.step_id = k.step_id) AS "threadTs",
  k.wanted_revision AS "wantedRevision"`;

export function selectCards(db: Reader, condition: Prisma.Sql): Promise<CardRow[]> {
  return db.$queryRaw<CardRow[]>`SELECT ${cardColumns} FROM cards k WHERE ${condition}`;
}
