import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import type { ProposalStore, ProposalTx } from '../ports/proposal-store.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import type { StepId } from '../workshop/ids.ts';
import type { JsonObject } from '../workshop/json.ts';
import type { DroppedLines, Proposal, ProposalLine, ProposalStatus } from '../workshop/proposal.ts';
import { wholeText } from '../workshop/whole-text.ts';
import { messagesOf, selectFamily } from './family.ts';
import { newId } from './ids.ts';
import { storableJson } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';

type Row = Prisma.ProposalGetPayload<object>;

/** Whose last words count as having spoken lately. */
const maxLookedAt = 500;
const maxAsked = 500;

function toProposal(row: Row): Proposal {
  return {
    ...row,
    stepId: row.stepId as StepId,
    status: row.status as ProposalStatus,
    // Written by saveProposal and nobody else.
    lines: row.lines as unknown as ProposalLine[],
    dropped: row.dropped as DroppedLines,
  };
}

async function newest(db: Pick<Prisma.TransactionClient, 'proposal'>, where: Prisma.ProposalWhereInput): Promise<Proposal | undefined> {
  const row = await db.proposal.findFirst({ where, orderBy: { seq: 'desc' } });
  return row ? toProposal(row) : undefined;
}

export function proposalWrites(scope: TxScope): ProposalTx {
  const { db, workshop } = scope;
  const workshopId = workshop.id;
  return {
    openProposal: (stepId) => newest(db, { workshopId, stepId, status: 'open' }),
    latestProposal: (stepId) => newest(db, { workshopId, stepId }),

    async proposal(id) {
      const row = await db.proposal.findFirst({ where: { id, workshopId } });
      if (!row) throw new NotFound('Proposal', id);
      return toProposal(row);
    },

    async saveProposal({ stepId, epoch, lines, dropped, at }) {
      await db.proposal.updateMany({ where: { workshopId, stepId, status: 'open' }, data: { status: 'superseded' } });
      return toProposal(
        await db.proposal.create({
          data: {
            id: newId('proposal'),
            workshopId,
            stepId,
            epoch,
            seq: await takeSeq(scope),
            lines: storableJson(lines),
            dropped: storableJson(dropped),
            createdAt: at,
          },
        }),
      );
    },

    async decideProposal(id, { status, by, at, lines }) {
      const { count } = await db.proposal.updateMany({
        where: { id, workshopId, status: 'open' },
        data: { status, decidedBy: by, decidedAt: at, ...(lines ? { lines: storableJson(lines) } : {}) },
      });
      if (count === 0) throw new Conflict('Proposal', 1, 0);
      await takeSeq(scope);
    },

    async standingMessages(ids) {
      const family = await selectFamily(db, workshopId);
      const rows = await db.message.findMany({
        where: { id: { in: ids.slice(0, maxAsked) }, role: 'user', deletedAt: null, ...messagesOf(family) },
        select: { id: true, slackUserId: true, content: true, metadata: true },
      });
      const textOf = (row: (typeof rows)[number]) => wholeText(row.content, row.metadata as JsonObject);
      return new Map(rows.flatMap((row) => (row.slackUserId ? [[row.id, { userId: row.slackUserId, text: textOf(row) }]] : [])));
    },

    async setConsidered(contextId, version) {
      await db.context.updateMany({
        where: { id: contextId, consideredVersion: { lt: version }, workshopStep: { workshopId } },
        data: { consideredVersion: version },
      });
    },
  };
}

export function proposalReads(prisma: PrismaClient): ProposalStore {
  return {
    latestProposal: ({ workshopId, stepId }) => newest(prisma, { workshopId, stepId }),

    async recentSpeakers(contextId) {
      const rows = await prisma.$queryRaw<{ userId: string }[]>`
        SELECT DISTINCT slack_user_id AS "userId" FROM (
          SELECT slack_user_id FROM messages
          WHERE context_id = ${contextId} AND role = 'user' AND deleted_at IS NULL AND slack_user_id IS NOT NULL
          ORDER BY version DESC LIMIT ${maxLookedAt}
        ) lately`;
      return rows.map((row) => row.userId);
    },
  };
}
