import { type Phrase, phraseToText } from './phrase.ts';

/** Somebody asked for what the rules do not allow. The phrase says what was wrong and what to do; only they see it; nothing was changed. */
export class RuleBreach extends Error {
  readonly says: Phrase;
  readonly code: string;
  constructor(code: string, says: Phrase) {
    super(`${code}: ${phraseToText(says)}`);
    this.name = 'RuleBreach';
    this.code = code;
    this.says = says;
  }
}

/** Somebody else wrote first. Retried where that is safe, shown to the person otherwise. */
export class Conflict extends Error {
  readonly expected: number;
  readonly current: number;
  constructor(what: string, expected: number, current: number) {
    super(`${what}: expected version ${expected}, found ${current}`);
    this.name = 'Conflict';
    this.expected = expected;
    this.current = current;
  }
}

/** A row that must exist does not, or is deleted: one error everywhere. */
export class NotFound extends Error {
  constructor(what: string, id: string) {
    super(`${what} ${id} does not exist`);
    this.name = 'NotFound';
  }
}
