import type pg from 'pg';
import type { FactPlace } from '../ports/context-store.ts';
import type { GlobalName } from '../ports/global-name.ts';
import type { Store, TeamStore } from '../ports/store.ts';
import { NotFound } from '../workshop/errors.ts';

/**
 * The one place where a team's store is kept to the team: for each of its functions it is said here by what its arguments are told to be
 * the team's. One that says nothing does not compile. See docs/decisions/0029-limits-and-scope.md
 */

/** What is asked for, as the arguments name it. All of it has to be the team's. */
interface Claim {
  orgId?: string;
  workshop?: string;
  workshops?: readonly string[];
  step?: string;
  context?: string;
  message?: string;
  round?: string;
  row?: string;
  card?: string;
}

interface Rule<F extends (...all: never[]) => unknown> {
  of(...all: Parameters<F>): Claim;
  /** What it answers when something is not the team's: as if that were not there. */
  otherwise(): Awaited<ReturnType<F>>;
}

/** `itself`: its own statement names the team, or it is about no team's things. */
type RuleOf<F> = F extends (...all: never[]) => unknown ? Rule<F> | 'itself' : never;
type Rules = { [Name in keyof TeamStore]: RuleOf<TeamStore[Name]> };

const nothing = () => undefined;
const none = () => [];
const missing = (what: string) => () => {
  throw new NotFound(what, 'of another team');
};
const byPlace = (place: { orgId: string }): Claim => ({ orgId: place.orgId });
const byWorkshop = (workshop: string): Claim => ({ workshop });
const byContext = (context: string): Claim => ({ context });
const byRow = ({ id }: { id: string }): Claim => ({ row: id });
const byCard = ({ id }: { id: string }): Claim => ({ card: id });
const byStep = (step: string): Claim => ({ step });
const byRound = (round: string): Claim => ({ round });
const ofFact = ({ scope, scopeId }: FactPlace): Claim =>
  scope === 'team' ? { orgId: scopeId } : scope === 'workshop' ? { workshop: scopeId } : { context: scopeId };

const rules: Rules = {
  createWorkshop: 'itself',
  inWorkshop: 'itself',
  loadWorkshop: 'itself',
  loadTurn: 'itself',
  loadStep: 'itself',
  forksOf: 'itself',
  compact: 'itself',
  databaseHealth: 'itself',
  countWaiting: 'itself',

  findThread: { of: byPlace, otherwise: nothing },
  storePlainMessage: { of: byPlace, otherwise: () => ({ kind: 'elsewhere' }) },
  findMessage: { of: byPlace, otherwise: nothing },
  listWorkshops: { of: byPlace, otherwise: none },
  findWorkshop: { of: byPlace, otherwise: nothing },
  hasCardsUnderWay: { of: byPlace, otherwise: () => false },
  openLogs: { of: byPlace, otherwise: none },
  homeOf: { of: byPlace, otherwise: none },
  findMembership: { of: byPlace, otherwise: nothing },
  stopReplies: { of: byPlace, otherwise: nothing },
  takePlace: { of: byPlace, otherwise: missing('Workspace') },
  holdPlace: { of: byPlace, otherwise: nothing },
  noteSeenIn: { of: byPlace, otherwise: none },
  setMuted: { of: byPlace, otherwise: nothing },
  isMuted: { of: byPlace, otherwise: () => false },
  waitingFor: { of: byPlace, otherwise: none },
  digestWish: { of: byPlace, otherwise: () => 'daily' },
  setDigestWish: { of: byPlace, otherwise: nothing },
  reserve: { of: (orgId) => ({ orgId }), otherwise: nothing },
  takeBack: { of: (orgId) => ({ orgId }), otherwise: nothing },

  messagesById: { of: byWorkshop, otherwise: none },
  messagePlaces: { of: byWorkshop, otherwise: none },
  buildPacks: { of: byWorkshop, otherwise: none },
  countMessages: { of: byWorkshop, otherwise: () => ({ human: 0, bot: 0 }) },
  ancestorsOf: { of: byWorkshop, otherwise: none },
  inheritedThreads: { of: byWorkshop, otherwise: () => new Map() },
  lastMeant: { of: (workshops) => ({ workshops }), otherwise: nothing },
  listVersions: { of: byWorkshop, otherwise: none },
  artifactVersion: { of: byWorkshop, otherwise: nothing },
  artifactAsOf: { of: byWorkshop, otherwise: nothing },
  history: { of: byWorkshop, otherwise: none },
  findAction: { of: byWorkshop, otherwise: nothing },
  findRound: { of: ({ workshopId }) => ({ workshop: workshopId }), otherwise: nothing },
  latestProposal: { of: ({ workshopId }) => ({ workshop: workshopId }), otherwise: nothing },
  findTimer: { of: ({ workshopId }) => ({ workshop: workshopId }), otherwise: nothing },
  workedOn: { of: byWorkshop, otherwise: () => ({ sessions: 0, ms: 0 }) },
  countCarriable: { of: byWorkshop, otherwise: () => 0 },
  workshopHealth: { of: byWorkshop, otherwise: missing('Workshop') },
  isErased: { of: byWorkshop, otherwise: () => false },
  purgeErased: { of: byWorkshop, otherwise: () => true },
  familyOf: { of: byWorkshop, otherwise: none },
  saveManifest: { of: ({ workshopId }) => ({ workshop: workshopId }), otherwise: missing('Workshop') },
  latestManifest: { of: byWorkshop, otherwise: nothing },
  recordUsage: { of: ({ orgId, workshopId }) => ({ orgId, workshop: workshopId }), otherwise: missing('Workshop') },
  usageOf: {
    of: (scope) => ('workshopId' in scope ? { workshop: scope.workshopId } : { orgId: scope.orgId }),
    otherwise: () => ({ calls: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0, costMicros: 0 }),
  },
  countOutbox: { of: byWorkshop, otherwise: () => ({ waiting: 0, failed: [] }) },
  replyPlace: { of: ({ workshopId }) => ({ workshop: workshopId }), otherwise: nothing },
  stepThread: { of: (step) => (typeof step === 'string' ? { step } : { workshop: step.workshopId }), otherwise: () => null },

  openWishes: { of: byContext, otherwise: none },
  closeWishes: { of: byContext, otherwise: nothing },
  isTurnWaiting: { of: byContext, otherwise: () => false },
  recentMessages: { of: byContext, otherwise: none },
  recentSpeakers: { of: byContext, otherwise: none },
  contextSources: { of: byContext, otherwise: missing('Context') },
  contextWindow: { of: byContext, otherwise: () => ({ messages: [], beyond: 0, deleted: 0, compaction: null }) },
  pastContext: { of: byContext, otherwise: missing('Context') },
  recallScope: { of: byContext, otherwise: missing('Context') },
  indexForRecall: { of: byContext, otherwise: () => 0 },
  compaction: { of: (message) => ({ message }), otherwise: nothing },
  retrieveContext: { of: ofFact, otherwise: nothing },
  retrieveContextByType: { of: ofFact, otherwise: none },
  storeContext: { of: (fact) => ({ ...ofFact(fact), message: fact.sourceMessageId }), otherwise: nothing },

  stepPresenceOf: { of: byStep, otherwise: () => ({ team: [], takePart: [], done: [] }) },
  openTimerOf: { of: byStep, otherwise: nothing },
  listRounds: { of: ({ id }) => ({ step: id }), otherwise: none },
  openRoundsOf: { of: ({ id }) => ({ step: id }), otherwise: none },
  listSignOffs: { of: ({ id }) => ({ step: id }), otherwise: none },
  countRoundTakers: { of: byRound, otherwise: () => 0 },
  findBallot: { of: byRound, otherwise: none },

  outboxRow: { of: (row) => ({ row }), otherwise: nothing },
  extendLease: { of: byRow, otherwise: () => 'lost' },
  noteOutboxPost: { of: byRow, otherwise: nothing },
  finishOutbox: { of: byRow, otherwise: () => false },
  postponeOutbox: { of: byRow, otherwise: nothing },
  failOutbox: { of: byRow, otherwise: nothing },
  card: { of: (card) => ({ card }), otherwise: nothing },
  extendCard: { of: byCard, otherwise: () => false },
  finishCard: { of: byCard, otherwise: nothing },
  postponeCard: { of: byCard, otherwise: nothing },
};

