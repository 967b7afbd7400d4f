import type { Button } from '../ports/outbox.ts';
import { RuleBreach } from '../workshop/errors.ts';
import type { Phrase } from '../workshop/phrase.ts';

/** A refusal that comes with a way out: buttons under its sentence, for the same person alone. */
export class OfferedBreach extends RuleBreach {
  readonly buttons: Button[];
  constructor(code: string, says: Phrase, buttons: Button[]) {
    super(code, says);
    this.buttons = buttons;
  }
}

/** What a refused person is shown. */
export function replyTo(error: RuleBreach): { text: Phrase; buttons?: Button[] } {
  return error instanceof OfferedBreach ? { text: error.says, buttons: error.buttons } : { text: error.says };
}
