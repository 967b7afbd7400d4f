import type { z } from 'zod';
import type { WorkshopTx } from '../../ports/store.ts';
import type { StepId, UserId, WorkshopId } from '../../workshop/ids.ts';
import type { JsonObject } from '../../workshop/json.ts';
import type { Phrase } from '../../workshop/phrase.ts';
import type { Permission } from '../../workshop/roles.ts';
import type { Asker, Deps } from '../use-case.ts';

/** What an action is about. `stepId`: the step that its parameters name, or else the one in whose thread it was asked for. */
export interface ActionTarget<P> {
  stepId: StepId;
  params: P;
  /** Who asked; null when the facilitator offers it by itself. */
  askedBy: UserId | null;
}

/** What would happen if it were confirmed now. */
export interface ActionPlan {
  /** In words, for everybody: “Challenge ends here and Stakeholders begins.” What it touches is named: whose lines, how many. */
  says: Phrase;
  /** Beside the box that must be ticked, when the action is destructive: the consequence, in the first person. At most 75 characters show on a phone. */
  tick?: string;
  /**
   * Everything that must not have moved when somebody says yes, as a text that changes with it: a status, a draft's revision, a count.
   * When it has moved, nothing is done; the card shows the new state and asks again.
   */
  basis: string;
}

/** An action as the registry holds it. `P` are its parameters as they are stored. */
export interface ActionDefinition<P extends object = JsonObject> {
  id: string;
  /** What it is called, e.g. “Start the step over”. */
  label: string;
  /** For a language model that is to recognise it: one sentence. */
  summary: string;
  /** Declared, never guessed: it needs a ticked box (F-34). */
  isDestructive: boolean;
  /** Shown to the one who asks alone, without a card: what concerns nobody else. */
  isPrivate?: boolean;
  /** Who may confirm it. Whoever contributes may ask for it. */
  permission: Permission;
  /**
   * It makes sense while the workshop is paused or over. Otherwise it is refused then.
   */
  isForAnyStatus?: boolean;
  /**
   * What people say for it, in small letters; whole words, and the whole of what is asked. `(a|b)` is a choice, `[a]` may be missing,
   * STEP, MINUTES, PERSON and TEXT are read into `stepId`, `minutes`, `userId` and `text`. Lead-ins such as “can you please” need not be written.
   */
  words: readonly string[];
  /** The facilitator may offer it by itself; without this, never. */
  offer?: {
    /** For a language model: when that makes sense. */
    when: string;
    /** What people say to each other that comes to it, besides `words`; written and read in the same way. */
    words?: readonly string[];
    /** Only when the step in whose thread it is said has all that its gate asks for. */
    needsGate?: boolean;
  };
  /** Of `{ stepId?, minutes?, userId?, text? }` as words or a model give them; what it does not name is dropped. */
  params: z.ZodType<P>;
  /** Throws a RuleBreach when it can't be done now. Changes nothing. */
  plan(tx: WorkshopTx, target: ActionTarget<P>): Promise<ActionPlan>;
  /**
   * Does it, once it is confirmed, with the checks of its own use case; says what came of it. It may be called again after a crash with
   * the same `asker.key` and must do nothing twice then. Throws a RuleBreach when it can't be done after all.
   */
  run(deps: Deps, asker: Asker, target: ActionTarget<P> & { workshopId: WorkshopId }): Promise<Phrase>;
}

/** Keeps the type of the parameters inside the definition. */
export function defineAction<P extends object>(definition: ActionDefinition<P>): ActionDefinition {
  return definition as unknown as ActionDefinition;
}
