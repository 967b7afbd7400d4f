import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Templates } from '../ports/templates.ts';
import type { TimeStore, TimeTx, WaitingStep } from '../ports/time-store.ts';
import { draftColumn } from './selects.ts';
import type { TxScope } from './tx-scope.ts';

const maxMembers = 500;
const maxWaiting = 20;

type DigestWrites = Pick<TimeTx, 'digestPlans' | 'setNextDigest' | 'askFor' | 'forgetAsking'>;

export function digestWrites({ db, workshop }: TxScope): DigestWrites {
  const { id: workshopId, orgId } = workshop;
  const change = async (userId: string, data: { nextDigestAt?: Date; askedFor?: boolean }) =>
    void (await db.workshopMember.updateMany({ where: { workshopId, slackUserId: userId }, data }));
  return {
    async digestPlans() {
      const rows = await db.workshopMember.findMany({
        where: { workshopId, role: { not: 'viewer' } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: maxMembers,
        select: { slackUserId: true, nextDigestAt: true },
      });
      return rows.map((row) => ({ userId: row.slackUserId, nextAt: row.nextDigestAt }));
    },
    setNextDigest: (userId, at) => change(userId, { nextDigestAt: at }),
    askFor: (userId) => change(userId, { askedFor: true }),
    async forgetAsking(userId) {
      await db.workshopMember.updateMany({
        where: { slackUserId: userId, askedFor: true, workshop: { orgId } },
        data: { askedFor: false },
      });
    },
  };
}

type WaitingRow = Omit<WaitingStep, 'definition'> & { templateId: string; templateVersion: number; stepId: string };

export function digestReads(prisma: PrismaClient, templates: Templates): Pick<TimeStore, 'waitingFor' | 'digestWish' | 'setDigestWish'> {
  return {
    async waitingFor({ orgId, userId }) {
      const rows = await prisma.$queryRaw<WaitingRow[]>`
        SELECT w.id AS "workshopId", w.title, w.channel_id AS "channelId", w.owner_user_id AS host, w.settings->'quorum' AS quorum, w.template_id AS "templateId",
               w.template_version AS "templateVersion", s.id AS "stepDbId", s.step_id AS "stepId", s.thread_ts AS "threadTs", m.role,
               ${draftColumn}, s.started_at AS "startedAt", s.deadline_at AS "deadlineAt", s.deadline_said AS "deadlineSaid",
               EXISTS (SELECT FROM step_participants p WHERE p.workshop_step_id = s.id AND p.slack_user_id = ${userId} AND p.messages > 0) AS "hasSpoken",
               EXISTS (SELECT FROM approvals a WHERE a.workshop_step_id = s.id AND a.kind = 'done' AND a.slack_user_id = ${userId}
                         AND a.withdrawn_at IS NULL AND a.epoch = s.epoch AND (s.started_at IS NULL OR a.created_at >= s.started_at)) AS "isDone",
               (SELECT a.subject FROM approvals a WHERE a.workshop_step_id = s.id AND a.kind = 'sign-off' AND a.slack_user_id = ${userId}
                  AND a.withdrawn_at IS NULL AND a.epoch = s.epoch ORDER BY a.seq DESC LIMIT 1) AS signed,
               ARRAY(SELECT v.definition_id FROM activities v WHERE v.workshop_step_id = s.id AND v.status = 'open' AND v.epoch = s.epoch
                       AND NOT EXISTS (SELECT FROM ballots b WHERE b.activity_id = v.id AND b.slack_user_id = ${userId})
                       AND NOT EXISTS (SELECT FROM sheets h WHERE h.activity_id = v.id AND h.slack_user_id = ${userId})
                     ORDER BY v.opened_at LIMIT 5) AS "openTogether",
               m.asked_for AS "isAskedFor"
        FROM workshop_members m JOIN workshops w ON w.id = m.workshop_id
        JOIN workshop_steps s ON s.workshop_id = w.id AND s.status = 'in_progress'
        WHERE m.slack_user_id = ${userId} AND m.role <> 'viewer' AND w.org_id = ${orgId} AND w.status = 'active' AND w.deleted_at IS NULL
          AND w.settings->>'pace' = 'async' AND w.settings->>'directMessages' IS DISTINCT FROM 'false'
        ORDER BY w.created_at DESC, w.id, s.started_at LIMIT ${maxWaiting}`;
      await templates.meet(rows);
      return rows.map(({ templateId, templateVersion, stepId, ...row }) => ({
        ...row,
        definition: templates.get(templateId, templateVersion).step(stepId),
      }));
    },

    async digestWish({ orgId, userId }) {
      const row = await prisma.workshopMember.findFirst({
        where: { slackUserId: userId, digest: 'urgent', workshop: { orgId } },
        select: { id: true },
      });
      return row ? 'urgent' : 'daily';
    },

    async setDigestWish({ orgId, userId }, wish) {
      await prisma.workshopMember.updateMany({ where: { slackUserId: userId, workshop: { orgId } }, data: { digest: wish } });
    },
  };
}
