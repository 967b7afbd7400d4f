import type { PrismaClient } from '../generated/prisma/client.ts';
import type { HomeStep, HomeStore } from '../ports/home-store.ts';
import type { Role } from '../workshop/roles.ts';
import { draftColumn, selectSteps, selectWorkshops, where } from './selects.ts';
import type { StoreSettings } from './tx-scope.ts';

/** What waits is looked for in so many rounds and requests of a person's workshops. */
const maxRows = 200;

/** Four statements, however many workshops somebody is in. */
export function homeReads(prisma: PrismaClient, settings: StoreSettings): HomeStore {
  return {
    async homeOf({ orgId, userId }, limit, now) {
      const workshops = await selectWorkshops(
        prisma,
        settings,
        where`w.org_id = ${orgId} AND w.deleted_at IS NULL AND w.status <> 'draft' AND w.settings->>'cancelled' IS DISTINCT FROM 'true'
              AND w.id IN (SELECT m.workshop_id FROM workshop_members m WHERE m.slack_user_id = ${userId})
              ORDER BY (w.status = 'completed'), w.created_at DESC, w.id DESC LIMIT ${limit}`,
      );
      const ids = workshops.map((workshop) => workshop.id);
      if (ids.length === 0) return [];
      const [steps, members, requests] = await Promise.all([
        selectSteps(prisma, settings, where`s.workshop_id = ANY(${ids})`),
        prisma.workshopMember.findMany({
          where: { workshopId: { in: ids }, slackUserId: userId },
          select: { workshopId: true, role: true },
        }),
        prisma.actionRequest.groupBy({
          by: ['workshopId'],
          where: { workshopId: { in: ids }, status: 'offered', isPrivate: false, expiresAt: { gt: now } },
          _count: true,
        }),
      ]);
      const open = workshops.flatMap(({ id }) => steps.find((step) => step.workshopId === id && step.status === 'in_progress') ?? []);
      const states = await readOpenSteps(
        prisma,
        open.map((step) => step.id),
        userId,
      );
      return workshops.map((workshop) => {
        const own = steps.filter((step) => step.workshopId === workshop.id);
        const current = open.find((step) => step.workshopId === workshop.id);
        const state = current && states.get(current.id);
        return {
          workshop,
          role: (members.find((member) => member.workshopId === workshop.id)?.role ?? 'viewer') as Role,
          steps: own,
          open: current && state && { stepId: current.stepId, id: current.id, ...state },
          requests: requests.find((row) => row.workshopId === workshop.id)?._count ?? 0,
        };
      });
    },

    async findMembership({ orgId, userId, workshopId }) {
      const [workshop] = await selectWorkshops(
        prisma,
        settings,
        where`w.id = ${workshopId} AND w.org_id = ${orgId} AND w.deleted_at IS NULL
              AND EXISTS (SELECT FROM workshop_members m WHERE m.workshop_id = w.id AND m.slack_user_id = ${userId})`,
      );
      return workshop;
    },
  };
}

type OpenState = Omit<HomeStep, 'stepId' | 'id'>;

async function readOpenSteps(prisma: PrismaClient, ids: readonly string[], userId: string): Promise<Map<string, OpenState>> {
  const [rows, rounds] = await Promise.all([
    prisma.$queryRaw<(Omit<OpenState, 'rounds'> & { id: string })[]>`
      SELECT s.id,
        EXISTS (SELECT FROM step_participants p WHERE p.workshop_step_id = s.id AND p.slack_user_id = ${userId} AND p.messages > 0) AS "hasSpoken",
        EXISTS (SELECT FROM approvals a WHERE a.workshop_step_id = s.id AND a.kind = 'done' AND a.slack_user_id = ${userId}
                AND a.withdrawn_at IS NULL AND a.epoch = s.epoch AND (s.started_at IS NULL OR a.created_at >= s.started_at)) AS "isDone",
        ${draftColumn},
        (SELECT a.subject FROM approvals a WHERE a.workshop_step_id = s.id AND a.kind = 'sign-off' AND a.slack_user_id = ${userId}
         AND a.withdrawn_at IS NULL AND a.epoch = s.epoch ORDER BY a.seq DESC LIMIT 1) AS signed,
        (SELECT coalesce(sum(jsonb_array_length(p.lines)), 0)::int FROM proposals p
         WHERE p.workshop_id = s.workshop_id AND p.step_id = s.step_id AND p.epoch = s.epoch AND p.status = 'open') AS proposals
      FROM workshop_steps s WHERE s.id = ANY(${[...ids]})`,
    prisma.$queryRaw<(OpenState['rounds'][number] & { stepId: string })[]>`
      SELECT a.workshop_step_id AS "stepId", a.definition_id AS "definitionId", a.kind,
        (EXISTS (SELECT FROM ballots b WHERE b.activity_id = a.id AND b.slack_user_id = ${userId})
         OR EXISTS (SELECT FROM sheets h WHERE h.activity_id = a.id AND h.slack_user_id = ${userId})) AS "tookPart"
      FROM activities a JOIN workshop_steps s ON s.id = a.workshop_step_id
      WHERE a.workshop_step_id = ANY(${[...ids]}) AND a.status = 'open' AND a.epoch = s.epoch ORDER BY a.opened_at LIMIT ${maxRows}`,
  ]);
  return new Map(
    rows.map(({ id, ...row }) => [
      id,
      { ...row, rounds: rounds.filter((round) => round.stepId === id).map(({ stepId: _, ...round }) => round) },
    ]),
  );
}
