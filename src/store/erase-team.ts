import { Prisma, type PrismaClient } from '../generated/prisma/client.ts';
import type { InstallationStore } from '../ports/installations.ts';
import { newId } from './ids.ts';
import { inTransaction } from './tx-scope.ts';

export interface EraseSettings {
  /** Takes the team's waiting jobs out of the queue; how many there were. */
  forgetJobs(orgId: string): Promise<number>;
}

/** A workshop goes with everything that is its own; of the rest so many rows at once. */
const workshopsAtOnce = 5;
const rowsAtOnce = 1_000;
/** As what calls off an outbox row says why. */
const notInstalled = 'not_installed';

/** What is stored of a team besides its workshops. `at`: when a row came to be; rows of a later installation stay. */
export const ownedByTeam: readonly { kind: string; table: string; where: (orgId: string) => Prisma.Sql; at: Prisma.Sql }[] = [
  {
    kind: 'facts',
    table: 'conversation_contexts',
    where: (id) => Prisma.sql`scope = 'team' AND scope_id = ${id}`,
    at: Prisma.sql`created_at`,
  },
  { kind: 'receipts', table: 'event_receipts', where: (id) => Prisma.sql`org_id = ${id}`, at: Prisma.sql`created_at` },
  { kind: 'limits', table: 'limit_counters', where: (id) => Prisma.sql`org_id = ${id}`, at: Prisma.sql`starts_at` },
  { kind: 'paces', table: 'paces', where: (id) => Prisma.sql`org_id = ${id}`, at: Prisma.sql`'-infinity'::timestamptz` },
  { kind: 'audit', table: 'audit_log', where: (id) => Prisma.sql`org_id = ${id}`, at: Prisma.sql`created_at` },
];

interface Claimed {
  id: string;
  orgId: string;
  reason: string;
  requestedAt: Date;
  counts: Record<string, number>;
  /** The app is there again: what is newer than the request is not ours to erase. */
  isBack: boolean;
}

type Counts = Record<string, number>;

export function teamErasures(
  prisma: PrismaClient,
  { forgetJobs }: EraseSettings,
): Pick<InstallationStore, 'removeInstallation' | 'removeTeams' | 'eraseNext'> {
  return {
    removeInstallation: (removal) => inTransaction(prisma, (db) => remove(db, removal)),
    removeTeams: (removal) => inTransaction(prisma, (db) => removeTeams(db, removal)),

    async eraseNext({ owner, now, leaseMs }) {
      const claimed = await claim(prisma, owner, now, leaseMs);
      if (!claimed) return undefined;
      const jobs = claimed.isBack ? 0 : await forgetJobs(claimed.orgId);
      return inTransaction(prisma, async (db) => {
        const erased = await erasePiece(db, claimed);
        const isDone = Object.values(erased).every((count) => count === 0);
        const counts = add(claimed.counts, { ...erased, jobs });
        // Nobody else is at it while the lease lasts; whoever lost it leaves the numbers to the other one.
        await db.teamErasure.updateMany({
          where: { id: claimed.id, leaseOwner: owner },
          data: { counts, leaseOwner: null, leasedUntil: null, ...(isDone ? { doneAt: now } : {}) },
        });
        const { id, orgId, reason, requestedAt } = claimed;
        return { id, orgId, reason, requestedAt, counts, doneAt: isDone ? now : null };
      });
    },
  };
}

async function remove(db: Prisma.TransactionClient, removal: Parameters<InstallationStore['removeInstallation']>[0]): Promise<boolean> {
  const { orgId, at, now, reason } = removal;
  const [installation] = await db.$queryRaw<{ installedAt: Date; isOrgWide: boolean }[]>`
    SELECT installed_at AS "installedAt", is_org_wide AS "isOrgWide" FROM installations WHERE org_id = ${orgId} FOR UPDATE`;
  // Slack counts in whole seconds.
  if (!installation || Math.floor(installation.installedAt.getTime() / 1_000) * 1_000 > at.getTime()) return false;
  const teams = installation.isOrgWide
    ? (await db.orgTeam.findMany({ where: { enterpriseId: orgId }, select: { teamId: true } })).map((row) => row.teamId)
    : [];
  await db.installation.delete({ where: { orgId } });
  await db.orgTeam.deleteMany({ where: { enterpriseId: orgId } });
  for (const team of [orgId, ...teams]) await requestErasure(db, team, reason, now);
  return true;
}