const teamFunctions = Object.keys(rules) as (keyof TeamStore)[];

const ownerSql = {
  workshop: 'SELECT org_id FROM workshops WHERE id = $1',
  step: 'SELECT org_id FROM workshop_steps WHERE id = $1',
  context: 'SELECT s.org_id FROM contexts c JOIN workshop_steps s ON s.id = c.workshop_step_id WHERE c.id = $1',
  message: 'SELECT org_id FROM messages WHERE id = $1',
  round: 'SELECT w.org_id FROM activities a JOIN workshops w ON w.id = a.workshop_id WHERE a.id = $1',
  row: 'SELECT org_id FROM outbox WHERE id = $1',
  card: 'SELECT org_id FROM cards WHERE id = $1',
} as const;

type Kind = keyof typeof ownerSql;
const kinds = Object.keys(ownerSql) as Kind[];

/** Whose something is never changes, so that it is asked once. */
export interface Owners {
  ownerOf(kind: Kind, id: string): Promise<string | undefined>;
}

const maxRemembered = 20_000;

export function createOwners(pool: pg.Pool): Owners {
  const known = new Map<string, string>();
  return {
    async ownerOf(kind, id) {
      const key = `${kind}:${id}`;
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const { rows } = await pool.query<{ org_id: string }>(ownerSql[kind], [id]);
      const owner = rows[0]?.org_id;
      if (owner === undefined) return undefined;
      const [oldest] = known.keys();
      if (known.size >= maxRemembered && oldest !== undefined) known.delete(oldest);
      known.set(key, owner);
      return owner;
    },
  };
}

/** The functions of one team. What is another's, or nobody's, is not there for them. */
export function guardTeam(store: Omit<Store, GlobalName>, orgId: string, owners: Owners): TeamStore {
  const isOurs = async (claim: Claim): Promise<boolean> => {
    if (claim.orgId !== undefined && claim.orgId !== orgId) return false;
    const ids = [
      ...kinds.flatMap((kind) => (claim[kind] === undefined ? [] : [{ kind, id: claim[kind] }])),
      ...(claim.workshops ?? []).map((id) => ({ kind: 'workshop' as const, id })),
    ];
    for (const { kind, id } of ids) if ((await owners.ownerOf(kind, id)) !== orgId) return false;
    return true;
  };
  const guard = (name: keyof TeamStore): unknown => {
    const rule = rules[name] as Rule<(...all: unknown[]) => unknown> | 'itself';
    const run = store[name] as (...all: unknown[]) => unknown;
    if (rule === 'itself') return run;
    return async (...all: unknown[]) => ((await isOurs(rule.of(...all))) ? run(...all) : rule.otherwise());
  };
  return Object.fromEntries(teamFunctions.map((name) => [name, guard(name)])) as unknown as TeamStore;
}
