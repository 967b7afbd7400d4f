/** What operators can count. Nothing here names a workspace, a channel or a person. */
export interface Meters {
  /** Slack was answered, so many milliseconds after its request arrived. */
  acknowledged(ms: number): void;
  /** A call of Slack's Web API; `outcome`: ok, Slack's code, or what else went wrong. */
  called(method: string, outcome: string): void;
  /** After a send whose answer was lost: it was there, it was not, or nobody could look and it was sent again. */
  looked(found: 'there' | 'absent' | 'unseen'): void;
  /** A stage of what happens between a message and its answer. */
  took(stage: Stage, ms: number): void;
  modelAttempt(attempt: { purpose: string; outcome: string; prompt: number; completion: number; cached: number }): void;
  /** The guided facilitator spoke in place of a model. */
  fellBack(): void;
}

/** `waiting`: a turn after it was due. `turn`: the turn itself. `reply`: a model's reply, to its end. `post`: from the commit to Slack. */
export type Stage = 'waiting' | 'turn' | 'wake-up' | 'reply' | 'post';

export const noMeters: Meters = {
  acknowledged: () => undefined,
  called: () => undefined,
  looked: () => undefined,
  took: () => undefined,
  modelAttempt: () => undefined,
  fellBack: () => undefined,
};