async function removeTeams(db: Prisma.TransactionClient, removal: Parameters<InstallationStore['removeTeams']>[0]): Promise<string[]> {
  const { enterpriseId, teamIds, at, now, reason } = removal;
  const gone = await db.orgTeam.findMany({
    where: { enterpriseId, teamId: { in: [...teamIds] }, createdAt: { lt: new Date(at.getTime() + 1_000) } },
    select: { teamId: true },
  });
  const ids = gone.map((row) => row.teamId);
  await db.orgTeam.deleteMany({ where: { enterpriseId, teamId: { in: ids } } });
  for (const team of ids) await requestErasure(db, team, reason, now);
  return ids;
}

async function requestErasure(db: Prisma.TransactionClient, orgId: string, reason: string, now: Date): Promise<void> {
  await db.outboxRow.updateMany({ where: { orgId, doneAt: null, failedAt: null }, data: { failedAt: now, lastError: notInstalled } });
  await db.$executeRaw`UPDATE cards SET shown_revision = wanted_revision, last_error = ${notInstalled}
                       WHERE org_id = ${orgId} AND shown_revision < wanted_revision`;
  await db.$executeRaw`
    INSERT INTO team_erasures (id, org_id, reason, requested_at) VALUES (${newId('teamErasure')}, ${orgId}, ${reason}, ${now})
    ON CONFLICT (org_id) WHERE done_at IS NULL DO UPDATE SET requested_at = excluded.requested_at`;
}

async function claim(prisma: PrismaClient, owner: string, now: Date, leaseMs: number): Promise<Claimed | undefined> {
  const [row] = await prisma.$queryRaw<Claimed[]>`
    UPDATE team_erasures e SET lease_owner = ${owner}, leased_until = ${new Date(now.getTime() + leaseMs)}
    WHERE e.id = (
      SELECT id FROM team_erasures WHERE done_at IS NULL AND (leased_until IS NULL OR leased_until <= ${now})
      ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING e.id, e.org_id AS "orgId", e.reason, e.requested_at AS "requestedAt", e.counts,
              EXISTS (SELECT 1 FROM installations i LEFT JOIN org_teams t ON t.enterprise_id = i.org_id AND t.team_id = e.org_id
                      WHERE i.org_id = e.org_id OR t.team_id IS NOT NULL) AS "isBack"`;
  return row;
}

async function erasePiece(db: Prisma.TransactionClient, claimed: Claimed): Promise<Counts> {
  const { orgId, isBack, requestedAt } = claimed;
  const isOurs = (at: Prisma.Sql) => (isBack ? Prisma.sql`${at} <= ${requestedAt}` : Prisma.sql`TRUE`);
  const workshops = await eraseWorkshops(db, orgId, isOurs(Prisma.sql`created_at`));
  const counts: Counts = { ...workshops };
  for (const { kind, table, where, at } of ownedByTeam)
    counts[kind] = await db.$executeRaw`
      DELETE FROM ${Prisma.raw(table)} WHERE ctid IN (
        SELECT ctid FROM ${Prisma.raw(table)} WHERE ${where(orgId)} AND ${isOurs(at)} LIMIT ${rowsAtOnce})`;
  return counts;
}

/** What-ifs before what they were made from. Everything of a workshop goes with its row. */
async function eraseWorkshops(db: Prisma.TransactionClient, orgId: string, isOurs: Prisma.Sql): Promise<Counts> {
  const doomed = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM workshops WHERE org_id = ${orgId} AND ${isOurs} ORDER BY fork_depth DESC, id LIMIT ${workshopsAtOnce} FOR UPDATE`;
  const ids = doomed.map((row) => row.id);
  if (ids.length === 0) return { workshops: 0 };
  const [content] = await db.$queryRaw<{ messages: number; results: number; packs: number }[]>`
    SELECT (SELECT count(*) FROM messages m JOIN contexts c ON c.id = m.context_id JOIN workshop_steps s ON s.id = c.workshop_step_id
            WHERE s.workshop_id = ANY(${ids}))::int AS messages,
           (SELECT count(*) FROM step_artifacts a JOIN workshop_steps s ON s.id = a.workshop_step_id WHERE s.workshop_id = ANY(${ids}))::int AS results,
           (SELECT count(*) FROM build_packs WHERE workshop_id = ANY(${ids}))::int AS packs`;
  await db.workshop.deleteMany({ where: { id: { in: ids } } });
  return { workshops: ids.length, ...content };
}

function add(before: Counts, more: Counts): Counts {
  const sum = { ...before };
  for (const [kind, count] of Object.entries(more)) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}
