import type { WorkshopTx } from '../ports/store.ts';
import { Conflict, NotFound } from '../workshop/errors.ts';
import { newId } from './ids.ts';
import { selectSteps, selectStepsWithDraft, where } from './selects.ts';
import { endSession } from './sessions.ts';
import { storableJson } from './storable.ts';
import { type TxScope, takeSeq } from './tx-scope.ts';
import { readMembers } from './workshop-reads.ts';

type WorkshopWrites = Pick<
  WorkshopTx,
  'steps' | 'step' | 'members' | 'setMember' | 'updateWorkshop' | 'updateStep' | 'saveDraft' | 'takeSeq' | 'takeReceipt' | 'audit'
>;

export function workshopWrites(scope: TxScope): WorkshopWrites {
  const { db, settings } = scope;
  const { id: workshopId, orgId } = scope.workshop;

  return {
    steps: () => selectSteps(db, settings, where`s.workshop_id = ${workshopId}`),

    async step(stepId) {
      const [step] = await selectStepsWithDraft(db, settings, where`s.workshop_id = ${workshopId} AND s.step_id = ${stepId}`);
      if (!step) throw new NotFound('Step', stepId);
      return step;
    },

    members: () => readMembers(db, workshopId),

    async setMember(userId, role, options) {
      await db.workshopMember.upsert({
        where: { workshopId_slackUserId: { workshopId, slackUserId: userId } },
        create: { id: newId('member'), workshopId, slackUserId: userId, role, createdAt: settings.clock.now() },
        update: options?.force ? { role } : {},
      });
    },

    async updateWorkshop(change) {
      const { settings: workshopSettings, ...rest } = change;
      await db.workshop.update({
        where: { id: workshopId },
        data: { ...rest, ...(workshopSettings ? { settings: storableJson(workshopSettings) } : {}) },
      });
      scope.workshop = { ...scope.workshop, ...change };
      if (change.status === 'completed') await endSession(scope, settings.clock.now());
    },

    async updateStep(id, { gaps, output, ...rest }) {
      const { count } = await db.workshopStep.updateMany({
        where: { id, workshopId },
        data: { ...rest, ...(gaps ? { gaps: gaps.map(storableJson) } : {}), ...(output ? { output: storableJson(output) } : {}) },
      });
      if (count === 0) throw new NotFound('Step', id);
    },

    async saveDraft({ id, epoch, draftRevision }, draft) {
      const { count } = await db.workshopStep.updateMany({
        where: { id, workshopId, epoch, draftRevision },
        data: { draft: storableJson(draft), draftRevision: { increment: 1 } },
      });
      if (count > 0) return;
      const current = await db.workshopStep.findFirst({ where: { id, workshopId }, select: { epoch: true, draftRevision: true } });
      if (!current) throw new NotFound('Step', id);
      if (current.epoch !== epoch) throw new Conflict('Epoch', epoch, current.epoch);
      throw new Conflict('Draft', draftRevision, current.draftRevision);
    },

    takeSeq: () => takeSeq(scope),

    async takeReceipt(key) {
      const inserted = await db.$executeRaw`
        INSERT INTO event_receipts (org_id, key, created_at) VALUES (${orgId}, ${key}, ${settings.clock.now()}) ON CONFLICT DO NOTHING`;
      return inserted === 1;
    },

    async audit({ action, userId, details, at }) {
      await db.auditEntry.create({
        data: { id: newId('audit'), orgId, workshopId, action, slackUserId: userId, details: storableJson(details ?? {}), createdAt: at },
      });
    },
  };
}
