import { roleOf } from '../../workshop/roles.ts';
import type { Workshop } from '../../workshop/workshop.ts';
import type { VerbPlace } from '../run-verb.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';
import { examine, sayFindings } from './examine.ts';

/** `/workshop doctor`: what is wrong, and how to mend it. For anybody, also where no workshop is; details are for hosts. Changes nothing. */
export async function runDoctor(deps: Deps, asker: Asker, place: VerbPlace): Promise<Reply> {
  const workshop = await findPatient(deps, asker, place).catch(() => undefined);
  const findings = await examine(deps, asker, workshop);
  const isHost = workshop ? await isHosted(deps, asker, workshop).catch(() => false) : !asker.isOutsider;
  return { text: sayFindings(findings, isHost) };
}

async function findPatient({ store }: Deps, asker: Asker, { workshopId }: VerbPlace): Promise<Workshop | undefined> {
  if (workshopId) return store.findWorkshop({ orgId: asker.orgId, channelId: asker.channelId, workshopId });
  const [running] = await store.listWorkshops(asker, ['active', 'paused']);
  return running ?? (await store.listWorkshops(asker, ['completed']))[0];
}

async function isHosted({ store }: Deps, asker: Asker, { id }: Workshop): Promise<boolean> {
  const members = await store.inWorkshop(id, (tx) => tx.members());
  return roleOf(members, asker.userId, asker.isOutsider) === 'owner';
}
