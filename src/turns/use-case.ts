import type { ContextService } from '../context/types.ts';
import type { Facilitator } from '../facilitator/facilitator.ts';
import type { Channels } from '../ports/channels.ts';
import type { Clock } from '../ports/clock.ts';
import type { Probes } from '../ports/doctor.ts';
import type { Log } from '../ports/log.ts';
import type { Button } from '../ports/outbox.ts';
import type { People } from '../ports/people.ts';
import type { TeamStore, WorkshopTx } from '../ports/store.ts';
import type { Templates } from '../ports/templates.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { StepId, UserId, WorkshopId } from '../workshop/ids.ts';
import { type Phrase, person, phrase } from '../workshop/phrase.ts';
import { may, type Permission, type Role, roleOf } from '../workshop/roles.ts';
import type { Limits } from './limits/limits.ts';
import type { MessageCeiling } from './limits/message-ceiling.ts';
import type { Pressure } from './limits/pressure.ts';
import type { ModelUse } from './model-use.ts';
import { offerToStandIn } from './people/offer-stand-in.ts';
import type { ComposeReply } from './reply-outcome.ts';

/** What every use case works with; made once in app.ts. */
export interface Deps {
  store: TeamStore;
  facilitator: Facilitator;
  /** Looks at what is waiting in a step's log now instead of when its turn comes. */
  takeTurn: (contextId: string) => Promise<void>;
  composeReply: ComposeReply;
  people: People;
  channels: Channels;
  probes: Probes;
  templates: Templates;
  context: ContextService;
  /** Of one prompt, whoever it is for. */
  contextTokens: number;
  countTokens: (text: string) => number;
  /** Absent: every workshop is guided. */
  model?: ModelUse;
  /** What a person, a channel or the team may do in a day; absent: as much as they like. */
  limits?: Limits;
  /** Absent: as many messages are stored as come. */
  ceiling?: MessageCeiling;
  /** Absent: there is always time. */
  pressure?: Pressure;
  /** Where people outside Slack open links. Absent: the operator has not switched that on. */
  sharing?: { baseUrl: string };
  clock: Clock;
  log: Log;
  pace: TurnPace;
}

export interface TurnPace {
  /** A burst of messages is answered once, so long after its first. */
  debounceMs: number;
  /** So long nobody must have written before the facilitator speaks unasked. */
  lullMs: { live: number; async: number };
}

/** Who asks, where, and a key under which a repetition of the same request is recognised (Slack's trigger id, for instance). */
export interface Asker {
  orgId: string;
  channelId: string;
  userId: UserId;
  isOutsider: boolean;
  key: string;
  enterpriseId?: string;
}

/** The answer to one person's request: shown to them alone. */
export interface Reply {
  text: Phrase;
  buttons?: Button[];
  /** A modal to open instead, while the trigger is fresh. */
  form?: FormRequest;
}

/** Which modal, for which step, in which state. */
export interface FormRequest {
  workshopId: WorkshopId;
  stepId: StepId;
  epoch: number;
  formId: string;
  /** Prefilled with this item, to be changed. */
  itemId?: string;
}

/** True when this request was carried out before: then nothing is done again. */
export async function isRepeated(tx: WorkshopTx, asker: Asker): Promise<boolean> {
  return !(await tx.takeReceipt(asker.key));
}

/** Throws a RuleBreach unless this person may, with an offer to take over where no host has been for long; makes a contributor a member. */
export async function requirePermission(tx: WorkshopTx, asker: Asker, permission: Permission): Promise<void> {
  // Ids travel through buttons and forms: one of another team or channel does not exist here (F-19).
  if (tx.workshop.orgId !== asker.orgId || tx.workshop.channelId !== asker.channelId) {
    throw new RuleBreach('gone', phrase`I can't find that workshop in this channel. The newest card shows what is under way.`);
  }
  const role = roleOf(await tx.members(), asker.userId, asker.isOutsider);
  if (permission === 'steer' && role === 'editor') await offerToStandIn(tx);
  requireRole(role, permission, tx.workshop.ownerUserId);
  if (permission === 'contribute') await tx.setMember(asker.userId, role);
  if (permission !== 'read') await tx.noteActivity(tx.now());
}

/** Throws a RuleBreach, with whom to turn to, unless people with this role may. */
export function requireRole(role: Role, permission: Permission, host: UserId): void {
  if (may(role, permission)) return;
  if (role === 'viewer')
    throw new RuleBreach(
      'viewer',
      phrase`You are here as a viewer: you can read along, and the host can let you in with “/workshop people”.`,
    );
  throw new RuleBreach('not-host', phrase`That is for the host, ${person(host)}. Give them a nudge in the thread.`);
}
