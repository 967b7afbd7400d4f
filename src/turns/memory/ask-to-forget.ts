import { RuleBreach } from '../../workshop/errors.ts';
import type { StepId, WorkshopId } from '../../workshop/ids.ts';
import { phrase } from '../../workshop/phrase.ts';
import { askAction } from '../actions/ask-action.ts';
import type { Asker, Deps, Reply } from '../use-case.ts';

const ownWords = /^(?:me|my (?:words|messages|data|contributions)|everything i (?:said|wrote)|what i (?:said|wrote))$/i;
const all = /^(?:(?:the |this |our |whole |entire )*workshop|everything|all)?$/i;

/** `/workshop forget` and `forget me`: asks for a yes with a ticked box. Throws a RuleBreach for what is neither, and for whoever may not. */
export async function askToForget(
  deps: Deps,
  asker: Asker,
  place: { workshopId: WorkshopId; stepId: StepId | undefined },
  rest: string,
): Promise<Reply | undefined> {
  const what = rest.trim();
  if (ownWords.test(what)) return askAction(deps, asker, { ...place, action: 'forget-me' }, 'confirmers');
  if (all.test(what)) return askAction(deps, asker, { ...place, action: 'forget' }, 'confirmers');
  throw new RuleBreach(
    'forget-what',
    phrase`“/workshop forget” erases the whole workshop, “/workshop forget me” your own words. A single thing that I remember is forgotten with “/workshop memory”.`,
  );
}
