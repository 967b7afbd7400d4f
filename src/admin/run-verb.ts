import { parseArgs } from 'node:util';
import { type AdminContext, AdminError, type AdminOptions, type AdminResult, type Verb } from './context.ts';
import { forgettingVerbs } from './forgetting.ts';
import { lookingVerbs } from './looking.ts';
import { mendingVerbs } from './mending.ts';

const verbs: readonly Verb[] = [...mendingVerbs.slice(0, 1), ...lookingVerbs, ...forgettingVerbs, ...mendingVerbs.slice(1)];
const usualLimit = 100;
const maxLimit = 10_000;

export interface Asked {
  verb: Verb;
  words: readonly string[];
  options: AdminOptions;
  isJson: boolean;
}

/** What was typed after `admin`; `help` where that was asked for. Throws AdminError with what to type instead. */
export function readVerb(typed: readonly string[]): Asked | 'help' {
  const { values, positionals } = parse(typed);
  if (values.help || positionals.length === 0 || positionals[0] === 'help') return 'help';
  const verb = verbs.find(({ name }) => name === positionals.slice(0, name.split(' ').length).join(' '));
  if (!verb) throw new AdminError(`“${positionals.slice(0, 2).join(' ')}” is not something that can be done. “help” lists what is.`);
  const words = positionals.slice(verb.name.split(' ').length);
  if (words.length < verb.words.min || words.length > verb.words.max)
    throw new AdminError(`Type “${`${verb.name} ${verb.usage}`.trim()}” (${verb.does}).`);
  if (verb.changes && !values.yes) throw new AdminError(`“${verb.name}” (${verb.does}): add --yes if that is wanted.`);
  const limit = Number(values.limit ?? usualLimit);
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) throw new AdminError(`--limit is a whole number from 1 to ${maxLimit}.`);
  return { verb, words, options: { out: values.out, limit }, isJson: values.json === true };
}

function parse(typed: readonly string[]) {
  try {
    return parseArgs({
      args: [...typed],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        yes: { type: 'boolean' },
        help: { type: 'boolean' },
        out: { type: 'string' },
        limit: { type: 'string' },
      },
    });
  } catch (error) {
    throw new AdminError(`${(error as Error).message.split('.')[0]}. “help” lists what can be typed.`);
  }
}

/** Does it, and gives what is to be printed and the exit code. */
export async function runVerb(context: AdminContext, { verb, words, options, isJson }: Asked): Promise<{ text: string; exitCode: 0 | 1 }> {
  const result: AdminResult = await verb.run(context, words, options);
  return { text: isJson ? JSON.stringify(result.json) : result.lines.join('\n'), exitCode: result.isWell === false ? 1 : 0 };
}

export function sayHelp(): string {
  const typed = verbs.map((verb) => ({ typed: `${verb.name} ${verb.usage}`.trim(), does: verb.does }));
  const width = Math.max(...typed.map((one) => one.typed.length));
  return [
    'npm run admin -- VERB …   (--json for machines; exit code 0: done, 1: not well, 2: not understood)',
    ...typed.map((one) => `  ${one.typed.padEnd(width)}  ${one.does}`),
  ].join('\n');
}
