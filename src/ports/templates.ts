import type { Template } from '../workshop/template.ts';

/** The templates that there are. Versions stay: a workshop goes on with the one that it began with. */
export interface Templates {
  /**
   * Reads what is not known yet of these: another process, of a newer program or with other files, may have stored it since this one
   * started. To be called before `get` with what a row names.
   */
  meet(named: readonly { templateId: string; templateVersion: number }[]): Promise<void>;
  /** Throws NotFound. */
  get(id: string, version: number): Template;
  /** All versions of all of them. */
  all(): readonly Template[];
  /** The newest version of each, those that come with the product first; the very first one is for whoever names none. */
  list(): readonly Template[];
  /** What was wrong with templates that are not there, one sentence each, for the operator. */
  problems(): readonly string[];
  /** What was accepted once and would be refused today: workshops go on with it, nobody begins one. One sentence each, for the operator. */
  kept(): readonly string[];
}
